//! Limits (时限) and the last moment they leave.
//!
//! What the law says, and where it is kept here:
//!
//! - 民法典 第二百条: periods run in years, months, days and hours of the Gregorian calendar.
//! - 第二百零一条: by years, months or days, the day it starts is not counted and it begins the day after; by
//!   hours, it begins at the hour laid down ([`Calendar::due_after_hours`]).
//! - 第二百零二条: by years or months, the last day is the day of the last month that corresponds; where there
//!   is none, the month's last day (31 January and a month: 28 or 29 February).
//! - 第二百零三条: if the last day is a legal holiday, the day after the holiday is the last day; it ends at
//!   24:00 or, where there are business hours, when business stops. A weekly day of rest counts as a holiday;
//!   a make-up working day does not.
//! - 第二百零四条: a law or the parties may lay down otherwise; a limit here is what they laid down.
//! - 行政许可法 第八十二条: limits for granting a licence are in working days, without legal holidays; so
//!   they end when business stops.
//! - 行政许可法 第四十五条: time for hearing, tender, auction, inspection, testing, quarantine, appraisal and
//!   expert review (特别程序) is outside the limit: see [`ClockLedger`](super::ClockLedger).

use super::day::{DayNumber, date_of, number_of};
use super::week::DAY_MINUTES;
use super::{Calendar, Determined};
use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use serde::{Deserialize, Serialize};

/// What a limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Working days of the calendar (工作日).
    WorkingDays,
    /// Natural days (自然日).
    CalendarDays,
    /// Natural months.
    Months,
    /// Natural years.
    Years,
}

/// A limit: so many of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Limit {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
}

impl Limit {
    /// So many working days; 0 is the same working day (当日办结).
    pub fn working_days(amount: u32) -> Self {
        Self { amount, unit: LimitUnit::WorkingDays }
    }

    /// So many natural days.
    pub fn calendar_days(amount: u32) -> Self {
        Self { amount, unit: LimitUnit::CalendarDays }
    }

    /// So many natural months.
    pub fn months(amount: u32) -> Self {
        Self { amount, unit: LimitUnit::Months }
    }

    /// So many natural years.
    pub fn years(amount: u32) -> Self {
        Self { amount, unit: LimitUnit::Years }
    }

    /// The days of the limit: its working days, or the natural days from its start day to its last day as it
    /// would be if no day were a holiday (民法典 第二百零二条). Beyond the last of all dates there are none.
    pub(super) fn length(self, start: DayNumber) -> i64 {
        let amount = i64::from(self.amount);
        let months = match self.unit {
            LimitUnit::WorkingDays | LimitUnit::CalendarDays => return amount,
            LimitUnit::Months => amount,
            LimitUnit::Years => amount * 12,
        };
        let last = Span::new().try_months(months).and_then(|span| date_of(start).checked_add(span));
        number_of(last.unwrap_or(Date::MAX)) - start
    }
}

/// The last moment of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Deadline {
    /// The instant at which the limit ends: the close of the last shift of its last day, or that day's 24:00.
    pub moment: Timestamp,
    /// Its last day.
    pub last_day: Date,
}

impl Calendar {
    /// When a limit ends that started by acceptance at an instant.
    ///
    /// In working days: the day of acceptance is not counted; acceptance on a day off or after the last shift
    /// is acceptance on the next working day (so is acceptance at the very close), before a shift on that
    /// same day. The limit ends with the last shift of its last working day.
    ///
    /// In natural days, months and years: the date of acceptance is not counted, whatever kind of day it is;
    /// the limit ends at 24:00 of its last day, or of the first working day after it if that day is off.
    ///
    /// Undetermined where a day that this needs is; acceptance on a day that is not determined is taken to
    /// be during its shifts if it should prove to have any.
    pub fn due(&self, limit: Limit, accepted_at: Timestamp) -> Determined<Deadline> {
        let start = self.start_number(limit.unit, accepted_at);
        match (limit.unit, start) {
            (LimitUnit::WorkingDays, Determined::Undetermined { known_until, working_days_left }) => {
                let left = working_days_left.saturating_add(limit.amount);
                Determined::Undetermined { known_until, working_days_left: left }
            }
            (_, start) => start.and_then(|start| self.due_from(limit.unit, start, limit.length(start))),
        }
    }

    /// The moment of [`Calendar::due`] alone, if it is known.
    pub fn due_moment(&self, limit: Limit, accepted_at: Timestamp) -> Option<Timestamp> {
        if limit.unit != LimitUnit::WorkingDays || limit.amount == 0 {
            return self.due(limit, accepted_at).known().map(|due| due.moment);
        }
        let day = self.clock.day(accepted_at);
        self.stretch(day)?;
        // Accepted on a day off or after its close is accepted on the next working day.
        let in_time = self.works(day) && accepted_at < self.close(day);
        let days = i64::from(limit.amount) + i64::from(!in_time);
        self.working_day_after(day, days).known().map(|last| self.close(last))
    }

    /// When the term (期限) of a right or a measure ends that began at an instant: as a limit does, except that
    /// a day off does not move its last day. 第二百零三条 spares whoever must act on a day off; a freeze or a
    /// licence needs nobody to act for it to end, and registers tell its last day on the day it begins, long
    /// before the holidays of that year are known.
    ///
    /// In working days there is no other count than the limit's.
    pub fn term_end(&self, limit: Limit, from: Timestamp) -> Determined<Deadline> {
        if limit.unit == LimitUnit::WorkingDays {
            return self.due(limit, from);
        }
        let start = self.clock.day(from);
        let last = start.saturating_add(limit.length(start));
        if last >= number_of(Date::MAX) {
            return Determined::until(last, 0);
        }
        Determined::Known(Deadline { moment: self.clock.at(last, DAY_MINUTES), last_day: date_of(last) })
    }

    /// When a limit of hours ends: it runs from the instant itself, and through shifts, nights and holidays
    /// alike. Undetermined only beyond the last of all instants.
    pub fn due_after_hours(&self, hours: u32, from: Timestamp) -> Determined<Deadline> {
        match from.checked_add(SignedDuration::from_hours(i64::from(hours))) {
            Ok(moment) => Determined::Known(Deadline { moment, last_day: self.date(moment) }),
            Err(_) => Determined::Undetermined { known_until: Date::MAX, working_days_left: 0 },
        }
    }

    /// The day that is not counted: the date of an instant; for working days, the first working day whose
    /// last shift has not ended.
    pub fn start_day(&self, unit: LimitUnit, at: Timestamp) -> Determined<Date> {
        self.start_number(unit, at).map(date_of)
    }

    /// [`Calendar::start_day`] as a number.
    pub(super) fn start_number(&self, unit: LimitUnit, at: Timestamp) -> Determined<DayNumber> {
        let day = self.clock.day(at);
        if unit != LimitUnit::WorkingDays {
            return Determined::Known(day);
        }
        match self.stretch(day) {
            Some(_) if self.works(day) && at < self.close(day) => Determined::Known(day),
            Some(_) => self.working_day_after(day, 1),
            None => Determined::until(day - 1, 1),
        }
    }

    /// The end of so many days after a start day.
    pub(super) fn due_from(&self, unit: LimitUnit, start: DayNumber, days: i64) -> Determined<Deadline> {
        match unit {
            LimitUnit::WorkingDays => {
                let last = match days {
                    // A limit of no days is given only the start day of an acceptance, a working day.
                    0 => Determined::Known(start),
                    _ => self.working_day_after(start, days),
                };
                last.map(|day| Deadline { moment: self.close(day), last_day: date_of(day) })
            }
            LimitUnit::CalendarDays | LimitUnit::Months | LimitUnit::Years => {
                // The first working day from the last day on.
                let last = self.working_day_after(start + days - 1, 1);
                last.map(|day| Deadline { moment: self.clock.at(day, DAY_MINUTES), last_day: date_of(day) })
            }
        }
    }
}
