//! How long a calendar's answers take: `cargo bench -p onething-engine --bench calendar`.
//!
//! Prints nanoseconds per question, beside a loop over days (for time: over days and their shifts) that
//! answers the same questions from a sorted list of the same notices, and checks that both agree.

#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use onething_engine::calendar::{Calendar, Holidays, Limit, WeeklyShifts, YearNotice};

const QUESTIONS: usize = 2_000;
const FIRST_YEAR: i16 = 2000;
const LAST_YEAR: i16 = 2039;

fn main() {
    let notices: Vec<YearNotice> = (FIRST_YEAR..=LAST_YEAR).map(notice).collect();
    let holidays = Holidays::of_notices(&notices).expect("notices");
    let build = || Calendar::build("Asia/Shanghai", week(), Some(&holidays)).expect("a calendar");
    let calendar = build();
    println!("{} years of notices, {QUESTIONS} questions, median of 9 runs", notices.len());
    println!("build: {:.1} µs", median(|| drop(black_box(build()))) / 1e3);
    let plain = || Calendar::build("America/New_York", week(), None).expect("a calendar");
    println!(
        "build, the week alone, clocks that change: {:.1} µs",
        median(|| drop(black_box(plain()))) / 1e3
    );
    let peer = Loop::new(&notices);
    for days in [5, 20, 250, 2_500] {
        questions(&calendar, &peer, days);
    }
}

/// Each question with a number of working days, beside the loop.
fn questions(calendar: &Calendar, peer: &Loop, n: i64) {
    let mut random = Random(7);
    let asked: Vec<(Date, Timestamp)> = (0..QUESTIONS)
        .map(|_| {
            let day = date(FIRST_YEAR, 1, 1).saturating_add(i64::from(random.below(9_000)).days());
            let minute = i64::from(random.below(1_440));
            let midnight = peer.zone.to_timestamp(day.at(0, 0, 0, 0)).expect("an instant");
            (day, midnight + SignedDuration::from_mins(minute))
        })
        .collect();
    compare(
        "add_working_days",
        n,
        &asked,
        |(day, _)| calendar.add_working_days(*day, n).known(),
        |(day, _)| Some(peer.add(*day, n)),
    );
    let ends: Vec<(Date, Date)> = asked.iter().map(|(day, _)| (*day, peer.add(*day, n))).collect();
    compare(
        "working_days_between",
        n,
        &ends,
        |(a, b)| calendar.working_days_between(*a, *b).known(),
        |(a, b)| Some(peer.between(*a, *b)),
    );
    let limit = Limit::working_days(u32::try_from(n).unwrap_or(0));
    compare(
        "due",
        n,
        &asked,
        |(_, at)| calendar.due(limit, *at).known().map(|due| due.moment),
        |(_, at)| Some(peer.due(*at, n)),
    );
    let time = SignedDuration::from_hours(7 * n);
    compare(
        "add_working_time",
        n,
        &asked,
        |(_, at)| calendar.add_working_time(*at, time).known(),
        |(_, at)| Some(peer.add_time(*at, time)),
    );
}

fn compare<Q, A: PartialEq + std::fmt::Debug>(
    name: &str,
    days: i64,
    asked: &[Q],
    ours: impl Fn(&Q) -> A,
    peers: impl Fn(&Q) -> A,
) {
    for question in asked {
        assert_eq!(ours(question), peers(question), "{name} {days}");
    }
    let per_question = |answer: &dyn Fn(&Q) -> A| {
        median(|| asked.iter().for_each(|question| drop(black_box(answer(black_box(question))))))
            / asked.len() as f64
    };
    let (ours, peers) = (per_question(&ours), per_question(&peers));
    println!("{name:<22} {days:>5} wd: {ours:>8.0} ns; loop {peers:>9.0} ns ({:.1} times)", peers / ours);
}

/// Nanoseconds.
fn median(work: impl Fn()) -> f64 {
    let mut times: Vec<f64> = (0..9)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e9
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn week() -> WeeklyShifts {
    let mut week: [Vec<(u16, u16)>; 7] = Default::default();
    week[..5].fill(vec![(540, 720), (810, 1050)]);
    WeeklyShifts::new(week).expect("a week")
}

/// Days off and make-up working days like those of 2024, in any year.
fn notice(year: i16) -> YearNotice {
    let off = [((1, 1), (1, 1)), ((2, 10), (2, 17)), ((4, 4), (4, 6)), ((5, 1), (5, 5)), ((10, 1), (10, 7))];
    let work = [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 29), (10, 12)];
    YearNotice {
        year,
        off: off.iter().map(|(a, b)| (date(year, a.0, a.1), date(year, b.0, b.1))).collect(),
        work: work.iter().map(|(month, day)| date(year, *month, *day)).collect(),
    }
}

/// The peer: walks from day to day.
struct Loop {
    zone: TimeZone,
    named: BTreeMap<Date, bool>,
}

const SHIFTS: [(i8, i8, i64); 2] = [(9, 0, 180), (13, 30, 240)];

impl Loop {
    fn new(notices: &[YearNotice]) -> Self {
        let mut named = BTreeMap::new();
        for notice in notices {
            for (first, last) in &notice.off {
                named.extend(first.series(1.day()).take_while(|day| day <= last).map(|day| (day, false)));
            }
            named.extend(notice.work.iter().map(|day| (*day, true)));
        }
        Self { zone: TimeZone::get("Asia/Shanghai").expect("a zone"), named }
    }

    fn works(&self, day: Date) -> bool {
        self.named.get(&day).copied().unwrap_or(day.weekday().to_monday_zero_offset() < 5)
    }

    fn add(&self, mut day: Date, n: i64) -> Date {
        let mut left = n;
        while left > 0 {
            day = day.tomorrow().expect("a date");
            left -= i64::from(self.works(day));
        }
        day
    }

    fn between(&self, mut a: Date, b: Date) -> i64 {
        let mut count = 0;
        while a < b {
            a = a.tomorrow().expect("a date");
            count += i64::from(self.works(a));
        }
        count
    }

    fn due(&self, at: Timestamp, n: i64) -> Timestamp {
        let shown = self.zone.to_datetime(at);
        let today = self.works(shown.date()) && (shown.hour(), shown.minute()) < (17, 30);
        let last = self.add(shown.date(), if today { n } else { n + 1 });
        self.zone.to_timestamp(last.at(17, 30, 0, 0)).expect("an instant")
    }

    fn add_time(&self, at: Timestamp, time: SignedDuration) -> Timestamp {
        let mut left = time;
        let mut day = self.zone.to_datetime(at).date();
        loop {
            for (hour, minute, length) in SHIFTS.iter().filter(|_| self.works(day)) {
                let start = self.zone.to_timestamp(day.at(*hour, *minute, 0, 0)).expect("an instant");
                let end = start + SignedDuration::from_mins(*length);
                let open = end.duration_since(start.max(at));
                if left <= open {
                    return start.max(at) + left;
                }
                left -= open.max(SignedDuration::ZERO);
            }
            day = day.tomorrow().expect("a date");
        }
    }
}

/// SplitMix64 (Steele, Lea & Flood 2014), for questions that are the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % u64::from(bound)) as u32
    }
}
