//! Papers that a plan does without: what is counted and why, and what the machine does with a declaration.

use super::constructs::{passes, scenario};
use crate::analyse::compare::compare;
use crate::plan::derive::Planner;
use crate::plan::explain::explain;
use crate::plan::figure::Figure;
use crate::plan::levers::MeasureSet;
use crate::plan::way::Way;
use crate::scenario::model::{Plan, Scenario};

/// Two items over the same papers: a plan of the floor that the first asks for too, and a ruling.
const PAPERS: &str = "facts:
  materials.floor_plan.no_proof: { treated: committed, source: 国办发〔2020〕42号 }
  materials.ruling.no_proof: cancelled
  licences.floor_licence: { holder: premises, given: [holder.region], stands_for: floor_plan, system: portal }
items:
  licence:
    department: market
    system: portal
    limit: { promised: 5wd }
    needs: { fields: [owner.name, shop.region], materials: [shop.floor_plan, case.ruling] }
    steps: [{ accept: { role: clerk } }, { review: { role: clerk, needs: { materials: [case.ruling] } } }]
  sign:
    department: fire
    system: booking
    limit: { promised: 5wd }
    needs: { fields: [owner.name], materials: [shop.floor_plan] }
    steps: [{ look: { role: inspector } }]
plans:
  joint: { measures: [MEASURES], fallbacks: [upload] }
";

fn with(measures: &str) -> std::sync::Arc<Scenario> {
    scenario(&PAPERS.replace("MEASURES", measures))
}

fn materials(scenario: &Scenario, plan: &Plan, set: MeasureSet) -> f64 {
    let way = Way::base(scenario);
    Planner::new(scenario).derive(plan, set, &way).count().figure(Figure::Materials)
}

#[test]
fn every_subset_has_a_meaning_and_the_order_of_measures_none() {
    let listed = with("cancel: all, commit: all, one_form, one_set");
    let turned = with("one_set, one_form, commit: [floor_plan], cancel: [ruling]");
    let (one, other) = (&listed.plans["joint"], &turned.plans["joint"]);
    for bits in 0..16_u64 {
        let same = (0..4).filter(|at| bits >> at & 1 == 1).fold(0, |set, at| set | 1 << (3 - at));
        let counted = materials(&listed, one, MeasureSet(bits));
        assert_eq!(counted, materials(&turned, other, MeasureSet(same)), "{bits:04b}");
        let (cancel, commit) = (bits & 1 == 1, bits >> 1 & 1 == 1);
        let plans = if commit {
            0.0
        } else if bits >> 3 & 1 == 1 {
            1.0
        } else {
            2.0
        };
        assert_eq!(counted, plans + if cancel { 0.0 } else { 1.0 }, "{bits:04b}");
    }
}

#[test]
fn a_saving_is_told_with_the_measure_and_what_allows_it() {
    let scenario = with("cancel: all, commit: all, one_form");
    let planner = Planner::new(&scenario);
    let (from, to) = (&scenario.plans["separate"], &scenario.plans["joint"]);
    let comparison = compare(&planner, from, to, &Way::base(&scenario), 0);
    let why = |measure: &str| {
        let steps = comparison.waterfall.iter().filter(|s| s.measure == measure && s.figure == "materials");
        steps
            .flat_map(|s| &s.because)
            .map(|r| (r.what.clone(), r.change, r.why.zh.to_string()))
            .collect::<Vec<_>>()
    };
    // A scenario that says `source: assumed` says so of its facts.
    assert_eq!(why("cancel"), [("case.ruling".to_owned(), -1.0, "直接取消：依据为假定".to_owned())]);
    assert_eq!(
        why("commit"),
        [("shop.floor_plan".to_owned(), -2.0, "告知承诺：国办发〔2020〕42号".to_owned())]
    );
    let explained = explain(&planner.derive(to, MeasureSet::all(to), &Way::base(&scenario)));
    let told =
        |id: &str| explained.supplied.iter().find(|s| s.id == id).map(|s| (s.via, s.by.clone(), s.rule));
    assert_eq!(told("case.ruling"), Some(("cancelled", "cancel".to_owned(), 23)));
    assert_eq!(told("shop.floor_plan"), Some(("committed", "commit".to_owned(), 23)));
    assert!(explained.materials.is_empty() && explained.missing.is_empty() && explained.proven);
}

#[test]
fn a_form_asks_for_the_declaration_and_whoever_doubts_it_for_the_paper() {
    let scenario = with("cancel: all, commit: all, one_form");
    let usual = passes(
        &scenario,
        "expect: { status: concluded, asked: { fields: [owner.name, shop.region], materials: [] }, not_events: [attached], rejections: [] }\n",
    );
    use crate::application::event::EventKind;
    use crate::application::state::How;
    let declared = |kind: &EventKind| matches!(kind, EventKind::Known { how: How::Declared, .. });
    assert_eq!(usual.events.iter().filter(|e| declared(&e.kind)).count(), 1, "once for both items");
    assert_eq!(usual.fallbacks().count(), 0, "nothing failed");
    // It is not handed in without either.
    let neither = "given: { materials: { shop.floor_plan: missing } }\nexpect: { rejections: [faulty] }\n";
    passes(&scenario, neither);
    let doubted = "when: [{ clerk: { return: licence.review, what: [shop.floor_plan], because: 与现场不符 } }]
expect: { status: concluded, asked: { fields: [owner.name, shop.region], materials: [shop.floor_plan] }, events: [item_returned licence, attached shop.floor_plan, item_ended licence] }
";
    passes(&scenario, doubted);
    // What is required no more is nothing that anybody could ask for.
    assert!(usual.program.find_fact("shop.floor_plan").is_some());
    assert!(usual.program.find_fact("case.ruling").is_none());
}

#[test]
fn a_result_that_rests_on_an_untrue_declaration_is_revoked() {
    let revoked = "when: [{ at: +20d, clerk: { revoke: licence, because: 承诺不实 } }]\n";
    let scenario = with("commit: all, one_form");
    passes(
        &scenario,
        &format!(
            "{revoked}expect: {{ items: {{ licence: terminated, sign: approved }}, events: [item_ended licence, revoked licence] }}\n"
        ),
    );
    let scenario = with("one_form");
    passes(
        &scenario,
        &format!("{revoked}expect: {{ items: {{ licence: approved }}, rejections: [not_committed] }}\n"),
    );
}

#[test]
fn a_licence_that_can_be_fetched_comes_before_a_declaration() {
    let scenario = with("commit: all, licences: [floor_licence], one_form");
    let usual = passes(
        &scenario,
        "expect: { status: concluded, asked: { fields: [owner.name, shop.region], materials: [case.ruling] } }\n",
    );
    assert!(usual.steps_done().iter().any(|step| step.starts_with("floor_licence")));
    let silent = "given: { systems: { floor_licence: { answers: not_found } } }\nexpect: { status: concluded, events: [missing shop.floor_plan], not_events: [attached shop.floor_plan] }\n";
    passes(&scenario, silent);
}
