//! A message has come for the steps that wait for it.

use super::Sink;
use crate::application::command::Submission;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{StepFacts, StepId, StepKind};
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
    if draft.waiting_for(message).next().is_none() {
        return Err(Rejection::NotAwaited);
    }
    if has(Bug::RejectionHalfApplied) {
        draft.learn(values, How::Message, false);
    }
    draft.expected(values, |fact| draft.waiting_for(message).any(|(_, s)| s.brings.contains(&fact)))?;
    // Whoever has it no longer waits; what they lead to is reached later, and waits for another one.
    let next = |draft: &Draft<'_, S>| draft.waiting_for(message).next().map(|(step, _)| step);
    while let Some(step) = next(draft) {
        let facts = draft.facts_of(step)?;
        draft.emit(EventKind::MessageReceived { message, step });
        draft.learn(values, How::Message, draft.state.step(step).visit > 1);
        draft.finish(step, facts);
    }
    draft.wake();
    Ok(())
}

impl<'a, S: Sink> Draft<'a, S> {
    /// Steps that wait for a message, in order of their opening.
    fn waiting_for(&self, message: MessageId) -> impl Iterator<Item = (StepId, &'a StepFacts)> + '_ {
        let working = self.state.work.iter().filter(|w| w.standing == Standing::Working);
        let steps = working.filter_map(|w| Some((w.step, self.program.step(w.step)?)));
        steps.filter(
            move |(_, facts)| matches!(facts.kind, StepKind::WaitMessage(awaited, _) if awaited == message),
        )
    }
}
