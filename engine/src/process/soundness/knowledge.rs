//! Nothing is used before it is known: the greatest solution of what is known on each edge. Where all
//! branches are joined everything that any of them made known is; elsewhere only what is known on every way.

use super::Fault;
use crate::process::graph::{Gate, NodeKind, Process};
use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A set of facts by number.
type Facts = BTreeSet<usize>;

/// Every use of a fact that is not known then.
pub(super) fn faults(process: &Process) -> Vec<Fault> {
    let graph = &process.graph;
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for name in graph.node_weights().flat_map(|n| n.uses.iter().chain(&n.supplies)) {
        let next = numbers.len();
        numbers.entry(name).or_insert(next);
    }
    let all: Facts = (0..numbers.len()).collect();
    let mut known: Vec<Facts> = vec![all; graph.edge_count()];
    let mut pending: VecDeque<NodeIndex> = graph.node_indices().collect();
    while let Some(node) = pending.pop_front() {
        let mut after = entering(process, &known, node);
        after.extend(graph[node].supplies.iter().filter_map(|s| numbers.get(s.as_str())));
        for edge in graph.edges(node) {
            if known[edge.id().index()] != after {
                known[edge.id().index()].clone_from(&after);
                pending.push_back(edge.target());
            }
        }
    }
    let mut found = Vec::new();
    for node in graph.node_indices() {
        let before = entering(process, &known, node);
        for name in &graph[node].uses {
            if let Some(fact) = numbers.get(name.as_str()).filter(|f| !before.contains(f)) {
                let path = path_without(process, &known, *fact, node);
                found.push(Fault::UsedBeforeKnown(node, name.clone(), path));
            }
        }
    }
    found
}

fn entering(process: &Process, known: &[Facts], node: NodeIndex) -> Facts {
    let mut edges = process.graph.edges_directed(node, Direction::Incoming).map(|e| &known[e.id().index()]);
    let Some(first) = edges.next() else { return Facts::new() };
    let joins = process.graph[node].kind == NodeKind::Join(Gate::All);
    edges.fold(first.clone(), |so_far, edge| match joins {
        true => so_far.union(edge).copied().collect(),
        false => so_far.intersection(edge).copied().collect(),
    })
}

/// The shortest path to a node on which a fact is not known.
fn path_without(process: &Process, known: &[Facts], fact: usize, to: NodeIndex) -> Vec<NodeIndex> {
    let graph = &process.graph;
    let lacks = |edge: EdgeIndex| !known[edge.index()].contains(&fact);
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
