//! What registers hold from then on: what calls and items issue, and what is struck when a call is undone or a result
//! is revoked.

use super::Simulated;
use super::family::Stage;
use crate::systems::registers::{RegisterChange, Turn, identity_element, places, written};
use crate::systems::{Answer, Call, Known, Standing};
use onething_engine::application::program::{FactId, ItemIndex, StepFacts};
use onething_engine::application::state::How;
use onething_engine::plan::grounding::InstanceId;
use onething_engine::scenario::model::ElementId;
use std::collections::BTreeSet;

impl Simulated {
    /// What registers hold from then on because items came to their result; `standing` knows what they gave. In
    /// force already.
    pub fn concluded(&self, standing: &Standing<'_>, items: &[ItemIndex]) -> Vec<RegisterChange> {
        let facts = items.iter().filter_map(|item| standing.program.item(*item));
        let given: Vec<FactId> = facts.flat_map(|item| item.gives.iter().copied()).collect();
        if given.is_empty() {
            return Vec::new();
        }
        let stage = self.families.stage(standing);
        let mut changes = self.issued(standing, &stage, given.into_iter());
        self.make_all(&mut changes);
        changes
    }

    fn issued(
        &self,
        standing: &Standing<'_>,
        stage: &Stage,
        facts: impl Iterator<Item = FactId>,
    ) -> Vec<RegisterChange> {
        let parties: BTreeSet<InstanceId> =
            facts.filter_map(|fact| stage.people.key(fact)).map(|(party, _)| party).collect();
        if parties.is_empty() {
            return Vec::new();
        }
        let grounding = stage.grounding(standing);
        self.read(|state| written(standing, &grounding, &stage.people, &state.registers, &parties))
    }

    /// A call that is an item's own work and tells what its service does not look up has issued it.
    pub(super) fn registered(
        &self,
        call: &Call,
        step: &StepFacts,
        stage: &Stage,
        answer: &Answer,
    ) -> Vec<RegisterChange> {
        let Answer::Found(values) = answer else { return Vec::new() };
        let issued = issued(call, step);
        if issued.is_empty() {
            return Vec::new();
        }
        let mut known = call.known.clone();
        for (name, text) in values {
            let Some(fact) = call.program.find_fact(name) else { continue };
            let told = Known { fact, text: text.clone(), how: How::Call };
            match known.binary_search_by_key(&fact, |known| known.fact) {
                Ok(at) => known[at] = told,
                Err(at) => known.insert(at, told),
            }
        }
        let standing = Standing { known: &known, ..call.standing() };
        self.issued(&standing, stage, issued.into_iter())
    }

    /// What a call issued is struck when it is undone.
    pub(super) fn undone(&self, call: &Call, step: &StepFacts, stage: &Stage) -> Vec<RegisterChange> {
        self.struck(&call.standing(), stage, &issued(call, step))
    }

    /// What registers no longer hold because results of items were revoked; `standing` knows what they gave. In force
    /// already.
    pub fn revoked(&self, standing: &Standing<'_>, items: &[ItemIndex]) -> Vec<RegisterChange> {
        let facts = items.iter().filter_map(|item| standing.program.item(*item));
        let given: Vec<FactId> = facts.flat_map(|item| item.gives.iter().copied()).collect();
        if given.is_empty() {
            return Vec::new();
        }
        let stage = self.families.stage(standing);
        let mut changes = self.struck(standing, &stage, &given);
        self.make_all(&mut changes);
        changes
    }

    /// Facts are struck from the records of their parties; without the number that was issued there is no record.
    fn struck(&self, standing: &Standing<'_>, stage: &Stage, facts: &[FactId]) -> Vec<RegisterChange> {
        let catalogue = &standing.scenario.catalogue;
        let keys: Vec<(InstanceId, ElementId)> =
            facts.iter().filter_map(|fact| stage.people.key(*fact)).collect();
        let parties: BTreeSet<InstanceId> = keys.iter().map(|(party, _)| *party).collect();
        let grounding = stage.grounding(standing);
        let places =
            self.read(|state| places(standing, &grounding, &stage.people, &state.registers, &parties));
        let strikes = places.into_iter().filter_map(|(party, (register, identity))| {
            let own = keys.iter().filter(|(of, _)| *of == party).map(|(_, element)| *element);
            let by = identity_element(catalogue, &register);
            let whole = own.clone().any(|element| Some(element) == by);
            let names = own.filter_map(|element| Some(catalogue.element(element)?.1.name.clone()));
            let elements = if whole { Vec::new() } else { names.collect() };
            let is_something = whole || !elements.is_empty();
            is_something.then(|| RegisterChange::Struck {
                register,
                identity,
                elements,
                turn: Turn::default(),
            })
        });
        strikes.collect()
    }
}

/// What a call brings about rather than looks up.
fn issued(call: &Call, step: &StepFacts) -> Vec<FactId> {
    if step.items.is_empty() {
        return Vec::new();
    }
    let catalogue = &call.scenario.catalogue;
    let returns = catalogue.services.get(&call.service).map(|service| &service.returns);
    let looked_up: BTreeSet<&str> = returns
        .into_iter()
        .flatten()
        .filter_map(|datum| catalogue.element(datum.element))
        .map(|(_, element)| &*element.name)
        .collect();
    let is_issued = |fact: &&FactId| {
        let name = call.program.fact(**fact).and_then(|facts| facts.name.split_once('.').map(|(_, n)| n));
        name.is_some_and(|name| !looked_up.contains(name))
    };
    step.supplies.iter().filter(is_issued).copied().collect()
}
