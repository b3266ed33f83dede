//! The applicant collects a result.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::program::StepKind;
use crate::application::rejection::Rejection;
use crate::application::state::TaskId;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    // What was granted before the rest was taken back may still be collected.
    draft.applicant()?;
    let facts = draft.working(task, &StepKind::Collect)?;
    draft.finish(task.step, facts);
    Ok(())
}
