//! Rows of rehearsed applications of the shipped scenario.

use super::*;
use crate::analyse::log::{Block, Recorder, rows};
use crate::check::check;
use crate::plan::way::Way;
use crate::rehearsal::{Behaviour, Decision, Deed, Happening, NoLibrary, Rehearsal, Script, Verb, rehearse};
use crate::scenario::model::Scenario;
use crate::scenario::source::{Span, Spanned};
use expect_test::expect_file;
use std::sync::Arc;

fn newborn() -> Arc<Scenario> {
    let checked = check(
        ("scenario.yaml", include_bytes!("../../../../../scenarios/newborn-birth/scenario.yaml")),
        &[
            ("zibo.yaml", include_bytes!("../../../../../scenarios/catalogue/zibo.yaml")),
            ("holidays-cn.yaml", include_bytes!("../../../../../scenarios/catalogue/holidays-cn.yaml")),
        ],
    );
    checked.scenario.unwrap()
}

fn usual(scenario: &Scenario) -> Script {
    Script::usual(Way::base(scenario), "2026-03-02T09:00:00+08:00".parse().unwrap())
}

/// A clerk decides so at the review of the household registration.
fn decided(scenario: &Scenario, verb: Verb, what: &[&str]) -> Script {
    let name = |name: &str| Spanned::new(name.into(), Span::default());
    let what = what.iter().map(|what| name(what)).collect();
    let at = name("household_registration.review");
    let deeds = vec![Deed::Clerk(Decision { verb, at, what, because: Text::same("no"), within: None })];
    let mut script = usual(scenario);
    script.happenings.push(Happening { at: None, after: None, deeds, span: Span::default() });
    script
}

fn play(scenario: &Scenario, script: &Script) -> Rehearsal {
    rehearse(scenario, &scenario.plans["joint"], script, &NoLibrary).unwrap()
}

fn log(scenario: &Scenario, script: &Script) -> (Activities, Vec<Row>) {
    let played = play(scenario, script);
    let (activities, rows) = rows(&played.program, &scenario.catalogue, Case::Number(1), &played.events);
    for row in &rows {
        assert!(row.enabled <= row.start && row.start <= row.end, "{row:?}");
    }
    assert!(rows.is_sorted_by_key(|row| row.end) && !rows.is_empty());
    (activities, rows)
}

fn of<'r>(activities: &Activities, rows: &'r [Row], id: &str) -> Vec<&'r Row> {
    rows.iter().filter(|row| &*activities.get(row.activity).unwrap().id == id).collect()
}

#[test]
fn a_return_is_three_pieces_of_work() {
    let scenario = newborn();
    let (activities, rows) = log(&scenario, &decided(&scenario, Verb::Return, &["child.name"]));
    expect_file!["golden/returned.csv"].assert_eq(&csv(&activities, &rows).replace("\r\n", "\n"));
    let reviews = of(&activities, &rows, "household_registration.review");
    let outcomes: Vec<Outcome> = reviews.iter().map(|row| row.outcome).collect();
    assert_eq!(outcomes, [Outcome::Returned, Outcome::Done]);
    let supplements = of(&activities, &rows, "household_registration.review.supplement");
    let [supplement] = supplements.as_slice() else { panic!("{supplements:?}") };
    assert_eq!((supplement.kind, supplement.resource), (Kind::Applicant, Resource::Applicant));
    assert_eq!((reviews[0].end, supplement.end), (supplement.enabled, reviews[1].enabled));
}

#[test]
fn a_refusal_is_told_where_it_was_decided() {
    let scenario = newborn();
    let (activities, rows) = log(&scenario, &decided(&scenario, Verb::Refuse, &[]));
    let reviews = of(&activities, &rows, "household_registration.review");
    assert_eq!(reviews.iter().map(|row| row.outcome).collect::<Vec<_>>(), [Outcome::Refused]);
    assert!(matches!(reviews[0].resource, Resource::Person(_)));
}

#[test]
fn every_attempt_of_a_call_is_a_row() {
    let scenario = newborn();
    let mut script = usual(&scenario);
    let fails = Behaviour { fails: 3, ..Behaviour::default() };
    script.systems.push((Spanned::new("population".into(), Span::default()), fails));
    let (_, rows) = log(&scenario, &script);
    let failed: Vec<&Row> = rows.iter().filter(|row| row.outcome == Outcome::Failed).collect();
    assert_eq!(failed.len(), 3, "{failed:?}");
    for row in &failed {
        let next = rows.iter().find(|r| r.activity == row.activity && r.attempt == row.attempt + 1);
        assert_eq!(next.unwrap().enabled, row.end);
    }
    assert!(failed.iter().all(|row| row.kind == Kind::System && row.resource == Resource::Service));
}

#[test]
fn every_step_of_work_that_was_done_has_a_row() {
    use crate::application::event::EventKind;
    use crate::application::program::StepKind;
    let scenario = newborn();
    let played = play(&scenario, &usual(&scenario));
    let (activities, rows) = rows(&played.program, &scenario.catalogue, Case::Number(1), &played.events);
    for event in &played.events {
        let EventKind::StepDone { step, .. } = event.kind else { continue };
        let facts = played.program.step(step).unwrap();
        let is_work = !matches!(
            facts.kind,
            StepKind::Start | StepKind::End | StepKind::Notice | StepKind::Split(_) | StepKind::Join(_)
        );
        assert_eq!(of(&activities, &rows, &facts.id).len(), usize::from(is_work), "{}", facts.id);
    }
}

#[test]
fn a_move_to_another_version_keeps_open_work() {
    let scenario = newborn();
    let played = play(&scenario, &usual(&scenario));
    let mut activities = Activities::default();
    let blocks: Vec<Block> = (0..2).map(|_| activities.add(&played.program, &scenario.catalogue)).collect();
    let (mut moved, mut stayed) = (Vec::new(), Vec::new());
    let case = Case::Number(1);
    let mut straight = Recorder::new(case, &played.program, &blocks[0]);
    played.events.iter().for_each(|event| straight.take(event, &mut stayed));
    let mut recorder = Recorder::new(case, &played.program, &blocks[0]);
    for (at, event) in played.events.iter().enumerate() {
        if at == played.events.len() / 2 {
            recorder.moved(&played.program, &blocks[1]);
        }
        recorder.take(event, &mut moved);
    }
    let named = |rows: &[Row]| -> Vec<_> {
        rows.iter().map(|row| (activities.get(row.activity).unwrap().id.clone(), row.end)).collect()
    };
    assert_eq!(named(&moved), named(&stayed));
    assert_ne!(moved, stayed, "by the activities of the new version");
}

/// The values of fields never come into a log.
#[test]
fn no_value_is_in_a_log() {
    use crate::application::event::EventKind;
    let scenario = newborn();
    let played = play(&scenario, &decided(&scenario, Verb::Return, &["child.name"]));
    let (activities, rows) = rows(&played.program, &scenario.catalogue, Case::Number(1), &played.events);
    let texts = [csv(&activities, &rows), xes(&activities, &rows), ocel(&activities, &rows)];
    let mut looked = 0;
    for event in &played.events {
        let value = match &event.kind {
            EventKind::Known { value: Some(value), .. } | EventKind::Drafted { value, .. } => value,
            _ => continue,
        };
        // Truths and small numbers are words of any text.
        if value.chars().count() > 5 {
            looked += 1;
            assert!(texts.iter().all(|text| !text.contains(&**value)), "{value}");
        }
    }
    assert!(looked > 10, "{looked} values");
}
