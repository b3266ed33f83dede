//! Refuses (不予批准), with the reason. What was decided without an acceptance was accepted by deciding it.

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
    draft.none_suspended(facts)?;
    draft.reason(why)?;
    for item in draft.concerned(facts, item) {
        if draft.state.item(item).is_some_and(|i| i.accepted.is_none()) {
            draft.accept(item, draft.at, false, Some(task.step));
        }
    }
    draft.turn_down(facts, item, Ending::Refused, why);
    Ok(())
}
