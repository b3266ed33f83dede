//! Ends a task well. Where several departments take part, the last one's word ends it.

use super::Sink;
use crate::application::command::{Actor, Submission};
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::StepFacts;
use crate::application::rejection::Rejection;
use crate::application::state::{How, Mode, TaskId};
use crate::plan::route::Lane;
use crate::planted::{Bug, has};
use crate::scenario::model::DepartmentId;

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    task: TaskId,
    values: &[Submission],
) -> Result<(), Rejection> {
    let (facts, mode) = draft.human_task(task)?;
    draft.none_suspended(facts)?;
    let given =
        |fact| facts.items.iter().filter_map(|i| draft.program.item(*i)).any(|i| i.gives.contains(&fact));
    draft.expected(values, |fact| facts.supplies.contains(&fact) || given(fact))?;
    draft.not_agreed(task, facts)?;
    match mode {
        Mode::Undo => {
            draft.emit(EventKind::Undone { step: task.step });
            draft.drop_timers_of(task.step);
        }
        Mode::Check => {
            draft.emit(EventKind::CheckDone { step: task.step });
            draft.drop_timers_of(task.step);
        }
        Mode::Usual | Mode::ByPeople => {
            draft.learn(values, How::Step, task.visit > 1);
            if facts.verifies {
                draft.confirmed(facts);
            }
            if draft.all_agree(task, facts) {
                draft.finish(task.step, facts);
            }
        }
    }
    Ok(())
}

impl<S: Sink> Draft<'_, S> {
    /// A department agrees once; then the step waits for the others.
    fn not_agreed(&self, task: TaskId, facts: &StepFacts) -> Result<(), Rejection> {
        let Actor::Clerk { department, .. } = self.by else { return Ok(()) };
        let agreed = self.state.work_of(task.step).is_some_and(|w| w.agreed.contains(&department));
        if agreed && !facts.with.is_empty() { Err(Rejection::StepStands(task.step)) } else { Ok(()) }
    }

    /// Whether every department that takes part has agreed, counting the one that acts.
    fn all_agree(&mut self, task: TaskId, facts: &StepFacts) -> bool {
        let Actor::Clerk { department, .. } = self.by else { return true };
        if facts.with.is_empty() || has(Bug::FirstDepartmentDecides) {
            return true;
        }
        let agreed = |draft: &Self, department: DepartmentId| {
            draft.state.work_of(task.step).is_some_and(|w| w.agreed.contains(&department))
        };
        self.emit(EventKind::Agreed { step: task.step, department });
        // Each department takes it up by itself.
        if self.state.work_of(task.step).is_some_and(|w| w.claimed_by.is_some()) {
            self.emit(EventKind::Released { step: task.step });
        }
        let owner = match facts.lane {
            Lane::Department(owner) => Some(owner),
            Lane::Applicant => None,
        };
        owner.iter().chain(&facts.with).all(|d| agreed(self, *d))
    }
}
