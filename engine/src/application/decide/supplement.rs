//! Hands in what a correction (补正) or a fallback asked for: everything that is wanted, at once.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::rejection::Rejection;
use crate::application::state::{Standing, TaskId};
use crate::planted::{Bug, has};

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    draft.applicant_acts()?;
    let (facts, work) = draft.work(task)?;
    if work.standing != Standing::Supplement {
        return Err(Rejection::StepStands(task.step));
    }
    let wanted = work.wanted.clone();
    let faults = draft.faults(&wanted);
    if !faults.is_empty() && !has(Bug::SupplementUnchecked) {
        return Err(Rejection::Faulty(faults));
    }
    draft.take_over(&wanted);
    if facts.only_supplies() {
        draft.finish(task.step, facts);
    } else {
        draft.mended(task.step, facts);
    }
    Ok(())
}
