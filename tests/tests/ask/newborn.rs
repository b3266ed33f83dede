//! The shipped scenario: what each service and licence alone supplies, and what each fact does to the figures.

use onething_engine::check::check;
use onething_engine::plan::count::Count;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::fallback::fallbacks;
use onething_engine::plan::figure::Figure::{
    self, Departments, Fields, Items, LimitWd, Materials, Steps, Systems, Trips,
};
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::{Way, enumerate};
use onething_engine::scenario::model::{Scenario, SituationId};
use onething_tests::repository::{file, root};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

/// Ways besides the base way of each applicant.
const OTHER_WAYS: usize = 20;

fn text(path: &str) -> String {
    file(path).unwrap_or_else(|| panic!("{path} is gone")).text
}

fn newborn(edit: impl Fn(String) -> String) -> Arc<Scenario> {
    let scenario = edit(text("scenarios/newborn-birth/scenario.yaml"));
    let (zibo, days) = (text("scenarios/catalogue/zibo.yaml"), text("scenarios/catalogue/holidays-cn.yaml"));
    let beside = [("zibo.yaml", zibo.as_bytes()), ("holidays-cn.yaml", days.as_bytes())];
    let checked = check(("scenario.yaml", scenario.as_bytes()), &beside);
    let errors = checked.has_errors();
    checked.scenario.filter(|_| !errors).unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

/// The base way of each applicant, then ways spread evenly over all, applicants in turn.
fn ways(scenario: &Scenario) -> Vec<Way> {
    let applicants: Vec<_> = scenario.applicants().collect();
    let base = Way::base(scenario);
    let mut ways: Vec<Way> = applicants.iter().map(|a| base.for_applicant(*a)).collect();
    let all = enumerate(scenario, applicants[0]);
    ways.extend((0..OTHER_WAYS).map(|at| {
        let way = &all[(at * 2 + 1) * all.len() / (2 * OTHER_WAYS)].way;
        way.for_applicant(applicants[at % applicants.len()])
    }));
    ways
}

/// Who applies, and the answers that are not the first.
fn told(scenario: &Scenario, way: &Way) -> String {
    let mut parts = vec![scenario.party(way.applicant).map_or(String::new(), |p| p.id.to_string())];
    for (at, (name, situation)) in scenario.situations.iter().enumerate() {
        let id = SituationId::from(at);
        if way.first(id) != Some(0) {
            parts.extend(way.chosen(id, situation).map(|a| format!("{name} = {}", a.id)));
        }
    }
    parts.join(", ")
}

#[test]
fn what_each_supplier_alone_supplies_is_as_reviewed() {
    let scenario = newborn(|s| s);
    let planner = Planner::new(&scenario);
    let plan = scenario.plans.get("joint").expect("a joint plan");
    let set = MeasureSet::all(plan);
    let mut table = String::from(
        "# What is asked besides (+) and no longer (-) where one service or licence does not answer, in the\n\
         # joint plan of newborn-birth; then how much dearer the ask is. UPDATE_EXPECT=1 writes it anew.\n",
    );
    for way in ways(&scenario) {
        writeln!(table, "\n{}", told(&scenario, &way)).unwrap();
        let usual = planner.derive(plan, set, &way);
        let ask = usual.asks.joint().expect("one form");
        for fallback in fallbacks(&planner, plan, set, &way) {
            assert!(fallback.missing.is_empty(), "{fallback:?}");
            assert!(fallback.cost >= 0, "{fallback:?}");
            let cost = |names: &[String]| names.iter().map(|n| price(&scenario, n)).sum::<i64>();
            assert_eq!(fallback.cost, cost(&fallback.added) - cost(&fallback.dropped), "{fallback:?}");
            let added = fallback.added.iter().map(|n| format!(" +{n}"));
            let names: String = added.chain(fallback.dropped.iter().map(|n| format!(" -{n}"))).collect();
            let names = if names.is_empty() { " nothing".to_owned() } else { names };
            writeln!(table, "  {}:{names}; {}", fallback.without, fallback.cost).unwrap();
        }
        let again = planner.derive(plan, set, &way);
        let again = again.asks.joint().expect("one form");
        assert_eq!((ask.asked(), ask.proof), (again.asked(), again.proof), "putting it back restores");
    }
    let golden = root().join("tests/golden/taking_away.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&golden, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&golden).unwrap_or_default(), table);
}

/// 5 for a material, 1 for a field or question.
fn price(scenario: &Scenario, name: &str) -> i64 {
    let last = name.rsplit('.').next().unwrap_or_default();
    if scenario.catalogue.materials.contains_key(last) { 5 } else { 1 }
}

fn count(scenario: &Scenario, plan: &str) -> Count {
    let plan = scenario.plans.get(plan).expect("a plan of this name");
    Planner::new(scenario).derive(plan, MeasureSet::all(plan), &Way::base(scenario)).count().clone()
}

fn figures(count: &Count, of: &[(Figure, f64)]) -> Vec<(Figure, f64)> {
    of.iter().map(|(figure, _)| (*figure, count.figure(*figure))).collect()
}

const JOINT: [(Figure, f64); 8] = [
    (Departments, 4.0),
    (Items, 5.0),
    (Systems, 11.0),
    (Fields, 3.0),
    (Materials, 1.0),
    (Trips, 0.0),
    (Steps, 9.0),
    (LimitWd, 0.0),
];
const SEPARATE: [(Figure, f64); 5] =
    [(Fields, 61.0), (Materials, 13.0), (Steps, 19.0), (LimitWd, 7.0), (Trips, 6.0)];

#[test]
fn the_base_figures_are_those_published() {
    let scenario = newborn(|s| s);
    assert_eq!(figures(&count(&scenario, "joint"), &JOINT), JOINT);
    assert_eq!(figures(&count(&scenario, "separate"), &SEPARATE), SEPARATE);
}

/// An edit of the scenario's text, and the figures that it changes in a plan.
struct Edit {
    what: &'static str,
    old: &'static str,
    new: &'static str,
    plan: &'static str,
    then: &'static [(Figure, f64)],
}

const EDITS: [Edit; 16] = [
    Edit {
        what: "without licences, both ID cards and the marriage certificate are handed in",
        old: "      - licences: all                                     # 电子证照免交材料\n",
        new: "",
        plan: "joint",
        then: &[(Materials, 4.0), (Systems, 10.0)],
    },
    Edit {
        what: "only the ID card as a licence: the marriage certificate is handed in",
        old: "licences: all ",
        new: "licences: [resident_id_card] ",
        plan: "joint",
        then: &[(Materials, 2.0), (Fields, 3.0)],
    },
    Edit {
        what: "without the household service, book number, head and address are asked; whose household is not",
        old: "          - population.household: { when: local = \"local\" }\n",
        new: "",
        plan: "joint",
        then: &[(Fields, 5.0), (Materials, 1.0)],
    },
    Edit {
        what: "without the birth record, its six values, where the child was born and how many are asked",
        old: "          - birth_certificates.birth_record: { when: born = \"in_hospital\" }\n",
        new: "",
        plan: "joint",
        then: &[(Fields, 11.0), (Materials, 1.0)],
    },
    Edit {
        what: "a field that nothing supplies is asked",
        old: "child: [name, id_number, sex, birth_date, address], applicant",
        new: "child: [name, id_number, sex, birth_date, address, phone], applicant",
        plan: "joint",
        then: &[(Fields, 4.0), (Materials, 1.0)],
    },
    Edit {
        what: "a field that is supplied is on one list more, and not asked",
        old: "child: [name, id_number, sex, birth_date, address], applicant",
        new: "child: [name, id_number, sex, birth_date, address, birth_place], applicant",
        plan: "joint",
        then: &[(Fields, 3.0)],
    },
    Edit {
        what: "separately it is filled once more",
        old: "child: [name, id_number, sex, birth_date, address], applicant",
        new: "child: [name, id_number, sex, birth_date, address, birth_place], applicant",
        plan: "separate",
        then: &[(Fields, 62.0)],
    },
    Edit {
        what: "one more material of the household that is asked anyway",
        old: "materials: [child.household_page, child.birth_certificate]\n",
        new: "materials: [child.household_page, child.birth_certificate, home.household_book]\n",
        plan: "joint",
        then: &[(Materials, 1.0)],
    },
    Edit {
        what: "the same material counts again when each item is applied for on its own",
        old: "materials: [child.household_page, child.birth_certificate]\n",
        new: "materials: [child.household_page, child.birth_certificate, home.household_book]\n",
        plan: "separate",
        then: &[(Materials, 14.0)],
    },
    Edit {
        what: "without results, what the items give is asked again",
        old: "      - results: reuse                                    # 前序结果免交\n",
        new: "",
        plan: "joint",
        then: &[(Materials, 3.0)],
    },
    Edit {
        what: "without online, one visit to the joint window",
        old: "      - online                                            # 全程网办\n",
        new: "",
        plan: "joint",
        then: &[(Trips, 1.0)],
    },
    Edit {
        what: "without delivery the card is collected and no address is asked",
        old: "      - deliver: { together: true, needs: [delivery.address] }\n",
        new: "",
        plan: "joint",
        then: &[(Trips, 1.0), (Fields, 2.0)],
    },
    Edit {
        what: "without the promise, household registration takes its one day",
        old: "      - promise: { household_registration: 0wd }          # 即办\n",
        new: "",
        plan: "joint",
        then: &[(LimitWd, 1.0)],
    },
    Edit {
        what: "without merging, each item accepts on its own",
        old: "      - merge: { steps: accept, into: joint_acceptance, by: health, system: one_window }\n",
        new: "",
        plan: "joint",
        then: &[(Steps, 13.0), (Systems, 10.0)],
    },
    Edit {
        what: "without rules that decide, two people more, and five days for the card",
        old: "      - auto: [social_security_card.review, insurance_enrolment.review]   # 智能审批\n",
        new: "",
        plan: "joint",
        then: &[(Steps, 11.0), (LimitWd, 5.0)],
    },
    Edit {
        what: "without sign-in, ID number and phone are asked; the name follows",
        old: "      - sign_in: identity                                 # 实名登录, which system does it\n",
        new: "",
        plan: "joint",
        then: &[(Fields, 5.0), (Systems, 10.0)],
    },
];

#[test]
fn changing_a_fact_changes_the_figures_as_it_should() {
    let shipped = newborn(|s| s);
    let mut wrong = Vec::new();
    let mut changed = BTreeSet::new();
    for edit in &EDITS {
        let scenario = newborn(|s| {
            assert_eq!(s.matches(edit.old).count(), 1, "{}: `{}` is not there once", edit.what, edit.old);
            s.replacen(edit.old, edit.new, 1)
        });
        let (before, after) = (count(&shipped, edit.plan), count(&scenario, edit.plan));
        let found = figures(&after, edit.then);
        if found != edit.then {
            wrong.push(format!("{}: {found:?}, not {:?}", edit.what, edit.then));
        }
        changed.extend(edit.then.iter().filter(|(f, v)| before.figure(*f) != *v).map(|(f, _)| f.name()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(changed.len() >= 6, "only {changed:?} change");
}
