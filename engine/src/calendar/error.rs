//! What can be wrong with what a calendar is made of.

use super::ledger::StopReason;
use jiff::Timestamp;
use jiff::civil::Date;
use std::error::Error;
use std::fmt;

/// Why a calendar cannot be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarError {
    /// No zone of this name is in the bundled database.
    UnknownZone(String),
}

/// Why a week of shifts does not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeekError {
    /// A shift does not end after it starts, or ends after 24:00.
    NotAShift {
        /// Monday is 0.
        weekday: usize,
        /// Minutes after midnight.
        start: u16,
        /// Minutes after midnight.
        end: u16,
    },
    /// A shift starts before another of its day has ended.
    Overlap {
        /// Monday is 0.
        weekday: usize,
        /// The start of the later shift, in minutes after midnight.
        start: u16,
    },
    /// No day of the week has a shift.
    NeverOpens,
}

/// Why a notice of holidays does not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolidayError {
    /// The year lies outside 1 to 2999.
    YearOutOfRange(i16),
    /// The year has a notice already.
    AlreadyLoaded(i16),
    /// A range of days ends before it starts.
    Backwards {
        /// First day as written.
        first: Date,
        /// Last day as written.
        last: Date,
    },
    /// The date is neither in the notice's year nor in the last week of the December before.
    OutsideYear {
        /// The date.
        date: Date,
        /// The notice's year.
        year: i16,
    },
    /// The notice names the date twice.
    Duplicate(Date),
    /// The notice names the date as a day off and as a working day.
    BothOffAndWork(Date),
    /// The notices of two years say different things of the date.
    Contradicted(Date),
}

/// Why a clock's ledger refuses an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerError {
    /// The entry is earlier than the one before it.
    BackInTime {
        /// When the entry is.
        at: Timestamp,
        /// When the one before it is.
        last: Timestamp,
    },
    /// The clock stands still already.
    AlreadyStopped {
        /// Why it stands.
        reason: StopReason,
        /// Since when.
        since: Timestamp,
    },
    /// The clock runs, so it cannot resume.
    NotStopped,
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalendarError::UnknownZone(name) => write!(f, "no time zone is named `{name}`"),
        }
    }
}

impl fmt::Display for WeekError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WeekError::NotAShift { weekday, start, end } => {
                write!(f, "minutes {start} to {end} of weekday {} are not a shift", weekday + 1)
            }
            WeekError::Overlap { weekday, start } => {
                write!(f, "a shift of weekday {} starts at minute {start}, before another ends", weekday + 1)
            }
            WeekError::NeverOpens => write!(f, "no day of the week has a shift"),
        }
    }
}

impl fmt::Display for HolidayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HolidayError::YearOutOfRange(year) => write!(f, "the year {year} is out of range"),
            HolidayError::AlreadyLoaded(year) => write!(f, "{year} has a notice already"),
            HolidayError::Backwards { first, last } => write!(f, "{first} to {last} runs backwards"),
            HolidayError::OutsideYear { date, year } => write!(f, "{date} is not for the notice of {year}"),
            HolidayError::Duplicate(date) => write!(f, "{date} is named twice"),
            HolidayError::BothOffAndWork(date) => write!(f, "{date} is both off and a working day"),
            HolidayError::Contradicted(date) => write!(f, "two notices contradict each other on {date}"),
        }
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LedgerError::BackInTime { at, last } => write!(f, "{at} is before the last entry, {last}"),
            LedgerError::AlreadyStopped { reason, since } => {
                write!(f, "the clock has stood since {since} ({reason:?})")
            }
            LedgerError::NotStopped => write!(f, "the clock is running"),
        }
    }
}

impl Error for CalendarError {}
impl Error for WeekError {}
impl Error for HolidayError {}
impl Error for LedgerError {}
