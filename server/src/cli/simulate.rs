//! `onething simulate`: many applications in virtual time.

mod logged;
mod page;
mod paired;
mod sensitivity;
mod staffing;

use super::chosen::{scenario, start};
use super::compare::pictures;
use super::progress::Bar;
use super::{Everywhere, FINDINGS, Failure, GOOD, UNREADABLE, output, sound};
use crate::library::choice;
use crate::library::observations::Observations;
use crate::report::comparison::Picture;
use crate::report::setting::Setting;
use crate::report::simulation::SimulationReport;
use crate::report::{csv, html, xlsx};
use clap::{Args, ValueEnum};
use onething_engine::application::Moment;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::way::Way;
use onething_engine::scenario::lower::value::period_text;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Text;
use onething_engine::simulate::{Model, NotSimulated, Options, Pattern, Wanted, simulate};
use std::path::PathBuf;

/// Many applications in virtual time: how long they take, where they wait, what staff they need.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething simulate newborn-birth\n  onething simulate newborn-birth --plan separate --cases 5000 --replications 5\n  onething simulate newborn-birth --per-day 120 --precision 0.02 --format json\n  onething simulate newborn-birth --what-if staff.police.officer=+2 --what-if correct=x0.5\n  onething simulate newborn-birth --plan separate --against joint\n  onething simulate newborn-birth --staffing --budget 40\n  onething simulate newborn-birth --format xlsx -o newborn.xlsx"
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
    /// What would be otherwise, told beside what is: `staff.police.officer=+1`, `available.population=0.9`,
    /// `found.SERVICE=0.5`, `down.population=mon`, `correct=x0.5`, `correct.STEP=0.02`, `queue.police.clerk=5`, `arrivals=x1.2`; several go
    /// together
    #[arg(long, value_name = "K=V")]
    what_if: Vec<String>,
    /// The same with another plan: its difference from the plan, by pairs
    #[arg(long, value_name = "PLAN", conflicts_with = "staffing")]
    against: Option<String>,
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

/// What was simulated, as it is handed out.
enum Written {
    Text(String),
    Workbook(Vec<u8>),
}

impl Written {
    fn put(&self, verb: &Simulate) -> Result<(), Failure> {
        match self {
            Self::Text(text) => output::write(verb.output.as_deref(), text),
            Self::Workbook(bytes) => output::write_file(output::file(verb.output.as_deref(), "xlsx")?, bytes),
        }
    }
}

/// Runs the verb.
pub fn run(verb: &Simulate, everywhere: &Everywhere) -> Result<u8, Failure> {
    // Before anything is simulated: nobody waits for what cannot be written.
    if verb.format == Format::Xlsx {
        output::file(verb.output.as_deref(), "xlsx")?;
    }
    let loaded = sound(everywhere, &verb.scenario)?;
    let scenario = scenario(&loaded)?;
    let beside = Observations::beside(&loaded);
    let options = options(verb, scenario, &beside)?;
    let planner = Planner::new(scenario);
    let model = model(verb, &planner, &beside, verb.plan.as_deref(), &options)?;
    let language = everywhere.language();
    let setting = Setting { options: &options, scenario, plan: &model.plan.id, language };
    if verb.staffing {
        staffing::searched(verb, &model, &setting)?.put(verb)?;
        return Ok(GOOD);
    }
    if verb.sensitivity {
        sensitivity::moved(verb, &model, &setting)?.put(verb)?;
        return Ok(GOOD);
    }
    if !verb.what_if.is_empty() || verb.against.is_some() {
        let to = match &verb.against {
            Some(plan) => self::model(verb, &planner, &beside, Some(plan), &options)?,
            None => model.clone(),
        };
        paired::compared(verb, &loaded, (&model, to), &setting)?.put(verb)?;
        return Ok(GOOD);
    }
    let pictures = match verb.format {
        Format::Html => pictures(scenario, &[&model.plan.id], &verb.given, language)?,
        _ => Vec::new(),
    };
    let all = verb.cases.saturating_mul(u64::from(verb.replications));
    let bar = Bar::of(&scenario.id.value, all);
    let outcome = in_threads(verb.threads, || simulate(&model, &options, &bar))?;
    drop(bar);
    if let Some(file) = &verb.log {
        let bar = Bar::of(&file.to_string_lossy(), verb.cases);
        logged::write(file, &model, &options, language, &bar)?;
    }
    let report = SimulationReport { outcome: &outcome, options: &options, scenario, language };
    written(&report, &pictures, verb.format)?.put(verb)?;
    Ok(if outcome.overloaded().next().is_some() { FINDINGS } else { GOOD })
}

/// One simulation in a format.
fn written(report: &SimulationReport<'_>, pictures: &[Picture], format: Format) -> Result<Written, Failure> {
    let SimulationReport { outcome, options, scenario, language } = *report;
    Ok(Written::Text(match format {
        Format::Json => output::json(outcome)?,
        Format::Csv => csv::simulation(outcome),
        Format::Html => html::simulation(report, pictures),
        Format::Xlsx => return Ok(Written::Workbook(xlsx::simulation(report).map_err(Failure::unmade)?)),
        Format::Human => page::human(outcome, options, scenario, language),
    }))
}

/// A plan of the scenario, ready to be simulated.
fn model<'s>(
    verb: &Simulate,
    planner: &Planner<'s>,
    beside: &Observations,
    plan: Option<&str>,
    options: &Options,
) -> Result<Model<'s>, Failure> {
    let scenario = planner.scenario;
    let plan = choice::plan(scenario, plan)?;
    let fixed = choice::way(scenario, &verb.given)?;
    let given = given(scenario, &verb.given);
    let wanted = Wanted {
        given: &|way: &Way| given.iter().all(|s| way.bits(*s) == fixed.bits(*s)),
        start: options.start,
        observations: &|file| beside.times(file),
        seed: verb.seed,
    };
    Model::new(planner, plan, &wanted).map_err(|why| not_simulated(&why, beside))
}

/// Why it cannot be simulated; where a file is the reason, what is wrong with that.
fn not_simulated(why: &NotSimulated, beside: &Observations) -> Failure {
    match beside.wrong() {
        Some(message) => Failure { code: UNREADABLE, message },
        None => Failure { code: FINDINGS, message: why.text() },
    }
}

/// The situations that are settled on the command line.
fn given(scenario: &Scenario, given: &[String]) -> Vec<onething_engine::scenario::model::SituationId> {
    let named = given.iter().filter_map(|said| said.split_once('=')).map(|(name, _)| name);
    named.filter_map(|name| scenario.situations.get_index_of(name)).map(Into::into).collect()
}

fn options(verb: &Simulate, scenario: &Scenario, beside: &Observations) -> Result<Options, Failure> {
    let start = start(verb.start.as_deref())?;
    let arrivals = arrivals(verb, scenario, beside)?;
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

fn arrivals(verb: &Simulate, scenario: &Scenario, beside: &Observations) -> Result<Pattern, Failure> {
    if let Some(per_day) = verb.per_day {
        if !(per_day > 0.0 && per_day.is_finite()) {
            return Err(Failure::usage(Text::new(
                format!("--per-day {per_day}：应大于 0"),
                format!("--per-day {per_day}: it has to be above 0"),
            )));
        }
        return Ok(Pattern::Poisson { per_day, profile: None });
    }
    let written = Pattern::of(scenario, &|file| beside.times(file), &|file| beside.moments(file));
    if let Some(pattern) = written.map_err(|why| not_simulated(&why, beside))? {
        return Ok(pattern);
    }
    Err(Failure::usage(Text::new(
        "场景没有写每天来多少件：在 scenario.yaml 里写 `simulation: { arrivals: { per_day: 82 } }`，或用 --per-day",
        "the scenario does not say how many apply: write `simulation: { arrivals: { per_day: 82 } }` in scenario.yaml, or give --per-day",
    )))
}

/// Does it on so many threads.
fn in_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    let pool = builder
        .build()
        .map_err(|error| Failure { code: super::INTERNAL, message: Text::same(error.to_string()) })?;
    Ok(pool.install(work))
}
