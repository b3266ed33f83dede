//! What is asked when a service or licence does not answer, or a department does not confirm: the same derivation
//! without it (rules 6, 7).

use super::derive::{Derivation, Planner};
use super::levers::MeasureSet;
use super::supply::{Fact, Origin, Supplier};
use super::way::Way;
use crate::scenario::model::{Plan, Treated};
use serde::Serialize;
use std::collections::BTreeSet;

/// What taking one supplier away changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fallback {
    /// `population.person`, `resident_id_card`; of what a department confirms the paper.
    pub without: String,
    /// `service`, `licence`, or `material` where a department confirms it.
    pub kind: &'static str,
    /// Asked then and not now.
    pub added: Vec<String>,
    /// Asked now and not then: another question takes its place.
    pub dropped: Vec<String>,
    /// What cannot be had then at all.
    pub missing: Vec<String>,
    /// How much dearer the ask is (a field 1, a material 5, unless the scenario says otherwise).
    pub cost: i64,
}

/// One fallback per service, licence and verification that the asks of a plan rest on, in order of their use.
pub fn fallbacks(planner: &Planner<'_>, plan: &Plan, set: MeasureSet, way: &Way) -> Vec<Fallback> {
    let usual = planner.derive(plan, set, way);
    suppliers_used(&usual).into_iter().map(|s| without(planner, plan, set, way, &usual, s)).collect()
}

/// The services, licences and verified papers that the asks of a derivation rest on, once each, in order of their use.
pub fn suppliers_used(derivation: &Derivation<'_>) -> Vec<Supplier> {
    let mut used = indexmap::IndexSet::new();
    for ask in derivation.asks.all() {
        for rule in ask.rules_used().iter().copied() {
            match ask.supply.origin(rule) {
                Some(Origin::Service(id, _)) => used.insert(Supplier::Service(*id)),
                Some(Origin::Licence(id, _)) => used.insert(Supplier::Licence(*id)),
                Some(Origin::Paper((_, id), Treated::Verified)) => used.insert(Supplier::Paper(*id)),
                _ => false,
            };
        }
    }
    used.into_iter().collect()
}

fn without(
    planner: &Planner<'_>,
    plan: &Plan,
    set: MeasureSet,
    way: &Way,
    usual: &Derivation<'_>,
    supplier: Supplier,
) -> Fallback {
    let then = planner.derive_without(plan, set, way, &[supplier]);
    let (now_asked, then_asked) = (asked(usual), asked(&then));
    let catalogue = &planner.scenario.catalogue;
    let (kind, name) = match supplier {
        Supplier::Service(id) => ("service", catalogue.service(id).map(|(id, _)| id.to_string())),
        Supplier::Licence(id) => ("licence", catalogue.licence(id).map(|(id, _)| id.to_string())),
        Supplier::Paper(id) => ("material", catalogue.material(id).map(|(id, _)| id.to_string())),
    };
    let missing: BTreeSet<String> = then
        .asks
        .all()
        .flat_map(|a| a.missing.iter())
        .filter(|f| !matches!(f, Fact::Item(_)))
        .map(|f| then.fact_name(*f))
        .collect();
    Fallback {
        without: name.unwrap_or_default(),
        kind,
        added: then_asked.iter().filter(|n| !now_asked.contains(*n)).cloned().collect(),
        dropped: now_asked.iter().filter(|n| !then_asked.contains(*n)).cloned().collect(),
        missing: missing.into_iter().collect(),
        cost: cost(&then) - cost(usual),
    }
}

fn cost(derivation: &Derivation<'_>) -> i64 {
    derivation.asks.all().map(|a| i64::try_from(a.proof.cost).unwrap_or(i64::MAX)).sum()
}

/// Names of all that is asked, forms together.
fn asked(derivation: &Derivation<'_>) -> indexmap::IndexSet<String> {
    let mut names = indexmap::IndexSet::new();
    for ask in derivation.asks.all() {
        names.extend(ask.fields.iter().map(|d| derivation.datum_name(*d)));
        names.extend(ask.questions.iter().map(|s| derivation.fact_name(Fact::Situation(*s))));
        names.extend(ask.materials.iter().map(|d| derivation.document_name(*d)));
    }
    names
}
