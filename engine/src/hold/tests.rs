//! Tests of lines: rules told one by one, laws over random commands, and every short history.

mod exhaustive;
mod laws;
mod reference;
mod rules;
mod terms;

use super::{Command, Event, EventKind, HolderId, Joining, Line, Rejection, RenewalTerm, Term, turn};
use crate::calendar::{Calendar, Holidays, WeeklyShifts, YearNotice};
use crate::scenario::model::{Period, TermFrom, Unit};
use jiff::Timestamp;

/// Weekdays from nine to five in China. Of the years only 2026 is loaded where holidays matter.
fn calendar(holidays: bool) -> Calendar {
    let week: [Vec<(u16, u16)>; 7] =
        std::array::from_fn(|day| if day < 5 { vec![(540, 1020)] } else { Vec::new() });
    let notices = [YearNotice { year: 2026, off: Vec::new(), work: Vec::new() }];
    let holidays = holidays.then(|| Holidays::of_notices(&notices).unwrap());
    Calendar::build("Asia/Shanghai", WeeklyShifts::new(week).unwrap(), holidays.as_ref()).unwrap()
}

/// A local time of China.
fn at(local: &str) -> Timestamp {
    format!("{}+08:00", local.replace(' ', "T")).parse().unwrap()
}

fn holder(number: u8) -> HolderId {
    HolderId { application: u128::from(number), step: 7, visit: 1 }
}

fn period(amount: u32, unit: Unit) -> Period {
    Period { amount, unit }
}

/// Three years, renewed for three within the last ninety days.
fn three_years(from: TermFrom) -> Term {
    let renew = RenewalTerm {
        opens: Some(period(90, Unit::Days)),
        closes: Some(period(0, Unit::Days)),
        lasts: period(3, Unit::Years),
    };
    Term { lasts: period(3, Unit::Years), from, renew: Some(renew) }
}

fn join(number: u8, rank: Option<i64>, accepted_at: Timestamp, term: Option<Term>) -> Command {
    Command::Join(Joining { holder: holder(number), rank, accepted_at, term })
}

/// Short names of events: `2 TookEffect`.
fn told(events: &[Event]) -> Vec<String> {
    let one = |e: &Event| match &e.kind {
        EventKind::LeftLine { term_over: true } => format!("{} LeftLine over", e.holder.application),
        kind => format!("{} {}", e.holder.application, kind.name()),
    };
    events.iter().map(one).collect()
}

/// A line under test, whose events alone make it again.
struct Played {
    line: Line,
    events: Vec<Event>,
    calendar: Calendar,
}

impl Played {
    fn new() -> Self {
        Self { line: Line::default(), events: Vec::new(), calendar: calendar(false) }
    }

    fn send(&mut self, local: &str, command: &Command) -> Result<Vec<String>, Rejection> {
        let events = turn(&mut self.line, command, at(local), &self.calendar)?;
        self.events.extend(events.iter().cloned());
        Ok(told(&events))
    }

    fn until(&self, number: u8) -> Option<String> {
        let until = self.line.place(holder(number))?.until?;
        Some(until.to_zoned(jiff::tz::offset(8).to_time_zone()).strftime("%Y-%m-%d %H:%M").to_string())
    }
}
