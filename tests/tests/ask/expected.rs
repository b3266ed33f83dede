//! Expected values: the engine's summary against all ways counted out.

use super::bridge;
use super::model::Model;
use super::optimum::Accepted;
use super::ways::{stops, ways};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::figure::Figure;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::summary::{Method, summarise};
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::PartyId;
use onething_tests::volume::volume;
use std::collections::BTreeMap;

/// Chances are sums of products; figures are rounded to nine decimals.
const NEAR: f64 = 1e-8;

#[test]
fn every_expected_value_is_that_of_counting_all_ways_out() {
    let cases = volume("ask-expected", 10_000, 300);
    let mut accepted = Accepted::from(1 << 41);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..cases {
        let (seed, model, scenario) = accepted.draw();
        let planner = Planner::new(&scenario);
        for applicant in model.applicants() {
            compare(seed, &model, &planner, applicant);
        }
        let constructs = [
            ("weights under a condition", model.situations.iter().any(|s| s.conditional.is_some())),
            ("never", model.never.is_some()),
            ("stops", model.situations.iter().any(|s| s.stops.is_some())),
            ("any_of", model.situations.iter().any(|s| s.several)),
            ("optional", !model.optional_items().is_empty()),
            ("count", !model.counted_parties().is_empty()),
        ];
        constructs.iter().for_each(|(name, there)| *seen.entry(name).or_insert(0) += usize::from(*there));
    }
    println!("{seen:?}");
    assert!(seen.values().all(|times| *times >= 20), "some construct hardly occurred: {seen:?}");
}

fn compare(seed: u64, model: &Model, planner: &Planner<'_>, applicant: usize) {
    let (scenario, plan) = (planner.scenario, bridge::plan(planner.scenario));
    let set = MeasureSet::all(plan);
    let base = Way::base(scenario);
    let summary = summarise(planner, plan, set, &base, PartyId::from(applicant));
    let shown = || format!("{}seed {seed}, applicant {applicant}", bridge::shown(model));
    let all = ways(model);
    assert_eq!(summary.method, Method::Exact { ways: all.len() as u64 }, "{}", shown());
    let (open, stopped): (Vec<_>, Vec<_>) = all.into_iter().partition(|(answers, _)| !stops(model, answers));
    let stopping: f64 = stopped.iter().map(|(_, chance)| chance).sum();
    let told: f64 = summary.stops.iter().map(|(_, _, chance)| chance).sum();
    assert!((stopping - told).abs() < NEAR, "{}: {stopping} of ways stop, not {told}", shown());
    let going: f64 = open.iter().map(|(_, chance)| chance).sum();
    let derived = |answers: &[u64]| {
        let way = bridge::way(scenario, model, answers, applicant);
        planner.derive(plan, set, &way).count().clone()
    };
    let counts: Vec<_> = open.iter().map(|(answers, chance)| (derived(answers), chance / going)).collect();
    for figure in Figure::ALL.iter().filter(|_| !counts.is_empty()) {
        let values = || counts.iter().map(|(count, _)| count.figure(*figure));
        let expected: f64 = counts.iter().map(|(count, chance)| chance * count.figure(*figure)).sum();
        let spread = summary.figures[figure];
        let name = figure.name();
        assert!((spread.expected - expected).abs() < NEAR, "{}: {name} {spread:?}, not {expected}", shown());
        let (least, most) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
        assert!((spread.min - least).abs() < NEAR, "{}: {name} {spread:?}, least {least}", shown());
        assert!((spread.max - most).abs() < NEAR, "{}: {name} {spread:?}, most {most}", shown());
    }
}
