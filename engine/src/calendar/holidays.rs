//! Holiday notices (国务院办公厅关于部分节假日安排的通知), one per year.

use super::day::{FIRST_YEAR, LAST_YEAR, date_of, number_of};
use super::error::HolidayError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// From this day of December on, a date may be in the notice of the year after: New Year's holiday and its
/// make-up working days reach back into the last week (29 December 2018 was a working day by the notice for
/// 2019).
const LATE_DECEMBER: i8 = 25;

/// What a notice says of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearNotice {
    /// The year.
    pub year: i16,
    /// Days off: first and last of each run.
    pub off: Vec<(Date, Date)>,
    /// Make-up working days (调休上班).
    pub work: Vec<Date>,
}

/// The notices that are loaded. A day is determined when the notice for its own year is loaded; the notice
/// for the year after may still speak of its last week.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    years: BTreeSet<i16>,
    /// Whether a date that a notice names is a working day.
    days: BTreeMap<Date, bool>,
}

impl Holidays {
    /// No year loaded.
    pub fn new() -> Self {
        Self::default()
    }

    /// All of some notices loaded.
    ///
    /// # Errors
    /// The first notice that does not stand.
    pub fn of_notices<'a>(notices: impl IntoIterator<Item = &'a YearNotice>) -> Result<Self, HolidayError> {
        let mut holidays = Self::new();
        for notice in notices {
            holidays.load(notice)?;
        }
        Ok(holidays)
    }

    /// Loads a year. When it fails, nothing has changed.
    ///
    /// # Errors
    /// A date outside the year and the last week of December before, a range that runs backwards, a date
    /// named twice or for both, a year loaded before, or one that contradicts its neighbour.
    pub fn load(&mut self, notice: &YearNotice) -> Result<(), HolidayError> {
        let year = notice.year;
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return Err(HolidayError::YearOutOfRange(year));
        }
        if self.years.contains(&year) {
            return Err(HolidayError::AlreadyLoaded(year));
        }
        let days = days_of(notice)?;
        let contradicted = days.iter().find(|(date, works)| self.days.get(date).is_some_and(|w| w != *works));
        if let Some((date, _)) = contradicted {
            return Err(HolidayError::Contradicted(*date));
        }
        self.days.extend(days);
        self.years.insert(year);
        Ok(())
    }

    /// The years loaded, in order.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.iter().copied()
    }

    /// The dates that notices name, in order, each with whether it is a working day.
    pub fn adjusted(&self) -> impl Iterator<Item = (Date, bool)> + '_ {
        self.days.iter().map(|(date, works)| (*date, *works))
    }
}

fn days_of(notice: &YearNotice) -> Result<BTreeMap<Date, bool>, HolidayError> {
    let mut days = BTreeMap::new();
    let off = notice.off.iter().map(|(first, last)| (*first, *last, false));
    let work = notice.work.iter().map(|date| (*date, *date, true));
    for (first, last, works) in off.chain(work) {
        if first > last {
            return Err(HolidayError::Backwards { first, last });
        }
        // The ends before the days between: a range of centuries is refused, not walked.
        for date in [first, last] {
            if !belongs(date, notice.year) {
                return Err(HolidayError::OutsideYear { date, year: notice.year });
            }
        }
        for date in (number_of(first)..=number_of(last)).map(date_of) {
            match days.insert(date, works) {
                None => {}
                Some(before) if before == works => return Err(HolidayError::Duplicate(date)),
                Some(_) => return Err(HolidayError::BothOffAndWork(date)),
            }
        }
    }
    Ok(days)
}

fn belongs(date: Date, year: i16) -> bool {
    date.year() == year || (date.year() + 1 == year && date.month() == 12 && date.day() >= LATE_DECEMBER)
}
