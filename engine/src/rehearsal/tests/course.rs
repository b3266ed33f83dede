//! Values that only work tells: the likely course without draws, by chance with them, and never against a script.

use super::{holds, named, start};
use crate::application::event::EventKind;
use crate::application::status::ApplicationStatus;
use crate::check;
use crate::expression::Value;
use crate::plan::derive::Planner;
use crate::plan::grounding::InstanceId;
use crate::plan::levers::MeasureSet;
use crate::plan::way::Way;
use crate::population::{Asked, Population};
use crate::rehearsal::{NoLibrary, Rehearsal, Script, rehearse};
use crate::scenario::model::{ElementId, Scenario};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::sync::Arc;

const SCENARIO: &str = "onething: 1
kind: scenario
id: inspection
title: { zh: 查验, en: Inspection }
catalogue: county
source: assumed
lead: market
people:
  owner: { applicant: true }
  shop: { is: shop, owner: owner }
messages:
  report: { title: { zh: 报告, en: Report }, reply_to: shop.number, gives: [shop.score] }
flow:
  - accept: { role: clerk, needs: { fields: [shop.number] } }
STEPS
limit: { promised: 20wd }
";

const CATALOGUE: &str = "onething: 1
kind: catalogue
id: county
title: { zh: 县, en: County }
source: assumed
departments:
  market: { title: { zh: 市场监管, en: Market }, level: county, calendar: office }
calendars:
  office: { zone: Asia/Shanghai, week: { mon_fri: [\"09:00-12:00\", \"13:00-17:00\"] } }
systems:
  laboratory:
    title: { zh: 实验室, en: Laboratory }
    department: market
    services: { measure: { about: { shop: shop }, given: [shop.number], returns: [shop.score] } }
elements:
  person:
    name: { title: { zh: 姓名, en: Name }, type: text }
  shop:
    number: { title: { zh: 编号, en: Number }, type: text }
    grade: { title: { zh: 等级, en: Grade }, type: { one_of: [poor, fair, good] }, ask: never }
    score: { title: { zh: 得分, en: Score }, type: number, ask: never }
    points: { title: { zh: 总分, en: Points }, type: number, ask: never, computed: shop.score * 2 }
    passed: { title: { zh: 通过, en: Passed }, type: boolean, ask: never }
";

fn scenario(steps: &str) -> Arc<Scenario> {
    let text = SCENARIO.replace("STEPS", steps);
    let catalogue = CATALOGUE.replace("computed: shop.score * 2", "computed: score * 2");
    let checked = check::check(("scenario.yaml", text.as_bytes()), &[("county.yaml", catalogue.as_bytes())]);
    assert!(!checked.has_errors(), "{:#?}", checked.diagnostics);
    checked.scenario.unwrap()
}

fn play(scenario: &Scenario, change: impl FnOnce(&mut Script)) -> Rehearsal {
    let mut script = Script::usual(Way::base(scenario), start());
    change(&mut script);
    let plan = scenario.plans.values().next().unwrap();
    let rehearsal = rehearse(scenario, plan, &script, &NoLibrary).unwrap();
    holds(&rehearsal);
    assert!(rehearsal.refusals.is_empty(), "{:#?}", rehearsal.refusals);
    rehearsal
}

/// How often a step of this name was done.
fn done(rehearsal: &Rehearsal, name: &str) -> usize {
    let is_it = |id: &str| id.rsplit('.').next() == Some(name);
    rehearsal.steps_done().into_iter().filter(|id| is_it(id)).count()
}

fn concludes(rehearsal: &Rehearsal) {
    assert_eq!(rehearsal.status(), ApplicationStatus::Concluded, "{:#?}", rehearsal.waiting);
    let is_incident = |kind: &EventKind| matches!(kind, EventKind::Incident { .. });
    assert!(!rehearsal.events.iter().any(|e| is_incident(&e.kind)));
}

/// Runs with this many seeds; in what share of them a step was done.
fn share(scenario: &Scenario, name: &str) -> f64 {
    const SEEDS: u64 = 400;
    let drawn = (1..=SEEDS).filter(|seed| {
        let rehearsal = play(scenario, |script| (script.seed, script.drawn) = (*seed, true));
        done(&rehearsal, name) > 0
    });
    drawn.count() as f64 / SEEDS as f64
}

const GRADES: &str = "  - inspect: { special: inspection, role: clerk, gives: [shop.grade] }
  - verdict:
      choose:
        - { when: shop.grade = \"poor\", chance: 0.1, steps: [{ close: { role: clerk } }] }
        - { when: shop.grade = \"good\", chance: 0.6, steps: [{ praise: { role: clerk } }] }
        - steps: [{ remind: { role: clerk } }]";

#[test]
fn without_draws_the_likeliest_branch_is_taken() {
    let scenario = scenario(GRADES);
    let rehearsal = play(&scenario, |_| ());
    concludes(&rehearsal);
    assert_eq!(["close", "praise", "remind"].map(|step| done(&rehearsal, step)), [0, 1, 0]);
}

#[test]
fn drawn_branches_are_taken_by_their_chance() {
    let scenario = scenario(GRADES);
    for (step, chance) in [("close", 0.1), ("praise", 0.6), ("remind", 0.3)] {
        let share = share(&scenario, step);
        // Three deviations of 400 draws.
        assert!((share - chance).abs() < 0.075, "{step}: {share}");
    }
}

#[test]
fn what_a_script_gives_stands_against_every_chance() {
    let scenario = scenario(GRADES);
    for (grade, step) in [("poor", "close"), ("fair", "remind"), ("good", "praise")] {
        for drawn in [false, true] {
            let rehearsal = play(&scenario, |script| {
                script.drawn = drawn;
                script.people = vec![(named("shop.grade"), grade.into())];
            });
            assert_eq!(done(&rehearsal, step), 1, "{grade} {drawn}");
        }
    }
}

const ROUNDS: &str = "  - rounds:
      repeat:
        - review: { role: clerk, gives: [shop.grade] }
        - verdict:
            choose:
              - { when: shop.grade = \"good\", chance: 0.5, steps: [] }
              - steps: [{ mend: { role: clerk } }]
      until: shop.grade = \"good\"
      chance: 0.5
      most: 1000";

#[test]
fn a_round_ends_where_nothing_is_drawn_and_by_chance_else() {
    let scenario = scenario(ROUNDS);
    // As likely as not, so the first branch; and the round that follows the same verdict is the last.
    let rehearsal = play(&scenario, |_| ());
    concludes(&rehearsal);
    assert_eq!((done(&rehearsal, "review"), done(&rehearsal, "mend")), (1, 0));
    let mut reviews = 0;
    for seed in 1..=200 {
        let rehearsal = play(&scenario, |script| (script.seed, script.drawn) = (seed, true));
        concludes(&rehearsal);
        // The verdict and the end of the round are about one value: never one without the other.
        assert_eq!(done(&rehearsal, "review"), done(&rehearsal, "mend") + 1);
        reviews += done(&rehearsal, "review");
    }
    // Two rounds on average, with a deviation of 1.41 each.
    assert!((340..=460).contains(&reviews), "{reviews}");
}

#[test]
fn calls_and_messages_tell_values_too() {
    let call = "{ measure: { call: laboratory.measure } }";
    let message = "{ waits: { wait: report, within: 30d, else: reject } }";
    for told in [call, message] {
        let likely = "{ when: shop.score > 5000, chance: 0.7, steps: [{ praise: { role: clerk } }] }";
        let otherwise = "{ steps: [{ remind: { role: clerk } }] }";
        let steps = format!("  - {told}\n  - verdict: {{ choose: [{likely}, {otherwise}] }}");
        let rehearsal = play(&scenario(&steps), |_| ());
        concludes(&rehearsal);
        assert_eq!((done(&rehearsal, "praise"), done(&rehearsal, "remind")), (1, 0), "{steps}");
    }
}

/// The value itself is changed, not what is computed from it; what is given is not changed at all.
#[test]
fn a_computed_value_comes_to_fit_by_what_it_is_computed_from() {
    let scenario = scenario(GRADES);
    let plan = scenario.plans.values().next().unwrap();
    let planner = Planner::new(&scenario);
    let way = Way::base(&scenario);
    let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
    let grounding = &derivation.grounding;
    let shop = grounding.of_kind("shop").next().unwrap();
    let element = |name| ElementId::from(scenario.catalogue.elements.get_index_of(name).unwrap());
    let (score, points) = (element("shop.score"), element("shop.points"));
    let number = |people: &Population, element| match people.value(shop, element) {
        Some(Value::Number(number)) => *number,
        other => panic!("{other:?}"),
    };
    let today = Date::constant(2026, 3, 2);
    let settled = |given: &[(InstanceId, ElementId, Value)]| {
        let asked = Asked {
            reads: &[(shop, points)],
            conditions: &["shop.points > 7000"],
            is_open: &|_| true,
            holds: &|people| number(people, points) > Decimal::from(7000),
        };
        Population::new(grounding, 1, today, given).settled(grounding, &asked)
    };
    let people = settled(&[]).unwrap();
    assert_eq!(number(&people, points), number(&people, score) * Decimal::TWO);
    assert!(number(&people, points) > Decimal::from(7000));
    assert!(settled(&[(shop, score, Value::Number(Decimal::ONE))]).is_none());
}

/// Side by side, each branch by itself.
#[test]
fn of_several_each_is_likely_or_not() {
    let scenario = scenario(
        "  - inspect: { special: inspection, role: clerk, gives: [shop.grade, shop.score] }
  - visits:
      any:
        - { when: shop.grade = \"fair\", chance: 0.8, steps: [{ praise: { role: clerk } }] }
        - { when: shop.score < 50, chance: 0.2, steps: [{ close: { role: clerk } }] }",
    );
    let rehearsal = play(&scenario, |_| ());
    concludes(&rehearsal);
    assert_eq!((done(&rehearsal, "praise"), done(&rehearsal, "close")), (1, 0));
    let share = share(&scenario, "close");
    assert!((share - 0.2).abs() < 0.06, "{share}");
}

#[test]
fn the_reference_model_is_approved_and_goes_round_by_chance() {
    let checked = check::check(
        ("scenario.yaml", include_bytes!("../../../benches/reference-model/scenario.yaml")),
        &[(
            "reference-model.yaml",
            include_bytes!("../../../benches/reference-model/catalogue/reference-model.yaml"),
        )],
    );
    let scenario = checked.scenario.unwrap();
    let reviews = |r: &Rehearsal| done(r, "review");
    let rehearsal = play(&scenario, |_| ());
    concludes(&rehearsal);
    assert_eq!(reviews(&rehearsal), 5);
    let mut all = 0;
    for seed in 1..=40 {
        let rehearsal = play(&scenario, |script| (script.seed, script.drawn) = (seed, true));
        all += reviews(&rehearsal);
    }
    // 200 reviews that pass, and one in twenty more.
    assert!((201..=225).contains(&all), "{all}");
}
