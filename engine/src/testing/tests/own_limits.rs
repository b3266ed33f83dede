//! Limits of steps' own: nobody is late with what they may not work at; what stands when all is withdrawn.

use super::constructs::{passes, scenario};

const REVIEWED: &str = "items:
  permit:
    department: market
    limit: { promised: 10wd }
    needs: { fields: [owner.name] }
    gives: { fields: [case.number] }
    steps: [{ accept: { role: clerk } }, { review: { role: clerk, takes: 1h, within: 2h } }, { issue: { role: clerk } }]
";

#[test]
fn the_time_of_a_step_does_not_run_while_the_applicant_mends() {
    let scenario = scenario(REVIEWED);
    let text = "when:
  - { applicant: { supplement_after: 3d } }
  - clerk: { return: permit.review, what: [owner.name], because: 字 }
expect:
  status: concluded
  events: [step_opened permit.review, item_returned permit, item_supplemented permit, step_done permit.review]
  not_events: [waited_long]
";
    passes(&scenario, text);
    // Whoever takes too long with it is late.
    let text = "when: [{ at: +20d, clerk: { approve: permit.review } }]
expect: { status: concluded, events: [step_opened permit.review, waited_long permit.review, step_done permit.review] }
";
    passes(&scenario, text);
}

#[test]
fn the_time_of_a_step_does_not_run_while_its_item_is_suspended() {
    let scenario = scenario(REVIEWED);
    let text = "when:
  - clerk: { suspend: permit.review, because: 实地查看, within: 10d }
expect:
  status: concluded
  events: [item_suspended permit, item_resumed permit, step_done permit.review]
  not_events: [waited_long]
";
    passes(&scenario, text);
}

const GRANTED_FIRST: &str = "items:
  licence:
    department: market
    limit: { promised: 10wd }
    needs: { fields: [owner.name] }
    steps: [{ accept: { role: clerk, undo: { notify: owner, text: { zh: 已撤, en: taken back } } } }]
  sign:
    department: fire
    after: [licence]
    limit: { promised: 10wd }
    needs: { fields: [shop.floor_area] }
    steps: [{ accept: { role: inspector } }, { look: { role: inspector, takes: 5d } }]
plans: { joint: { measures: [one_form] } }
";

#[test]
fn a_withdrawal_takes_back_what_has_not_ended_and_no_result() {
    let scenario = scenario(GRANTED_FIRST);
    let text = "given: { plan: joint }
when: [{ after: sign.accept, applicant: withdraw }]
expect:
  status: withdrawn
  items: { licence: approved, sign: withdrawn }
  events: [item_ended licence, withdrawn, not_undone licence.accept, closed]
  not_events: [undo_started]
";
    passes(&scenario, text);
}
