//! What was fitted, as a catalogue file of facts: a scenario that lists the file has the values (rule 38).
//!
//! Every value stands at its path with what it rests on above it. What has no path stays a comment that says why. What
//! is written is accepted by `check`.

mod values;

pub(super) use values::decimal;
pub use values::{work_time, written};

use super::chances::{Chance, chances};
use super::fit::{Fit, Fits, Interval};
use super::share::Share;
use super::{ArrivalFit, Calibration, Takes, TimeFit};
use crate::scenario::model::{Arrivals, Id, Scenario};
use crate::scenario::text::Text;
use std::collections::BTreeSet;
use std::fmt::Write;
use values::{list, quoted};

/// YAML of a catalogue file of this id, with everything that was fitted at the paths of a scenario. `source` names the
/// log and becomes the source of all that is in the file, `assumed` where it is empty.
pub fn overlay(calibration: &Calibration, scenario: &Scenario, id: &str, source: &str) -> String {
    let mut out = String::new();
    head(&mut out, calibration, scenario, id, source);
    let mut facts = String::new();
    let mut told = BTreeSet::new();
    if let Some(arrivals) = &calibration.arrivals {
        write_arrivals(&mut facts, arrivals);
    }
    let mut untold: Vec<(String, Text)> = Vec::new();
    for time in &calibration.times {
        told.extend(time.activities.iter().cloned());
        match time_of(&time.takes) {
            Ok((fits, value)) => write_time(&mut facts, time, fits, &value),
            Err(why) => untold.push((time.path.to_string(), why)),
        }
    }
    let (chances, unwritten) = chances(calibration, scenario);
    chances.iter().for_each(|chance| write_chance(&mut facts, chance));
    untold.extend(unwritten.into_iter().map(|untold| (untold.path, untold.why)));
    if facts.is_empty() {
        out.push_str("facts: {}\n");
    } else {
        out.push_str("facts:\n");
        out.push_str(&facts);
    }
    untold.extend(without_place(calibration, &told));
    if !untold.is_empty() {
        out.push_str("# Measured, and not written above; why. 以下量到了而没有写入：\n");
        for (what, why) in untold {
            line(&mut out, format_args!("#   {}: {}; {}", one_line(&what), why.en, why.zh));
        }
    }
    out
}

fn head(out: &mut String, calibration: &Calibration, scenario: &Scenario, id: &str, source: &str) {
    let (rows, cases, criterion) = (calibration.rows, calibration.cases, calibration.criterion);
    let of = &scenario.id.value;
    line(out, format_args!("# What {rows} rows of {cases} cases of {of} tell; families by {criterion}."));
    line(
        out,
        format_args!(
            "# Use: put this file into the folder `catalogue` beside the scenario, and {id} last into its list"
        ),
    );
    line(
        out,
        format_args!(
            "# `catalogue: […, {id}]`. `onething check` lists all that it changes; without {id} in the list nothing changes."
        ),
    );
    line(out, format_args!("# 由 {of} 的 {rows} 行、{cases} 件日志拟合，分布按 {criterion} 选取。"));
    line(
        out,
        format_args!(
            "# 用法：把本文件放进场景旁的 catalogue 目录，在场景的 `catalogue: […, {id}]` 里把 {id} 写在最后；"
        ),
    );
    line(out, format_args!("# `onething check` 会列出它改写的每一处；列表里去掉 {id}，即恢复原样。"));
    let title = &scenario.title;
    let title = (quoted(&format!("{}：实测", title.zh)), quoted(&format!("{}, as measured", title.en)));
    let source = if source.trim().is_empty() { "assumed" } else { source };
    line(out, format_args!("onething: 1\nkind: catalogue\nid: {id}"));
    line(out, format_args!("title: {{ zh: {}, en: {} }}", title.0, title.1));
    line(out, format_args!("source: {}\n", quoted(source)));
}

fn write_arrivals(out: &mut String, fit: &ArrivalFit) {
    let Interval { low, high } = fit.interval;
    let Arrivals::Poisson { per_day, hours, weekdays, .. } = fit.arrivals() else { return };
    line(
        out,
        format_args!("  # {} applications; 95 %: {low:.2}–{high:.2} a day. 共 {} 件。", fit.count, fit.count),
    );
    out.push_str("  simulation.arrivals:\n");
    line(out, format_args!("    per_day: {}", decimal(per_day, 4)));
    if let Some(hours) = hours {
        line(out, format_args!("    hours: {}", list(&hours[..])));
    }
    if let Some(weekdays) = weekdays {
        line(out, format_args!("    weekdays: {}", list(&weekdays[..])));
    }
}

/// The best fit and its text.
fn time_of(takes: &Takes) -> Result<(&Fits, String), Text> {
    let fits = match takes {
        Takes::Fitted(fits) => fits,
        Takes::NotFitted(why) => return Err(why.text()),
    };
    let work = fits.best().and_then(|best| work_time(&best.law));
    let unwritable = || Text::new("写不成时间", "no period can hold it");
    work.map(|work| (fits, written(&work))).ok_or_else(unwritable)
}

fn write_time(out: &mut String, time: &TimeFit, fits: &Fits, value: &str) {
    let Some(best) = fits.best() else { return };
    let names: Vec<String> = time.activities.iter().map(|name| one_line(name)).collect();
    line(out, format_args!("  # {}", names.join(", ")));
    line(
        out,
        format_args!(
            "  # {} over, {} under way; mean {}; KS {:.3}",
            fits.complete,
            fits.censored,
            mean(best),
            best.kolmogorov_smirnov
        ),
    );
    line(out, format_args!("  {}: {value}", time.path));
}

fn mean(fit: &Fit) -> String {
    let minutes = |ms: f64| decimal(ms / 60_000.0, 3);
    let interval = fit.mean.interval.map(|i| format!(" ({}–{})", minutes(i.low), minutes(i.high)));
    format!("{} min{}", minutes(fit.mean.value), interval.unwrap_or_default())
}

fn write_chance(out: &mut String, chance: &Chance) {
    for (what, share) in &chance.shares {
        line(out, format_args!("  # {what}: {}", told(share)));
    }
    line(out, format_args!("  {}: {}", chance.path, chance.value));
}

/// Activities whose time stands nowhere in a scenario.
fn without_place<'c>(
    calibration: &'c Calibration,
    told: &'c BTreeSet<Id>,
) -> impl Iterator<Item = (String, Text)> + 'c {
    let untold = calibration.activities.iter().filter(|activity| !told.contains(&activity.activity));
    untold.map(|activity| {
        let by = |kind: &str| activity.kind.as_deref() == Some(kind);
        let why = match () {
            () if by("applicant") => Text::new(
                "申请人办的，场景里没有写其用时的地方",
                "done by the applicant; a scenario states no time of it",
            ),
            () if by("system") => Text::new(
                "按规则自动办或未应答，不占人的时间",
                "done by rule, or not answered; it takes nobody's time",
            ),
            () if by("wait") => Text::new(
                "等多久由场景定，或场景里没有写的地方",
                "how long is waited is settled by the scenario, or stated nowhere",
            ),
            () => Text::new("场景里没有它的路径", "the scenario has no path of it"),
        };
        let mean = activity.takes.fits().and_then(Fits::best).map(mean);
        let mean = mean.map(|mean| format!(", mean {mean}")).unwrap_or_default();
        (format!("{} ({} visits of {} cases{mean})", activity.activity, activity.visits, activity.cases), why)
    })
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
