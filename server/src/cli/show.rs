//! `onething show`: one plan in one way, told in full.

mod page;

use super::chosen::Chosen;
use super::{Everywhere, Failure, GOOD, output};
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
    #[command(flatten)]
    chosen: Chosen,
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
    let loaded = verb.chosen.load(everywhere)?;
    let (scenario, plan, way) = verb.chosen.of(&loaded)?;
    let shown = show(&Planner::new(scenario), plan, &way);
    let text = match verb.format {
        Format::Human => page::Page { shown: &shown, scenario, language: everywhere.language() }.text(),
        Format::Json => output::json(&shown)?,
    };
    output::write(verb.output.as_deref(), &text)?;
    Ok(GOOD)
}
