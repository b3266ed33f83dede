//! Working days, shifts, limits and clocks that stop: what a department's calendar says about time.
//!
//! A [`Calendar`] is built once from a zone's name, a week of shifts and the holiday notices that are loaded.
//! It answers in logarithmic time, by prefix sums over the days that differ from the week. It never guesses:
//! a question that needs a day of a year that is not loaded is answered [`Determined::Undetermined`], with
//! what is left to count.
//!
//! [`Limit`] is a statutory limit (时限), [`ClockLedger`] its clock when it stops and resumes. Nothing here
//! reads a clock: instants are handed in.

mod clock;
mod day;
mod error;
mod holidays;
mod ledger;
mod limit;
mod tally;
#[cfg(test)]
mod tests;
mod week;
mod weekly;
mod working_days;
mod working_time;

pub use day::{DayKind, Determined};
pub use error::{CalendarError, HolidayError, LedgerError, WeekError};
pub use holidays::{Holidays, YearNotice};
pub use ledger::{ClockLedger, Pause, StopReason};
pub use limit::{Deadline, Limit, LimitUnit};
pub use week::{Shift, WeeklyShifts};
pub use weekly::WeeklyDue;

use clock::Clock;
use day::{DayNumber, FIRST_YEAR, LAST_YEAR, date_of, number_of};
use jiff::Timestamp;
use jiff::civil::Date;
use tally::Tally;

/// A department's calendar: a zone, the shifts of a week, and the holidays if they matter to it.
///
/// Immutable; when a catalogue brings another year, a new one is built.
#[derive(Debug, Clone)]
pub struct Calendar {
    clock: Clock,
    week: WeeklyShifts,
    /// Days that a notice made different, in order, with whether they are working days.
    adjusted: Vec<(DayNumber, bool)>,
    /// Runs of days whose kind is known, first and last, in order and apart.
    stretches: Vec<(DayNumber, DayNumber)>,
    /// Working days.
    days: Tally,
    /// Seconds of shifts.
    seconds: Tally,
}

impl Calendar {
    /// Whether another says the same of every moment.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.zone() == other.zone()
            && self.week == other.week
            && self.adjusted == other.adjusted
            && self.stretches == other.stretches
    }

    /// A calendar in the zone of an IANA name (`Asia/Shanghai`). Without holidays the week alone decides
    /// every day of the years 1 to 2999; with them, only the days of loaded years are determined.
    ///
    /// # Errors
    /// The zone is not in the bundled database.
    pub fn build(zone: &str, week: WeeklyShifts, holidays: Option<&Holidays>) -> Result<Self, CalendarError> {
        let clock = Clock::of_zone(zone)?;
        let stretches = match holidays {
            None => vec![years(FIRST_YEAR, LAST_YEAR)],
            Some(holidays) => stretches_of(holidays),
        };
        let adjusted: Vec<(DayNumber, bool)> = holidays
            .into_iter()
            .flat_map(Holidays::adjusted)
            .map(|(date, works)| (number_of(date), works))
            .filter(|(day, _)| stretch_with(&stretches, *day).is_some())
            .collect();
        let days = Tally::new(
            week.working_days(),
            adjusted.iter().map(|(day, works)| (*day, i64::from(*works))).collect(),
        );
        let seconds = Tally::new(week.seconds(), Vec::new());
        let mut calendar = Self { clock, week, adjusted, stretches, days, seconds };
        calendar.seconds = Tally::new(calendar.week.seconds(), calendar.unusual_seconds());
        Ok(calendar)
    }

    /// The same, but that days of years that are not loaded go by the week alone: what a simulation may suppose, and
    /// nobody who tells a person a date.
    #[must_use]
    pub fn by_week_where_unknown(&self) -> Self {
        Self { stretches: vec![years(FIRST_YEAR, LAST_YEAR)], ..self.clone() }
    }

    /// The zone's IANA name.
    pub fn zone(&self) -> &str {
        self.clock.name()
    }

    /// The shifts of a week.
    pub fn week(&self) -> &WeeklyShifts {
        &self.week
    }

    /// What kind of day a date is.
    pub fn day(&self, date: Date) -> DayKind {
        let day = number_of(date);
        match self.stretch(day) {
            None => DayKind::Undetermined,
            Some(_) if self.works(day) => DayKind::Working,
            Some(_) => DayKind::Off,
        }
    }

    /// The date of an instant, in the zone.
    pub fn date(&self, instant: Timestamp) -> Date {
        date_of(self.clock.day(instant))
    }

    /// Whether an instant is within a shift. A shift holds its start and not its end; none where the day is
    /// not determined.
    pub fn on_shift(&self, instant: Timestamp) -> Option<bool> {
        let day = self.clock.day(instant);
        self.stretch(day)?;
        Some(self.spans(day).any(|(start, end)| start <= instant && instant < end))
    }

    /// The shifts of a date as instants, start and end, in order; none where the day is not determined.
    pub fn shifts_on(&self, date: Date) -> Option<impl Iterator<Item = (Timestamp, Timestamp)> + '_> {
        let day = number_of(date);
        self.stretch(day).map(|_| self.spans(day))
    }

    /// The run of known days that holds a day.
    fn stretch(&self, day: DayNumber) -> Option<(DayNumber, DayNumber)> {
        stretch_with(&self.stretches, day)
    }

    fn works(&self, day: DayNumber) -> bool {
        !self.shifts(day).is_empty()
    }

    /// The shifts of a known day; those of a usual working day on a make-up working day (调休上班).
    fn shifts(&self, day: DayNumber) -> &[Shift] {
        match self
            .adjusted
            .binary_search_by_key(&day, |(day, _)| *day)
            .ok()
            .and_then(|at| self.adjusted.get(at))
        {
            Some((_, true)) => self.week.usual(),
            Some((_, false)) => &[],
            None => self.week.of(day),
        }
    }

    /// The shifts of a known day as instants: start and end.
    fn spans(&self, day: DayNumber) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.shifts(day)
            .iter()
            .map(move |shift| (self.clock.at(day, shift.start), self.clock.at(day, shift.end)))
    }

    /// When the last shift of a known day ends; the day's start if it has none.
    fn close(&self, day: DayNumber) -> Timestamp {
        self.clock.at(day, self.shifts(day).last().map_or(0, |shift| shift.end))
    }

    /// Seconds of shifts for each day that a notice changed, or on which the zone's clocks change.
    fn unusual_seconds(&self) -> Vec<(DayNumber, i64)> {
        let mut days: Vec<DayNumber> = self.adjusted.iter().map(|(day, _)| *day).collect();
        for (first, last) in &self.stretches {
            days.extend(self.clock.days_of_transitions(*first, *last));
        }
        days.sort_unstable();
        days.dedup();
        days.into_iter().map(|day| (day, self.elapsed_seconds(day))).collect()
    }

    fn elapsed_seconds(&self, day: DayNumber) -> i64 {
        self.spans(day).map(|(start, end)| end.as_second().saturating_sub(start.as_second())).sum()
    }
}

/// Days of loaded years, neighbouring years joined.
fn stretches_of(holidays: &Holidays) -> Vec<(DayNumber, DayNumber)> {
    let mut stretches: Vec<(DayNumber, DayNumber)> = Vec::new();
    for year in holidays.years() {
        let (first, last) = years(year, year);
        match stretches.last_mut() {
            Some(before) if before.1 + 1 == first => before.1 = last,
            _ => stretches.push((first, last)),
        }
    }
    stretches
}

/// The first day of one year and the last of another; both between `FIRST_YEAR` and `LAST_YEAR`.
fn years(first: i16, last: i16) -> (DayNumber, DayNumber) {
    let new_year = |year: i16| Date::new(year, 1, 1).map_or(0, number_of);
    (new_year(first), new_year(last + 1) - 1)
}

fn stretch_with(stretches: &[(DayNumber, DayNumber)], day: DayNumber) -> Option<(DayNumber, DayNumber)> {
    let at = stretches.partition_point(|(_, last)| *last < day);
    stretches.get(at).copied().filter(|(first, _)| *first <= day)
}
