//! The reference model of the benches: a review passes or returns, again and again, and a later round tells otherwise
//! than an earlier one.

use crate::application::apply::apply;
use crate::application::command::{Actor, Command, Envelope, PersonId, Submission};
use crate::application::decide::turn;
use crate::application::event::Event;
use crate::application::invariants::invariants;
use crate::application::moment::Moment;
use crate::application::program::{Program, StepId, StepKind};
use crate::application::state::{Application, Standing};
use crate::application::status::{ApplicationStatus, application};
use crate::check::check;
use crate::plan::derive::Planner;
use crate::plan::levers::MeasureSet;
use crate::plan::route::Lane;
use crate::plan::way::Way;
use crate::process::compile::compile;

fn program() -> Program {
    let checked = check(
        ("scenario.yaml", include_bytes!("../../../benches/reference-model/scenario.yaml")),
        &[(
            "reference-model.yaml",
            include_bytes!("../../../benches/reference-model/catalogue/reference-model.yaml"),
        )],
    );
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics.first());
    let scenario = checked.scenario.unwrap();
    let (plan, way) = (&scenario.plans["joint"], Way::base(&scenario));
    let planner = Planner::new(&scenario);
    let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
    Program::compile(&derivation, &compile(&derivation, plan).unwrap(), plan).unwrap()
}

/// What whoever is waited for does first; a review passes unless it is one of those that return.
fn next(program: &Program, state: &Application, returns: &mut Vec<StepId>) -> (Actor, Command) {
    let work = state.work.iter().find(|w| w.step != program.end).unwrap();
    let (task, facts) = (state.task(work.step), program.step(work.step).unwrap());
    let given = |text: &str| {
        let values = facts.supplies.iter().map(|fact| Submission { fact: *fact, value: text.into() });
        values.collect::<Vec<_>>()
    };
    match (&facts.kind, work.standing) {
        (StepKind::Form, _) => (Actor::Applicant, Command::Submit { task }),
        (StepKind::Call, Standing::Calling(attempt)) => {
            let call = crate::application::state::CallId { task, attempt };
            (Actor::System, Command::Answer { call, values: Some(given("7")) })
        }
        (StepKind::Task, _) => {
            let Lane::Department(department) = facts.lane else { panic!("{}: nobody's work", facts.id) };
            let returned = returns.iter().position(|step| *step == work.step).map(|at| returns.remove(at));
            let passes = if returned.is_some() { "false" } else { "true" };
            let by = Actor::Clerk { person: PersonId(1), department };
            (by, Command::Complete { task, values: given(passes) })
        }
        (StepKind::WaitMessage(message, _), _) => {
            (Actor::System, Command::Message { message: *message, values: Vec::new() })
        }
        other => panic!("{}: {other:?}", facts.id),
    }
}

/// Plays it with reviews that return so often; how often each step was visited.
fn play(returns: &[&str]) -> (Program, Application) {
    let program = program();
    let mut returns: Vec<StepId> = returns.iter().map(|name| program.find_step(name).unwrap()).collect();
    let (mut state, mut events, mut at) = (Application::default(), Vec::new(), 1_772_413_200_000);
    let values = vec![Submission {
        fact: program.find_fact("mother.id_number").unwrap(),
        value: "11010519491231002X".into(),
    }];
    let mut command = (Actor::Applicant, Command::Open { values });
    for _ in 0..200 {
        at += 60_000;
        let envelope = Envelope { at: Moment(at), by: command.0, key: None, command: command.1 };
        turn(&program, &mut state, &envelope, &mut events).unwrap();
        assert_eq!(invariants(&program, &state), []);
        if state.closed.is_some() {
            let mut folded = Application::default();
            events.iter().for_each(|event: &Event| apply(&mut folded, event));
            assert_eq!(folded, state);
            return (program, state);
        }
        command = next(&program, &state, &mut returns);
    }
    panic!("it does not end: {:#?}", state.work);
}

#[test]
fn what_passes_at_once_is_checked_once() {
    let (program, state) = play(&[]);
    assert_eq!(application(&state), ApplicationStatus::Concluded);
    let visits = |name: &str| state.step(program.find_step(name).unwrap()).visit;
    assert_eq!([visits("ss_card.check"), visits("ss_card.correction"), visits("ss_card.enter")], [1, 0, 1]);
}

#[test]
fn a_later_round_tells_otherwise_than_an_earlier_one() {
    let (program, state) = play(&["household_reg.review", "household_reg.review", "birth_cert.review"]);
    assert_eq!(application(&state), ApplicationStatus::Concluded);
    let visits = |name: &str| state.step(program.find_step(name).unwrap()).visit;
    let of = |item: &str| ["check", "review", "correction", "enter"].map(|s| visits(&format!("{item}.{s}")));
    assert_eq!(of("household_reg"), [3, 3, 2, 1]);
    assert_eq!(of("birth_cert"), [2, 2, 1, 1]);
    assert_eq!(of("vaccination"), [1, 1, 0, 1]);
}

#[test]
fn the_memory_of_a_cleared_application_serves_another_one() {
    let (_, mut state) = play(&["ss_card.review"]);
    let steps = state.steps.capacity();
    state.clear();
    assert_eq!(state, Application::default());
    assert_eq!(state.steps.capacity(), steps);
}
