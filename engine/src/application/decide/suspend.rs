//! Begins a special procedure (特别程序) that a person decides on: outside the limit, with a limit of its own.

use super::Sink;
use crate::application::command::Actor;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::ItemIndex;
use crate::application::rejection::Rejection;
use crate::application::state::TimerKind;
use crate::application::status::ItemStatus;
use crate::calendar::StopReason;
use crate::scenario::model::Period;
use std::sync::Arc;

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    item: ItemIndex,
    limit: Period,
    why: &Arc<str>,
) -> Result<(), Rejection> {
    draft.clerk_of(item)?;
    draft.live_item(item)?;
    draft.reason(why)?;
    match draft.item_status(item) {
        Some(ItemStatus::Accepted | ItemStatus::Handling) => {}
        status => return Err(Rejection::ItemStatus(status.unwrap_or(ItemStatus::Draft))),
    }
    draft.emit(EventKind::ItemSuspended { item, why: why.clone() });
    draft.stop_clock(item, StopReason::SpecialProcedure);
    let calendar = draft.program.item(item).and_then(|i| i.calendar);
    match draft.moment_after(limit, calendar, draft.at) {
        Some(at) => draft.set_timer(TimerKind::Suspension(item), at),
        None => draft.emit(EventKind::LimitUnknown { item }),
    }
    Ok(())
}

impl<S: Sink> Draft<'_, S> {
    /// A clerk of the department that handles an item.
    pub(super) fn clerk_of(&self, item: ItemIndex) -> Result<(), Rejection> {
        let owner = self.program.item(item).ok_or(Rejection::NoSuchItem)?.department;
        match self.by {
            Actor::Clerk { department, .. } if department == owner => Ok(()),
            _ => Err(Rejection::WrongActor),
        }
    }

    /// Ends the special procedure of an item.
    pub(super) fn end_suspension(&mut self, item: ItemIndex) {
        self.emit(EventKind::ItemResumed { item });
        self.drop_timer(TimerKind::Suspension(item));
        self.resume_clock(item);
    }
}
