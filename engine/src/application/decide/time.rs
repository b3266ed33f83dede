//! When limits and waits end, and the timers that tell so.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::moment::Moment;
use crate::application::program::{ItemIndex, StepId};
use crate::application::state::{TimerId, TimerKind};
use crate::planted::{Bug, has};
use crate::scenario::model::Period;

impl<S: Sink> Draft<'_, S> {
    /// The end of a period after a moment; none where the calendar does not know.
    pub(super) fn moment_after(&self, period: Period, calendar: Option<u16>, from: Moment) -> Option<Moment> {
        self.program.moment_after(period, calendar, from)
    }

    /// When the limit of an accepted item ends as its clock stands, as [`limit_ends`](crate::application::Program::limit_ends)
    /// says.
    pub(super) fn limit_ends(&self, item: ItemIndex) -> Option<Option<Moment>> {
        self.program.limit_ends(self.state, item, self.at)
    }

    pub(super) fn set_timer(&mut self, kind: TimerKind, at: Moment) {
        let timer = TimerId(self.state.last_timer.saturating_add(1));
        self.emit(EventKind::TimerSet { timer, at, kind });
    }

    // Where it is called the kind is known: inlined there, only that one is compared.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn drop_timer(&mut self, kind: TimerKind) {
        // Most are the youngest.
        if let Some(timer) = self.state.timers.iter().rfind(|t| t.kind == kind).map(|t| t.id) {
            self.emit(EventKind::TimerDropped { timer });
        }
    }

    /// Drops every timer of a step's work.
    pub(super) fn drop_timers_of(&mut self, step: StepId) {
        let of_step = |kind: TimerKind| match kind {
            TimerKind::Answer(call) => call.task.step == step,
            TimerKind::Retry(task) | TimerKind::Wait(task) | TimerKind::Within(task) => task.step == step,
            TimerKind::Limit(_)
            | TimerKind::Notice(_)
            | TimerKind::Provisional(_)
            | TimerKind::Suspension(_) => false,
        };
        while let Some(timer) = self.state.timers.iter().find(|t| of_step(t.kind)).map(|t| t.id) {
            if has(Bug::TimersLeft) {
                return;
            }
            self.emit(EventKind::TimerDropped { timer });
        }
    }
}
