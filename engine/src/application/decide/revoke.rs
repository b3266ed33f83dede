//! Revokes a result that rests on a commitment which was broken: that of its item, or a declaration in place of a paper
//! that it needs.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{FactId, ItemIndex};
use crate::application::rejection::Rejection;
use crate::application::state::{Ending, How};
use std::sync::Arc;

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    item: ItemIndex,
    why: &Arc<str>,
) -> Result<(), Rejection> {
    draft.clerk_of(item)?;
    draft.reason(why)?;
    let state = draft.state.item(item).ok_or(Rejection::NoSuchItem)?;
    let needs = draft.program.item(item).map_or(&[][..], |facts| &facts.needs);
    let is_declared = |fact: &FactId| draft.state.fact(*fact).is_some_and(|f| f.how == How::Declared);
    let rests_on_one = state.committed || needs.iter().any(is_declared);
    if !rests_on_one || !matches!(state.ended, Some((Ending::Approved, _))) {
        return Err(Rejection::NotCommitted(item));
    }
    draft.emit(EventKind::Revoked { item, why: why.clone() });
    Ok(())
}
