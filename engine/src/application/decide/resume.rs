//! Ends a special procedure: the clock goes on with what was left.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::program::ItemIndex;
use crate::application::rejection::Rejection;
use crate::application::status::ItemStatus;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, item: ItemIndex) -> Result<(), Rejection> {
    draft.clerk_of(item)?;
    draft.live_item(item)?;
    if draft.state.item(item).is_some_and(|i| !i.suspended) {
        return Err(Rejection::ItemStatus(draft.item_status(item).unwrap_or(ItemStatus::Draft)));
    }
    draft.end_suspension(item);
    Ok(())
}
