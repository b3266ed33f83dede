//! Gives a claimed task back to the worklist.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::rejection::Rejection;
use crate::application::state::TaskId;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    let person = draft.clerk(task.step)?;
    let (_, work) = draft.work(task)?;
    match work.claimed_by {
        None => Err(Rejection::NotClaimed(task.step)),
        Some(by) if by != person => Err(Rejection::ClaimedByOther(task.step)),
        Some(_) => {
            draft.emit(EventKind::Released { step: task.step });
            Ok(())
        }
    }
}
