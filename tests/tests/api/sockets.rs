//! What only a socket shows: slow clients, too many of them, heads that cannot be read, and the end of the server.

use super::host::{Server, problem, start};
use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use onething_server::api::json::Json;
use onething_server::api::limits::Limits;
use onething_server::api::{self, Api};
use onething_tests::volume::volume;
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LONG: Duration = Duration::from_secs(20);

/// Bounds short enough for a test.
fn short() -> Limits {
    Limits {
        head: Duration::from_millis(300),
        body_idle: Duration::from_millis(400),
        write_idle: Duration::from_millis(500),
        keep_alive: Duration::from_millis(600),
        request: Duration::from_secs(2),
        drain: Duration::from_secs(1),
        ..Limits::unshared()
    }
}

fn routes(api: Api) -> Router {
    async fn echo(Json(value): Json<Value>) -> Json<Value> {
        Json(value)
    }
    async fn slow() -> &'static str {
        tokio::time::sleep(Duration::from_millis(700)).await;
        "done"
    }
    async fn large() -> Body {
        Body::from(vec![b'x'; 64 << 20])
    }
    let routes = Router::new()
        .route("/echo", post(echo))
        .route("/slow", get(slow))
        .route("/large", get(large))
        .route("/hello", get(|| async { "hello" }));
    api::guarded(api, routes)
}

async fn server(limits: Limits) -> Server {
    start(limits, routes).await
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address).await.unwrap()
}

/// Everything until the other side closes, and how long that took.
async fn rest(stream: &mut TcpStream) -> (String, Duration) {
    let begun = Instant::now();
    let mut all = Vec::new();
    // A reset is an end too.
    let _ = tokio::time::timeout(LONG, stream.read_to_end(&mut all)).await.expect("closed in time");
    (String::from_utf8(all).unwrap(), begun.elapsed())
}

/// Sends bytes, and reads everything until the other side closes.
async fn exchange(server: &Server, bytes: &[u8]) -> String {
    let mut stream = connect(server).await;
    // The server may have answered and closed before all is sent.
    let _ = stream.write_all(bytes).await;
    rest(&mut stream).await.0
}

/// The status of an answer; what is no success is looked at as a problem.
fn status(answer: &str) -> u16 {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    if status >= 400 {
        assert!(head.contains("content-type: application/problem+json"), "{head}");
        problem(status, body.as_bytes());
    }
    status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_come_is_told_so_and_closed() {
    let server = server(short()).await;
    for sent in ["", "GET /hello HT", "GET /hello HTTP/1.1\r\nhost: localhost\r\n"] {
        let mut stream = connect(&server).await;
        stream.write_all(sent.as_bytes()).await.unwrap();
        let (answer, took) = rest(&mut stream).await;
        assert_eq!(status(&answer), 408, "{sent:?}");
        assert!(took >= Duration::from_millis(250) && took < Duration::from_secs(5), "{took:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dribbled_head_is_closed_however_often_a_byte_comes() {
    let server = server(short()).await;
    let mut stream = connect(&server).await;
    let begun = Instant::now();
    let mut gone = false;
    for byte in b"GET /hello HTTP/1.1\r\nhost: localhost\r\nx-long: ".iter().chain([b'y'; 2000].iter()) {
        gone = stream.write_all(&[*byte]).await.is_err();
        if gone || begun.elapsed() > Duration::from_secs(8) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(gone, "it was still taken after {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_stops_is_told_so() {
    let server = server(short()).await;
    for body in ["", "[1,"] {
        let mut stream = connect(&server).await;
        let head = "POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body.as_bytes()).await.unwrap();
        let (answer, took) = rest(&mut stream).await;
        assert_eq!(status(&answer), 408);
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_dribbles_on_ends_with_the_whole_request() {
    let server = server(short()).await;
    let mut stream = connect(&server).await;
    let head = "POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let dribble = tokio::spawn(async move {
        while writer.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let mut all = Vec::new();
    let _ = tokio::time::timeout(LONG, reader.read_to_end(&mut all)).await.unwrap();
    dribble.abort();
    assert_eq!(status(&String::from_utf8(all).unwrap()), 408);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_kept_between_requests_and_closed_when_nothing_comes() {
    let server = server(short()).await;
    let mut stream = connect(&server).await;
    for _ in 0..3 {
        stream.write_all(b"GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
        let mut answer = vec![0; 4096];
        let count = stream.read(&mut answer).await.unwrap();
        assert!(String::from_utf8_lossy(&answer[..count]).ends_with("hello"));
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    let (left, took) = rest(&mut stream).await;
    assert_eq!(left, "", "nothing is said to who is only idle");
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_takes_nothing_is_closed() {
    let server = server(short()).await;
    let mut stream = connect(&server).await;
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut all = Vec::new();
    let _ = tokio::time::timeout(LONG, stream.read_to_end(&mut all)).await.expect("closed");
    assert!(all.len() < 64 << 20, "{} bytes were kept for it", all.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_bounded_in_all_and_of_one_address() {
    for (limits, expected) in [
        (Limits { connections: 3, ..short() }, 503),
        (Limits { connections_of_address: Some(3), ..short() }, 429),
    ] {
        let limits = Limits { head: LONG, ..limits };
        let server = server(limits).await;
        let mut held = Vec::new();
        for _ in 0..3 {
            let mut stream = connect(&server).await;
            stream.write_all(b"GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
            let mut answer = vec![0; 1024];
            let count = stream.read(&mut answer).await.unwrap();
            assert!(String::from_utf8_lossy(&answer[..count]).starts_with("HTTP/1.1 200"));
            held.push(stream);
        }
        let answer = exchange(&server, b"GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
        assert_eq!(status(&answer), expected);
        assert!(answer.contains("retry-after: "), "{answer}");
        drop(held);
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(status(&exchange(&server, b"GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n").await), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_cannot_be_read_are_problems_too() {
    let server = server(short()).await;
    let many: String = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect();
    let cases = [
        ("nonsense\r\n\r\n".to_owned(), 400),
        ("GET /hello HTTP/1.1\r\nhost: localhost\r\nbad header\r\n\r\n".to_owned(), 400),
        ("GET /hello HTTP/9.9\r\n\r\n".to_owned(), 400),
        ("\u{0}\u{1}\u{2}\r\n\r\n".to_owned(), 400),
        (format!("GET /hello HTTP/1.1\r\nhost: localhost\r\n{many}\r\n"), 431),
        (format!("GET /hello HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "y".repeat(1 << 20)), 431),
        (format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "p".repeat(10_000)), 414),
        ("POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n1".to_owned(), 400),
        ("POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n".to_owned(), 400),
    ];
    for (bytes, expected) in cases {
        let answer = exchange(&server, bytes.as_bytes()).await;
        assert_eq!(status(&answer), expected, "{:?}", &bytes[..bytes.len().min(80)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_body_does_not_lose_its_answer() {
    let server = server(Limits { json_bytes: 1000, ..short() }).await;
    let body = "x".repeat(600_000);
    let head = format!(
        "POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    for _ in 0..20 {
        let mut stream = connect(&server).await;
        let (mut reader, mut writer) = stream.split();
        let write = async {
            // The server may have closed its side before all is sent.
            let _ = writer.write_all(format!("{head}{body}").as_bytes()).await;
        };
        let mut answer = Vec::new();
        let read = async {
            let _ = reader.read_to_end(&mut answer).await;
        };
        tokio::join!(write, read);
        assert_eq!(status(&String::from_utf8(answer).unwrap()), 413);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_do_not_starve_a_normal_one() {
    let slow = volume("api-slow-clients", 2000, 400);
    let limits =
        Limits { head: Duration::from_secs(3), body_idle: Duration::from_secs(3), request: LONG, ..short() };
    let server = server(limits).await;
    let alone = latencies(&server).await;
    let mut held = Vec::new();
    for number in 0..slow {
        let mut stream = connect(&server).await;
        let sent: &[u8] = match number % 3 {
            0 => b"GET /hello HT",
            1 => b"POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n[1",
            _ => b"",
        };
        stream.write_all(sent).await.unwrap();
        held.push(stream);
    }
    let beside = latencies(&server).await;
    // Of a hundred the second slowest; a busy machine alone makes a millisecond out of a tenth of one.
    let (p99, bound) = (beside[98], (alone[98] * 2).max(Duration::from_millis(50)));
    println!("p99 alone {:?}, beside {slow} slow clients {p99:?}", alone[98]);
    assert!(p99 <= bound, "{p99:?} beside slow clients, {:?} alone", alone[98]);
    let begun = Instant::now();
    for (number, stream) in held.iter_mut().enumerate() {
        let (answer, took) = rest(stream).await;
        assert!(!answer.is_empty(), "slow client {number} was told nothing, after {took:?}");
        assert_eq!(status(&answer), 408);
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

/// How long a hundred requests take, each on a connection of its own, in order of time taken.
async fn latencies(server: &Server) -> Vec<Duration> {
    let mut all = Vec::new();
    for _ in 0..100 {
        let begun = Instant::now();
        let answer =
            exchange(server, b"GET /hello HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
        assert_eq!(status(&answer), 200);
        all.push(begun.elapsed());
    }
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn open_requests_finish_when_the_server_stops_and_stuck_ones_are_cut_off() {
    let server = server(Limits { request: LONG, body_idle: LONG, ..short() }).await;
    let mut finishes = connect(&server).await;
    finishes.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut stuck = connect(&server).await;
    let head =
        b"POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n";
    stuck.write_all(head).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let begun = Instant::now();
    server.close.now();
    let ended = tokio::time::timeout(LONG, server.served).await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(ended.cut_off, 1);
    assert!(rest(&mut finishes).await.0.ends_with("done"));
    assert!(TcpStream::connect(server.address).await.is_err(), "nothing more is accepted");
}
