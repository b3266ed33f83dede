//! A new version of a scenario for applications that run: looked at, moved, and gone on with; over the command line
//! and over the API.

use super::client::{Server, folder};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const REVIEW: &str =
    "      - review: { role: officer, takes: 5min, outcome: { approve: 0.98, correct: 0.02 } }\n";
const ARCHIVE: &str = "      - archive: { title: { zh: 归档, en: File it }, role: clerk, takes: 1min }\n";

/// The newborn with one step more at its end.
fn second() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/newborn-birth/scenario.yaml");
    let text = std::fs::read_to_string(file).unwrap();
    assert_eq!(text.matches(REVIEW).count(), 1);
    text.replace(REVIEW, &format!("{REVIEW}{ARCHIVE}"))
}

/// A library with the second version in it.
fn library(name: &str) -> PathBuf {
    let library = folder(name);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/catalogue");
    std::fs::create_dir_all(library.join("catalogue")).unwrap();
    std::fs::create_dir_all(library.join("newborn-birth")).unwrap();
    for file in std::fs::read_dir(shipped).unwrap().flatten() {
        std::fs::copy(file.path(), library.join("catalogue").join(file.file_name())).unwrap();
    }
    std::fs::write(library.join("newborn-birth/scenario.yaml"), second()).unwrap();
    library
}

fn onething(words: &[&str], data: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onething")).args(words).arg("--data").arg(data).output().unwrap()
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

fn begun(server: &Server) -> String {
    let newborn = json!({
        "scenario": "newborn-birth",
        "form": { "child.name": "王小明", "delivery.address": "幸福路 1 号" },
        "materials": { "home.household_book": { "content": "/9j/4A==" } },
        "submit": true,
    });
    let begun = server.post("/applications", "tester", None, &newborn).unwrap();
    assert_eq!(begun.status, 201, "{}", begun.body);
    begun.body["application"].as_str().unwrap().to_owned()
}

/// Clerks and time go on, until something is so or it is over; whether it is over.
fn goes_on(server: &Server, id: &str, until: &dyn Fn(&Value) -> bool) -> bool {
    for _ in 0..80 {
        let seen = server.get(&format!("/applications/{id}"), "tester").unwrap().body;
        if !seen["closed_at"].is_null() {
            assert_eq!(seen["status"], "concluded", "{seen}");
            return true;
        }
        if until(&seen) {
            return false;
        }
        let Some(task) = seen["tasks"].as_array().and_then(|all| all.first()) else {
            server.post("/clock/advance", "tester", None, &json!({ "next": true })).unwrap();
            continue;
        };
        let role = format!("clerk:{}", task["department"].as_str().unwrap());
        let task = task["id"].as_str().unwrap();
        let etag = server.get(&format!("/tasks/{task}"), &role).unwrap().etag;
        server.post(&format!("/tasks/{task}/approve"), &role, etag.as_deref(), &json!({})).unwrap();
    }
    panic!("{id} does not come to an end");
}

/// Somebody has something to do, and nothing is under way.
fn waits_for_a_clerk(seen: &Value) -> bool {
    !seen["tasks"].as_array().unwrap().is_empty()
}

fn archived(server: &Server, id: &str) -> bool {
    let seen = server.get(&format!("/applications/{id}"), "tester").unwrap().body;
    let marks = seen["marking"].as_array().unwrap();
    marks.iter().any(|mark| mark["step"] == "insurance_enrolment.archive" && mark["phase"] == "done")
}

#[test]
fn a_dry_run_says_of_each_what_migrate_then_does_and_touches_no_other() {
    let (data, library) = (folder("migrate"), library("migrate-library"));
    let server = Server::start(&data);
    let (over, open) = (begun(&server), begun(&server));
    assert!(goes_on(&server, &over, &|_| false));
    goes_on(&server, &open, &waits_for_a_clerk);
    let elsewhere = json!({ "scenario": "equity-transfer" });
    let other = server.post("/applications", "tester", None, &elsewhere).unwrap();
    assert_eq!(other.status, 201, "{}", other.body);
    let other = other.body["application"].as_str().unwrap().to_owned();
    let seen = |server: &Server, id: &str| server.get(&format!("/applications/{id}"), "tester").unwrap().body;
    let before = seen(&server, &over);
    server.stop();
    let words = ["publish", "newborn-birth", "--scenarios", library.to_str().unwrap()];
    assert!(onething(&words, &data).status.success());
    let looked = json_of(&onething(&["migrate", "newborn-birth", "--dry-run", "--format", "json"], &data));
    assert_eq!((&looked["total"], &looked["movable"], &looked["moved"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(looked["applications"][0]["application"], open.as_str());
    let page = onething(&["migrate", "newborn-birth", "--dry-run", "--lang", "zh"], &data);
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("可以转入") && page.contains("在办 1 件"), "{page}");
    let done = onething(&["migrate", "newborn-birth", "--format", "json"], &data);
    assert!(done.status.success());
    assert_eq!(json_of(&done)["moved"], 1);
    let again = json_of(&onething(&["migrate", "newborn-birth", "--format", "json"], &data));
    assert_eq!((&again["there"], &again["moved"]), (&json!(1), &json!(0)));
    let unknown = onething(&["migrate", "newborn-birth", "--to", "00000000"], &data);
    assert_eq!(unknown.status.code(), Some(2));
    let server = Server::start(&data);
    assert_eq!(seen(&server, &over), before, "what is over is not touched");
    assert_eq!(seen(&server, &open)["version"], looked["to"]);
    assert_ne!(seen(&server, &other)["version"], looked["to"], "another scenario's is not touched");
    assert!(goes_on(&server, &open, &|_| false));
    assert!(archived(&server, &open) && !archived(&server, &over));
    let timeline = server.get(&format!("/applications/{open}/timeline"), "tester").unwrap().body;
    let told = timeline["entries"].as_array().unwrap();
    assert!(told.iter().any(|entry| entry["what"]["zh"].as_str().unwrap().contains("转入场景新版本")));
    server.stop();
    let exported = data.join("history.jsonl");
    let words = ["export", &open, "-o", exported.to_str().unwrap()];
    assert!(onething(&words, &data).status.success());
    let replayed =
        Command::new(env!("CARGO_BIN_EXE_onething")).arg("replay").arg(&exported).output().unwrap();
    assert!(replayed.status.success(), "{}", String::from_utf8_lossy(&replayed.stdout));
    super::logged::agree(&data, &[&open, &over, &other]);
    drop((std::fs::remove_dir_all(&data), std::fs::remove_dir_all(&library)));
}

#[test]
fn a_version_published_over_http_shows_at_once_and_stays_after_a_restart() {
    let data = folder("migrate-http");
    let server = Server::start(&data);
    let open = begun(&server);
    goes_on(&server, &open, &waits_for_a_clerk);
    let shown = |server: &Server| {
        let plans = server.get("/scenarios/newborn-birth/graph?plan=joint", "tester").unwrap().body;
        plans.to_string().contains("insurance_enrolment.archive")
    };
    assert!(!shown(&server));
    let body = json!({ "text": second() });
    let wrong = server.put("/scenarios/another-birth", "designer", None, &body).unwrap();
    assert_eq!((wrong.status, &wrong.body["code"]), (422, &json!("invalid")), "{}", wrong.body);
    assert_eq!(wrong.body["errors"][0]["pointer"], "/text", "{}", wrong.body);
    assert_eq!(server.get("/scenarios/another-birth", "tester").unwrap().status, 404);
    let published = server.put("/scenarios/newborn-birth", "designer", None, &body).unwrap();
    assert_eq!(published.status, 200, "{}", published.body);
    let version = published.body["version"].as_str().unwrap().to_owned();
    assert!(shown(&server), "it shows on the shelf at once");
    server.stop();
    // The library's own, older text does not come back by a restart.
    let server = Server::start(&data);
    assert!(shown(&server));
    let latest = server.get("/versions", "tester").unwrap().body;
    let latest = latest["items"].as_array().unwrap().iter().find(|v| v["scenario"] == "newborn-birth");
    assert_eq!(latest.unwrap()["version"], version.as_str());
    let ask = json!({ "scenario": "newborn-birth" });
    let looked = server.post("/migrations/check", "operator", None, &ask).unwrap().body;
    assert_eq!(looked["items"][0]["verdict"], "movable", "{looked}");
    let started = server.post("/migrations", "operator", None, &ask).unwrap();
    assert_eq!(started.status, 202, "{}", started.body);
    let path = format!("/migrations/{}", started.body["id"].as_str().unwrap());
    let begin = Instant::now();
    let done = loop {
        let seen = server.get(&path, "operator").unwrap().body;
        if seen["status"] != "running" {
            break seen;
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "{seen}");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(
        (&done["status"], &done["moved"], &done["total"]),
        (&json!("done"), &json!(1), &json!(1)),
        "{done}"
    );
    let listed = server.get("/migrations", "operator").unwrap().body;
    assert_eq!(listed["items"][0], done);
    let refused = server.post("/migrations", "designer", None, &ask).unwrap();
    assert_eq!(refused.status, 403);
    let nowhere = json!({ "scenario": "newborn-birth", "to": "0000000000" });
    let nowhere = server.post("/migrations", "operator", None, &nowhere).unwrap();
    assert_eq!((nowhere.status, &nowhere.body["errors"][0]["pointer"]), (422, &json!("/to")));
    assert!(goes_on(&server, &open, &|_| false));
    assert!(archived(&server, &open));
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}
