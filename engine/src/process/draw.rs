//! What a picture of a process shows. Calls of one system at one stage are drawn as one, and parallel
//! gateways as the edges they join: a reader sees a step with several arrows out of it and knows.

use super::diagram::{Diagram, Edge, Lane, LaneKind, Node, Shape};
use super::graph::{Gate, Graph, Node as ProcessNode, NodeKind, Process};
use crate::plan::route::Lane as ProcessLane;
use crate::scenario::text::Text;
use petgraph::Direction;
use petgraph::algo::toposort;
use petgraph::graph::NodeIndex;
use petgraph::visit::{EdgeFiltered, EdgeRef};
use std::collections::{BTreeMap, BTreeSet};

/// The diagram of a process.
pub fn diagram(process: &Process) -> Diagram {
    let groups = Groups::of(process);
    let lanes = process.lanes.iter().map(|lane| Lane {
        id: lane.id.to_string(),
        title: lane.title.clone(),
        kind: match (lane.lane, lane.data_source) {
            (ProcessLane::Applicant, _) => LaneKind::Applicant,
            (_, true) => LaneKind::System,
            (_, false) => LaneKind::Department,
        },
    });
    Diagram {
        title: process.title.clone(),
        lanes: lanes.collect(),
        nodes: groups.members.iter().map(|members| node(process, members)).collect(),
        edges: edges(process, &groups),
    }
}

/// Which nodes of a process are drawn as one; parallel gateways belong to none.
struct Groups {
    members: Vec<Vec<NodeIndex>>,
    of: BTreeMap<NodeIndex, usize>,
}

impl Groups {
    fn of(process: &Process) -> Self {
        let mut groups = Self { members: Vec::new(), of: BTreeMap::new() };
        let stages = stages(process);
        let mut by_stage: BTreeMap<(&str, &Stage), usize> = BTreeMap::new();
        for index in process.graph.node_indices() {
            let node = &process.graph[index];
            if is_parallel_gateway(node) {
                continue;
            }
            let system =
                node.system.as_deref().filter(|_| node.kind == NodeKind::Call && node.items.is_empty());
            let key = system.zip(stages.get(&index));
            let known = key.and_then(|key| by_stage.get(&key).copied());
            let group = known.unwrap_or(groups.members.len());
            if known.is_none() {
                groups.members.push(Vec::new());
                if let Some(key) = key {
                    by_stage.insert(key, group);
                }
            }
            groups.members[group].push(index);
            groups.of.insert(index, group);
        }
        groups
    }
}

fn is_parallel_gateway(node: &ProcessNode) -> bool {
    matches!(node.kind, NodeKind::Split(Gate::All) | NodeKind::Join(Gate::All))
}

/// When something happens: the steps before it, and how many calls follow one another since.
type Stage = (BTreeSet<NodeIndex>, usize);

/// The stage of every node; none where nodes go in a circle.
fn stages(process: &Process) -> BTreeMap<NodeIndex, Stage> {
    let graph = &process.graph;
    let mut stages: BTreeMap<NodeIndex, Stage> = BTreeMap::new();
    // Where a repetition leads back nothing new comes before its beginning.
    let forward = EdgeFiltered::from_fn(graph, |edge| !edge.weight().back);
    for index in toposort(&forward, None).unwrap_or_default() {
        let mut stage: Stage = (BTreeSet::new(), 0);
        for before in graph.neighbors_directed(index, Direction::Incoming) {
            if let Some((steps, calls)) = stages.get(&before) {
                stage.0.extend(steps);
                stage.1 = stage.1.max(*calls + usize::from(graph[before].kind == NodeKind::Call));
            }
            if graph[before].kind != NodeKind::Call && !is_parallel_gateway(&graph[before]) {
                stage.0.insert(before);
            }
        }
        stages.insert(index, stage);
    }
    stages
}

fn node(process: &Process, members: &[NodeIndex]) -> Node {
    let nodes: Vec<&ProcessNode> = members.iter().filter_map(|m| process.graph.node_weight(*m)).collect();
    let Some(first) = nodes.first() else { return empty() };
    let lane = process.lanes.iter().position(|l| l.lane == first.lane).unwrap_or(0);
    Node {
        id: first.id.clone(),
        lane,
        shape: shape(first.kind),
        title: title(&nodes),
        subtitle: subtitle(first, nodes.len()),
        tooltip: tooltip(&nodes),
    }
}

fn empty() -> Node {
    let (title, subtitle, tooltip) = (Text::default(), Text::default(), Text::default());
    Node { id: String::new(), lane: 0, shape: Shape::Gateway, title, subtitle, tooltip }
}

fn shape(kind: NodeKind) -> Shape {
    match kind {
        NodeKind::Start => Shape::Start,
        NodeKind::End => Shape::End,
        NodeKind::Form => Shape::Form,
        NodeKind::Task => Shape::Task,
        NodeKind::Special => Shape::Special,
        NodeKind::Automatic { .. } => Shape::Automatic,
        NodeKind::Call => Shape::Call,
        NodeKind::Notice => Shape::Notice,
        NodeKind::Wait | NodeKind::Hold | NodeKind::HoldLine | NodeKind::HoldEnd | NodeKind::HoldFree => {
            Shape::Wait
        }
        NodeKind::Run => Shape::Call,
        NodeKind::Collect | NodeKind::Deliver => Shape::Delivery,
        NodeKind::Split(_) | NodeKind::Join(_) => Shape::Gateway,
    }
}

/// The label of a node; different calls of one system go by the labels of both.
fn title(nodes: &[&ProcessNode]) -> Text {
    let mut titles: Vec<&Text> = Vec::new();
    for node in nodes {
        if !titles.contains(&&node.title) {
            titles.push(&node.title);
        }
    }
    let join =
        |part: fn(&Text) -> &str, by: &str| titles.iter().map(|t| part(t)).collect::<Vec<_>>().join(by);
    match titles.as_slice() {
        [one] => (*one).clone(),
        _ => Text::new(join(|t| &t.zh, "、"), join(|t| &t.en, ", ")),
    }
}

fn subtitle(first: &ProcessNode, together: usize) -> Text {
    if together > 1 {
        return Text::same(format!("×{together}"));
    }
    // A diamond looks the same whether one branch is taken or several.
    if first.kind == NodeKind::Split(Gate::Any) {
        return Text::new("可走多支", "any of these");
    }
    // A step named like every other of its kind (受理, 审核) is told apart by its item.
    let item = match (first.kind, first.items.as_slice()) {
        (NodeKind::Task | NodeKind::Special | NodeKind::Automatic { .. }, [item]) => Some(&item.title),
        _ => None,
    };
    let minutes = first.minutes.map(|m| (m * 10.0).round() / 10.0);
    let zh = minutes.map(|m| format!("{m} 分钟"));
    let en = minutes.map(|m| format!("{m} min"));
    let both = |item: Option<&str>, time: Option<String>| {
        item.map(str::to_owned).into_iter().chain(time).collect::<Vec<_>>().join(" · ")
    };
    Text::new(both(item.map(|t| &*t.zh), zh), both(item.map(|t| &*t.en), en))
}

fn tooltip(nodes: &[&ProcessNode]) -> Text {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for node in nodes {
        zh.push(node.id.clone());
        en.push(node.id.clone());
        if !node.uses.is_empty() {
            zh.push(format!("用到：{}", node.uses.join("、")));
            en.push(format!("uses {}", node.uses.join(", ")));
        }
        if !node.supplies.is_empty() {
            zh.push(format!("得出：{}", node.supplies.join("、")));
            en.push(format!("supplies {}", node.supplies.join(", ")));
        }
    }
    Text::new(zh.join("\n"), en.join("\n"))
}

/// Edges between groups, parallel gateways looked through, those that follow from others left out. What a gate
/// chooses follows from nothing, however long its other branches are.
fn edges(process: &Process, groups: &Groups) -> Vec<Edge> {
    let graph = &process.graph;
    let mut found: BTreeMap<(usize, usize, bool), Edge> = BTreeMap::new();
    let mut chosen: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (index, from) in &groups.of {
        for beyond in beyond(graph, *index) {
            let Some(to) = groups.of.get(&beyond.node).copied().filter(|to| to != from) else { continue };
            if matches!(graph[*index].kind, NodeKind::Split(_)) {
                chosen.insert((*from, to));
            }
            let edge = found.entry((*from, to, beyond.back)).or_insert(Edge {
                from: *from,
                to,
                handoff: false,
                label: Text::default(),
                back: beyond.back,
            });
            edge.handoff |= beyond.handoff;
            also(&mut edge.label, &beyond.label);
        }
    }
    let implied = implied(groups.members.len(), found.values());
    let follows = |edge: &Edge| {
        let ends = (edge.from, edge.to);
        !edge.back && implied.contains(&ends) && !chosen.contains(&ends)
    };
    found.into_values().filter(|edge| !follows(edge)).collect()
}

/// Adds what a further edge between the same nodes says.
fn also(label: &mut Text, more: &Text) {
    if label.zh.is_empty() {
        label.clone_from(more);
    } else if !more.zh.is_empty() && label != more {
        *label = Text::new(format!("{} / {}", label.zh, more.zh), format!("{} / {}", label.en, more.en));
    }
}

/// What follows a node.
struct Beyond {
    node: NodeIndex,
    handoff: bool,
    back: bool,
    label: Text,
}

/// What follows a node, parallel gateways looked through: whether a handoff lies on the way, whether it leads
/// back, what is said on it.
fn beyond(graph: &Graph, from: NodeIndex) -> Vec<Beyond> {
    let mut reached = Vec::new();
    let mut pending = vec![Beyond { node: from, handoff: false, back: false, label: Text::default() }];
    let mut seen = BTreeSet::new();
    while let Some(at) = pending.pop() {
        for edge in graph.edges(at.node) {
            let next = Beyond {
                node: edge.target(),
                handoff: at.handoff || edge.weight().handoff,
                back: at.back || edge.weight().back,
                label: if at.label == Text::default() {
                    edge.weight().label.clone()
                } else {
                    at.label.clone()
                },
            };
            match is_parallel_gateway(&graph[next.node]) {
                true if seen.insert((next.node, next.handoff)) => pending.push(next),
                true => {}
                false => reached.push(next),
            }
        }
    }
    reached
}

/// Edges that a longer way implies. Grouping can make some; they say nothing new.
fn implied<'a>(count: usize, edges: impl Iterator<Item = &'a Edge> + Clone) -> BTreeSet<(usize, usize)> {
    let forward = edges.filter(|edge| !edge.back).map(|edge| (edge.from, edge.to));
    let mut next = vec![Vec::new(); count];
    forward.clone().for_each(|(from, to)| next[from].push(to));
    let reaches = |from: usize, to: usize| {
        let mut pending = vec![from];
        let mut seen = vec![false; count];
        while let Some(at) = pending.pop() {
            if at == to {
                return true;
            }
            if !std::mem::replace(&mut seen[at], true) {
                pending.extend(&next[at]);
            }
        }
        false
    };
    let longer = |(from, to): (usize, usize)| next[from].iter().any(|n| *n != to && reaches(*n, to));
    forward.filter(|edge| longer(*edge) && !reaches(edge.1, edge.0)).collect()
}
