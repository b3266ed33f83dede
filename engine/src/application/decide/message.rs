//! A message has come for the steps that wait for it.

use super::Sink;
use crate::application::command::Submission;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{StepId, StepKind};
use crate::application::rejection::Rejection;
use crate::application::state::{How, Standing};
use crate::planted::{Bug, has};
use crate::scenario::model::MessageId;

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    message: MessageId,
    values: &[Submission],
) -> Result<(), Rejection> {
    draft.system()?;
    let waits = |step: &StepId| {
        let kind = draft.program.step(*step).map(|s| &s.kind);
        matches!(kind, Some(StepKind::WaitMessage(awaited, _)) if *awaited == message)
    };
    let working = draft.state.work.iter().filter(|w| w.standing == Standing::Working);
    let steps: Vec<StepId> = working.map(|w| w.step).filter(waits).collect();
    if steps.is_empty() {
        return Err(Rejection::NotAwaited);
    }
    let brings: Vec<_> =
        steps.iter().filter_map(|s| draft.program.step(*s)).flat_map(|s| s.brings.clone()).collect();
    if has(Bug::RejectionHalfApplied) {
        draft.learn(values, How::Message);
    }
    draft.expected(values, &brings)?;
    for step in steps {
        let facts = draft.facts_of(step)?;
        draft.emit(EventKind::MessageReceived { message, step });
        draft.learn(values, How::Message);
        draft.finish(step, facts);
    }
    draft.wake();
    Ok(())
}
