//! Rates the service (好差评), once, when it is over.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::rejection::Rejection;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, grade: u8) -> Result<(), Rejection> {
    draft.applicant()?;
    if draft.state.closed.is_none() {
        return Err(Rejection::NotClosed);
    }
    if draft.state.rated.is_some() {
        return Err(Rejection::AlreadyRated);
    }
    if !(1..=5).contains(&grade) {
        return Err(Rejection::NoSuchGrade);
    }
    draft.emit(EventKind::Rated { grade });
    Ok(())
}
