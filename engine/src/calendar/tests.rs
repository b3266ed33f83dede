//! Tests of the calendar: the notices of three years as facts, a table of answers by an independent loop, laws
//! over random calendars, and cases from the law's text.

mod build;
mod golden;
mod laws;
mod ledger;
mod random;
mod time;

use super::{Calendar, Holidays, WeeklyShifts, YearNotice};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::offset;

/// Days off and make-up working days by the notices of the State Council's office.
const NOTICES: [(i16, &str, &str); 3] = [
    (
        2024,
        "1-1 2-10..2-17 4-4..4-6 5-1..5-5 6-10 9-15..9-17 10-1..10-7",
        "2-4 2-18 4-7 4-28 5-11 9-14 9-29 10-12",
    ),
    (2025, "1-1 1-28..2-4 4-4..4-6 5-1..5-5 5-31..6-2 10-1..10-8", "1-26 2-8 4-27 9-28 10-11"),
    (
        2026,
        "1-1..1-3 2-15..2-23 4-4..4-6 5-1..5-5 6-19..6-21 9-25..9-27 10-1..10-7",
        "1-4 2-14 2-28 5-9 9-20 10-10",
    ),
];

fn notices() -> Vec<YearNotice> {
    NOTICES.iter().map(|(year, off, work)| notice(*year, off, work)).collect()
}

fn notice(year: i16, off: &str, work: &str) -> YearNotice {
    let day = |text: &str| {
        let (month, day) = text.split_once('-').expect("month-day");
        date(year, month.parse().expect("month"), day.parse().expect("day"))
    };
    let range = |text: &str| {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        (day(first), day(last))
    };
    YearNotice {
        year,
        off: off.split_whitespace().map(range).collect(),
        work: work.split_whitespace().map(day).collect(),
    }
}

/// 09:00–12:00 and 13:30–17:30, Monday to Friday.
fn office_week() -> WeeklyShifts {
    let day = vec![(540, 720), (810, 1050)];
    let mut week: [Vec<(u16, u16)>; 7] = Default::default();
    week[..5].fill(day);
    WeeklyShifts::new(week).expect("a week")
}

/// Office hours in Shanghai, with the notices of three years.
fn office() -> Calendar {
    let holidays = Holidays::of_notices(&notices()).expect("notices");
    Calendar::build("Asia/Shanghai", office_week(), Some(&holidays)).expect("a calendar")
}

/// An instant by the clocks of China.
fn at(text: &str) -> Timestamp {
    offset(8).to_timestamp(text.parse::<DateTime>().expect("an instant")).expect("in range")
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}
