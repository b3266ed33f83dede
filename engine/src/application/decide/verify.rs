//! What a department says of a paper that it was asked to confirm (部门核验): it is so, or it cannot be confirmed. Then the
//! paper goes down the plan's fallbacks as if a system had not told, and no item is returned for it.

use super::Sink;
use crate::application::command::Wanted;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::StepFacts;
use crate::application::rejection::Rejection;
use crate::application::state::{How, TaskId, TimerKind};

impl<S: Sink> Draft<'_, S> {
    /// What the step was to confirm is so.
    pub(super) fn confirmed(&mut self, facts: &StepFacts) {
        for fact in facts.supplies.iter().copied() {
            if !self.state.knows(fact) {
                self.emit(EventKind::Known { fact, how: How::Step, value: None });
            }
        }
    }

    /// What the step was to confirm is asked of the applicant, for the reason that is given.
    pub(super) fn not_confirmed(
        &mut self,
        task: TaskId,
        facts: &StepFacts,
        wanted: &[Wanted],
    ) -> Result<(), Rejection> {
        self.none_suspended(facts)?;
        for one in wanted {
            self.reason(&one.why)?;
            if !facts.supplies.contains(&one.fact) {
                return Err(Rejection::NotAskable(one.fact));
            }
        }
        let Some(first) = wanted.first() else { return Err(Rejection::NothingWanted) };
        self.drop_timer(TimerKind::Within(task));
        self.not_supplied(task.step, facts, None, &first.why);
        Ok(())
    }
}
