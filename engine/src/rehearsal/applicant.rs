//! What has to be done, and what the applicant does of it: fills forms, mends, pays, collects, hands in later.

use super::Told;
use super::host::{Act, Host};
use super::script::Handing;
use crate::application::command::{Actor, Command, Declared, Submission};
use crate::application::program::{FactId, FactKind, StepKind};
use crate::application::state::{Fees, How, Mode, Standing, TaskId, Work};
use crate::people::file;
use crate::plan::route::Lane;
use jiff::Timestamp;
use std::sync::Arc;

impl Host<'_> {
    /// Everything that waits for a person, and when they will get to it.
    pub(super) fn todo(&mut self) -> Vec<(Act, Timestamp)> {
        let mut todo = Vec::new();
        for work in self.application.work.clone() {
            let task = self.application.task(work.step);
            let Some(act) = self.act_of(&work, task) else { continue };
            let at = match act {
                Act::Form(_) => self.after(self.habits.form),
                Act::Supplement(_) => self.after(self.habits.supplement),
                Act::Collect(_) => self.after(self.habits.collect),
                Act::Arrive(_) => self.after(self.habits.delivery),
                Act::Work(task) if !self.desks_have(act) => self.worked_by(task),
                _ => self.now,
            };
            todo.push((act, at));
        }
        if let Fees::Due(amount, _) = self.application.fees {
            todo.push((Act::Pay(amount), self.after(self.habits.payment)));
        }
        for (at, fact) in self.application.facts.iter().enumerate() {
            if fact.how == How::Deferred {
                let fact = FactId(u16::try_from(at).unwrap_or(u16::MAX));
                todo.push((Act::HandIn(fact), self.after(self.habits.supplement)));
            }
        }
        if self.applicant_waits {
            todo.retain(|(act, _)| matches!(act, Act::Work(_) | Act::Arrive(_)));
        }
        todo
    }

    fn act_of(&self, work: &Work, task: TaskId) -> Option<Act> {
        let step = self.stage.program.step(work.step)?;
        match (work.standing, &step.kind) {
            (Standing::Supplement, _) => Some(Act::Supplement(task)),
            (Standing::Working, StepKind::Form) => Some(Act::Form(task)),
            (Standing::Working, StepKind::Collect) => Some(Act::Collect(task)),
            (Standing::Working, StepKind::Deliver) => Some(Act::Arrive(task)),
            (Standing::Working, StepKind::Task | StepKind::Special) => Some(Act::Work(task)),
            (Standing::Working, StepKind::Automatic) if work.mode != Mode::Usual => Some(Act::Work(task)),
            _ => None,
        }
    }

    /// Does what was on a desk; whether it could be done.
    pub(super) fn act(&mut self, act: Act) -> bool {
        let by = Actor::Applicant;
        if self.applicant_waits && !matches!(act, Act::Work(_) | Act::Arrive(_)) {
            return true;
        }
        match act {
            Act::Form(task) => self.fill_form(task),
            Act::Supplement(task) => self.supplement(task),
            Act::Work(task) => self.work(task),
            Act::Collect(task) if self.is_open(task) => self.command(by, Command::Collect { task }),
            Act::Arrive(task) if self.is_open(task) => {
                self.command(Actor::System, Command::Delivered { task })
            }
            Act::Pay(amount) if matches!(self.application.fees, Fees::Due(due, _) if due == amount) => {
                self.command(by, Command::Pay { amount })
            }
            Act::HandIn(fact) if self.application.fact(fact).is_some_and(|f| f.how == How::Deferred) => {
                self.attach(fact)
            }
            Act::Collect(_) | Act::Arrive(_) | Act::Pay(_) | Act::HandIn(_) => true,
        }
    }

    /// Whether a visit of a step is still open.
    pub(super) fn is_open(&self, task: TaskId) -> bool {
        self.application.task(task.step) == task && self.application.work_of(task.step).is_some()
    }

    /// What sign-in tells, where the plan signs in.
    pub(super) fn signed_in(&self) -> Vec<Submission> {
        if self.stage.derivation.levers.sign_in.is_none() {
            return Vec::new();
        }
        let scenario = self.stage.scenario;
        let grounding = &self.stage.derivation.grounding;
        let mut values = Vec::new();
        for datum in &scenario.sign_in {
            for instance in grounding.resolve(datum.value.party, None) {
                let name = self.stage.derivation.datum_name((instance, datum.value.element));
                let fact = self.stage.program.find_fact(&name);
                values.extend(fact.and_then(|fact| self.submission(fact)));
            }
        }
        values
    }

    /// What the applicant says of a fact: what the script makes them say, else what is so.
    fn submission(&self, fact: FactId) -> Option<Submission> {
        let name = &self.stage.program.fact(fact)?.name;
        let said = self.form.iter().rev().find(|(n, _)| n.value == *name).map(|(_, value)| value.clone());
        let value: Arc<str> = said.or_else(|| self.value(fact))?;
        Some(Submission { fact, value })
    }

    fn handing(&self, fact: FactId) -> Option<Handing> {
        let name = &self.stage.program.fact(fact)?.name;
        self.script.materials.iter().find(|(n, _)| n.value == *name).map(|(_, handing)| *handing)
    }

    fn attach(&mut self, fact: FactId) -> bool {
        let Some(name) = self.stage.program.fact(fact).map(|f| f.name.clone()) else { return false };
        // What is handed in again is another file.
        let times = self.application.fact(fact).map_or(0, |f| f.asked);
        let hash = if times > 1 { file(&format!("{name} {times}")) } else { file(&name) };
        self.command(Actor::Applicant, Command::Attach { fact, hash: hash.into() })
    }

    fn fill_form(&mut self, task: TaskId) -> bool {
        if !self.is_open(task) {
            return true;
        }
        // A form whose answers end the way (rule 18) is not handed in; what it says instead is all that comes of it.
        if let Some((_, answer)) = self.script.way.stop(self.stage.scenario) {
            let (to, text) = (Arc::from("applicant"), answer.stops.clone().unwrap_or_default());
            self.ended.notices.push(Told { at: self.now, after: self.application.sequence, to, text });
            return false;
        }
        let Some(asks) = self.stage.program.step(task.step).map(|s| s.asks.clone()) else { return false };
        self.hand_over(&asks);
        self.command(Actor::Applicant, Command::Submit { task })
    }

    fn supplement(&mut self, task: TaskId) -> bool {
        if !self.is_open(task) {
            return true;
        }
        let wanted = |how: How| matches!(how, How::Wanted);
        let facts = self.application.facts.iter().enumerate().filter(|(_, f)| wanted(f.how));
        let facts: Vec<FactId> = facts.map(|(at, _)| FactId(u16::try_from(at).unwrap_or(u16::MAX))).collect();
        self.hand_over(&facts);
        self.command(Actor::Applicant, Command::Supplement { task })
    }

    /// Fields filled, materials attached, promised or declared.
    fn hand_over(&mut self, facts: &[FactId]) {
        let is_field = |fact: &FactId| {
            self.stage.program.fact(*fact).is_some_and(|f| matches!(f.kind, FactKind::Field(..)))
        };
        // What an earlier form told stands filled in on a later one.
        let open = facts.iter().copied().filter(|fact| !self.application.knows(*fact));
        let (fields, materials): (Vec<FactId>, Vec<FactId>) = open.partition(is_field);
        let values: Vec<Submission> = fields.into_iter().filter_map(|fact| self.submission(fact)).collect();
        if !values.is_empty() {
            self.command(Actor::Applicant, Command::Fill { values });
        }
        for fact in materials {
            match self.handing(fact) {
                None if self.application.declares(self.stage.program, fact) => {
                    let declared = Declared::Material(fact);
                    self.command(Actor::Applicant, Command::Commit { declared });
                }
                None => {
                    self.attach(fact);
                }
                Some(Handing::Missing) => {}
                Some(Handing::Provisional) => {
                    self.command(Actor::Applicant, Command::Defer { fact });
                }
                Some(Handing::Commitment) => {
                    let declared = Declared::Material(fact);
                    self.command(Actor::Applicant, Command::Commit { declared });
                }
            }
        }
    }

    /// The department that a step belongs to.
    pub(super) fn lane(&self, task: TaskId) -> Option<Lane> {
        self.stage.program.step(task.step).map(|s| s.lane)
    }
}
