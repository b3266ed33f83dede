//! Moments as text, fast: RFC 3339 with milliseconds and the offset of a zone, `2026-03-02T09:00:00.000+08:00`.

use super::quote::pair;
use crate::application::moment::Moment;
use crate::calendar::Calendar;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// Bytes of a moment.
const LENGTH: usize = 29;
/// RFC 3339 has years of four digits: a day within 0000-01-01 and one within 9999-12-31, in any zone.
const FIRST: i64 = -62_167_219_200_000 + DAY;
const LAST: i64 = 253_402_300_800_000 - DAY - 1;
/// Days whose text is kept, each at the position of its number modulo this; a power of two.
const KEPT: usize = 64;

/// Writes moments in one zone. The offset is looked up once between two changes of the zone's clocks, the date of a
/// day mostly once.
#[derive(Debug, Clone)]
pub struct Stamp {
    zone: TimeZone,
    /// While the offset holds, in milliseconds since 1970: from, and until before.
    span: (i64, i64),
    /// In milliseconds.
    offset: i64,
    written_offset: [u8; 6],
    days: [(i64, [u8; 10]); KEPT],
}

impl Stamp {
    /// Moments in a zone.
    pub fn new(zone: TimeZone) -> Self {
        let (span, days) = ((0, 0), [(i64::MIN, [b'0'; 10]); KEPT]);
        Self { zone, span, offset: 0, written_offset: *b"+00:00", days }
    }

    /// Moments in the zone of a calendar; China's, `+08:00`, where there is none.
    pub fn of(calendar: Option<&Calendar>) -> Self {
        let found = calendar.and_then(|c| TimeZoneDatabase::bundled().get(c.zone()).ok());
        Self::new(found.unwrap_or_else(|| TimeZone::fixed(Offset::constant(8))))
    }

    /// Appends a moment. One outside the years 0000 to 9999 is written as the first or last day of them.
    #[inline]
    pub fn write(&mut self, at: Moment, out: &mut Vec<u8>) {
        let at = at.0.clamp(FIRST, LAST);
        if at < self.span.0 || at >= self.span.1 {
            self.look_up(at);
        }
        let local = at + self.offset;
        let day = local.div_euclid(DAY);
        // Below a day's milliseconds, so it fits.
        let rest = local.rem_euclid(DAY) as u32;
        let (seconds, milliseconds) = (rest / 1_000, rest % 1_000);
        let (minutes, hours) = (seconds / 60, seconds / 3_600);
        let mut text = *b"0000-00-00T00:00:00.000+00:00";
        text[..10].copy_from_slice(self.date(day));
        text[11..13].copy_from_slice(&pair(hours));
        text[14..16].copy_from_slice(&pair(minutes % 60));
        text[17..19].copy_from_slice(&pair(seconds % 60));
        text[20] = b'0' + (milliseconds / 100) as u8;
        text[21..23].copy_from_slice(&pair(milliseconds % 100));
        text[23..LENGTH].copy_from_slice(&self.written_offset);
        out.extend_from_slice(&text);
    }

    #[inline]
    fn date(&mut self, day: i64) -> &[u8; 10] {
        let at = day.rem_euclid(KEPT as i64) as usize;
        let kept = &mut self.days[at];
        if kept.0 != day {
            *kept = (day, date(day));
        }
        &kept.1
    }

    /// The offset at a moment, and how long it holds before and after.
    #[cold]
    fn look_up(&mut self, at: i64) {
        let instant = Moment(at).timestamp();
        // Before zones had whole minutes the nearest is written: RFC 3339 has no seconds of offsets.
        let minutes = (self.zone.to_offset(instant).seconds() + 30).div_euclid(60);
        let behind = Moment(at.saturating_add(1)).timestamp();
        let from = self.zone.preceding(behind).next().map_or(i64::MIN, |t| ceiling(t.timestamp()));
        let until = self.zone.following(instant).next().map_or(i64::MAX, |t| ceiling(t.timestamp()));
        self.span = (from, until);
        self.offset = i64::from(minutes) * 60_000;
        let (hours, minutes) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
        let ([a, b], [c, d]) = (pair(hours), pair(minutes));
        self.written_offset = [if self.offset < 0 { b'-' } else { b'+' }, a, b, b':', c, d];
    }
}

/// The first whole millisecond that is not before an instant.
fn ceiling(at: Timestamp) -> i64 {
    let milliseconds = at.as_millisecond();
    if Moment(milliseconds).timestamp() < at { milliseconds + 1 } else { milliseconds }
}

/// The date of a number of days since 1970-01-01 in the proleptic Gregorian calendar, by eras of 400 years (Howard
/// Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn date(day: i64) -> [u8; 10] {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Years begin in March, so that the leap day is the last.
    let from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let small = |value: i64| u32::try_from(value).unwrap_or(0);
    let ([a, b], [c, d]) = (pair(small(year) / 100), pair(small(year) % 100));
    let ([e, f], [g, h]) = (pair(small(month)), pair(small(day_of_month)));
    [a, b, c, d, b'-', e, f, b'-', g, h]
}
