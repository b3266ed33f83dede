//! `onething conform`: a log of real work replayed on the process, and where it deviates.

mod page;

use super::chosen::scenario;
use super::rows::rows;
use super::{Everywhere, FINDINGS, Failure, GOOD, output, progress, sound};
use crate::library::choice;
use clap::{Args, ValueEnum};
use onething_engine::analyse::conform::pnml::pnml;
use onething_engine::analyse::conform::{By, NotModelled, Processes, Traces, align, conform};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Plan, Scenario, SituationId};
use onething_engine::scenario::text::Text;
use std::path::{Path, PathBuf};

/// A log of real work replayed on the process of a plan by optimal alignment, and where it deviates.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething simulate newborn-birth --cases 500 --replications 1 --log log.csv\n  onething conform newborn-birth log.csv\n  onething conform newborn-birth log.xes --format csv -o cases.csv\n  onething conform newborn-birth --given household=with_father --net newborn.pnml"
)]
pub struct Conform {
    /// Scenario id or path
    scenario: String,
    /// The log, `.xes` or CSV: case, activity, start and end at least
    #[arg(required_unless_present = "net")]
    log: Option<PathBuf>,
    /// The plan [default: the first that is not separate]
    #[arg(long)]
    plan: Option<String>,
    /// Only ways with this answer, `situation=answer`; each case is aligned with the way that it fits best
    #[arg(long, value_name = "K=V")]
    given: Vec<String>,
    /// What rows are told apart by [default: outcome where the log has any]
    #[arg(long, value_enum)]
    by: Option<Told>,
    /// Most variants that are shown
    #[arg(long, value_name = "N", default_value_t = 5)]
    variants: usize,
    /// Most states that are searched for one variant; those beyond are told as not aligned
    #[arg(long, value_name = "N", default_value_t = 400_000, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    states: u32,
    /// Write the Petri net that the log is aligned with as PNML to a file
    #[arg(long, value_name = "FILE")]
    net: Option<PathBuf>,
    /// How it is written; csv has a line for every case
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

/// What rows are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Told {
    Activity,
    Outcome,
}

impl From<Told> for By {
    fn from(told: Told) -> Self {
        match told {
            Told::Activity => Self::Activity,
            Told::Outcome => Self::Outcome,
        }
    }
}

/// Runs the verb.
pub fn run(verb: &Conform, everywhere: &Everywhere) -> Result<u8, Failure> {
    let loaded = sound(everywhere, &verb.scenario)?;
    let scenario = scenario(&loaded)?;
    let plan = choice::plan(scenario, verb.plan.as_deref())?;
    let log = verb.log.as_deref().map(|file| rows(file).map(|rows| (file, rows))).transpose()?;
    let traces = log.map(|(file, rows)| (file, Traces::of(&rows, verb.by.map(By::from))));
    let by = traces.as_ref().map(|(_, traces)| traces.by).or(verb.by.map(By::from));
    let processes = processes(verb, scenario, plan, by.unwrap_or(By::Outcome))?;
    if let Some(file) = &verb.net {
        net(file, &processes, plan)?;
    }
    let Some((file, traces)) = traces else { return Ok(GOOD) };
    let states = usize::try_from(verb.states).unwrap_or(usize::MAX);
    let bounds = align::Bounds { pairs: states, ..align::Bounds::default() };
    let told = progress::shown(&file.display().to_string(), || conform(&traces, &processes, bounds));
    let text = match verb.format {
        Format::Human => page::human(&told, scenario, plan, verb.variants, everywhere.language()),
        Format::Json => output::json(&told)?,
        Format::Csv => page::csv(&told),
    };
    output::write(verb.output.as_deref(), &text)?;
    Ok(if told.not_aligned > 0 { FINDINGS } else { GOOD })
}

fn processes(verb: &Conform, scenario: &Scenario, plan: &Plan, by: By) -> Result<Processes, Failure> {
    let fixed = choice::way(scenario, &verb.given)?;
    let named = verb.given.iter().filter_map(|said| said.split_once('=')).map(|(name, _)| name);
    let given: Vec<SituationId> =
        named.filter_map(|name| scenario.situations.get_index_of(name)).map(Into::into).collect();
    let is_given = |way: &Way| given.iter().all(|situation| way.bits(*situation) == fixed.bits(*situation));
    let planner = Planner::new(scenario);
    let modelled = progress::shown(&scenario.id.value, || {
        Processes::new(&planner, plan, fixed.applicant, &is_given, by)
    });
    modelled.map_err(|why: NotModelled| Failure { code: FINDINGS, message: why.text() })
}

/// Writes the one net that there is.
fn net(file: &Path, processes: &Processes, plan: &Plan) -> Result<(), Failure> {
    let [only] = processes.nets.as_slice() else {
        let (count, told) = (processes.nets.len(), page::apart(processes));
        return Err(Failure::usage(Text::new(
            format!("--net：这些答案下有 {count} 种流程；用 --given 定下 {told}"),
            format!("--net: there are {count} processes under these answers; settle {told} with --given"),
        )));
    };
    output::write(Some(file), &pnml(&only.net, &plan.title.en))
}
