//! What a picture of a process shows: lanes, nodes in them, edges between them. Independent of how the
//! process is represented elsewhere; whoever has a process converts it to this.

use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A process to be drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagram {
    /// What the picture is called.
    pub title: Text,
    /// The bands, from top to bottom.
    pub lanes: Vec<Lane>,
    /// The steps, in any order; edges name them by position.
    pub nodes: Vec<Node>,
    /// The connections between steps.
    pub edges: Vec<Edge>,
}

/// A band of the picture: everything one party does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Name for machines, unique among lanes.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Who acts in the lane.
    pub kind: LaneKind,
}

/// Who acts in a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneKind {
    /// The person or company that asks.
    Applicant,
    /// A department that decides.
    Department,
    /// A system that acts by itself.
    System,
}

/// A step of the process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Name for machines, unique among nodes.
    pub id: String,
    /// Position in [`Diagram::lanes`].
    pub lane: usize,
    /// What kind of step.
    pub shape: Shape,
    /// Name for people.
    pub title: Text,
    /// A smaller second line, such as the role and the minutes; may be empty.
    pub subtitle: Text,
    /// What a reader sees on pointing at the node; may be empty.
    pub tooltip: Text,
}

/// What kind of step a node is, and so how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Where the process begins.
    Start,
    /// Where the process ends.
    End,
    /// The applicant fills in a form.
    Form,
    /// A person works.
    Task,
    /// A special step by law: hearing, expert review, publication.
    Special,
    /// A system works by itself.
    Automatic,
    /// Another system is called.
    Call,
    /// The process forks, joins or decides.
    Gateway,
    /// The process waits.
    Wait,
    /// Somebody is told something.
    Notice,
    /// Something is handed over to the applicant.
    Delivery,
}

/// A connection between two steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// Position in [`Diagram::nodes`].
    pub from: usize,
    /// Position in [`Diagram::nodes`].
    pub to: usize,
    /// Work passes from one party to another.
    pub handoff: bool,
    /// The condition or the thing passed; may be empty.
    pub label: Text,
    /// The edge returns to an earlier step, such as a correction.
    pub back: bool,
}

/// A place in a diagram that names something which is not there. The layout still draws the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The node at this position is in no lane of the diagram; it is drawn in the last one.
    NoLane {
        /// Position in [`Diagram::nodes`].
        node: usize,
    },
    /// The edge at this position starts or ends at no node; it is left out.
    NoNode {
        /// Position in [`Diagram::edges`].
        edge: usize,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLane { node } => write!(f, "node {node} is in a lane that does not exist"),
            Self::NoNode { edge } => write!(f, "edge {edge} names a node that does not exist"),
        }
    }
}

impl std::error::Error for Fault {}

impl Diagram {
    /// Everything that names something which is not there, nodes first.
    pub fn faults(&self) -> Vec<Fault> {
        let lanes = self.lanes.len();
        let nodes = self.nodes.iter().enumerate().filter(|(_, n)| n.lane >= lanes);
        let edges = self.edges.iter().enumerate().filter(|(_, e)| !self.joins(e));
        nodes
            .map(|(node, _)| Fault::NoLane { node })
            .chain(edges.map(|(edge, _)| Fault::NoNode { edge }))
            .collect()
    }

    /// Whether both ends of an edge are nodes of the diagram.
    pub fn joins(&self, edge: &Edge) -> bool {
        edge.from < self.nodes.len() && edge.to < self.nodes.len()
    }
}
