//! Derivation step 1: the items that apply in a way, and why the others do not.

use super::grounding::{Grounding, InstanceId};
use crate::scenario::model::{Item, ItemId, Scenario, SituationId, SituationKind};

/// An item as it applies in one way: once, or once per member (`each`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemUse {
    /// The item.
    pub item: ItemId,
    /// The member it is for.
    pub bound: Option<InstanceId>,
}

/// Why an item does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inapplicable {
    /// Its `when` does not hold.
    Condition(ItemId),
    /// The applicant did not choose it.
    NotChosen(ItemId),
    /// Nobody it would be done for is there.
    Nobody(ItemId),
}

/// What applies in a way, in file order, and what does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applicable {
    /// Items that apply; `each` items once per member.
    pub uses: Vec<ItemUse>,
    /// Items that do not.
    pub left_out: Vec<Inapplicable>,
}

/// The items that apply in a way.
pub fn applicable(grounding: &Grounding<'_>) -> Applicable {
    let scenario = grounding.scenario();
    let mut result = Applicable::default();
    for (index, item) in scenario.items.values().enumerate() {
        let id = ItemId::from(index);
        if !grounding.way().holds_or_none(scenario, item.when.as_ref()) {
            result.left_out.push(Inapplicable::Condition(id));
        } else if item.optional.is_some() && !chosen(grounding, scenario, id) {
            result.left_out.push(Inapplicable::NotChosen(id));
        } else {
            let uses = uses_of(grounding, id, item);
            if uses.is_empty() {
                result.left_out.push(Inapplicable::Nobody(id));
            }
            result.uses.extend(uses);
        }
    }
    result
}

fn chosen(grounding: &Grounding<'_>, scenario: &Scenario, id: ItemId) -> bool {
    let situation = scenario.situations.values().position(|s| s.kind == SituationKind::OptionalItem(id));
    // The first answer of an optional item's situation is "chosen".
    situation.is_none_or(|s| grounding.way().first(SituationId::from(s)) == Some(0))
}

fn uses_of(grounding: &Grounding<'_>, item: ItemId, facts: &Item) -> Vec<ItemUse> {
    match facts.each {
        None => vec![ItemUse { item, bound: None }],
        Some(party) => grounding.of_party(party).map(|m| ItemUse { item, bound: Some(m) }).collect(),
    }
}
