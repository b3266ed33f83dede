//! Deadlocks, tokens left behind, nodes started twice: by playing every choice through.

use super::Fault;
use crate::process::graph::{Gate, Graph, NodeKind, Process, Signal};
use petgraph::Direction;
use petgraph::algo::dominators::simple_fast;
use petgraph::graph::{EdgeIndex, NodeIndex};
use std::collections::BTreeMap;

/// Most markings that are looked at; a process of nested choices has some hundreds.
const MAX_STATES: usize = 50_000;

/// Of an inclusive split with more branches only single ones, all but one and all are tried together.
const MOST_SUBSETS: usize = 8;

/// Tokens per edge; behind them, per node, how many branches an inclusive split took that have not met yet.
type Marking = Vec<u8>;

struct State {
    marking: Marking,
    /// The state and node it came from.
    from: Option<(usize, NodeIndex)>,
}

/// The first fault that a play of tokens shows, if any.
pub(super) fn faults(process: &Process) -> Vec<Fault> {
    let splits = inclusive_splits(process);
    let mut play = Play { process, splits, states: Vec::new(), seen: BTreeMap::new(), fault: None };
    play.run();
    play.fault.into_iter().collect()
}

struct Play<'a> {
    process: &'a Process,
    /// Per inclusive join, the split whose branches meet there.
    splits: BTreeMap<NodeIndex, NodeIndex>,
    states: Vec<State>,
    seen: BTreeMap<Marking, usize>,
    fault: Option<Fault>,
}

impl Play<'_> {
    fn run(&mut self) {
        let mut marking = vec![0; self.process.graph.edge_count() + self.process.graph.node_count()];
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
            .filter(|n| *n != self.process.end && self.is_enabled(&marking, *n))
            .collect();
        let is_choice = |n: &NodeIndex| matches!(graph[*n].kind, NodeKind::Split(Gate::One | Gate::Any));
        let Some(node) = enabled.iter().find(|n| !is_choice(n)).or(enabled.first()).copied() else {
            self.fault = self.at_rest(state, &marking);
            return;
        };
        let taken = self.take(&marking, node);
        let branches: Vec<Vec<EdgeIndex>> = match graph[node].kind {
            NodeKind::Split(Gate::One) => outgoing(graph, node).map(|e| vec![e]).collect(),
            NodeKind::Split(Gate::Any) => several(graph, node),
            _ => vec![outgoing(graph, node).collect()],
        };
        for edges in branches {
            let mut after = taken.clone();
            if graph[node].kind == NodeKind::Split(Gate::Any) {
                after[graph.edge_count() + node.index()] = u8::try_from(edges.len()).unwrap_or(u8::MAX);
            }
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

/// The branches that an inclusive split may take: any of them together, or the one for when none is taken.
fn several(graph: &Graph, node: NodeIndex) -> Vec<Vec<EdgeIndex>> {
    let is_none = |e: &EdgeIndex| graph[*e].on == Some(Signal::NoneHolds);
    let (none, open): (Vec<_>, Vec<_>) = outgoing(graph, node).partition(is_none);
    let count = open.len();
    let subsets: Vec<u64> = match count {
        0..=MOST_SUBSETS => (1..1_u64 << count).collect(),
        _ => {
            let all = if count < 64 { (1_u64 << count) - 1 } else { u64::MAX };
            let single = (0..count.min(64)).map(|i| 1_u64 << i);
            single.clone().chain(single.map(|one| all & !one)).chain([all]).collect()
        }
    };
    let chosen =
        |bits: &u64| open.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, e)| *e).collect();
    subsets.iter().map(chosen).chain(none.into_iter().map(|e| vec![e])).collect()
}

/// Per inclusive join the split that stands before it on every way, nearest first: in a block, its own.
fn inclusive_splits(process: &Process) -> BTreeMap<NodeIndex, NodeIndex> {
    let graph = &process.graph;
    let joins = || graph.node_indices().filter(|n| graph[*n].kind == NodeKind::Join(Gate::Any));
    if joins().next().is_none() {
        return BTreeMap::new();
    }
    let before = simple_fast(graph, process.start);
    let split = |join: NodeIndex| {
        let split = before.immediate_dominator(join)?;
        (graph[split].kind == NodeKind::Split(Gate::Any)).then_some((join, split))
    };
    joins().filter_map(split).collect()
}

impl Play<'_> {
    /// How many tokens an inclusive join waits for: as many as its split sent out; without a split, all.
    fn awaited(&self, marking: &Marking, join: NodeIndex) -> usize {
        let graph = &self.process.graph;
        match self.splits.get(&join) {
            Some(split) => usize::from(marking[graph.edge_count() + split.index()]),
            None => incoming(graph, join).count(),
        }
    }

    fn is_enabled(&self, marking: &Marking, node: NodeIndex) -> bool {
        let graph = &self.process.graph;
        let holds = |e: &EdgeIndex| marking[e.index()] > 0;
        match graph[node].kind {
            NodeKind::Join(Gate::All) => incoming(graph, node).all(|e| holds(&e)),
            NodeKind::Join(Gate::Any) => {
                let here = incoming(graph, node).filter(holds).count();
                here > 0 && here >= self.awaited(marking, node)
            }
            _ => incoming(graph, node).any(|e| holds(&e)),
        }
    }

    /// The marking once a node has taken what starts it.
    fn take(&self, marking: &Marking, node: NodeIndex) -> Marking {
        let graph = &self.process.graph;
        let mut after = marking.clone();
        match graph[node].kind {
            NodeKind::Join(Gate::All) => incoming(graph, node).for_each(|e| after[e.index()] -= 1),
            NodeKind::Join(Gate::Any) => {
                incoming(graph, node).filter(|e| marking[e.index()] > 0).for_each(|e| after[e.index()] -= 1);
                if let Some(split) = self.splits.get(&node) {
                    after[graph.edge_count() + split.index()] = 0;
                }
            }
            _ => {
                if let Some(edge) = incoming(graph, node).filter(|e| marking[e.index()] > 0).min() {
                    after[edge.index()] -= 1;
                }
            }
        }
        after
    }
}
