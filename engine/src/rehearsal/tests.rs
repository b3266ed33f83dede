//! The host over the shipped scenario, and over one that holds a thing.

mod holds;

use super::{
    Behaviour, Decision, Deed, Happening, Move, NoLibrary, Rehearsal, Script, Verb, When, rehearse, trace,
};
use crate::application::apply::apply;
use crate::application::event::EventKind;
use crate::application::invariants::invariants;
use crate::application::state::Application;
use crate::application::status::ApplicationStatus;
use crate::check;
use crate::plan::way::{Way, enumerate};
use crate::scenario::model::{Id, Scenario};
use crate::scenario::source::{Span, Spanned};
use jiff::Timestamp;
use std::sync::Arc;

fn newborn() -> Arc<Scenario> {
    let checked = check::check(
        ("scenario.yaml", include_bytes!("../../../scenarios/newborn-birth/scenario.yaml")),
        &[
            ("zibo.yaml", include_bytes!("../../../scenarios/catalogue/zibo.yaml")),
            ("holidays-cn.yaml", include_bytes!("../../../scenarios/catalogue/holidays-cn.yaml")),
        ],
    );
    assert!(!checked.has_errors());
    checked.scenario.unwrap()
}

fn deregistration() -> Arc<Scenario> {
    macro_rules! scenes {
        ($path:literal) => {
            include_bytes!(concat!("../../../scenarios/", $path))
        };
    }
    let checked = check::check(
        ("scenario.yaml", scenes!("business-deregistration/scenario.yaml")),
        &[
            ("zibo.yaml", scenes!("catalogue/zibo.yaml")),
            ("enterprise.yaml", scenes!("catalogue/enterprise.yaml")),
            ("holidays-cn.yaml", scenes!("catalogue/holidays-cn.yaml")),
        ],
    );
    assert!(!checked.has_errors());
    checked.scenario.unwrap()
}

fn start() -> Timestamp {
    "2026-03-02T09:00:00+08:00".parse().unwrap()
}

fn play(scenario: &Scenario, plan: &str, script: &Script) -> Rehearsal {
    rehearse(scenario, &scenario.plans[plan], script, &NoLibrary).unwrap()
}

fn named(name: &str) -> Spanned<Id> {
    Spanned::new(Id::from(name), Span::default())
}

/// The events alone make the state that the host ended with, and it is in order.
fn holds(rehearsal: &Rehearsal) {
    let mut again = Application::default();
    rehearsal.events.iter().for_each(|event| apply(&mut again, event));
    assert_eq!(again, rehearsal.application);
    let broken = invariants(&rehearsal.program, &rehearsal.application);
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn the_base_way_of_the_joint_plan_is_done_within_the_day() {
    let scenario = newborn();
    let rehearsal = play(&scenario, "joint", &Script::usual(Way::base(&scenario), start()));
    assert_eq!(rehearsal.status(), ApplicationStatus::Concluded, "{:#?}", rehearsal.waiting);
    assert!(rehearsal.refusals.is_empty(), "{:#?}", rehearsal.refusals);
    let (fields, materials) = rehearsal.asked();
    assert_eq!((fields.len(), materials), (3, vec!["home.household_book".to_owned()]));
    for item in 0..5 {
        let used = rehearsal.days_used(crate::application::program::ItemIndex(item)).unwrap();
        assert_eq!(used.to_string(), "0wd");
    }
    holds(&rehearsal);
}

#[test]
fn every_way_of_every_plan_comes_to_its_end() {
    let scenario = newborn();
    let mut played = 0;
    for applicant in scenario.applicants() {
        for weighted in enumerate(&scenario, applicant).iter().step_by(29) {
            for plan in ["joint", "separate"] {
                let script = Script::usual(weighted.way.clone(), start());
                let rehearsal = play(&scenario, plan, &script);
                let status = rehearsal.status();
                assert_eq!(status, ApplicationStatus::Concluded, "{plan} {:#?}", rehearsal.waiting);
                assert!(rehearsal.refusals.is_empty(), "{plan} {:#?}", rehearsal.refusals);
                holds(&rehearsal);
                played += 1;
            }
        }
    }
    assert!(played > 40, "only {played}");
}

#[test]
fn drawn_rehearsals_end_too_and_one_seed_gives_one_course() {
    let scenario = newborn();
    let mut returned = 0;
    for seed in 0..60 {
        let mut script = Script::usual(Way::base(&scenario), start());
        (script.seed, script.drawn) = (seed, true);
        let rehearsal = play(&scenario, "joint", &script);
        assert_eq!(rehearsal.status(), ApplicationStatus::Concluded, "{seed} {:#?}", rehearsal.waiting);
        let has =
            |event: &&crate::application::event::Event| matches!(event.kind, EventKind::ItemReturned { .. });
        returned += rehearsal.events.iter().filter(has).count();
        assert_eq!(rehearsal.events, play(&scenario, "joint", &script).events);
        holds(&rehearsal);
    }
    // Chances of being returned add up to 0.13 a case: 60 cases without one would be one in 4,000.
    assert!(returned > 0);
}

#[test]
fn a_system_that_is_down_is_fallen_back_from() {
    let scenario = newborn();
    let mut script = Script::usual(Way::base(&scenario), start());
    let down = Behaviour { down: true, ..Behaviour::default() };
    script.systems.push((named("population"), down));
    let rehearsal = play(&scenario, "joint", &script);
    let fell = rehearsal.events.iter().any(|e| matches!(e.kind, EventKind::FellBack { .. }));
    assert!(fell, "{:#?}", trace::lines(&rehearsal, &scenario));
    assert_eq!(rehearsal.status(), ApplicationStatus::Concluded, "{:#?}", rehearsal.waiting);
    assert!(rehearsal.asked().0.len() > 3, "{:?}", rehearsal.asked());
    holds(&rehearsal);
}

#[test]
fn a_system_that_fails_twice_is_tried_again_and_nothing_more_is_asked() {
    let scenario = newborn();
    let mut script = Script::usual(Way::base(&scenario), start());
    script.systems.push((named("population"), Behaviour { fails: 2, ..Behaviour::default() }));
    let rehearsal = play(&scenario, "joint", &script);
    let failed = rehearsal.events.iter().filter(|e| matches!(e.kind, EventKind::Failed { .. })).count();
    assert_eq!(failed, 2);
    assert_eq!(rehearsal.asked().0.len(), 3);
}

#[test]
fn what_is_taken_back_ends_at_once() {
    let scenario = newborn();
    let mut script = Script::usual(Way::base(&scenario), start());
    script.happenings.push(Happening {
        at: None,
        after: Some(named("joint_acceptance")),
        deeds: vec![Deed::Applicant(Move::Withdraw(None))],
        span: Span::default(),
    });
    let rehearsal = play(&scenario, "joint", &script);
    assert_eq!(rehearsal.status(), ApplicationStatus::Withdrawn);
    assert!(rehearsal.certificates.is_empty());
    holds(&rehearsal);
}

/// A clerk approves a step at a time.
fn approves(step: &str, local: &str) -> Happening {
    let because = crate::scenario::text::Text::default();
    let (verb, what, within) = (Verb::Approve, Vec::new(), None);
    let decision = Decision { verb, at: named(step), what, because, within };
    let at = format!("{local}:00+08:00").parse().unwrap();
    Happening {
        at: Some(When::At(at)),
        after: None,
        deeds: vec![Deed::Clerk(decision)],
        span: Span::default(),
    }
}

#[test]
fn accepted_together_each_has_its_limit_from_when_it_can_begin() {
    let scenario = deregistration();
    let mut script = Script::usual(Way::base(&scenario), start());
    // Tax takes its ten working days, and a day more; then the register takes its one.
    script.happenings = vec![
        approves("tax_clearance.audit", "2026-03-17T09:30"),
        approves("company_deregistration.review", "2026-03-18T15:00"),
    ];
    let rehearsal = play(&scenario, "joint", &script);
    holds(&rehearsal);
    assert_eq!(rehearsal.status(), ApplicationStatus::Concluded, "{:#?}", rehearsal.waiting);
    let done = |id: &str| {
        let step = rehearsal.program.find_step(id).unwrap();
        let done = |e: &&crate::application::event::Event| matches!(e.kind, EventKind::StepDone { step: s, .. } if s == step);
        rehearsal.events.iter().find(done).unwrap().at.timestamp().to_string()
    };
    assert_eq!(done("tax_clearance.audit"), "2026-03-17T01:30:00Z");
    assert_eq!(done("company_deregistration.review"), "2026-03-18T07:00:00Z");
    let overdue = rehearsal.events.iter().filter_map(|e| match e.kind {
        EventKind::Overdue { item } => Some(&*rehearsal.program.item(item)?.id),
        _ => None,
    });
    assert_eq!(overdue.collect::<Vec<_>>(), ["tax_clearance"]);
    let used = rehearsal.program.items.iter().enumerate().map(|(at, item)| {
        let used = rehearsal.days_used(crate::application::program::ItemIndex(at as u16)).unwrap();
        format!("{} {used}", item.id)
    });
    let used: Vec<String> = used.collect();
    assert!(used.contains(&"tax_clearance 11wd".to_owned()), "{used:?}");
    assert!(used.contains(&"company_deregistration 1wd".to_owned()), "{used:?}");
    assert!(used.contains(&"seal_cancellation 0wd".to_owned()), "{used:?}");
}

#[test]
fn who_has_the_result_does_not_wait_until_it_is_collected() {
    let scenario = deregistration();
    let rehearsal = play(&scenario, "joint", &Script::usual(Way::base(&scenario), start()));
    let steps = rehearsal.steps_done();
    let at = |id: &str| steps.iter().position(|s| *s == id).unwrap();
    assert!(at("company_deregistration.issue") < at("seal_cancellation.destroy"), "{steps:?}");
    assert!(at("seal_cancellation.destroy") < at("company_deregistration.collect"), "{steps:?}");
    // One by one the applicant carries the notice on.
    let apart = play(&scenario, "separate", &Script::usual(Way::base(&scenario), start()));
    let steps = apart.steps_done();
    let at = |id: &str| steps.iter().position(|s| *s == id).unwrap();
    assert!(at("company_deregistration.collect") < at("seal_cancellation.destroy"), "{steps:?}");
}

#[test]
fn work_is_done_on_shift_only() {
    let scenario = newborn();
    let friday: Timestamp = "2026-03-06T16:55:00+08:00".parse().unwrap();
    let rehearsal = play(&scenario, "joint", &Script::usual(Way::base(&scenario), friday));
    let calendar = rehearsal.program.calendars.first().unwrap();
    let by_clerk = |e: &&crate::application::event::Event| {
        matches!(e.by, crate::application::command::Actor::Clerk { .. })
    };
    let mut seen = 0;
    for event in rehearsal.events.iter().filter(by_clerk) {
        let before = super::time::plus(event.at.timestamp(), -1);
        assert_eq!(calendar.on_shift(before), Some(true), "{}", event.at.timestamp());
        seen += 1;
    }
    assert!(seen > 10);
}
