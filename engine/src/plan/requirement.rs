//! Derivation step 2: what each applicable item needs and gives, as instances of a way.

use super::applicable::ItemUse;
use super::flow::{self, Steps};
use super::grounding::{Grounding, InstanceId};
use super::supply::Fact;
use crate::scenario::model::{Datum, Document, ElementId, Item, LicenceId, MaterialId, Need};
use indexmap::IndexSet;
use std::collections::BTreeSet;

/// A data element of an instance.
pub type GroundDatum = (InstanceId, ElementId);
/// A material of an instance.
pub type GroundDocument = (InstanceId, MaterialId);

/// What one item needs, in file order, each once: what its list names twice, as `mother` and as `applicant`, is
/// still one element or one paper on its form (rule 5). And what it gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Elements of its own form.
    pub fields: Vec<GroundDatum>,
    /// Materials to hand in.
    pub materials: Vec<GroundDocument>,
    /// Elements that exist when it ends.
    pub gives_fields: Vec<GroundDatum>,
    /// Papers that exist when it ends.
    pub gives_materials: Vec<GroundDocument>,
    /// E-licences that exist when it ends, with their holder.
    pub gives_licences: Vec<(InstanceId, LicenceId)>,
    /// What exists as soon as one of its steps has ended; among what it gives too.
    pub given_by_steps: BTreeSet<Fact>,
}

/// What an item needs and gives in a way. A need about a party that is not there in this way falls away.
pub fn requirement(grounding: &Grounding<'_>, item_use: ItemUse) -> Requirement {
    let Some(item) = grounding.scenario().item(item_use.item) else { return Requirement::default() };
    let bound = item_use.bound;
    let data = |d: &Datum| ground_datum(grounding, *d, bound);
    let documents = |d: &Document| ground_document(grounding, *d, bound);
    let mut requirement = Requirement {
        fields: item
            .needs
            .fields
            .iter()
            .filter(|n| in_force(grounding, n))
            .flat_map(|n| data(&n.what))
            .collect::<IndexSet<_, rustc_hash::FxBuildHasher>>()
            .into_iter()
            .collect(),
        materials: item
            .needs
            .materials
            .iter()
            .filter(|n| in_force(grounding, n))
            .flat_map(|n| documents(&n.what))
            .collect::<IndexSet<_, rustc_hash::FxBuildHasher>>()
            .into_iter()
            .collect(),
        gives_fields: item.gives.fields.iter().flat_map(|d| data(&d.value)).collect(),
        gives_materials: item.gives.materials.iter().flat_map(|d| documents(&d.value)).collect(),
        gives_licences: item
            .gives
            .licences
            .iter()
            .flat_map(|given| {
                let (holder, licence) = given.value;
                grounding.resolve(holder, bound).into_iter().map(move |h| (h, licence))
            })
            .collect(),
        given_by_steps: BTreeSet::new(),
    };
    // Without its region nobody knows which office handles it.
    for region in item.at.iter().flat_map(|at| data(&at.region)) {
        if !requirement.fields.contains(&region) {
            requirement.fields.push(region);
        }
    }
    with_steps(grounding, item, bound, requirement)
}

/// Adds what the steps of an item need and give: each need once, on whichever list it is already.
fn with_steps(
    grounding: &Grounding<'_>,
    item: &Item,
    bound: Option<InstanceId>,
    mut requirement: Requirement,
) -> Requirement {
    if Steps::are_plain(&item.steps) {
        return requirement;
    }
    let parts = flow::lay(grounding, &item.steps, bound);
    for licence in parts.iter().flat_map(|p| p.leaves()).flat_map(|leaf| &leaf.licences) {
        if !requirement.gives_licences.contains(licence) {
            requirement.gives_licences.push(*licence);
        }
    }
    let steps = Steps::of(grounding, &parts);
    for fact in steps.needs {
        match fact {
            Fact::Datum(datum) if !requirement.fields.contains(&datum) => requirement.fields.push(datum),
            Fact::Document(paper) if !requirement.materials.contains(&paper) => {
                requirement.materials.push(paper);
            }
            _ => {}
        }
    }
    for fact in steps.gives {
        match fact {
            Fact::Datum(datum) if !requirement.gives_fields.contains(&datum) => {
                requirement.gives_fields.push(datum);
            }
            Fact::Document(paper) if !requirement.gives_materials.contains(&paper) => {
                requirement.gives_materials.push(paper);
            }
            _ => continue,
        }
        requirement.given_by_steps.insert(fact);
    }
    requirement
}

/// Whether a need's condition holds.
pub fn in_force<T>(grounding: &Grounding<'_>, need: &Need<T>) -> bool {
    grounding.way().holds_or_none(grounding.scenario(), need.when.as_ref())
}

/// An element of a party as instances.
pub fn ground_datum(grounding: &Grounding<'_>, datum: Datum, bound: Option<InstanceId>) -> Vec<GroundDatum> {
    grounding.resolve(datum.party, bound).into_iter().map(|i| (i, datum.element)).collect()
}

fn ground_document(
    grounding: &Grounding<'_>,
    document: Document,
    bound: Option<InstanceId>,
) -> Vec<GroundDocument> {
    grounding.resolve(document.party, bound).into_iter().map(|i| (i, document.material)).collect()
}
