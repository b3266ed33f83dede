//! The facts of an item.

use super::{Facts, expression, numbers};
use crate::scenario::model::{Item, Scenario, Step, StepKind};

pub(super) fn item(facts: &mut Facts, scenario: &Scenario, path: &str, item: &Item) {
    let catalogue = &scenario.catalogue;
    let key = |name: &str| format!("{path}.{name}");
    facts.text(&key("title"), &item.title);
    facts.put(key("department"), catalogue.department(item.department).map_or("?", |(id, _)| &**id));
    if let Some((id, _)) = item.system.and_then(|s| catalogue.system(s)) {
        facts.put(key("system"), id);
    }
    if let Some(code) = &item.code {
        facts.put(key("code"), &code.value);
    }
    for (name, limit) in [("statutory", &item.limit.statutory), ("promised", &item.limit.promised)] {
        if let Some(limit) = limit {
            facts.put(format!("{path}.limit.{name}"), limit.value.to_string());
        }
    }
    facts.when(path, item.when.as_ref());
    if let Some(chosen) = item.optional {
        facts.put(key("optional"), chosen.to_string());
    }
    for after in &item.after {
        facts.put(format!("{path}.after.{}", scenario.item(after.value).map_or("?", |i| &*i.id)), "yes");
    }
    if let Some(party) = item.each.and_then(|p| scenario.party(p)) {
        facts.put(key("each"), &party.id);
    }
    needs_and_gives(facts, scenario, path, item);
    for (number, step) in item.steps.iter().enumerate() {
        self::step(facts, scenario, &format!("{path}.steps.{}", step.name), number + 1, step);
    }
    if item.visits.apply + item.visits.collect > 0 {
        facts.put(key("visits"), format!("apply {}, collect {}", item.visits.apply, item.visits.collect));
    }
    if let Some(fee) = item.fee {
        facts.put(key("fee"), fee.to_string());
    }
}

fn needs_and_gives(facts: &mut Facts, scenario: &Scenario, path: &str, item: &Item) {
    let material = |d: &crate::scenario::model::Document| {
        let name = scenario.catalogue.material(d.material).map_or("?", |(id, _)| &**id);
        format!("{}.{name}", scenario.party_name(d.party))
    };
    let always = "always".to_owned();
    for need in &item.needs.fields {
        let when = need.when.as_ref().map_or_else(|| always.clone(), expression);
        facts.put(format!("{path}.needs.fields.{}", scenario.datum_name(need.what)), when);
    }
    for need in &item.needs.materials {
        let when = need.when.as_ref().map_or_else(|| always.clone(), expression);
        facts.put(format!("{path}.needs.materials.{}", material(&need.what)), when);
    }
    for given in &item.gives.fields {
        facts.put(format!("{path}.gives.fields.{}", scenario.datum_name(given.value)), "yes");
    }
    for given in &item.gives.materials {
        facts.put(format!("{path}.gives.materials.{}", material(&given.value)), "yes");
    }
    for given in &item.gives.licences {
        let (holder, licence) = given.value;
        let licence = scenario.catalogue.licence(licence).map_or("?", |(id, _)| &**id);
        facts.put(format!("{path}.gives.licences.{}.{licence}", scenario.party_name(holder)), "yes");
    }
}

fn step(facts: &mut Facts, scenario: &Scenario, path: &str, place: usize, step: &Step) {
    let catalogue = &scenario.catalogue;
    let kind = match &step.kind {
        StepKind::Human => "human".to_owned(),
        StepKind::Special(what) => format!("special {what}"),
        StepKind::Call(service) => {
            format!("call {}", catalogue.service(*service).map_or("?", |(id, _)| &**id))
        }
        StepKind::Notify(_) => "notify".to_owned(),
        // Lowering refuses blocks until facts can tell them apart.
        _ => "block".to_owned(),
    };
    facts.put(path, format!("step {place}, {kind}"));
    facts.text(&format!("{path}.title"), &step.title);
    if let Some(role) = &step.role {
        facts.put(format!("{path}.role"), role);
    }
    if let Some((id, _)) = step.department.and_then(|d| catalogue.department(d)) {
        facts.put(format!("{path}.department"), id);
    }
    if let Some((id, _)) = step.system.and_then(|s| catalogue.system(s)) {
        facts.put(format!("{path}.system"), id);
    }
    if let Some(takes) = &step.takes {
        facts.put(format!("{path}.takes"), takes.to_string());
    }
    if let Some(within) = &step.within {
        facts.put(format!("{path}.within"), within.value.to_string());
    }
    let outcome = &step.outcome;
    if outcome.approve < 1.0 {
        let chances = numbers(&[outcome.approve, outcome.correct, outcome.reject]);
        facts.put(format!("{path}.outcome (approve, correct, reject)"), chances);
    }
    if let Some(time) = &outcome.corrects_in {
        facts.put(format!("{path}.outcome.corrects_in"), time.to_string());
    }
    facts.when(path, step.when.as_ref());
}
