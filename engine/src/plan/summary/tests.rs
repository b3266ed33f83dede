//! Walking decisions comes to the same as listing every way.

use super::{Method, Summary, by_decisions, summarise};
use crate::check::check;
use crate::plan::derive::Planner;
use crate::plan::levers::MeasureSet;
use crate::plan::way::{Remembered, Way, enumerate};
use crate::scenario::model::SituationId;

fn newborn(edit: impl Fn(&str) -> String) -> std::sync::Arc<crate::scenario::model::Scenario> {
    let text = edit(include_str!("../../../../scenarios/newborn-birth/scenario.yaml"));
    let checked = check(
        ("scenario.yaml", text.as_bytes()),
        &[
            ("zibo.yaml", include_bytes!("../../../../scenarios/catalogue/zibo.yaml")),
            ("holidays-cn.yaml", include_bytes!("../../../../scenarios/catalogue/holidays-cn.yaml")),
        ],
    );
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics.first());
    checked.scenario.expect("it reads")
}

fn same(one: &Summary, other: &Summary) {
    for (figure, spread) in &one.figures {
        let also = other.figures[figure];
        let close = |a: f64, b: f64| (a - b).abs() < 1e-6;
        assert!(close(spread.expected, also.expected), "{figure:?}: {spread:?} {also:?}");
        assert_eq!((spread.min, spread.max, spread.base), (also.min, also.max, also.base), "{figure:?}");
    }
}

#[test]
fn decisions_come_to_the_same_as_listing_every_way() {
    let scenario = newborn(str::to_owned);
    let planner = Planner::new(&scenario);
    for plan in scenario.plans.values() {
        for applicant in scenario.applicants() {
            let base = Way::base(&scenario).for_applicant(applicant);
            let set = MeasureSet::all(plan);
            let listed = summarise(&planner, plan, set, &base, applicant);
            let walked =
                by_decisions(&planner, plan, set, applicant, 100_000).with_base(&planner, plan, set, &base);
            same(&listed, &walked);
            assert!(matches!(walked.method, Method::Exact { ways } if ways <= 768), "{:?}", walked.method);
        }
    }
}

#[test]
fn answers_that_nothing_looks_at_cost_nothing() {
    // Twenty situations that decide one optional paper each of an item that seldom applies would be 2^20 times
    // as many combinations; a condition on top keeps them out of sight of most ways.
    let scenario = newborn(|text| {
        let idle: String = (0..20)
            .map(|i| format!("  idle_{i}: {{ ask: {{ zh: 闲{i}？, en: Idle? }}, answers: [a{i}, b{i}], weights: [0.5, 0.5] }}\n"))
            .collect();
        text.replacen("situations:\n", &format!("situations:\n{idle}"), 1)
    });
    let planner = Planner::new(&scenario);
    let plan = &scenario.plans["joint"];
    let base = Way::base(&scenario);
    let summary = summarise(&planner, plan, MeasureSet::all(plan), &base, base.applicant);
    assert!(matches!(summary.method, Method::Exact { ways } if ways <= 768), "{:?}", summary.method);
    let plain = newborn(str::to_owned);
    let planner = Planner::new(&plain);
    let plan = &plain.plans["joint"];
    let base = Way::base(&plain);
    same(&summarise(&planner, plan, MeasureSet::all(plan), &base, base.applicant), &summary);
}

#[test]
fn where_even_decisions_are_too_many_ways_are_drawn_and_the_report_says_so() {
    let scenario = newborn(str::to_owned);
    let planner = Planner::new(&scenario);
    let plan = &scenario.plans["joint"];
    let base = Way::base(&scenario);
    let set = MeasureSet::all(plan);
    let drawn = by_decisions(&planner, plan, set, base.applicant, 10).with_base(&planner, plan, set, &base);
    let Method::Sampled { samples, relative_error, .. } = drawn.method else { panic!("{:?}", drawn.method) };
    assert!(samples > 3_900 && relative_error > 0.0 && relative_error < 0.1);
    let exact = summarise(&planner, plan, set, &base, base.applicant);
    for (figure, spread) in &exact.figures {
        let also = drawn.figures[figure];
        assert!((spread.expected - also.expected).abs() <= 0.1 * spread.expected.max(1.0), "{figure:?}");
    }
}

#[test]
fn what_ways_agree_on_is_found_once() {
    let scenario = newborn(str::to_owned);
    let applicant = Way::base(&scenario).applicant;
    let (first, second) = (SituationId::from(0), SituationId::from(1));
    let (mut known, mut runs) = (Remembered::default(), 0);
    for weighted in enumerate(&scenario, applicant) {
        // The second answer is looked at under one answer of the first alone.
        let look =
            |way: &Way| if way.bits(first) == 1 { (1, way.bits(second)) } else { (way.bits(first), 0) };
        let found = known.of(&weighted.way, |way| {
            runs += 1;
            look(way)
        });
        assert_eq!(found, look(&weighted.way));
    }
    assert_eq!(runs, 3);
}
