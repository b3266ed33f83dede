//! `onething graph`: the process of a plan in one way as a picture or data.

use super::chosen::Chosen;
use super::{Everywhere, Failure, GOOD, output};
use clap::{Args, ValueEnum};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::process::compile::compile;
use onething_engine::process::draw::diagram;
use onething_engine::process::graph::Process;
use onething_engine::process::layout::{Layout, layout};
use onething_engine::process::picture::{dot, mermaid, svg};
use onething_engine::scenario::text::{Language, Text};
use serde::Serialize;
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
    let process = compile(&planner.derive(plan, MeasureSet::all(plan), &way), plan).map_err(|circle| {
        let zh = format!("这些环节互相等待：{}", circle.0.join("、"));
        Failure { code: super::FINDINGS, message: Text::new(zh, circle.to_string()) }
    })?;
    let text = write(&process, verb.format(), everywhere.language())?;
    output::write(verb.output.as_deref(), &text)?;
    Ok(GOOD)
}

fn write(process: &Process, format: Format, language: Language) -> Result<String, Failure> {
    let diagram = diagram(process);
    Ok(match format {
        Format::Svg => svg(&layout(&diagram, language)),
        Format::Dot => dot(&diagram, language),
        Format::Mermaid => mermaid(&diagram, language),
        Format::Json => output::json(&Document::of(process, layout(&diagram, language)))?,
    })
}

/// The process and its picture's coordinates; every node of the process, also those that a picture groups.
#[derive(Serialize)]
struct Document<'a> {
    scenario: &'a str,
    plan: &'a str,
    title: &'a Text,
    lanes: Vec<LaneDocument<'a>>,
    nodes: Vec<NodeDocument<'a>>,
    edges: Vec<EdgeDocument<'a>>,
    layout: Layout,
}

#[derive(Serialize)]
struct LaneDocument<'a> {
    id: &'a str,
    title: &'a Text,
    data_source: bool,
}

#[derive(Serialize)]
struct NodeDocument<'a> {
    id: &'a str,
    title: &'a Text,
    kind: onething_engine::process::graph::NodeKind,
    lane: &'a str,
    items: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    about: &'a [String],
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    with: Vec<&'a str>,
    system: Option<&'a str>,
    calls: Option<&'a str>,
    minutes: Option<f64>,
    uses: &'a [String],
    supplies: &'a [String],
}

#[derive(Serialize)]
struct EdgeDocument<'a> {
    from: &'a str,
    to: &'a str,
    handoff: bool,
    label: &'a Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<onething_engine::process::graph::Signal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chance: Option<f64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    back: bool,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    supplies: &'a [String],
}

impl<'a> Document<'a> {
    fn of(process: &'a Process, layout: Layout) -> Self {
        let lane_id = |lane| process.lanes.iter().find(|l| l.lane == lane).map_or("applicant", |l| &*l.id);
        let graph = &process.graph;
        Self {
            scenario: &process.scenario,
            plan: &process.plan,
            title: &process.title,
            lanes: process
                .lanes
                .iter()
                .map(|l| LaneDocument { id: &l.id, title: &l.title, data_source: l.data_source })
                .collect(),
            nodes: graph
                .node_weights()
                .map(|n| NodeDocument {
                    id: &n.id,
                    title: &n.title,
                    kind: n.kind,
                    lane: lane_id(n.lane),
                    items: n.items.iter().map(|i| i.id.as_str()).collect(),
                    about: &n.about,
                    role: n.role.as_deref(),
                    with: n.with.iter().map(|d| &**d).collect(),
                    system: n.system.as_deref(),
                    calls: n.calls.as_deref(),
                    minutes: n.minutes,
                    uses: &n.uses,
                    supplies: &n.supplies,
                })
                .collect(),
            edges: process
                .edges()
                .map(|(from, to, edge)| EdgeDocument {
                    from,
                    to,
                    handoff: edge.handoff,
                    label: &edge.label,
                    when: edge.when.as_ref().map(|c| &*c.text.value),
                    on: edge.on,
                    chance: edge.chance,
                    back: edge.back,
                    supplies: &edge.supplies,
                })
                .collect(),
            layout,
        }
    }
}
