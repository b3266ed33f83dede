//! Revokes a result that rests on a commitment which was broken.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::ItemIndex;
use crate::application::rejection::Rejection;
use crate::application::state::Ending;
use std::sync::Arc;

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    item: ItemIndex,
    why: &Arc<str>,
) -> Result<(), Rejection> {
    draft.clerk_of(item)?;
    draft.reason(why)?;
    let state = draft.state.item(item).ok_or(Rejection::NoSuchItem)?;
    if !state.committed || !matches!(state.ended, Some((Ending::Approved, _))) {
        return Err(Rejection::NotCommitted(item));
    }
    draft.emit(EventKind::Revoked { item, why: why.clone() });
    Ok(())
}
