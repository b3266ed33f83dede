//! Counting working days.

use super::day::{DayNumber, date_of, number_of};
use super::{Calendar, DayKind, Determined};
use crate::expression::WorkingDays;
use jiff::civil::Date;

/// More working days than there are dates; larger counts are no different.
const BEYOND: i64 = u32::MAX as i64;

impl Calendar {
    /// The `n`-th working day after a date; before it, if negative; the date itself, of whatever kind, if 0.
    pub fn add_working_days(&self, from: Date, n: i64) -> Determined<Date> {
        let (from, n) = (number_of(from), n.clamp(-BEYOND, BEYOND));
        match n {
            0 => Determined::Known(date_of(from)),
            1.. => self.working_day_after(from, n).map(date_of),
            _ => self.working_day_before(from, -n).map(date_of),
        }
    }

    /// Working days after `a` up to and with `b`; if `b` is earlier, minus those after `b` up to and with `a`.
    ///
    /// So `working_days_between(a, d)` undoes `d = add_working_days(a, n)` for n of at least 0, and for any n
    /// if `a` is a working day.
    pub fn working_days_between(&self, a: Date, b: Date) -> Determined<i64> {
        let (a, b) = (number_of(a), number_of(b));
        if b < a { self.count_days(b, a).map(|count| -count) } else { self.count_days(a, b) }
    }

    /// The `n`-th working day after a day, n at least 1.
    pub(super) fn working_day_after(&self, from: DayNumber, n: i64) -> Determined<DayNumber> {
        let Some((_, last)) = self.stretch(from + 1) else { return Determined::until(from, n) };
        let counted = self.days.before(from + 1);
        let day = self.days.reach(counted + n);
        if day <= last {
            Determined::Known(day)
        } else {
            Determined::until(last, n - (self.days.before(last + 1) - counted))
        }
    }

    fn working_day_before(&self, from: DayNumber, n: i64) -> Determined<DayNumber> {
        let Some((first, _)) = self.stretch(from - 1) else { return Determined::until(from, n) };
        let counted = self.days.before(from);
        // The day with which the count reaches one more than what is to lie before it.
        let day = self.days.reach(counted - n + 1);
        if day >= first {
            Determined::Known(day)
        } else {
            Determined::until(first, n - (counted - self.days.before(first)))
        }
    }

    /// Working days after one day up to and with another that is not earlier.
    pub(super) fn count_days(&self, after: DayNumber, through: DayNumber) -> Determined<i64> {
        if after == through {
            return Determined::Known(0);
        }
        match self.stretch(after + 1) {
            None => Determined::until(after, 0),
            Some((_, last)) if last < through => Determined::until(last, 0),
            Some(_) => Determined::Known(self.days.before(through + 1) - self.days.before(after + 1)),
        }
    }
}

impl WorkingDays for Calendar {
    fn is_working_day(&self, day: Date) -> Option<bool> {
        match self.day(day) {
            DayKind::Working => Some(true),
            DayKind::Off => Some(false),
            DayKind::Undetermined => None,
        }
    }

    fn add(&self, day: Date, working_days: i64) -> Option<Date> {
        self.add_working_days(day, working_days).known()
    }

    fn between(&self, from: Date, to: Date) -> Option<i64> {
        self.working_days_between(from, to).known()
    }
}
