//! A zone's wall clock: instants of days and minutes, and days of instants.

use super::day::{DayNumber, date_of, number_of};
use super::error::CalendarError;
use super::week::DAY_MINUTES;
use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

/// The clocks of a zone.
///
/// A time of day stands for the first instant of its day at which the clocks show it or have passed it: where
/// they jump over it, the jump; where they show it twice, the first time. So times of day stay in order, and a
/// shift lasts as long as really elapses between its ends.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    zone: TimeZone,
    steady: Steady,
}

/// The time since a zone's clocks last changed: until further notice they only run on, and need no looking up.
#[derive(Debug, Clone, Copy)]
struct Steady {
    /// Since when, in seconds.
    since: i64,
    /// From then on, in seconds east of Greenwich.
    offset: i64,
    /// The first whole day of it.
    first_day: DayNumber,
}

const DAY_SECONDS: i64 = 86_400;
/// Day 0 of the calendar, in days after 1970-01-01.
const FIRST_DAY: i64 = 11_323;

impl Clock {
    /// Finds a zone in the database that is built in, so that every machine gives the same answers.
    pub(super) fn of_zone(name: &str) -> Result<Self, CalendarError> {
        match TimeZoneDatabase::bundled().get(name) {
            Ok(zone) => Ok(Self { steady: Steady::of(&zone), zone }),
            Err(_) => Err(CalendarError::UnknownZone(name.to_owned())),
        }
    }

    pub(super) fn name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The instant of a minute after a day's midnight, 0 to 1440.
    pub(super) fn at(&self, day: DayNumber, minute: u16) -> Timestamp {
        if self.steady.first_day <= day {
            return self.steady.at(day, minute);
        }
        let date = date_of(day + i64::from(minute / DAY_MINUTES));
        let minute = minute % DAY_MINUTES;
        let (hour, minute) = (i8::try_from(minute / 60), i8::try_from(minute % 60));
        let time = match (hour, minute) {
            (Ok(hour), Ok(minute)) => Time::new(hour, minute, 0, 0).unwrap_or(Time::midnight()),
            _ => Time::midnight(),
        };
        self.instant(date.to_datetime(time))
    }

    /// The day that an instant is in.
    pub(super) fn day(&self, instant: Timestamp) -> DayNumber {
        if self.steady.since <= instant.as_second() {
            return self.steady.day(instant);
        }
        let day = number_of(self.zone.to_datetime(instant).date());
        // Clocks put back over midnight show the day before again; it has ended all the same.
        if self.at(day + 1, 0) <= instant { day + 1 } else { day }
    }

    /// The day that an instant, in milliseconds since 1970, is in, and the milliseconds since its midnight; none
    /// before clocks were changed last.
    #[inline]
    pub(super) fn steady_day(&self, instant: i64) -> Option<(DayNumber, i64)> {
        let shown = instant.saturating_add(self.steady.offset * 1_000);
        let day = shown.div_euclid(DAY_SECONDS * 1_000) - FIRST_DAY;
        let time = shown.rem_euclid(DAY_SECONDS * 1_000);
        (self.steady.first_day <= day).then_some((day, time))
    }

    /// The days of a run on which clocks change, and the days beside them.
    pub(super) fn days_of_transitions(&self, first: DayNumber, last: DayNumber) -> Vec<DayNumber> {
        let end = self.at(last, DAY_MINUTES);
        self.zone
            .following(self.at(first, 0))
            .map(|transition| transition.timestamp())
            .take_while(|instant| *instant < end)
            .map(|instant| number_of(self.zone.to_datetime(instant).date()))
            .flat_map(|day| [day - 1, day, day + 1])
            .filter(|day| (first..=last).contains(day))
            .collect()
    }

    fn instant(&self, shown: DateTime) -> Timestamp {
        let beyond = if shown.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        match self.zone.to_ambiguous_timestamp(shown).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(shown).unwrap_or(beyond),
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(shown).unwrap_or(beyond),
            AmbiguousOffset::Gap { before, after } => {
                let after_jump = before.to_timestamp(shown).unwrap_or(beyond);
                let Ok(before_jump) = after.to_timestamp(shown) else { return after_jump };
                let jump = self.zone.following(before_jump).find(|transition| transition.offset() == after);
                jump.map_or(after_jump, |transition| transition.timestamp())
            }
        }
    }
}

impl Steady {
    /// Since the last change of a zone's clocks; a zone that changes them every year has none for a long time.
    fn of(zone: &TimeZone) -> Self {
        let last = zone.preceding(Timestamp::MAX).next().map_or(0, |last| last.timestamp().as_second());
        // A day more, so that no time of day is shown twice or left out; not before 1970, where fractions of
        // seconds round the other way.
        let since = last.max(0).saturating_add(DAY_SECONDS);
        let offset = i64::from(zone.to_offset(Timestamp::MAX).seconds());
        Self { since, offset, first_day: (since + offset).div_euclid(DAY_SECONDS) - FIRST_DAY + 1 }
    }

    fn day(self, instant: Timestamp) -> DayNumber {
        (instant.as_second() + self.offset).div_euclid(DAY_SECONDS) - FIRST_DAY
    }

    fn at(self, day: DayNumber, minute: u16) -> Timestamp {
        let midnight = day.saturating_add(FIRST_DAY).saturating_mul(DAY_SECONDS);
        let second = midnight.saturating_add(i64::from(minute) * 60 - self.offset);
        Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
    }
}
