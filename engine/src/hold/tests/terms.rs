//! When terms end and may be renewed, and what a rank is.

use super::{at, calendar, period};
use crate::hold::rank;
use crate::hold::term::{RenewalTerm, ends, follows, last_day, window};
use crate::scenario::model::Unit;
use jiff::Timestamp;

fn local(instant: Option<Timestamp>) -> String {
    instant.map_or("unknown".to_owned(), |i| {
        i.to_zoned(jiff::tz::offset(8).to_time_zone()).strftime("%Y-%m-%d %H:%M").to_string()
    })
}

#[test]
fn a_term_ends_with_its_last_day() {
    let calendar = calendar(true);
    let cases = [
        ("2026-03-02 09:00", 3, Unit::Years, "2029-03-03 00:00"),
        // 2029-03-02 is a Friday, 2027-03-06 a Saturday: a day off ends a term like any other.
        ("2024-03-06 09:00", 3, Unit::Years, "2027-03-07 00:00"),
        ("2024-02-29 23:59", 3, Unit::Years, "2027-03-01 00:00"),
        ("2024-02-29 00:00", 4, Unit::Years, "2028-03-01 00:00"),
        ("2026-01-31 12:00", 1, Unit::Months, "2026-03-01 00:00"),
        ("2026-03-02 09:00", 7, Unit::Days, "2026-03-10 00:00"),
        ("2026-03-02 09:00", 48, Unit::Hours, "2026-03-04 09:00"),
        ("2026-03-02 09:00", 3, Unit::WorkingDays, "2026-03-05 17:00"),
        ("2026-12-30 09:00", 5, Unit::WorkingDays, "unknown"),
        ("2026-03-02 09:00", 8_000, Unit::Years, "unknown"),
    ];
    for (from, amount, unit, end) in cases {
        assert_eq!(local(ends(period(amount, unit), at(from), &calendar)), end, "{amount}{}", unit.suffix());
    }
}

#[test]
fn a_term_that_follows_begins_the_day_after() {
    let calendar = calendar(false);
    let follows = |amount, unit, end| local(follows(period(amount, unit), at(end), &calendar));
    assert_eq!(follows(3, Unit::Years, "2029-03-03 00:00"), "2032-03-03 00:00");
    assert_eq!(follows(1, Unit::Days, "2029-03-03 00:00"), "2029-03-04 00:00");
    assert_eq!(follows(1, Unit::Months, "2026-04-01 00:00"), "2026-05-01 00:00");
    assert_eq!(follows(2, Unit::Hours, "2026-04-01 10:00"), "2026-04-01 12:00");
    // Friday's close and two working days: Tuesday's close.
    assert_eq!(follows(2, Unit::WorkingDays, "2026-03-06 17:00"), "2026-03-10 17:00");
}

#[test]
fn the_window_counts_back_from_the_last_day() {
    let calendar = calendar(false);
    let window = |opens, closes, until| {
        let renew = RenewalTerm { opens, closes, lasts: period(1, Unit::Days) };
        window(&renew, at(until), &calendar).map(|(opens, closes)| (local(opens), local(Some(closes))))
    };
    let texts = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
    let (days, months) = (Some(period(90, Unit::Days)), Some(period(1, Unit::Months)));
    assert_eq!(
        window(days, Some(period(7, Unit::Days)), "2029-03-03 00:00"),
        texts("2028-12-03 00:00", "2029-02-24 00:00")
    );
    assert_eq!(window(None, None, "2029-03-03 00:00"), texts("unknown", "2029-03-03 00:00"));
    assert_eq!(window(months, None, "2026-03-31 00:00"), texts("2026-03-01 00:00", "2026-03-31 00:00"));
    assert_eq!(window(months, None, "2026-03-30 15:30"), texts("2026-02-28 15:30", "2026-03-30 15:30"));
    let working = Some(period(3, Unit::WorkingDays));
    // Monday's close, and three working days before it.
    assert_eq!(window(working, None, "2026-03-09 17:00"), texts("2026-03-04 17:00", "2026-03-09 17:00"));
}

#[test]
fn the_last_day_is_that_of_the_last_moment() {
    let calendar = calendar(false);
    assert_eq!(last_day(at("2029-03-03 00:00"), &calendar).to_string(), "2029-03-02");
    assert_eq!(last_day(at("2029-03-03 00:01"), &calendar).to_string(), "2029-03-03");
}

#[test]
fn ranks_order_dates_times_and_numbers() {
    let calendar = calendar(false);
    let rank = |value: &str| rank(value, &calendar);
    assert_eq!(rank("2026-03-02"), Some(at("2026-03-02 00:00").as_millisecond()));
    assert_eq!(rank("2026-03-02T09:30:00"), Some(at("2026-03-02 09:30").as_millisecond()));
    assert_eq!(rank("2026-03-02T01:30:00Z"), rank("2026-03-02 09:30:00"));
    assert_eq!((rank("12"), rank("-0.5"), rank("0.0000001")), (Some(12_000_000), Some(-500_000), Some(0)));
    assert_eq!((rank("soon"), rank(""), rank("99999999999999999999")), (None, None, None));
}
