//! The host over the shipped scenario, and over one that holds a thing.

mod holds;
mod limits;

use super::{
    Behaviour, Decision, Deed, Happening, Move, NoLibrary, Rehearsal, Script, Verb, rehearse, trace,
};
use crate::application::apply::apply;
use crate::application::event::EventKind;
use crate::application::invariants::invariants;
use crate::application::program::ItemIndex;
use crate::application::state::Application;
use crate::application::status::{ApplicationStatus, ItemStatus};
use crate::check;
use crate::plan::way::{Way, enumerate};
use crate::scenario::model::{Id, Scenario, SituationId};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
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
        let used = rehearsal.days_used(ItemIndex(item)).unwrap();
        assert_eq!(used.to_string(), "0wd");
    }
    holds(&rehearsal);
}

/// The base way, in which a clerk decides at a step.
fn decided(scenario: &Scenario, verb: Verb, step: &str) -> Script {
    let mut script = Script::usual(Way::base(scenario), start());
    let because = Text::same("no");
    let decision = Decision { verb, at: named(step), what: Vec::new(), because, within: None };
    let deeds = vec![Deed::Clerk(decision)];
    script.happenings.push(Happening { at: None, after: None, deeds, span: Span::default() });
    script
}

/// The police refuse, so nothing goes from them to the delivery; the rest is delivered all the same.
#[test]
fn a_step_that_was_never_done_hands_nothing_over() {
    let scenario = newborn();
    let script = decided(&scenario, Verb::Refuse, "household_registration.review");
    let rehearsal = play(&scenario, "joint", &script);
    assert!(rehearsal.never.is_empty(), "{:?}", rehearsal.never);
    let done = rehearsal.steps_done();
    assert!(done.contains(&"deliver") && !done.contains(&"household_registration.issue"), "{done:?}");
    // The applicant to the window of the lead department, which delivers itself, and it to the police.
    assert_eq!(rehearsal.handoffs(), 2);
}

/// All items of a joint acceptance are turned down by it, those that rest on others too.
#[test]
fn what_a_joint_acceptance_turns_down_is_not_accepted() {
    let scenario = newborn();
    let cases = [(Verb::NotAccept, ItemStatus::NotAccepted), (Verb::Refuse, ItemStatus::Refused)];
    for (verb, status) in cases {
        let rehearsal = play(&scenario, "joint", &decided(&scenario, verb, "joint_acceptance"));
        for item in 0..5 {
            assert_eq!(rehearsal.item_status(ItemIndex(item)), Some(status), "{item}");
        }
        holds(&rehearsal);
    }
}

/// A mortgaged home cannot be applied for: the form is not handed in, and the applicant is told why.
#[test]
fn a_way_that_stops_ends_at_the_form_with_its_explanation() {
    let catalogues: [(&str, &[u8]); 3] = [
        ("zibo.yaml", include_bytes!("../../../scenarios/catalogue/zibo.yaml")),
        ("estate.yaml", include_bytes!("../../../scenarios/catalogue/estate.yaml")),
        ("holidays-cn.yaml", include_bytes!("../../../scenarios/catalogue/holidays-cn.yaml")),
    ];
    let file = include_bytes!("../../../scenarios/home-transfer-with-utilities/scenario.yaml");
    let scenario = check::check(("scenario.yaml", file), &catalogues).scenario.unwrap();
    let mut way = Way::base(&scenario);
    let mortgage = scenario.situations.get_index_of("mortgage").unwrap();
    way.set(SituationId::from(mortgage), &[1]);
    let rehearsal = play(&scenario, "joint", &Script::usual(way, start()));
    assert_eq!(rehearsal.status(), ApplicationStatus::Draft);
    assert!(!rehearsal.steps_done().contains(&"apply"), "{:?}", rehearsal.steps_done());
    let told: Vec<(&str, &str)> = rehearsal.notices.iter().map(|n| (&*n.to, &*n.text.zh)).collect();
    assert_eq!(told, [("applicant", "请先办理抵押注销或等待解封，再申请转移登记。")]);
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
