//! Begins an application: what sign-in tells is known, and the first token sets out.

use super::Sink;
use super::flow::Taken;
use crate::application::command::{Actor, Submission};
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::rejection::Rejection;
use crate::application::state::How;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, values: &[Submission]) -> Result<(), Rejection> {
    if !matches!(draft.by, Actor::Applicant | Actor::System) {
        return Err(Rejection::WrongActor);
    }
    draft.values(values)?;
    let program = draft.program;
    // No program has more than positions can tell: that is checked where it is compiled.
    let number = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
    let (steps, items) = (number(program.steps.len()), number(program.items.len()));
    draft.emit(EventKind::Opened { steps, items, facts: number(program.facts.len()) });
    draft.learn(values, How::SignIn, false);
    let start = draft.facts_of(program.start)?;
    draft.pass(program.start, start, Taken::All);
    Ok(())
}
