//! Sums of a number per day over any run of days, and the day on which a sum is reached.

use super::day::{DayNumber, weekday};

/// A number of at least 0 for every day: one per weekday, but for special days that have their own.
///
/// Sums are kept as what the weeks alone give, in closed form, plus what the special days add, as prefix sums;
/// so a question costs one binary search over the special days.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    /// Sums from Monday up to each weekday, without it; the last is the whole week's.
    week: [i64; 8],
    /// In order of days.
    special: Vec<Special>,
    /// What all special days add.
    extra: i64,
}

#[derive(Debug, Clone, Copy)]
struct Special {
    day: DayNumber,
    value: i64,
    /// What the special days before this one add to what their weekdays give.
    extra_before: i64,
}

impl Tally {
    /// By the numbers of the weekdays, Monday first and not all 0, and of special days in order.
    pub(super) fn new(weekdays: [i64; 7], special: Vec<(DayNumber, i64)>) -> Self {
        let mut week = [0; 8];
        let mut sum = 0;
        for (after, value) in week.iter_mut().skip(1).zip(weekdays) {
            sum += value;
            *after = sum;
        }
        let mut tally = Self { week, special: Vec::new(), extra: 0 };
        for (day, value) in special {
            let usual = tally.by_weeks(day + 1) - tally.by_weeks(day);
            // A day like any other of its weekday would only lengthen the search.
            if value != usual {
                tally.special.push(Special { day, value, extra_before: tally.extra });
                tally.extra += value - usual;
            }
        }
        tally
    }

    /// The sum of the days from day 0 up to a day, without it; negative before day 0.
    pub(super) fn before(&self, day: DayNumber) -> i64 {
        let at = self.special.partition_point(|special| special.day < day);
        self.by_weeks(day) + self.special.get(at).map_or(self.extra, |special| special.extra_before)
    }

    /// The first day with which the sum [`Tally::before`] the next reaches a goal.
    pub(super) fn reach(&self, goal: i64) -> DayNumber {
        let at = self.special.partition_point(|special| {
            self.by_weeks(special.day) + special.extra_before + special.value < goal
        });
        match self.special.get(at) {
            None => self.reach_by_weeks(goal.saturating_sub(self.extra)),
            Some(next) => self.reach_by_weeks(goal.saturating_sub(next.extra_before)).min(next.day),
        }
    }

    fn by_weeks(&self, day: DayNumber) -> i64 {
        day.div_euclid(7) * self.whole_week() + self.week.get(weekday(day)).copied().unwrap_or(0)
    }

    fn reach_by_weeks(&self, goal: i64) -> DayNumber {
        let weeks = goal.saturating_sub(1).div_euclid(self.whole_week());
        let rest = goal.saturating_sub(weeks.saturating_mul(self.whole_week()));
        let in_week = self.week.iter().skip(1).take_while(|sum| **sum < rest).count();
        weeks.saturating_mul(7).saturating_add(i64::try_from(in_week).unwrap_or(0))
    }

    /// Never 0, so that it can divide: a week in which nothing happens is refused when it is made.
    fn whole_week(&self) -> i64 {
        self.week.last().copied().unwrap_or(1).max(1)
    }
}
