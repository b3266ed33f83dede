//! What drawn scenarios brought to light, each as small as it gets.

use super::program::{compiled, read};
use onething_engine::application::command::{Actor, Command, Declared, Envelope, PersonId};
use onething_engine::application::event::EventKind;
use onething_engine::application::moment::Moment;
use onething_engine::application::program::{ItemIndex, Program, StepKind};
use onething_engine::application::state::{Application, Closing, Ending, TaskId};
use onething_engine::application::waiting::{Reason, waiting};
use onething_engine::application::{invariants, turn};
use onething_engine::plan::way::Way;

/// A Monday at nine in Shanghai.
const NOW: Moment = Moment(1_772_413_200_000);

/// The program of the plan `joint` in the way in which every situation has its last answer.
fn program(items: &str, measures: &str) -> Program {
    let text = format!(
        "onething: 1\nkind: scenario\nid: found\ncatalogue: city\nsource: assumed\nlead: d0\n\
         people: {{ owner: {{ applicant: true }}, shop: {{ is: premises }}, case: {{ is: case }}, parcel: {{ is: parcel }} }}\n\
         sign_in: [applicant.id_number]\n\
         situations: {{ size: {{ ask: {{ zh: 大吗？, en: Large? }}, answers: [small, large], weights: [0.5, 0.5] }} }}\n\
         items:\n{items}plans: {{ joint: {{ measures: [one_form, {measures}] }} }}\n"
    );
    let scenario = read(&text).unwrap_or_else(|why| panic!("{why:?}\n{text}"));
    let mut way = Way::base(&scenario);
    way.set(0_usize.into(), &[1]);
    compiled(&scenario, &scenario.plans["joint"], &way)
}

/// An item that does not apply in that way.
const ABSENT: &str =
    "  i0: { department: d0, limit: { promised: 1wd }, when: 'size = \"small\"', steps: [accept] }\n";

/// Gives commands one after another at one moment; all are taken, and the invariants hold after each.
fn given(program: &Program, commands: &[(Actor, Command)]) -> (Application, Vec<EventKind>) {
    let (mut state, mut events) = (Application::default(), Vec::new());
    for (by, command) in commands {
        let envelope = Envelope { at: NOW, by: *by, key: None, command: command.clone() };
        turn(program, &mut state, &envelope, &mut events)
            .unwrap_or_else(|why| panic!("{command:?}: {why:?}"));
        let broken = invariants(program, &state);
        assert!(broken.is_empty(), "{broken:?} after {command:?}");
    }
    (state, events.into_iter().map(|e| e.kind).collect())
}

/// The first visit of a step.
fn task(program: &Program, step: &str) -> TaskId {
    TaskId { step: program.find_step(step).unwrap(), visit: 1 }
}

/// Somebody of the office that handles the only item.
fn clerk(program: &Program) -> Actor {
    Actor::Clerk { person: PersonId(0), department: program.items[0].department }
}

#[test]
fn what_serves_no_item_can_be_withdrawn() {
    let program = program(ABSENT, "one_set");
    assert!(program.items.is_empty());
    let open = Command::Open { values: Vec::new() };
    let withdraw = Command::Withdraw { item: None };
    let (state, _) = given(&program, &[(Actor::Applicant, open), (Actor::Applicant, withdraw)]);
    assert_eq!(state.closed.map(|(closing, _)| closing), Some(Closing::Withdrawn));
}

#[test]
fn what_an_item_without_work_gives_is_not_asked_on_its_form() {
    // Such an item ends with its form, so its result is known behind the form.
    let item = "  i0: { department: d0, limit: { promised: 1wd }, needs: { materials: [case.ruling] }, \
                gives: { fields: [case.result_0] }, steps: [{ accept: { role: clerk, when: 'size = \"small\"' } }] }\n";
    let program = program(item, "one_set");
    let form = program.steps.iter().find(|s| s.kind == StepKind::Form).unwrap();
    let asked: Vec<&str> = form.asks.iter().map(|f| &*program.fact(*f).unwrap().name).collect();
    assert_eq!(asked, ["case.ruling"]);
}

#[test]
fn where_nothing_is_delivered_no_address_is_asked() {
    let program = program(ABSENT, "deliver: { needs: [parcel.address] }");
    let form = program.steps.iter().find(|s| s.kind == StepKind::Form).unwrap();
    assert_eq!(form.asks, []);
}

#[test]
fn what_rests_on_a_commitment_is_paid_before_it_is_handed_over() {
    let item = "  i0: { department: d0, fee: 5, limit: { promised: 1wd }, when: 'size = \"large\"', \
                commitment: { limit: 1wd, then: [look] }, steps: [{ accept: { role: clerk } }, { look: { role: clerk } }] }\n";
    let program = program(item, "one_set");
    let (form, accept) = (task(&program, "apply"), task(&program, "i0.accept"));
    let mut commands = vec![
        (Actor::Applicant, Command::Open { values: Vec::new() }),
        (Actor::Applicant, Command::Commit { declared: Declared::Item(ItemIndex(0)) }),
        (Actor::Applicant, Command::Submit { task: form }),
        (clerk(&program), Command::Complete { task: accept, values: Vec::new() }),
    ];
    let (state, _) = given(&program, &commands);
    assert_eq!(state.items[0].ended, None, "it is not paid for");
    let reasons: Vec<Reason> = waiting(&program, &state).iter().map(|w| w.reason).collect();
    assert_eq!(reasons, [Reason::Payment]);
    commands.push((Actor::Applicant, Command::Pay { amount: 500 }));
    let (state, _) = given(&program, &commands);
    assert_eq!(state.items[0].ended.map(|(ending, _)| ending), Some(Ending::Approved));
    commands
        .push((clerk(&program), Command::Complete { task: task(&program, "i0.look"), values: Vec::new() }));
    let (state, events) = given(&program, &commands);
    assert!(events.iter().any(|e| matches!(e, EventKind::CheckDone { .. })));
    assert_eq!(state.closed.map(|(closing, _)| closing), Some(Closing::Concluded));
    // Taken back before it is paid for, it ends all the same.
    let withdraw = (Actor::Applicant, Command::Withdraw { item: None });
    let (state, _) = given(&program, &[&commands[..4], &[withdraw]].concat());
    assert_eq!(state.closed.map(|(closing, _)| closing), Some(Closing::Withdrawn));
}

#[test]
fn a_limit_that_no_calendar_knows_is_told_and_kept() {
    // Its office has no calendar of its own, and the catalogue has two.
    let item = "  i0: { department: firm, limit: { promised: 1wd }, when: 'size = \"large\"', steps: [accept, { look: { role: clerk } }] }\n";
    let program = program(item, "one_set");
    let (form, accept) = (task(&program, "apply"), task(&program, "i0.accept"));
    let commands = [
        (Actor::Applicant, Command::Open { values: Vec::new() }),
        (Actor::Applicant, Command::Submit { task: form }),
        (clerk(&program), Command::Complete { task: accept, values: Vec::new() }),
    ];
    let (state, events) = given(&program, &commands);
    assert!(events.iter().any(|e| matches!(e, EventKind::LimitUnknown { .. })));
    assert!(state.items[0].time_unknown);
}
