//! Constructs of the language, each played as a test of a small scenario: what the machine really does with it.

use super::super::{Outcome, read, run};
use crate::check;
use crate::plan::derive::Planner;
use crate::rehearsal::{NoLibrary, Rehearsal};
use crate::scenario::model::Scenario;
use crate::scenario::source::SourceId;
use crate::scenario::syntax::{Budget, from_bytes};
use crate::scenario::text::Text;
use std::sync::Arc;

const HEAD: &str = "onething: 1\nkind: scenario\nid: permit\ncatalogue: county\nsource: assumed\n";
const PEOPLE: &str = "people:
  owner: { applicant: true }
  shop: { is: premises }
  case: { is: case }
  stake: { is: stake }
";

fn catalogue() -> String {
    // A plan that may be handed in later; holidays of the years are not needed here.
    let text = include_str!("../../../../tests/language/catalogue.yaml");
    text.replace("floor_plan: { about: premises }", "floor_plan: { about: premises, provisional: 5wd }")
}

pub(super) fn scenario(text: &str) -> Arc<Scenario> {
    let text = format!("{HEAD}{PEOPLE}{text}");
    let checked =
        check::check(("scenario.yaml", text.as_bytes()), &[("county.yaml", catalogue().as_bytes())]);
    assert!(!checked.has_errors(), "{:#?}", checked.diagnostics);
    checked.scenario.unwrap()
}

fn outcome(scenario: &Scenario, text: &str) -> Outcome {
    let text = format!("onething: 1\nkind: test\nscenario: permit\n{text}");
    let tree = from_bytes(SourceId(0), text.as_bytes(), &Budget::LOCAL).unwrap();
    let (test, found) = read(&tree, scenario, &mut |_| Err(Text::default()), &NoLibrary);
    assert!(found.is_empty(), "{found:#?}");
    run(&Planner::new(scenario), &test.unwrap(), &NoLibrary)
}

/// A test that passes.
pub(super) fn passes(scenario: &Scenario, text: &str) -> Rehearsal {
    let outcome = outcome(scenario, text);
    assert!(outcome.failures.is_empty(), "{text}\n{:#?}", outcome.failures);
    *outcome.rehearsal.unwrap()
}

fn lines(rehearsal: &Rehearsal, scenario: &Scenario) -> Vec<String> {
    crate::rehearsal::trace::lines(rehearsal, scenario).into_iter().map(|l| l.what.en.to_string()).collect()
}

const RENEWED: &str = "messages: { renewal: { reply_to: case.number }, release: { reply_to: case.number } }
flow:
  - accept: { role: clerk, needs: { fields: [case.number, stake.number] } }
  - freeze:
      hold: stake
      by: stake.number
      term: { lasts: 1y }
      renew:
        message: renewal
        opens: 30d
        lasts: 1y
        steps:
          - record: { role: clerk, takes: 10min }
          - tell_renewed: { notify: owner, text: { zh: 已续, en: renewed } }
      release: { message: release }
      at_end: [{ tell_end: { notify: owner, text: { zh: 已止, en: over } } }]
lead: market
limit: { promised: 3wd }
";

#[test]
fn what_follows_a_renewal_is_done_each_time_it_is_renewed() {
    let scenario = scenario(RENEWED);
    let given = "when:
  - { at: 2027-02-20 09:00, message: { renewal: {} } }
  - { at: 2028-03-01 10:00, message: { renewal: {} } }
expect:
  status: concluded
  steps: [permit.freeze, permit.freeze.end, permit.record, permit.tell_renewed, permit.freeze.end, permit.record, permit.tell_renewed, permit.freeze.end, permit.tell_end]
  rejections: []
";
    let renewed = passes(&scenario, given);
    let ends: Vec<_> = renewed.notices.iter().filter(|n| &*n.text.en == "renewed").map(|n| n.at).collect();
    assert_eq!(ends.len(), 2);
    let closed = renewed.application.closed.map(|(_, at)| at.timestamp().to_string());
    assert_eq!(closed.as_deref(), Some("2029-03-02T16:00:00Z"));
    // Without a renewal nothing of it is done; released while the clerk records, it ends behind that.
    let never = "expect: { status: concluded, steps: [permit.freeze.end, permit.tell_end], not_steps: [permit.record] }\n";
    passes(&scenario, never);
    let meanwhile = "when:
  - { at: 2027-02-20 09:00, message: { renewal: {} } }
  - { at: 2027-02-20 09:05, message: { release: {} } }
expect: { status: concluded, steps: [permit.freeze.end, permit.record, permit.tell_renewed, permit.tell_end], rejections: [] }
";
    passes(&scenario, meanwhile);
    // What follows a renewal is no part of the likely course, so no figure counts it.
    passes(&scenario, "expect: { count: { steps: 2 } }\n");
}

const PAID: &str = "items:
  licence:
    department: market
    system: portal
    limit: { promised: 10wd }
    fee: 120
    refund: true
    needs: { fields: [owner.name] }
    steps: [{ accept: { role: clerk } }, { review: { role: clerk, takes: 3h } }]
  signboard:
    department: market
    system: portal
    limit: { promised: 10wd }
    fee: 30
    needs: { fields: [owner.name] }
    steps: [{ accept_signboard: { role: clerk } }, { review_signboard: { role: clerk, takes: 5h } }]
plans: { joint: { measures: [one_form, parallel] } }
";

#[test]
fn fees_are_one_payment_and_come_back_where_the_scenario_says_so() {
    let scenario = scenario(PAID);
    let paid = "expect: { status: concluded, events: [fees_due, paid, item_ended licence], count: { cost_cny: 150 } }\n";
    let usual = passes(&scenario, paid);
    let count = |r: &Rehearsal, kind: &str| r.events.iter().filter(|e| e.kind.name() == kind).count();
    assert_eq!((count(&usual, "FeesDue"), count(&usual, "Paid"), count(&usual, "Refunded")), (1, 1, 0));
    let refused = "when: [{ clerk: { refuse: licence.review, because: 不合 } }]
expect:
  items: { licence: refused, signboard: approved }
  events: [paid, item_ended licence, refunded licence, item_ended signboard]
  notices: [applicant, applicant]
";
    let back = passes(&scenario, refused);
    let told = lines(&back, &scenario);
    assert!(told.iter().any(|l| l.ends_with("CNY 120.00 is paid back")), "{told:#?}");
    assert_eq!(back.application.fees, crate::application::state::Fees::Paid(3_000));
    // What is not yet paid is no longer asked for; the other's stays due and keeps its result back.
    let unpaid = "when:
  - { after: licence.accept, applicant: wait }
  - { at: +2h, applicant: { withdraw: licence } }
expect: { status: handling, items: { licence: withdrawn, signboard: handling }, events: [fees_due, item_ended licence, fees_due] }
";
    let unpaid = passes(&scenario, unpaid);
    assert!(matches!(unpaid.application.fees, crate::application::state::Fees::Due(3_000, _)));
    // A fee that the scenario does not give back stays.
    let kept = "when: [{ clerk: { refuse: signboard.review_signboard, because: 不合 } }]
expect: { items: { licence: approved, signboard: refused } }
";
    let kept = passes(&scenario, kept);
    assert_eq!(
        (count(&kept, "Refunded"), kept.application.fees),
        (0, crate::application::state::Fees::Paid(15_000))
    );
}

const LATER: &str = "items:
  licence:
    department: market
    system: portal
    limit: { promised: LIMIT }
    needs: { fields: [owner.name], materials: [shop.floor_plan] }
    steps: [{ accept: { role: clerk } }, { review: { role: clerk, takes: 1h } }]
plans: { joint: { measures: [one_form], fallbacks: [provisional] } }
";

#[test]
fn a_paper_promised_for_later_comes_within_the_promised_limit_or_the_item_ends() {
    let later = "given: { materials: { shop.floor_plan: provisional } }\n";
    let wait = "when: [{ after: licence.accept, applicant: wait }]\n";
    // Its own five days are more than the three that the item promises.
    let short = scenario(&LATER.replace("LIMIT", "3wd"));
    let ended = format!("{later}{wait}expect: {{ items: {{ licence: terminated }}, certificates: [] }}\n");
    let ended = passes(&short, &ended);
    let at = |r: &Rehearsal| r.application.items[0].ended.map(|(_, at)| at.timestamp().to_string()).unwrap();
    assert_eq!(at(&ended), "2026-03-05T09:00:00Z");
    let long = scenario(&LATER.replace("LIMIT", "20wd"));
    let own = format!("{later}{wait}expect: {{ items: {{ licence: terminated }} }}\n");
    assert_eq!(at(&passes(&long, &own)), "2026-03-09T09:00:00Z");
    // Review goes on, the result waits for it.
    let handed = format!(
        "{later}expect: {{ items: {{ licence: approved }}, events: [deferred, item_accepted, step_stands licence.review, attached, step_done licence.review, item_ended] }}\n"
    );
    let handed = passes(&long, &handed);
    assert_eq!(at(&handed), "2026-03-03T01:10:00Z");
}

const PLAIN: &str = "situations: { size: { ask: { zh: 大小, en: Size }, answers: { small: { zh: 小, en: small }, large: { zh: 大, en: large } }, weights: [0.5, 0.5] } }
items:
  licence:
    department: market
    system: portal
    limit: { promised: 10wd }
    at: { region: shop.region, level: county }
    commitment: { limit: 1wd, then: [check_afterwards] }
    needs: { fields: [owner.name, shop.floor_area] }
    steps: [{ accept: { role: clerk, takes: ACCEPT } }, { review: { role: clerk, takes: 3h } }, { check_afterwards: { role: inspector } }]
  notice_board:
    department: market
    system: portal
    optional: true
    chosen: 0.5
    limit: { promised: 10wd }
    needs: { fields: [owner.name] }
    steps: [{ put_up: { role: clerk } }]
plans:
  joint: { when: 'size = \"small\"', measures: [one_form] }
  by_post: { measures: [one_form] }
";

fn plain(accept: &str) -> Arc<Scenario> {
    scenario(&PLAIN.replace("ACCEPT", accept))
}

const IN_WANGCUN: &str = "given: { people: { shop: { region: wangcun } } }\n";

#[test]
fn a_correction_asks_only_what_is_wrong_once_and_keeps_the_time_that_is_left() {
    let scenario = plain("10min");
    let returned = "when:
  - { clerk: { return: licence.review, what: [shop.floor_area], because: 面积不对 }, applicant: { supplement_after: 14d } }
expect:
  status: concluded
  events: [item_returned licence, clock_stopped licence, asked licence.review, item_supplemented licence, clock_resumed licence, item_ended licence]
  days_used: { licence: 0wd }
";
    let mended = passes(&scenario, returned);
    use crate::application::event::EventKind;
    let asked_again = mended.events.iter().filter_map(|e| match &e.kind {
        EventKind::Asked { fact, why: Some(_), .. } => mended.program.fact(*fact).map(|f| &*f.name),
        _ => None,
    });
    assert_eq!(asked_again.collect::<Vec<_>>(), ["shop.floor_area"]);
    // A second list is not allowed.
    let twice = "when:
  - { clerk: { return: licence.review, what: [shop.floor_area], because: 面积不对 } }
  - { clerk: { return: licence.review, what: [owner.name], because: 名字不对 } }
expect: { items: { licence: handling }, rejections: [already_returned] }
";
    passes(&scenario, twice);
}

#[test]
fn who_is_told_nothing_for_five_working_days_is_accepted() {
    // The clerk takes 50 hours of work, more than seven days of offices.
    let scenario = plain("50h");
    let late = "when: [{ clerk: { return: licence.accept, what: [owner.name], because: 名字不对 } }]
expect: { events: [timer_fired, item_accepted licence], rejections: [notice_too_late] }
";
    let late = passes(&scenario, late);
    assert!(late.application.items[0].deemed);
    // Since it was handed in, not since it is deemed so.
    assert_eq!(late.application.items[0].accepted, late.application.items[0].submitted);
    assert!(lines(&late, &scenario).iter().any(|l| l.ends_with("deemed accepted")));
}

#[test]
fn a_declared_item_has_its_own_limit_is_checked_afterwards_and_can_be_revoked() {
    let scenario = plain("10min");
    let declared = "when:
  - applicant: { commit: licence }
  - { after: licence.check_afterwards, at: +20d, clerk: { revoke: licence, because: 不实 } }
expect:
  items: { licence: terminated }
  events: [committed licence, item_accepted licence, item_ended licence, check_done licence.check_afterwards, revoked licence]
";
    // The check is no step that is done before the result, so what comes after it is timed by itself.
    let declared = declared.replace("after: licence.check_afterwards, at: +20d", "at: +20d");
    passes(&scenario, &declared);
    let usual = "when: [{ at: +20d, clerk: { revoke: licence, because: 不实 } }]
expect: { items: { licence: approved }, rejections: [not_committed], steps: [licence.review, licence.check_afterwards] }
";
    passes(&scenario, usual);
}

#[test]
fn the_office_of_the_region_handles_it_and_plans_are_offered_by_their_condition() {
    let scenario = plain("10min");
    let here = passes(
        &scenario,
        &format!("{IN_WANGCUN}expect: {{ offices: {{ licence: zhangdian }}, plan: joint }}\n"),
    );
    assert!(
        lines(&here, &scenario).iter().any(|l| l.starts_with("licence: accepted in")),
        "{:?}",
        lines(&here, &scenario)
    );
    // Where a city alone is known, no county in it is: the department itself handles it.
    let city = IN_WANGCUN.replace("wangcun", "zibo");
    let city = passes(&scenario, &format!("{city}expect: {{ status: concluded }}\n"));
    assert!(city.office(crate::application::program::ItemIndex(0)).is_none());
    // The plan that is not offered gives way to the next, and a test that does not say so is told why.
    let given = "given: { plan: joint, answers: { size: large, choose_notice_board: left } }\n";
    passes(&scenario, &format!("{given}expect: {{ plan: by_post, status: concluded }}\n"));
    let unsaid = outcome(&scenario, &format!("{given}expect: {{ status: concluded }}\n"));
    assert_eq!(unsaid.failures.len(), 1);
    let told = &unsaid.failures[0].what.en;
    assert!(told.contains("joint is not offered") && told.contains("size ="), "{told}");
    assert_eq!(unsaid.rehearsal.unwrap().program.items.len(), 1, "the optional item is left out");
    let usual = passes(&scenario, "given: { answers: { size: large } }\nexpect: { plan: by_post }\n");
    assert_eq!(usual.program.items.len(), 2, "both items, the optional one chosen");
}

const THREE: &str = "items:
  first:
    department: market
    system: portal
    limit: { promised: 5wd }
    on_refusal: WHAT
    needs: { fields: [owner.name] }
    steps: [{ decide_first: { role: clerk } }]
  behind:
    department: market
    system: portal
    after: first
    limit: { promised: 5wd }
    needs: { fields: [owner.name] }
    steps: [{ decide_behind: { role: clerk } }]
  beside:
    department: health
    system: portal
    limit: { promised: 5wd }
    needs: { fields: [owner.name] }
    steps: [{ accept_beside: { role: clerk } }, { decide_beside: { role: clerk, takes: 5h } }]
plans: { joint: { measures: [one_form, parallel] } }
";

#[test]
fn a_refusal_stops_what_rests_on_it_or_nothing_or_all() {
    let ways = [
        ("stop_dependants", "behind: terminated, beside: approved"),
        ("go_on", "behind: approved, beside: approved"),
        ("stop_all", "behind: terminated, beside: terminated"),
    ];
    for (what, items) in ways {
        let scenario = scenario(&THREE.replace("WHAT", what));
        let text = format!(
            "when: [{{ clerk: {{ refuse: first.decide_first, because: 不合 }} }}]\nexpect: {{ items: {{ first: refused, {items} }} }}\n"
        );
        passes(&scenario, &text);
    }
}

const VISITS: &str = "lead: market
flow:
  - accept: { role: clerk, needs: { fields: [case.hearing_date, case.amount] } }
  - look: { special: inspection, with: [fire, health], role: inspector, takes: 1h }
  - announce: { wait: 7d }
  - hearing: { wait: case.hearing_date }
  - settle: { role: clerk, gives: [case.complete] }
  - way:
      choose:
        - { when: case.complete, chance: 0.9, steps: [{ record: { role: clerk } }] }
        - { title: { zh: 否则, en: Else }, steps: [] }
limit: { promised: 5wd }
";

#[test]
fn several_departments_visit_once_and_fixed_times_are_waited_for() {
    let scenario = scenario(VISITS);
    let text = "given: { people: { case: { hearing_date: 2026-05-20, complete: 'true' } } }
expect:
  status: concluded
  events: [agreed permit.look, agreed permit.look, agreed permit.look, step_done permit.look, step_done permit.announce, step_done permit.hearing]
  steps: [permit.look, permit.announce, permit.hearing, permit.settle, permit.record]
  trips: 0
";
    let played = passes(&scenario, text);
    let done = |step: &str| {
        let id = played.program.find_step(step).unwrap();
        let is = |e: &&crate::application::event::Event| matches!(e.kind, crate::application::event::EventKind::StepDone { step, .. } if step == id);
        played.events.iter().find(is).unwrap().at.timestamp().to_string()
    };
    // Seven days end with their last; a day begins at midnight, in China.
    assert_eq!(done("permit.hearing"), "2026-05-19T16:00:00Z");
    assert!(done("permit.announce").starts_with("2026-03-09"), "{}", done("permit.announce"));
}
