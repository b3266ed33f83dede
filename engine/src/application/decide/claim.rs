//! Takes a task from the worklist, where nobody has it.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::rejection::Rejection;
use crate::application::state::TaskId;
use crate::planted::{Bug, has};

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    let person = draft.clerk(task.step)?;
    draft.human_task(task)?;
    let claimed = draft.state.work_of(task.step).is_some_and(|w| w.claimed_by.is_some());
    if claimed && !has(Bug::ClaimStolen) {
        return Err(Rejection::ClaimedByOther(task.step));
    }
    draft.emit(EventKind::Claimed { step: task.step, person });
    Ok(())
}
