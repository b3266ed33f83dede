//! Saves fields of what the applicant is asked now.

use super::Sink;
use crate::application::command::Submission;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::FactKind;
use crate::application::rejection::Rejection;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, values: &[Submission]) -> Result<(), Rejection> {
    draft.applicant_acts()?;
    for given in values {
        let facts = draft.program.fact(given.fact).ok_or(Rejection::NoSuchFact)?;
        if matches!(facts.kind, FactKind::Material(_)) || !draft.is_asked_now(given.fact) {
            return Err(Rejection::NotAsked(given.fact));
        }
    }
    if values.is_empty() {
        return Err(Rejection::NothingGiven);
    }
    draft.values(values)?;
    for given in values {
        draft.emit(EventKind::Drafted { fact: given.fact, value: given.value.clone() });
    }
    Ok(())
}
