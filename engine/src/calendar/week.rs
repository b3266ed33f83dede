//! The shifts of a week.

use super::day::{DayNumber, weekday};
use super::error::WeekError;
use serde::{Deserialize, Serialize};

/// Minutes in a day.
pub(super) const DAY_MINUTES: u16 = 1440;

/// A stretch of office hours within one day, from its start up to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shift {
    /// Minutes after midnight, by the zone's clock.
    pub start: u16,
    /// Minutes after midnight, after the start and at most 1440.
    pub end: u16,
}

/// The shifts of each weekday, in order of the day; at least one weekday has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[Vec<(u16, u16)>; 7]", into = "[Vec<(u16, u16)>; 7]")]
pub struct WeeklyShifts {
    days: [Vec<Shift>; 7],
    /// The first weekday that has shifts.
    usual: usize,
}

impl WeeklyShifts {
    /// From starts and ends in minutes after midnight, Monday's first; within a day in any order.
    ///
    /// # Errors
    /// A shift that is none, two that overlap, or a week without shifts.
    pub fn new(week: [Vec<(u16, u16)>; 7]) -> Result<Self, WeekError> {
        let mut days: [Vec<Shift>; 7] = Default::default();
        for (weekday, (shifts, written)) in days.iter_mut().zip(week).enumerate() {
            *shifts = written.into_iter().map(|(start, end)| Shift { start, end }).collect();
            shifts.sort_unstable();
            let mut free_from = 0;
            for Shift { start, end } in shifts.iter().copied() {
                if start >= end || end > DAY_MINUTES {
                    return Err(WeekError::NotAShift { weekday, start, end });
                }
                if start < free_from {
                    return Err(WeekError::Overlap { weekday, start });
                }
                free_from = end;
            }
        }
        let usual = days.iter().position(|shifts| !shifts.is_empty()).ok_or(WeekError::NeverOpens)?;
        Ok(Self { days, usual })
    }

    /// The shifts of a usual working day: Monday's, or those of the first weekday that has any.
    pub fn usual(&self) -> &[Shift] {
        self.days.get(self.usual).map_or(&[], Vec::as_slice)
    }

    /// The shifts of a day by its weekday.
    pub(super) fn of(&self, day: DayNumber) -> &[Shift] {
        self.days.get(weekday(day)).map_or(&[], Vec::as_slice)
    }

    /// For each weekday 1 if it has shifts, else 0.
    pub(super) fn working_days(&self) -> [i64; 7] {
        self.days.each_ref().map(|shifts| i64::from(!shifts.is_empty()))
    }

    /// Seconds of shifts of each weekday, when no clocks change.
    pub(super) fn seconds(&self) -> [i64; 7] {
        self.days.each_ref().map(|shifts| seconds(shifts))
    }

    /// Seconds of shifts of a usual working day; more than 0.
    pub(super) fn usual_seconds(&self) -> i64 {
        seconds(self.usual()).max(1)
    }
}

impl TryFrom<[Vec<(u16, u16)>; 7]> for WeeklyShifts {
    type Error = WeekError;

    fn try_from(week: [Vec<(u16, u16)>; 7]) -> Result<Self, WeekError> {
        Self::new(week)
    }
}

impl From<WeeklyShifts> for [Vec<(u16, u16)>; 7] {
    fn from(week: WeeklyShifts) -> Self {
        week.days.map(|shifts| shifts.into_iter().map(|shift| (shift.start, shift.end)).collect())
    }
}

fn seconds(shifts: &[Shift]) -> i64 {
    shifts.iter().map(|shift| i64::from(shift.end - shift.start) * 60).sum()
}
