//! Random calendars, and the same calendars as plain loops over days and minutes.

use crate::calendar::{Calendar, Holidays, WeeklyShifts, YearNotice};
use jiff::civil::{Date, DateTime, date};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Zones whose clocks never change now, change by an hour or half an hour, and change at midnight.
pub const ZONES: [&str; 5] =
    ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Sao_Paulo"];

/// What calendars are made of, kept simple.
#[derive(Debug, Clone)]
pub struct Plain {
    pub zone: &'static str,
    pub week: [Vec<(u16, u16)>; 7],
    /// None: the week alone.
    pub notices: Option<Vec<YearNotice>>,
}

impl Plain {
    pub fn build(&self) -> Calendar {
        let week = WeeklyShifts::new(self.week.clone()).expect("a week");
        let holidays = self.notices.as_ref().map(|n| Holidays::of_notices(n).expect("notices"));
        Calendar::build(self.zone, week, holidays.as_ref()).expect("a calendar")
    }

    pub fn time_zone(&self) -> TimeZone {
        TimeZoneDatabase::bundled().get(self.zone).expect("a zone")
    }

    fn usual(&self) -> &Vec<(u16, u16)> {
        self.week.iter().find(|shifts| !shifts.is_empty()).expect("a usual day")
    }

    /// The shifts of a day; none if it is not determined.
    pub fn shifts(&self, day: Date) -> Option<&[(u16, u16)]> {
        if let Some(notices) = &self.notices {
            if notices.iter().all(|notice| notice.year != day.year()) {
                return None;
            }
            for notice in notices {
                if notice.work.contains(&day) {
                    return Some(self.usual());
                }
                if notice.off.iter().any(|(first, last)| (*first..=*last).contains(&day)) {
                    return Some(&[]);
                }
            }
        }
        Some(&self.week[usize::try_from(day.weekday().to_monday_zero_offset()).expect("a weekday")])
    }

    pub fn works(&self, day: Date) -> Option<bool> {
        self.shifts(day).map(|shifts| !shifts.is_empty())
    }

    /// The n-th working day, day by day; or where the walk ends, and how many are left.
    pub fn add(&self, from: Date, n: i64) -> Result<Date, (Date, u32)> {
        let mut day = from;
        let mut left = n.abs();
        while left > 0 {
            let next = day.checked_add(n.signum().days()).expect("a date");
            match self.works(next) {
                None => return Err((day, u32::try_from(left).expect("small"))),
                Some(works) => left -= i64::from(works),
            }
            day = next;
        }
        Ok(day)
    }

    /// Minutes of shifts, minute by minute, by the furthest that the clock has shown.
    pub fn minutes(&self, from: Timestamp, to: Timestamp) -> Option<i64> {
        let zone = self.time_zone();
        let minute = SignedDuration::from_mins(1);
        let mut shown = DateTime::MIN;
        let mut instant = from - SignedDuration::from_hours(26);
        let mut count = 0;
        while instant < to {
            shown = shown.max(zone.to_datetime(instant));
            if instant >= from {
                let now = u16::try_from(i16::from(shown.hour()) * 60 + i16::from(shown.minute())).unwrap();
                let shifts = self.shifts(shown.date())?;
                count += i64::from(shifts.iter().any(|(start, end)| (*start..*end).contains(&now)));
            }
            instant += minute;
        }
        Some(count)
    }
}

fn shifts() -> impl Strategy<Value = Vec<(u16, u16)>> {
    prop_oneof![
        3 => Just(vec![(540, 720), (810, 1050)]),
        2 => Just(vec![]),
        1 => Just(vec![(0, 1440)]),
        // Within the hours at which clocks change.
        1 => Just(vec![(30, 150), (150, 181), (1380, 1440)]),
        1 => btree_set(0_u16..=1440, 2..7).prop_map(|ends| {
            let ends: Vec<u16> = ends.into_iter().collect();
            ends.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
        }),
    ]
}

fn year_notice(year: i16) -> impl Strategy<Value = YearNotice> {
    let first = date(year - 1, 12, 25);
    vec((0_i64..372, 0_i64..9, any::<bool>()), 0..14).prop_map(move |drawn| {
        let mut days: BTreeMap<Date, bool> = BTreeMap::new();
        for (start, length, works) in drawn {
            // A run of days off, or one make-up working day; what is drawn first stays.
            let length = if works { 0 } else { length };
            for offset in start..=start + length {
                let day = first.saturating_add(offset.days());
                if day.year() <= year {
                    days.entry(day).or_insert(works);
                }
            }
        }
        YearNotice {
            year,
            off: days.iter().filter(|(_, works)| !**works).map(|(day, _)| (*day, *day)).collect(),
            work: days.iter().filter(|(_, works)| **works).map(|(day, _)| *day).collect(),
        }
    })
}

/// Notices of some of the years 2010 to 2017, neighbours that contradict each other mended.
pub fn some_notices() -> impl Strategy<Value = Vec<YearNotice>> {
    btree_set(2010_i16..2018, 1..7)
        .prop_flat_map(|years| years.into_iter().map(year_notice).collect::<Vec<_>>())
        .prop_map(|mut notices| {
            for at in 1..notices.len() {
                let year = notices[at].year;
                let before = notices[at - 1].clone();
                if before.year + 1 == year {
                    let named = |day: &Date| {
                        before.work.contains(day) || before.off.iter().any(|(off, _)| off == day)
                    };
                    notices[at].work.retain(|day| !named(day));
                    notices[at].off.retain(|(day, _)| !named(day));
                }
            }
            notices
        })
}

pub fn plain() -> impl Strategy<Value = Plain> {
    let week = vec(shifts(), 7).prop_filter("never opens", |week| week.iter().any(|day| !day.is_empty()));
    let notices = prop_oneof![4 => some_notices().prop_map(Some), 1 => Just(None)];
    (proptest::sample::select(&ZONES[..]), week, notices).prop_map(|(zone, week, notices)| Plain {
        zone,
        week: week.try_into().expect("seven days"),
        notices,
    })
}

/// A date of 2009 to 2018, one year beyond what may be loaded on each side.
pub fn some_date() -> impl Strategy<Value = Date> {
    (0_i64..3652).prop_map(|days| date(2009, 1, 1).saturating_add(days.days()))
}

/// A minute of those years.
pub fn some_instant() -> impl Strategy<Value = Timestamp> {
    (1_230_768_000_i64 / 60..1_546_300_800 / 60).prop_map(|m| Timestamp::new(m * 60, 0).expect("an instant"))
}
