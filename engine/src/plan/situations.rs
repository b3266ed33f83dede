//! Which situations must be known whatever the supplies: those that conditions in force name (rule 9).

use super::applicable::ItemUse;
use super::grounding::Grounding;
use super::levers::Levers;
use super::requirement;
use crate::scenario::model::{
    Condition, Datum, Name, Need, PartyId, PartyRef, Plan, Scenario, SituationId, SituationKind, Step,
    StepKind,
};
use std::sync::Arc;

/// Situations that decide which items apply, what the applicable ones and the delivery need and do, where a
/// way stops, whether the plan is offered, and whether a party that anything in force is about is there, and
/// with how many members. In listed order.
pub fn in_force(
    grounding: &Grounding<'_>,
    plan: &Plan,
    levers: &Levers<'_>,
    uses: &[ItemUse],
) -> Vec<SituationId> {
    let scenario = grounding.scenario();
    let mut named: Vec<SituationId> =
        scenario.items.values().filter_map(|i| i.when.as_ref()).flat_map(Condition::situations).collect();
    named.extend(plan.when.iter().flat_map(Condition::situations));
    let mut parties = Vec::new();
    for item in uses.iter().filter_map(|u| scenario.item(u.item)) {
        needs(grounding, &item.needs.fields, |d| d.party, &mut named, &mut parties);
        needs(grounding, &item.needs.materials, |d| d.party, &mut named, &mut parties);
        steps(grounding, &item.steps, &mut named, &mut parties);
        parties.extend(item.each);
    }
    if let Some(deliver) = levers.deliver.filter(|_| !uses.is_empty()) {
        needs(grounding, &deliver.needs, |d| d.party, &mut named, &mut parties);
    }
    for party in &parties {
        named.extend(presence(scenario, PartyRef::Party(*party)));
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

/// The conditions of steps; and of those in force what they need and for whom they are done.
fn steps(
    grounding: &Grounding<'_>,
    list: &[Arc<Step>],
    named: &mut Vec<SituationId>,
    parties: &mut Vec<PartyId>,
) {
    let in_force = |when: Option<&Condition>| grounding.way().holds_or_none(grounding.scenario(), when);
    for step in list {
        named.extend(step.conditions().into_iter().flat_map(Condition::situations));
        if !in_force(step.when.as_ref()) {
            continue;
        }
        needs(grounding, &step.needs.fields, |d| d.party, named, parties);
        needs(grounding, &step.needs.materials, |d| d.party, named, parties);
        for name in step.conditions().iter().flat_map(|c| &c.reads) {
            if let Name::Datum(Datum { party: PartyRef::Party(id), .. }) = name {
                parties.push(*id);
            }
        }
        if let StepKind::Each(each) = &step.kind {
            parties.push(each.party);
        }
        for body in step.bodies_unless(|when| when.is_settled_by_situations() && !in_force(Some(when))) {
            steps(grounding, body, named, parties);
        }
    }
}

/// The conditions of needs; and the parties of those in force, for a need falls away with its party.
fn needs<T>(
    grounding: &Grounding<'_>,
    needs: &[Need<T>],
    party: impl Fn(&T) -> PartyRef,
    named: &mut Vec<SituationId>,
    parties: &mut Vec<PartyId>,
) {
    named.extend(needs.iter().filter_map(|n| n.when.as_ref()).flat_map(Condition::situations));
    let in_force = needs.iter().filter(|n| requirement::in_force(grounding, n));
    parties.extend(in_force.filter_map(|n| match party(&n.what) {
        PartyRef::Party(id) => Some(id),
        PartyRef::Applicant => None,
    }));
}

/// The situations by which one knows whether a party is there. Who applies is there.
pub fn presence(scenario: &Scenario, party: PartyRef) -> impl Iterator<Item = SituationId> + '_ {
    let party = match party {
        PartyRef::Party(id) => scenario.party(id),
        PartyRef::Applicant => None,
    };
    party.and_then(|p| p.when.as_ref()).into_iter().flat_map(Condition::situations)
}
