//! Attaches a material that is asked now, or one that was promised for later (容缺).

use super::Sink;
use crate::application::command::Submission;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{FactId, FactKind};
use crate::application::rejection::Rejection;
use crate::application::state::{How, TimerKind};
use std::sync::Arc;

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    fact: FactId,
    hash: &Arc<str>,
) -> Result<(), Rejection> {
    draft.applicant_acts()?;
    let facts = draft.program.fact(fact).ok_or(Rejection::NoSuchFact)?;
    let promised = draft.state.fact(fact).is_some_and(|f| f.how == How::Deferred);
    if matches!(facts.kind, FactKind::Field(..)) || !(promised || draft.is_asked_now(fact)) {
        return Err(Rejection::NotAsked(fact));
    }
    draft.values(&[Submission { fact, value: hash.clone() }])?;
    draft.emit(EventKind::Attached { fact, hash: hash.clone() });
    if promised {
        draft.emit(EventKind::Known { fact, how: How::Asked, value: None });
        draft.drop_timer(TimerKind::Provisional(fact));
        draft.release_results();
        draft.wake();
    }
    Ok(())
}
