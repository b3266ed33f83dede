//! Whether anybody holds the thing that a step asks about.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::StepKind;
use crate::application::rejection::Rejection;
use crate::application::state::{Ending, TaskId};
use std::sync::Arc;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId, free: bool) -> Result<(), Rejection> {
    draft.system()?;
    let (facts, _) = draft.work(task)?;
    let StepKind::HoldFree(rejects) = facts.kind else { return Err(Rejection::OtherKind(task.step)) };
    draft.emit(EventKind::HoldTested { step: task.step, free });
    if free {
        draft.finish(task.step, facts);
    } else if rejects {
        let why: Arc<str> = "该标的已被冻结 / another application holds it".into();
        draft.turn_down(facts, None, Ending::Refused, &why);
    }
    Ok(())
}
