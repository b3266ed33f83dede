//! What was simulated outlives the server: by its name, and to the same figures.

use super::client::{Ask, Line, Server, folder};
use serde_json::{Value, json};
use std::time::Duration;

/// A simulation once it is over.
fn over(server: &Server, id: &str) -> Value {
    for _ in 0..600 {
        let seen = server.get(&format!("/simulations/{id}"), "designer").unwrap().body;
        if !matches!(seen["status"].as_str(), Some("queued" | "running")) {
            return seen;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("it does not end");
}

fn listed(server: &Server) -> Vec<Value> {
    server.get("/simulations", "designer").unwrap().body["items"].as_array().unwrap().clone()
}

fn ask(server: &Server, method: &'static str, id: &str, body: &Value) -> u16 {
    let ask = Ask { method, ..Ask::post(format!("/simulations/{id}"), "designer", body) };
    Line::new(&server.address).ask(&ask).unwrap().status
}

#[test]
fn what_was_simulated_is_there_after_a_restart_and_played_again_to_the_same() {
    let data = folder("simulated");
    let server = Server::start(&data);
    let body = json!({ "scenario": "newborn-birth", "cases": 200, "replications": 2, "name": "Spring" });
    let began = server.post("/simulations", "designer", None, &body).unwrap();
    assert_eq!(began.status, 202, "{}", began.body);
    let id = began.body["id"].as_str().unwrap().to_owned();
    let before = over(&server, &id);
    assert_eq!(before["status"], "done", "{before}");
    assert_eq!(ask(&server, "PATCH", &id, &json!({ "name": "Autumn" })), 200);
    let other = server.post("/simulations", "designer", None, &body).unwrap().body;
    let removed = other["id"].as_str().unwrap().to_owned();
    over(&server, &removed);
    assert_eq!(ask(&server, "DELETE", &removed, &json!({})), 204);
    server.stop();

    let server = Server::start(&data);
    let all = listed(&server);
    assert_eq!(all.len(), 1, "what was removed stays so: {all:?}");
    assert_eq!((&all[0]["status"], &all[0]["request"]["name"]), (&json!("done"), &json!("Autumn")));
    let again = over(&server, &id);
    assert_eq!((&again["outcome"], &again["asked_at"]), (&before["outcome"], &before["asked_at"]));
    // Its scenario changes, and with it what would come of it.
    let text = server.get("/scenarios/newborn-birth/text", "designer").unwrap();
    let changed = text.body["text"].as_str().unwrap().replacen("per_day: 82", "per_day: 83", 1);
    let put =
        server.put("/scenarios/newborn-birth", "designer", text.etag.as_deref(), &json!({ "text": changed }));
    let put = put.unwrap();
    assert!(put.status < 300, "{}", put.body);
    server.stop();
    let server = Server::start(&data);
    let outdated = over(&server, &id);
    assert_eq!(outdated["status"], "failed", "{outdated}");
    assert!(outdated["failure"]["detail"]["en"].as_str().unwrap().contains("changed since"), "{outdated}");
    drop(server);
    drop(std::fs::remove_dir_all(&data));
}
