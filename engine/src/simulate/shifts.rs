//! Shifts of a calendar laid out on the line of time, for whoever only goes forward.

use crate::application::moment::Moment;
use crate::calendar::Calendar;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::sync::Arc;

/// Days that are laid out at a time.
const STRETCH: usize = 92;
/// Stretches without any shift after which a calendar counts as one that never opens again.
const PATIENCE: usize = 40;

/// When a department works: its calendar, and by the week alone where holidays are not known.
#[derive(Debug, Clone)]
pub struct Hours {
    calendar: Option<Arc<(Calendar, Calendar)>>,
}

impl Hours {
    /// By a calendar; none: day and night.
    pub fn new(calendar: Option<&Calendar>) -> Self {
        let both = |calendar: &Calendar| {
            let week = Calendar::build(calendar.zone(), calendar.week().clone(), None).ok()?;
            Some(Arc::new((calendar.clone(), week)))
        };
        Self { calendar: calendar.and_then(both) }
    }

    /// Day and night.
    pub fn is_always(&self) -> bool {
        self.calendar.is_none()
    }

    /// Whether others are the same hours.
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (&self.calendar, &other.calendar) {
            (None, None) => true,
            (Some(one), Some(other)) => one.0.is_same_as(&other.0),
            _ => false,
        }
    }

    /// The shifts of a day in milliseconds since 1970; `usual` is set where the week had to tell them.
    fn on(&self, date: Date, shifts: &mut Vec<Shift>, usual: &mut bool) {
        let Some(both) = &self.calendar else { return };
        let mut add = |(from, to): (Timestamp, Timestamp)| {
            shifts.push(Shift { from: from.as_millisecond(), to: to.as_millisecond() });
        };
        match both.0.shifts_on(date) {
            Some(known) => known.for_each(&mut add),
            None => {
                *usual = true;
                both.1.shifts_on(date).into_iter().flatten().for_each(&mut add);
            }
        }
    }
}

/// From when to when, in milliseconds since 1970; the end is outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shift {
    from: i64,
    to: i64,
}

/// The shifts from a moment on. Questions may only go forward.
#[derive(Debug, Clone)]
pub struct Shifts {
    hours: Hours,
    laid: Vec<Shift>,
    /// The first that has not ended at the moment that was asked about last.
    at: usize,
    /// The first day that is not laid out.
    next: Date,
    /// Days were told by the week alone: their holidays are not known.
    pub by_week_alone: bool,
}

impl Shifts {
    /// The shifts from a moment on.
    pub fn from(hours: &Hours, start: Moment) -> Self {
        let next = match &hours.calendar {
            Some(both) => both.0.date(start.timestamp()),
            None => Date::MIN,
        };
        Self { hours: hours.clone(), laid: Vec::new(), at: 0, next, by_week_alone: false }
    }

    /// Lays out more days; whether there was any shift among them.
    fn lay(&mut self) -> bool {
        let before = self.laid.len();
        for _ in 0..PATIENCE {
            for _ in 0..STRETCH {
                self.hours.on(self.next, &mut self.laid, &mut self.by_week_alone);
                let Ok(next) = self.next.checked_add(1.day()) else { return self.laid.len() > before };
                self.next = next;
            }
            if self.laid.len() > before {
                return true;
            }
        }
        false
    }

    fn get(&mut self, at: usize) -> Option<Shift> {
        while self.laid.len() <= at {
            if !self.lay() {
                return None;
            }
        }
        self.laid.get(at).copied()
    }

    /// When work may go on at or after a moment: the moment itself where it is within a shift. None where no shift
    /// comes any more.
    pub fn opens(&mut self, now: i64) -> Option<i64> {
        if self.hours.calendar.is_none() {
            return Some(now);
        }
        loop {
            let shift = self.get(self.at)?;
            if now < shift.to {
                return Some(now.max(shift.from));
            }
            self.at += 1;
            self.forget();
        }
    }

    /// When work of so many milliseconds that begins within a shift is done: it rests between shifts. The end of a
    /// shift, not the start of the next, where both would do.
    pub fn done(&mut self, start: i64, work: i64) -> Option<i64> {
        if self.hours.calendar.is_none() {
            return Some(start.saturating_add(work));
        }
        let (mut at, mut left, mut from) = (self.at, work, start);
        loop {
            let shift = self.get(at)?;
            let room = shift.to - from.max(shift.from);
            if left <= room {
                return Some(from.max(shift.from) + left);
            }
            left -= room;
            at += 1;
            from = i64::MIN;
        }
    }

    /// Milliseconds of shifts in a span that begins no earlier than they do.
    pub fn open_between(hours: &Hours, from: i64, to: i64) -> i64 {
        if hours.calendar.is_none() {
            return to.saturating_sub(from);
        }
        let mut shifts = Self::from(hours, Moment(from));
        let (mut open, mut now) = (0, from);
        while let Some(start) = shifts.opens(now)
            && start < to
            && let Some(shift) = shifts.get(shifts.at)
        {
            open += shift.to.min(to) - start;
            now = shift.to;
        }
        open
    }

    /// What is behind takes no memory.
    fn forget(&mut self) {
        if self.at >= 4_096 {
            self.laid.drain(..self.at);
            self.at = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Hours, Shifts};
    use crate::application::moment::Moment;
    use crate::calendar::{Calendar, WeeklyShifts};
    use jiff::Timestamp;

    fn office() -> Hours {
        let day = || vec![(9 * 60, 12 * 60), (13 * 60, 17 * 60)];
        let week = WeeklyShifts::new([day(), day(), day(), day(), day(), vec![], vec![]]).unwrap();
        Hours::new(Some(&Calendar::build("Asia/Shanghai", week, None).unwrap()))
    }

    fn ms(day: u8, hour: u8, minute: u8) -> i64 {
        // 5 January 2026 is a Monday.
        let text = format!("2026-01-{:02}T{hour:02}:{minute:02}:00+08:00", day + 4);
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    /// Work that is put on a desk, and when it begins and ends: Monday is day 1.
    #[test]
    fn work_rests_between_shifts() {
        const MINUTE: i64 = 60_000;
        const HOUR: i64 = 60 * MINUTE;
        let table = [
            (ms(5, 16, 0), 90 * MINUTE, ms(5, 16, 0), ms(8, 9, 30)),
            (ms(1, 11, 55), 12 * MINUTE, ms(1, 11, 55), ms(1, 13, 7)),
            (ms(1, 8, 0), 3 * HOUR, ms(1, 9, 0), ms(1, 12, 0)),
            (ms(6, 10, 0), MINUTE, ms(8, 9, 0), ms(8, 9, 1)),
            (ms(1, 12, 0), 1_000, ms(1, 13, 0), ms(1, 13, 0) + 1_000),
            (ms(1, 9, 0), 35 * HOUR, ms(1, 9, 0), ms(5, 17, 0)),
            (ms(1, 9, 0), 35 * HOUR + 1_000, ms(1, 9, 0), ms(8, 9, 0) + 1_000),
            (ms(5, 17, 0), 30 * MINUTE, ms(8, 9, 0), ms(8, 9, 30)),
        ];
        for (enabled, work, start, end) in table {
            let mut shifts = Shifts::from(&office(), Moment(ms(1, 0, 0)));
            let begun = shifts.opens(enabled).unwrap();
            assert_eq!((begun, shifts.done(begun, work)), (start, Some(end)), "{enabled} {work}");
        }
    }

    #[test]
    fn without_a_calendar_it_is_always_open() {
        let mut shifts = Shifts::from(&Hours::new(None), Moment(0));
        assert_eq!((shifts.opens(5), shifts.done(5, 7)), (Some(5), Some(12)));
        assert_eq!(Shifts::open_between(&Hours::new(None), 3, 10), 7);
    }

    #[test]
    fn a_week_has_thirty_five_hours() {
        let (from, to) = (ms(1, 0, 0), ms(8, 0, 0));
        assert_eq!(Shifts::open_between(&office(), from, to), 35 * 3_600_000);
        assert_eq!(Shifts::open_between(&office(), ms(1, 10, 0), ms(1, 13, 30)), 9_000_000);
    }

    #[test]
    fn a_long_way_takes_little_memory() {
        let mut shifts = Shifts::from(&office(), Moment(ms(1, 0, 0)));
        let mut now = ms(1, 0, 0);
        for _ in 0..52_000 {
            now = shifts.opens(now).unwrap() + 4 * 3_600_000;
        }
        assert!(shifts.laid.len() < 5_000 && shifts.at < 5_000);
    }
}
