//! What single steps need and give in one way.

use super::lay::{Layer, add};
use crate::plan::grounding::InstanceId;
use crate::plan::roles::{Filling, ground_role_datum};
use crate::plan::supply::Fact;
use crate::scenario::model::{LicenceId, Need, Step};

impl Layer<'_> {
    pub(super) fn needs(&self, step: &Step) -> Vec<Fact> {
        let (scenario, way) = (self.grounding.scenario(), self.grounding.way());
        let mut facts = Vec::new();
        for need in step.needs.fields.iter().filter(|n| way.holds_or_none(scenario, n.when.as_ref())) {
            add(&mut facts, self.data(need.what));
        }
        let in_force = |n: &&Need<_>| way.holds_or_none(scenario, n.when.as_ref());
        for need in step.needs.materials.iter().filter(in_force) {
            let (party, material) = (need.what.party, need.what.material);
            add(&mut facts, self.resolve(party).into_iter().map(|i| Fact::Document((i, material))));
        }
        facts
    }

    /// What a step hands out; of licences the papers they stand for.
    pub(super) fn gives(&self, step: &Step) -> Vec<Fact> {
        let mut facts = Vec::new();
        for datum in &step.gives.fields {
            add(&mut facts, self.data(datum.value));
        }
        for paper in &step.gives.materials {
            let holders = self.resolve(paper.value.party).into_iter();
            add(&mut facts, holders.map(|i| Fact::Document((i, paper.value.material))));
        }
        for (holder, licence) in step.gives.licences.iter().map(|l| l.value) {
            let Some((_, licence)) = self.grounding.scenario().catalogue.licence(licence) else { continue };
            for holder in self.resolve(holder) {
                add(&mut facts, licence.stands_for.iter().map(|m| Fact::Document((holder, m.value))));
            }
        }
        facts
    }

    /// What is told by the licences that a step hands out.
    pub(super) fn told(&self, step: &Step) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (holder, licence) in self.licences(step) {
            let Some((_, licence)) = self.grounding.scenario().catalogue.licence(licence) else { continue };
            let filling = Filling { roles: vec![vec![holder]], premises: Vec::new() };
            let data = licence.returns.iter().flat_map(|d| ground_role_datum(self.grounding, &filling, d).0);
            add(&mut facts, data.map(Fact::Datum));
        }
        facts
    }

    pub(super) fn licences(&self, step: &Step) -> Vec<(InstanceId, LicenceId)> {
        let of = |(holder, licence)| self.resolve(holder).into_iter().map(move |h| (h, licence));
        step.gives.licences.iter().flat_map(|l| of(l.value)).collect()
    }
}
