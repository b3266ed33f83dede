//! The clock of a limit that stops and resumes.
//!
//! Days count whole. While the clock runs, each day after its start day counts as used from the day's
//! beginning. The day on which the clock stops is used, unless it is the day on which it began to run; the day
//! on which it resumes is a new start day and not counted (民法典 第二百零一条), though it is not moved to a
//! working day: after it the next working day counts. So no day counts twice, and a clock that resumes on the
//! day it stopped has lost nothing. A clock that resumes at midnight resumes at the end of the day before (what
//! ends with a day ends at its 24:00), so that the day which begins then counts. Stops that adjoin are one.
//!
//! Months and years that stop are counted in the natural days that they have without stops.

use super::day::{DayNumber, number_of};
use super::{Calendar, Deadline, Determined, LedgerError, Limit, LimitUnit};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a clock stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The applicant has to correct or complete materials (补正).
    Correction,
    /// Hearing, tender, auction, inspection, testing, quarantine, appraisal or expert review (特别程序,
    /// 行政许可法 第四十五条).
    SpecialProcedure,
    /// The matter is suspended (中止).
    Suspension,
    /// It was accepted with others and waits for the result of one of them.
    OtherItem,
    /// A thing is held, or waited for in line: nobody has anything to do.
    Hold,
}

/// A time during which a clock stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub reason: StopReason,
    /// Since when.
    pub from: Timestamp,
    /// When it resumed; none while it stands.
    pub until: Option<Timestamp>,
}

/// What has happened to a limit's clock. Plain data without a calendar: it is stored, and judged by whichever
/// calendar is loaded when it is asked.
///
/// One reason at a time: a clock that stands refuses a second stop. Questions are answered as of an instant:
/// entries after it have not happened yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct ClockLedger {
    limit: Limit,
    started: Timestamp,
    pauses: Vec<Pause>,
}

/// A ledger as it was stored, not yet known to be in order.
#[derive(Deserialize)]
struct Written {
    limit: Limit,
    started: Timestamp,
    pauses: Vec<Pause>,
}

impl ClockLedger {
    /// The clock of a limit that starts by acceptance at an instant.
    pub fn start(limit: Limit, at: Timestamp) -> Self {
        Self { limit, started: at, pauses: Vec::new() }
    }

    /// Stops the clock.
    ///
    /// # Errors
    /// It stands already, or the instant is before the last entry; the ledger is as before.
    pub fn stop(&mut self, at: Timestamp, reason: StopReason) -> Result<(), LedgerError> {
        if let Some(Pause { reason, from, until: None }) = self.pauses.last().copied() {
            return Err(LedgerError::AlreadyStopped { reason, since: from });
        }
        self.not_before_last(at)?;
        self.pauses.push(Pause { reason, from: at, until: None });
        Ok(())
    }

    /// Lets the clock run again.
    ///
    /// # Errors
    /// It runs, or the instant is before the stop; the ledger is as before.
    pub fn resume(&mut self, at: Timestamp) -> Result<(), LedgerError> {
        let last = self.last_entry();
        match self.pauses.last_mut() {
            Some(pause @ Pause { until: None, .. }) => {
                if at < last {
                    return Err(LedgerError::BackInTime { at, last });
                }
                pause.until = Some(at);
                Ok(())
            }
            _ => Err(LedgerError::NotStopped),
        }
    }

    /// The limit.
    pub fn limit(&self) -> Limit {
        self.limit
    }

    /// When it was accepted.
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// The stops, in order.
    pub fn pauses(&self) -> &[Pause] {
        &self.pauses
    }

    /// Why the clock stands at an instant; none if it runs.
    pub fn stopped_at(&self, at: Timestamp) -> Option<StopReason> {
        let pause = self.pauses.iter().rev().find(|pause| pause.from <= at)?;
        pause.until.is_none_or(|until| at < until).then_some(pause.reason)
    }

    /// Days used up to an instant, its own day among them if the clock runs or ran on it: working days, or
    /// natural days for other limits. More than the limit has when it is overdue.
    pub fn used(&self, calendar: &Calendar, at: Timestamp) -> Determined<i64> {
        let first = calendar.start_number(self.limit.unit, self.started);
        let mut used = 0;
        for run in self.runs(calendar, at) {
            let through = calendar.clock.day(run.ends.unwrap_or(at));
            match self.count(calendar, first, run.start_day, through) {
                Determined::Known(days) => used += days,
                undetermined => return undetermined,
            }
        }
        Determined::Known(used)
    }

    /// Days left at an instant: what the limit has without those used; negative when it is overdue.
    pub fn remaining(&self, calendar: &Calendar, at: Timestamp) -> Determined<i64> {
        self.used(calendar, at).map(|used| self.length(calendar) - used)
    }

    /// When the limit ends, by what has happened up to `now`. While the clock stands: when it would end if
    /// the clock resumed now; a limit whose end had come before the clock stopped keeps that end.
    ///
    /// A clock that had no days left when it stopped, but hours, ends on the day it resumes if that is a
    /// working day whose last shift has not ended, else on the next; as a limit of no days does.
    pub fn due(&self, calendar: &Calendar, now: Timestamp) -> Determined<Deadline> {
        let first = calendar.start_number(self.limit.unit, self.started);
        let mut due = calendar.due(self.limit, self.started);
        let mut used = 0;
        let mut runs = self.runs(calendar, now).peekable();
        while let Some(Run { start_day, ends: Some(stop), .. }) = runs.next() {
            let stop_day = calendar.clock.day(stop);
            let ended = match due {
                Determined::Known(deadline) => deadline.moment <= stop,
                // It ends on a later day than it is known until.
                Determined::Undetermined { known_until, .. } => number_of(known_until) < stop_day,
            };
            if ended {
                return due;
            }
            match self.count(calendar, first, start_day, stop_day) {
                Determined::Known(days) => used += days,
                Determined::Undetermined { .. } => return due,
            }
            let at_once = || (now, resumed_on(calendar, stop, now));
            let resumed = runs.peek().map_or_else(at_once, |next| (next.begins, next.start_day));
            let left = (self.length(calendar) - used).max(0);
            due = self.due_resumed(calendar, first, resumed, left);
        }
        due
    }

    /// When so many days end that are left when the clock resumes: at which instant, and with which start day.
    fn due_resumed(
        &self,
        calendar: &Calendar,
        first: Determined<DayNumber>,
        (at, start_day): (Timestamp, DayNumber),
        left: i64,
    ) -> Determined<Deadline> {
        let unit = self.limit.unit;
        let day = match (unit, left) {
            (LimitUnit::WorkingDays, 0) => calendar.start_number(unit, at),
            // Hours are left, and not in a day that is over.
            (_, 0) => Determined::Known(calendar.clock.day(at)),
            _ => Determined::Known(start_day),
        };
        // A clock that stopped before its own start day has not begun to run.
        first.and_then(|first| day.and_then(|day| calendar.due_from(unit, day.max(first), left)))
    }

    /// Days used by a run that begins on one day and is looked at, or ends, on another.
    fn count(
        &self,
        calendar: &Calendar,
        first: Determined<DayNumber>,
        begins: DayNumber,
        through: DayNumber,
    ) -> Determined<i64> {
        let after = match first {
            Determined::Known(first) => begins.max(first),
            Determined::Undetermined { known_until, .. } if through <= number_of(known_until) => {
                return Determined::Known(0);
            }
            Determined::Undetermined { known_until, .. } => {
                return Determined::Undetermined { known_until, working_days_left: 0 };
            }
        };
        if through <= after {
            return Determined::Known(0);
        }
        match self.limit.unit {
            LimitUnit::WorkingDays => calendar.count_days(after, through),
            _ => Determined::Known(through - after),
        }
    }

    /// Days of the limit. A start day that is not determined is a working day's, of which the length is free.
    fn length(&self, calendar: &Calendar) -> i64 {
        self.limit.length(calendar.clock.day(self.started))
    }

    /// The times during which the clock has run up to an instant, in order; the last has no end if the clock
    /// runs then. Between stops that adjoin it has not run, nor has it at the instant at which it resumes.
    fn runs<'l>(&'l self, calendar: &'l Calendar, at: Timestamp) -> impl Iterator<Item = Run> + 'l {
        let resumed = self.pauses.iter().map_while(|pause| pause.until);
        let begins = std::iter::once(self.started).chain(resumed);
        let stops = self.pauses.iter().map(|pause| Some(pause.from)).chain(std::iter::once(None));
        let mut stopped = None;
        begins.zip(stops).take_while(move |(begins, _)| *begins <= at).filter_map(move |(begins, stop)| {
            let ends = stop.filter(|stop| *stop <= at);
            let start_day = match stopped {
                Some(_) if ends.unwrap_or(at) == begins => return None,
                Some(stopped) => resumed_on(calendar, stopped, begins),
                None => calendar.clock.day(begins),
            };
            stopped = ends;
            Some(Run { begins, start_day, ends })
        })
    }

    fn last_entry(&self) -> Timestamp {
        self.pauses.last().map_or(self.started, |pause| pause.until.unwrap_or(pause.from))
    }

    fn not_before_last(&self, at: Timestamp) -> Result<(), LedgerError> {
        let last = self.last_entry();
        if at < last { Err(LedgerError::BackInTime { at, last }) } else { Ok(()) }
    }
}

/// The start day of a clock that resumes: of midnight the day before, unless that was used before it stopped.
fn resumed_on(calendar: &Calendar, stopped: Timestamp, at: Timestamp) -> DayNumber {
    let day = calendar.clock.day(at);
    let is_midnight = calendar.clock.at(day, 0) == at;
    if is_midnight { (day - 1).max(calendar.clock.day(stopped)) } else { day }
}

/// A time during which a clock runs.
struct Run {
    begins: Timestamp,
    /// Days count after this one.
    start_day: DayNumber,
    ends: Option<Timestamp>,
}

impl TryFrom<Written> for ClockLedger {
    type Error = LedgerError;

    fn try_from(written: Written) -> Result<Self, LedgerError> {
        let mut ledger = Self::start(written.limit, written.started);
        for pause in written.pauses {
            ledger.stop(pause.from, pause.reason)?;
            if let Some(until) = pause.until {
                ledger.resume(until)?;
            }
        }
        Ok(ledger)
    }
}
