//! Behaviours as they are written.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

use super::{Answers, Behaviour, Fails, Length, checked};
use onething_engine::check::check;
use onething_engine::scenario::model::Scenario;
use serde_json::{Value, json};
use std::sync::Arc;

fn newborn() -> Arc<Scenario> {
    let read =
        |name: &str| std::fs::read(format!("{}/../scenarios/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let text = read("newborn-birth/scenario.yaml");
    let catalogues = [
        ("zibo.yaml", read("catalogue/zibo.yaml")),
        ("holidays-cn.yaml", read("catalogue/holidays-cn.yaml")),
    ];
    let catalogues: Vec<(&str, &[u8])> = catalogues.iter().map(|(n, b)| (*n, b.as_slice())).collect();
    check(("scenario.yaml", &text), &catalogues).scenario.unwrap()
}

/// The places of all mistakes.
fn mistakes(json: &Value) -> Vec<String> {
    Behaviour::read(json).unwrap_err().into_iter().map(|mistake| mistake.at).collect()
}

#[test]
fn every_key_is_read_and_written_again() {
    let json = json!({
        "hangs": true,
        "fails": { "chance": 0.25 },
        "why": "maintenance",
        "answers": { "other.name": "\"李四\"" },
        "latency": "5s",
        "from": "2026-03-02T01:00:00Z",
        "for": "2h",
        "when": "one.id_number = \"1\"",
        "applications": ["01963b2e-0000-7000-8000-000000000001"],
    });
    let behaviour = Behaviour::read(&json).unwrap();
    assert_eq!(behaviour.latency, Some(Length(5_000)));
    assert_eq!(behaviour.fails, Some(Fails::Chance { chance: 0.25 }));
    assert_eq!(serde_json::to_value(&behaviour).unwrap(), json);
    let packed = rmp_serde::to_vec_named(&behaviour).unwrap();
    assert_eq!(rmp_serde::from_slice::<Behaviour>(&packed).unwrap(), behaviour);
    for (answers, read) in [("not_found", Answers::NotFound), ("contradiction", Answers::Contradiction)] {
        let json = json!({ "down": true, "fails": 3, "answers": answers, "until": "2026-03-02T01:00:00Z" });
        let behaviour = Behaviour::read(&json).unwrap();
        assert_eq!((behaviour.answers.as_ref(), behaviour.fails), (Some(&read), Some(Fails::Times(3))));
        assert_eq!(serde_json::to_value(&behaviour).unwrap(), json);
    }
    assert_eq!(Behaviour::read(&json!({})).unwrap(), Behaviour::default());
}

#[test]
fn every_mistake_is_told_at_once_with_its_place() {
    let json = json!({
        "down": "yes", "fails": 0, "why": "", "answers": "wrong", "latency": "5", "from": "today",
        "until": 7, "for": "3wd", "when": 1, "applications": ["x"], "a/b": 1,
    });
    let all = [
        "/down",
        "/fails",
        "/why",
        "/answers",
        "/latency",
        "/from",
        "/until",
        "/for",
        "/when",
        "/applications",
        "/a~1b",
    ];
    let mut found = mistakes(&json);
    let mut wanted: Vec<String> = all.iter().map(|at| (*at).to_owned()).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    assert_eq!(mistakes(&json!([])), [""]);
    for mistake in Behaviour::read(&json).unwrap_err() {
        assert!(!mistake.mend.zh.is_empty() && !mistake.mend.en.is_empty(), "{mistake}");
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    let until = "2026-03-02T01:00:00Z";
    assert_eq!(mistakes(&json!({ "down": true, "until": until, "for": "1h" })), ["/for"]);
    assert_eq!(mistakes(&json!({ "down": true, "from": until, "until": until })), ["/until"]);
    assert_eq!(mistakes(&json!({ "down": true, "hangs": true })), ["/hangs"]);
    assert_eq!(mistakes(&json!({ "why": "x" })), ["/why"]);
    assert_eq!(mistakes(&json!({ "fails": { "chance": 1.5 } })), ["/fails"]);
    assert_eq!(mistakes(&json!({ "fails": 100_001 })), ["/fails"]);
    assert!(Behaviour::read(&json!({ "fails": 100_000 })).is_ok());
}

#[test]
fn rules_are_checked_in_the_words_of_their_service() {
    let catalogue = &newborn().catalogue;
    let check = |target: &str, json: Value| -> Vec<String> {
        let found = checked(&Behaviour::read(&json).unwrap(), target, catalogue);
        found.into_iter().map(|mistake| format!("{} {}", mistake.at, mistake.what.en)).collect()
    };
    let spouse = "data_platform.spouse";
    let fine = json!({ "answers": { "other.name": "\"李四\"" }, "when": "ends with(one.id_number, \"1\")" });
    assert_eq!(check(spouse, fine), Vec::<String>::new());
    assert_eq!(check("data_platform", json!({ "down": true })), Vec::<String>::new());
    assert_eq!(check("nobody", json!({ "down": true })).len(), 1);
    let wrong = check(spouse, json!({ "answers": { "other.age": "1" } }));
    assert!(wrong[0].starts_with("/answers/other.age it does not return"), "{wrong:?}");
    let wrong = check(spouse, json!({ "answers": { "other.name": "1" } }));
    assert!(wrong.len() == 1 && wrong[0].starts_with("/answers/other.name "), "{wrong:?}");
    let wrong = check(spouse, json!({ "answers": { "other.name": "two.name" } }));
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    let wrong = check("data_platform", json!({ "when": "true", "answers": { "other.name": "\"x\"" } }));
    assert_eq!(wrong.len(), 2, "a system has no words: {wrong:?}");
}
