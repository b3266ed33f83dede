//! Answers that come later.

use super::super::callback::{Callbacks, Delivery, NotTaken};
use super::work;
use crate::signature::{Signer, WebhookSecret};
use crate::systems::Answer;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW: i64 = 1_614_265_330;

fn signing() -> Signer {
    signer(SECRET)
}

fn signer(secret: &str) -> Signer {
    Signer::single(WebhookSecret::read(secret).unwrap())
}

fn callbacks() -> Callbacks {
    let mut callbacks = Callbacks::new(100);
    callbacks.expect(work());
    callbacks
}

fn take(
    callbacks: &mut Callbacks,
    id: &str,
    timestamp: i64,
    body: &str,
    signature: Option<&str>,
) -> Result<Answer, NotTaken> {
    let own = signing().sign(id, timestamp, body.as_bytes());
    let text = timestamp.to_string();
    let delivery =
        Delivery { id, timestamp: &text, signature: signature.unwrap_or(&own), body: body.as_bytes() };
    callbacks.take("data_platform", &signing(), delivery, NOW).map(|(work, answer)| {
        assert_eq!(work.key, "018f-3-0");
        answer
    })
}

#[test]
fn an_answer_is_taken_once() {
    let mut callbacks = callbacks();
    let body = r#"{"key": "018f-3-0", "found": {"other.name": "李强", "baby.sex": ["male", "female"]}}"#;
    let Ok(Answer::Found(values)) = take(&mut callbacks, "m1", NOW, body, None) else { panic!("not taken") };
    let names: Vec<&str> = values.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["child_1.sex", "child_2.sex", "father.name"]);
    assert_eq!(take(&mut callbacks, "m1", NOW, body, None), Err(NotTaken::Replayed));
    assert_eq!(take(&mut callbacks, "m2", NOW, body, None), Err(NotTaken::NotAwaited));
    assert_eq!(callbacks.awaited(), 0);
}

#[test]
fn a_call_that_nobody_waits_for_any_more_is_not_awaited_however_late_it_is_told() {
    let mut callbacks = Callbacks::new(100);
    callbacks.begin("018f-3-0");
    assert!(callbacks.drop_call("018f-3-0").is_none());
    callbacks.expect(work());
    assert_eq!(callbacks.awaited(), 0);
    callbacks.begin("018f-3-0");
    callbacks.expect(work());
    assert_eq!(callbacks.awaited(), 1);
    assert!(callbacks.drop_call("018f-3-0").is_some());
    assert_eq!(callbacks.awaited(), 0);
}

#[test]
fn what_is_not_signed_in_time_is_not_taken() {
    let body = r#"{"key": "018f-3-0", "found": null}"#;
    let mut all = callbacks();
    for off in [-301, 301, i64::MAX - NOW] {
        assert_eq!(
            take(&mut all, "m", NOW.saturating_add(off), body, None),
            Err(NotTaken::OutOfTime),
            "{off}"
        );
    }
    let right = signing().sign("m", NOW, body.as_bytes());
    let other = signing().sign("m", NOW, b"{}");
    let wrong_key = signer("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").sign("m", NOW, body.as_bytes());
    for forged in
        ["", "v1,", "v1,!!", &right[3..], &other, &wrong_key, &right.replace("v1", "v2"), &right[..20]]
    {
        assert_eq!(take(&mut all, "m", NOW, body, Some(forged)), Err(NotTaken::NotSigned), "{forged}");
    }
    assert_eq!(take(&mut all, "", NOW, body, None), Err(NotTaken::NotSigned));
    assert_eq!(take(&mut all, &"x".repeat(257), NOW, body, None), Err(NotTaken::NotSigned));
    // Secrets are changed one after the other: several signatures, one of them right.
    let both = format!("{wrong_key} {right}");
    assert_eq!(take(&mut all, "m", NOW, body, Some(&both)), Ok(Answer::Nothing));
    assert_eq!(take(&mut callbacks(), "m", NOW - 300, body, None), Ok(Answer::Nothing));
}

#[test]
fn what_is_no_answer_can_be_sent_again_mended() {
    let mut all = callbacks();
    for body in [
        "no JSON",
        "[]",
        r#"{"found": {}}"#,
        r#"{"key": "018f-3-0"}"#,
        r#"{"key": "018f-3-0", "found": {"nobody.name": "x"}}"#,
        r#"{"key": "018f-3-0", "found": {"other.name": {}}}"#,
        r#"{"key": "018f-3-0", "found": {"baby.sex": ["male"]}}"#,
        r#"{"key": "018f-3-0", "found": {"baby.sex": "male"}}"#,
        r#"{"key": "018f-3-0", "found": null, "failed": "x"}"#,
    ] {
        let told = take(&mut all, "m", NOW, body, None);
        assert!(matches!(told, Err(NotTaken::NoAnswer(_))), "{body}: {told:?}");
    }
    let other = r#"{"key": "018f-4-0", "found": null}"#;
    assert_eq!(take(&mut all, "m", NOW, other, None), Err(NotTaken::NotAwaited));
    let mended = r#"{"key": "018f-3-0", "failed": "王芳 has no record"}"#;
    let told = take(&mut all, "m", NOW, mended, None).unwrap();
    assert_eq!(told, Answer::Failed("it says that it failed".to_owned()), "its words may name a person");
}

#[test]
fn another_systems_answer_is_none() {
    let body = r#"{"key": "018f-3-0", "found": null}"#;
    let (signature, text) = (signing().sign("m", NOW, body.as_bytes()), NOW.to_string());
    let delivery = Delivery { id: "m", timestamp: &text, signature: &signature, body: body.as_bytes() };
    let told = callbacks().take("population", &signing(), delivery, NOW);
    assert_eq!(told, Err(NotTaken::NotAwaited));
}
