//! What tests of a scenario reach together: items, steps, branches, outcomes, fallbacks, answers.

mod shown;

pub use shown::{Drawn, Reach, drawn};

use crate::plan::derive::{Derivation, Planner};
use crate::plan::levers::MeasureSet;
use crate::plan::way::Way;
use crate::process::compile::compile;
use crate::process::graph::{Gate, Node, NodeKind, Process};
use crate::rehearsal::Rehearsal;
use crate::rehearsal::measure::rung_name;
use crate::scenario::model::{Fallback, Id, Plan, Scenario, SituationId, SituationKind};
use crate::scenario::text::Text;
use petgraph::visit::EdgeRef;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something to be reached by some test.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// An item ends with its result.
    Item(Id),
    /// A situation has this answer.
    Answer(Id, Id),
    /// A step of a plan is done.
    Step(Id, String),
    /// A step of a plan ends so: `approve`, `correct`, `reject`, `rule`, `people`.
    Outcome(Id, String, String),
    /// A branch of a plan is taken: the gateway, and where it leads.
    Branch(Id, String, String),
    /// A fallback of a plan is taken.
    Fallback(Id, String),
}

impl Goal {
    /// Its kind, for headings.
    pub fn kind(&self) -> Text {
        match self {
            Goal::Item(_) => Text::new("事项", "items"),
            Goal::Answer(..) => Text::new("情形", "situations"),
            Goal::Step(..) => Text::new("环节", "steps"),
            Goal::Outcome(..) => Text::new("结果", "outcomes"),
            Goal::Branch(..) => Text::new("分支", "branches"),
            Goal::Fallback(..) => Text::new("备选", "fallbacks"),
        }
    }

    /// Its name.
    pub fn name(&self) -> String {
        match self {
            Goal::Item(item) => item.to_string(),
            Goal::Answer(situation, answer) => format!("{situation} = {answer}"),
            Goal::Step(plan, step) => format!("{plan}: {step}"),
            Goal::Outcome(plan, step, outcome) => format!("{plan}: {step} {outcome}"),
            Goal::Branch(plan, from, to) => format!("{plan}: {from} → {to}"),
            Goal::Fallback(plan, rung) => format!("{plan}: {rung}"),
        }
    }
}

/// What is to be reached, and how often it was.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Goals and the number of tests that reach each.
    pub goals: BTreeMap<Goal, usize>,
}

impl Coverage {
    /// The goals of a scenario: of its plans but the separate one, unless that is run too, over the base way and
    /// every way that differs from it in one answer, and over the ways that tests take.
    pub fn new<'t>(planner: &Planner<'_>, tested: impl Iterator<Item = (&'t Id, &'t Way)> + Clone) -> Self {
        let scenario = planner.scenario;
        let mut goals = BTreeSet::new();
        for (index, situation) in scenario.situations.values().enumerate() {
            let possible = |at: usize| situation.weights.get(at).is_none_or(|w| *w > 0.0);
            let answers =
                situation.answers.iter().enumerate().filter(|(at, a)| possible(*at) && a.stops.is_none());
            for (at, answer) in answers {
                let taken = tested.clone().any(|(_, way)| way.bits(SituationId::from(index)) >> at & 1 == 1);
                // More members than a test would take are like two of them.
                let counts = matches!(situation.kind, SituationKind::Count(_)) && at > 1;
                if !counts || taken {
                    goals.insert(Goal::Answer(situation.id.clone(), answer.id.clone()));
                }
            }
        }
        for plan in plans(scenario, tested.clone().map(|(plan, _)| plan)) {
            let own = tested.clone().filter(|(id, _)| **id == plan.id).map(|(_, way)| way.clone());
            let ways = variations(scenario).into_iter().filter(|way| offered(scenario, plan, way));
            for way in ways.chain(own) {
                goals_of(planner, plan, &way, &mut goals);
            }
        }
        Self { goals: goals.into_iter().map(|goal| (goal, 0)).collect() }
    }

    /// Counts what a test reached.
    pub fn count(&mut self, reached: &BTreeSet<Goal>) {
        for goal in reached {
            if let Some(times) = self.goals.get_mut(goal) {
                *times += 1;
            }
        }
    }

    /// How many goals were reached.
    pub fn reached(&self) -> usize {
        self.goals.values().filter(|times| **times > 0).count()
    }

    /// Goals that no test reaches.
    pub fn missing(&self) -> impl Iterator<Item = &Goal> {
        self.goals.iter().filter(|(_, times)| **times == 0).map(|(goal, _)| goal)
    }
}

/// Whether a way may take a plan.
pub(super) fn offered(scenario: &Scenario, plan: &Plan, way: &Way) -> bool {
    way.holds_or_none(scenario, plan.when.as_ref())
}

/// A fallback that nothing in a way could ever take is no goal of it.
fn serves(rung: Fallback, derivation: &Derivation<'_>, process: &Process) -> bool {
    let calls = || process.graph.node_weights().filter(|n| n.calls.is_some());
    let verifying = || process.graph.node_weights().filter(|n| n.verifies);
    match rung {
        Fallback::Upload => calls().any(|n| n.step.is_none()) || verifying().next().is_some(),
        // What waits is an item's own call, or one for what nobody may be asked for.
        Fallback::Wait => calls().next().is_some(),
        Fallback::Commitment => {
            let is_paper = |name: &String| {
                let paper = name.rsplit('.').next().unwrap_or_default();
                derivation.scenario().catalogue.materials.contains_key(paper)
            };
            calls().any(|n| n.supplies.iter().any(is_paper)) || verifying().next().is_some()
        }
        Fallback::Provisional => {
            let catalogue = &derivation.scenario().catalogue;
            let asked = derivation.asks.all().flat_map(|ask| &ask.materials).copied();
            let verified = derivation.verified().into_iter().flatten();
            let mut papers = asked.chain(verified).filter_map(|(_, id)| catalogue.material(id));
            papers.any(|(_, material)| material.provisional.is_some())
        }
    }
}

/// The plans whose goals count.
fn plans<'s, 't>(scenario: &'s Scenario, tested: impl Iterator<Item = &'t Id>) -> Vec<&'s Plan> {
    let tested: BTreeSet<&Id> = tested.collect();
    let only = scenario.plans.len() == 1;
    let counts = |plan: &&Plan| &*plan.id != "separate" || only || tested.contains(&plan.id);
    scenario.plans.values().filter(counts).collect()
}

/// The base way, and all that differ from it in one answer and are possible and do not stop.
pub fn variations(scenario: &Scenario) -> Vec<Way> {
    let base = Way::base(scenario);
    let mut ways = vec![base.clone()];
    for (index, situation) in scenario.situations.values().enumerate() {
        let id = SituationId::from(index);
        for answer in 0..situation.answers.len().min(64) {
            let mut way = base.clone();
            way.set(id, &[answer]);
            let counts = matches!(situation.kind, SituationKind::Count(_)) && answer > 1;
            if way != base && !counts {
                ways.push(way);
            }
        }
    }
    for applicant in scenario.applicants().filter(|id| *id != base.applicant) {
        ways.push(base.for_applicant(applicant));
    }
    ways.retain(|way| way.stop(scenario).is_none() && !scenario.never.iter().any(|c| way.holds(scenario, c)));
    ways
}

fn goals_of(planner: &Planner<'_>, plan: &Plan, way: &Way, goals: &mut BTreeSet<Goal>) {
    let derivation = planner.derive(plan, MeasureSet::all(plan), way);
    let Ok(process) = compile(&derivation, plan) else { return };
    let names = Names::of(&process, planner.scenario);
    for item in derivation.applicable.uses.iter().filter_map(|u| planner.scenario.item(u.item)) {
        goals.insert(Goal::Item(item.id.clone()));
    }
    for node in process.graph.node_weights().filter(|n| is_step(n)) {
        let step = names.plain(&node.id);
        goals.insert(Goal::Step(plan.id.clone(), step.clone()));
        for outcome in outcomes(node) {
            goals.insert(Goal::Outcome(plan.id.clone(), step.clone(), outcome.to_owned()));
        }
    }
    for (from, to) in branches(&process) {
        goals.insert(Goal::Branch(plan.id.clone(), names.plain(from), names.plain(to)));
    }
    let serving = plan.fallbacks.iter().filter(|rung| serves(**rung, &derivation, &process));
    goals.extend(serving.map(|rung| Goal::Fallback(plan.id.clone(), rung_name(*rung).to_owned())));
}

/// Steps of the scenario, and what the applicant does; calls that supply data come and go with the way.
fn is_step(node: &Node) -> bool {
    let own = matches!(
        node.kind,
        NodeKind::Form | NodeKind::Collect | NodeKind::Deliver | NodeKind::Automatic { .. }
    );
    let human = matches!(node.kind, NodeKind::Task | NodeKind::Special);
    !node.is_routing() && (own || human || node.step.is_some())
}

pub(super) fn outcomes(node: &Node) -> Vec<&'static str> {
    let mut outcomes = Vec::new();
    let people = match node.kind {
        NodeKind::Task | NodeKind::Special => true,
        NodeKind::Automatic { human } => {
            if human < 1.0 {
                outcomes.push("rule");
            }
            if human > 0.0 {
                outcomes.push("people");
            }
            human > 0.0
        }
        _ => return outcomes,
    };
    let Some(outcome) = node.step.as_ref().map(|s| &s.outcome).filter(|_| people) else { return outcomes };
    for (name, chance) in
        [("approve", outcome.approve), ("correct", outcome.correct), ("reject", outcome.reject)]
    {
        if chance > 0.0 {
            outcomes.push(name);
        }
    }
    outcomes
}

/// Branches of gateways that take some: from, to.
pub(super) fn branches(process: &Process) -> Vec<(&str, &str)> {
    let graph = &process.graph;
    let splits =
        graph.node_indices().filter(|n| matches!(graph[*n].kind, NodeKind::Split(Gate::One | Gate::Any)));
    let edges = splits.flat_map(|n| graph.edges(n));
    edges.map(|e| (graph[e.source()].id.as_str(), graph[e.target()].id.as_str())).collect()
}

/// What a rehearsal reached.
pub fn reached(scenario: &Scenario, way: &Way, rehearsal: &Rehearsal) -> BTreeSet<Goal> {
    let mut goals = BTreeSet::new();
    let plan = &rehearsal.program.plan;
    let names = Names::of(&rehearsal.process, scenario);
    for (index, situation) in scenario.situations.values().enumerate() {
        for answer in way.chosen(SituationId::from(index), situation) {
            goals.insert(Goal::Answer(situation.id.clone(), answer.id.clone()));
        }
    }
    for item in rehearsal.approved_items() {
        goals.insert(Goal::Item(names.plain(item).into()));
    }
    for step in rehearsal.steps_done() {
        goals.insert(Goal::Step(plan.clone(), names.plain(step)));
    }
    for (step, outcome) in rehearsal.outcomes() {
        goals.insert(Goal::Outcome(plan.clone(), names.plain(step), outcome.to_owned()));
    }
    for rung in rehearsal.fallbacks() {
        goals.insert(Goal::Fallback(plan.clone(), rung_name(rung).to_owned()));
    }
    let reached = rehearsal.steps_reached();
    let all = branches(&rehearsal.process);
    for (from, to) in &all {
        let joins = |id: &str| {
            let node = rehearsal.process.find(id).and_then(|n| rehearsal.process.graph.node_weight(n));
            node.is_some_and(|n| matches!(n.kind, NodeKind::Join(_)))
        };
        // A branch without steps leads straight to where the branches meet: it was taken if no other was.
        let taken = match joins(to) {
            false => reached.contains(to),
            true => {
                reached.contains(from)
                    && !all.iter().any(|(f, t)| f == from && t != to && reached.contains(t))
            }
        };
        if taken {
            goals.insert(Goal::Branch(plan.clone(), names.plain(from), names.plain(to)));
        }
    }
    goals
}

/// Names of items of several members, `household_registration_2`, as the item's own.
pub(super) struct Names(BTreeMap<String, Id>);

impl Names {
    pub(super) fn of(process: &Process, scenario: &Scenario) -> Self {
        let mut names = BTreeMap::new();
        for served in process.graph.node_weights().flat_map(|n| &n.items) {
            let numbered = served.id.rsplit_once('_').filter(|(_, n)| n.chars().all(|c| c.is_ascii_digit()));
            if let (Some((plain, _)), false) = (numbered, scenario.items.contains_key(&*served.id))
                && let Some((id, _)) = scenario.items.get_key_value(plain)
            {
                names.insert(served.id.clone(), id.clone());
            }
        }
        Self(names)
    }

    pub(super) fn plain(&self, id: &str) -> String {
        let (head, rest) = id.split_once('.').unwrap_or((id, ""));
        match (self.0.get(head), rest) {
            (Some(plain), "") => plain.to_string(),
            (Some(plain), rest) => format!("{plain}.{rest}"),
            (None, _) => id.to_owned(),
        }
    }
}
