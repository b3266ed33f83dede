//! One made-up population stands behind all systems: over every shipped scenario, its plans, its ways and many
//! seeds, whatever a system, a form or a clerk tells is what that population holds; contradictions come only from
//! a fault or a form that says otherwise.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "shipped/scenarios.rs"]
mod shipped;

use onething_engine::plan::derive::Planner;
use onething_engine::plan::grounding::Grounding;
use onething_engine::plan::way::Way;
use onething_engine::population::{Population, values};
use onething_engine::rehearsal::record::json;
use onething_engine::rehearsal::{Behaviour, NoLibrary, Rehearsal, Script, rehearse_planned};
use onething_engine::scenario::identifiers::read_id_number;
use onething_engine::scenario::model::{ElementId, Plan, Scenario};
use onething_engine::scenario::source::{Span, Spanned};
use onething_engine::testing::coverage::variations;
use onething_engine::testing::default_start;
use onething_tests::volume::volume;
use serde_json::Value;
use shipped::scenarios;
use std::collections::{BTreeMap, BTreeSet};

/// Every value that somebody told: fact, value, by what means.
fn told(scenario: &Scenario, rehearsal: &Rehearsal, script: &Script) -> Vec<(String, String, String)> {
    let record = json(rehearsal, scenario, script.start, script.seed);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let events = record["events"].as_array().unwrap().iter();
    // Where a branch is taken by its chance, the value comes to fit it: what was so before is no measure.
    let program = &rehearsal.program;
    let ways = program.steps.iter().flat_map(|step| &step.next).filter(|way| way.chance.is_some());
    let fitted: BTreeSet<&str> =
        ways.flat_map(|way| way.reads()).map(|fact| &*program.fact(fact).unwrap().name).collect();
    let told = events.filter(|event| event["value"].is_string());
    let told = told.filter(|event| !event["fact"].as_str().is_some_and(|fact| fitted.contains(fact)));
    told.filter_map(|event| {
        let how = match event["event"].as_str()? {
            "known" => text(&event["how"]),
            // What the applicant has put in is named once; handing it in does not say it again.
            "drafted" => "asked".to_owned(),
            _ => return None,
        };
        Some((text(&event["fact"]), text(&event["value"]), how))
    })
    .collect()
}

/// The values of all elements of all parties, by name.
fn truth(scenario: &Scenario, script: &Script) -> BTreeMap<String, String> {
    let grounding = Grounding::new(scenario, &script.way);
    let today = script.start.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).date();
    let population = Population::new(&grounding, script.seed, today, &[]);
    let mut all = BTreeMap::new();
    for id in grounding.ids() {
        let kind = &grounding.party(id).unwrap().kind;
        for (at, element) in scenario.catalogue.elements.values().enumerate() {
            if let Some(value) = population.value(id, ElementId::from(at)).filter(|_| element.kind == *kind) {
                all.insert(format!("{}.{}", grounding.name(id), element.name), values::write(value));
            }
        }
    }
    all
}

fn script(way: &Way, seed: u64) -> Script {
    Script { seed, ..Script::usual(way.clone(), default_start()) }
}

/// Plays some ways of every plan with some seeds.
fn over_all(rounds: usize, mut law: impl FnMut(&Planner<'_>, &Plan, Script)) {
    let scenarios = scenarios();
    for scenario in &scenarios {
        let planner = Planner::new(scenario);
        let ways = variations(scenario);
        for plan in scenario.plans.values() {
            for round in 0..rounds {
                let way = &ways[round % ways.len()];
                if way.holds_or_none(scenario, plan.when.as_ref()) {
                    law(&planner, plan, script(way, 1 + round as u64));
                }
            }
        }
    }
}

#[test]
fn what_systems_and_people_tell_is_what_is_so() {
    let mut by_means: BTreeMap<String, usize> = BTreeMap::new();
    over_all(volume("population-truth", 2_000, 20), |planner, plan, script| {
        let rehearsal = rehearse_planned(planner, plan, &script, &NoLibrary).unwrap();
        let truth = truth(planner.scenario, &script);
        let place = (&planner.scenario.id.value, &plan.id, script.seed);
        for (fact, value, how) in told(planner.scenario, &rehearsal, &script) {
            // A material is a file; what it says is not read.
            let Some(so) = truth.get(&fact) else { continue };
            assert_eq!(&value, so, "{place:?}: {fact} by {how}");
            *by_means.entry(how).or_default() += 1;
        }
        for (name, number) in truth.iter().filter(|(name, _)| name.ends_with(".id_number")) {
            let person = name.trim_end_matches("id_number");
            let (born, male) = read_id_number(number).unwrap_or_else(|| panic!("{place:?}: {name} {number}"));
            if let Some(day) = truth.get(&format!("{person}birth_date")) {
                assert_eq!(&born.to_string(), day, "{place:?}: {person}");
            }
            if let Some(sex) = truth.get(&format!("{person}sex")) {
                let says_male = sex.contains('男') || sex == "male";
                assert_eq!(male, says_male, "{place:?}: {person} {sex}");
            }
        }
    });
    // Systems, forms and sign-in all had something to tell, or the law would hold of nothing.
    for means in ["call", "asked", "sign_in"] {
        assert!(by_means.get(means).is_some_and(|times| *times > 100), "{by_means:?}");
    }
}

#[test]
fn a_silent_system_makes_nobody_tell_otherwise() {
    let mut asked_instead = 0;
    over_all(volume("population-faults", 1_000, 10), |planner, plan, mut script| {
        let systems: Vec<_> = planner.scenario.catalogue.systems.keys().cloned().collect();
        let silent = &systems[script.seed as usize % systems.len()];
        let down = Behaviour { down: true, ..Behaviour::default() };
        script.systems.push((Spanned::new(silent.clone(), Span::default()), down));
        let rehearsal = rehearse_planned(planner, plan, &script, &NoLibrary).unwrap();
        let truth = truth(planner.scenario, &script);
        for (fact, value, how) in told(planner.scenario, &rehearsal, &script) {
            if let Some(so) = truth.get(&fact) {
                assert_eq!(&value, so, "{}: {fact} by {how}, {silent} down", planner.scenario.id.value);
            }
        }
        asked_instead += rehearsal.fallbacks().count();
    });
    assert!(asked_instead > 0, "no system that was silent was missed");
}

#[test]
fn a_form_that_says_otherwise_contradicts_in_that_alone() {
    let mut contradicted = 0;
    over_all(volume("population-forms", 1_000, 10), |planner, plan, mut script| {
        let usual = rehearse_planned(planner, plan, &script, &NoLibrary).unwrap();
        let truth = truth(planner.scenario, &script);
        let is_text = |name: &String| truth.contains_key(name) && name.ends_with("address");
        let Some(field) = usual.asked().0.into_iter().find(is_text) else { return };
        let said = Spanned::new(field.as_str().into(), Span::default());
        script.form.push((said, "别处".into()));
        let rehearsal = rehearse_planned(planner, plan, &script, &NoLibrary).unwrap();
        for (fact, value, how) in told(planner.scenario, &rehearsal, &script) {
            let Some(so) = truth.get(&fact) else { continue };
            if fact == field && how == "asked" {
                assert_eq!(value, "别处");
                contradicted += 1;
            } else {
                assert_eq!(&value, so, "{}: {fact} by {how}", planner.scenario.id.value);
            }
        }
    });
    assert!(contradicted > 0, "no form said anything otherwise");
}
