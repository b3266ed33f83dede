//! `onething compare`: before and after.

use super::table::{number, table};
use super::{Everywhere, Failure, GOOD, given, output, sound};
use crate::library::Loaded;
use clap::{Args, ValueEnum};
use onething_engine::analyse::compare::{Change, Comparison, compare};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::figure::Figure;
use onething_engine::plan::summary::Method;
use onething_engine::scenario::check::assumed;
use onething_engine::scenario::model::{Plan, Scenario};
use onething_engine::scenario::text::Language;
use std::path::PathBuf;

/// Before and after: figures, each measure's share, what is asked and why.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething compare newborn-birth\n  onething compare newborn-birth separate joint --format json"
)]
pub struct Compare {
    /// Scenario id or path
    scenario: String,
    /// The plan before [default: separate]
    from: Option<String>,
    /// The plan after [default: the first that is not separate]
    to: Option<String>,
    /// Fix an answer of the base way, `situation=answer`; `applicant=NAME` says who applies
    #[arg(long, value_name = "K=V")]
    given: Vec<String>,
    /// How the comparison is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Csv,
}

/// Runs the verb.
pub fn run(verb: &Compare, everywhere: &Everywhere) -> Result<u8, Failure> {
    let loaded = sound(everywhere, &verb.scenario)?;
    let comparison = comparison(&loaded, verb.from.as_deref(), verb.to.as_deref(), &verb.given)?;
    let text = match verb.format {
        Format::Human => human(&comparison, everywhere.language()),
        Format::Json => output::json(&comparison)?,
        Format::Csv => csv(&comparison),
    };
    output::write(verb.output.as_deref(), &text)?;
    Ok(GOOD)
}

/// Compares two plans of a loaded scenario, by default the separate one with the first other.
pub fn comparison(
    loaded: &Loaded,
    from: Option<&str>,
    to: Option<&str>,
    given: &[String],
) -> Result<Comparison, Failure> {
    let Some(scenario) = &loaded.scenario else { return Err(Failure::usage("no scenario")) };
    let from = plan(scenario, from.unwrap_or("separate"))?;
    let to = match to {
        Some(to) => plan(scenario, to)?,
        None => joint(scenario)?,
    };
    let way = given::way(scenario, given)?;
    let planner = Planner::new(scenario);
    Ok(compare(&planner, from, to, &way, assumed(scenario).len()))
}

/// A plan by name.
pub fn plan<'s>(scenario: &'s Scenario, name: &str) -> Result<&'s Plan, Failure> {
    scenario.plans.get(name).ok_or_else(|| {
        let known: Vec<&str> = scenario.plans.keys().map(|k| &**k).collect();
        Failure::usage(format!("no plan `{name}`; there are: {}", known.join(", ")))
    })
}

/// The first plan that is not the separate one.
pub fn joint(scenario: &Scenario) -> Result<&Plan, Failure> {
    let joint = scenario.plans.values().find(|p| &*p.id != "separate");
    joint.ok_or_else(|| Failure::usage("the scenario has no plan but `separate`; write one under `plans`"))
}

/// The comparison as tables.
pub fn human(comparison: &Comparison, language: Language) -> String {
    let zh = language == Language::Zh;
    let say = |a: &'static str, b: &'static str| if zh { a } else { b };
    let mut text =
        format!("{}: {} → {}\n\n", comparison.title.in_language(language), comparison.from, comparison.to);
    text += &figures(comparison, language);
    text += &format!(
        "\n\n{}\n",
        say("各举措依次的作用（基准情形）", "What each measure changes, taken in order (base way)")
    );
    text += &waterfall(comparison, language);
    text += &format!("\n\n{}\n", say("仍要填写与提交（基准情形）", "Still asked (base way)"));
    let asked = comparison.ask.fields.iter().chain(&comparison.ask.materials);
    let rows = asked.map(|a| {
        vec![
            a.id.clone(),
            a.title.in_language(language).to_owned(),
            a.because.in_language(language).to_owned(),
        ]
    });
    text += &table(&[say("项", "what"), say("名称", "label"), say("原因", "because")], rows, false);
    text += &format!("\n\n{}", footnote(comparison, zh));
    text
}

fn figures(comparison: &Comparison, language: Language) -> String {
    let zh = language == Language::Zh;
    let header: [&str; 6] = match zh {
        true => ["指标", "办前", "办后", "减少", "办前平均（范围）", "办后平均（范围）"],
        false => ["figure", "from", "to", "saved", "from, mean (range)", "to, mean (range)"],
    };
    let rows = Figure::ALL.iter().filter_map(|figure| {
        let change = comparison.figures.get(figure.name())?;
        let quiet = change.from.max == 0.0 && change.to.max == 0.0;
        (!quiet).then(|| row(*figure, change, zh))
    });
    table(&header, rows, true)
}

fn row(figure: Figure, change: &Change, zh: bool) -> Vec<String> {
    // Systems and data sources are information, never a saving (rule 31).
    let information =
        matches!(figure, Figure::Systems | Figure::DataSources | Figure::Items | Figure::Departments);
    let saved = match change.saved_percent.filter(|_| !information) {
        Some(percent) => format!("{percent}%"),
        None => "–".to_owned(),
    };
    let spread = |s: onething_engine::plan::summary::Spread| {
        if s.min == s.max {
            number(s.expected)
        } else {
            format!("{} ({}–{})", number(s.expected), number(s.min), number(s.max))
        }
    };
    let name = if zh { figure.zh() } else { figure.en() };
    vec![
        name.to_owned(),
        number(change.from.base),
        number(change.to.base),
        saved,
        spread(change.from),
        spread(change.to),
    ]
}

/// One row a measure: its change of every figure that any measure changes.
fn waterfall(comparison: &Comparison, language: Language) -> String {
    let figures: Vec<&Figure> =
        Figure::ALL.iter().filter(|f| comparison.waterfall.iter().any(|w| w.figure == f.name())).collect();
    let name = |f: &Figure| if language == Language::Zh { f.zh() } else { f.en() };
    let mut header = vec![if language == Language::Zh { "举措" } else { "measure" }];
    header.extend(figures.iter().map(|f| name(f)));
    let mut measures: Vec<&str> = Vec::new();
    for step in &comparison.waterfall {
        if !measures.contains(&step.measure.as_str()) {
            measures.push(&step.measure);
        }
    }
    let rows = measures.into_iter().map(|measure| {
        let change = |figure: &Figure| -> f64 {
            let steps =
                comparison.waterfall.iter().filter(|w| w.measure == measure && w.figure == figure.name());
            steps.map(|w| w.change).sum()
        };
        let mut row = vec![measure.to_owned()];
        row.extend(figures.iter().map(|f| match change(f) {
            change if change.abs() < 1e-9 => String::new(),
            change if change > 0.0 => format!("+{}", number(change)),
            change => number(change).replace('-', "−"),
        }));
        row
    });
    table(&header, rows, true)
}

fn footnote(comparison: &Comparison, zh: bool) -> String {
    let method = match comparison.method {
        Method::Exact { ways } if zh => format!("平均按全部 {ways} 种情形精确计算"),
        Method::Exact { ways } => format!("means are exact over all {ways} ways through"),
        Method::Sampled { samples, seed, relative_error, .. } if zh => {
            format!(
                "平均按抽样 {samples} 种情形计算（种子 {seed}，相对标准误不超过 {:.1}%）",
                relative_error * 100.0
            )
        }
        Method::Sampled { samples, seed, relative_error, .. } => {
            format!(
                "means are over {samples} sampled ways (seed {seed}, relative standard error at most {:.1}%)",
                relative_error * 100.0
            )
        }
    };
    let proven = match (comparison.ask.proven, zh) {
        (true, true) => "所问已证明为最少",
        (true, false) => "the ask is proven least",
        (false, true) => "所问未能证明为最少",
        (false, false) => "the ask could not be proven least",
    };
    let n = comparison.assumed_facts;
    if zh {
        format!(
            "计数规则 {}；{method}；{proven}；{n} 条事实为假定（onething check --assumed 可列出）。",
            comparison.rules
        )
    } else {
        format!(
            "Counted by {}; {method}; {proven}; {n} facts are assumed (`onething check --assumed` lists them).",
            comparison.rules
        )
    }
}

/// One line a figure, plan and statistic.
fn csv(comparison: &Comparison) -> String {
    let mut text = "scenario,figure,unit,plan,min,expected,max,base\n".to_owned();
    for figure in Figure::ALL {
        let Some(change) = comparison.figures.get(figure.name()) else { continue };
        for (plan, s) in [(&comparison.from, change.from), (&comparison.to, change.to)] {
            let line = [
                comparison.scenario.as_str(),
                figure.name(),
                figure.unit(),
                plan,
                &s.min.to_string(),
                &s.expected.to_string(),
                &s.max.to_string(),
                &s.base.to_string(),
            ];
            text += &(line.join(",") + "\n");
        }
    }
    text
}
