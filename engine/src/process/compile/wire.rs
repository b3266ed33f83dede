//! Direct edges only, gateways where branches begin and meet, a start and an end.

use super::block::{self, Place};
use super::{Circle, Work};
use crate::plan::derive::Derivation;
use crate::plan::flow::Part;
use crate::plan::route::Lane;
use crate::process::graph::{Edge, Gate, Graph, LaneFacts, Node, NodeKind, Process};
use crate::scenario::model::Id;
use crate::scenario::text::Text;
use petgraph::algo::toposort;
use petgraph::algo::tred::{dag_to_toposorted_adjacency_list, dag_transitive_reduction_closure};
use petgraph::graph::{DiGraph, NodeIndex};

/// Wires works into a process.
pub(super) fn wire(
    derivation: &Derivation<'_>,
    works: Vec<Work>,
    scenario: Id,
    plan: Id,
    title: Text,
) -> Result<Process, Circle> {
    let direct = direct_edges(&works)?;
    let lanes = lanes(derivation, &works);
    let mut graph = Graph::new();
    let places: Vec<Place> = works.into_iter().map(|work| place(&mut graph, derivation, work)).collect();
    let mut start = routing("start", "开始", "Start", NodeKind::Start, Lane::Applicant);
    start.supplies = known_at_start(derivation);
    let start = graph.add_node(start);
    let end = graph.add_node(routing("end", "办结", "Done", NodeKind::End, Lane::Applicant));
    let mut places: Vec<Place> = places.into_iter().chain([Place::node(start), Place::node(end)]).collect();
    let (first, last) = (places.len() - 2, places.len() - 1);
    let mut edges = direct.clone();
    for index in 0..first {
        if !direct.iter().any(|(_, to)| *to == index) {
            edges.push((first, index));
        }
        if !direct.iter().any(|(from, _)| *from == index) {
            edges.push((index, last));
        }
    }
    if first == 0 {
        edges.push((first, last));
    }
    with_gateways(&mut graph, &mut places, &edges);
    Ok(Process { scenario, plan, title, graph, start, end, lanes })
}

/// Puts a work into the graph. What a block as a whole uses is used where it is entered; what it supplies is
/// known where it is left.
fn place(graph: &mut Graph, derivation: &Derivation<'_>, work: Work) -> Place {
    let Some(part) = work.inside else { return Place::node(graph.add_node(work.node)) };
    let mut place = block::put(graph, derivation, &part);
    for name in work.node.uses {
        if !graph[place.enter].uses.contains(&name) {
            graph[place.enter].uses.push(name);
        }
    }
    // Behind a repetition the same node also leads back, where nothing has been supplied yet.
    match graph[place.leave].kind {
        NodeKind::Split(_) => place.out.supplies.extend(work.node.supplies),
        _ => graph[place.leave].supplies.extend(work.node.supplies),
    }
    place
}

fn routing(id: impl Into<String>, zh: &str, en: &str, kind: NodeKind, lane: Lane) -> Node {
    Node {
        id: id.into(),
        title: Text::new(zh, en),
        kind,
        lane,
        items: Vec::new(),
        verifies: false,
        step: None,
        about: Vec::new(),
        role: None,
        with: Vec::new(),
        system: None,
        calls: None,
        minutes: None,
        within: None,
        uses: Vec::new(),
        supplies: Vec::new(),
    }
}

/// What waits for what, without what follows from the rest (the transitive reduction).
fn direct_edges(works: &[Work]) -> Result<Vec<(usize, usize)>, Circle> {
    let mut order = DiGraph::<(), ()>::new();
    let nodes: Vec<NodeIndex> = works.iter().map(|_| order.add_node(())).collect();
    for (late, work) in works.iter().enumerate() {
        for early in &work.after {
            order.update_edge(nodes[*early], nodes[late], ());
        }
    }
    let Ok(sorted) = toposort(&order, None) else { return Err(circle(works, &order)) };
    let (list, _) = dag_to_toposorted_adjacency_list::<_, u32>(&order, &sorted);
    let (reduced, _) = dag_transitive_reduction_closure(&list);
    let mut direct = Vec::new();
    for (from, early) in sorted.iter().enumerate() {
        let from = u32::try_from(from).unwrap_or(u32::MAX);
        for to in petgraph::visit::IntoNeighbors::neighbors(&reduced, from) {
            direct.push((early.index(), sorted[to as usize].index()));
        }
    }
    direct.sort_unstable();
    Ok(direct)
}

fn circle(works: &[Work], order: &DiGraph<(), ()>) -> Circle {
    let components = petgraph::algo::tarjan_scc(order);
    let mut on: Vec<usize> =
        components.into_iter().find(|c| c.len() > 1).into_iter().flatten().map(NodeIndex::index).collect();
    on.sort_unstable();
    Circle(on.into_iter().map(|w| works[w].node.id.clone()).collect())
}

/// What sign-in and the applicant's choices tell; what an item gives is known when it ends, not before
/// (rule 12).
fn known_at_start(derivation: &Derivation<'_>) -> Vec<String> {
    let mut known = indexmap::IndexSet::new();
    for ask in derivation.asks.all() {
        let given = ask.supply.problem.given.iter().filter_map(|atom| ask.supply.fact(*atom));
        let given = given.map(|fact| ask.supply.plain(fact));
        let at_start = given.filter(|fact| !ask.supply.given_by_item.contains_key(fact));
        known.extend(at_start.map(|fact| derivation.fact_name(fact)));
    }
    known.into_iter().collect()
}

/// Adds edges; a place with several successors gets a split behind it, one with several predecessors a join
/// before it.
fn with_gateways(graph: &mut Graph, places: &mut [Place], edges: &[(usize, usize)]) {
    let mut outgoing = vec![0_usize; places.len()];
    let mut incoming = vec![0_usize; places.len()];
    for (from, to) in edges {
        outgoing[*from] += 1;
        incoming[*to] += 1;
    }
    for (index, place) in places.iter_mut().enumerate() {
        if outgoing[index] > 1 {
            let (id, lane) = (&graph[place.leave].id, graph[place.leave].lane);
            let gate =
                routing(format!("{id}.split"), "并行", "In parallel", NodeKind::Split(Gate::All), lane);
            let split = graph.add_node(gate);
            graph.add_edge(place.leave, split, std::mem::take(&mut place.out));
            place.leave = split;
        }
        if incoming[index] > 1 {
            let (id, lane) = (&graph[place.enter].id, graph[place.enter].lane);
            let gate = routing(format!("{id}.join"), "汇合", "All done", NodeKind::Join(Gate::All), lane);
            let join = graph.add_node(gate);
            graph.add_edge(join, place.enter, Edge::default());
            place.enter = join;
        }
    }
    for (from, to) in edges {
        let out = std::mem::take(&mut places[*from].out);
        graph.add_edge(places[*from].leave, places[*to].enter, out);
    }
}

/// The applicant's lane, then departments as they appear; those that only supply data come last.
fn lanes(derivation: &Derivation<'_>, works: &[Work]) -> Vec<LaneFacts> {
    let catalogue = &derivation.scenario().catalogue;
    let title = Text::new("申请人", "Applicant");
    let mut lanes =
        vec![LaneFacts { lane: Lane::Applicant, id: "applicant".into(), title, data_source: false }];
    let nodes = || works.iter().flat_map(|w| w.inside.as_ref().map_or_else(|| vec![&w.node], Part::leaves));
    let human = nodes().filter(|n| n.kind != NodeKind::Call).map(|n| (n.lane, false));
    let data = nodes().filter(|n| n.kind == NodeKind::Call).map(|n| (n.lane, true));
    for (lane, data_source) in human.chain(data) {
        let Lane::Department(id) = lane else { continue };
        if !lanes.iter().any(|l| l.lane == lane)
            && let Some((name, facts)) = catalogue.department(id)
        {
            lanes.push(LaneFacts { lane, id: name.clone(), title: facts.title.clone(), data_source });
        }
    }
    lanes
}
