//! The built program as a tester drives it: it serves, is killed, and serves again.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "serving/advanced.rs"]
mod advanced;
#[path = "serving/away.rs"]
mod away;
#[path = "serving/bounded.rs"]
mod bounded;
#[path = "serving/client.rs"]
mod client;
#[path = "serving/department.rs"]
mod department;
#[path = "serving/frozen.rs"]
mod frozen;
#[path = "serving/hurl.rs"]
mod hurl;
#[path = "serving/kill.rs"]
mod kill;
#[path = "serving/logged.rs"]
mod logged;
#[path = "serving/measured.rs"]
mod measured;
#[path = "serving/migrated.rs"]
mod migrated;
#[path = "serving/notified.rs"]
mod notified;
#[path = "serving/served.rs"]
mod served;
#[path = "serving/simulated.rs"]
mod simulated;
#[path = "serving/synced.rs"]
mod synced;
#[path = "serving/workload.rs"]
mod workload;

use client::{Server, Setup, folder};
use serde_json::json;
use std::collections::BTreeMap;
use std::process::Command;
use workload::newborn;

/// One thing that somebody does for an application; whether there was any.
fn step(server: &Server, id: &str, acknowledged: &mut BTreeMap<String, u64>) -> Option<bool> {
    let seen = server.get(&format!("/applications/{id}"), "tester")?;
    if !seen.body["closed_at"].is_null() {
        return Some(false);
    }
    let Some(task) = seen.body["tasks"].as_array().and_then(|all| all.first()) else {
        server.post("/clock/advance", "tester", None, &json!({ "next": true }))?;
        return Some(true);
    };
    let role = format!("clerk:{}", task["department"].as_str().unwrap());
    let task = task["id"].as_str().unwrap();
    let etag = server.get(&format!("/tasks/{task}"), &role)?.etag;
    let told = server.post(&format!("/tasks/{task}/approve"), &role, etag.as_deref(), &json!({}))?;
    // An answer that was lost with the server may have been taken: then the task is done, or has changed.
    assert!(matches!(told.status, 200 | 404 | 409 | 412), "{}: {}", told.status, told.body);
    if told.status == 200 {
        let sequence = told.body["sequence"].as_u64().unwrap();
        let last = acknowledged.entry(id.to_owned()).or_default();
        *last = sequence.max(*last);
    }
    Some(true)
}

#[test]
fn a_newborn_is_done_over_http() {
    let data = folder("journey");
    let server = Server::start(&data);
    let begun = server.post("/applications", "applicant:wang", None, &newborn(true)).unwrap();
    assert_eq!(begun.status, 201, "{}", begun.body);
    let id = begun.body["application"].as_str().unwrap().to_owned();
    let mut acknowledged = BTreeMap::new();
    for _ in 0..60 {
        if !step(&server, &id, &mut acknowledged).unwrap() {
            break;
        }
    }
    let seen = server.get(&format!("/applications/{id}"), "applicant:wang").unwrap().body;
    assert_eq!(seen["status"], "concluded", "{seen}");
    assert!(seen["items"].as_array().unwrap().iter().all(|item| item["status"] == "approved"), "{seen}");
    let results = server.get(&format!("/applications/{id}/results"), "tester").unwrap().body;
    assert!(!results["results"].as_array().unwrap().is_empty(), "{results}");
    // The store is looked over beside those who use it.
    let stats = server.get("/store/stats", "operator").unwrap().body;
    assert!(stats["last"].as_u64().unwrap() > 20 && stats["materials"] == 1, "{stats}");
    let whole = server.get("/store/verify", "operator").unwrap().body;
    assert!(whole["whole"] == true && whole["first"] == 1, "{whole}");
    assert!(whole["last"].as_u64() >= stats["last"].as_u64(), "{whole}");
    assert_eq!(server.get("/store/verify", "applicant:wang").unwrap().status, 403);
    // What is another's is as good as not there.
    let other = server.get(&format!("/applications/{id}"), "applicant:li").unwrap();
    assert_eq!(other.status, 404, "{}", other.body);
    assert_eq!(other.body["code"], "not-found");
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn a_store_is_one_process_s_and_no_token_no_server() {
    let data = folder("lock");
    let server = Server::start(&data);
    let second = Command::new(env!("CARGO_BIN_EXE_onething"))
        .args(["token", "list", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&second.stderr).contains("another process has this store open"));
    server.stop();
    let shut = Command::new(env!("CARGO_BIN_EXE_onething"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    assert_eq!(shut.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&shut.stderr).contains("onething token create"));
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn who_names_no_language_is_answered_in_the_one_that_is_configured() {
    let data = folder("language");
    for (configured, title) in [("zh", "没有这个资源"), ("en", "There is nothing here")] {
        let environment = vec![("ONETHING_LANGUAGE".to_owned(), configured.to_owned())];
        let server = Server::start_with(&data, &Setup { environment, ..Setup::default() });
        let nothing = server.get("/nowhere", "tester").unwrap();
        assert_eq!((nothing.status, nothing.body["title"].as_str()), (404, Some(title)));
        server.stop();
    }
    let printed = Command::new(env!("CARGO_BIN_EXE_onething"))
        .args(["serve", "--lang", "zh", "--print-config"])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    let line = printed.lines().find(|line| line.starts_with("language ")).unwrap_or(&printed);
    assert!(line.contains("zh") && line.contains("--lang"), "{line}");
    drop(std::fs::remove_dir_all(&data));
}

fn token(data: &std::path::Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onething"));
    let told = command.arg("token").args(arguments).arg("--data").arg(data).output().unwrap();
    let text = [told.stdout, told.stderr].concat();
    (told.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn a_clerk_without_a_department_and_a_worker_without_a_system_get_no_token() {
    let data = folder("lacking");
    for (role, other, lack) in [("clerk", "--system", "department"), ("worker", "--department", "system")] {
        let (code, said) = token(&data, &["create", "x", "--role", role]);
        assert!(code == Some(2) && said.contains(&format!("needs a {lack}: add --{lack}")), "{said}");
        let (code, said) =
            token(&data, &["create", "x", "--role", role, &format!("--{lack}"), "y", other, "z"]);
        assert!(code == Some(2) && said.contains(&format!("leave out {other}")), "{said}");
    }
    let (code, said) = token(&data, &["create", "x", "--role", "clerk", "--lang", "zh"]);
    assert!(code == Some(2) && said.contains("clerk 须属于一个部门"), "{said}");
    assert!(!data.exists(), "a token that is refused makes no store");
    let (code, said) = token(&data, &["create", "x", "--role", "clerk", "--department", "police"]);
    assert!(code == Some(0) && said.starts_with("ot_"), "{said}");
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn a_server_that_is_refused_leaves_no_folder_behind() {
    let data = folder("refused");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    for (arguments, why, code) in [
        (vec!["--listen", "127.0.0.1:0"], "no token is good", 2),
        (vec!["--listen", "0.0.0.0:0"], "no token is good", 2),
        (vec!["--dev", "--listen", "0.0.0.0:0"], "listens on loopback only", 2),
        (vec!["--dev", "--listen", &taken], "cannot be listened on", 2),
        (vec!["--dev", "--listen", "127.0.0.1:0", "--scenarios", "nowhere"], "no such file or folder", 3),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onething"));
        let told = command.arg("serve").args(&arguments).arg("--data").arg(&data).output().unwrap();
        let said = String::from_utf8_lossy(&told.stderr).into_owned();
        assert_eq!(told.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(why), "{arguments:?}: {said}");
        assert!(!data.exists(), "{arguments:?} left {} behind", data.display());
    }
}

#[test]
fn a_list_of_tokens_tells_whose_they_are_and_since_when() {
    let data = folder("tokens");
    let (code, said) = token(&data, &["list"]);
    assert!(code == Some(3) && said.contains("there is no store here") && !data.exists(), "{said}");
    let made = |arguments: &[&str]| {
        let (code, said) = token(&data, arguments);
        assert_eq!(code, Some(0), "{said}");
    };
    made(&[
        "create",
        "wang",
        "--role",
        "clerk",
        "--department",
        "health",
        "--name",
        "Wang Fang",
        "--label",
        "window 3",
    ]);
    made(&["create", "hukou", "--role", "worker", "--system", "population"]);
    let (_, json) = token(&data, &["list", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&json).unwrap();
    let (wang, hukou) = (&all[0], &all[1]);
    assert_eq!(wang["principal"]["department"], "health");
    assert_eq!((&wang["principal"]["role"], &wang["label"]), (&json!("clerk"), &json!("window 3")));
    assert!(wang["created_at"].is_string() && wang["expires_at"].is_null() && wang["used_at"].is_null());
    assert!(!json.contains("ot_") && wang.get("hash").is_none(), "{json}");
    made(&["revoke", hukou["id"].as_str().unwrap()]);
    let (code, table) = token(&data, &["list"]);
    assert_eq!(code, Some(0), "{table}");
    let line =
        |part: &str| table.lines().find(|line| line.contains(part)).unwrap_or_else(|| panic!("{table}"));
    for part in [wang["id"].as_str().unwrap(), "Wang Fang", "clerk", "health", "window 3"] {
        assert!(line("wang").contains(part), "{part}: {table}");
    }
    assert!(line("hukou").contains("population") && line("hukou").matches("20").count() >= 2, "{table}");
    assert!(line("last used").contains("created") && line("last used").contains("revoked"), "{table}");
    let (_, again) = token(&data, &["list", "--format", "json"]);
    assert!(
        serde_json::from_str::<serde_json::Value>(&again).unwrap()[1]["revoked_at"].is_string(),
        "{again}"
    );
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn what_was_published_is_told_with_its_version_and_how_to_serve_it() {
    let data = folder("published");
    let publish = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onething"));
        let told =
            command.args(["publish", "newborn-birth", "--data"]).arg(&data).args(arguments).output().unwrap();
        assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
        String::from_utf8(told.stdout).unwrap()
    };
    let json: serde_json::Value = serde_json::from_str(&publish(&["--format", "json"])).unwrap();
    let version = json["version"].as_str().unwrap();
    assert_eq!((&json["scenario"], version.len()), (&json!("newborn-birth"), 64));
    assert_eq!(json["data"], data.to_str().unwrap());
    let human = publish(&[]);
    for part in ["published newborn-birth", version, &format!("onething serve --data {}", data.display())] {
        assert!(human.contains(part), "{part}: {human}");
    }
    assert!(publish(&["--lang", "zh"]).starts_with("已发布 newborn-birth"));
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn the_audit_trail_is_proven_by_name_and_a_changed_entry_is_seen() {
    let data = folder("audit");
    let audit = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onething"));
        let told = command.args(["audit", "verify", "--data"]).arg(&data).args(arguments).output().unwrap();
        (told.status.code(), String::from_utf8([told.stdout, told.stderr].concat()).unwrap())
    };
    let (code, said) = audit(&[]);
    assert!(code == Some(3) && said.contains("there is no store here") && !data.exists(), "{said}");
    for name in ["wang", "li"] {
        let (code, said) = token(&data, &["create", name, "--role", "auditor"]);
        assert_eq!(code, Some(0), "{said}");
    }
    let (code, said) = audit(&["--format", "json"]);
    let proven: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(code, Some(0), "{said}");
    assert!(proven["whole"] == true && proven["entries"].as_u64().unwrap() >= 2, "{said}");
    assert!(proven["checkpoints"].is_null() && proven["last"] == proven["entries"], "{said}");
    let (code, human) = audit(&[]);
    let count = format!("has {} entries (records 1 to {})", proven["entries"], proven["last"]);
    assert!(code == Some(0) && human.contains(&count) && human.contains("none changed"), "{human}");
    assert!(audit(&["--lang", "zh"]).1.starts_with("完好："), "in Chinese");
    let segments = std::fs::read_dir(data.join("journal")).unwrap().map(|entry| entry.unwrap().path());
    let segment = segments.min().unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    let name = bytes.windows(4).position(|four| four == b"wang").unwrap();
    bytes[name] = b'W';
    std::fs::write(&segment, bytes).unwrap();
    let (code, said) = audit(&[]);
    assert!(code == Some(1) && !said.contains("whole"), "{said}");
    drop(std::fs::remove_dir_all(&data));
}
