//! Moments as another library writes them.

use super::*;
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;

fn text(stamp: &mut Stamp, moment: Moment) -> String {
    let mut out = Vec::new();
    stamp.write(moment, &mut out);
    String::from_utf8(out).unwrap()
}

fn zones() -> [TimeZone; 4] {
    let named = |name| TimeZone::get(name).unwrap();
    let china = TimeZone::fixed(Offset::constant(8));
    [china, named("Asia/Shanghai"), named("America/New_York"), named("Australia/Lord_Howe")]
}

proptest! {
    /// From 1970 to 2100, in any order, over changes of clocks.
    #[test]
    fn a_moment_is_written_as_jiff_does(moments in proptest::collection::vec(0_i64..4_102_444_800_000, 1..40)) {
        for zone in zones() {
            let mut stamp = Stamp::new(zone.clone());
            for ms in moments.iter().copied() {
                let local = Moment(ms).timestamp().to_zoned(zone.clone());
                let expected = local.strftime("%Y-%m-%dT%H:%M:%S.%3f%:z").to_string();
                prop_assert_eq!(text(&mut stamp, Moment(ms)), expected);
            }
        }
    }

    /// Whatever the moment, the text is the same instant, unless its year has no four digits.
    #[test]
    fn a_text_is_the_instant(ms in -62_100_000_000_000_i64..253_402_000_000_000) {
        for zone in zones() {
            let written: jiff::Timestamp = text(&mut Stamp::new(zone), Moment(ms)).parse().unwrap();
            prop_assert_eq!(written.as_millisecond(), ms);
        }
    }
}

#[test]
fn clocks_that_change_at_that_very_moment() {
    let mut stamp = Stamp::new(TimeZone::get("America/New_York").unwrap());
    // 8 March 2026, 02:00 becomes 03:00.
    let change = at("2026-03-08T07:00:00Z");
    assert_eq!(text(&mut stamp, change), "2026-03-08T03:00:00.000-04:00");
    assert_eq!(text(&mut stamp, change.plus(-1)), "2026-03-08T01:59:59.999-05:00");
    assert_eq!(text(&mut stamp, change), "2026-03-08T03:00:00.000-04:00");
}

#[test]
fn years_beyond_four_digits_are_the_last_there_are() {
    let mut stamp = china();
    assert!(text(&mut stamp, Moment(i64::MAX)).starts_with("9999-12-31T"));
    assert!(text(&mut stamp, Moment(i64::MIN)).starts_with("0000-01-0"));
}
