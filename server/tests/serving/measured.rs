//! Every metric that is declared moves with what it measures.

use super::client::{Server, Setup, folder};
use onething_server::telemetry::metric::{Kind, TABLE};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The samples of a scrape: name with labels, figure.
fn scraped(server: &Server) -> BTreeMap<String, f64> {
    let answer = server.raw("GET", "/metrics", &[("Onething-Role", "operator")], b"").unwrap();
    assert_eq!(answer.status, 200);
    let text = String::from_utf8(answer.body).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.rsplit_once(' ').unwrap())
        .map(|(n, f)| (n.to_owned(), f.parse().unwrap()))
        .collect()
}

/// The figure of a metric, all labels together; of a histogram, how often it was measured.
fn sum(samples: &BTreeMap<String, f64>, name: &str) -> f64 {
    let of_it =
        |sample: &str| sample == name || sample.strip_prefix(name).is_some_and(|rest| rest.starts_with('{'));
    samples.iter().filter(|(sample, _)| of_it(sample)).map(|(_, figure)| figure).sum()
}

/// Somebody who is notified and answers 410.
fn gone() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut some = [0; 4096];
            let _ = stream.read(&mut some);
            let _ = stream.write_all(b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    });
    address
}

fn begun(server: &Server, scenario: &str) -> Value {
    let body = match scenario {
        "newborn-birth" => json!({
            "scenario": scenario,
            "form": { "child.name": "王小明", "delivery.address": "幸福路 1 号" },
            "materials": { "home.household_book": { "content": "/9j/4A==" } },
            "submit": true,
        }),
        _ => json!({ "scenario": scenario }),
    };
    let begun = server.post("/applications", "tester", None, &body).unwrap();
    assert_eq!(begun.status, 201, "{}", begun.body);
    begun.body
}

fn advance(server: &Server, by: &str) {
    let told = server.post("/clock/advance", "tester", None, &json!({ "by": by })).unwrap();
    assert_eq!(told.status, 200, "{}", told.body);
}

/// Approves whatever an application's clerks have to do now.
fn approve(server: &Server, id: &str) {
    let seen = server.get(&format!("/applications/{id}"), "tester").unwrap().body;
    for task in seen["tasks"].as_array().unwrap() {
        let role = format!("clerk:{}", task["department"].as_str().unwrap());
        let path = format!("/tasks/{}", task["id"].as_str().unwrap());
        let etag = server.get(&path, &role).unwrap().etag;
        server.post(&format!("{path}/approve"), &role, etag.as_deref(), &json!({})).unwrap();
    }
}

#[test]
fn every_metric_moves_with_what_it_measures() {
    let data = folder("measured");
    let config = data.with_extension("toml");
    let (gone, off) = (gone(), TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let hook = |name: &str, address: &str| {
        format!("[webhooks.{name}]\nurl = \"http://{address}/\"\nsecrets = [\"${{env:HOOK}}\"]\n")
    };
    std::fs::write(&config, format!("{}{}", hook("gone", &gone), hook("off", &off.to_string()))).unwrap();
    let setup = Setup::of(&["--config", config.to_str().unwrap()], &[("HOOK", SECRET)]);
    let server = Server::start_with(&data, &setup);
    let before = scraped(&server);
    // Systems that do not answer leave an incident where nothing stands in.
    let systems = server.get("/systems?limit=200", "tester").unwrap().body;
    for scenario in ["newborn-birth", "newborn-birth"] {
        let id = begun(&server, scenario)["application"].as_str().unwrap().to_owned();
        advance(&server, "10min");
        approve(&server, &id);
    }
    for system in systems["items"].as_array().unwrap() {
        let path = format!("/api/v1/systems/{}/behaviour", system["id"].as_str().unwrap());
        let headers = [("Onething-Role", "tester"), ("Content-Type", "application/json")];
        assert_eq!(server.raw("PUT", &path, &headers, b"{\"down\":true}").unwrap().status, 204);
    }
    // A version whose plan waits for systems instead of going on without.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/newborn-birth/scenario.yaml");
    let text = std::fs::read_to_string(file)
        .unwrap()
        .replace("fallbacks: [upload, provisional]", "fallbacks: [wait]");
    assert!(text.contains("[wait]"));
    let published =
        server.put("/scenarios/newborn-birth", "designer", None, &json!({ "text": text })).unwrap();
    assert_eq!(published.status, 200, "{}", published.body);
    // Limits pass before one begins that would be tried again every ten minutes all the while.
    advance(&server, "60d");
    begun(&server, "newborn-birth");
    let meanwhile = scraped(&server);
    advance(&server, "1h");
    let role = "Onething-Role: tester\r\nAccept: text/event-stream\r\n";
    let mut stream = server.connect().unwrap();
    write!(stream, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n{role}\r\n").unwrap();
    let mut first = [0; 16];
    stream.read_exact(&mut first).unwrap();
    let begin = Instant::now();
    let unmoved = loop {
        let after = scraped(&server);
        let moved = |name: &str, kind: Kind| {
            let name = if kind == Kind::Histogram { format!("{name}_count") } else { name.to_owned() };
            let (was, is) = (sum(&before, &name), sum(&after, &name).max(sum(&meanwhile, &name)));
            match name.as_str() {
                // It is told, and true of a server at rest: how far an index lags, only a busy one shows.
                "onething_index_lag_records" => after.contains_key(&name),
                // Told once, at the start.
                "onething_build_info" | "onething_replay_duration_seconds" => is > 0.0,
                "onething_audit_last_verified_timestamp_seconds" => is > 1.7e9,
                "onething_disk_free_bytes" | "onething_journal_bytes" => is > 0.0,
                _ => is > was,
            }
        };
        let unmoved: Vec<&str> =
            TABLE.iter().filter(|metric| !moved(metric.name, metric.kind)).map(|m| m.name).collect();
        if unmoved.is_empty() || begin.elapsed() > Duration::from_secs(15) {
            break unmoved;
        }
        // A call that is tried again is no incident for as long as it is waited for.
        advance(&server, "2min");
        std::thread::sleep(Duration::from_millis(100));
    };
    assert!(unmoved.is_empty(), "{unmoved:?}");
    // A gauge that counts what there is goes down with it.
    let after = scraped(&server);
    let open = sum(&after, "onething_applications{scenario=\"newborn-birth\",state=\"handling\"}");
    assert!((open - 2.0).abs() < f64::EPSILON, "{open}");
    let listed = server.get("/applications?scenario=newborn-birth", "tester").unwrap().body;
    for one in listed["items"].as_array().unwrap() {
        let path = format!("/applications/{}/withdraw", one["id"].as_str().unwrap());
        assert_eq!(server.post(&path, "tester", None, &json!({})).unwrap().status, 200);
    }
    let begin = Instant::now();
    while sum(&scraped(&server), "onething_applications{scenario=\"newborn-birth\",state=\"handling\"}") > 0.0
    {
        assert!(begin.elapsed() < Duration::from_secs(15));
        std::thread::sleep(Duration::from_millis(100));
    }
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}
