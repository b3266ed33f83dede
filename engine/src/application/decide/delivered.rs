//! The parcel with the results has arrived.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::program::StepKind;
use crate::application::rejection::Rejection;
use crate::application::state::TaskId;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    draft.system()?;
    let facts = draft.working(task, &StepKind::Deliver)?;
    draft.finish(task.step, facts);
    Ok(())
}
