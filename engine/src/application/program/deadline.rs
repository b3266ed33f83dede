//! When a period ends, by the calendar of whoever it is counted for.

use super::{ItemIndex, Program};
use crate::application::moment::Moment;
use crate::application::state::{Application, Stop};
use crate::calendar::{ClockLedger, Limit, LimitUnit};
use crate::planted::{Bug, has};
use crate::scenario::model::{Period, Unit};

/// The calendar's limit for a period of days or longer.
fn limit(period: Period) -> Option<Limit> {
    let unit = match period.unit {
        Unit::Days => LimitUnit::CalendarDays,
        Unit::WorkingDays => LimitUnit::WorkingDays,
        Unit::Months => LimitUnit::Months,
        Unit::Years => LimitUnit::Years,
        Unit::Milliseconds | Unit::Seconds | Unit::Minutes | Unit::Hours => return None,
    };
    let late = unit == LimitUnit::WorkingDays && has(Bug::LimitOneDayLate);
    Some(Limit { amount: period.amount + u32::from(late), unit })
}

/// The milliseconds of a period that passes by the clock alone.
pub(in crate::application) fn elapsed(period: Period) -> Option<i64> {
    period.milliseconds().and_then(|ms| i64::try_from(ms).ok())
}

impl Program {
    /// The end of a period after a moment; none where the calendar does not know.
    pub(in crate::application) fn moment_after(
        &self,
        period: Period,
        calendar: Option<u16>,
        from: Moment,
    ) -> Option<Moment> {
        if let Some(ms) = elapsed(period) {
            return Some(from.plus(ms));
        }
        let calendar = self.calendars.get(usize::from(calendar?))?;
        calendar.due_moment(limit(period)?, from.timestamp()).map(Moment::from)
    }

    /// The limit of an item: that of its commitment, where it was committed to.
    pub(in crate::application) fn limit_of(&self, item: ItemIndex, committed: bool) -> Option<Period> {
        let facts = self.item(item)?;
        let pledged = facts.commitment.as_ref().filter(|_| committed).map(|c| c.limit);
        pledged.or(facts.limit)
    }

    /// When the limit of an item ends that was accepted at a moment and whose clock never stood; none: it has no
    /// limit; inner none: the calendar does not know.
    pub(in crate::application) fn limit_unstopped(
        &self,
        item: ItemIndex,
        committed: bool,
        accepted: Moment,
    ) -> Option<Option<Moment>> {
        let (facts, period) = (self.item(item)?, self.limit_of(item, committed)?);
        let pledged = committed && facts.commitment.is_some();
        let by_week = facts.weekly_due.as_ref().filter(|_| !pledged && !has(Bug::LimitOneDayLate));
        if let Some(by) = by_week
            && let Some(calendar) = facts.calendar.and_then(|c| self.calendars.get(usize::from(c)))
            && let Some(due) = calendar.due_by_week(by, accepted.0)
        {
            return Some(Some(Moment(due)));
        }
        Some(self.moment_after(period, facts.calendar, accepted))
    }

    /// When the limit of an accepted item ends, or ended, as its clock stands at a moment; none: it has no limit, or was
    /// not accepted; inner none: the calendar does not know.
    pub fn limit_ends(&self, state: &Application, item: ItemIndex, at: Moment) -> Option<Option<Moment>> {
        let (facts, state) = (self.item(item)?, state.item(item)?);
        let (period, accepted) = (self.limit_of(item, state.committed)?, state.accepted?);
        if state.stops.is_empty() {
            return self.limit_unstopped(item, state.committed, accepted);
        }
        if let Some(ms) = elapsed(period) {
            let stood = |s: &Stop| s.until.unwrap_or(at).0 - s.from.0;
            return Some(Some(accepted.plus(ms).plus(state.stops.iter().map(stood).sum())));
        }
        let Some(calendar) = facts.calendar.and_then(|c| self.calendars.get(usize::from(c))) else {
            return Some(None);
        };
        let mut ledger = ClockLedger::start(limit(period)?, accepted.timestamp());
        let stops = if has(Bug::StopsForgotten) { &[][..] } else { &state.stops[..] };
        for stop in stops {
            // Stops are in order and apart, as the ledger wants them.
            let Ok(()) = ledger.stop(stop.from.timestamp(), stop.reason) else { return Some(None) };
            if let Some(until) = stop.until {
                let Ok(()) = ledger.resume(until.timestamp()) else { return Some(None) };
            }
        }
        Some(ledger.due(calendar, at.timestamp()).known().map(|d| d.moment.into()))
    }
}
