//! Whether an automatic step was decided by rule; what rule cannot decide goes to people.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::StepKind;
use crate::application::rejection::Rejection;
use crate::application::state::{Mode, TaskId};

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    task: TaskId,
    decided: bool,
) -> Result<(), Rejection> {
    draft.system()?;
    let facts = draft.working(task, &StepKind::Automatic)?;
    if draft.state.work_of(task.step).is_some_and(|w| w.mode != Mode::Usual) {
        return Err(Rejection::OtherKind(task.step));
    }
    if decided {
        draft.finish(task.step, facts);
    } else {
        draft.emit(EventKind::HandedToPeople { step: task.step });
    }
    Ok(())
}
