//! Declares instead of proving (告知承诺): a material that a fallback asks for, or an item that offers it.

use super::Sink;
use crate::application::command::Declared;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{FactId, ItemIndex};
use crate::application::rejection::Rejection;
use crate::application::state::How;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, declared: Declared) -> Result<(), Rejection> {
    draft.applicant_acts()?;
    match declared {
        Declared::Material(fact) => material(draft, fact),
        Declared::Item(item) => whole_item(draft, item),
    }
}

fn material<S: Sink>(draft: &mut Draft<'_, S>, fact: FactId) -> Result<(), Rejection> {
    draft.program.fact(fact).ok_or(Rejection::NoSuchFact)?;
    if !draft.is_asked_now(fact) {
        return Err(Rejection::NotAsked(fact));
    }
    if !draft.state.may_declare(draft.program, fact) {
        return Err(Rejection::NotDeclarable);
    }
    draft.emit(EventKind::Known { fact, how: How::Declared, value: None });
    Ok(())
}

fn whole_item<S: Sink>(draft: &mut Draft<'_, S>, item: ItemIndex) -> Result<(), Rejection> {
    draft.live_item(item)?;
    if !draft.state.may_commit(draft.program, item) {
        return Err(Rejection::NotDeclarable);
    }
    draft.emit(EventKind::Committed { item });
    Ok(())
}
