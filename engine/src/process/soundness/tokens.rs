//! Deadlocks, tokens left behind, nodes started twice: by playing every choice through.

use super::Fault;
use crate::process::graph::{Gate, Graph, NodeKind, Process};
use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use std::collections::BTreeMap;

/// Most markings that are looked at; a process of nested choices has some hundreds.
const MAX_STATES: usize = 50_000;

/// Tokens per edge.
type Marking = Vec<u8>;

struct State {
    marking: Marking,
    /// The state and node it came from.
    from: Option<(usize, NodeIndex)>,
}

/// The first fault that a play of tokens shows, if any.
pub(super) fn faults(process: &Process) -> Vec<Fault> {
    let mut play = Play { process, states: Vec::new(), seen: BTreeMap::new(), fault: None };
    play.run();
    play.fault.into_iter().collect()
}

struct Play<'a> {
    process: &'a Process,
    states: Vec<State>,
    seen: BTreeMap<Marking, usize>,
    fault: Option<Fault>,
}

impl Play<'_> {
    fn run(&mut self) {
        let mut marking = vec![0; self.process.graph.edge_count()];
        for edge in outgoing(&self.process.graph, self.process.start) {
            marking[edge.index()] = 1;
        }
        self.push(marking, None);
        let mut next = 0;
        while next < self.states.len() && self.fault.is_none() {
            if self.states.len() > MAX_STATES {
                self.fault = Some(Fault::TooManyStates);
                return;
            }
            self.advance(next);
            next += 1;
        }
    }

    fn push(&mut self, marking: Marking, from: Option<(usize, NodeIndex)>) {
        if !self.seen.contains_key(&marking) {
            self.seen.insert(marking.clone(), self.states.len());
            self.states.push(State { marking, from });
        }
    }

    fn advance(&mut self, state: usize) {
        let graph = &self.process.graph;
        let marking = self.states[state].marking.clone();
        let enabled: Vec<NodeIndex> = graph
            .node_indices()
            .filter(|n| *n != self.process.end && is_enabled(graph, &marking, *n))
            .collect();
        let is_choice = |n: &NodeIndex| graph[*n].kind == NodeKind::Split(Gate::One);
        let Some(node) = enabled.iter().find(|n| !is_choice(n)).or(enabled.first()).copied() else {
            self.fault = self.at_rest(state, &marking);
            return;
        };
        let taken = take(graph, &marking, node);
        let branches: Vec<Vec<EdgeIndex>> = match is_choice(&node) {
            true => outgoing(graph, node).map(|e| vec![e]).collect(),
            false => vec![outgoing(graph, node).collect()],
        };
        for edges in branches {
            let mut after = taken.clone();
            for edge in edges {
                after[edge.index()] += 1;
                if after[edge.index()] > 1 {
                    let twice = graph.edge_endpoints(edge).map_or(node, |(_, to)| to);
                    self.fault = Some(Fault::StartedTwice(twice, self.trace(state, node)));
                    return;
                }
            }
            self.push(after, Some((state, node)));
        }
    }

    /// Nothing can move: sound if the end alone holds one token.
    fn at_rest(&self, state: usize, marking: &Marking) -> Option<Fault> {
        let graph = &self.process.graph;
        let mut at_end = 0;
        let mut elsewhere = None;
        for edge in graph.edge_indices().filter(|e| marking[e.index()] > 0) {
            match graph.edge_endpoints(edge) {
                Some((_, to)) if to == self.process.end => at_end += 1,
                Some((_, to)) => elsewhere = elsewhere.or(Some(to)),
                None => {}
            }
        }
        let trace = self.states[state].from.map(|(s, n)| self.trace(s, n)).unwrap_or_default();
        match (at_end, elsewhere) {
            (1, None) => None,
            (0, Some(node)) => Some(Fault::Deadlock(node, trace)),
            (_, Some(node)) => Some(Fault::LeftBehind(node, trace)),
            (0, None) => Some(Fault::Deadlock(self.process.end, trace)),
            (_, None) => Some(Fault::StartedTwice(self.process.end, trace)),
        }
    }

    /// The nodes that have run, up to and with one; routing ones too, since they show the choices.
    fn trace(&self, state: usize, last: NodeIndex) -> Vec<NodeIndex> {
        let mut nodes = vec![last];
        let mut at = state;
        while let Some((before, node)) = self.states[at].from {
            nodes.push(node);
            at = before;
        }
        nodes.push(self.process.start);
        nodes.reverse();
        nodes
    }
}

fn outgoing(graph: &Graph, node: NodeIndex) -> impl Iterator<Item = EdgeIndex> + '_ {
    let mut edges: Vec<EdgeIndex> =
        graph.edges_directed(node, Direction::Outgoing).map(|e| petgraph::visit::EdgeRef::id(&e)).collect();
    edges.sort_unstable();
    edges.into_iter()
}

fn incoming(graph: &Graph, node: NodeIndex) -> impl Iterator<Item = EdgeIndex> + '_ {
    graph.edges_directed(node, Direction::Incoming).map(|e| petgraph::visit::EdgeRef::id(&e))
}

fn is_enabled(graph: &Graph, marking: &Marking, node: NodeIndex) -> bool {
    let holds = |e: EdgeIndex| marking[e.index()] > 0;
    match graph[node].kind {
        NodeKind::Join(Gate::All) => incoming(graph, node).all(holds),
        _ => incoming(graph, node).any(holds),
    }
}

/// The marking once a node has taken what starts it.
fn take(graph: &Graph, marking: &Marking, node: NodeIndex) -> Marking {
    let mut after = marking.clone();
    match graph[node].kind {
        NodeKind::Join(Gate::All) => incoming(graph, node).for_each(|e| after[e.index()] -= 1),
        _ => {
            if let Some(edge) = incoming(graph, node).filter(|e| marking[e.index()] > 0).min() {
                after[edge.index()] -= 1;
            }
        }
    }
    after
}
