//! Limits of working days over weeks like any other: looked up instead of counted.

use super::day::{DayNumber, weekday};
use super::tally::Tally;
use super::{Calendar, Limit, LimitUnit};

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

/// When a limit of working days ends, by the weekday of its acceptance, where no day until then is unlike its week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeeklyDue {
    /// Of each weekday, Monday first, in milliseconds after its midnight: when its last shift ends; 0 if it is off.
    close: [i64; 7],
    /// When a limit ends that is accepted before then.
    in_time: [i64; 7],
    /// And one that is accepted later on that day.
    late: [i64; 7],
    /// Days from any acceptance to the last day, at most.
    days: DayNumber,
}

impl Calendar {
    /// The ends of a limit by weekdays; none where it is not of working days, or of none.
    pub fn weekly_due(&self, limit: Limit) -> Option<WeeklyDue> {
        if limit.unit != LimitUnit::WorkingDays || limit.amount == 0 {
            return None;
        }
        let weeks = Tally::new(self.week.working_days(), Vec::new());
        let close = |day| self.week.of(day).last().map_or(0, |shift| i64::from(shift.end) * MINUTE);
        let last_day = |day, more| weeks.reach(weeks.before(day + 1) + i64::from(limit.amount) + more);
        let end = |day, last| (last - day) * 24 * 60 * MINUTE + close(last);
        let week = [0, 1, 2, 3, 4, 5, 6];
        Some(WeeklyDue {
            close: week.map(close),
            in_time: week.map(|day| end(day, last_day(day, 0))),
            // Accepted on a day off or after its close is accepted on the next working day.
            late: week.map(|day| end(day, last_day(day, 1))),
            days: week.map(|day| last_day(day, 1) - day).into_iter().max().unwrap_or_default(),
        })
    }

    /// The end of a limit that was accepted at an instant, in milliseconds since 1970 like that; none where it has to
    /// be counted ([`Calendar::due_moment`]), for a day is adjusted or not known, or clocks are changed.
    pub fn due_by_week(&self, by: &WeeklyDue, accepted_at: i64) -> Option<i64> {
        let (day, time) = self.clock.steady_day(accepted_at)?;
        let last = day + by.days;
        let (_, known_until) = self.stretch(day)?;
        let adjusted = self.adjusted.partition_point(|(adjusted, _)| *adjusted < day);
        if last > known_until || self.adjusted.get(adjusted).is_some_and(|(adjusted, _)| *adjusted <= last) {
            return None;
        }
        let weekday = weekday(day);
        let ends = if time < *by.close.get(weekday)? { &by.in_time } else { &by.late };
        Some(accepted_at - time + ends.get(weekday)?)
    }
}
