//! Limits of items that are accepted together, clerks who take their time, results that are reused.

use super::{holds, named, play, start};
use crate::application::event::{Event, EventKind};
use crate::application::program::ItemIndex;
use crate::application::status::ApplicationStatus;
use crate::check;
use crate::plan::way::Way;
use crate::rehearsal::{Decision, Deed, Happening, Script, Verb, When};
use crate::scenario::model::Scenario;
use crate::scenario::source::Span;
use crate::scenario::text::Text;
use std::sync::Arc;

fn deregistration() -> Arc<Scenario> {
    macro_rules! scenes {
        ($path:literal) => {
            include_bytes!(concat!("../../../../scenarios/", $path))
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

/// A clerk approves a step at a time.
fn approves(step: &str, local: &str) -> Happening {
    let because = Text::default();
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
        let done = |e: &&Event| matches!(e.kind, EventKind::StepDone { step: s, .. } if s == step);
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
        let used = rehearsal.days_used(ItemIndex(at as u16)).unwrap();
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
