//! An advance does whatever is due on its way at its own time, however many threads look at what is due.

use super::client::{Server, folder};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Command;

/// Days that are advanced, one at a time.
const DAYS: usize = 3;
/// What is due while nobody advances is fired by the clock that goes on, so many milliseconds late at most.
const LATE: i64 = 5_000;

#[test]
fn what_is_due_on_the_way_of_an_advance_is_done_at_its_time() {
    let data = folder("advanced");
    let server = Server::start(&data);
    let systems = server.get("/systems?limit=200", "tester").unwrap().body;
    for system in systems["items"].as_array().unwrap() {
        let path = format!("/systems/{}/behaviour", system["id"].as_str().unwrap());
        server.put(&path, "tester", None, &json!({ "down": true }));
    }
    // A plan that tries silent systems again, every ten minutes and for ever.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/newborn-birth/scenario.yaml");
    let text = std::fs::read_to_string(file).unwrap();
    let text = text.replace("fallbacks: [upload, provisional]", "fallbacks: [wait]");
    assert!(text.contains("[wait]"));
    let published =
        server.put("/scenarios/newborn-birth", "designer", None, &json!({ "text": text })).unwrap();
    assert_eq!(published.status, 200, "{}", published.body);
    let begun =
        server.post("/applications", "tester", None, &json!({ "scenario": "newborn-birth" })).unwrap();
    assert_eq!(begun.status, 201, "{}", begun.body);
    for _ in 0..DAYS {
        let told = server.post("/clock/advance", "tester", None, &json!({ "by": "1d" })).unwrap();
        assert_eq!(told.status, 200, "{}", told.body);
    }
    server.stop();
    let id = begun.body["application"].as_str().unwrap();
    let exported =
        Command::new(env!("CARGO_BIN_EXE_onething")).args(["export", id, "--data"]).arg(&data).output();
    let (mut set, mut fired) = (BTreeMap::new(), 0);
    for line in String::from_utf8(exported.unwrap().stdout).unwrap().lines() {
        let event: Value = serde_json::from_str::<Value>(line).unwrap()["event"].clone();
        if let Some(timer) = event["kind"].get("timer_set") {
            set.insert(timer["timer"].as_u64().unwrap(), timer["at"].as_i64().unwrap());
        }
        if let Some(timer) = event["kind"].get("timer_fired") {
            let late = event["at"].as_i64().unwrap() - set[&timer["timer"].as_u64().unwrap()];
            assert!((0..=LATE).contains(&late), "{late} ms late: {event}");
            fired += 1;
        }
    }
    assert!(fired > 100 * DAYS, "{fired} timers");
}
