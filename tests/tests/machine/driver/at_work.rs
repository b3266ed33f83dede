//! What may be done at an open step.

use super::{Driver, values};
use onething_engine::application::command::{
    Actor, Command, Declared, Envelope, PersonId, Submission, Wanted,
};
use onething_engine::application::program::{FactId, ItemIndex, StepFacts, StepKind};
use onething_engine::application::state::{Application, CallId, How, Mode, Standing, TaskId, Work};
use std::sync::Arc;

impl Driver<'_> {
    /// Something at an open step.
    pub(super) fn at(&mut self, state: &Application, work: &Work) -> Envelope {
        let task = state.task(work.step);
        let program = self.program;
        let facts = &program.steps[work.step.index()];
        match work.standing {
            // Now and then an answer to the attempt before comes after all.
            Standing::Calling(attempt) if attempt > 1 && self.chance(15) => {
                self.answer(CallId { task, attempt: attempt - 1 }, facts)
            }
            Standing::Calling(attempt) => self.answer(CallId { task, attempt }, facts),
            Standing::Retrying(attempt) if self.chance(20) => self.answer(CallId { task, attempt }, facts),
            Standing::Retrying(_) => self.time(state),
            Standing::Supplement => self.supplement(work, task),
            Standing::Withheld => self.beside(state),
            Standing::Incident(_) => self.mend(facts, task),
            Standing::Working => self.work(state, work, facts, task),
        }
    }

    /// A material that was promised and is not there.
    pub(super) fn deferred(&mut self, state: &Application) -> Option<FactId> {
        let all: Vec<FactId> = promised(state).collect();
        self.pick(&all)
    }

    fn answer(&mut self, call: CallId, facts: &StepFacts) -> Envelope {
        let command = match self.random.below(6) {
            0 | 1 => Command::Fail { call, why: "down".into() },
            2 => Command::Answer { call, values: None },
            3 => Command::Answer { call, values: Some(Vec::new()) },
            _ => Command::Answer { call, values: Some(self.submissions(&facts.supplies)) },
        };
        self.envelope(Actor::System, command)
    }

    fn supplement(&mut self, work: &Work, task: TaskId) -> Envelope {
        let fact = self.pick(&work.wanted).unwrap_or(FactId(0));
        let command = match (self.random.below(6), self.is_material(fact)) {
            (0 | 1, _) => Command::Supplement { task },
            (2, true) => Command::Defer { fact },
            (3, true) => Command::Commit { declared: Declared::Material(fact) },
            (_, true) => Command::Attach { fact, hash: values::hash() },
            (_, false) => Command::Fill { values: self.submissions(&[fact]) },
        };
        self.envelope(Actor::Applicant, command)
    }

    fn mend(&mut self, facts: &StepFacts, task: TaskId) -> Envelope {
        let read = facts.next.iter().flat_map(|way| way.reads());
        let lacked: Vec<FactId> = read.chain(facts.supplies.iter().copied()).collect();
        let command = match self.random.below(5) {
            0 => Command::Retry { task },
            1 => Command::FallBack { task },
            2 => Command::AnswerInstead { task, values: Vec::new() },
            _ => Command::AnswerInstead { task, values: self.submissions(&lacked) },
        };
        self.envelope(Actor::Operator(PersonId(7)), command)
    }

    fn work(&mut self, state: &Application, work: &Work, facts: &StepFacts, task: TaskId) -> Envelope {
        let system = Actor::System;
        let (by, command) = match &facts.kind {
            _ if matches!(work.mode, Mode::Check | Mode::Undo | Mode::ByPeople) => self.desk(facts, task),
            StepKind::Form => self.form(state, facts, task),
            StepKind::Automatic if self.chance(15) => (system, self.desk(facts, task).1),
            StepKind::Automatic => (system, Command::Rule { task, decided: self.chance(60) }),
            StepKind::Collect => (Actor::Applicant, Command::Collect { task }),
            StepKind::Deliver => (system, Command::Delivered { task }),
            StepKind::Hold => (system, self.hold(task)),
            StepKind::HoldLine | StepKind::HoldEnd => {
                let task = state.task(facts.belongs_to.expect("a hold"));
                (system, self.hold(task))
            }
            StepKind::HoldFree(_) => (system, Command::HoldTested { task, free: self.chance(70) }),
            StepKind::WaitMessage(message, _) => {
                let values = self.brought(*message);
                (system, Command::Message { message: *message, values })
            }
            StepKind::Run(_) => {
                let values = if self.chance(50) { self.submissions(&facts.supplies) } else { Vec::new() };
                (system, Command::ChildEnded { task, granted: self.chance(70), values })
            }
            StepKind::WaitTime(_) | StepKind::WaitMoment(_) => return self.time(state),
            _ => self.desk(facts, task),
        };
        self.envelope(by, command)
    }

    fn hold(&mut self, task: TaskId) -> Command {
        match self.random.below(5) {
            0 | 1 => Command::HoldTook { task },
            2 => Command::HoldWaits { task, place: 2 },
            3 => Command::HoldRenewed { task },
            _ => Command::HoldOver { task },
        }
    }

    fn form(&mut self, state: &Application, facts: &StepFacts, task: TaskId) -> (Actor, Command) {
        let open = facts
            .asks
            .iter()
            .copied()
            .filter(|f| !matches!(state.fact(*f).map(|f| f.how), Some(How::Draft)) && !state.knows(*f));
        let (papers, fields): (Vec<FactId>, Vec<FactId>) = open.partition(|f| self.is_material(*f));
        let command = match (self.random.below(5), self.pick(&papers)) {
            (0, _) => Command::Submit { task },
            (1, Some(fact)) if self.chance(50) => Command::Defer { fact },
            (2 | 3, Some(fact)) if state.declares(self.program, fact) => {
                Command::Commit { declared: Declared::Material(fact) }
            }
            (1 | 2, Some(fact)) => Command::Attach { fact, hash: values::hash() },
            (_, Some(fact)) if fields.is_empty() => Command::Attach { fact, hash: values::hash() },
            _ if fields.is_empty() => Command::Submit { task },
            _ => Command::Fill { values: self.submissions(&fields) },
        };
        (Actor::Applicant, command)
    }

    /// What people do with a task.
    fn desk(&mut self, facts: &StepFacts, task: TaskId) -> (Actor, Command) {
        let by = match self.pick(&facts.with) {
            Some(department) if self.chance(50) => Actor::Clerk { person: PersonId(0), department },
            _ => self.clerk_of(facts.lane),
        };
        let item = match self.random.below(10) {
            0 => Some(if self.program.items.is_empty() { ItemIndex(0) } else { self.an_item() }),
            1..=5 => facts.items.first().copied(),
            _ => None,
        };
        let needs: Vec<FactId> = if facts.verifies && self.chance(90) {
            facts.supplies.clone()
        } else {
            facts.items.iter().flat_map(|i| self.program.items[i.index()].needs.clone()).collect()
        };
        let why = self.reason();
        let command = match self.random.below(14) {
            0 => Command::Claim { task },
            1 => Command::Release { task },
            2 => Command::Reassign { task, to: PersonId(1) },
            3 | 4 => Command::Return { task, item, wanted: self.wanted(&needs, &why) },
            5 => Command::Refuse { task, item, why },
            6 => Command::NotAccept { task, item, why },
            _ => Command::Complete { task, values: self.brought_about(facts) },
        };
        (by, command)
    }

    /// Some of what is needed, seldom something else or nothing.
    fn wanted(&mut self, needs: &[FactId], why: &Arc<str>) -> Vec<Wanted> {
        let mut facts: Vec<FactId> =
            (0..self.random.between(1, 4)).filter_map(|_| self.pick(needs)).collect();
        if self.chance(8) {
            facts.push(self.a_fact());
        }
        facts.sort_unstable();
        facts.dedup();
        facts.into_iter().map(|fact| Wanted { fact, why: why.clone() }).collect()
    }

    /// The values that the work of a step brings about.
    fn brought_about(&mut self, facts: &StepFacts) -> Vec<Submission> {
        let some = self.chance(80);
        self.submissions(if some { &facts.supplies } else { &[] })
    }
}

/// Materials that were promised and are not there.
pub(super) fn promised(state: &Application) -> impl Iterator<Item = FactId> + '_ {
    let all = state.facts.iter().enumerate().filter(|(_, f)| f.how == How::Deferred);
    all.map(|(at, _)| FactId(super::index(at)))
}
