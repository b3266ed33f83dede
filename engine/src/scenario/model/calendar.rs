//! Calendars as facts; the calendar room computes with them.

use super::{Catalogue, Source, Span};
use crate::calendar::{Calendar, CalendarError, HolidayError, Holidays, WeekError, WeeklyShifts, YearNotice};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar of the catalogue: weekly shifts and a set of holidays.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CalendarFacts {
    /// IANA zone name, `Asia/Shanghai`.
    pub zone: String,
    /// Shifts as written, by day of the week from Monday: minutes after midnight, start and end.
    pub week: [Vec<(u16, u16)>; 7],
    /// The id of the holiday set, if any.
    pub holidays: Option<super::Id>,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: Span,
}

/// Why the facts of a calendar do not make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unbuildable {
    /// Its zone.
    Zone(CalendarError),
    /// Its shifts.
    Week(WeekError),
    /// Its days off and make-up days.
    Holidays(HolidayError),
}

impl fmt::Display for Unbuildable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unbuildable::Zone(error) => error.fmt(f),
            Unbuildable::Week(error) => error.fmt(f),
            Unbuildable::Holidays(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unbuildable {}

impl CalendarFacts {
    /// The calendar that these facts make, with the holidays that a catalogue has loaded.
    ///
    /// # Errors
    /// Facts that contradict themselves.
    pub fn build(&self, catalogue: &Catalogue) -> Result<Calendar, Unbuildable> {
        let week = WeeklyShifts::new(self.week.clone()).map_err(Unbuildable::Week)?;
        let years = self.holidays.as_ref().and_then(|id| catalogue.holidays.get(id));
        let notices = years.into_iter().flat_map(|years| years.iter()).map(|year| YearNotice {
            year: year.year,
            off: year.off.clone(),
            work: year.work.clone(),
        });
        let notices: Vec<YearNotice> = notices.collect();
        let holidays = match self.holidays {
            Some(_) => Some(Holidays::of_notices(&notices).map_err(Unbuildable::Holidays)?),
            None => None,
        };
        Calendar::build(&self.zone, week, holidays.as_ref()).map_err(Unbuildable::Zone)
    }
}
