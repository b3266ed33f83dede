//! `onething compare`: before and after.

mod all;
mod page;

use super::chosen::scenario;
use super::simulate::{self, Size};
use super::{Everywhere, Failure, GOOD, output, progress, sound};
use crate::library::{Loaded, choice};
use crate::report::comparison::{ComparisonReport, Picture};
use crate::report::{html, xlsx};
use crate::simulation::beside::picture;
use crate::simulation::{CASES, REPLICATIONS};
use clap::{Args, ValueEnum};
use onething_engine::analyse::compare::{Comparison, compare};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::figure::Figure;
use onething_engine::scenario::check::assumed;
use onething_engine::scenario::model::{Plan, Scenario};
use onething_engine::scenario::text::Language;
use std::path::PathBuf;

pub use page::human;

/// Width of lines of prose, in columns.
const PROSE: usize = 110;

/// Before and after: figures, each measure's share, what is asked and why.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething compare newborn-birth\n  onething compare newborn-birth --given born=elsewhere\n  onething compare newborn-birth separate joint --format json\n  onething compare newborn-birth --format html -o newborn.html\n  onething compare newborn-birth separate joint --simulate\n  onething compare --all"
)]
pub struct Compare {
    /// Scenario id or path
    #[arg(required_unless_present = "all")]
    scenario: Option<String>,
    /// The plan before [default: separate]
    from: Option<String>,
    /// The plan after [default: the first that is not separate]
    to: Option<String>,
    /// Every scenario of the library: totals, what is shared, and which measures save most
    #[arg(long, conflicts_with_all = ["scenario", "given", "simulate"])]
    all: bool,
    /// Fix an answer of the base way, `situation=answer`; `applicant=NAME` says who applies
    #[arg(long, value_name = "K=V")]
    given: Vec<String>,
    /// Play the same applicants through both plans, and tell the differences by pairs, as `simulate --against` does
    #[arg(long)]
    simulate: bool,
    /// Applications of each replication
    #[arg(long, value_name = "N", default_value_t = CASES, requires = "simulate", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    cases: u64,
    /// How often it is repeated, with other draws
    #[arg(long, value_name = "R", default_value_t = REPLICATIONS, requires = "simulate", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    replications: u32,
    /// The same seed gives the same figures
    #[arg(long, value_name = "S", default_value_t = 1, requires = "simulate")]
    seed: u64,
    /// Applications a day, instead of what the scenario says
    #[arg(long, value_name = "N", requires = "simulate")]
    per_day: Option<f64>,
    /// How the comparison is written; html is one file to hand on, xlsx a workbook and needs -o
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
pub fn run(verb: &Compare, everywhere: &Everywhere) -> Result<u8, Failure> {
    let Some(name) = verb.scenario.as_deref().filter(|_| !verb.all) else {
        return all::run(verb, everywhere);
    };
    if verb.simulate {
        return simulated(verb, name, everywhere);
    }
    let workbook = match verb.format {
        Format::Xlsx => Some(output::file(verb.output.as_deref(), "xlsx")?),
        _ => None,
    };
    let loaded = sound(everywhere, name)?;
    let comparison = comparison(&loaded, verb.from.as_deref(), verb.to.as_deref(), &verb.given)?;
    let (scenario, language) = (scenario(&loaded)?, everywhere.language());
    let report = |pictures| ComparisonReport {
        comparison: &comparison,
        scenario,
        language,
        given: &verb.given,
        pictures,
    };
    if let Some(path) = workbook {
        let bytes = xlsx::comparison(&report(Vec::new())).map_err(Failure::unmade)?;
        output::write_file(path, &bytes)?;
        return Ok(GOOD);
    }
    let text = match verb.format {
        Format::Json => output::json(&comparison)?,
        Format::Csv => csv(&comparison),
        Format::Html => {
            let plans = [comparison.from.as_str(), comparison.to.as_str()];
            html::comparison(&report(pictures(scenario, &plans, &verb.given, language)?))
        }
        Format::Human | Format::Xlsx => human(&comparison, scenario, language),
    };
    output::write(verb.output.as_deref(), &text)?;
    Ok(GOOD)
}

/// The comparison by simulation.
fn simulated(verb: &Compare, name: &str, everywhere: &Everywhere) -> Result<u8, Failure> {
    let loaded = sound(everywhere, name)?;
    let (from, to) = plans(scenario(&loaded)?, verb.from.as_deref(), verb.to.as_deref())?;
    let Compare { cases, replications, seed, per_day, .. } = *verb;
    let size = Size { cases, replications, seed, per_day };
    let format = match verb.format {
        Format::Human => simulate::Format::Human,
        Format::Json => simulate::Format::Json,
        Format::Csv => simulate::Format::Csv,
        Format::Html => simulate::Format::Html,
        Format::Xlsx => simulate::Format::Xlsx,
    };
    let written = (format, verb.output.as_deref());
    simulate::compared(&loaded, (&from.id, &to.id), (&verb.given, size), written, everywhere)
}

/// The plans that are compared, by default the separate one with the first other.
fn plans<'s>(
    scenario: &'s Scenario,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(&'s Plan, &'s Plan), Failure> {
    let from = choice::named(scenario, from.unwrap_or("separate"))?;
    let to = match to {
        Some(to) => choice::named(scenario, to)?,
        None => choice::joint(scenario)?,
    };
    Ok((from, to))
}

/// The process of each of some plans in the base way, drawn.
///
/// # Errors
/// There is no such plan or answer, or steps wait for each other.
pub fn pictures(
    scenario: &Scenario,
    plans: &[&str],
    given: &[String],
    language: Language,
) -> Result<Vec<Picture>, Failure> {
    let way = choice::way(scenario, given)?;
    let planner = Planner::new(scenario);
    let draw = |name: &&str| -> Result<Picture, Failure> {
        let plan = choice::named(scenario, name)?;
        picture(&planner, plan, &way, language).map_err(|message| Failure { code: super::FINDINGS, message })
    };
    plans.iter().map(draw).collect()
}

/// Compares two plans of a loaded scenario, by default the separate one with the first other.
pub fn comparison(
    loaded: &Loaded,
    from: Option<&str>,
    to: Option<&str>,
    given: &[String],
) -> Result<Comparison, Failure> {
    let scenario = scenario(loaded)?;
    let (from, to) = plans(scenario, from, to)?;
    let way = choice::way(scenario, given)?;
    let planner = Planner::new(scenario);
    Ok(progress::shown(&scenario.id.value, || compare(&planner, from, to, &way, assumed(scenario).len())))
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
