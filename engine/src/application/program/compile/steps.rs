//! Steps from the nodes of the process.

use super::super::{FactId, ItemIndex, Items, Marks, StepFacts, StepId, StepKind, Undo, Way};
use super::names::Names;
use super::{Calendars, Input, NotRunnable, step_id};
use crate::plan::grounding::InstanceId;
use crate::plan::route::Lane;
use crate::process::graph::{Gate, Node, NodeKind, Signal};
use crate::scenario::model::{
    DepartmentId, Id, Period, Retry, Simulated, Step, StepKind as Written, Unit, Wait, WaitFor,
};
use petgraph::Direction;
use petgraph::algo::dominators::{Dominators, simple_fast};
use petgraph::graph::NodeIndex;
use petgraph::visit::{EdgeRef, Reversed};
use std::sync::Arc;

/// A call counts as not answered after this many milliseconds where its system says nothing.
const TIMEOUT: i64 = 30_000;
/// A call is tried again like this where its system says nothing.
const RETRY: Retry = Retry { times: 3, every: Period { amount: 10, unit: Unit::Seconds } };

/// All steps, by position of their node.
pub(super) fn steps(
    input: &Input<'_>,
    names: &mut Names<'_>,
    calendars: &mut Calendars,
) -> Result<Vec<StepFacts>, NotRunnable> {
    let graph = &input.process.graph;
    let meets = simple_fast(Reversed(graph), input.process.end);
    let before = simple_fast(graph, input.process.start);
    let mut steps = Vec::with_capacity(graph.node_count());
    for at in graph.node_indices() {
        steps.push(step(input, names, calendars, (&before, &meets), at)?);
    }
    for at in 0..steps.len() {
        let brings = brings(&steps, at);
        steps[at].brings = brings;
    }
    let partners: Vec<(usize, StepId)> = steps
        .iter()
        .enumerate()
        .filter(|(_, s)| s.kind == StepKind::Split(Gate::Any))
        .filter_map(|(at, s)| Some((s.partner?.index(), StepId(u16::try_from(at).ok()?))))
        .collect();
    for (join, split) in partners {
        if let Some(join) = steps.get_mut(join).filter(|s| s.kind == StepKind::Join(Gate::Any)) {
            join.partner = Some(split);
        }
    }
    Ok(steps)
}

fn step(
    input: &Input<'_>,
    names: &mut Names<'_>,
    calendars: &mut Calendars,
    (before, meets): (&Dominators<NodeIndex>, &Dominators<NodeIndex>),
    at: NodeIndex,
) -> Result<StepFacts, NotRunnable> {
    let node = &input.process.graph[at];
    let meeting = meets.immediate_dominator(at);
    let items = served(input, at, meeting);
    let bound = bound(input, items.first().copied());
    let written = node.step.as_deref();
    let system = behaviour(input, node);
    let calendar = calendar(input, calendars, node, &items)?;
    let kind = kind(input, names, node, bound);
    let next = next(input, names, at, bound);
    let supplies = names.all_named(&node.supplies);
    Ok(StepFacts {
        id: node.id.as_str().into(),
        title: node.title.clone(),
        lane: node.lane,
        role: node.role.clone(),
        with: with(input, node),
        waits_for: waits_for(input, at),
        partner: match node.kind {
            NodeKind::Split(Gate::Any | Gate::One) => meeting.map(step_id),
            _ => None,
        },
        uses: names.all_named(&node.uses),
        asks: asks(input, names, node),
        verifies: node.verifies,
        supplies,
        calls: node.calls.clone(),
        about: node.about.clone().into(),
        timeout: system.and_then(|s| s.timeout).and_then(elapsed).unwrap_or(TIMEOUT),
        retry: system.and_then(|s| s.retry).unwrap_or(RETRY),
        human: if let NodeKind::Automatic { human } = node.kind { human } else { 0.0 },
        within: waiting(written).and_then(|w| w.within.as_ref()).map(|w| w.value).or(node.within),
        late_refuses: waiting(written).is_some_and(|w| w.otherwise_rejects),
        brings: Vec::new(),
        belongs_to: belongs_to(input, before, at),
        most: match written.map(|s| &s.kind) {
            Some(Written::Repeat(repeat)) => Some(repeat.most),
            _ => None,
        },
        undo: written.and_then(|s| s.undo.as_deref()).map(|undo| undoing(input, undo)),
        notice: written.and_then(|s| notice(input, s)),
        marks: Marks::default(),
        reach: Items::default(),
        kind,
        items,
        next,
        calendar,
    })
}

/// What a form asks. What its items give is known behind it too where they have no other work, and is not asked.
fn asks(input: &Input<'_>, names: &mut Names<'_>, node: &Node) -> Vec<FactId> {
    let asks = &input.derivation.asks;
    let ask = asks.joint().or_else(|| asks.of(node.items.first()?.position));
    let Some(ask) = ask.filter(|_| node.kind == NodeKind::Form) else { return Vec::new() };
    let mut asked: Vec<FactId> = ask.fields.iter().map(|field| names.datum(*field)).collect();
    asked.extend(ask.materials.iter().map(|material| names.document(*material)));
    asked.extend(ask.declared().map(|material| names.document(material)));
    asked
}

/// The items that a node serves; of a gateway between branches, those of the branches.
fn served(input: &Input<'_>, at: NodeIndex, meeting: Option<NodeIndex>) -> Vec<ItemIndex> {
    let graph = &input.process.graph;
    let of = |node: &Node| -> Vec<ItemIndex> {
        node.items.iter().filter_map(|i| u16::try_from(i.position).ok()).map(ItemIndex).collect()
    };
    let own = of(&graph[at]);
    if !own.is_empty() || !matches!(graph[at].kind, NodeKind::Split(Gate::One | Gate::Any)) {
        return own;
    }
    let mut pending: Vec<NodeIndex> = graph.neighbors(at).collect();
    let mut seen = vec![false; graph.node_count()];
    let mut found = Vec::new();
    while let Some(node) = pending.pop() {
        if Some(node) != meeting && !std::mem::replace(&mut seen[node.index()], true) {
            found.extend(of(&graph[node]));
            pending.extend(graph.neighbors(node));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The member that an item is for.
fn bound(input: &Input<'_>, item: Option<ItemIndex>) -> Option<InstanceId> {
    input.derivation.applicable.uses.get(item?.index())?.bound
}

fn waiting(step: Option<&Step>) -> Option<&Wait> {
    match &step?.kind {
        Written::Wait(wait) => Some(wait),
        _ => None,
    }
}

fn kind(input: &Input<'_>, names: &mut Names<'_>, node: &Node, bound: Option<InstanceId>) -> StepKind {
    let written = node.step.as_deref();
    match node.kind {
        NodeKind::Start => StepKind::Start,
        NodeKind::End => StepKind::End,
        NodeKind::Form => StepKind::Form,
        NodeKind::Task => StepKind::Task,
        NodeKind::Special => StepKind::Special,
        NodeKind::Automatic { .. } => StepKind::Automatic,
        NodeKind::Call => StepKind::Call,
        NodeKind::Notice => StepKind::Notice,
        NodeKind::Collect => StepKind::Collect,
        NodeKind::Deliver => StepKind::Deliver,
        NodeKind::Split(gate) => StepKind::Split(gate),
        NodeKind::Join(gate) => StepKind::Join(gate),
        NodeKind::Wait => match waiting(written).map(|w| &w.until) {
            Some(WaitFor::Period(period)) => StepKind::WaitTime(period.value),
            Some(WaitFor::Moment(datum)) => match names.of_party(datum.value, bound).first() {
                Some(fact) => StepKind::WaitMoment(*fact),
                None => StepKind::Notice,
            },
            Some(WaitFor::Message(message)) => {
                let reply_to = input.derivation.scenario().message(*message).map(|m| m.reply_to.value);
                let fact = reply_to.and_then(|datum| names.of_party(datum, bound).first().copied());
                StepKind::WaitMessage(*message, fact)
            }
            None => StepKind::Notice,
        },
        NodeKind::Run => match written.map(|s| &s.kind) {
            Some(Written::Run(run)) => StepKind::Run(Arc::new(run.clone())),
            _ => StepKind::Notice,
        },
        NodeKind::Hold => StepKind::Hold,
        NodeKind::HoldLine => StepKind::HoldLine,
        NodeKind::HoldEnd => StepKind::HoldEnd,
        NodeKind::HoldFree => {
            let rejects = matches!(written.map(|s| &s.kind), Some(Written::HoldFree(free)) if free.rejects);
            StepKind::HoldFree(rejects)
        }
    }
}

/// Edges out, in the order in which they were written.
fn next(input: &Input<'_>, names: &mut Names<'_>, at: NodeIndex, bound: Option<InstanceId>) -> Vec<Way> {
    let mut edges: Vec<_> = input.process.graph.edges(at).collect();
    edges.sort_by_key(|edge| edge.id());
    let ways = edges.into_iter().map(|edge| Way {
        to: step_id(edge.target()),
        when: edge.weight().when.as_ref().map(|when| names.judged(when, bound)),
        on: edge.weight().on,
        chance: edge.weight().chance,
        supplies: names.all_named(&edge.weight().supplies),
        back: edge.weight().back,
    });
    ways.collect()
}

fn waits_for(input: &Input<'_>, at: NodeIndex) -> u16 {
    let into = input.process.graph.edges_directed(at, Direction::Incoming);
    u16::try_from(into.filter(|edge| !edge.weight().back).count()).unwrap_or(u16::MAX)
}

/// What a message that a step waits for may bring: what is known behind it, or on the way of being in time.
fn brings(steps: &[StepFacts], at: usize) -> Vec<FactId> {
    let Some(wait) = steps.get(at).filter(|s| matches!(s.kind, StepKind::WaitMessage(..))) else {
        return Vec::new();
    };
    let mut brings = wait.supplies.clone();
    let behind = wait.next.iter().filter_map(|way| steps.get(way.to.index()));
    for way in behind.filter(|s| s.belongs_to.is_some_and(|w| w.index() == at)).flat_map(|s| &s.next) {
        brings.extend(way.supplies.iter().filter(|_| way.on == Some(Signal::InTime)).copied());
    }
    dedup(brings)
}

/// The wait or hold, on every path before a step, that carries out the same written step.
fn belongs_to(input: &Input<'_>, before: &Dominators<NodeIndex>, at: NodeIndex) -> Option<StepId> {
    let graph = &input.process.graph;
    let of_wait = |kind: NodeKind| matches!(kind, NodeKind::Wait | NodeKind::Hold);
    let node = &graph[at];
    let on_signal = || graph.edges(at).any(|e| e.weight().on.is_some());
    let belongs = match node.kind {
        NodeKind::HoldLine | NodeKind::HoldEnd => true,
        NodeKind::Split(Gate::One) => on_signal(),
        _ => false,
    };
    let step = node.step.as_ref().filter(|_| belongs)?;
    let mut earlier = before.strict_dominators(at)?;
    let found = earlier
        .find(|n| of_wait(graph[*n].kind) && graph[*n].step.as_ref().is_some_and(|s| Arc::ptr_eq(s, step)));
    found.map(step_id)
}

/// Departments that must agree: on a visit that several make together, or where the step says so. One window
/// accepts for all.
fn with(input: &Input<'_>, node: &Node) -> Vec<DepartmentId> {
    let departments = &input.derivation.scenario().catalogue.departments;
    let written = node.step.as_ref().is_some_and(|s| !s.with.is_empty());
    let together = written || node.kind == NodeKind::Special;
    node.with
        .iter()
        .filter(|_| together)
        .filter_map(|id| departments.get_index_of(id))
        .map(DepartmentId::from)
        .collect()
}

fn undoing(input: &Input<'_>, undo: &Step) -> Undo {
    match &undo.kind {
        Written::Call(call) => match input.derivation.scenario().catalogue.service(call.service) {
            Some((id, _)) => Undo::Call(id.clone()),
            None => Undo::Task(undo.role.clone()),
        },
        Written::Notify(_) => match notice(input, undo) {
            Some((to, text)) => Undo::Notice(to, text),
            None => Undo::Task(undo.role.clone()),
        },
        _ => Undo::Task(undo.role.clone()),
    }
}

fn notice(input: &Input<'_>, step: &Step) -> Option<(Id, crate::scenario::text::Text)> {
    match &step.kind {
        Written::Notify(notice) => {
            Some((input.derivation.scenario().party_name(notice.to).into(), notice.text.clone()))
        }
        _ => None,
    }
}

fn behaviour<'a>(input: &'a Input<'_>, node: &Node) -> Option<&'a Simulated> {
    let catalogue = &input.derivation.scenario().catalogue;
    let id = node.calls.as_ref()?;
    let service = catalogue.services.get(id).map(|s| s.system);
    let system = service.or_else(|| catalogue.licences.get(id).map(|l| l.system))?;
    catalogue.system(system).map(|(_, s)| &s.simulated)
}

fn calendar(
    input: &Input<'_>,
    calendars: &mut Calendars,
    node: &Node,
    items: &[ItemIndex],
) -> Result<Option<u16>, NotRunnable> {
    let of_item = || {
        let item_use = input.derivation.applicable.uses.get(items.first()?.index())?;
        Some(input.derivation.scenario().item(item_use.item)?.department)
    };
    let lead = input.derivation.scenario().lead;
    let department = match node.lane {
        Lane::Department(id) => Some(id),
        Lane::Applicant => of_item().or(lead),
    };
    department.map_or(Ok(None), |id| calendars.of(input.derivation, id))
}

/// Elapsed time in milliseconds; none for days and longer.
fn elapsed(period: Period) -> Option<i64> {
    period.milliseconds().and_then(|ms| i64::try_from(ms).ok())
}

/// What a fact list holds, for items.
pub(super) fn dedup(mut facts: Vec<FactId>) -> Vec<FactId> {
    facts.sort_unstable();
    facts.dedup();
    facts
}
