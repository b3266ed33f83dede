//! Durations and the distributions that stand for work (`10min`, `{ triangular: [3min, 8min, 30min] }`).

use serde::{Deserialize, Serialize};
use std::fmt;

/// Unit of a [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Milliseconds, elapsed.
    Milliseconds,
    /// Seconds, elapsed.
    Seconds,
    /// Minutes, elapsed.
    Minutes,
    /// Hours, elapsed.
    Hours,
    /// Calendar days.
    Days,
    /// Working days of the department's calendar.
    WorkingDays,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

impl Unit {
    /// How it is written: `ms s min h d wd mo y`.
    pub fn suffix(self) -> &'static str {
        match self {
            Unit::Milliseconds => "ms",
            Unit::Seconds => "s",
            Unit::Minutes => "min",
            Unit::Hours => "h",
            Unit::Days => "d",
            Unit::WorkingDays => "wd",
            Unit::Months => "mo",
            Unit::Years => "y",
        }
    }
}

/// A length of time in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Period {
    /// So many working days.
    pub fn working_days(amount: u32) -> Self {
        Self { amount, unit: Unit::WorkingDays }
    }

    /// About how many seconds pass in it, by which periods of different units are compared: a working day is one of
    /// five in seven days, a month one of twelve in 365.
    pub fn roughly_seconds(self) -> u64 {
        const DAY: u64 = 86_400;
        let amount = u64::from(self.amount);
        match self.unit {
            Unit::Milliseconds => amount / 1_000,
            Unit::Seconds => amount,
            Unit::Minutes => amount * 60,
            Unit::Hours => amount * 3_600,
            Unit::Days => amount * DAY,
            Unit::WorkingDays => amount * DAY * 7 / 5,
            Unit::Months => amount * DAY * 365 / 12,
            Unit::Years => amount * DAY * 365,
        }
    }

    /// Milliseconds, for units that are elapsed time; none for days and longer.
    pub fn milliseconds(self) -> Option<u64> {
        let each = match self.unit {
            Unit::Milliseconds => 1,
            Unit::Seconds => 1_000,
            Unit::Minutes => 60_000,
            Unit::Hours => 3_600_000,
            Unit::Days | Unit::WorkingDays | Unit::Months | Unit::Years => return None,
        };
        Some(u64::from(self.amount) * each)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount, self.unit.suffix())
    }
}

/// How long a piece of work takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkTime {
    /// Always the same.
    Fixed(Period),
    /// Between two bounds, all alike.
    Uniform(Period, Period),
    /// Least, most likely, most.
    Triangular(Period, Period, Period),
    /// By its mean.
    Exponential(Period),
    /// By its median and 95th percentile.
    Lognormal {
        /// Half are shorter.
        median: Period,
        /// 95 in 100 are shorter.
        p95: Period,
    },
    /// By its mean and shape.
    Gamma {
        /// Mean.
        mean: Period,
        /// Shape, above 0.
        shape: f64,
    },
    /// One of several, by weight.
    Mixture(Vec<(f64, WorkTime)>),
    /// Drawn from observations in a file beside the scenario.
    Empirical(String),
}

impl WorkTime {
    /// Whether every draw is 0; of observations in a file nothing is known.
    pub fn is_always_zero(&self) -> bool {
        match self {
            WorkTime::Fixed(p) | WorkTime::Exponential(p) | WorkTime::Gamma { mean: p, .. } => p.amount == 0,
            // The last bound is the longest.
            WorkTime::Uniform(_, high) | WorkTime::Triangular(_, _, high) => high.amount == 0,
            WorkTime::Lognormal { median, .. } => median.amount == 0,
            WorkTime::Mixture(parts) => parts.iter().all(|(_, part)| part.is_always_zero()),
            WorkTime::Empirical(_) => false,
        }
    }

    /// The mean in minutes, where the distribution and its units tell it: elapsed units only; not for
    /// observations in a file. Lognormal: median·exp(σ²/2) with σ = ln(p95/median)/1.6449 (the 95 % point of
    /// the standard normal).
    pub fn mean_minutes(&self) -> Option<f64> {
        let minutes = |p: &Period| p.milliseconds().map(|ms| ms as f64 / 60_000.0);
        match self {
            WorkTime::Fixed(p) | WorkTime::Exponential(p) | WorkTime::Gamma { mean: p, .. } => minutes(p),
            WorkTime::Uniform(low, high) => Some((minutes(low)? + minutes(high)?) / 2.0),
            WorkTime::Triangular(low, mode, high) => {
                Some((minutes(low)? + minutes(mode)? + minutes(high)?) / 3.0)
            }
            WorkTime::Lognormal { median, p95 } => {
                let (median, p95) = (minutes(median)?, minutes(p95)?);
                let sigma = (p95 / median).ln() / 1.644_853_626_951_472_2;
                Some(median * (sigma * sigma / 2.0).exp()).filter(|m| m.is_finite())
            }
            WorkTime::Mixture(parts) => {
                let total: f64 = parts.iter().map(|(w, _)| w).sum();
                let mean: Option<f64> = parts.iter().map(|(w, t)| t.mean_minutes().map(|m| m * w)).sum();
                mean.map(|m| m / total).filter(|m| m.is_finite())
            }
            WorkTime::Empirical(_) => None,
        }
    }
}

impl fmt::Display for WorkTime {
    /// As a person would say it: `10min`, `triangular 3min, 8min, 30min`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WorkTime::Fixed(p) => write!(f, "{p}"),
            WorkTime::Uniform(low, high) => write!(f, "uniform {low}, {high}"),
            WorkTime::Triangular(low, mode, high) => write!(f, "triangular {low}, {mode}, {high}"),
            WorkTime::Exponential(mean) => write!(f, "exponential {mean}"),
            WorkTime::Lognormal { median, p95 } => write!(f, "lognormal median {median}, p95 {p95}"),
            WorkTime::Gamma { mean, shape } => write!(f, "gamma mean {mean}, shape {shape}"),
            WorkTime::Mixture(parts) => {
                write!(f, "mixture")?;
                parts.iter().try_for_each(|(weight, time)| write!(f, " {weight}×({time})"))
            }
            WorkTime::Empirical(file) => write!(f, "observations in {file}"),
        }
    }
}
