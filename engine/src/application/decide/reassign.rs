//! Hands a task to another person of the department, be it claimed or not.

use super::Sink;
use crate::application::command::PersonId;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::StepKind;
use crate::application::rejection::Rejection;
use crate::application::state::{Mode, TaskId};

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId, to: PersonId) -> Result<(), Rejection> {
    draft.clerk(task.step)?;
    let (facts, work) = draft.work(task)?;
    let of_people = matches!(facts.kind, StepKind::Task | StepKind::Special) || work.mode != Mode::Usual;
    if !of_people {
        return Err(Rejection::OtherKind(task.step));
    }
    draft.emit(EventKind::Reassigned { step: task.step, to });
    Ok(())
}
