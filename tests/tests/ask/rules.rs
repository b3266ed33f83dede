//! Single rules of the format in scenarios as small as they get: those that the trying of all sets brought to
//! light, each with what must be asked.

use onething_engine::check::check;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::explain;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::supply::Fact;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Scenario, SituationId};
use std::sync::Arc;

const ELEMENTS: &str = "onething: 1
kind: catalogue
id: city
departments: { d: { level: city } }
elements:
  person: { id: { type: number }, name: { type: number }, age: { type: number }, file: { type: number } }
  household: { book: { type: number } }
materials: { card: { about: person } }
";

const SERVICES: &str = "systems:
  register:
    department: d
    services:
      person: { about: { it: person }, given: [it.id], returns: [it.age] }
      spouse: { about: { one: person, other: spouse of one }, given: [one.id], returns: [other.file] }
      paper: { about: { it: person }, given: [it.file], returns: [it.name] }
";

const HEAD: &str = "onething: 1
kind: scenario
id: small
catalogue: city
sign_in: [applicant.id]
";

fn first_way(catalogue: &str, scenario: &str) -> (Arc<Scenario>, Way) {
    let (catalogue, scenario) = (format!("{ELEMENTS}{catalogue}"), format!("{HEAD}{scenario}"));
    let checked = check(("small.yaml", scenario.as_bytes()), &[("city.yaml", catalogue.as_bytes())]);
    let errors = checked.has_errors();
    let scenario =
        checked.scenario.filter(|_| !errors).unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    let way = Way::base(&scenario);
    (scenario, way)
}

/// What is asked in the first way of a scenario, or in the one where each named situation has its second answer.
fn asked(catalogue: &str, scenario: &str, second: &[&str]) -> Vec<String> {
    let (scenario, mut way) = first_way(catalogue, scenario);
    for name in second {
        let at = scenario.situations.get_index_of(*name).expect("a situation of this name");
        way.set(SituationId::from(at), &[1]);
    }
    let planner = Planner::new(&scenario);
    let plan = scenario.plans.get("joint").expect("a joint plan");
    let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
    super::bridge::names(&derivation, derivation.asks.joint().expect("one form"))
}

const MARRIED: &str = "situations:
  married: { ask: 结婚了吗, answers: [married, single], weights: [0.5, 0.5] }
";

#[test]
fn rule_9_whether_a_party_is_there_is_asked_where_something_is_needed_of_it() {
    let scenario = |needs: &str| {
        format!(
            "people: {{ me: {{ applicant: true }}, partner: {{ when: 'married = \"married\"' }} }}
{MARRIED}items: {{ i: {{ department: d, limit: {{ promised: 1wd }}, needs: {{ fields: [{needs}] }} }} }}
plans: {{ joint: {{ measures: [one_form, sign_in: register] }} }}
"
        )
    };
    let needs = scenario("partner.name, me.name");
    assert_eq!(asked(SERVICES, &needs, &[]), ["partner.name", "me.name", "married?"]);
    // It falls away with the party, which one must know.
    assert_eq!(asked(SERVICES, &needs, &["married"]), ["me.name", "married?"]);
}

#[test]
fn rule_9_how_many_there_are_is_not_asked_for_a_need_that_is_not_in_force() {
    let scenario = format!(
        "people: {{ me: {{ applicant: true }}, child: {{ many: 1..2 }} }}
{MARRIED}items: {{ i: {{ department: d, limit: {{ promised: 1wd }}, needs: {{ fields: [me.name, {{ child.name: {{ when: 'married = \"married\"' }} }}] }} }} }}
plans: {{ joint: {{ measures: [one_form, sign_in: register] }} }}
"
    );
    assert_eq!(asked(SERVICES, &scenario, &[]), ["me.name", "child.name", "married?", "count_child?"]);
    assert_eq!(asked(SERVICES, &scenario, &["married"]), ["me.name", "married?"]);
}

#[test]
fn rule_9_what_decides_a_need_of_the_delivery_is_asked() {
    let scenario = format!(
        "people: {{ me: {{ applicant: true }} }}
{MARRIED}items: {{ i: {{ department: d, limit: {{ promised: 1wd }}, needs: {{ fields: [me.name] }} }} }}
plans: {{ joint: {{ measures: [one_form, sign_in: register, deliver: {{ needs: [{{ me.file: {{ when: 'married = \"married\"' }} }}] }}] }} }}
"
    );
    assert_eq!(asked(SERVICES, &scenario, &[]), ["me.name", "me.file", "married?"]);
    assert_eq!(asked(SERVICES, &scenario, &["married"]), ["me.name", "married?"]);
}

#[test]
fn rule_9_a_situation_is_not_told_by_a_call_that_a_later_one_allows() {
    let scenario = |order: [&str; 2]| {
        format!(
            "people: {{ me: {{ applicant: true }} }}
situations:
{}items:
  i:
    department: d
    limit: {{ promised: 1wd }}
    needs: {{ fields: [{{ me.name: {{ when: 'old = \"old\" and local = \"local\"' }} }}] }}
plans: {{ joint: {{ measures: [one_form, sign_in: register, share: [{{ register.person: {{ when: 'local = \"local\"' }} }}]] }} }}
",
            order.concat()
        )
    };
    let old = "  old: { ask: 老人吗, answers: [old, young], known_from: { old: me.age > 60 }, weights: [0.5, 0.5] }\n";
    let local = "  local: { ask: 本地吗, answers: [local, other], weights: [0.5, 0.5] }\n";
    assert_eq!(asked(SERVICES, &scenario([local, old]), &[]), ["me.name", "local?"]);
    // One field instead of one question.
    assert_eq!(asked(SERVICES, &scenario([old, local]), &[]), ["me.name", "me.age", "local?"]);
}

#[test]
fn rule_9_any_call_of_a_service_tells_and_not_the_first_one_only() {
    let scenario = "people: { you: {}, me: { applicant: true }, pair: { is: couple, one: you, other: me } }
situations:
  kin: { ask: 亲属吗, answers: [kin, other], known_from: { kin: found(register.spouse) and me.age > 60 }, weights: [0.5, 0.5] }
items: { i: { department: d, limit: { promised: 1wd }, needs: { fields: [{ me.name: { when: 'kin = \"kin\"' } }] } } }
plans: { joint: { measures: [one_form, sign_in: register, share: all] } }
";
    // The spouse of `you` would take `you.id`; that of `me` takes what sign-in tells.
    let second = asked(SERVICES, scenario, &["kin"]);
    assert_eq!(second, Vec::<String>::new());
}

#[test]
fn rule_8_a_value_of_a_party_does_not_prove_that_the_party_is_there() {
    let scenario = "people: { me: { applicant: true }, partner: { when: 'married = \"married\"' } }
situations:
  married: { ask: 结婚了吗, answers: [married, single], weights: [0.5, 0.5] }
  rich: { ask: 富吗, answers: [rich, poor], known_from: { rich: partner.age > 60 }, weights: [0.5, 0.5] }
items: { i: { department: d, limit: { promised: 1wd }, needs: { fields: [{ me.name: { when: 'rich = \"rich\"' } }] } } }
plans: { joint: { measures: [one_form, sign_in: register] } }
";
    // Neither by the partner's age alone, nor dearer than the question itself.
    assert_eq!(asked(SERVICES, scenario, &[]), ["me.name", "rich?"]);
}

const LICENCES: &str = "systems: { register: { department: d } }
licences:
  card_licence: { holder: person, given: [holder.id], returns: [holder.age], stands_for: card, system: register }
";

#[test]
fn rule_9_no_situation_waits_for_what_a_licence_of_an_item_tells() {
    let scenario = "people: { me: { applicant: true } }
situations:
  old: { ask: 老人吗, answers: [old, young], known_from: { old: me.age > 60 }, weights: [0.5, 0.5] }
items:
  first: { department: d, limit: { promised: 1wd }, needs: { fields: [me.id] }, gives: { licences: [me.card_licence] } }
  then: { department: d, limit: { promised: 1wd }, needs: { fields: [me.age, { me.id: { when: 'old = \"old\"' } }] } }
plans: { joint: { measures: [one_form, sign_in: register, licences: all, results: reuse] } }
";
    assert_eq!(asked(LICENCES, scenario, &[]), ["me.age"]);
}

#[test]
fn rule_12_no_licence_of_one_item_tells_early_what_another_gives() {
    // The licence of `first` would have the age before `last` gives it.
    let scenario = "people: { me: { applicant: true } }
items:
  first: { department: d, limit: { promised: 1wd }, needs: { fields: [me.id] }, gives: { licences: [me.card_licence] } }
  then: { department: d, limit: { promised: 1wd }, needs: { fields: [me.age] } }
  last: { department: d, limit: { promised: 1wd }, needs: { fields: [me.id] }, gives: { fields: [me.age] } }
plans: { joint: { measures: [one_form, sign_in: register, licences: all, results: reuse, parallel] } }
";
    let (scenario, way) = first_way(LICENCES, scenario);
    let plan = scenario.plans.get("joint").expect("a joint plan");
    let planner = Planner::new(&scenario);
    let order = planner.derive(plan, MeasureSet::all(plan), &way).order;
    assert_eq!(order.before, [vec![], vec![2], vec![]]);
}

#[test]
fn rule_9_what_tells_a_situation_is_fetched_as_it_was_then_and_not_as_a_later_one_allows() {
    // That I am old is told by two calls and the file, before it is known whether I am local; in the end one
    // call would tell my name as well. The file is fetched once, by the name from the two calls, and the check
    // of the process accepts that.
    let services = "systems:
  register:
    department: d
    services:
      age: { about: { it: person }, given: [it.id], returns: [it.age] }
      name: { about: { it: person }, given: [it.age], returns: [it.name] }
      local: { about: { it: person }, given: [it.id], returns: [it.name] }
      file: { about: { it: person }, given: [it.name], returns: [it.file] }
";
    let scenario = "people: { me: { applicant: true } }
situations:
  old: { ask: 老人吗, answers: [old, young], known_from: { old: me.file > 60 }, weights: [0.5, 0.5] }
  local: { ask: 本地吗, answers: [local, other], weights: [0.5, 0.5] }
items:
  i:
    department: d
    limit: { promised: 1wd }
    needs: { fields: [me.file, { me.id: { when: 'old = \"old\" and local = \"local\"' } }] }
    steps: [ accept: { takes: 1min } ]
plans: { joint: { measures: [one_form, sign_in: register, share: [register.age, register.name, register.file, { register.local: { when: 'local = \"local\"' } }]] } }
";
    assert_eq!(asked(services, scenario, &[]), ["local?"]);
    let (scenario, way) = first_way(services, scenario);
    let plan = scenario.plans.get("joint").expect("a joint plan");
    let planner = Planner::new(&scenario);
    let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
    let old = Fact::Situation(SituationId::from(0));
    assert_eq!(
        explain::supply_chain(&derivation, old),
        "old? ← known_from(me.file) ← register.file(me.name) ← register.name(me.age) ← register.age(me.id) ← sign_in"
    );
}

#[test]
fn rule_15_after_an_item_that_does_not_apply_is_after_those_it_would_have_waited_for() {
    // `last` gives the licence that would tell `first` the age, but comes after it through `middle`.
    let scenario = |middle: &str| {
        format!(
            "people: {{ me: {{ applicant: true }} }}
{MARRIED}items:
  first: {{ department: d, limit: {{ promised: 1wd }}, needs: {{ fields: [me.age] }} }}
  middle: {{ department: d, limit: {{ promised: 1wd }}, {middle}, when: 'married = \"single\"' }}
  last: {{ department: d, limit: {{ promised: 1wd }}, after: [middle], gives: {{ licences: [me.card_licence] }} }}
plans: {{ joint: {{ measures: [one_form, sign_in: register, licences: all, results: reuse] }} }}
"
        )
    };
    assert_eq!(asked(LICENCES, &scenario("after: [first]"), &[]), ["me.age", "married?"]);
    assert_eq!(asked(LICENCES, &scenario("needs: { fields: [me.name] }"), &[]), ["married?"]);
}

#[test]
fn rule_11_of_asks_that_cost_the_same_the_fewer_questions_then_the_first_in_the_file() {
    let scenario = |needs: &str| {
        format!(
            "people: {{ me: {{ applicant: true }}, you: {{}} }}
items: {{ i: {{ department: d, limit: {{ promised: 1wd }}, needs: {{ fields: [{needs}] }} }} }}
plans: {{ joint: {{ measures: [one_form, share: [register.paper, register.back]] }} }}
"
        )
    };
    let both = format!(
        "{SERVICES}      back: {{ about: {{ it: person }}, given: [it.name], returns: [it.file] }}\n"
    );
    assert_eq!(asked(&both, &scenario("me.name, me.file"), &[]), ["me.name"]);
    assert_eq!(asked(&both, &scenario("me.file, me.name"), &[]), ["me.file"]);
}

#[test]
fn rule_9_whether_something_is_found_may_be_asked_of_one_party() {
    let scenario = |found: &str| {
        format!(
            "people: {{ me: {{ applicant: true }}, other: {{}} }}
situations:
  listed: {{ ask: 有记录吗, answers: [there, none], known_from: {{ there: {found} }}, weights: [0.5, 0.5] }}
items: {{ i: {{ department: d, limit: {{ promised: 1wd }}, needs: {{ fields: [{{ me.name: {{ when: 'listed = \"there\"' }} }}] }} }} }}
plans: {{ joint: {{ measures: [one_form, sign_in: register, share: [register.person]] }} }}
"
        )
    };
    // Whoever fits will do, and sign-in tells the applicant's number; the other's has to be asked.
    assert_eq!(asked(SERVICES, &scenario("found(register.person)"), &[]), ["me.name"]);
    assert_eq!(asked(SERVICES, &scenario("'found(register.person, me)'"), &[]), ["me.name"]);
    assert_eq!(asked(SERVICES, &scenario("'found(register.person, other)'"), &[]), ["me.name", "other.id"]);
}

#[test]
fn rule_6_a_call_is_about_whom_it_names() {
    let scenario = |call: &str| {
        format!(
            "people: {{ me: {{ applicant: true }}, other: {{}} }}
items: {{ i: {{ department: d, limit: {{ promised: 1wd }}, steps: [{{ look: {{ {call} }} }}] }} }}
plans: {{ joint: {{ measures: [one_form, sign_in: register] }} }}
"
        )
    };
    assert_eq!(asked(SERVICES, &scenario("call: register.person"), &[]), ["other.id"]);
    assert_eq!(asked(SERVICES, &scenario("call: register.person, with: { it: other }"), &[]), ["other.id"]);
    assert_eq!(asked(SERVICES, &scenario("call: register.person, with: { it: me }"), &[]), [""; 0]);
}
