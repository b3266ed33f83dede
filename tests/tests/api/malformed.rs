//! Malformed requests without end: no fault of ours, no hang, no growth.

use super::host::{problem, router, send, start};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri};
use onething_engine::random::Random;
use onething_server::api;
use onething_server::api::limits::Limits;
use onething_tests::volume::volume;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const SEED: u64 = 20_260_302;
/// Longest that any request may take.
const HANG: Duration = Duration::from_secs(5);
/// Hostile connections at once.
const AT_ONCE: usize = 32;
/// What memory may grow by.
const GROWTH: u64 = 64 << 20;
/// One at a time, for memory is that of the whole process.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

const PATHS: [&str; 14] = [
    "/",
    "/api/v1/scenarios",
    "/api/v1/scenarios/newborn-birth",
    "/api/v1/scenarios/newborn-birth/graph",
    "/api/v1/scenarios/newborn-birth/form",
    "/api/v1/scenarios/check",
    "/api/v1/departments",
    "/api/v1/systems",
    "/api/v1/openapi.json",
    "/api/docs",
    "/api/docs/swagger-ui.css",
    "/problems/internal",
    "/healthz",
    "/nowhere",
];
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"];
const TYPES: [&str; 7] = [
    "application/json",
    "application/json; charset=utf-16",
    "text/plain",
    "multipart/form-data",
    "a/b/c",
    ";;;",
    "",
];
const FIELDS: [&str; 10] = [
    "accept",
    "accept-language",
    "accept-encoding",
    "if-match",
    "idempotency-key",
    "last-event-id",
    "traceparent",
    "content-length",
    "range",
    "cookie",
];

fn pick(random: &mut Random, from: &[&'static str]) -> &'static str {
    from[random.below(from.len())]
}

/// Bytes of one of several sorts.
fn junk(random: &mut Random, most: usize) -> Vec<u8> {
    let length = random.below(most);
    match random.below(6) {
        0 => (0..length).map(|_| random.below(256) as u8).collect(),
        1 => "[".repeat(length).into_bytes(),
        2 => "{\"a\":".repeat(length / 5).into_bytes(),
        3 => format!("{{\"text\":\"{}\"}}", "é\\u0000\u{202e}".repeat(length / 16)).into_bytes(),
        4 => format!("{{\"text\":{}}}", "9".repeat(length)).into_bytes(),
        _ => b"{\"text\":\"a: b\",\"plan\":null,\"x\":1}".iter().copied().take(length).collect(),
    }
}

fn target(random: &mut Random) -> String {
    let mut target = pick(random, &PATHS).to_owned();
    match random.below(6) {
        0 => target += &format!("?limit={}", random.below(1 << 40)),
        1 => target += &format!("?cursor={}", "A".repeat(random.below(3000))),
        2 => target += "?given=%00=%ff,,=,household=&plan=%F0%9F%98%80",
        3 => target += &format!("/%2e%2e/{}", "%25".repeat(random.below(200))),
        4 => target += &format!("?format={}", random.below(9)),
        _ => {}
    }
    target
}

/// A request that a client could send; none where the library of HTTP itself refuses to make it.
fn drawn(random: &mut Random) -> Option<Request<Body>> {
    let method = Method::from_bytes(pick(random, &METHODS).as_bytes()).ok()?;
    let uri: Uri = target(random).parse().ok()?;
    let mut request = Request::new(Body::from(junk(random, 4000)));
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    if random.below(4) > 0 {
        headers.insert("onething-role", HeaderValue::from_static("tester"));
    }
    if let Ok(value) = HeaderValue::from_str(pick(random, &TYPES)) {
        headers.insert("content-type", value);
    }
    for _ in 0..random.below(4) {
        let name = HeaderName::from_static(pick(random, &FIELDS));
        if let Ok(value) = HeaderValue::from_bytes(&junk(random, 80)) {
            headers.append(name, value);
        }
    }
    Some(request)
}

/// Resident memory in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) * 1024
}

#[tokio::test]
async fn in_process_nothing_is_our_fault() {
    let _alone = ALONE.lock().await;
    let count = volume("api-malformed", 1_000_000, 10_000);
    let router = router();
    let mut random = Random::new(SEED);
    let (mut before, mut refused) = (0, 0);
    for number in 0..count {
        if number == count / 10 {
            before = resident();
        }
        let Some(request) = drawn(&mut random) else { continue };
        let told = format!("{} {}", request.method(), request.uri());
        let begun = Instant::now();
        let head = request.method() == Method::HEAD;
        let answer = send(&router, request).await;
        assert!(begun.elapsed() < HANG, "case {number} of seed {SEED}: {told} took {:?}", begun.elapsed());
        assert!(!answer.status.is_server_error(), "case {number} of seed {SEED}: {told}: {answer:?}");
        if !answer.status.is_success() {
            refused += 1;
            let encoding = answer.header("content-encoding").to_owned();
            // Whoever takes any encoding may get one that is no text.
            if !encoding.is_empty() {
                assert_eq!(encoding, "gzip", "case {number} of seed {SEED}: {told}");
                assert_eq!(answer.header("content-type"), "application/problem+json", "{told}");
            } else if !head {
                answer.problem();
            }
        }
    }
    let grown = resident().saturating_sub(before);
    println!("{refused} of {count} were refused; memory grew by {} KiB", grown / 1024);
    assert!(refused > count / 4 && refused < count, "{refused} of {count}");
    assert!(grown <= GROWTH, "memory grew by {grown} bytes");
}

/// What a hostile client writes to a socket.
fn written(random: &mut Random) -> Vec<u8> {
    let path = target(random);
    let method = pick(random, &METHODS);
    let body = junk(random, 3000);
    let mut bytes = match random.below(9) {
        0 => junk(random, 3000),
        1 => format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n", random.below(1 << 50)).into_bytes(),
        2 => format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n").into_bytes(),
        3 => format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff1\r\n").into_bytes(),
        4 => {
            let fields: String = (0..random.below(10_000)).map(|n| format!("x{n}: y\r\n")).collect();
            format!("{method} {path} HTTP/1.1\r\n{fields}\r\n").into_bytes()
        }
        5 => format!("{method} {path} HTTP/1.1\r\nx: {}\r\n\r\n", "y".repeat(random.below(1 << 17))).into_bytes(),
        6 => format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n").into_bytes(),
        7 => format!("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{}", String::from_utf8_lossy(&body)).into_bytes(),
        _ => {
            let kind = pick(random, &TYPES);
            format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nonething-role: tester\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes()
        }
    };
    if random.below(2) == 0 {
        bytes.extend(body);
    }
    // A byte that was not meant.
    if !bytes.is_empty() && random.below(3) == 0 {
        let at = random.below(bytes.len());
        bytes[at] = random.below(256) as u8;
    }
    bytes
}

/// Everything that the server writes until it closes.
async fn answers(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let write = async {
        let _ = writer.write_all(bytes).await;
    };
    let mut all = Vec::new();
    let read = async {
        let _ = reader.read_to_end(&mut all).await;
    };
    tokio::join!(write, read);
    all
}

/// Sends hostile bytes and looks at the answer; whether it was refused.
async fn refused(address: SocketAddr, number: usize, bytes: Vec<u8>) -> bool {
    let told = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let answer = tokio::time::timeout(HANG, answers(address, &bytes)).await;
    let answer = answer.unwrap_or_else(|_| panic!("case {number} of seed {SEED} hangs: {told:?}"));
    let status = answer.strip_prefix(b"HTTP/1.1 ").and_then(|rest| rest.get(..3));
    let Some(status) = status.and_then(|status| std::str::from_utf8(status).ok()?.parse::<u16>().ok()) else {
        return false;
    };
    assert!(status < 500, "case {number} of seed {SEED}: {status} to {told:?}");
    if status < 400 {
        return false;
    }
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("application/problem+json"), "case {number}: {text} to {told:?}");
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(body.len());
    if !told.starts_with("HEAD") {
        problem(status, &body.as_bytes()[..length.min(body.len())]);
    }
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn over_sockets_nothing_is_our_fault() {
    let _alone = ALONE.lock().await;
    let count = volume("api-malformed-sockets", 20_000, 1000);
    let short = Duration::from_millis(500);
    let limits = Limits { body_idle: short, head: short, keep_alive: short, ..Limits::unshared() };
    let server = start(limits, api::router).await;
    let mut random = Random::new(SEED);
    let (mut before, mut refusals, mut number) = (0, 0, 0);
    while number < count {
        if before == 0 && number >= count / 10 {
            before = resident();
        }
        // Some at once, since many wait for a time to be over.
        let together: Vec<_> = (0..AT_ONCE)
            .map(|offset| tokio::spawn(refused(server.address, number + offset, written(&mut random))))
            .collect();
        number += together.len();
        for one in together {
            refusals += usize::from(one.await.unwrap());
        }
    }
    let grown = resident().saturating_sub(before);
    println!("{refusals} of {number} were refused; memory grew by {} KiB", grown / 1024);
    assert!(refusals > count / 4, "{refusals} of {number}");
    assert!(grown <= GROWTH, "memory grew by {grown} bytes");
    let fine =
        answers(server.address, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .await;
    assert!(fine.starts_with(b"HTTP/1.1 200"));
}
