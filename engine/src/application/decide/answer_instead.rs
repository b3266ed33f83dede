//! An operator gives the values that a step lacks.

use super::Sink;
use crate::application::command::Submission;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::FactId;
use crate::application::rejection::Rejection;
use crate::application::state::{How, TaskId};

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    task: TaskId,
    values: &[Submission],
) -> Result<(), Rejection> {
    draft.operator()?;
    let (facts, _) = draft.incident_at(task)?;
    let step = task.step;
    let expected = facts.given_by_hand();
    draft.expected(values, |fact| expected.contains(&fact))?;
    let given = |fact: &FactId| values.iter().any(|v| v.fact == *fact);
    if facts.only_supplies()
        && let Some(fact) = draft.lacking(step, facts).into_iter().find(|f| !given(f))
    {
        return Err(Rejection::StillUnknown(fact));
    }
    draft.learn(values, How::Operator, false);
    draft.emit(EventKind::IncidentResolved { step });
    draft.drop_timers_of(step);
    match facts.only_supplies() {
        true => draft.finish(step, facts),
        false => draft.again(step, facts),
    }
    draft.wake();
    Ok(())
}
