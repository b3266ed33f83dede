//! Marks the edges on which responsibility passes between lanes: the route's handoffs, drawn where they
//! leave the lane (rule 33).

use crate::plan::derive::Derivation;
use crate::plan::route::{counted, handoffs};
use crate::process::graph::Process;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::{BTreeMap, VecDeque};

/// Marks the handoffs of a derivation's route in its process.
pub(super) fn mark(derivation: &Derivation<'_>, process: &mut Process) {
    let route = counted(&derivation.route);
    let stops = &route.stops;
    for handoff in handoffs(&route) {
        let ends = (process.find(&stops[handoff.from].id), process.find(&stops[handoff.to].id));
        if let (Some(from), Some(to)) = ends
            && let Some(edge) = crossing(process, from, to)
        {
            process.graph[edge].handoff = true;
        }
    }
}

/// The first edge that leaves the lane on the shortest way between two nodes that passes no other person.
fn crossing(process: &Process, from: NodeIndex, to: NodeIndex) -> Option<EdgeIndex> {
    let graph = &process.graph;
    let mut reached: BTreeMap<NodeIndex, EdgeIndex> = BTreeMap::new();
    let mut pending = VecDeque::from([from]);
    while let Some(at) = pending.pop_front() {
        for edge in graph.edges(at) {
            let next = edge.target();
            if next != from && !reached.contains_key(&next) && (next == to || !graph[next].is_human()) {
                reached.insert(next, edge.id());
                pending.push_back(next);
            }
        }
    }
    let mut path = Vec::new();
    let mut at = to;
    while at != from {
        let edge = *reached.get(&at)?;
        path.push(edge);
        at = graph.edge_endpoints(edge)?.0;
    }
    path.reverse();
    let leaves =
        |edge: &&EdgeIndex| graph.edge_endpoints(**edge).is_some_and(|(a, b)| graph[a].lane != graph[b].lane);
    path.iter().find(leaves).or(path.last()).copied()
}
