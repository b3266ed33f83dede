//! Laws of generated tests: they can be read, they pass, they reach everything, and none can be left out.

use super::*;
use crate::check::check;
use crate::rehearsal::NoLibrary;
use crate::scenario::source::SourceId;
use crate::scenario::syntax::{Budget, from_bytes};
use crate::testing::{self, read};
use std::sync::Arc;

fn scenario(text: &[u8], catalogues: &[(&str, &[u8])]) -> Arc<Scenario> {
    let checked = check(("scenario.yaml", text), catalogues);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
    checked.scenario.unwrap()
}

fn newborn() -> Arc<Scenario> {
    scenario(
        include_bytes!("../../../../scenarios/newborn-birth/scenario.yaml"),
        &[
            ("zibo.yaml", include_bytes!("../../../../scenarios/catalogue/zibo.yaml")),
            ("holidays-cn.yaml", include_bytes!("../../../../scenarios/catalogue/holidays-cn.yaml")),
        ],
    )
}

/// A test as it would be read from its file, and what it reaches.
fn played(planner: &Planner<'_>, one: &Generated) -> (ScenarioTest, BTreeSet<Goal>) {
    let tree = from_bytes(SourceId(0), one.text.as_bytes(), &Budget::LOCAL).unwrap();
    let (test, findings) = read(&tree, planner.scenario, &mut |_| Ok(Vec::new()), &NoLibrary);
    assert!(findings.is_empty(), "{}\n{}\n{findings:?}", one.name, one.text);
    let test = test.unwrap();
    let outcome = testing::run(planner, &test, &NoLibrary);
    assert!(outcome.failures.is_empty(), "{}\n{}\n{:?}", one.name, one.text, outcome.failures);
    let goals = reached(planner.scenario, &test.script.way, &outcome.rehearsal.unwrap());
    (test, goals)
}

/// The laws, for what is generated where no test is yet; returns it.
fn lawful(scenario: &Scenario) -> Generation {
    let planner = Planner::new(scenario);
    let generation = generate(&planner, &NoLibrary, &There::default());
    let tests: Vec<_> = generation.tests.iter().map(|one| played(&planner, one)).collect();
    let names: BTreeSet<&str> = generation.tests.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names.len(), tests.len(), "two files of one name");
    // Together they reach all but what is told to be left.
    let taken = tests.iter().map(|(test, _)| (&test.plan, &test.script.way));
    let mut coverage = Coverage::new(&planner, taken);
    tests.iter().for_each(|(_, goals)| coverage.count(goals));
    let missing: Vec<&Goal> = coverage.missing().filter(|goal| !generation.left.contains(goal)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // Without any one of them something is not reached.
    let goals: BTreeSet<Goal> = Coverage::new(&planner, std::iter::empty()).goals.into_keys().collect();
    for leave in 0..generation.covering {
        let others = tests.iter().take(generation.covering).enumerate().filter(|(at, _)| *at != leave);
        let others: BTreeSet<&Goal> = others.flat_map(|(_, (_, goals))| goals).collect();
        let own = tests[leave].1.iter().filter(|goal| goals.contains(goal));
        assert!(
            own.into_iter().any(|goal| !others.contains(goal)),
            "{} is superfluous",
            generation.tests[leave].name
        );
    }
    assert!(generation.at_least <= generation.covering, "fewer than can be");
    // The same again is the same; where they are there, nothing is left to write.
    let again = generate(&planner, &NoLibrary, &There::default());
    let texts = |g: &Generation| g.tests.iter().map(|t| t.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&again), texts(&generation));
    let mut there = There::default();
    for (test, goals) in &tests {
        there.reached.extend(goals.iter().cloned());
        let filled =
            test.script.form.iter().map(|(n, v)| (test.plan.to_string(), n.value.to_string(), v.to_string()));
        there.filled.extend(filled);
    }
    let more = generate(&planner, &NoLibrary, &there);
    assert_eq!(more.covering, 0, "{:?}", more.tests.iter().map(|t| &t.name).collect::<Vec<_>>());
    generation
}

#[test]
fn a_shipped_scenario_takes_the_fewest_tests_that_there_can_be() {
    let scenario = newborn();
    let generation = lawful(&scenario);
    assert!(generation.left.is_empty(), "{:?}", generation.left);
    // Three answers to one question: no set is smaller.
    assert_eq!((generation.covering, generation.at_least, generation.proven), (3, 3, true));
}

#[test]
fn every_field_of_a_form_takes_each_value_at_its_bounds() {
    let scenario = newborn();
    let planner = Planner::new(&scenario);
    let generation = generate(&planner, &NoLibrary, &There::default());
    let filled: BTreeSet<(String, String)> = generation
        .tests
        .iter()
        .flat_map(|one| played(&planner, one).0.script.form)
        .map(|(name, value)| (name.value.to_string(), value.to_string()))
        .collect();
    for element in ["name", "address"] {
        let (_, facts) =
            scenario.catalogue.elements.iter().find(|(id, _)| id.ends_with(&format!(".{element}"))).unwrap();
        assert!(facts.max.is_none_or(|max| max > 1));
    }
    let of = |field: &str| filled.iter().filter(|(name, _)| name == field).count();
    assert!(of("child.name") >= 2, "shortest and longest: {filled:?}");
    assert!(of("delivery.address") >= 2, "shortest and longest: {filled:?}");
    assert!(filled.iter().any(|(_, value)| value.ends_with('X') && value.len() == 18), "{filled:?}");
}

#[test]
fn every_construct_of_the_language_is_reached() {
    let catalogue: &[u8] = include_bytes!("../../../../tests/language/catalogue.yaml");
    let texts: [&[u8]; 2] = [
        include_bytes!("../../../../tests/language/scenario.yaml"),
        include_bytes!("../../../../tests/language/flow.yaml"),
    ];
    for text in texts {
        let scenario = scenario(text, &[("catalogue.yaml", catalogue)]);
        let generation = lawful(&scenario);
        let left: Vec<String> = generation.left.iter().map(Goal::name).collect();
        println!("{}: {} tests, left {left:?}", scenario.id.value, generation.tests.len());
    }
}
