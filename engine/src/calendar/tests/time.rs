//! Time within shifts: laws, the minute-by-minute loop, and clocks that change.

use super::random::{plain, some_instant};
use super::{at, office};
use crate::calendar::{Calendar, Determined, WeeklyShifts};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn between_undoes_add(plain in plain(), from in some_instant(), seconds in -4_000_000_i64..4_000_000) {
        let calendar = plain.build();
        let time = SignedDuration::new(seconds, 7 * i32::from(seconds.signum() as i8));
        if let Determined::Known(to) = calendar.add_working_time(from, time) {
            prop_assert_eq!(calendar.working_time_between(from, to), Determined::Known(time));
            prop_assert_eq!(calendar.working_time_between(to, from), Determined::Known(-time));
            prop_assert!((to - from).is_positive() == (seconds > 0));
            // The earliest (latest) such instant: a nanosecond nearer, time is missing.
            let nearer = SignedDuration::from_nanos(seconds.signum());
            let short = calendar.working_time_between(from, to - nearer);
            prop_assert_eq!(short, Determined::Known(time - nearer));
        }
    }

    #[test]
    fn time_adds_up(
        plain in plain(), a in some_instant(), b in some_instant(), c in some_instant(),
        more in 1_i64..100_000,
    ) {
        let calendar = plain.build();
        let between = |a, b| calendar.working_time_between(a, b).known();
        if let (Some(ab), Some(bc), Some(ac)) = (between(a, b), between(b, c), between(a, c)) {
            prop_assert_eq!(ab + bc, ac);
            prop_assert!(ab.abs() <= (b - a).abs().try_into().unwrap());
        }
        let add = |from, time| calendar.add_working_time(from, minutes(time)).known();
        if let (Some(x), Some(y)) = (add(a.min(b), more), add(a.max(b), more)) {
            prop_assert!(x <= y);
        }
        if let Some(whole) = add(a, more + 17) {
            prop_assert_eq!(add(a, more).and_then(|half| add(half, 17)), Some(whole));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// From three days before a change of clocks, if the zone has one that year, to some days after.
    #[test]
    fn minute_by_minute(
        plain in plain(), from in some_instant(), early in 0_i64..4_320, length in 1_i64..9_000,
    ) {
        let change = plain.time_zone().following(from).next().map(|change| change.timestamp());
        let from = change.filter(|change| *change < "2018-06-01T00:00Z".parse().unwrap()).unwrap_or(from);
        let from = from - minutes(early);
        let to = from + minutes(length);
        let calendar = plain.build();
        let found = calendar.working_time_between(from, to).known();
        prop_assert_eq!(found, plain.minutes(from, to).map(minutes));
        let back = calendar.working_time_between(to, from).known();
        prop_assert_eq!(back, found.map(|time| -time));
    }
}

fn always_open(zone: &str) -> Calendar {
    let week = [const { Vec::new() }; 7].map(|_: Vec<(u16, u16)>| vec![(0, 1440)]);
    Calendar::build(zone, WeeklyShifts::new(week).unwrap(), None).unwrap()
}

/// An office that never closes works all the time that elapses, whatever the clocks do.
#[test]
fn always_open_is_elapsed_time() {
    for zone in
        ["America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Sao_Paulo", "Pacific/Apia"]
    {
        let calendar = always_open(zone);
        let start: Timestamp = "2011-12-01T00:00:00Z".parse().unwrap();
        for step in 0..2_000_i64 {
            let (a, b) = (start + minutes(step * 97), start + minutes(step * 97 + 2_000 + step * 31));
            assert_eq!(calendar.working_time_between(a, b).known(), Some(b.duration_since(a)), "{zone}");
            assert_eq!(calendar.add_working_time(a, b.duration_since(a)).known(), Some(b), "{zone}");
            assert_eq!(calendar.add_working_time(b, a.duration_since(b)).known(), Some(a), "{zone}");
        }
    }
}

#[test]
fn a_night_shift_is_shorter_in_spring_and_longer_in_autumn() {
    let mut week: [Vec<(u16, u16)>; 7] = Default::default();
    week[6] = vec![(60, 240)];
    let night = Calendar::build("America/New_York", WeeklyShifts::new(week).unwrap(), None).unwrap();
    let hours = |a: &str, b: &str| {
        night.working_time_between(a.parse().unwrap(), b.parse().unwrap()).known().map(|time| time.as_hours())
    };
    assert_eq!(hours("2024-03-09T12:00Z", "2024-03-11T12:00Z"), Some(2));
    assert_eq!(hours("2024-11-02T12:00Z", "2024-11-04T12:00Z"), Some(4));
    assert_eq!(hours("2024-11-09T12:00Z", "2024-11-11T12:00Z"), Some(3));
}

#[test]
fn on_and_off_shift() {
    let office = office();
    let cases = [
        ("2026-02-14T08:59", Some(false)),
        ("2026-02-14T09:00", Some(true)),
        ("2026-02-14T12:00", Some(false)),
        ("2026-02-14T13:30", Some(true)),
        ("2026-02-14T17:30", Some(false)),
        ("2026-02-16T10:00", Some(false)),
        ("2026-12-31T23:59", Some(false)),
        ("2027-01-04T10:00", None),
    ];
    for (instant, expected) in cases {
        assert_eq!(office.on_shift(at(instant)), expected, "{instant}");
    }
}
