//! The process graph: typed nodes and edges over petgraph.

pub use crate::plan::flow::Signal;
use crate::plan::route::Lane;
use crate::scenario::model::{Condition, Id, Period, Step};
use crate::scenario::text::Text;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use serde::Serialize;
use std::sync::Arc;

/// The graph type underneath.
pub type Graph = DiGraph<Node, Edge>;

/// The process of one plan in one way.
#[derive(Debug, Clone)]
pub struct Process {
    /// The scenario's id.
    pub scenario: Id,
    /// The plan's id.
    pub plan: Id,
    /// The scenario's label and the plan's: `A child is born · Jointly`.
    pub title: Text,
    /// Nodes and edges.
    pub graph: Graph,
    /// Where it begins.
    pub start: NodeIndex,
    /// Where it ends.
    pub end: NodeIndex,
    /// The lanes it runs through: the applicant, then departments in order of appearance.
    pub lanes: Vec<LaneFacts>,
}

/// A lane and its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneFacts {
    /// Whose lane.
    pub lane: Lane,
    /// `applicant`, or the department's id.
    pub id: Id,
    /// Label.
    pub title: Text,
    /// Whether the department only supplies data in this process (rule 30).
    pub data_source: bool,
}

/// How many branches of a gateway are taken or waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// All of them: in parallel.
    All,
    /// Exactly one of them.
    One,
    /// Those whose condition holds; where they meet, as many as were taken.
    Any,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// The applicant signs in and begins.
    Start,
    /// Everything has been delivered.
    End,
    /// The applicant fills a form and hands in materials.
    Form,
    /// A person of a department works.
    Task,
    /// The same, outside the limit (特别程序).
    Special,
    /// Done by rule; the share that still goes to people, 0–1.
    Automatic {
        /// Share decided by people.
        human: f64,
    },
    /// A service or licence of a system is called.
    Call,
    /// A notice is sent.
    Notice,
    /// A message or a time is waited for. It goes on when that comes, or when its time is over; where these
    /// part, an exclusive split follows at once, and the wait decides on which of its edges the token leaves
    /// ([`Signal::InTime`], [`Signal::TooLate`]).
    Wait,
    /// Another scenario is run, and its result waited for.
    Run,
    /// A thing is taken for this application alone, until it is released or lapses (rule 44): joins the line
    /// and goes on at once. Two exclusive splits follow, which the state of the hold decides when a token
    /// reaches them: whether it must wait ([`Signal::AtOnce`], [`Signal::InLine`]: what is done while waiting,
    /// then [`NodeKind::HoldLine`]), and whether it came into effect ([`Signal::TookEffect`]: what is done
    /// then, then [`NodeKind::HoldEnd`]; or [`Signal::LeftTheLine`]). What is done at the end comes after.
    Hold,
    /// Waits in the line of a hold until it takes effect or is over, be that already so.
    HoldLine,
    /// Waits until a hold is released or lapses, be that already so; where something is done when it is renewed,
    /// until that, and comes again behind it ([`Signal::Renewed`], [`Signal::HoldOver`]).
    HoldEnd,
    /// Goes on only while nobody holds a thing (rule 44).
    HoldFree,
    /// The applicant visits to collect a result.
    Collect,
    /// Results are sent.
    Deliver,
    /// Branches begin.
    Split(Gate),
    /// Branches meet.
    Join(Gate),
}

/// An item that a node serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedItem {
    /// Its name of use: `household_registration_2`.
    pub id: String,
    /// Label, with the member's number where there are several.
    pub title: Text,
    /// Its position in the derivation's list of uses.
    pub position: usize,
}

/// A node of the process.
#[derive(Debug, Clone)]
pub struct Node {
    /// Unique in the process, stable between runs: `household_registration.review`.
    pub id: String,
    /// Label.
    pub title: Text,
    /// What it is.
    pub kind: NodeKind,
    /// Who does it.
    pub lane: Lane,
    /// The items it serves.
    pub items: Vec<ServedItem>,
    /// Whether a department confirms here what a paper would prove (部门核验); what it does not confirm is asked.
    pub verifies: bool,
    /// The step of the scenario that it carries out; none for forms, calls that supply data, routing.
    pub step: Option<Arc<Step>>,
    /// Whom it is about, by name: of a call in order of the roles, of a notice who gets it, of a hold the
    /// thing, of a copy for one member that member.
    pub about: Vec<String>,
    /// By which role.
    pub role: Option<Id>,
    /// Departments, by id, that take part in the same visit and must agree too (联合勘验).
    pub with: Vec<Id>,
    /// In which system, by id.
    pub system: Option<Id>,
    /// The service or licence called, by id.
    pub calls: Option<Id>,
    /// Mean staff time in minutes, where it is known.
    pub minutes: Option<f64>,
    /// A limit of its own.
    pub within: Option<Period>,
    /// What must be known for it, by name of the fact; computed values stand as what they are computed from.
    pub uses: Vec<String>,
    /// What is known after it.
    pub supplies: Vec<String>,
}

/// An edge of the process: the later node waits for the earlier.
#[derive(Debug, Clone, Default)]
pub struct Edge {
    /// Responsibility passes between lanes here (rule 33).
    pub handoff: bool,
    /// On which answer or outcome; empty where there is no choice.
    pub label: Text,
    /// Behind a split, taken when this holds, judged in the order in which edges were added; none: on the
    /// signal, else otherwise. At the end of a round a value that the round did not bring leaves it not held.
    pub when: Option<Condition>,
    /// Behind a split, taken when what stands before it ended like this.
    pub on: Option<Signal>,
    /// Share of cases that take it, 0–1, where only a run can tell.
    pub chance: Option<f64>,
    /// Leads back to where a repetition begins.
    pub back: bool,
    /// What is known once it is taken, beyond what its start supplies.
    pub supplies: Vec<String>,
}

impl Node {
    /// Whether it only routes: start, end and gateways.
    pub fn is_routing(&self) -> bool {
        matches!(self.kind, NodeKind::Start | NodeKind::End | NodeKind::Split(_) | NodeKind::Join(_))
    }

    /// Whether a person works here: between these stand handoffs (rule 33).
    pub fn is_human(&self) -> bool {
        match self.kind {
            NodeKind::Form | NodeKind::Task | NodeKind::Special | NodeKind::Collect | NodeKind::Deliver => {
                true
            }
            NodeKind::Automatic { human } => human >= 1.0,
            _ => false,
        }
    }
}

impl Process {
    /// The node of an id.
    pub fn find(&self, id: &str) -> Option<NodeIndex> {
        self.graph.node_indices().find(|n| self.graph[*n].id == id)
    }

    /// The edges, with the ids of their ends.
    pub fn edges(&self) -> impl Iterator<Item = (&str, &str, &Edge)> {
        self.graph.edge_references().filter_map(|edge| {
            let from = self.graph.node_weight(edge.source())?;
            let to = self.graph.node_weight(edge.target())?;
            Some((from.id.as_str(), to.id.as_str(), edge.weight()))
        })
    }

    /// Ids of nodes, for findings: `apply → accept → review`.
    pub fn path_text(&self, path: &[NodeIndex]) -> String {
        let ids: Vec<&str> =
            path.iter().filter_map(|n| self.graph.node_weight(*n)).map(|n| n.id.as_str()).collect();
        ids.join(" → ")
    }
}
