//! Lengths of time from an instant, and draws from distributions of work.

use crate::calendar::Calendar;
use crate::random::Random;
use crate::scenario::model::{Period, Unit, WorkTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};

/// The zone of a calendar; China's where there is none.
pub fn zone(calendar: Option<&Calendar>) -> TimeZone {
    let found = calendar.and_then(|c| TimeZoneDatabase::bundled().get(c.zone()).ok());
    found.unwrap_or_else(|| TimeZone::fixed(Offset::constant(8)))
}

/// The instant a period later: elapsed units elapse, days and longer keep the time of day, working days are
/// those of the calendar.
pub fn later(from: Timestamp, period: Period, calendar: Option<&Calendar>) -> Timestamp {
    if let Some(milliseconds) = period.milliseconds() {
        return plus(from, i64::try_from(milliseconds).unwrap_or(i64::MAX));
    }
    let local: Zoned = from.to_zoned(zone(calendar));
    let amount = i64::from(period.amount.min(1_000_000));
    let span = match period.unit {
        Unit::Months => amount.min(100_000).months(),
        Unit::Years => amount.min(8_000).years(),
        _ => amount.days(),
    };
    if period.unit == Unit::WorkingDays {
        let day = calendar.and_then(|c| c.add_working_days(local.date(), amount).known());
        let moved = day.and_then(|day| day.to_datetime(local.time()).to_zoned(zone(calendar)).ok());
        if let Some(moved) = moved {
            return moved.timestamp();
        }
    }
    local.checked_add(span).map_or(Timestamp::MAX, |moved| moved.timestamp())
}

/// So many milliseconds later.
pub fn plus(from: Timestamp, milliseconds: i64) -> Timestamp {
    from.checked_add(SignedDuration::from_millis(milliseconds)).unwrap_or(Timestamp::MAX)
}

/// When work of so many milliseconds that begins now is done, within shifts; elapsed time where the calendar
/// does not reach.
pub fn worked(from: Timestamp, milliseconds: i64, calendar: Option<&Calendar>) -> Timestamp {
    // Work of no length is still done on shift.
    let length = SignedDuration::from_millis(milliseconds.max(1));
    let known = calendar.and_then(|c| c.add_working_time(from, length).known());
    known.unwrap_or_else(|| plus(from, milliseconds))
}

/// Milliseconds of a draw from work time; none for observations in a file and units without a length.
pub fn drawn(work: &WorkTime, random: &mut Random) -> Option<i64> {
    let ms = |p: &Period| p.milliseconds().map(|ms| ms as f64);
    let value = match work {
        WorkTime::Fixed(p) => ms(p)?,
        WorkTime::Uniform(low, high) => ms(low)? + (ms(high)? - ms(low)?) * random.unit(),
        WorkTime::Triangular(low, mode, high) => triangular(ms(low)?, ms(mode)?, ms(high)?, random.unit()),
        WorkTime::Exponential(mean) => -ms(mean)? * (1.0 - random.unit()).ln(),
        WorkTime::Lognormal { median, p95 } => {
            let (median, p95) = (ms(median)?, ms(p95)?);
            let sigma = (p95 / median).ln() / 1.644_853_626_951_472_2;
            median * (sigma * normal(random)).exp()
        }
        WorkTime::Gamma { mean, shape } => ms(mean)? / shape * gamma(*shape, random),
        WorkTime::Mixture(parts) => {
            let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
            let mut left = random.unit() * total;
            let part = parts.iter().find(|(weight, _)| {
                left -= weight;
                left < 0.0
            });
            return drawn(&part.or(parts.last())?.1, random);
        }
        WorkTime::Empirical(_) => return None,
    };
    value.is_finite().then_some(value.clamp(0.0, 1e15) as i64)
}

/// Milliseconds of the mean.
pub fn mean(work: &WorkTime) -> Option<i64> {
    work.mean_minutes().map(|minutes| (minutes * 60_000.0) as i64)
}

fn triangular(low: f64, mode: f64, high: f64, u: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return low;
    }
    let turn = (mode - low) / width;
    if u < turn {
        low + (u * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - mode)).sqrt()
    }
}

/// Box and Muller.
fn normal(random: &mut Random) -> f64 {
    let (u, v) = (1.0 - random.unit(), random.unit());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// Marsaglia and Tsang (2000); below a shape of 1 by its boost.
fn gamma(shape: f64, random: &mut Random) -> f64 {
    if shape < 1.0 {
        let boost = (1.0 - random.unit()).powf(1.0 / shape);
        return gamma(shape + 1.0, random) * boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    // Each round is taken with a chance above 0.95.
    for _ in 0..1_000 {
        let x = normal(random);
        let v = (1.0 + c * x).powi(3);
        let u = 1.0 - random.unit();
        if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(amount: u32) -> Period {
        Period { amount, unit: Unit::Minutes }
    }

    #[test]
    fn draws_have_the_mean_that_is_told() {
        let works = [
            WorkTime::Uniform(minutes(2), minutes(8)),
            WorkTime::Triangular(minutes(3), minutes(8), minutes(30)),
            WorkTime::Exponential(minutes(12)),
            WorkTime::Lognormal { median: minutes(10), p95: minutes(30) },
            WorkTime::Gamma { mean: minutes(20), shape: 0.7 },
            WorkTime::Gamma { mean: minutes(20), shape: 4.0 },
        ];
        for work in works {
            let mut random = Random::new(11);
            let many = 60_000;
            let sum: f64 = (0..many).filter_map(|_| drawn(&work, &mut random)).map(|ms| ms as f64).sum();
            let (drawn, told) = (sum / f64::from(many) / 60_000.0, work.mean_minutes().unwrap());
            assert!((drawn / told - 1.0).abs() < 0.02, "{work}: {drawn} for {told}");
        }
    }

    #[test]
    fn days_keep_the_time_of_day() {
        let start: Timestamp = "2026-03-02T09:00:00+08:00".parse().unwrap();
        let days = |amount, unit| later(start, Period { amount, unit }, None).to_string();
        assert_eq!(days(2, Unit::Hours), "2026-03-02T03:00:00Z");
        assert_eq!(days(3, Unit::Days), "2026-03-05T01:00:00Z");
        assert_eq!(days(1, Unit::Months), "2026-04-02T01:00:00Z");
        assert_eq!(days(3, Unit::Years), "2029-03-02T01:00:00Z");
    }
}
