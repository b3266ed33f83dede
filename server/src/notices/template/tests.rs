//! Every effect that tells somebody something has its texts, and nothing of them leaves the house.

use super::{Names, Outgoing, yuan};
use crate::library::{self, Place};
use crate::notices::{Kind, payload};
use onething_engine::application::effect::{Effect, EffectId, EffectKind};
use onething_engine::application::moment::Moment;
use onething_engine::application::program::{ItemIndex, Program, StepId};
use onething_engine::application::state::TaskId;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Text;
use std::sync::Arc;
use uuid::Uuid;

fn newborn() -> Arc<Scenario> {
    library::load(&Place::Embedded, "newborn-birth").unwrap().scenario.unwrap()
}

fn program(scenario: &Scenario) -> Program {
    let plan = scenario.plans.values().find(|plan| plan.id.as_ref() == "joint").unwrap();
    let planner = Planner::new(scenario);
    let way = Way::base(scenario);
    let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
    Program::compile(&derivation, &compile(&derivation, plan).unwrap(), plan).unwrap()
}

#[test]
fn each_effect_has_its_texts_and_its_thin_payload() {
    let scenario = newborn();
    let program = program(&scenario);
    let names = Names { program: &program, catalogue: &scenario.catalogue };
    let application = Uuid::from_u128(7);
    let item = ItemIndex(0);
    let (title, id) = (&program.items[0].title, &program.items[0].id);
    let licence = scenario.catalogue.licences.keys().next().unwrap().clone();
    let deliver = program.steps.iter().position(|s| s.items.len() == 1).unwrap();
    let task = TaskId { step: StepId(u16::try_from(deliver).unwrap()), visit: 1 };
    let secret = "张三 37030319900101123X";
    let cases = [
        (
            EffectKind::Notify { to: "mother".into(), text: Text::same(secret) },
            Kind::Notice,
            "mother",
            secret,
            false,
        ),
        (EffectKind::Escalate { item }, Kind::Escalation, "escalation", "督办", true),
        (
            EffectKind::RequestPayment { amount: 1_205 },
            Kind::PaymentRequested,
            "applicant",
            "12.05 元",
            false,
        ),
        (EffectKind::Refund { item, amount: 90 }, Kind::Refunded, "applicant", "0.90 元", true),
        (
            EffectKind::IssueCertificate { item, holder: "child".into(), licence },
            Kind::CertificateIssued,
            "applicant",
            "电子证照《",
            true,
        ),
        (EffectKind::Deliver { task }, Kind::ResultsSent, "applicant", "已寄出", true),
    ];
    let mut seen = Vec::new();
    for (number, (kind, expected, to, zh, of_item)) in cases.into_iter().enumerate() {
        let effect = Effect { id: EffectId { sequence: 9, number: number as u16 }, kind };
        let told = Outgoing::of(application, &effect, names, Moment(1_000)).unwrap();
        assert_eq!((told.kind, told.to.as_ref(), told.item.is_some()), (expected, to, of_item), "{told:?}");
        assert!(told.text.zh.contains(zh), "{}", told.text.zh);
        if of_item && expected != Kind::ResultsSent {
            assert_eq!(told.item.as_ref(), Some(id));
            assert!(told.text.zh.contains(title.zh.as_ref()) && told.text.en.contains(title.en.as_ref()));
        }
        assert_eq!(Outgoing::of(application, &effect, names, Moment(1_000)).unwrap().id, told.id);
        let body = String::from_utf8(payload(&told)).unwrap();
        for private in [secret, &told.text.zh, &told.text.en, "12.05", "1205", "mother", "child"] {
            assert!(!body.contains(private), "{body}");
        }
        seen.push(told.kind);
    }
    assert_eq!(seen, Kind::ALL);
}

#[test]
fn what_tells_nobody_anything_owes_no_notification() {
    let scenario = newborn();
    let program = program(&scenario);
    let names = Names { program: &program, catalogue: &scenario.catalogue };
    let task = TaskId { step: program.start, visit: 1 };
    for kind in [EffectKind::Decide { task }, EffectKind::TakeHold { task }, EffectKind::LeaveHold { task }] {
        let effect = Effect { id: EffectId { sequence: 1, number: 0 }, kind };
        assert_eq!(Outgoing::of(Uuid::nil(), &effect, names, Moment(0)), None);
    }
}

#[test]
fn fen_are_yuan_with_two_decimals() {
    assert_eq!([0, 5, 100, 123_456].map(yuan), ["0.00", "0.05", "1.00", "1234.56"]);
}
