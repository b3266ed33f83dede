//! The table of golden answers; `golden.txt` tells how it was made.

use super::{at, day, office};
use crate::calendar::{Calendar, DayKind, Determined, Limit, LimitUnit};
use jiff::civil::Date;
use jiff::tz::offset;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

const TABLE: &str = include_str!("golden.tsv");

#[test]
fn every_golden_answer() {
    let office = office();
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        *rows.entry(cells[0]).or_default() += 1;
        let (asked, expected) = match cells[0] {
            "due" => cells.split_at(3),
            _ => cells.split_at(cells.len() - 1),
        };
        let found = answer(&office, asked);
        if found != expected.join("\t") {
            wrong.push(format!("{line}\n    but {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let least = [
        ("add", 300),
        ("between", 200),
        ("day", 90),
        ("due", 350),
        ("month", 36),
        ("time_add", 100),
        ("time_between", 25),
        ("year", 3),
    ];
    assert!(least.iter().all(|(kind, least)| rows.get(kind) >= Some(least)), "rows are missing: {rows:?}");
}

fn answer(office: &Calendar, asked: &[&str]) -> String {
    match asked {
        ["month", month] => {
            let first = day(&format!("{month}-01"));
            count(office, first, first.last_of_month())
        }
        ["year", year] => {
            let first = day(&format!("{year}-01-01"));
            count(office, first, first.last_of_year())
        }
        ["day", date] => match office.day(day(date)) {
            DayKind::Working => "working".into(),
            DayKind::Off => "off".into(),
            DayKind::Undetermined => "undetermined".into(),
        },
        ["add", from, n] => write(office.add_working_days(day(from), n.parse().unwrap()), |d| d.to_string()),
        ["between", a, b] => write(office.working_days_between(day(a), day(b)), |n| n.to_string()),
        ["due", limit_text, accepted] => {
            let found = office.due(limit(limit_text), at(accepted));
            let known = found.known().is_some();
            let text = write(found, |due| format!("{}\t{}", due.last_day, local(due.moment)));
            if known { text } else { text + "\t-" }
        }
        ["time_add", from, minutes] => {
            let time = SignedDuration::from_mins(minutes.parse().unwrap());
            write(office.add_working_time(at(from), time), local)
        }
        ["time_between", a, b] => {
            let found = office.working_time_between(at(a), at(b));
            write(found, |time| (time.as_secs() / 60).to_string())
        }
        _ => panic!("no such question: {asked:?}"),
    }
}

/// Working days of a run; the first day is one of a loaded year but the day before may not be.
fn count(office: &Calendar, first: Date, last: Date) -> String {
    let own = i64::from(office.day(first) == DayKind::Working);
    write(office.working_days_between(first, last), |days| (days + own).to_string())
}

fn write<T>(found: Determined<T>, known: impl FnOnce(T) -> String) -> String {
    match found {
        Determined::Known(answer) => known(answer),
        Determined::Undetermined { known_until, working_days_left } => {
            format!("?{known_until}/{working_days_left}")
        }
    }
}

fn local(instant: Timestamp) -> String {
    offset(8).to_datetime(instant).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn limit(text: &str) -> Limit {
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).unwrap();
    let unit = match &text[unit_at..] {
        "wd" => LimitUnit::WorkingDays,
        "d" => LimitUnit::CalendarDays,
        "mo" => LimitUnit::Months,
        "y" => LimitUnit::Years,
        other => panic!("no unit: {other}"),
    };
    Limit { amount: text[..unit_at].parse().unwrap(), unit }
}

/// Where the table is silent: far ends, and limits in hours.
#[test]
fn beyond_the_loaded_years() {
    let office = office();
    assert_eq!(
        office.add_working_days(day("2026-12-31"), i64::MAX),
        Determined::Undetermined { known_until: day("2026-12-31"), working_days_left: u32::MAX }
    );
    for date in [Date::MIN, Date::MAX] {
        assert_eq!(office.day(date), DayKind::Undetermined);
        assert_eq!(office.add_working_days(date, 1).known(), None);
        assert_eq!(office.add_working_days(date, -1).known(), None);
    }
    for instant in [Timestamp::MIN, Timestamp::MAX] {
        for time in [SignedDuration::MIN, SignedDuration::from_secs(-1), SignedDuration::MAX] {
            assert_eq!(office.add_working_time(instant, time).known(), None);
        }
        for unit in [LimitUnit::WorkingDays, LimitUnit::CalendarDays, LimitUnit::Months, LimitUnit::Years] {
            for amount in [0, 1, u32::MAX] {
                assert_eq!(office.due(Limit { amount, unit }, instant).known(), None);
                let within = office.due(Limit { amount, unit }, at("2025-06-03T10:00")).known();
                assert_eq!(within.is_some(), amount < 2, "{amount} {unit:?}");
            }
        }
    }
    // A simulation may suppose that they go by the week; what is loaded stays as it is.
    let supposed = office.by_week_where_unknown();
    let end = supposed.add_working_days(day("2026-12-31"), 1).known();
    assert_eq!(end, Some(day("2027-01-01")));
    assert_eq!(supposed.day(day("2027-02-06")), DayKind::Off);
    for date in ["2026-02-16", "2026-02-14", "2026-10-01", "2026-03-02"] {
        assert_eq!(supposed.day(day(date)), office.day(day(date)), "{date}");
    }
    let due = office.due_after_hours(48, at("2024-02-09T16:20")).known().unwrap();
    assert_eq!((local(due.moment), due.last_day), ("2024-02-11T16:20".into(), day("2024-02-11")));
    assert_eq!(office.due_after_hours(1, Timestamp::MAX).known(), None);
}

/// Without notices the week decides, for as long as there are dates.
#[test]
fn the_week_alone() {
    let week = Calendar::build("Asia/Shanghai", super::office_week(), None).unwrap();
    assert_eq!(week.day(day("2026-10-01")), DayKind::Working);
    assert_eq!(week.day(day("2999-12-31")), DayKind::Working);
    assert_eq!(week.day(day("3000-01-01")), DayKind::Undetermined);
    assert_eq!(week.working_days_between(day("0001-01-01"), day("2999-12-31")).known(), Some(782_401));
    let due = week.due(Limit::working_days(20), at("2999-12-02T10:00")).known().unwrap();
    assert_eq!(due.last_day, day("2999-12-30"));
    let long = week.add_working_time(at("1950-01-01T00:00"), SignedDuration::from_hours(7 * 5_000)).known();
    let by_days = week.add_working_days(day("1949-12-31"), 5_000).known().unwrap();
    assert_eq!(long.map(|instant| week.date(instant)), Some(by_days));
}

/// Every half-hour of three years and the millisecond before it, with the notices and without.
#[test]
fn limits_looked_up_by_weekday_end_as_those_counted() {
    let plain = Calendar::build("Asia/Shanghai", super::office_week(), None).unwrap();
    let (first, last) = (super::at("2024-01-01T00:00"), super::at("2027-01-01T00:00"));
    for (calendar, has_notices) in [(super::office(), true), (plain, false)] {
        let (mut asked, mut looked_up) = (0, 0);
        for days in [1, 5] {
            let limit = Limit::working_days(days);
            let by = calendar.weekly_due(limit).unwrap();
            let half_hours = (first.as_millisecond()..last.as_millisecond()).step_by(1_800_000);
            for accepted in half_hours.flat_map(|at| [at - 1, at]) {
                asked += 1;
                let Some(due) = calendar.due_by_week(&by, accepted) else { continue };
                looked_up += 1;
                let counted =
                    calendar.due_moment(limit, jiff::Timestamp::from_millisecond(accepted).unwrap());
                assert_eq!(Some(due), counted.map(|due| due.as_millisecond()), "{days} days from {accepted}");
            }
        }
        // Where every week is like any other, none has to be counted.
        let rare = if has_notices { looked_up == asked || looked_up * 3 < asked } else { looked_up < asked };
        assert!(!rare, "{looked_up} of {asked}");
    }
}
