//! What was fitted, as a scenario writes it.
//!
//! The format has `facts` override the catalogue alone, and steps stand in the scenario itself. So how applications
//! come is written as it stands in a scenario, and each time and chance as a comment: the path, the value exactly as it
//! is written there, and what it rests on. What is written is accepted by `check`.

use super::fit::{Fit, Fits, Interval, Law};
use super::share::{Basis, Share};
use super::{ActivityFit, ArrivalFit, Calibration, Takes};
use crate::scenario::model::{Arrivals, Period, Unit, WorkTime};
use std::fmt::Write;

/// A period that stands for a length has at least so many units, so that rounding is off by a two-thousandth.
const FINE: f64 = 1_000.0;
/// Elapsed units, the longest first, and their milliseconds.
const UNITS: [(Unit, f64); 4] = [
    (Unit::Hours, 3_600_000.0),
    (Unit::Minutes, 60_000.0),
    (Unit::Seconds, 1_000.0),
    (Unit::Milliseconds, 1.0),
];

/// YAML of a calibration: a `simulation` block that can stand in a scenario as it is, and comments with the path and
/// value of everything else. `source` names the log; it becomes the block's `source`,
/// and `assumed` where it is empty.
pub fn overlay(calibration: &Calibration, source: &str) -> String {
    let mut out = format!(
        "# Fitted to {} rows of {} cases; families by {}. 由 {} 行、{} 件的日志拟合，分布按 {} 选取。\n",
        calibration.rows,
        calibration.cases,
        calibration.criterion,
        calibration.rows,
        calibration.cases,
        calibration.criterion
    );
    if let Some(arrivals) = &calibration.arrivals {
        write_arrivals(&mut out, arrivals, source);
    }
    out.push_str("# Write these at their paths. 以下各值写在所示路径。\n");
    for activity in &calibration.activities {
        write_activity(&mut out, activity);
    }
    out
}

fn write_arrivals(out: &mut String, fit: &ArrivalFit, source: &str) {
    let Interval { low, high } = fit.interval;
    let Arrivals::Poisson { per_day, hours, weekdays, .. } = fit.arrivals() else { return };
    line(
        out,
        format_args!("# {} applications; 95 %: {low:.2}–{high:.2} a day. 共 {} 件。", fit.count, fit.count),
    );
    out.push_str("simulation:\n  arrivals:\n");
    line(out, format_args!("    per_day: {}", decimal(per_day, 4)));
    if let Some(hours) = hours {
        line(out, format_args!("    hours: {}", list(&hours[..])));
    }
    if let Some(weekdays) = weekdays {
        line(out, format_args!("    weekdays: {}", list(&weekdays[..])));
    }
    let source = if source.trim().is_empty() { "assumed" } else { source };
    line(out, format_args!("  source: {}", quoted(source)));
}

fn write_activity(out: &mut String, activity: &ActivityFit) {
    let name = one_line(&activity.activity);
    line(out, format_args!("#\n# {name}: {} visits of {} cases", activity.visits, activity.cases));
    match &activity.takes {
        Takes::Fitted(fits) => write_takes(out, activity, fits),
        Takes::NotFitted(why) => {
            let text = why.text();
            line(out, format_args!("#   takes: – ({}; {})", text.en, text.zh));
        }
    }
    write_chances(out, activity);
    if let Some(reached) = activity.reached.filter(|reached| reached.count < reached.of) {
        line(out, format_args!("#   chance of the branch before it: {}", told(&reached)));
    }
}

fn write_takes(out: &mut String, activity: &ActivityFit, fits: &Fits) {
    let Some(best) = fits.best() else { return };
    let Some(work) = work_time(&best.law) else { return };
    line(out, format_args!("#   {}: {}", path(activity, "takes"), written(&work)));
    line(
        out,
        format_args!(
            "#     {} over, {} under way; mean {}; KS {:.3}",
            fits.complete,
            fits.censored,
            mean(best),
            best.kolmogorov_smirnov
        ),
    );
}

fn mean(fit: &Fit) -> String {
    let minutes = |ms: f64| decimal(ms / 60_000.0, 3);
    let interval = fit.mean.interval.map(|i| format!(" ({}–{})", minutes(i.low), minutes(i.high)));
    format!("{} min{}", minutes(fit.mean.value), interval.unwrap_or_default())
}

fn write_chances(out: &mut String, activity: &ActivityFit) {
    let returned = activity.returned.filter(|returned| returned.share.count > 0);
    let by_visits = returned.filter(|returned| returned.basis == Basis::Visits);
    if let Some(by_visits) = by_visits {
        let again = told(&by_visits.share);
        let last = decimal(1.0 - by_visits.share.share, 4);
        line(out, format_args!("#   came again: {again}; of a `repeat` around it `chance: {last}`"));
    }
    let refused = activity.refused.filter(|refused| refused.count > 0);
    if returned.is_none() && refused.is_none() {
        return;
    }
    let part = |share: Option<f64>| (share.unwrap_or(0.0) * 1e4).round();
    let (correct, reject) = (part(returned.map(|r| r.share.share)), part(refused.map(|r| r.share)));
    let approve = (1e4 - correct - reject).max(0.0);
    let of = |name: &str, part: f64| (part > 0.0).then(|| format!("{name}: {}", decimal(part / 1e4, 4)));
    let chances = [of("approve", approve), of("correct", correct), of("reject", reject)];
    let chances: Vec<String> = chances.into_iter().flatten().collect();
    line(out, format_args!("#   {}: {{ {} }}", path(activity, "outcome"), chances.join(", ")));
    for (what, share) in [("returned", returned.map(|r| r.share)), ("refused", refused)] {
        if let Some(share) = share {
            line(out, format_args!("#     {what}: {}", told(&share)));
        }
    }
}

/// Where a key of an activity stands. Of a call it is the latency of the system, the first part of what was called.
fn path(activity: &ActivityFit, key: &str) -> String {
    let name = one_line(&activity.activity);
    let own = activity
        .item
        .as_ref()
        .and_then(|item| name.strip_prefix(&**item)?.strip_prefix('.').map(str::to_owned));
    let kind = activity.kind.as_deref().unwrap_or("human");
    match (&activity.item, own) {
        _ if key == "takes" && kind == "system" => format!("{name} → simulated.latency of its system"),
        _ if key == "takes" && kind == "wait" => format!("{name} → comes_in of its message"),
        (Some(item), Some(step)) if key == "takes" && kind == "applicant" => {
            match step.strip_suffix(".supplement") {
                Some(step) => format!("items.{}.steps.{step}.corrects_in", one_line(item)),
                None => format!("{name} → time of the applicant"),
            }
        }
        (Some(item), Some(step)) => format!("items.{}.steps.{step}.{key}", one_line(item)),
        _ => format!("{name}.{key}"),
    }
}

fn told(share: &Share) -> String {
    let percent = |share: f64| decimal(share * 100.0, 2);
    let Interval { low, high } = share.interval;
    format!(
        "{} % ({}–{} %; {} of {})",
        percent(share.share),
        percent(low),
        percent(high),
        share.count,
        share.of
    )
}

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
fn decimal(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.to_owned()
}

fn list(weights: &[f64]) -> String {
    let weights: Vec<String> = weights.iter().map(|weight| decimal(*weight, 3)).collect();
    format!("[{}]", weights.join(", "))
}

/// A text in double quotes: those of JSON are YAML's too.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// A name from a log, which must not leave its comment.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}
