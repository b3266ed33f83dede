//! An operator takes the next of the plan's fallbacks; behind the last one it goes on without.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::StepKind;
use crate::application::rejection::Rejection;
use crate::application::state::TaskId;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    draft.operator()?;
    let (facts, _) = draft.incident_at(task)?;
    if facts.kind != StepKind::Call {
        return Err(Rejection::OtherKind(task.step));
    }
    let taken = draft.state.work_of(task.step).and_then(|w| w.rung);
    draft.emit(EventKind::IncidentResolved { step: task.step });
    draft.drop_timers_of(task.step);
    if draft.has_rung_after(task.step, facts, taken) {
        draft.no_answer(task.step, facts, taken);
    } else {
        draft.go_on_without(task.step, facts);
    }
    Ok(())
}
