//! `onething graph`: the process of a plan in one way as a picture or data.

use super::chosen::Chosen;
use super::{Everywhere, Failure, GOOD, output};
use crate::api::dto::graph::GraphDocument;
use clap::{Args, ValueEnum};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::process::draw::diagram;
use onething_engine::process::graph::Process;
use onething_engine::process::layout::layout;
use onething_engine::process::picture::{dot, mermaid, svg};
use onething_engine::scenario::model::Plan;
use onething_engine::scenario::text::Language;
use std::path::PathBuf;

/// The process as a picture or data.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething graph newborn-birth -o newborn.svg\n  onething graph newborn-birth --plan separate --format mermaid"
)]
pub struct Graph {
    #[command(flatten)]
    chosen: Chosen,
    /// What to write
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to a file; its ending says the format where --format does not
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Svg,
    Dot,
    Mermaid,
    Json,
}

impl Graph {
    fn format(&self) -> Format {
        let ending = self.output.as_ref().and_then(|o| o.extension()).and_then(|e| e.to_str());
        self.format.unwrap_or(match ending {
            Some("dot" | "gv") => Format::Dot,
            Some("mmd" | "mermaid" | "md") => Format::Mermaid,
            Some("json") => Format::Json,
            _ => Format::Svg,
        })
    }
}

/// Runs the verb.
pub fn run(verb: &Graph, everywhere: &Everywhere) -> Result<u8, Failure> {
    let loaded = verb.chosen.load(everywhere)?;
    let (scenario, plan, way) = verb.chosen.of(&loaded)?;
    let planner = Planner::new(scenario);
    let process = process(&planner, plan, &way)?;
    let text = write(&process, verb.format(), everywhere.language())?;
    output::write(verb.output.as_deref(), &text)?;
    Ok(GOOD)
}

/// The process of a plan in one way.
///
/// # Errors
/// Steps wait for each other.
pub fn process(planner: &Planner<'_>, plan: &Plan, way: &Way) -> Result<Process, Failure> {
    compile(&planner.derive(plan, MeasureSet::all(plan), way), plan)
        .map_err(|circle| Failure { code: super::FINDINGS, message: circle.text() })
}

fn write(process: &Process, format: Format, language: Language) -> Result<String, Failure> {
    let diagram = diagram(process);
    Ok(match format {
        Format::Svg => svg(&layout(&diagram, language)),
        Format::Dot => dot(&diagram, language),
        Format::Mermaid => mermaid(&diagram, language),
        Format::Json => output::json(&GraphDocument::of(process, layout(&diagram, language)))?,
    })
}
