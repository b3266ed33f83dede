//! The application that a step ran has ended.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::StepKind;
use crate::application::rejection::Rejection;
use crate::application::state::{Ending, Standing, TaskId};
use std::sync::Arc;

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    task: TaskId,
    granted: bool,
) -> Result<(), Rejection> {
    draft.system()?;
    let (facts, work) = draft.work(task)?;
    let StepKind::Run(run) = &facts.kind else { return Err(Rejection::OtherKind(task.step)) };
    if work.standing != Standing::Working {
        return Err(Rejection::StepStands(task.step));
    }
    draft.emit(EventKind::ChildEnded { step: task.step, granted });
    if granted || !run.must_succeed {
        draft.finish(task.step, facts);
    } else {
        let id = &run.scenario.value;
        let why: Arc<str> = format!("`{id}` 未获准 / `{id}` was not granted").into();
        draft.turn_down(facts, None, Ending::Refused, &why);
    }
    Ok(())
}
