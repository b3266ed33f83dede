//! Which situations must be known whatever the supplies: those that conditions in force name (rule 9).

use super::applicable::ItemUse;
use super::grounding::Grounding;
use crate::scenario::model::{Condition, PartyRef, Plan, SituationId, SituationKind};

/// Situations that decide which items apply, what the applicable ones need and do, where a way stops,
/// whether the plan is offered, and how many members a party that items are about has. In listed order.
pub fn in_force(grounding: &Grounding<'_>, plan: &Plan, uses: &[ItemUse]) -> Vec<SituationId> {
    let scenario = grounding.scenario();
    let mut named: Vec<SituationId> =
        scenario.items.values().filter_map(|i| i.when.as_ref()).flat_map(Condition::situations).collect();
    named.extend(plan.when.iter().flat_map(Condition::situations));
    let mut parties = Vec::new();
    for item in uses.iter().filter_map(|u| scenario.item(u.item)) {
        named
            .extend(item.needs.fields.iter().filter_map(|n| n.when.as_ref()).flat_map(Condition::situations));
        named.extend(
            item.needs.materials.iter().filter_map(|n| n.when.as_ref()).flat_map(Condition::situations),
        );
        named.extend(item.steps.iter().filter_map(|s| s.when.as_ref()).flat_map(Condition::situations));
        parties.extend(item.each);
        let data = item.needs.fields.iter().map(|n| n.what.party);
        let documents = item.needs.materials.iter().map(|n| n.what.party);
        parties.extend(data.chain(documents).filter_map(|p| match p {
            PartyRef::Party(id) => Some(id),
            PartyRef::Applicant => None,
        }));
    }
    for (index, situation) in scenario.situations.values().enumerate() {
        let stops = situation.answers.iter().any(|a| a.stops.is_some());
        let counts = matches!(situation.kind, SituationKind::Count(party) if parties.contains(&party));
        if stops || counts {
            named.push(SituationId::from(index));
        }
    }
    named.sort_unstable();
    named.dedup();
    named
}
