//! `onething simulate`: many applications in virtual time.

mod logged;
mod page;
mod paired;
mod sensitivity;
mod several;
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
use crate::simulation::beside::pictures_of;
use crate::simulation::{self, Beside, CASES, REPLICATIONS, Said};
use clap::{Args, ValueEnum};
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Text;
use onething_engine::simulate::{Outcome, simulate};
use std::path::{Path, PathBuf};

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
            per_day: self.per_day.clone(),
            precision: self.precision,
            start: self.start.clone(),
            what_if: self.what_if.clone(),
            against: self.against.clone(),
            // Searches are told as they go.
            search: None,
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
    let loaded: Vec<Loaded> =
        verb.scenario.iter().map(|named| sound(everywhere, named)).collect::<Result<_, _>>()?;
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
        scenario: Vec::new(),
        plan: vec![from.to_owned()],
        given: given.to_vec(),
        cases: size.cases,
        replications: size.replications,
        seed: size.seed,
        warm_up: None,
        per_day: size.per_day.iter().map(f64::to_string).collect(),
        precision: None,
        start: None,
        what_if: Vec::new(),
        against: vec![to.to_owned()],
        sensitivity: false,
        staffing: false,
        budget: None,
        candidates: 0,
        log: None,
        threads: None,
        format,
        output: output.map(Path::to_owned),
    };
    simulated(&verb, std::slice::from_ref(loaded), everywhere)
}

fn simulated(verb: &Simulate, loaded: &[Loaded], everywhere: &Everywhere) -> Result<u8, Failure> {
    // Before anything is simulated: nobody waits for what cannot be written.
    if verb.format == Format::Xlsx {
        output::file(verb.output.as_deref(), "xlsx")?;
    }
    let files: Vec<Observations> = loaded.iter().map(Observations::beside).collect();
    let beside = |(loaded, files)| Ok(Beside { scenario: scenario(loaded)?, files });
    let all: Vec<Beside<'_>> = loaded.iter().zip(&files).map(beside).collect::<Result<_, Failure>>()?;
    let Some(Beside { scenario, .. }) = all.first().copied() else { return Ok(GOOD) };
    let said = verb.said();
    let options = said.options(&all)?;
    let planners: Vec<Planner<'_>> = all.iter().map(|one| Planner::new(one.scenario)).collect();
    let model = said.model(&all, &planners, options.start)?;
    let language = everywhere.language();
    let plan = model.plan();
    let beside: Vec<&Scenario> = all.iter().skip(1).map(|one| one.scenario).collect();
    let setting = Setting { options: &options, scenario, beside: &beside, plan: &plan, language };
    if verb.staffing {
        staffing::searched(verb, &model, &setting)?.put(verb)?;
        return Ok(GOOD);
    }
    if verb.sensitivity {
        sensitivity::moved(verb, &model, &setting)?.put(verb)?;
        return Ok(GOOD);
    }
    if said.is_paired() {
        let other = said.other(&all, &planners, (&model, &options))?;
        let (report, code) = paired::compared(verb, loaded, (&model, &other), &setting)?;
        report.put(verb)?;
        return Ok(code);
    }
    let bar = Bar::of(&model.id(), said.applications());
    let outcome = in_threads(verb.threads, || simulate(&model, &options, &bar))?;
    drop(bar);
    if let Some(file) = &verb.log {
        let bar = Bar::of(&file.to_string_lossy(), verb.cases);
        logged::write(file, &model, &options, language, &bar)?;
    }
    let code = code([&outcome]);
    let pictures = match verb.format {
        Format::Html => drawn(verb, &setting, &[&outcome.plan])?,
        _ => Vec::new(),
    };
    let report =
        SimulationReport { outcome: &outcome, options: &options, scenario, beside: &beside, language };
    written(&report, &pictures, verb.format)?.put(verb)?;
    Ok(code)
}

/// How the verb ends: where staff is overloaded on any side, times say only how long was simulated.
fn code<'o>(sides: impl IntoIterator<Item = &'o Outcome>) -> u8 {
    let is_overloaded = sides.into_iter().any(|side| side.overloaded().next().is_some());
    if is_overloaded { FINDINGS } else { GOOD }
}

/// The processes of some plans, drawn; of several scenarios those of each.
fn drawn(verb: &Simulate, setting: &Setting<'_>, plans: &[&str]) -> Result<Vec<Picture>, Failure> {
    if setting.beside.is_empty() {
        return pictures(setting.scenario, plans, &verb.given, setting.language);
    }
    let scenarios: Vec<&Scenario> = setting.scenarios().collect();
    Ok(pictures_of(&scenarios, plans, &verb.given, setting.language))
}

/// One simulation in a format.
fn written(report: &SimulationReport<'_>, pictures: &[Picture], format: Format) -> Result<Written, Failure> {
    let SimulationReport { outcome, options, scenario, language, .. } = *report;
    Ok(Written::Text(match format {
        Format::Json => output::json(outcome)?,
        Format::Csv => csv::simulation(outcome),
        Format::Html => html::simulation(report, pictures),
        Format::Xlsx => return Ok(Written::Workbook(xlsx::simulation(report).map_err(Failure::unmade)?)),
        Format::Human if report.is_of_several() => several::human(report),
        Format::Human => page::human(outcome, options, scenario, language),
    }))
}

/// Does it on so many threads.
fn in_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    simulation::in_threads(threads, work)
        .map_err(|error| Failure { code: super::INTERNAL, message: Text::same(error.to_string()) })
}
