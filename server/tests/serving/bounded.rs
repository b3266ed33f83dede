//! Bounds that are settings: each lets pass what is at it, and refuses one more by its name.

use super::client::{Raw, Server, Setup, folder};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

const JSON: (&str, &str) = ("Content-Type", "application/json");
const TESTER: (&str, &str) = ("Onething-Role", "tester");

fn bounded(name: &str, bounds: &[&str]) -> (Server, std::path::PathBuf) {
    let data = folder(name);
    let more: Vec<&str> = bounds.iter().flat_map(|bound| ["--set", bound]).collect();
    (Server::start_with(&data, &Setup::of(&more, &[])), data)
}

fn code(answer: &Raw) -> (u16, String) {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    (answer.status, body["code"].as_str().unwrap_or_default().to_owned())
}

/// The same, and that it says when to come again.
fn refused(answer: &Raw) -> (u16, String) {
    let wait: u64 = answer.header("retry-after").expect("Retry-After").parse().unwrap();
    assert!(wait >= 1);
    code(answer)
}

fn begun(server: &Server) -> String {
    let begun =
        server.post("/applications", "tester", None, &json!({ "scenario": "newborn-birth" })).unwrap();
    assert_eq!(begun.status, 201, "{}", begun.body);
    // The form is open once systems have told what it need not ask.
    server.post("/clock/advance", "tester", None, &json!({ "by": "10min" })).unwrap();
    begun.body["application"].as_str().unwrap().to_owned()
}

/// Hands in a file as browsers do.
fn upload(server: &Server, id: &str, file: &[u8]) -> Raw {
    let path = format!("/api/v1/applications/{id}/materials?material=home.household_book");
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
    let body = [head.as_bytes(), file, b"\r\n--x--\r\n"].concat();
    let kind = ("Content-Type", "multipart/form-data; boundary=x");
    server.raw("POST", &path, &[TESTER, kind], &body).unwrap()
}

/// A PDF, or what begins as one, of so many bytes.
fn pdf(bytes: usize, mark: u8) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    file.resize(bytes, mark);
    file
}

fn png(width: u32, height: u32) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes()].concat()
}

#[test]
fn an_application_hands_in_so_many_files_and_no_more() {
    let (server, data) = bounded("bounded-files", &["limits.uploads_per_application=3"]);
    let id = begun(&server);
    for mark in 0..3 {
        let taken = upload(&server, &id, &pdf(100, mark));
        assert_eq!(taken.status, 200, "{}", String::from_utf8_lossy(&taken.body));
    }
    assert_eq!(refused(&upload(&server, &id, &pdf(100, 9))), (413, "enough-materials".into()));
    // What is in JSON counts as well, and so does what came before a restart.
    server.stop();
    let more = ["--set", "limits.uploads_per_application=3"];
    let server = Server::start_with(&data, &Setup::of(&more, &[]));
    let path = format!("/applications/{id}/form");
    let etag = server.get(&path, "tester").unwrap().etag.unwrap();
    let paper = json!({ "content": BASE64_STANDARD.encode(pdf(100, 1)) });
    let body = json!({ "materials": { "home.household_book": paper } });
    let put = |etag: &str, body: &Value| {
        let headers = [TESTER, JSON, ("If-Match", etag)];
        server.raw("PUT", &format!("/api/v1{path}"), &headers, body.to_string().as_bytes()).unwrap()
    };
    assert_eq!(refused(&put(&etag, &body)), (413, "enough-materials".into()));
    // Another application has its own.
    let other = begun(&server);
    assert_eq!(upload(&server, &other, &pdf(100, 1)).status, 200);
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn an_application_hands_in_so_many_bytes_and_not_one_more() {
    let (server, data) = bounded("bounded-bytes", &["limits.upload_bytes_per_application=4KiB"]);
    let id = begun(&server);
    assert_eq!(upload(&server, &id, &pdf(3_000, 0)).status, 200);
    assert_eq!(refused(&upload(&server, &id, &pdf(1_097, 1))), (413, "enough-materials".into()));
    assert_eq!(upload(&server, &id, &pdf(1_096, 1)).status, 200);
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn one_file_has_so_many_bytes_and_an_image_so_many_pixels() {
    let bounds = ["limits.upload=1KiB", "limits.image_pixels=1000"];
    let (server, data) = bounded("bounded-image", &bounds);
    let id = begun(&server);
    assert_eq!(upload(&server, &id, &pdf(1_024, 0)).status, 200);
    assert_eq!(refused(&upload(&server, &id, &pdf(1_025, 0))), (413, "too-large".into()));
    assert_eq!(upload(&server, &id, &png(100, 10)).status, 200);
    assert_eq!(refused(&upload(&server, &id, &png(77, 13))), (413, "image-too-large".into()));
    assert_eq!(code(&upload(&server, &id, b"<svg onload=alert(1)>")), (415, "unsupported-material".into()));
    assert_eq!(code(&upload(&server, &id, b"")), (415, "unsupported-material".into()));
    // A file in JSON is looked at as one that is uploaded.
    for (file, status, name) in [
        (png(100, 10), 201, ""),
        (png(77, 13), 413, "image-too-large"),
        (b"<svg/>".to_vec(), 415, "unsupported-material"),
        (pdf(1_025, 0), 413, "too-large"),
    ] {
        let paper = json!({ "content": BASE64_STANDARD.encode(file) });
        let body = json!({ "scenario": "newborn-birth", "materials": { "home.household_book": paper } });
        let told =
            server.raw("POST", "/api/v1/applications", &[TESTER, JSON], body.to_string().as_bytes()).unwrap();
        assert_eq!(code(&told), (status, name.to_owned()), "{}", String::from_utf8_lossy(&told.body));
    }
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn a_key_has_so_many_characters_and_a_page_so_many_entries() {
    let bounds =
        ["limits.idempotency_key=16", "limits.page=7", "limits.json_depth=5", "limits.json_body=2KiB"];
    let (server, data) = bounded("bounded-key", &bounds);
    let get = |path: &str, more: &[(&str, &str)]| {
        let headers: Vec<(&str, &str)> = [TESTER].iter().chain(more).copied().collect();
        server.raw("GET", path, &headers, b"").unwrap()
    };
    let key = |count: usize| get("/api/v1/clock", &[("Idempotency-Key", &"k".repeat(count))]);
    assert_eq!((key(16).status, code(&key(17))), (200, (400, "bad-header".into())));
    let page = |count: u32| get(&format!("/api/v1/departments?limit={count}"), &[]);
    assert_eq!((page(7).status, code(&page(8))), (200, (400, "bad-query".into())));
    assert_eq!(code(&page(0)), (400, "bad-query".into()));
    let check = |body: String| {
        server.raw("POST", "/api/v1/scenarios/check", &[TESTER, JSON], body.as_bytes()).unwrap()
    };
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(code(&check(nested(5))), (400, "bad-value".into()));
    assert_eq!(code(&check(nested(6))), (400, "too-deep".into()));
    let around = json!({ "text": "" }).to_string().len();
    let long = |bytes: usize| json!({ "text": "#".repeat(bytes - around) }).to_string();
    assert_eq!(check(long(2_048)).status, 200);
    assert_eq!(refused(&check(long(2_049))), (413, "too-large".into()));
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn a_scenario_has_so_many_bytes_nodes_and_levels() {
    let bounds = ["limits.scenario_file=4KiB", "limits.scenario_nodes=100", "limits.scenario_depth=8"];
    let (server, data) = bounded("bounded-scenario", &bounds);
    // Whether a text was refused for what it costs: then nothing else is said of it.
    let costs = |text: &str| {
        let body = json!({ "text": text }).to_string();
        let told = server.raw("POST", "/api/v1/scenarios/check", &[TESTER, JSON], body.as_bytes()).unwrap();
        assert_eq!(told.status, 200);
        let told: Value = serde_json::from_slice(&told.body).unwrap();
        let text = told["diagnostics"].to_string();
        ["too large: ", "nested more than 8 deep"].iter().any(|part| text.contains(part)).then_some(text)
    };
    let bytes = |count: usize| format!("onething: 1\n#{}\n", "x".repeat(count - 14));
    assert_eq!(costs(&bytes(4_096)), None);
    assert!(costs(&bytes(4_097)).is_some());
    let put = |text: &str| {
        let body = json!({ "text": text }).to_string();
        server.raw("PUT", "/api/v1/scenarios/x", &[TESTER, JSON], body.as_bytes()).unwrap()
    };
    assert_eq!(code(&put(&bytes(4_097))), (422, "invalid".into()));
    let deep = |levels: usize| format!("a: {}1{}\n", "[".repeat(levels), "]".repeat(levels));
    let mut last = None;
    for levels in 1..12 {
        let refused = costs(&deep(levels)).is_some();
        assert!(last != Some(true) || refused, "deeper is not cheaper");
        last = Some(refused);
    }
    assert_eq!(costs(&deep(7)), None);
    assert!(costs(&deep(8)).is_some());
    let many = |count: usize| format!("a: [{}]\n", vec!["1"; count].join(","));
    // Beside the entries: the document, its key, and the list.
    let most = (1..120).rfind(|count| costs(&many(*count)).is_none()).unwrap();
    assert!((96..=99).contains(&most), "{most}");
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn wrong_tokens_lock_an_address_out_for_a_while() {
    let bounds = ["limits.login_tries=3", "limits.login_lock=2s"];
    let (server, data) = bounded("bounded-tokens", &bounds);
    let with = |token: &str| {
        let bearer = format!("Bearer {token}");
        server.raw("GET", "/api/v1/me", &[("Authorization", &bearer)], b"").unwrap()
    };
    for _ in 0..3 {
        assert_eq!(code(&with("nothing")), (401, "token-unknown".into()));
    }
    assert_eq!(refused(&with("nothing")), (429, "locked-out".into()));
    assert_eq!(refused(&with("something")), (429, "locked-out".into()));
    // Who shows none is not locked out: under --dev that is everybody on this machine.
    assert_eq!(server.get("/me", "tester").unwrap().status, 200);
    std::thread::sleep(std::time::Duration::from_millis(2_200));
    assert_eq!(code(&with("nothing")), (401, "token-unknown".into()));
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn somebody_submits_so_often_asks_so_often_and_has_so_many_streams() {
    let bounds = [
        "limits.submits_per_minute=2",
        "limits.streams_per_user=2",
        "limits.requests_per_second=1",
        "limits.burst=12",
    ];
    let (server, data) = bounded("bounded-rates", &bounds);
    let newborn = json!({ "scenario": "newborn-birth", "submit": true }).to_string();
    let submit = |role: &str| {
        let headers = [("Onething-Role", role), JSON];
        server.raw("POST", "/api/v1/applications", &headers, newborn.as_bytes()).unwrap()
    };
    for _ in 0..2 {
        assert_ne!(submit("applicant:wang").status, 429);
    }
    assert_eq!(refused(&submit("applicant:wang")), (429, "rate-limited".into()));
    assert_ne!(submit("applicant:li").status, 429, "each has their own");
    // A stream stays open as long as its connection does.
    let stream = || {
        let mut stream = server.connect().unwrap();
        let head = "Host: localhost\r\nOnething-Role: applicant:zhao\r\nAccept: text/event-stream\r\n";
        std::io::Write::write_all(
            &mut stream,
            format!("GET /api/v1/events HTTP/1.1\r\n{head}\r\n").as_bytes(),
        )
        .unwrap();
        let mut status = [0; 12];
        std::io::Read::read_exact(&mut stream, &mut status).unwrap();
        (String::from_utf8_lossy(&status).into_owned(), stream)
    };
    let open = [stream(), stream()];
    assert!(open.iter().all(|(status, _)| status.ends_with(" 200")), "{open:?}");
    let headers = [("Onething-Role", "applicant:zhao"), ("Accept", "text/event-stream")];
    let third = server.raw("GET", "/api/v1/events", &headers, b"").unwrap();
    assert_eq!(refused(&third), (429, "too-many-streams".into()));
    let ask = || server.raw("GET", "/api/v1/me", &[("Onething-Role", "applicant:qian")], b"").unwrap();
    let passed = (0..20).take_while(|_| ask().status == 200).count();
    // What was asked for in the meantime has refilled a little.
    assert!((12..16).contains(&passed), "{passed}");
    assert_eq!(refused(&ask()), (429, "rate-limited".into()));
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}
