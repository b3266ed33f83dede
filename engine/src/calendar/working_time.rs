//! Counting time within shifts.

use super::day::DayNumber;
use super::{Calendar, Determined};
use jiff::{SignedDuration, Timestamp};

/// Nanoseconds in a second.
const SECOND: i128 = 1_000_000_000;

impl Calendar {
    /// The instant by which so much time has elapsed within shifts: the earliest at or after the instant; if
    /// the time is negative, the latest at or before it. No time at all leads nowhere else, on shift or off.
    ///
    /// Time is what elapses: a shift during which clocks are put forward an hour is an hour shorter.
    pub fn add_working_time(&self, instant: Timestamp, time: SignedDuration) -> Determined<Timestamp> {
        let time = time.as_nanos();
        if time == 0 {
            return Determined::Known(instant);
        }
        let mut today = self.clock.day(instant);
        // Going back from midnight, nothing of the day it begins is needed.
        if time < 0 && self.clock.at(today, 0) == instant {
            today -= 1;
        }
        let Some((first, last)) = self.stretch(today) else {
            let known = if time > 0 { today - 1 } else { today + 1 };
            return Determined::until(known, self.in_usual_days(time.abs()));
        };
        let goal = self.nanoseconds_before(today) + self.elapsed(today, instant) + time;
        if time > 0 {
            // The first day with which the sum is the goal or more: goals are reached at a shift's end, not
            // at the start of the next.
            let day = self.seconds.reach(whole_seconds(goal + SECOND - 1));
            if day <= last {
                return Determined::Known(self.reach_within(day, goal, |rest, shift| rest <= shift));
            }
            Determined::until(last, self.in_usual_days(goal - self.nanoseconds_before(last + 1)))
        } else {
            // Going back, the last instant: the first day with which the sum is more than the goal.
            let day = self.seconds.reach(whole_seconds(goal) + 1);
            if day >= first {
                return Determined::Known(self.reach_within(day, goal, |rest, shift| rest < shift));
            }
            Determined::until(first, self.in_usual_days(self.nanoseconds_before(first) - goal))
        }
    }

    /// Time elapsed within shifts from `a` to `b`; negative if `b` is earlier.
    pub fn working_time_between(&self, a: Timestamp, b: Timestamp) -> Determined<SignedDuration> {
        if a == b {
            return Determined::Known(SignedDuration::ZERO);
        }
        let (from, to) = (a.min(b), a.max(b));
        let (first, mut last) = (self.clock.day(from), self.clock.day(to));
        // Midnight ends the day before; nothing of the day it begins is needed.
        if self.clock.at(last, 0) == to {
            last -= 1;
        }
        match self.stretch(first) {
            None => Determined::until(first - 1, 0),
            Some((_, known)) if known < last => Determined::until(known, 0),
            Some(_) => {
                let time = self.nanoseconds_before(last) + self.elapsed(last, to)
                    - self.nanoseconds_before(first)
                    - self.elapsed(first, from);
                Determined::Known(duration(if b < a { -time } else { time }))
            }
        }
    }

    /// Nanoseconds of shifts from day 0 up to a day, without it.
    fn nanoseconds_before(&self, day: DayNumber) -> i128 {
        i128::from(self.seconds.before(day)) * SECOND
    }

    /// Nanoseconds of a day's shifts up to an instant.
    fn elapsed(&self, day: DayNumber, instant: Timestamp) -> i128 {
        self.spans(day)
            .map(|(start, end)| instant.min(end).as_nanosecond() - start.as_nanosecond())
            .map(|time| time.max(0))
            .sum()
    }

    /// The instant of a day at which the sum is a goal, in the first shift that holds it.
    fn reach_within(&self, day: DayNumber, goal: i128, holds: impl Fn(i128, i128) -> bool) -> Timestamp {
        let mut rest = goal - self.nanoseconds_before(day);
        for (start, end) in self.spans(day) {
            let shift = end.as_nanosecond() - start.as_nanosecond();
            if holds(rest, shift) {
                return Timestamp::from_nanosecond(start.as_nanosecond() + rest).unwrap_or(end);
            }
            rest -= shift;
        }
        self.close(day)
    }

    /// Nanoseconds in usual working days, rounded up.
    fn in_usual_days(&self, time: i128) -> i64 {
        let usual = i128::from(self.week.usual_seconds()) * SECOND;
        i64::try_from((time + usual - 1).div_euclid(usual)).unwrap_or(i64::MAX)
    }
}

/// Whole seconds, rounded down; the largest number there is beyond it.
fn whole_seconds(nanoseconds: i128) -> i64 {
    let seconds = nanoseconds.div_euclid(SECOND);
    i64::try_from(seconds).unwrap_or(if seconds < 0 { i64::MIN / 2 } else { i64::MAX / 2 })
}

fn duration(nanoseconds: i128) -> SignedDuration {
    let part = i32::try_from(nanoseconds % SECOND).unwrap_or(0);
    SignedDuration::new(i64::try_from(nanoseconds / SECOND).unwrap_or(i64::MAX), part)
}
