//! Papers that departments confirm in place of their being handed in: what is counted, and what comes of a word that is
//! given, refused or late.

use super::constructs::{passes, scenario};
use crate::analyse::compare::compare;
use crate::plan::derive::Planner;
use crate::plan::explain::explain;
use crate::plan::fallback::fallbacks;
use crate::plan::figure::Figure;
use crate::plan::levers::MeasureSet;
use crate::plan::way::Way;
use crate::process::compile::compile;
use crate::scenario::model::Scenario;
use std::sync::Arc;

/// Two items of two departments over the same plan of the floor, which a third confirms; and a ruling of the first alone.
const PAPERS: &str = "facts:
  materials.floor_plan.no_proof: { treated: verified, department: health, given: [holder.region], role: clerk, takes: 10min, within: 2wd, confirmed: 0.9, source: 试行方案 }
  materials.ruling.no_proof: { treated: verified, department: fire, role: inspector }
  licences.floor_licence: { holder: premises, given: [holder.region], stands_for: floor_plan, system: portal }
items:
  licence:
    department: market
    system: portal
    limit: { promised: 5wd }
    needs: { fields: [owner.name, shop.region], materials: [shop.floor_plan, case.ruling] }
    steps: [{ accept: { role: clerk } }, { review: { role: clerk } }]
  sign:
    department: fire
    system: booking
    limit: { promised: 5wd }
    needs: { fields: [owner.name], materials: [shop.floor_plan] }
    steps: [{ look: { role: inspector } }]
plans:
  joint: { measures: [MEASURES], fallbacks: [FALLBACKS] }
";

fn with(measures: &str, fallbacks: &str) -> Arc<Scenario> {
    scenario(&PAPERS.replace("MEASURES", measures).replace("FALLBACKS", fallbacks))
}

const FLOOR: &str = "shop.floor_plan.verify";

#[test]
fn a_paper_is_confirmed_once_for_all_that_need_it_beside_the_others_and_before_their_first_steps() {
    for (measures, forms) in [("verify: all, one_form, parallel", 1), ("verify: all", 2)] {
        let scenario = with(measures, "upload");
        let plan = &scenario.plans["joint"];
        let way = Way::base(&scenario);
        let planner = Planner::new(&scenario);
        let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
        let count = derivation.count();
        assert_eq!(count.figure(Figure::Materials), 0.0, "{measures}");
        assert_eq!(count.figure(Figure::Steps), f64::from(forms + 3 + 2), "{measures}");
        let process = compile(&derivation, plan).unwrap();
        let verifying: Vec<_> = process.graph.node_weights().filter(|n| n.verifies).collect();
        let ids: Vec<&str> = verifying.iter().map(|n| n.id.as_str()).collect();
        assert_eq!(ids, [FLOOR, "case.ruling.verify"], "{measures}");
        let lanes: Vec<_> = process.lanes.iter().map(|l| (&*l.id, l.data_source)).collect();
        assert!(lanes.contains(&("health", false)), "{lanes:?}");
        let serves = |id: &str| {
            let node = verifying.iter().find(|n| n.id == id).unwrap();
            node.items.iter().map(|i| &*i.id).collect::<Vec<_>>()
        };
        assert_eq!((serves(FLOOR), serves("case.ruling.verify")), (vec!["licence", "sign"], vec!["licence"]));
        let usual = passes(
            &scenario,
            "expect: { status: concluded, asked: { fields: [owner.name, shop.region], materials: [] }, events: [known shop.floor_plan, item_accepted sign], not_events: [attached, missing, fell_back], rejections: [] }\n",
        );
        let done = usual.steps_done();
        let at = |step: &str| done.iter().position(|s| *s == step).unwrap();
        assert_eq!(done.iter().filter(|s| **s == FLOOR).count(), 1, "{done:?}");
        assert!(at(FLOOR) < at("licence.accept") && at(FLOOR) < at("sign.look"), "{done:?}");
        assert!(at("case.ruling.verify") < at("licence.accept"), "{done:?}");
    }
}

#[test]
fn every_subset_has_a_meaning_and_the_order_of_measures_none() {
    let listed = with("verify: all, one_form, one_set", "upload");
    let turned = with("one_set, one_form, verify: [ruling, floor_plan]", "upload");
    let materials = |scenario: &Scenario, set: u64| {
        let way = Way::base(scenario);
        let plan = &scenario.plans["joint"];
        Planner::new(scenario).derive(plan, MeasureSet(set), &way).count().figure(Figure::Materials)
    };
    for bits in 0..8_u64 {
        let same = (0..3).filter(|at| bits >> at & 1 == 1).fold(0, |set, at| set | 1 << (2 - at));
        let counted = materials(&listed, bits);
        assert_eq!(counted, materials(&turned, same), "{bits:03b}");
        let papers = if bits >> 2 & 1 == 1 { 2.0 } else { 3.0 };
        assert_eq!(counted, if bits & 1 == 1 { 0.0 } else { papers }, "{bits:03b}");
    }
}

#[test]
fn a_saving_is_told_with_the_measure_and_what_allows_it_and_what_is_asked_without() {
    let scenario = with("verify: all, one_form", "upload");
    let planner = Planner::new(&scenario);
    let (from, to) = (&scenario.plans["separate"], &scenario.plans["joint"]);
    let way = Way::base(&scenario);
    let comparison = compare(&planner, from, to, &way, 0);
    let why = |figure: &str| {
        let steps = comparison.waterfall.iter().filter(|s| s.measure == "verify" && s.figure == figure);
        steps
            .flat_map(|s| &s.because)
            .map(|r| (r.what.clone(), r.change, r.why.zh.to_string()))
            .collect::<Vec<_>>()
    };
    let saved = [
        ("case.ruling".to_owned(), -1.0, "部门核验：依据为假定".to_owned()),
        ("shop.floor_plan".to_owned(), -2.0, "部门核验：试行方案".to_owned()),
    ];
    assert_eq!(why("materials"), saved);
    let brought = why("steps").into_iter().map(|(what, change, _)| (what, change)).collect::<Vec<_>>();
    assert_eq!(brought, [("case.ruling.verify".to_owned(), 1.0), (FLOOR.to_owned(), 1.0)]);
    let explained = explain(&planner.derive(to, MeasureSet::all(to), &way));
    let told =
        |id: &str| explained.supplied.iter().find(|s| s.id == id).map(|s| (s.via, s.by.clone(), s.rule));
    assert_eq!(told("shop.floor_plan"), Some(("verified", "verify".to_owned(), 23)));
    let without = fallbacks(&planner, to, MeasureSet::all(to), &way);
    let mut without: Vec<_> = without.iter().map(|f| (&*f.without, f.kind, f.added.clone())).collect();
    without.sort_unstable();
    let added = |paper: &str| vec![paper.to_owned()];
    assert_eq!(
        without,
        [("floor_plan", "material", added("shop.floor_plan")), ("ruling", "material", added("case.ruling"))]
    );
}

#[test]
fn what_is_not_confirmed_goes_down_the_fallbacks_and_is_asked_in_the_end() {
    let doubted = format!("when: [{{ clerk: {{ return: {FLOOR}, because: 与登记不符 }} }}]\n");
    // Nobody is stuck, whatever the plan says.
    for fallbacks in ["upload", "", "wait"] {
        let scenario = with("verify: all, one_form, parallel", fallbacks);
        passes(
            &scenario,
            &format!(
                "{doubted}expect: {{ status: concluded, asked: {{ fields: [owner.name, shop.region], materials: [shop.floor_plan] }}, events: [missing shop.floor_plan, fell_back {FLOOR}, attached shop.floor_plan, step_done {FLOOR}, item_accepted licence], not_events: [item_returned, incident], rejections: [] }}\n"
            ),
        );
    }
    // It is mended once all the same: no item was returned.
    let scenario = with("verify: all, one_form, parallel", "upload");
    passes(
        &scenario,
        &format!(
            "when: [{{ clerk: {{ return: {FLOOR}, because: 与登记不符 }} }}, {{ clerk: {{ return: licence.review, what: [owner.name], because: 有误 }} }}]\nexpect: {{ status: concluded, events: [missing shop.floor_plan, item_returned licence, item_ended licence], rejections: [] }}\n"
        ),
    );
    let declared = "given: { materials: { shop.floor_plan: commitment } }\n";
    let scenario = with("verify: all, one_form, parallel", "commitment");
    passes(
        &scenario,
        &format!(
            "{declared}{doubted}expect: {{ status: concluded, events: [known shop.floor_plan], not_events: [attached], rejections: [] }}\n"
        ),
    );
    // Provisional as the first: it comes later, and the work goes on meanwhile.
    let scenario = with("verify: all, one_form, parallel", "provisional, upload");
    passes(
        &scenario,
        &format!(
            "{doubted}expect: {{ status: concluded, events: [deferred shop.floor_plan, step_done {FLOOR}, item_accepted licence, attached shop.floor_plan], rejections: [] }}\n"
        ),
    );
}

#[test]
fn whoever_confirms_decides_on_no_item_and_has_a_time_of_their_own() {
    let scenario = with("verify: all, one_form, parallel", "upload");
    for verb in ["refuse", "not_accept"] {
        passes(
            &scenario,
            &format!(
                "when: [{{ at: +2h, clerk: {{ {verb}: {FLOOR}, because: 不符 }} }}, {{ at: +3h, clerk: {{ approve: {FLOOR} }} }}]\nexpect: {{ items: {{ licence: approved, sign: approved }}, rejections: [other_kind] }}\n"
            ),
        );
    }
    let late = format!(
        "when: [{{ at: +6d, clerk: {{ approve: {FLOOR} }} }}]\nexpect: {{ status: concluded, events: [waited_long {FLOOR}, known shop.floor_plan, item_ended licence] }}\n"
    );
    passes(&scenario, &late);
    // Only the paper that is looked at can be missing.
    let other = format!(
        "when: [{{ clerk: {{ return: {FLOOR}, what: [owner.name], because: 有误 }} }}]\nexpect: {{ rejections: [not_askable] }}\n"
    );
    passes(&scenario, &other);
}

#[test]
fn a_licence_that_can_be_fetched_comes_first_and_where_it_is_silent_the_applicant_is_asked() {
    let scenario = with("verify: all, licences: [floor_licence], one_form", "upload");
    let usual = passes(
        &scenario,
        "expect: { status: concluded, asked: { fields: [owner.name, shop.region], materials: [] } }\n",
    );
    let done = usual.steps_done();
    assert!(done.iter().any(|step| step.starts_with("floor_licence")) && !done.contains(&FLOOR), "{done:?}");
    let silent = "given: { systems: { floor_licence: { answers: not_found } } }\nexpect: { status: concluded, asked: { fields: [owner.name, shop.region], materials: [shop.floor_plan] } }\n";
    passes(&scenario, silent);
    // What the derivation says is asked then is what was asked.
    let (planner, plan) = (Planner::new(&scenario), &scenario.plans["joint"]);
    let without = fallbacks(&planner, plan, MeasureSet::all(plan), &Way::base(&scenario));
    let floor = without.iter().find(|f| f.without == "floor_licence").unwrap();
    assert_eq!(floor.added, ["shop.floor_plan"]);
}

#[test]
fn work_that_nobody_needs_any_more_falls_away() {
    let scenario = with("verify: all, one_form, parallel", "upload");
    // Both items are taken back while the papers are looked at.
    let taken_back = format!(
        "when: [{{ after: apply, applicant: withdraw }}]\nexpect: {{ status: withdrawn, not_steps: [{FLOOR}], rejections: [] }}\n"
    );
    passes(&scenario, &taken_back);
}
