//! Puts a block into the graph: its branches between their gates, its repetition between where a round begins
//! and where it is judged. A block has one node where it is entered and one where it is left.

use crate::plan::derive::Derivation;
use crate::plan::flow::{Branch, Fork, Loop, Part, Taken};
use crate::plan::supply::Fact;
use crate::process::graph::{Edge, Gate, Graph, Node, NodeKind};
use crate::scenario::text::Text;
use petgraph::graph::NodeIndex;

/// Where a work stands in the graph.
pub(super) struct Place {
    /// The node by which it is entered.
    pub enter: NodeIndex,
    /// The node by which it is left.
    pub leave: NodeIndex,
    /// The edge by which it is left, wherever that leads.
    pub out: Edge,
}

impl Place {
    /// A node by itself.
    pub(super) fn node(node: NodeIndex) -> Self {
        Self { enter: node, leave: node, out: Edge::default() }
    }
}

/// Puts a part into a graph.
pub(super) fn put(graph: &mut Graph, derivation: &Derivation<'_>, part: &Part<Node>) -> Place {
    Putter { graph, derivation }.part(part)
}

struct Putter<'a, 'd> {
    graph: &'a mut Graph,
    derivation: &'a Derivation<'d>,
}

impl Putter<'_, '_> {
    fn part(&mut self, part: &Part<Node>) -> Place {
        match part {
            Part::Stop(node) => Place::node(self.graph.add_node(node.clone())),
            Part::Fork(fork) => self.fork(fork),
            Part::Loop(again) => self.repetition(again),
        }
    }

    /// Parts one after another, behind a node that is left by an edge; the node and the edge they are left by.
    fn parts(&mut self, parts: &[Part<Node>], mut from: NodeIndex, mut out: Edge) -> (NodeIndex, Edge) {
        for part in parts {
            let place = self.part(part);
            self.graph.add_edge(from, place.enter, out);
            (from, out) = (place.leave, place.out);
        }
        (from, out)
    }

    fn gate(&mut self, node: &Node, kind: NodeKind) -> NodeIndex {
        self.graph.add_node(Node { kind, ..node.clone() })
    }

    fn fork(&mut self, fork: &Fork<Node>) -> Place {
        let gate = match fork.taken {
            Taken::All => Gate::All,
            Taken::One => Gate::One,
            Taken::Any => Gate::Any,
        };
        let split = self.gate(&fork.split, NodeKind::Split(gate));
        let join = self.gate(&fork.join, NodeKind::Join(gate));
        for branch in &fork.branches {
            let first = self.first_edge(branch);
            let (last, out) = self.parts(&branch.parts, split, first);
            self.graph.add_edge(last, join, out);
        }
        Place { enter: split, leave: join, out: Edge::default() }
    }

    fn first_edge(&self, branch: &Branch<Node>) -> Edge {
        Edge {
            label: branch.title.clone(),
            when: branch.when.clone(),
            on: branch.on,
            chance: branch.chance,
            supplies: self.names(&branch.gives),
            ..Edge::default()
        }
    }

    fn repetition(&mut self, again: &Loop<Node>) -> Place {
        let first = self.gate(&again.again, NodeKind::Join(Gate::One));
        let (last, out) = self.parts(&again.parts, first, Edge::default());
        let until = self.gate(&again.until, NodeKind::Split(Gate::One));
        self.graph.add_edge(last, until, out);
        // Which way out is judged first does not matter: one has a condition, the other none.
        let back = Edge {
            label: Text::new("再来一次", "Again"),
            chance: again.chance.map(|c| 1.0 - c),
            back: true,
            ..Edge::default()
        };
        self.graph.add_edge(until, first, back);
        let out = Edge {
            label: Text::new("完成", "Done"),
            when: again.done.clone(),
            on: again.on,
            chance: again.chance,
            supplies: self.names(&again.gives),
            ..Edge::default()
        };
        Place { enter: first, leave: until, out }
    }

    fn names(&self, facts: &[Fact]) -> Vec<String> {
        facts.iter().map(|fact| self.derivation.fact_name(*fact)).collect()
    }
}
