//! Days as numbers, kinds of day, and answers that may wait for a year to be loaded.

use jiff::SignedDuration;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days after [`EPOCH`].
pub(super) type DayNumber = i64;

/// Day 0, a Monday, so that the remainder by seven is the weekday.
const EPOCH: Date = Date::constant(2001, 1, 1);

/// First year that a calendar can speak of.
pub(super) const FIRST_YEAR: i16 = 1;
/// Last year that a calendar can speak of. A zone that changes its clocks twice a year does so some two
/// thousand times until then, all of which are looked at when a calendar without holidays is built.
pub(super) const LAST_YEAR: i16 = 2999;

/// Days in twenty-eight thousand years, more than there are dates.
const BEYOND: i64 = 10_000_000;

/// What kind of day a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// It has shifts.
    Working,
    /// It has none.
    Off,
    /// The notice for its year is not loaded.
    Undetermined,
}

/// An answer, or how far it could be settled with the years that are loaded.
///
/// Where an answer counts working days, it is the `working_days_left`-th working day after `known_until`
/// (before, if the count goes back): asked of a calendar with more years, that gives the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Determined<T> {
    /// The answer.
    Known(T),
    /// A day that the answer needs lies in a year that is not loaded.
    Undetermined {
        /// The day beside the first unknown one that the answer needs: what comes before it is settled.
        known_until: Date,
        /// Working days still to count from there; for working time, in usual working days, rounded up; 0
        /// where the answer is itself a number of days or a length of time.
        working_days_left: u32,
    },
}

impl<T> Determined<T> {
    /// The answer, if it is known.
    pub fn known(self) -> Option<T> {
        match self {
            Determined::Known(answer) => Some(answer),
            Determined::Undetermined { .. } => None,
        }
    }

    /// The answer changed by a function, if it is known.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Determined<U> {
        self.and_then(|answer| Determined::Known(change(answer)))
    }

    /// What follows from the answer, if it is known.
    pub fn and_then<U>(self, follow: impl FnOnce(T) -> Determined<U>) -> Determined<U> {
        match self {
            Determined::Known(answer) => follow(answer),
            Determined::Undetermined { known_until, working_days_left } => {
                Determined::Undetermined { known_until, working_days_left }
            }
        }
    }

    /// Settled before a day's number, with so many working days left.
    pub(super) fn until(day: DayNumber, working_days_left: i64) -> Self {
        let left = u32::try_from(working_days_left.max(0)).unwrap_or(u32::MAX);
        Determined::Undetermined { known_until: date_of(day), working_days_left: left }
    }
}

/// The number of a date.
pub(super) fn number_of(date: Date) -> DayNumber {
    date.duration_since(EPOCH).as_hours() / 24
}

/// The date of a number; the first or last of all dates beyond them.
pub(super) fn date_of(day: DayNumber) -> Date {
    EPOCH.saturating_add(SignedDuration::from_hours(day.clamp(-BEYOND, BEYOND) * 24))
}

/// The weekday of a number, Monday 0.
pub(super) fn weekday(day: DayNumber) -> usize {
    usize::try_from(day.rem_euclid(7)).unwrap_or(0)
}
