//! Two simulations of the same applicants side by side.

use super::scenarios::{Beside, model};
use super::{Simulate, in_threads};
use crate::cli::progress::Bar;
use crate::cli::simulate::Format;
use crate::cli::table::table;
use crate::cli::words::say;
use crate::cli::{Failure, output};
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::paired::{Changed, Paired, compare, moves, sensitivity};
use onething_engine::simulate::{Estimate, Model, Options, what_if};

/// Plays what is and what would be, and tells the differences.
pub fn compared(
    verb: &Simulate,
    (scenarios, planners): (&[Beside<'_>], &[Planner<'_>]),
    (from, before): (&Model<'_>, &Options),
    language: Language,
) -> Result<String, Failure> {
    let mut to = match &verb.against[..] {
        [] => from.clone(),
        plans => model(verb, scenarios, planners, ("--against", plans), before)?,
    };
    let mut after = before.clone();
    for said in &verb.what_if {
        what_if(&mut to, &mut after, said).map_err(Failure::usage)?;
    }
    let all = verb.cases.saturating_mul(u64::from(verb.replications)).saturating_mul(2);
    let bar = Bar::of(&from.id(), all);
    let paired = in_threads(verb.threads, || compare((from, before), (&to, &after), &bar))?;
    drop(bar);
    match verb.format {
        Format::Json => output::json(&paired),
        _ => Ok(human(verb, &paired, language)),
    }
}

/// Moves parameters and tells what each does.
pub fn moved(
    verb: &Simulate,
    model: &Model<'_>,
    options: &Options,
    language: Language,
) -> Result<String, Failure> {
    let rounds = moves(model).len() as u64 + 1;
    let all = verb.cases.saturating_mul(u64::from(verb.replications)).saturating_mul(rounds);
    let bar = Bar::of(&model.id(), all);
    let moved = in_threads(verb.threads, || sensitivity(model, options, &bar))?;
    drop(bar);
    if verb.format == Format::Json {
        return output::json(&moved);
    }
    let header = [
        say(language, "改动", "change").to_owned(),
        say(language, "平均用时之差（小时）", "mean time (hours)").to_owned(),
        "p95".to_owned(),
        say(language, "按时之差", "on time").to_owned(),
    ];
    let rows = moved.iter().map(|one| {
        let figure = |name: &str| one.changes.iter().find(|change| change.figure == name);
        let difference = |name: &str| signed(figure(name).and_then(|change| change.difference));
        vec![
            one.what.clone(),
            difference("cycle_mean_hours"),
            difference("cycle_p95_hours"),
            difference("on_time"),
        ]
    });
    let mut text = table(&header, rows, true);
    text += say(
        language,
        "\n\n每行只改一个参数，与现状成对比较（同样的申请人、同样的抽样）；影响大的在前。",
        "\n\nEach row moves one parameter, paired with what is (the same applicants, the same luck); what moves most is first.",
    );
    Ok(text)
}

fn human(verb: &Simulate, paired: &Paired, language: Language) -> String {
    let (from, to) = (&paired.from.plan, &paired.to.plan);
    let changes = verb.what_if.join(", ");
    let after = if changes.is_empty() { to.to_string() } else { format!("{to}, {changes}") };
    let header = [
        say(language, "指标", "figure").to_owned(),
        from.to_string(),
        after,
        say(language, "差", "difference").to_owned(),
        String::new(),
    ];
    let row = |change: &Changed| row(change, language);
    let mut text = table(&header, paired.changes.iter().map(row), true);
    for one in &paired.scenarios {
        text += &format!("\n\n{}\n", one.scenario);
        text += &table(&header, one.changes.iter().map(row), true);
    }
    for outcome in [&paired.from, &paired.to] {
        for (desk, load) in outcome.overloaded() {
            let (plan, id, load) = (&outcome.plan, &desk.id, load * 100.0);
            text += &match language {
                Language::Zh => format!("\n{plan}：{id} 超负荷：{load:.0}%"),
                Language::En => format!("\n{plan}: {id} is overloaded: {load:.0} %"),
            };
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

fn signed(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        |told| match told.half_width {
            Some(half) => format!("{:+.3} ± {half:.3}", told.mean),
            None => format!("{:+.3}", told.mean),
        },
    )
}
