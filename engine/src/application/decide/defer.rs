//! Promises a material for later (容缺受理): review goes on, the result is kept back until it is there.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::FactId;
use crate::application::rejection::Rejection;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, fact: FactId) -> Result<(), Rejection> {
    draft.applicant_acts()?;
    draft.program.fact(fact).ok_or(Rejection::NoSuchFact)?;
    if !draft.is_asked_now(fact) {
        return Err(Rejection::NotAsked(fact));
    }
    if !draft.state.may_defer(draft.program, fact) {
        return Err(Rejection::NotDeferrable(fact));
    }
    draft.emit(EventKind::Deferred { fact });
    draft.start_provisional(fact);
    Ok(())
}
