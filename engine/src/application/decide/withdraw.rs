//! Takes back an application or an item (撤件): open work falls away, what was done is undone.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::ItemIndex;
use crate::application::rejection::Rejection;
use crate::application::state::Ending;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, item: Option<ItemIndex>) -> Result<(), Rejection> {
    draft.applicant_acts()?;
    if let Some(item) = item {
        draft.live_item(item)?;
        draft.end_item(item, Ending::Withdrawn, None);
    } else {
        draft.emit(EventKind::Withdrawn);
        for item in (0..draft.program.items.len()).filter_map(|i| u16::try_from(i).ok()).map(ItemIndex) {
            draft.end_alone(item, Ending::Withdrawn, None);
        }
    }
    draft.after_endings();
    Ok(())
}
