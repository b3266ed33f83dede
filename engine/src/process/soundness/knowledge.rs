//! Nothing is used before it is known: the greatest solution of what is known on each edge. Where all
//! branches are joined everything that any of them made known is; elsewhere only what is known on every way.

use super::Fault;
use crate::process::graph::{Gate, NodeKind, Process};
use petgraph::Direction;
use petgraph::algo::toposort;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::{BTreeMap, VecDeque};

/// A set of facts by number.
#[derive(Clone, PartialEq)]
struct Facts(Vec<u64>);

impl Facts {
    fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn all(count: usize) -> Self {
        Self(vec![u64::MAX; count.div_ceil(64)])
    }

    fn insert(&mut self, fact: usize) {
        if let Some(word) = self.0.get_mut(fact / 64) {
            *word |= 1 << (fact % 64);
        }
    }

    fn contains(&self, fact: usize) -> bool {
        self.0.get(fact / 64).is_some_and(|word| word >> (fact % 64) & 1 == 1)
    }

    fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, more)| *word |= more);
    }

    fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, also)| *word &= also);
    }
}

/// Every use of a fact that is not known then.
pub(super) fn faults(process: &Process) -> Vec<Fault> {
    let graph = &process.graph;
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let told = graph.edge_weights().flat_map(|e| &e.supplies);
    for name in graph.node_weights().flat_map(|n| n.uses.iter().chain(&n.supplies)).chain(told) {
        let next = numbers.len();
        numbers.entry(name).or_insert(next);
    }
    let mut known: Vec<Facts> = vec![Facts::all(numbers.len()); graph.edge_count()];
    // In order where there is one, so that most processes need one round.
    let order = toposort(graph, None).unwrap_or_else(|_| graph.node_indices().collect());
    let mut pending: VecDeque<NodeIndex> = order.into();
    while let Some(node) = pending.pop_front() {
        let mut after = entering(process, &known, node, numbers.len());
        for fact in graph[node].supplies.iter().filter_map(|s| numbers.get(s.as_str())) {
            after.insert(*fact);
        }
        for edge in graph.edges(node) {
            let mut after = after.clone();
            for fact in edge.weight().supplies.iter().filter_map(|s| numbers.get(s.as_str())) {
                after.insert(*fact);
            }
            if known[edge.id().index()] != after {
                known[edge.id().index()].clone_from(&after);
                pending.push_back(edge.target());
            }
        }
    }
    let mut found = Vec::new();
    for node in graph.node_indices() {
        let before = entering(process, &known, node, numbers.len());
        for name in &graph[node].uses {
            if let Some(fact) = numbers.get(name.as_str()).filter(|f| !before.contains(**f)) {
                let path = path_without(process, &known, *fact, node);
                found.push(Fault::UsedBeforeKnown(node, name.clone(), path));
            }
        }
    }
    found
}

fn entering(process: &Process, known: &[Facts], node: NodeIndex, count: usize) -> Facts {
    let mut edges = process.graph.edges_directed(node, Direction::Incoming).map(|e| &known[e.id().index()]);
    let Some(first) = edges.next() else { return Facts::none(count) };
    let joins = process.graph[node].kind == NodeKind::Join(Gate::All);
    let mut facts = first.clone();
    for edge in edges {
        if joins { facts.add(edge) } else { facts.keep(edge) }
    }
    facts
}

/// The shortest path to a node on which a fact is not known.
fn path_without(process: &Process, known: &[Facts], fact: usize, to: NodeIndex) -> Vec<NodeIndex> {
    let graph = &process.graph;
    let lacks = |edge: EdgeIndex| !known[edge.index()].contains(fact);
    let mut from: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::new();
    let mut pending = VecDeque::from([process.start]);
    while let Some(node) = pending.pop_front() {
        for edge in graph.edges(node).filter(|e| lacks(e.id())) {
            if edge.target() != process.start && !from.contains_key(&edge.target()) {
                from.insert(edge.target(), node);
                pending.push_back(edge.target());
            }
        }
    }
    let mut path = vec![to];
    while let Some(before) = from.get(&path[path.len() - 1]).filter(|b| !path.contains(b)) {
        path.push(*before);
    }
    path.reverse();
    path
}
