//! What is said of a system, and the requests that come of it.

use super::super::config::HttpSystem;
use super::super::request::request;
use super::super::template::{Fault, Template};
use super::{TestVault, work};
use serde_json::json;

fn system(json: serde_json::Value) -> HttpSystem {
    serde_json::from_value(json).unwrap()
}

#[test]
fn a_request_is_made_as_it_is_said() {
    let config = system(json!({
        "url": "https://data.example.gov.cn/api/",
        "headers": { "Authorization": "Bearer ${env:TOKEN}", "X-Kind": "system" },
        "services": { "data_platform.spouse": {
            "method": "put",
            "path": "/people/{one.id_number}/spouse",
            "query": { "who": "{one.id_number}" },
            "headers": { "x-kind": "service {call.service}" },
            "body": { "id": "{one.id_number}", "names": "{baby.name}", "text": "a {{b}} {call.key}", "n": 1 },
        } },
    }));
    let ready = config.ready(&TestVault).unwrap();
    let made = request(&ready, ready.services.get("data_platform.spouse"), &work()).unwrap();
    assert_eq!(made.method, "PUT");
    let url = "https://data.example.gov.cn/api/people/37%200%2F..%3F%23/spouse?who=37+0%2F..%3F%23";
    assert_eq!(made.url.0.as_str(), url);
    let header = |name: &str| {
        let found: Vec<&str> = made
            .headers
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.expose())
            .collect();
        assert!(found.len() < 2, "{name} is sent twice");
        found.first().copied()
    };
    assert_eq!(header("authorization"), Some("Bearer canary-4711"));
    assert_eq!(header("x-kind"), Some("service data_platform.spouse"));
    assert_eq!(header("idempotency-key"), Some("018f-3-0"));
    let body: serde_json::Value = serde_json::from_str(made.body.as_ref().unwrap().expose()).unwrap();
    let wanted = json!({ "id": "37 0/..?#", "names": ["甲", "乙"], "text": "a {b} 018f-3-0", "n": 1 });
    assert_eq!(body, wanted);
}

#[test]
fn a_service_that_is_not_named_is_told_everything() {
    let ready = system(json!({ "url": "http://data.example/x" })).ready(&TestVault).unwrap();
    let made = request(&ready, None, &work()).unwrap();
    assert_eq!(made.url.0.as_str(), "http://data.example/x/data_platform.spouse");
    let body: serde_json::Value = serde_json::from_str(made.body.as_ref().unwrap().expose()).unwrap();
    assert_eq!(body["given"]["one.id_number"], "37 0/..?#");
    assert_eq!(body["key"], "018f-3-0");
}

#[test]
fn values_lead_to_no_other_path() {
    let config = system(json!({
        "url": "https://data.example/api",
        "services": { "s": { "path": "/people/{one.id_number}" } },
    }));
    let ready = config.ready(&TestVault).unwrap();
    for value in [
        "..",
        ".",
        "%2e%2e",
        "../admin",
        "//evil.example",
        "@evil.example",
        "\\..\\admin",
        "a\tb\r\nc",
        "?x",
        "#x",
    ] {
        let mut work = work();
        work.given.insert("one.id_number".to_owned(), value.into());
        if let Ok(made) = request(&ready, ready.services.get("s"), &work) {
            let url = made.url.0.as_str();
            assert!(url.starts_with("https://data.example/api/people/"), "{value}: {url}");
            assert_eq!(url.matches('/').count(), 5, "{value}: {url}");
        } else {
            assert!(matches!(value, ".." | "."), "{value} is refused");
        }
    }
}

#[test]
fn secrets_and_persons_are_never_shown() {
    let config = system(json!({
        "url": "https://data.example/api",
        "headers": { "Authorization": "Bearer ${env:TOKEN}" },
        "services": { "s": { "path": "/p/{one.id_number}", "body": { "key": "${env:TOKEN}" } } },
    }));
    let ready = config.ready(&TestVault).unwrap();
    let made = request(&ready, ready.services.get("s"), &work()).unwrap();
    let shown = format!("{ready:?} {made:?} {config:?}");
    assert!(!shown.contains("canary") && !shown.contains("37 0") && !shown.contains("37%200"), "{shown}");
}

#[test]
fn a_call_that_lacks_what_a_template_names_is_not_sent() {
    for (path, why) in [
        ("/{nobody.name}", "the call is not given `nobody.name`"),
        ("/{one.phone}", "the call is not given `one.phone`"),
        ("/{baby.name}", "`baby.name` stands for several values, and only one has room"),
    ] {
        let config = system(json!({ "url": "http://d.example", "services": { "s": { "path": path } } }));
        let ready = config.ready(&TestVault).unwrap();
        assert_eq!(request(&ready, ready.services.get("s"), &work()), Err(why.to_owned()));
    }
}

#[test]
fn every_mistake_is_told_with_its_key() {
    let config = system(json!({
        "url": "ftp://user@host/?x",
        "internal": ["10.0.0.0/99", ""],
        "headers": { "Host": "x", "b ad": "x", "A": "${env:MISSING}", "B": "${what}", "C": "{open", "x-api-key": "literal" },
        "timeout_ms": 0,
        "retries": { "times": 11 },
        "services": { "s": {
            "method": "FETCH", "path": "x?y", "body": { "a": ["${file:/run/empty}"] },
            "returns": { "a": "data" },
        } },
    }));
    let found: Vec<String> = config.ready(&TestVault).unwrap_err().into_iter().map(|m| m.at).collect();
    let wanted = [
        "url",
        "timeout_ms",
        "retries.times",
        "internal",
        "internal",
        "headers.\"A\"",
        "headers.\"B\"",
        "headers.\"C\"",
        "headers.\"Host\"",
        "headers.\"b ad\"",
        "headers.\"x-api-key\"",
        "services.\"s\".method",
        "services.\"s\".path",
        "services.\"s\".returns.\"a\"",
        "services.\"s\".body",
    ];
    assert_eq!(found, wanted);
    assert!(serde_json::from_value::<HttpSystem>(json!({ "url": "http://x", "wrong": 1 })).is_err());
}

#[test]
fn braces_are_read() {
    let read = |text: &str| Template::read(text, &TestVault);
    assert_eq!(format!("{:?}", read("a{b}{{c}}${env:TOKEN}").unwrap()), "a{b}{c}***");
    assert_eq!(read("a}").unwrap_err(), Fault::Brace("a}".to_owned()));
    assert_eq!(read("{a").unwrap_err(), Fault::Brace("{a".to_owned()));
    assert_eq!(read("").unwrap().fill(&work(), &str::to_owned).unwrap().expose(), "");
    assert_eq!(read("$5 {call.key}").unwrap().fill(&work(), &str::to_owned).unwrap().expose(), "$5 018f-3-0");
}
