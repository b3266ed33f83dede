//! How applications came: so many a day, and whether the hour and the weekday make a difference.
//!
//! An application comes when it is first heard of. Hours and weekdays each stand against an even pattern by Pearson's
//! chi-square test; only where it says at 1 % that the pattern is not even is a profile told, lest chance be taken for
//! habit. It is made where each cell expects 5 or more (Cochran, Biometrics 10 (1954)). Months are not fitted: they
//! need years.

use super::fit::Interval;
use crate::application::Moment;
use crate::scenario::model::Arrivals;
use crate::simulate::draw::ln_tails;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;

/// Chance below which a pattern is not even.
const SIGNIFICANT: f64 = 0.01;
/// Least that each cell has to expect.
const EXPECTED: f64 = 5.0;
const HOUR: i64 = 3_600_000;
const DAY: f64 = 86_400_000.0;
/// A log of more hours than in a century has a moment in it that is wrong.
const MOST_HOURS: i64 = 876_000;
/// Half of what 95 % leave out.
const TAIL: f64 = 0.025;

/// A test against an even pattern.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evenness {
    /// Applications by cell: by hour from midnight, or by weekday from Monday.
    pub counts: Vec<u64>,
    /// What an even pattern would have in each.
    pub expected: Vec<f64>,
    /// Σ (count − expected)²/expected.
    pub chi_square: f64,
    /// Chance of so much or more where the pattern is even.
    pub chance: f64,
    /// The pattern is not even, at 1 %.
    pub is_uneven: bool,
}

/// How applications came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArrivalFit {
    /// How many.
    pub count: u64,
    /// From when on they were counted, in milliseconds since 1970.
    pub from: Moment,
    /// Until when.
    pub until: Moment,
    /// Applications a calendar day.
    pub per_day: f64,
    /// 95 %: exact for Poisson arrivals (Garwood, Biometrika 28 (1936)).
    pub interval: Interval,
    /// Of the hours of a day; none: there are too few applications for the test.
    pub hours: Option<Evenness>,
    /// Of the days of a week; none: there are too few applications for the test.
    pub weekdays: Option<Evenness>,
}

impl ArrivalFit {
    /// As a scenario has it: profiles are rates, relative to their mean.
    pub fn arrivals(&self) -> Arrivals {
        Arrivals::Poisson {
            per_day: self.per_day,
            hours: self.hours.as_ref().and_then(profile),
            weekdays: self.weekdays.as_ref().and_then(profile),
            months: None,
        }
    }
}

/// Rates by cell with a mean of 1; none where the pattern is even, or has another number of cells.
fn profile<const N: usize>(evenness: &Evenness) -> Option<Box<[f64; N]>> {
    let rates = evenness.is_uneven.then(|| rates(evenness))?;
    let mean = rates.iter().sum::<f64>() / N as f64;
    <[f64; N]>::try_from(rates).ok().map(|rates| Box::new(rates.map(|rate| rate / mean)))
}

/// Counts over what an even pattern would have.
fn rates(evenness: &Evenness) -> Vec<f64> {
    evenness.counts.iter().zip(&evenness.expected).map(|(count, expected)| *count as f64 / expected).collect()
}

/// The rate of arrivals by the clock of a zone. `window` says from when until when the log has all arrivals; without
/// it the whole days by that clock from the first to the last count, and where the hours make no difference the time
/// from the first to the last arrival.
///
/// None of fewer than two arrivals, or where they span no time or more than a century.
pub(super) fn fit(
    mut moments: Vec<i64>,
    zone: &TimeZone,
    window: Option<(Moment, Moment)>,
) -> Option<ArrivalFit> {
    if let Some((from, until)) = window {
        moments.retain(|at| from.0 <= *at && *at < until.0);
    }
    moments.sort_unstable();
    let (first, last) = (*moments.first()?, *moments.last()?);
    let (from, until) = match window {
        Some((from, until)) => (from.0, until.0),
        None => (midnight(first, zone, 0)?, midnight(last, zone, 1)?),
    };
    if moments.len() < 2 || last <= first || until.checked_sub(from)? / HOUR > MOST_HOURS {
        return None;
    }
    let (hours, weekdays) = (
        evenness::<24>(&moments, from, until, &|at| hour(at, zone)),
        evenness::<7>(&moments, from, until, &|at| weekday(at, zone)),
    );
    let is_uneven = |test: &Option<Evenness>| test.as_ref().is_some_and(|test| test.is_uneven);
    // Each time between two counts whole, however early on its day the first came.
    let by_gaps = window.is_none() && !is_uneven(&hours) && !is_uneven(&weekdays);
    let (from, until) = if by_gaps { (first, last) } else { (from, until) };
    let count = moments.len() as f64 - f64::from(u8::from(by_gaps));
    let days = (until - from) as f64 / DAY;
    // A log that ends on a Friday has more working days than weeks have: the mean over the days of a week is wanted.
    let over_week = weekdays
        .as_ref()
        .filter(|test| test.is_uneven)
        .map_or(1.0, |test| rates(test).iter().sum::<f64>() / 7.0);
    // Over a window a count of n lies between what n and n + 1 gaps say; over gaps it is their number itself.
    let above = if by_gaps { count } else { count + 1.0 };
    let rate = |number: f64| number / days * over_week;
    Some(ArrivalFit {
        count: moments.len() as u64,
        from: Moment(from),
        until: Moment(until),
        per_day: rate(count),
        interval: Interval { low: rate(erlang(count, TAIL)), high: rate(erlang(above, 1.0 - TAIL)) },
        hours,
        weekdays,
    })
}

/// The start of the day of a moment, or of one so many days later.
fn midnight(at: i64, zone: &TimeZone, later: i64) -> Option<i64> {
    let date: Date = zone.to_datetime(Timestamp::from_millisecond(at).ok()?).date();
    let day = date.checked_add(later.days()).ok()?;
    Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
}

fn hour(at: i64, zone: &TimeZone) -> Option<usize> {
    usize::try_from(zone.to_datetime(Timestamp::from_millisecond(at).ok()?).hour()).ok()
}

fn weekday(at: i64, zone: &TimeZone) -> Option<usize> {
    let local = zone.to_datetime(Timestamp::from_millisecond(at).ok()?);
    usize::try_from(local.date().weekday().to_monday_zero_offset()).ok()
}

/// Pearson's test over cells; what a cell expects is by how much of the time it had.
fn evenness<const N: usize>(
    moments: &[i64],
    from: i64,
    until: i64,
    cell: &dyn Fn(i64) -> Option<usize>,
) -> Option<Evenness> {
    let (mut counts, mut time) = ([0_u64; N], [0.0; N]);
    for at in moments {
        if let Some(count) = cell(*at).and_then(|cell| counts.get_mut(cell)) {
            *count += 1;
        }
    }
    // Hour by hour: no zone of today changes its clock by less than what a cell loses here.
    let mut at = from;
    while at < until {
        let next = (at.div_euclid(HOUR) + 1) * HOUR;
        if let Some(time) = cell(at).and_then(|cell| time.get_mut(cell)) {
            *time += (next.min(until) - at) as f64;
        }
        at = next;
    }
    let all = moments.len() as f64 / time.iter().sum::<f64>();
    let expected = time.map(|time| time * all);
    if expected.iter().any(|expected| expected.is_nan() || *expected < EXPECTED) {
        return None;
    }
    let term = |(count, expected): (&u64, &f64)| {
        let off = *count as f64 - expected;
        off * off / expected
    };
    let chi_square: f64 = counts.iter().zip(&expected).map(term).sum();
    let freedom = (N - 1) as f64;
    let chance = if chi_square > 0.0 {
        libm::exp(ln_tails(freedom / 2.0, libm::log(chi_square / 2.0)).1)
    } else {
        1.0
    };
    let is_uneven = chance < SIGNIFICANT;
    Some(Evenness { counts: counts.to_vec(), expected: expected.to_vec(), chi_square, chance, is_uneven })
}

/// The point below which a share of the sums of so many exponential numbers of mean 1 lies, by halving.
fn erlang(number: f64, share: f64) -> f64 {
    if number <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, number + 20.0 + 20.0 * number.sqrt());
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if libm::exp(ln_tails(number, libm::log(middle)).0) < share { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}
