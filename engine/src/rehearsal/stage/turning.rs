//! What work tells, and which branches turn on it.

use super::Stage;
use crate::application::program::{FactId, StepFacts, StepId, StepKind};
use crate::process::graph::Gate;
use petgraph::visit::EdgeRef;
use std::collections::{BTreeSet, VecDeque};

impl Stage<'_> {
    /// What a step tells once it is done.
    pub(crate) fn told(&self, step: StepId) -> impl Iterator<Item = FactId> + '_ {
        let facts = self.program.step(step).filter(|s| s.kind != StepKind::Form);
        facts.into_iter().flat_map(|s| s.supplies.iter().chain(&s.brings)).copied()
    }

    /// Whether any step tells a fact.
    pub(crate) fn is_told(&self, fact: FactId) -> bool {
        let steps = (0..self.program.steps.len()).filter_map(|at| u16::try_from(at).ok().map(StepId));
        steps.into_iter().any(|step| self.told(step).any(|f| f == fact))
    }

    /// Whether a fact is an element that neither sign-in nor a form tells.
    pub(crate) fn only_work_tells(&self, fact: FactId) -> bool {
        let asked = self.program.steps.iter().any(|s| {
            s.asks.contains(&fact) || (matches!(s.kind, StepKind::Start) && s.supplies.contains(&fact))
        });
        self.people.key(fact).is_some() && !asked
    }

    /// The splits behind a step that turn on facts, the nearest first.
    pub(crate) fn splits_behind(&self, step: StepId, told: &[FactId]) -> Vec<StepId> {
        let (mut pending, mut seen) = (VecDeque::from([step]), BTreeSet::from([step]));
        let mut found = Vec::new();
        while let Some(at) = pending.pop_front() {
            let Some(facts) = self.program.step(at) else { continue };
            let by_signal = facts.next.iter().any(|way| way.on.is_some());
            let chooses = match facts.kind {
                StepKind::Split(Gate::One) => !by_signal,
                StepKind::Split(Gate::Any) => true,
                _ => false,
            };
            if chooses && self.turns_on(facts, told) {
                found.push(at);
            }
            pending.extend(facts.next.iter().map(|way| way.to).filter(|to| seen.insert(*to)));
        }
        found
    }

    fn turns_on(&self, facts: &StepFacts, told: &[FactId]) -> bool {
        let told: Vec<_> = told.iter().filter_map(|fact| self.people.key(*fact)).collect();
        let reads = facts.next.iter().flat_map(|way| way.reads());
        let mut keys = reads.filter_map(|fact| self.people.key(fact));
        keys.any(|key| {
            let inputs = crate::population::inputs(&self.derivation.grounding, key);
            inputs.iter().any(|input| told.contains(input))
        })
    }

    /// The conditions of a split as they are written.
    pub(crate) fn conditions(&self, split: &StepFacts) -> Vec<&str> {
        let graph = &self.process.graph;
        let Some(node) = self.process.find(&split.id) else { return Vec::new() };
        let edges = graph.edges(node).filter_map(|edge| graph.edge_weight(edge.id()));
        edges.filter_map(|edge| edge.when.as_ref()).map(|when| &*when.text.value).collect()
    }
}
