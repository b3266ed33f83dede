//! The facts of an item.

use super::steps::steps;
use super::{Facts, expression};
use crate::scenario::model::{AfterRefusal, Gives, Item, Needs, Scenario};

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
    needs_and_gives(facts, scenario, path, (&item.needs, &item.gives));
    steps(facts, scenario, &scenario.path_of_steps(item), "", &item.steps);
    match item.on_refusal {
        AfterRefusal::StopDependants => {}
        AfterRefusal::GoOn => facts.put(key("on_refusal"), "go_on"),
        AfterRefusal::StopAll => facts.put(key("on_refusal"), "stop_all"),
    }
    if let Some(commitment) = &item.commitment {
        facts.put(key("commitment.limit"), commitment.limit.value.to_string());
        facts.when(&key("commitment"), commitment.when.as_ref());
        for step in &commitment.then {
            facts.put(key(&format!("commitment.then.{}", step.value)), "yes");
        }
    }
    if let Some(at) = &item.at {
        facts.put(key("at.region"), scenario.datum_name(at.region));
        if let Some(level) = at.level {
            facts.put(key("at.level"), format!("{level:?}").to_lowercase());
        }
    }
    if item.visits.apply + item.visits.collect > 0 {
        facts.put(key("visits"), format!("apply {}, collect {}", item.visits.apply, item.visits.collect));
    }
    if let Some(fee) = item.fee {
        facts.put(key("fee"), fee.to_string());
    }
    if item.refund {
        facts.put(key("refund"), "yes");
    }
}

pub(super) fn needs_and_gives(
    facts: &mut Facts,
    scenario: &Scenario,
    path: &str,
    (needs, gives): (&Needs, &Gives),
) {
    let material = |d: &crate::scenario::model::Document| {
        let name = scenario.catalogue.material(d.material).map_or("?", |(id, _)| &**id);
        format!("{}.{name}", scenario.party_name(d.party))
    };
    let always = "always".to_owned();
    for need in &needs.fields {
        let when = need.when.as_ref().map_or_else(|| always.clone(), expression);
        facts.put(format!("{path}.needs.fields.{}", scenario.datum_name(need.what)), when);
    }
    for need in &needs.materials {
        let when = need.when.as_ref().map_or_else(|| always.clone(), expression);
        facts.put(format!("{path}.needs.materials.{}", material(&need.what)), when);
    }
    for given in &gives.fields {
        facts.put(format!("{path}.gives.fields.{}", scenario.datum_name(given.value)), "yes");
    }
    for given in &gives.materials {
        facts.put(format!("{path}.gives.materials.{}", material(&given.value)), "yes");
    }
    for given in &gives.licences {
        let (holder, licence) = given.value;
        let licence = scenario.catalogue.licence(licence).map_or("?", |(id, _)| &**id);
        facts.put(format!("{path}.gives.licences.{}.{licence}", scenario.party_name(holder)), "yes");
    }
}
