//! The process of a plan in one way, as data: the same document on the command line and over HTTP.

use super::text::Label;
use onething_engine::process::graph::{Node, NodeKind, Process, Signal};
use onething_engine::process::layout::Layout;
use serde::Serialize;
use utoipa::ToSchema;

/// The process and its picture's coordinates; every node of the process, also those that a picture groups.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GraphDocument {
    /// The scenario.
    pub scenario: String,
    /// The plan.
    pub plan: String,
    /// The scenario's label and the plan's.
    pub title: Label,
    /// Who takes part: the applicant, then departments.
    pub lanes: Vec<LaneView>,
    /// What happens.
    pub nodes: Vec<NodeView>,
    /// What follows what.
    pub edges: Vec<EdgeView>,
    /// Where everything stands in the picture, in pixels.
    #[schema(value_type = Object)]
    pub layout: Layout,
}

/// A lane.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LaneView {
    /// `applicant`, or the department's name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Whether the department only supplies data in this process.
    pub data_source: bool,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NodeView {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// What it is: a name, or an object of one name where it has particulars.
    #[schema(value_type = serde_json::Value)]
    pub kind: NodeKind,
    /// Whose lane it is in.
    pub lane: String,
    /// The items it serves.
    pub items: Vec<String>,
    /// The parties it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// The role that does it.
    pub role: Option<String>,
    /// Departments that take part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// The system it runs on or calls.
    pub system: Option<String>,
    /// The service it calls.
    pub calls: Option<String>,
    /// How long it takes, in minutes of work.
    pub minutes: Option<f64>,
    /// What it must know.
    pub uses: Vec<String>,
    /// What is known after it.
    pub supplies: Vec<String>,
}

/// An edge.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EdgeView {
    /// The node it leaves.
    pub from: String,
    /// The node it reaches.
    pub to: String,
    /// Whether work passes from one party to another.
    pub handoff: bool,
    /// Label.
    pub label: Label,
    /// The condition it is taken on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The signal it is taken on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub on: Option<Signal>,
    /// The chance that it is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// Whether it leads back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
    /// What passes along it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supplies: Vec<String>,
}

impl GraphDocument {
    /// A process and its picture.
    pub fn of(process: &Process, layout: Layout) -> Self {
        let graph = &process.graph;
        Self {
            scenario: process.scenario.to_string(),
            plan: process.plan.to_string(),
            title: (&process.title).into(),
            lanes: process
                .lanes
                .iter()
                .map(|l| LaneView {
                    id: l.id.to_string(),
                    title: (&l.title).into(),
                    data_source: l.data_source,
                })
                .collect(),
            nodes: graph.node_weights().map(|node| NodeView::of(process, node)).collect(),
            edges: process
                .edges()
                .map(|(from, to, edge)| EdgeView {
                    from: from.to_string(),
                    to: to.to_string(),
                    handoff: edge.handoff,
                    label: (&edge.label).into(),
                    when: edge.when.as_ref().map(|c| c.text.value.to_string()),
                    on: edge.on,
                    chance: edge.chance,
                    back: edge.back,
                    supplies: edge.supplies.to_vec(),
                })
                .collect(),
            layout,
        }
    }
}

impl NodeView {
    fn of(process: &Process, node: &Node) -> Self {
        let lane = process.lanes.iter().find(|l| l.lane == node.lane).map_or("applicant", |l| &*l.id);
        Self {
            id: node.id.to_string(),
            title: (&node.title).into(),
            kind: node.kind,
            lane: lane.to_owned(),
            items: node.items.iter().map(|i| i.id.to_string()).collect(),
            about: node.about.to_vec(),
            role: node.role.as_deref().map(str::to_owned),
            with: node.with.iter().map(ToString::to_string).collect(),
            system: node.system.as_deref().map(str::to_owned),
            calls: node.calls.as_deref().map(str::to_owned),
            minutes: node.minutes,
            uses: node.uses.to_vec(),
            supplies: node.supplies.to_vec(),
        }
    }
}
