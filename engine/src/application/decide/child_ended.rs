//! The application that a step ran has ended; what it was granted brings back what the step gives.

use super::Sink;
use crate::application::command::Submission;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::StepKind;
use crate::application::rejection::Rejection;
use crate::application::state::{Ending, How, Standing, TaskId};
use std::sync::Arc;

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    task: TaskId,
    granted: bool,
    values: &[Submission],
) -> Result<(), Rejection> {
    draft.system()?;
    let (facts, work) = draft.work(task)?;
    let StepKind::Run(run) = &facts.kind else { return Err(Rejection::OtherKind(task.step)) };
    if work.standing != Standing::Working {
        return Err(Rejection::StepStands(task.step));
    }
    draft.expected(values, |fact| facts.supplies.contains(&fact))?;
    draft.emit(EventKind::ChildEnded { step: task.step, granted });
    if granted {
        draft.learn(values, How::Result, task.visit > 1);
    }
    if granted || !run.must_succeed {
        draft.finish(task.step, facts);
    } else {
        let id = &run.scenario.value;
        let why: Arc<str> = format!("`{id}` 未获准 / `{id}` was not granted").into();
        draft.turn_down(facts, None, Ending::Refused, &why);
    }
    Ok(())
}
