//! What people and programs are served beside journeys: streams that outlive a restart and end with their token, lists
//! in pages, requests that are repeated, results that are collected.

use super::client::{Server, folder};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An open event stream.
struct Stream(BufReader<TcpStream>);

/// One event: its name, id and data.
type Told = (String, String, Value);

impl Stream {
    fn open(server: &Server, headers: &[(&str, &str)]) -> Self {
        let mut stream = server.connect().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        write!(
            stream,
            "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n{more}\r\n"
        )
        .unwrap();
        let mut reader = BufReader::new(stream);
        let mut status = String::new();
        reader.read_line(&mut status).unwrap();
        assert!(status.contains(" 200 "), "{status}");
        Self(reader)
    }

    /// The next event; none where the stream has ended.
    fn next(&mut self) -> Option<Told> {
        let mut fields: BTreeMap<String, String> = BTreeMap::new();
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            let line = line.trim_end();
            // The last of its pieces is empty.
            if line == "0" {
                return None;
            }
            match line.split_once(": ") {
                Some((name @ ("event" | "id" | "data"), value)) => {
                    fields.insert(name.to_owned(), value.to_owned());
                }
                _ if line.is_empty() && fields.contains_key("data") => {
                    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
                    let data = serde_json::from_str(&take("data")).unwrap();
                    return Some((take("event"), take("id"), data));
                }
                _ => {}
            }
        }
    }
}

fn begun(server: &Server, role: &str, body: &Value) -> String {
    let begun = server.post("/applications", role, None, body).unwrap();
    assert_eq!(begun.status, 201, "{}", begun.body);
    begun.body["application"].as_str().unwrap().to_owned()
}

fn advance(server: &Server, by: &str) {
    assert_eq!(server.post("/clock/advance", "tester", None, &json!({ "by": by })).unwrap().status, 200);
}

/// What was told of an application: names in order, and its last number.
fn of(told: &[Told], id: &str) -> (Vec<String>, u64) {
    let (mut names, mut last) = (Vec::new(), 0);
    for (_, _, data) in
        told.iter().filter(|(name, _, data)| name == "application" && data["application"] == id)
    {
        names.extend(data["events"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()));
        last = data["sequence"].as_u64().unwrap();
    }
    (names, last)
}

#[test]
fn events_from_before_a_restart_are_replayed_from_the_journal() {
    let data = folder("events");
    let server = Server::start(&data);
    let newborn = json!({ "scenario": "newborn-birth" });
    let mut stream = Stream::open(&server, &[("Onething-Role", "tester")]);
    let (mine, other) =
        (begun(&server, "applicant:wang", &newborn), begun(&server, "applicant:li", &newborn));
    advance(&server, "10min");
    let numbers = |server: &Server, id: &str| {
        server.get(&format!("/applications/{id}"), "tester").unwrap().body["sequence"].as_u64().unwrap()
    };
    let wanted = (numbers(&server, &mine), numbers(&server, &other));
    let mut live = Vec::new();
    while (of(&live, &mine).1, of(&live, &other).1) != wanted {
        live.push(stream.next().expect("it goes on"));
    }
    server.stop();
    let server = Server::start(&data);
    let from = [("Onething-Role", "tester"), ("Last-Event-ID", "0")];
    let mut stream = Stream::open(&server, &from);
    let mut replayed = Vec::new();
    while (of(&replayed, &mine).1, of(&replayed, &other).1) != wanted {
        replayed.push(stream.next().expect("it goes on"));
    }
    for id in [&mine, &other] {
        assert_eq!(of(&replayed, id), of(&live, id), "the same was told of {id}");
    }
    assert!(replayed.iter().all(|(name, ..)| name == "application"), "nothing is left out: {replayed:?}");
    // Live goes on where the replay ends; and in the middle it is taken up behind what was seen.
    let third = begun(&server, "applicant:wang", &newborn);
    while of(&replayed, &third).1 == 0 {
        replayed.push(stream.next().expect("it goes on"));
    }
    let middle = replayed[replayed.len() / 2].1.clone();
    let mut stream = Stream::open(&server, &[("Onething-Role", "tester"), ("Last-Event-ID", &middle)]);
    for seen in &replayed[replayed.len() / 2 + 1..] {
        assert_eq!(stream.next().as_ref(), Some(seen));
    }
    // Whose applications they are not does not hear of them, from the journal either.
    let own = [("Onething-Role", "applicant:li"), ("Last-Event-ID", "0")];
    let mut stream = Stream::open(&server, &own);
    let mut heard = Vec::new();
    while of(&heard, &other).1 < wanted.1 {
        heard.push(stream.next().expect("it goes on"));
    }
    assert!(heard.iter().all(|(_, _, data)| data["application"] == other.as_str()), "{heard:?}");
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn a_stream_ends_when_its_token_is_revoked_and_tokens_are_listed_in_pages() {
    let data = folder("tokens");
    let server = Server::start(&data);
    let token = |principal: &str| {
        let body = json!({ "principal": principal, "name": principal, "role": "operator", "label": "test" });
        let given = server.post("/tokens", "administrator", None, &body).unwrap();
        assert_eq!(given.status, 201, "{}", given.body);
        (given.body["id"].as_str().unwrap().to_owned(), given.body["token"].as_str().unwrap().to_owned())
    };
    let given: Vec<(String, String)> = ["one", "two", "three"].iter().map(|name| token(name)).collect();
    let (mut listed, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = server.get(&format!("/tokens?limit=2{cursor}"), "administrator").unwrap().body;
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2 && !page.to_string().contains(&given[0].1));
        listed.extend(items.iter().map(|token| token["id"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let mut wanted: Vec<String> = given.iter().map(|(id, _)| id.clone()).collect();
    wanted.sort();
    assert_eq!(listed, wanted);
    assert_eq!(server.get("/tokens?limit=201", "administrator").unwrap().body["code"], "bad-query");
    let bearer = |at: usize| format!("Bearer {}", given[at].1);
    let (first, second) = (bearer(0), bearer(1));
    let mut revoked = Stream::open(&server, &[("Authorization", &first)]);
    let mut stays = Stream::open(&server, &[("Authorization", &second)]);
    let id = begun(&server, "tester", &json!({ "scenario": "newborn-birth" }));
    assert_eq!(revoked.next().unwrap().2["application"], id.as_str());
    let path = format!("/api/v1/tokens/{}", given[0].0);
    let gone = server.raw("DELETE", &path, &[("Onething-Role", "administrator")], b"").unwrap();
    assert_eq!(gone.status, 204);
    let mut last = None;
    while let Some(told) = revoked.next() {
        last = Some(told.0);
    }
    assert_eq!(last.as_deref(), Some("denied"), "it is told why, and ends");
    let again = server.raw("GET", "/api/v1/events", &[("Authorization", &first)], b"").unwrap();
    assert_eq!(again.status, 401);
    advance(&server, "10min");
    assert_eq!(stays.next().unwrap().0, "application", "another's goes on");
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn time_goes_on_once_and_a_token_is_given_once_under_one_key() {
    let data = folder("repeated");
    let server = Server::start(&data);
    let ask = |server: &Server, path: &str, role: &str, key: &str, body: &Value| {
        let headers =
            [("Onething-Role", role), ("Content-Type", "application/json"), ("Idempotency-Key", key)];
        let told = server.raw("POST", path, &headers, body.to_string().as_bytes()).unwrap();
        (told.status, serde_json::from_slice::<Value>(&told.body).unwrap())
    };
    let post = |path: &str, role: &str, key: &str, body: &Value| ask(&server, path, role, key, body);
    let advance = |key: &str, by: &str| post("/api/v1/clock/advance", "tester", key, &json!({ "by": by }));
    let first = advance("a", "30d");
    assert_eq!(first.0, 200);
    assert_eq!(advance("a", "30d"), first, "a repeat is answered as before");
    let now = server.get("/clock", "tester").unwrap().body["now"].as_str().unwrap().to_owned();
    let at = |value: &Value| value["now"].as_str().unwrap()[..13].to_owned();
    assert_eq!(at(&first.1), now[..13], "time went on once");
    let other = advance("a", "31d");
    assert_eq!((other.0, &other.1["code"]), (422, &json!("idempotency-mismatch")));
    assert_ne!(at(&advance("b", "30d").1), at(&first.1));
    let body = json!({ "principal": "ops", "name": "ops", "role": "operator" });
    let given = post("/api/v1/tokens", "administrator", "t", &body);
    assert_eq!((given.0, post("/api/v1/tokens", "administrator", "t", &body)), (201, given.clone()));
    let all = server.get("/tokens", "administrator").unwrap().body;
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    // What failed may be asked again under its key.
    let wrong = json!({ "principal": "", "name": "x", "role": "operator" });
    assert_eq!(post("/api/v1/tokens", "administrator", "w", &wrong).0, 422);
    assert_eq!(post("/api/v1/tokens", "administrator", "w", &body).0, 201);
    let later = advance("c", "1d");
    // It is killed.
    drop(server);
    let server = Server::start(&data);
    let post = |path: &str, role: &str, key: &str, body: &Value| ask(&server, path, role, key, body);
    let advance = |key: &str, by: &str| post("/api/v1/clock/advance", "tester", key, &json!({ "by": by }));
    assert_eq!((advance("a", "30d"), advance("c", "1d")), (first, later));
    assert_eq!(advance("a", "31d").0, 422);
    // A secret is written nowhere, so it is not told again.
    let gone = post("/api/v1/tokens", "administrator", "t", &body);
    assert_eq!((gone.0, &gone.1["code"]), (410, &json!("gone")));
    let text = given.1["token"].as_str().unwrap().as_bytes().to_vec();
    server.stop();
    for file in std::fs::read_dir(data.join("journal")).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        assert!(!bytes.windows(text.len()).any(|piece| piece == text), "{file:?} tells a token");
    }
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn an_applicant_collects_the_result_that_is_not_sent() {
    let data = folder("collected");
    let server = Server::start(&data);
    let paper = json!({ "content": "JVBERi0xLjQKJcOkCg==" });
    let id = begun(
        &server,
        "applicant:chen",
        &json!({
            "scenario": "business-deregistration", "plan": "joint",
            "form": { "company.deregistration_reason": "dissolved", "company.basic_account": "3701234567890123456" },
            "materials": {
                "company.authorisation_of_company": paper, "company.deregistration_form": paper,
                "company.liquidation_report": paper, "company.seal_set": paper,
            },
            "submit": true,
        }),
    );
    let collect = |body: Value| {
        server.post(&format!("/applications/{id}/collect"), "applicant:chen", None, &body).unwrap()
    };
    let early = collect(json!({}));
    assert_eq!((early.status, &early.body["code"]), (409, &json!("rejected")), "{}", early.body);
    let nowhere = collect(json!({ "step": "nowhere" }));
    assert_eq!((nowhere.status, &nowhere.body["errors"][0]["pointer"]), (422, &json!("/step")));
    assert!(nowhere.body["errors"][0]["mend"].as_str().unwrap().contains("company_deregistration.collect"));
    for _ in 0..80 {
        let seen = server.get(&format!("/applications/{id}"), "tester").unwrap().body;
        let marks = seen["marking"].as_array().unwrap();
        if marks.iter().any(|m| m["step"] == "company_deregistration.collect" && m["phase"] == "open") {
            break;
        }
        let Some(task) = seen["tasks"].as_array().and_then(|all| all.first()) else {
            server.post("/clock/advance", "tester", None, &json!({ "next": true })).unwrap();
            continue;
        };
        let role = format!("clerk:{}", task["department"].as_str().unwrap());
        let path = format!("/tasks/{}", task["id"].as_str().unwrap());
        let etag = server.get(&path, &role).unwrap().etag;
        server.post(&format!("{path}/approve"), &role, etag.as_deref(), &json!({})).unwrap();
    }
    let stranger =
        server.post(&format!("/applications/{id}/collect"), "applicant:li", None, &json!({})).unwrap();
    assert_eq!(stranger.status, 404);
    let collected = collect(json!({}));
    assert_eq!(collected.status, 200, "{}", collected.body);
    let seen = server.get(&format!("/applications/{id}"), "tester").unwrap().body;
    let marks = seen["marking"].as_array().unwrap();
    assert!(
        marks.iter().any(|m| m["step"] == "company_deregistration.collect" && m["phase"] == "done"),
        "{seen}"
    );
    let newborn = begun(&server, "applicant:chen", &json!({ "scenario": "newborn-birth" }));
    let nothing =
        server.post(&format!("/applications/{newborn}/collect"), "applicant:chen", None, &json!({})).unwrap();
    assert_eq!(nothing.status, 422, "{}", nothing.body);
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn what_is_wrong_with_a_table_is_told_at_the_start_with_its_line() {
    let data = folder("misconfigured");
    std::fs::create_dir_all(&data).unwrap();
    let config = data.join("onething.toml");
    let told = |text: &str| {
        std::fs::write(&config, text).unwrap();
        let mut serve = std::process::Command::new(env!("CARGO_BIN_EXE_onething"));
        let serve = serve.args(["serve", "--dev", "--listen", "127.0.0.1:0", "--config"]).arg(&config);
        let ended = serve.arg("--data").arg(data.join("store")).env_remove("HOOK").output().unwrap();
        assert_eq!(ended.status.code(), Some(2), "{text}: {ended:?}");
        String::from_utf8(ended.stderr).unwrap()
    };
    let system = "[systems.population]\nperformer = \"http\"\n";
    for (text, place, what) in [
        (format!("{system}url = \"ftp://x\"\n"), ":3:", "only http and https"),
        (
            format!("{system}url = \"https://x\"\nheaders = {{ Authorization = \"Bearer 1\" }}\n"),
            ":4:",
            "secret",
        ),
        (format!("{system}url = \"https://x\"\ntimeout = 5\n"), "onething.toml:", "timeout"),
        (format!("{system}url = \"https://x\"\nauthorities = [\"/nowhere.pem\"]\n"), ":4:", "nowhere.pem"),
        (
            "[systems.population]\nperformer = \"magic\"\n".to_owned(),
            ":2:",
            "one of simulated, http, pull, hand",
        ),
        (
            "[systems.population]\nperformer = \"pull\"\nurl = \"https://x\"\n".to_owned(),
            ":3:",
            "take it out",
        ),
        (
            "[webhooks.city]\nurl = \"http://example.com\"\nsecrets = [\"${env:HOOK}\"]\n".to_owned(),
            ":2:",
            "https://",
        ),
        (
            "[webhooks.city]\nurl = \"https://x\"\nsecrets = [\"${env:HOOK}\"]\n".to_owned(),
            ":3:",
            "HOOK is not set",
        ),
        ("[webhooks.city]\nurl = \"https://x\"\nkind = []\n".to_owned(), ":3:", "did you mean `kinds`"),
    ] {
        let said = told(&text);
        assert!(said.contains(place) && said.contains(what), "{text}{said}");
        assert!(!data.join("store").exists(), "nothing is opened before the configuration is right");
    }
    drop(std::fs::remove_dir_all(&data));
}
