//! `onething simulate`: many applications in virtual time.

mod logged;
mod page;
mod paired;
mod sensitivity;
mod staffing;

use super::chosen::scenario;
use super::compare::pictures;
use super::progress::Bar;
use super::{Everywhere, FINDINGS, Failure, GOOD, output, sound};
use crate::library::Loaded;
use crate::library::observations::Observations;
use crate::report::comparison::Picture;
use crate::report::setting::Setting;
use crate::report::simulation::SimulationReport;
use crate::report::{csv, html, xlsx};
use crate::simulation::{self, CASES, REPLICATIONS, Said};
use clap::{Args, ValueEnum};
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::text::Text;
use onething_engine::simulate::simulate;
use std::path::{Path, PathBuf};

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
    #[arg(long, value_name = "N", default_value_t = CASES, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    cases: u64,
    /// How often it is repeated, with other draws
    #[arg(long, value_name = "R", default_value_t = REPLICATIONS, value_parser = clap::value_parser!(u32).range(1..=100_000))]
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

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
    Csv,
    Html,
    Xlsx,
}

impl Simulate {
    /// What is simulated.
    fn said(&self) -> Said {
        Said {
            plan: self.plan.clone(),
            given: self.given.clone(),
            cases: self.cases,
            replications: self.replications,
            seed: self.seed,
            warm_up: self.warm_up.clone(),
            per_day: self.per_day,
            precision: self.precision,
            start: self.start.clone(),
            what_if: self.what_if.clone(),
            against: self.against.clone(),
        }
    }
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

/// How much is simulated where two plans are compared.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Applications of each replication.
    pub cases: u64,
    /// How often it is repeated.
    pub replications: u32,
    /// The same seed gives the same figures.
    pub seed: u64,
    /// Applications a day, instead of what the scenario says.
    pub per_day: Option<f64>,
}

/// Runs the verb.
pub fn run(verb: &Simulate, everywhere: &Everywhere) -> Result<u8, Failure> {
    let loaded = sound(everywhere, &verb.scenario)?;
    simulated(verb, &loaded, everywhere)
}

/// Compares two plans by simulation, in pairs: what `onething compare --simulate` is.
pub fn compared(
    loaded: &Loaded,
    (from, to): (&str, &str),
    (given, size): (&[String], Size),
    (format, output): (Format, Option<&Path>),
    everywhere: &Everywhere,
) -> Result<u8, Failure> {
    let verb = Simulate {
        scenario: String::new(),
        plan: Some(from.to_owned()),
        given: given.to_vec(),
        cases: size.cases,
        replications: size.replications,
        seed: size.seed,
        warm_up: None,
        per_day: size.per_day,
        precision: None,
        start: None,
        what_if: Vec::new(),
        against: Some(to.to_owned()),
        sensitivity: false,
        staffing: false,
        budget: None,
        candidates: 0,
        log: None,
        threads: None,
        format,
        output: output.map(Path::to_owned),
    };
    simulated(&verb, loaded, everywhere)
}

fn simulated(verb: &Simulate, loaded: &Loaded, everywhere: &Everywhere) -> Result<u8, Failure> {
    // Before anything is simulated: nobody waits for what cannot be written.
    if verb.format == Format::Xlsx {
        output::file(verb.output.as_deref(), "xlsx")?;
    }
    let scenario = scenario(loaded)?;
    let beside = Observations::beside(loaded);
    let said = verb.said();
    let options = said.options(scenario, &beside)?;
    let planner = Planner::new(scenario);
    let model = said.model(&planner, &beside, options.start)?;
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
        let other = said.other(&planner, &beside, (&model, &options))?;
        paired::compared(verb, loaded, (&model, &other), &setting)?.put(verb)?;
        return Ok(GOOD);
    }
    let pictures = match verb.format {
        Format::Html => pictures(scenario, &[&model.plan.id], &verb.given, language)?,
        _ => Vec::new(),
    };
    let bar = Bar::of(&scenario.id.value, said.applications());
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

/// Does it on so many threads.
fn in_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    simulation::in_threads(threads, work)
        .map_err(|error| Failure { code: super::INTERNAL, message: Text::same(error.to_string()) })
}
