//! `onething show`: one plan in one way, told in full.

mod page;

use super::compare::{joint, plan, scenario};
use super::{Everywhere, Failure, GOOD, given, output, sound};
use clap::{Args, ValueEnum};
use onething_engine::analyse::show::show;
use onething_engine::plan::derive::Planner;
use std::path::PathBuf;

/// What applies, what is asked and why, the order, the count.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething show newborn-birth\n  onething show newborn-birth --plan joint --given born=elsewhere --given household=with_father"
)]
pub struct Show {
    /// Scenario id or path
    scenario: String,
    /// The plan [default: the first that is not separate]
    #[arg(long)]
    plan: Option<String>,
    /// Fix an answer, `situation=answer`; `applicant=NAME` says who applies; the rest is the base way
    #[arg(long, value_name = "K=V")]
    given: Vec<String>,
    /// How it is written
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
}

/// Runs the verb.
pub fn run(verb: &Show, everywhere: &Everywhere) -> Result<u8, Failure> {
    let loaded = sound(everywhere, &verb.scenario)?;
    let scenario = scenario(&loaded)?;
    let plan = match &verb.plan {
        Some(name) => plan(scenario, name)?,
        None => joint(scenario).or_else(|_| plan(scenario, "separate"))?,
    };
    let way = given::way(scenario, &verb.given)?;
    let shown = show(&Planner::new(scenario), plan, &way);
    let text = match verb.format {
        Format::Human => page::Page { shown: &shown, scenario, language: everywhere.language() }.text(),
        Format::Json => output::json(&shown)?,
    };
    output::write(verb.output.as_deref(), &text)?;
    Ok(GOOD)
}
