//! What is written and used by nothing.

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{Condition, Name, Scenario, SituationId, SituationKind, Step, StepKind};
use crate::scenario::text::Text;
use std::collections::BTreeSet;

pub(super) fn check(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let used = used_situations(scenario);
    for (index, (id, situation)) in scenario.situations.iter().enumerate() {
        let stops = situation.answers.iter().any(|a| a.stops.is_some());
        if situation.kind == SituationKind::Question && !stops && !used.contains(&SituationId::from(index)) {
            let message = Text::new(
                format!("情形 `{id}` 的答案不影响任何事"),
                format!("the answers of situation `{id}` do nothing"),
            );
            let mend = Text::new("在某个 when 里用它，或删去它", "name it in a `when`, or remove it");
            findings.push(Diagnostic::new("W0503", situation.span, message).mend(mend));
        }
        if situation.kind == SituationKind::Question && !situation.weighted && situation.answers.len() > 1 {
            let message = Text::new(
                format!("情形 `{id}` 没有占比，各答案按相等计"),
                format!("situation `{id}` has no weights; its answers count as equally frequent"),
            );
            findings.push(Diagnostic::new("H0401", situation.span, message));
        }
    }
}

/// Situations that any condition names.
fn used_situations(scenario: &Scenario) -> BTreeSet<SituationId> {
    let mut conditions: Vec<&Condition> = Vec::new();
    for party in scenario.people.values() {
        conditions.extend(&party.when);
        conditions.extend(party.relations.values().flatten().filter_map(|t| t.when.as_ref()));
    }
    for situation in scenario.situations.values() {
        conditions.extend(situation.conditional.iter().map(|c| &c.when));
        if let Some(crate::scenario::model::KnownFrom::Conditions(list)) = &situation.known_from {
            conditions.extend(list.iter().map(|(_, c)| c));
        }
    }
    for fact in &scenario.computed {
        conditions.push(&fact.value);
        conditions.extend(&fact.when);
    }
    for item in scenario.items.values() {
        conditions.extend(&item.when);
        conditions.extend(item.needs.fields.iter().filter_map(|n| n.when.as_ref()));
        conditions.extend(item.needs.materials.iter().filter_map(|n| n.when.as_ref()));
        conditions.extend(item.commitment.iter().filter_map(|c| c.when.as_ref()));
        item.steps.iter().flat_map(|s| s.all()).for_each(|step| of_step(step, &mut conditions));
    }
    conditions.extend(&scenario.simulation.priority);
    for plan in scenario.plans.values() {
        conditions.extend(&plan.when);
        for measure in &plan.measures {
            conditions.extend(measure.kind.conditions());
        }
    }
    let names = conditions.into_iter().flat_map(|c| c.reads.iter());
    names.filter_map(|n| if let Name::Situation(id) = n { Some(*id) } else { None }).collect()
}

/// Conditions of a step, and of the branches and rounds that it is made of.
fn of_step<'s>(step: &'s Step, conditions: &mut Vec<&'s Condition>) {
    conditions.extend(&step.when);
    conditions.extend(step.undo.iter().filter_map(|undo| undo.when.as_ref()));
    conditions.extend(step.needs.fields.iter().filter_map(|n| n.when.as_ref()));
    conditions.extend(step.needs.materials.iter().filter_map(|n| n.when.as_ref()));
    match &step.kind {
        StepKind::Choose(branches) | StepKind::Any(branches) | StepKind::Parallel(branches) => {
            conditions.extend(branches.iter().filter_map(|b| b.when.as_ref()));
        }
        StepKind::Repeat(repeat) => conditions.push(&repeat.until),
        _ => {}
    }
}
