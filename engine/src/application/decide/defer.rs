//! Promises a material for later (容缺受理): review goes on, the result is kept back until it is there.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{FactId, FactKind};
use crate::application::rejection::Rejection;
use crate::scenario::model::Fallback;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, fact: FactId) -> Result<(), Rejection> {
    draft.applicant_acts()?;
    let facts = draft.program.fact(fact).ok_or(Rejection::NoSuchFact)?;
    if !draft.is_asked_now(fact) {
        return Err(Rejection::NotAsked(fact));
    }
    let may_be = matches!(facts.kind, FactKind::Material(Some(_)));
    if !may_be || !draft.program.fallbacks.contains(&Fallback::Provisional) {
        return Err(Rejection::NotDeferrable(fact));
    }
    draft.emit(EventKind::Deferred { fact });
    draft.start_provisional(fact);
    Ok(())
}
