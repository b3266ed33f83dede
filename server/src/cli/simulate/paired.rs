//! Two simulations of the same applicants side by side.

use super::{Format, Simulate, Written, code, drawn, in_threads};
use crate::cli::compare::comparison;
use crate::cli::progress::Bar;
use crate::cli::table::table;
use crate::cli::words::say;
use crate::cli::{Failure, output};
use crate::library::Loaded;
use crate::report::comparison::ComparisonReport;
use crate::report::paired::PairedReport;
use crate::report::setting::Setting;
use crate::report::simulation::warnings;
use crate::report::{csv, html, xlsx};
use onething_engine::scenario::text::Language;
use onething_engine::simulate::paired::{Changed, Paired, compare};
use onething_engine::simulate::{Estimate, Model, Options};

/// Plays what is and what would be, and tells the differences, and how the verb ends.
pub fn compared(
    verb: &Simulate,
    loaded: &[Loaded],
    (from, other): (&Model<'_>, &(Model<'_>, Options)),
    setting: &Setting<'_>,
) -> Result<(Written, u8), Failure> {
    let (to, after) = other;
    let (scenario, language) = (setting.scenario, setting.language);
    let plans = [from.plan(), to.plan()];
    let plans = [&*plans[0], &*plans[1]];
    let is_report = matches!(verb.format, Format::Html | Format::Xlsx);
    // Two plans differ by the counting rules too; what would be otherwise does not.
    let counted = match loaded {
        [loaded] if is_report && plans[0] != plans[1] => {
            Some(comparison(loaded, Some(plans[0]), Some(plans[1]), &verb.given)?)
        }
        _ => None,
    };
    let differ = if plans[0] == plans[1] { &plans[..1] } else { &plans[..] };
    let drawn = match verb.format {
        Format::Html => drawn(verb, setting, differ)?,
        _ => Vec::new(),
    };
    let bar = Bar::of(&from.id(), verb.said().applications());
    let paired = in_threads(verb.threads, || compare((from, setting.options), (to, after), &bar))?;
    drop(bar);
    let report = || PairedReport {
        paired: &paired,
        setting: *setting,
        after,
        what_if: &verb.what_if,
        counted: counted.as_ref().map(|comparison| ComparisonReport {
            comparison,
            scenario,
            language,
            given: &verb.given,
            pictures: Vec::new(),
        }),
        pictures: drawn.clone(),
    };
    let written = match verb.format {
        Format::Json => Written::Text(output::json(&paired)?),
        Format::Csv => Written::Text(csv::paired(&paired)),
        Format::Html => Written::Text(html::paired(&report())),
        Format::Xlsx => Written::Workbook(xlsx::paired(&report()).map_err(Failure::unmade)?),
        Format::Human => Written::Text(human(verb, &paired, language)),
    };
    Ok((written, code([&paired.from, &paired.to])))
}

fn human(verb: &Simulate, paired: &Paired, language: Language) -> String {
    let (from, to) = (&paired.from.plan, &paired.to.plan);
    let changes = verb.what_if.join(", ");
    let after = if changes.is_empty() { to.to_string() } else { format!("{to}, {changes}") };
    let header = [
        say(language, "指标", "figure").to_owned(),
        from.to_string(),
        after.clone(),
        say(language, "差", "difference").to_owned(),
        String::new(),
    ];
    let row = |change: &Changed| row(change, language);
    let mut text = table(&header, paired.changes.iter().map(row), true);
    for one in &paired.scenarios {
        text += &format!("\n\n{}\n", one.scenario);
        text += &table(&header, one.changes.iter().map(row), true);
    }
    for (name, outcome) in [(from.as_ref(), &paired.from), (&*after, &paired.to)] {
        for warning in warnings(outcome, language) {
            text += &format!("\n{name}{}{warning}", say(language, "：", ": "));
        }
    }
    let (replications, confidence) = (paired.from.replications, paired.from.confidence * 100.0);
    text += &match language {
        Language::Zh => format!(
            "\n\n差是 {replications} 对重复的配对差（同样的申请人、同样的抽样），± 为 {confidence:.0}% 置信区间半宽；区间不含 0 才算“确有差别”。"
        ),
        Language::En => format!(
            "\n\nDifferences are of {replications} pairs of replications with the same applicants and the same luck; ± is half the {confidence:.0} % confidence interval; certain: the interval does not hold 0."
        ),
    };
    text
}

fn row(change: &Changed, language: Language) -> Vec<String> {
    let certain = match (change.is_certain, change.difference.is_some_and(|d| d.mean == 0.0)) {
        (_, true) => say(language, "相同", "the same"),
        (true, _) => say(language, "确有差别", "certain"),
        (false, _) => say(language, "分不出", "not told apart"),
    };
    vec![
        change.title.in_language(language).to_owned(),
        told(change.from),
        told(change.to),
        signed(change.difference),
        certain.to_owned(),
    ]
}

fn told(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        |told| match told.half_width {
            Some(half) => format!("{:.3} ± {half:.3}", told.mean),
            None => format!("{:.3}", told.mean),
        },
    )
}

pub(super) fn signed(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        |told| match told.half_width {
            Some(half) => format!("{:+.3} ± {half:.3}", told.mean),
            None => format!("{:+.3}", told.mean),
        },
    )
}
