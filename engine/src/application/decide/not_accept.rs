//! Does not accept (不予受理), with the reason: only before acceptance.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::program::ItemIndex;
use crate::application::rejection::Rejection;
use crate::application::state::{Ending, TaskId};
use std::sync::Arc;

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    task: TaskId,
    item: Option<ItemIndex>,
    why: &Arc<str>,
) -> Result<(), Rejection> {
    let facts = draft.judging_task(task)?;
    draft.named_item(task.step, facts, item)?;
    draft.reason(why)?;
    for item in draft.concerned(facts, item) {
        if draft.state.item(item).is_some_and(|i| i.accepted.is_some()) {
            return Err(Rejection::AlreadyAccepted(item));
        }
    }
    draft.turn_down(facts, item, Ending::NotAccepted, why);
    Ok(())
}
