//! What the world owes an application: answers of systems, timers, messages, other applications, holds.

use super::host::{Due, Host};
use super::script::{Behaviour, Script};
use super::time::{drawn, later, mean};
use super::{Certificate, MOST_NESTED, Told};
use crate::application::command::{Actor, Command, Submission};
use crate::application::effect::{Effect, EffectKind};
use crate::application::state::{CallId, Ending, TaskId};
use crate::plan::derive::Planner;
use crate::plan::way::Way;
use crate::process::graph::NodeKind;
use crate::scenario::model::{Id, MessageId, Run, ServiceId, SystemId};
use crate::scenario::source::Spanned;
use jiff::Timestamp;
use std::sync::Arc;

impl Host<'_> {
    /// Carries out one effect.
    pub(super) fn carry_out(&mut self, effect: Effect) {
        let after = effect.id.sequence;
        match effect.kind {
            EffectKind::Call { call, service, undo, .. } => self.call(call, &service, undo),
            EffectKind::SetTimer { timer, at } => {
                self.push(at.timestamp(), Due::Command(Actor::Timer, Command::Due { timer }));
            }
            EffectKind::Decide { task } => self.rule(task),
            EffectKind::Notify { to, text } => {
                self.ended.notices.push(Told { at: self.now, after, to, text });
            }
            EffectKind::IssueCertificate { holder, licence, .. } => {
                let name = format!("{holder}.{licence}");
                self.ended.certificates.push(Certificate { at: self.now, name });
            }
            // A hold lapses by itself; nobody renews or releases it of their own accord.
            EffectKind::AwaitMessage { task, message, .. }
                if self.script.spontaneous && !self.is_held(task.step) =>
            {
                let values = self.supplied(task);
                let at = self.after(self.habits.message);
                self.push(at, Due::Command(Actor::System, Command::Message { message, values }));
            }
            EffectKind::RunScenario { task, run } => self.run_child(task, &run),
            EffectKind::TakeHold { task } => self.take_hold(task),
            EffectKind::LeaveHold { task } => self.leave_hold(task),
            EffectKind::TestHold { task } => self.test_hold(task),
            // What people have to do is read off the state; a timer that was dropped is passed over when due.
            EffectKind::DropTimer { .. }
            | EffectKind::Escalate { .. }
            | EffectKind::RequestPayment { .. }
            | EffectKind::Deliver { .. }
            | EffectKind::AwaitMessage { .. } => {}
        }
    }

    /// A call is answered after its latency, fails, or is left without an answer.
    fn call(&mut self, call: CallId, service: &Id, undo: bool) {
        let behaviour = self.behaviour(service);
        if let Some((index, behaviour)) = &behaviour {
            let failed = self.failed.entry(*index).or_insert(0);
            if *failed < behaviour.fails {
                *failed += 1;
                let why: Arc<str> = Arc::from("service failed");
                let at = self.answered_at(service, Some(behaviour));
                self.push(at, Due::Command(Actor::System, Command::Fail { call, why }));
                return;
            }
            if behaviour.down {
                return;
            }
        }
        let behaviour = behaviour.map(|(_, behaviour)| behaviour);
        let found = self.is_found(service) && !behaviour.as_ref().is_some_and(|b| b.not_found);
        let values = match (found || undo, undo) {
            (true, false) => Some(self.supplied(call.task)),
            (true, true) => Some(Vec::new()),
            (false, _) => None,
        };
        let at = self.answered_at(service, behaviour.as_ref());
        self.push(at, Due::Command(Actor::System, Command::Answer { call, values }));
    }

    /// What a step supplies, as it is in the population.
    fn supplied(&self, task: TaskId) -> Vec<Submission> {
        let supplies = self.stage.program.step(task.step).map(|s| s.supplies.clone()).unwrap_or_default();
        supplies.into_iter().filter_map(|fact| self.truth(fact)).collect()
    }

    fn is_found(&self, service: &str) -> bool {
        let found = self.stage.scenario.catalogue.services.get_index_of(service);
        found.is_none_or(|at| self.stage.population.is_found(ServiceId::from(at)))
    }

    fn system_of(&self, service: &str) -> Option<SystemId> {
        let catalogue = &self.stage.scenario.catalogue;
        let of_service = catalogue.services.get(service).map(|s| s.system);
        of_service.or_else(|| catalogue.licences.get(service).map(|l| l.system))
    }

    /// The behaviour in force for a service or licence, its system, or one that its calls pass through; the
    /// latest that was said.
    fn behaviour(&self, service: &str) -> Option<(usize, Behaviour)> {
        let catalogue = &self.stage.scenario.catalogue;
        let mut names: Vec<&str> = vec![service];
        let mut system = self.system_of(service);
        while let Some((id, facts)) = system.and_then(|id| catalogue.system(id)) {
            if names.contains(&&**id) {
                break;
            }
            names.push(id);
            system = facts.via;
        }
        let all = self.behaviours.iter().enumerate().rev();
        let calendar = self.stage.main_calendar();
        let (index, (_, behaviour, _)) = all.into_iter().find(|(_, (name, behaviour, since))| {
            let begun = behaviour.from.is_none_or(|from| self.now >= later(*since, from, calendar));
            let over = behaviour.until.is_some_and(|until| self.now >= later(*since, until, calendar));
            names.contains(&&**name) && begun && !over
        })?;
        Some((index, behaviour.clone()))
    }

    fn answered_at(&mut self, service: &str, behaviour: Option<&Behaviour>) -> Timestamp {
        if let Some(latency) = behaviour.and_then(|b| b.latency) {
            return later(self.now, latency, self.stage.main_calendar());
        }
        let catalogue = self.stage.scenario.catalogue.clone();
        let system = self.system_of(service).and_then(|id| catalogue.system(id));
        let latency = system.and_then(|(_, s)| s.simulated.latency.as_ref());
        let length = match (latency, self.script.drawn) {
            (Some(latency), true) => drawn(latency, &mut self.random),
            (Some(latency), false) => mean(latency),
            (None, _) => None,
        };
        // An answer takes some time, else no step would seem to wait for it.
        self.after(length.unwrap_or(300).max(1))
    }

    /// Whether rule decides: the script's clerk at this step means that people do.
    fn rule(&mut self, task: TaskId) {
        let human = match self.stage.node(task.step).map(|n| n.kind) {
            Some(NodeKind::Automatic { human }) => human,
            _ => 0.0,
        };
        let name = self.stage.program.step(task.step).map(|s| s.id.clone());
        let scripted = self.decisions.iter().any(|(_, d)| Some(&d.at.value) == name.as_ref());
        let decided = match self.script.drawn {
            _ if scripted => false,
            true => self.random.unit() >= human,
            false => human < 1.0,
        };
        self.push(self.now, Due::Command(Actor::System, Command::Rule { task, decided }));
    }

    /// A message of the script.
    pub(super) fn message(&mut self, name: &Spanned<Id>, values: &[(Spanned<Id>, Id)]) {
        let Some(at) = self.stage.scenario.messages.get_index_of(&name.value) else { return };
        let said = |(name, value): &(Spanned<Id>, Id)| {
            let fact = self.stage.program.find_fact(&name.value)?;
            Some(Submission { fact, value: value.clone() })
        };
        let values = values.iter().filter_map(said).collect();
        let message = MessageId::from(at);
        let command = Command::Message { message, values };
        if self.is_for_holds(message) {
            // What it says may be waited for as well.
            let _ = self.sent(Actor::System, &command);
            self.message_to_holds(message);
        } else {
            self.command(Actor::System, command);
        }
    }

    /// Another application, played to its end at once; this one hears of it when it ends.
    fn run_child(&mut self, task: TaskId, run: &Run) {
        let (granted, at) = self.child(run).unwrap_or((true, self.now));
        self.push(at, Due::Command(Actor::System, Command::ChildEnded { task, granted }));
    }

    fn child(&self, run: &Run) -> Option<(bool, Timestamp)> {
        if self.depth >= MOST_NESTED {
            return None;
        }
        let scenario = self.library.scenario(&run.scenario.value)?;
        let plan = match &run.plan {
            Some(name) => scenario.plans.get(&name.value),
            None => scenario.plans.values().find(|p| &*p.id != "separate").or(scenario.plans.values().next()),
        }?;
        let mut script = Script::usual(Way::base(&scenario), self.now);
        (script.seed, script.drawn) = (self.script.seed, self.script.drawn);
        script.people = self.people_of(run);
        let planner = Planner::new(&scenario);
        let child = super::rehearse_nested(&planner, plan, &script, self.library, self.depth + 1).ok()?;
        let ended = child.application.closed.map(|(_, at)| at.timestamp());
        let approved =
            |item: &crate::application::state::ItemState| matches!(item.ended, Some((Ending::Approved, _)));
        let granted = child.application.items.iter().all(approved);
        Some((granted, ended.unwrap_or(self.now)))
    }

    /// The parties of another scenario are those of this one that it names.
    fn people_of(&self, run: &Run) -> Vec<(Spanned<Id>, Id)> {
        let grounding = &self.stage.derivation.grounding;
        let catalogue = &self.stage.scenario.catalogue;
        let mut people = Vec::new();
        for (theirs, ours) in &run.parties {
            let Some(instance) = grounding.resolve(*ours, None).first().copied() else { continue };
            for (at, element) in catalogue.elements.values().enumerate() {
                if let Some(value) = self.stage.population.value(instance, at.into()) {
                    let name: Id = format!("{}.{}", theirs.value, element.name).into();
                    let text = crate::population::values::write(value);
                    people.push((Spanned::new(name, theirs.span), text.into()));
                }
            }
        }
        people
    }
}
