//! `onething simulate`: many applications in virtual time.

mod logged;
mod page;
mod paired;
mod scenarios;
mod several;
mod staffing;

use super::chosen::start;
use super::progress::Bar;
use super::{Everywhere, FINDINGS, Failure, GOOD, UNREADABLE, output};
use crate::library::observations::Observations;
use crate::report::simulation::SimulationReport;
use crate::report::{csv, html, xlsx};
use clap::{Args, ValueEnum};
use onething_engine::application::Moment;
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::lower::value::period_text;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Text;
use onething_engine::simulate::{NotSimulated, Options, Pattern, simulate};
use scenarios::Beside;
use std::path::PathBuf;

/// Many applications in virtual time: how long they take, where they wait, what staff they need.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething simulate newborn-birth\n  onething simulate newborn-birth --plan separate --cases 5000 --replications 5\n  onething simulate newborn-birth --per-day 120 --precision 0.02 --format json\n  onething simulate newborn-birth --what-if staff.police.officer=+2 --what-if correct=x0.5\n  onething simulate newborn-birth --plan separate --against joint\n  onething simulate newborn-birth --staffing --budget 40\n  onething simulate newborn-birth --format xlsx -o newborn.xlsx\n  onething simulate newborn-birth citizen-death --plan newborn-birth=separate --per-day citizen-death=40"
)]
pub struct Simulate {
    /// Scenario ids or paths; several are simulated together and share the staff of the same departments
    #[arg(required = true, value_name = "SCENARIO")]
    scenario: Vec<String>,
    /// The plan; of one scenario among several `SCENARIO=PLAN` [default: the first that is not separate]
    #[arg(long, value_name = "PLAN")]
    plan: Vec<String>,
    /// Only ways with this answer, `situation=answer`; the others come as often as their weights say
    #[arg(long, value_name = "K=V")]
    given: Vec<String>,
    /// Applications of each replication, of all scenarios together: they come over the same time
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
    /// Applications a day, instead of what the scenario says; of one scenario among several `SCENARIO=N`
    #[arg(long, value_name = "N")]
    per_day: Vec<String>,
    /// Stop once the mean time is known to this share of it, such as 0.02
    #[arg(long, value_name = "SHARE")]
    precision: Option<f64>,
    /// When it begins, with nothing under way [default: 2026-03-02 09:00]
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// What would be otherwise, told beside what is: `staff.police.officer=+1`, `available.population=0.9`,
    /// `found.SERVICE=0.5`, `down.population=mon`, `correct=x0.5`, `correct.STEP=0.02`, `queue.police.clerk=5`, `arrivals=x1.2`; several go
    /// together
    #[arg(long, value_name = "K=V")]
    what_if: Vec<String>,
    /// The same with another plan, or `SCENARIO=PLAN`: its difference from the plan, by pairs
    #[arg(long, value_name = "PLAN", conflicts_with = "staffing")]
    against: Vec<String>,
    /// Move one parameter after the other, and tell which moves the mean time most
    #[arg(long, conflicts_with_all = ["what_if", "against", "staffing", "log"])]
    sensitivity: bool,
    /// Search staff: fewest people, and what more of them bring
    #[arg(long, conflicts_with = "what_if")]
    staffing: bool,
    /// Most people altogether in the search of staff [default: half as many again as there are]
    #[arg(long, value_name = "N", requires = "staffing")]
    budget: Option<u32>,
    /// Most candidates in the search of staff
    #[arg(long, value_name = "N", default_value_t = 200, requires = "staffing", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    candidates: u32,
    /// Write what happens in the first replication, for process mining: `log.csv`, `log.xes`, `log.ocel.json`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["what_if", "against", "staffing"])]
    log: Option<PathBuf>,
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
    let loaded = scenarios::load(verb, everywhere)?;
    let all = scenarios::beside(&loaded)?;
    let options = options(verb, &all)?;
    let planners: Vec<Planner<'_>> = all.iter().map(|one| Planner::new(one.scenario)).collect();
    let model = scenarios::model(verb, &all, &planners, ("--plan", &verb.plan), &options)?;
    let language = everywhere.language();
    if all.len() > 1 {
        several::plain(verb.format)?;
    }
    if verb.staffing || verb.sensitivity || !verb.against.is_empty() || !verb.what_if.is_empty() {
        plain(verb.format)?;
    }
    if verb.staffing {
        let text = staffing::searched(verb, &model, &options, language)?;
        output::write(verb.output.as_deref(), &text)?;
        return Ok(GOOD);
    }
    if verb.sensitivity {
        let text = paired::moved(verb, &model, &options, language)?;
        output::write(verb.output.as_deref(), &text)?;
        return Ok(GOOD);
    }
    if !verb.what_if.is_empty() || !verb.against.is_empty() {
        let text = paired::compared(verb, (&all, &planners), (&model, &options), language)?;
        output::write(verb.output.as_deref(), &text)?;
        return Ok(GOOD);
    }
    let cases = verb.cases.saturating_mul(u64::from(verb.replications));
    let bar = Bar::of(&model.id(), cases);
    let outcome = in_threads(verb.threads, || simulate(&model, &options, &bar))?;
    drop(bar);
    if let Some(file) = &verb.log {
        let bar = Bar::of(&file.to_string_lossy(), verb.cases);
        logged::write(file, &model, &options, language, &bar)?;
    }
    let code = if outcome.overloaded().next().is_some() { FINDINGS } else { GOOD };
    let [one] = &all[..] else {
        let scenarios: Vec<&Scenario> = all.iter().map(|one| one.scenario).collect();
        let text = match verb.format {
            Format::Json => output::json(&outcome)?,
            _ => several::human(&outcome, &options, &scenarios, language),
        };
        output::write(verb.output.as_deref(), &text)?;
        return Ok(code);
    };
    let report = SimulationReport { outcome: &outcome, options: &options, scenario: one.scenario, language };
    match workbook {
        Some(path) => output::write_file(path, &xlsx::simulation(&report).map_err(Failure::unmade)?)?,
        None => output::write(verb.output.as_deref(), &text(&report, verb.format)?)?,
    }
    Ok(code)
}

/// What is told by pairs, or searched, has no report yet.
fn plain(format: Format) -> Result<(), Failure> {
    if matches!(format, Format::Human | Format::Json) {
        return Ok(());
    }
    Err(Failure::usage(Text::new(
        "成对比较与搜索只有 --format human 和 json",
        "comparisons by pairs and searches are written with --format human or json",
    )))
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

/// Why it cannot be simulated; where a file is the reason, what is wrong with that.
fn not_simulated(why: &NotSimulated, beside: &Observations) -> Failure {
    match beside.wrong() {
        Some(message) => Failure { code: UNREADABLE, message },
        None => Failure { code: FINDINGS, message: why.text() },
    }
}

fn options(verb: &Simulate, all: &[Beside<'_>]) -> Result<Options, Failure> {
    let start = start(verb.start.as_deref())?;
    let arrivals = scenarios::arrivals(verb, all)?;
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
fn a_tenth(arrivals: &[Pattern], cases: u64) -> i64 {
    let a_day: f64 = arrivals.iter().map(per_day).sum();
    if a_day > 0.0 { (cases as f64 / a_day * 8_640_000.0) as i64 } else { 0 }
}

/// How many come a day on average; 0 of those that were observed, of which all count.
fn per_day(pattern: &Pattern) -> f64 {
    match pattern {
        Pattern::Poisson { per_day, .. } => *per_day,
        Pattern::Renewal(between) if between.mean() > 0.0 => 86_400_000.0 / between.mean(),
        Pattern::Renewal(_) | Pattern::Observed(_) => 0.0,
    }
}

/// Does it on so many threads.
fn in_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    let pool = builder
        .build()
        .map_err(|error| Failure { code: super::INTERNAL, message: Text::same(error.to_string()) })?;
    Ok(pool.install(work))
}
