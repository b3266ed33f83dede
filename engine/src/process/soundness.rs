//! Whether a process can always finish: every node can be reached and can finish, no deadlock, no token left
//! behind, nothing used before it is known; each fault with a path that shows it.
//!
//! A process is read as a workflow net (van der Aalst 1998): an edge holds tokens, a node moves them. A node
//! that is no gateway starts on any token that reaches it and puts one on each edge that leaves it, as in
//! BPMN 2.0. Each edge has one consumer, so that nodes never compete for a token and the order in which they
//! move changes nothing (a stubborn set of one node, Valmari 1990); only the choices of exclusive and inclusive
//! splits are tried out. An inclusive join waits for as many branches as its split took.

mod knowledge;
mod tokens;

use super::graph::Process;
use petgraph::graph::NodeIndex;
use petgraph::visit::{Bfs, Reversed};

/// Something wrong with a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No way leads to the node.
    Unreachable(NodeIndex),
    /// From the node no way leads to the end.
    CannotFinish(NodeIndex),
    /// The node waits for a branch that never comes; the nodes that have run.
    Deadlock(NodeIndex, Vec<NodeIndex>),
    /// The end is reached while the node is still to run; the nodes that have run.
    LeftBehind(NodeIndex, Vec<NodeIndex>),
    /// The node is started again while it waits: branches that should have been joined; the nodes that have run.
    StartedTwice(NodeIndex, Vec<NodeIndex>),
    /// The node uses a fact that is not known on this path to it.
    UsedBeforeKnown(NodeIndex, String, Vec<NodeIndex>),
    /// There are more states than are looked at, so that soundness is neither shown nor refuted.
    TooManyStates,
}

/// All faults of a process; none means that it is sound.
pub fn faults(process: &Process) -> Vec<Fault> {
    let mut found = Vec::new();
    let graph = &process.graph;
    let mut forward = vec![false; graph.node_count()];
    let mut walk = Bfs::new(graph, process.start);
    while let Some(node) = walk.next(graph) {
        forward[node.index()] = true;
    }
    let mut backward = vec![false; graph.node_count()];
    let reversed = Reversed(graph);
    let mut walk = Bfs::new(reversed, process.end);
    while let Some(node) = walk.next(reversed) {
        backward[node.index()] = true;
    }
    for node in graph.node_indices() {
        if !forward[node.index()] {
            found.push(Fault::Unreachable(node));
        } else if !backward[node.index()] {
            found.push(Fault::CannotFinish(node));
        }
    }
    // Tokens and knowledge mean something only where every node is on a way from start to end.
    if found.is_empty() {
        found.extend(tokens::faults(process));
        found.extend(knowledge::faults(process));
    }
    found
}
