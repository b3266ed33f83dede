//! Begins a special procedure (特别程序) that a person decides on: outside the limit, with a limit of its own.

use super::Sink;
use crate::application::command::Actor;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{ItemIndex, StepId, StepKind};
use crate::application::rejection::Rejection;
use crate::application::state::{Mode, Standing, TimerKind};
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
    draft.stop_own_limits(item);
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
        self.own_limits_begin(item);
    }

    /// Steps at which people work for an item.
    fn people_work_at(&self, item: ItemIndex) -> Vec<StepId> {
        let works = |step: StepId| {
            let facts = self.program.step(step);
            facts.is_some_and(|s| {
                matches!(s.kind, StepKind::Task | StepKind::Special) && s.items.contains(&item)
            })
        };
        let open = self.state.work.iter().filter(|w| w.mode == Mode::Usual && works(w.step));
        open.map(|w| w.step).collect()
    }

    /// Nobody may work for the item: the limits of its steps' own do not run.
    fn stop_own_limits(&mut self, item: ItemIndex) {
        for step in self.people_work_at(item) {
            self.drop_timer(TimerKind::Within(self.state.task(step)));
        }
    }

    /// People may work for an item again, and have their time for it.
    pub(super) fn own_limits_begin(&mut self, item: ItemIndex) {
        for step in self.people_work_at(item) {
            self.own_limit_begins(step);
        }
    }

    /// The limit of a step's own begins anew, if somebody may work there and it was not over before.
    pub(super) fn own_limit_begins(&mut self, step: StepId) {
        let Some(facts) = self.program.step(step) else { return };
        let works = self.state.work_of(step).is_some_and(|w| w.standing == Standing::Working);
        let runs = self.state.timer(TimerKind::Within(self.state.task(step))).is_some();
        if works && !runs && !self.state.step(step).late && self.none_suspended(facts).is_ok() {
            self.start_within(step, facts);
        }
    }
}
