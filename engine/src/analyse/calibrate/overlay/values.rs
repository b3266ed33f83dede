//! Values as a scenario writes them.

use crate::analyse::calibrate::fit::Law;
use crate::scenario::model::{Period, Unit, WorkTime};

/// A period that stands for a length has at least so many units, so that rounding is off by a two-thousandth.
const FINE: f64 = 1_000.0;
/// Elapsed units, the longest first, and their milliseconds.
const UNITS: [(Unit, f64); 4] = [
    (Unit::Hours, 3_600_000.0),
    (Unit::Minutes, 60_000.0),
    (Unit::Seconds, 1_000.0),
    (Unit::Milliseconds, 1.0),
];

/// A fitted law as a scenario has it; none where it has a parameter that no period can hold, or a mean of nothing.
pub fn work_time(law: &Law) -> Option<WorkTime> {
    match *law {
        Law::Fixed { length } => periods([length]).map(|[length]| WorkTime::Fixed(length)),
        Law::Exponential { mean } => periods([mean]).map(|[mean]| WorkTime::Exponential(mean)),
        Law::Uniform { low, high } => periods([low, high]).map(|[low, high]| WorkTime::Uniform(low, high)),
        Law::Triangular { low, likely, high } => {
            periods([low, likely, high]).map(|[low, likely, high]| WorkTime::Triangular(low, likely, high))
        }
        Law::Lognormal { .. } => {
            let values: Vec<f64> = law.parameters().iter().map(|parameter| parameter.value).collect();
            let [median, p95] = periods(<[f64; 2]>::try_from(values).ok()?)?;
            Some(WorkTime::Lognormal { median, p95 })
        }
        Law::Gamma { mean, shape } => periods([mean]).map(|[mean]| WorkTime::Gamma { mean, shape }),
    }
    .filter(|work| !work.is_always_zero() || matches!(work, WorkTime::Fixed(_)))
}

/// Lengths in one unit, so that their order is kept: the longest unit in which each is exact, or has [`FINE`] of them.
fn periods<const N: usize>(lengths: [f64; N]) -> Option<[Period; N]> {
    let most = lengths.iter().copied().fold(0.0, f64::max);
    let is_good = |each: f64| {
        let fine = |length: &f64| length / each >= FINE || (length / each).fract() == 0.0;
        lengths.iter().all(fine)
    };
    // Where nothing is good the shortest unit that holds the longest is.
    let good = UNITS.into_iter().find(|(_, each)| is_good(*each));
    let (unit, each) = good
        .filter(|(_, each)| most / each <= f64::from(u32::MAX))
        .or_else(|| UNITS.into_iter().rev().find(|(_, each)| most / each <= f64::from(u32::MAX)))?;
    // The cast saturates; nothing above the greatest comes here.
    Some(lengths.map(|length| Period { amount: (length / each).round() as u32, unit }))
}

/// Work time as it is written in a scenario.
pub fn written(work: &WorkTime) -> String {
    match work {
        WorkTime::Fixed(length) => length.to_string(),
        WorkTime::Exponential(mean) => format!("{{ exponential: {mean} }}"),
        WorkTime::Uniform(low, high) => format!("{{ uniform: [{low}, {high}] }}"),
        WorkTime::Triangular(low, likely, high) => format!("{{ triangular: [{low}, {likely}, {high}] }}"),
        WorkTime::Lognormal { median, p95 } => format!("{{ lognormal: {{ median: {median}, p95: {p95} }} }}"),
        WorkTime::Gamma { mean, shape } => {
            format!("{{ gamma: {{ mean: {mean}, shape: {} }} }}", decimal(*shape, 6))
        }
        WorkTime::Mixture(parts) => {
            let part = |(weight, work): &(f64, WorkTime)| {
                format!("{{ weight: {}, takes: {} }}", decimal(*weight, 6), written(work))
            };
            format!("{{ mixture: [{}] }}", parts.iter().map(part).collect::<Vec<_>>().join(", "))
        }
        WorkTime::Empirical(file) => format!("{{ empirical: {} }}", quoted(file)),
    }
}

/// So many digits behind the point at most.
pub(in crate::analyse::calibrate) fn decimal(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.to_owned()
}

pub(super) fn list(weights: &[f64]) -> String {
    let weights: Vec<String> = weights.iter().map(|weight| decimal(*weight, 3)).collect();
    format!("[{}]", weights.join(", "))
}

/// A text in double quotes: those of JSON are YAML's too.
pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
