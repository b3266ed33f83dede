//! What the world owes an application: answers of systems, timers, messages, other applications, holds.

use super::host::{Due, Host};
use super::script::Behaviour;
use super::time::{drawn, later, mean};
use super::world::Post;
use super::{Certificate, Refusal, Told};
use crate::application::command::{Actor, Command, Submission};
use crate::application::effect::{Effect, EffectKind};
use crate::application::rejection::Rejection;
use crate::application::state::{CallId, TaskId};
use crate::scenario::model::{Id, MessageId, ServiceId, SystemId};
use crate::scenario::source::Spanned;
use crate::scenario::text::Text;
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
            EffectKind::RunScenario { task, .. } => self.run_child(task),
            EffectKind::WithdrawRun { task } => {
                self.world.posts.push_back(Post::Withdraw(self.number, task));
            }
            EffectKind::TakeHold { task } => self.take_hold(task),
            EffectKind::LeaveHold { task } => self.leave_hold(task),
            EffectKind::TestHold { task } => self.test_hold(task),
            // What people have to do is read off the state; a timer that was dropped is passed over when due.
            EffectKind::DropTimer { .. }
            | EffectKind::Escalate { .. }
            | EffectKind::RequestPayment { .. }
            | EffectKind::Refund { .. }
            | EffectKind::Deliver { .. }
            | EffectKind::AwaitMessage { .. } => {}
        }
    }

    /// A call is answered after its latency, fails, or is left without an answer.
    fn call(&mut self, call: CallId, service: &Id, undo: bool) {
        let behaviour = self.behaviour(service);
        if let Some((index, behaviour)) = &behaviour {
            let failed = self.world.failed.entry(*index).or_insert(0);
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
    fn supplied(&mut self, task: TaskId) -> Vec<Submission> {
        self.settle(task.step);
        let Some(step) = self.stage.program.step(task.step) else { return Vec::new() };
        let more = step.brings.iter().filter(|fact| !step.supplies.contains(fact));
        step.supplies.iter().chain(more).filter_map(|fact| self.truth(*fact)).collect()
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
        let all = self.world.behaviours.iter().enumerate().rev();
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
        let human = self.stage.program.step(task.step).map_or(0.0, |s| s.human);
        let name = self.stage.program.step(task.step).map(|s| s.id.clone());
        let scripted = self.decisions.iter().any(|(_, d)| Some(&d.at.value) == name.as_ref());
        let decided = match self.script.drawn {
            _ if scripted => false,
            true => self.random.unit() >= human,
            false => human < 1.0,
        };
        self.push(self.now, Due::Command(Actor::System, Command::Rule { task, decided }));
    }

    /// A message of the script. Where it says by which value it finds its application, whoever knows that value
    /// gets it; else the application that the script is of.
    pub(super) fn send(&mut self, name: &Spanned<Id>, values: &[(Spanned<Id>, Id)]) {
        let by = self.found_by(&name.value);
        let (found_by, rest): (Vec<_>, Vec<_>) =
            values.iter().cloned().partition(|(n, _)| by.as_deref() == Some(&*n.value));
        match found_by.into_iter().next() {
            Some((_, value)) if !self.is_found_by(&name.value, &value) => {
                self.world.posts.push_back(Post::Message(self.number, name.clone(), value, rest));
            }
            _ => self.message(name, &rest),
        }
    }

    /// The fact by whose value a message finds its application.
    fn found_by(&self, message: &str) -> Option<String> {
        let reply_to = self.stage.scenario.messages.get(message)?.reply_to.value;
        let grounding = &self.stage.derivation.grounding;
        let instance = grounding.resolve(reply_to.party, None).first().copied()?;
        Some(self.stage.derivation.datum_name((instance, reply_to.element)))
    }

    /// Whether a message with this value finds this application.
    pub(super) fn is_found_by(&self, message: &str, value: &str) -> bool {
        let begun = self.application.opened.is_some();
        let known = self.found_by(message).and_then(|name| self.known(&name));
        begun && known.as_deref() == Some(value)
    }

    /// A message found no application.
    pub(super) fn nobody_awaits(&mut self, message: &str, value: &str) {
        let text = Rejection::NotAwaited.text();
        let text = Text::new(
            format!("{}（{message}：{value}）", text.zh),
            format!("{} ({message}: {value})", text.en),
        );
        let (at, after, name) = (self.now, self.application.sequence, Rejection::NotAwaited.name());
        self.ended.refusals.push(Refusal { at, name, command: "message", text, after });
    }

    /// A message from elsewhere that has found this application.
    pub(super) fn is_sent(&mut self, name: &Spanned<Id>, values: &[(Spanned<Id>, Id)]) {
        self.message(name, values);
        self.look_around();
    }

    fn message(&mut self, name: &Spanned<Id>, values: &[(Spanned<Id>, Id)]) {
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

    /// Another application begins; this one hears of it when it ends.
    fn run_child(&mut self, task: TaskId) {
        match self.runs.get(&task.step) {
            Some(part) => self.world.posts.push_back(Post::Run(self.number, task, *part)),
            // Without a library it is granted at once; what would run itself for ever is not.
            None => {
                let granted = self.library.grants_the_unknown();
                let values = if granted { self.supplied(task) } else { Vec::new() };
                let command = Command::ChildEnded { task, granted, values };
                self.push(self.now, Due::Command(Actor::System, command));
            }
        }
    }

    /// A fact as the application came to know it.
    pub(super) fn said(&self, name: &str) -> Option<Arc<str>> {
        let fact = self.stage.program.find_fact(name)?;
        self.application.fact(fact).filter(|f| f.how.is_known()).and_then(|f| f.value.clone())
    }
}
