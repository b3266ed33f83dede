//! `onething simulate`: many applications in virtual time.

mod page;

use super::chosen::scenario;
use super::progress::Bar;
use super::{Everywhere, FINDINGS, Failure, GOOD, output, sound};
use crate::library::choice;
use crate::report::simulation::SimulationReport;
use crate::report::{csv, html, xlsx};
use clap::{Args, ValueEnum};
use onething_engine::application::Moment;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::way::Way;
use onething_engine::scenario::lower::value::period_text;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Text;
use onething_engine::simulate::{Model, Options, Outcome, Pattern, Wanted, simulate};
use onething_engine::testing::{default_start, instant};
use std::path::PathBuf;

/// Many applications in virtual time: how long they take, where they wait, what staff they need.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething simulate newborn-birth\n  onething simulate newborn-birth --plan separate --cases 5000 --replications 5\n  onething simulate newborn-birth --per-day 120 --precision 0.02 --format json\n  onething simulate newborn-birth --format xlsx -o newborn.xlsx"
)]
pub struct Simulate {
    /// Scenario id or path
    scenario: String,
    /// The plan [default: the first that is not separate]
    #[arg(long)]
    plan: Option<String>,
    /// Only ways with this answer, `situation=answer`; the others come as often as their weights say
    #[arg(long, value_name = "K=V")]
    given: Vec<String>,
    /// Applications of each replication
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    cases: u64,
    /// How often it is repeated, with other draws
    #[arg(long, value_name = "R", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    replications: u32,
    /// The same seed gives the same figures
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Applications that come in this time do not count: `30d` [default: a tenth of the whole]
    #[arg(long, value_name = "D")]
    warm_up: Option<String>,
    /// Applications a day, instead of what the scenario says
    #[arg(long, value_name = "N")]
    per_day: Option<f64>,
    /// Stop once the mean time is known to this share of it, such as 0.02
    #[arg(long, value_name = "SHARE")]
    precision: Option<f64>,
    /// When it begins, with nothing under way [default: 2026-03-02 09:00]
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// Threads [default: one a core]; they change nothing of the figures
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// How it is written; html is one file to hand on, xlsx a workbook and needs -o
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
    Html,
    Xlsx,
}

/// Runs the verb.
pub fn run(verb: &Simulate, everywhere: &Everywhere) -> Result<u8, Failure> {
    // Before anything is simulated: nobody waits for what cannot be written.
    let workbook = match verb.format {
        Format::Xlsx => Some(output::file(verb.output.as_deref(), "xlsx")?),
        _ => None,
    };
    let loaded = sound(everywhere, &verb.scenario)?;
    let scenario = scenario(&loaded)?;
    let plan = choice::plan(scenario, verb.plan.as_deref())?;
    let options = options(verb, scenario)?;
    let fixed = choice::way(scenario, &verb.given)?;
    let given = given(scenario, &verb.given);
    let planner = Planner::new(scenario);
    let wanted = Wanted {
        given: &|way: &Way| given.iter().all(|s| way.bits(*s) == fixed.bits(*s)),
        start: options.start,
        observations: &|_| None,
        seed: verb.seed,
    };
    let model =
        Model::new(&planner, plan, &wanted).map_err(|why| Failure { code: FINDINGS, message: why.text() })?;
    let all = verb.cases.saturating_mul(u64::from(verb.replications));
    let bar = Bar::of(&scenario.id.value, all);
    let outcome = in_threads(verb.threads, || simulate(&model, &options, &bar))?;
    drop(bar);
    let language = everywhere.language();
    let report = SimulationReport { outcome: &outcome, options: &options, scenario, language };
    match workbook {
        Some(path) => output::write_file(path, &xlsx::simulation(&report).map_err(Failure::unmade)?)?,
        None => output::write(verb.output.as_deref(), &text(&report, verb.format)?)?,
    }
    Ok(if outcome.overloaded().next().is_some() { FINDINGS } else { GOOD })
}

/// A report that is a text.
fn text(report: &SimulationReport<'_>, format: Format) -> Result<String, Failure> {
    let SimulationReport { outcome, options, scenario, language } = *report;
    Ok(match format {
        Format::Json => output::json(outcome)?,
        Format::Csv => csv::simulation(outcome),
        Format::Html => html::simulation(report),
        Format::Human | Format::Xlsx => page::human(outcome, options, scenario, language),
    })
}

/// The situations that are settled on the command line.
fn given(scenario: &Scenario, given: &[String]) -> Vec<onething_engine::scenario::model::SituationId> {
    let named = given.iter().filter_map(|said| said.split_once('=')).map(|(name, _)| name);
    named.filter_map(|name| scenario.situations.get_index_of(name)).map(Into::into).collect()
}

fn options(verb: &Simulate, scenario: &Scenario) -> Result<Options, Failure> {
    let start = match &verb.start {
        None => default_start(),
        Some(text) => instant(text).ok_or_else(|| {
            Failure::usage(Text::new(
                format!("--start {text}：请写成 \"2026-03-02 09:00\""),
                format!("--start {text}: write it as \"2026-03-02 09:00\""),
            ))
        })?,
    };
    let arrivals = arrivals(verb, scenario)?;
    let warm_up = match &verb.warm_up {
        Some(text) => duration(text).ok_or_else(|| {
            Failure::usage(Text::new(
                format!("--warm-up {text}：请写成 30d 或 12h"),
                format!("--warm-up {text}: write it as 30d or 12h"),
            ))
        })?,
        None => a_tenth(&arrivals, verb.cases),
    };
    if let Some(precision) = verb.precision
        && !(precision > 0.0 && precision < 1.0)
    {
        return Err(Failure::usage(Text::new(
            format!("--precision {precision}：应在 0 与 1 之间，如 0.02"),
            format!("--precision {precision}: between 0 and 1, such as 0.02"),
        )));
    }
    Ok(Options {
        cases: verb.cases,
        replications: verb.replications,
        seed: verb.seed,
        start: Moment::from(start),
        warm_up,
        arrivals,
        confidence: 0.95,
        precision: verb.precision,
    })
}

/// Milliseconds of an elapsed time or a number of days.
fn duration(text: &str) -> Option<i64> {
    use onething_engine::scenario::model::Unit;
    let period = period_text(text)?;
    let milliseconds = match period.unit {
        Unit::Days => u64::from(period.amount) * 86_400_000,
        _ => period.milliseconds()?,
    };
    i64::try_from(milliseconds).ok()
}

/// A tenth of the time in which they come.
fn a_tenth(arrivals: &Pattern, cases: u64) -> i64 {
    match arrivals {
        Pattern::Poisson { per_day, .. } => (cases as f64 / per_day * 8_640_000.0) as i64,
        Pattern::Renewal(between) => (between.mean() * cases as f64 / 10.0) as i64,
        Pattern::Observed(_) => 0,
    }
}

fn arrivals(verb: &Simulate, scenario: &Scenario) -> Result<Pattern, Failure> {
    if let Some(per_day) = verb.per_day {
        if !(per_day > 0.0 && per_day.is_finite()) {
            return Err(Failure::usage(Text::new(
                format!("--per-day {per_day}：应大于 0"),
                format!("--per-day {per_day}: it has to be above 0"),
            )));
        }
        return Ok(Pattern::Poisson { per_day, profile: None });
    }
    let written = Pattern::of(scenario, &|_| None, &|_| None);
    if let Some(pattern) = written.map_err(|why| Failure { code: FINDINGS, message: why.text() })? {
        return Ok(pattern);
    }
    Err(Failure::usage(Text::new(
        "场景没有写每天来多少件：在 scenario.yaml 里写 `simulation: { arrivals: { per_day: 82 } }`，或用 --per-day",
        "the scenario does not say how many apply: write `simulation: { arrivals: { per_day: 82 } }` in scenario.yaml, or give --per-day",
    )))
}

/// Does it on so many threads.
fn in_threads(threads: Option<usize>, work: impl FnOnce() -> Outcome + Send) -> Result<Outcome, Failure> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    let pool = builder
        .build()
        .map_err(|error| Failure { code: super::INTERNAL, message: Text::same(error.to_string()) })?;
    Ok(pool.install(work))
}
