//! Anything, by anybody, anywhere.

use super::{Driver, hours, index};
use onething_engine::application::command::{Actor, Command, Envelope, PersonId};
use onething_engine::application::program::{FactId, ItemIndex, StepId};
use onething_engine::application::state::{Application, CallId, TaskId, TimerId};
use onething_engine::plan::route::Lane;
use std::sync::Arc;

impl Driver<'_> {
    /// A command that seldom fits.
    pub(super) fn wild(&mut self, state: &Application) -> Envelope {
        let step = StepId(index(self.random.below(self.program.steps.len() + 2)));
        // What is open now stands among all steps as often as anything else.
        let step = if self.chance(50) { self.pick(&state.work).map_or(step, |w| w.step) } else { step };
        let visit = state.step(step).visit.saturating_sub(u16::from(self.chance(30)));
        let task = TaskId { step, visit };
        let some = ItemIndex(index(self.random.below(self.program.items.len() + 1)));
        let item = self.chance(50).then_some(some);
        let why: Arc<str> = "a reason".into();
        let call = CallId { task, attempt: 1 };
        let command = match self.random.below(24) {
            0 => Command::Claim { task },
            1 => Command::Complete { task, values: Vec::new() },
            2 => Command::Return { task, item, wanted: Vec::new() },
            3 => Command::Refuse { task, item, why },
            4 => Command::NotAccept { task, item, why },
            5 => Command::Answer { call, values: None },
            6 => Command::Fail { call, why },
            7 => Command::Due { timer: TimerId(index(self.random.below(40))) },
            8 => Command::Retry { task },
            9 => Command::FallBack { task },
            10 => Command::HoldOver { task },
            11 => Command::ChildEnded { task, granted: true, values: Vec::new() },
            12 => Command::Delivered { task },
            13 => Command::Collect { task },
            14 => Command::Submit { task },
            15 => Command::Supplement { task },
            16 => Command::Attach { fact: FactId(index(self.random.below(12))), hash: "x".into() },
            17 => Command::Release { task },
            18 => Command::Reassign { task, to: PersonId(1) },
            19 => Command::Rule { task, decided: true },
            20 => Command::HoldTested { task, free: true },
            21 => Command::HoldTook { task },
            22 => Command::AnswerInstead { task, values: Vec::new() },
            _ => Command::Suspend { item: some, limit: hours(1), why },
        };
        let by = match self.random.below(5) {
            0 => Actor::Applicant,
            1 => Actor::System,
            2 => Actor::Timer,
            3 => Actor::Operator(PersonId(7)),
            _ => self.clerk_of(self.program.step(step).map_or(Lane::Applicant, |s| s.lane)),
        };
        self.envelope(by, command)
    }
}
