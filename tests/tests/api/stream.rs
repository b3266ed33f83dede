//! Event streams: resumed anywhere without a gap or a double, honest about what is lost, bounded.

use super::host::start;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use onething_server::api::closing::{Closing, closing};
use onething_server::api::granted::Known;
use onething_server::api::limits::Limits;
use onething_server::api::problem::Problem;
use onething_server::api::stream::{Batch, Coming, EventSource, Line, Lost, Reader, Told, respond, resumed};
use onething_server::api::{self, Api};
use proptest::prelude::*;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// Events in memory, of which a reader sees those whose position its filter takes; old ones may be forgotten.
struct Log {
    events: Mutex<Vec<u64>>,
    forgotten: Mutex<u64>,
    sees: fn(u64) -> bool,
    newest: watch::Sender<u64>,
}

impl Log {
    fn new(sees: fn(u64) -> bool) -> Arc<Self> {
        let newest = watch::channel(0).0;
        Arc::new(Self { events: Mutex::default(), forgotten: Mutex::new(0), sees, newest })
    }

    fn append(&self, count: u64) {
        let mut events = self.events.lock().unwrap();
        for _ in 0..count {
            let next = events.last().copied().unwrap_or(0) + 1;
            events.push(next);
        }
        self.newest.send_replace(events.last().copied().unwrap_or(0));
    }

    fn forget(&self, upto: u64) {
        let mut forgotten = self.forgotten.lock().unwrap();
        *forgotten = upto.min(*self.newest.borrow()).max(*forgotten);
    }
}

impl EventSource for Log {
    fn after(&self, position: u64, most: usize) -> Coming<'_> {
        Box::pin(async move {
            // Whatever else runs may run between the question and the answer.
            tokio::task::yield_now().await;
            if position < *self.forgotten.lock().unwrap() {
                return Err(Lost);
            }
            let events = self.events.lock().unwrap();
            let scanned: Vec<u64> = events.iter().copied().filter(|p| *p > position).take(most * 2).collect();
            let upto = scanned.last().copied().unwrap_or(position);
            let mut told: Vec<Told> = Vec::new();
            for seen in scanned.into_iter().filter(|p| (self.sees)(*p)) {
                if told.len() == most {
                    let upto = told.last().map_or(position, |told| told.position);
                    return Ok(Batch { events: told, upto });
                }
                told.push(Told { position: seen, name: "event", data: seen.to_string() });
            }
            Ok(Batch { events: told, upto })
        })
    }

    fn newest(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }
}

fn third(position: u64) -> bool {
    position.is_multiple_of(3)
}

fn limits() -> Limits {
    Limits { heartbeat: Duration::from_secs(15), stream_lag: 1_000_000, ..Limits::unshared() }
}

/// What happens to a log and its reader.
#[derive(Debug, Clone)]
enum Move {
    Append(u64),
    Read(usize),
    Reconnect,
    Forget(u64),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        4 => (1..40u64).prop_map(Move::Append),
        1 => (200..700u64).prop_map(Move::Append),
        6 => (1..60usize).prop_map(Move::Read),
        2 => Just(Move::Reconnect),
    ];
    prop::collection::vec(one, 1..40)
}

/// Reads at most so many lines without waiting for time to pass; the positions told.
async fn read(reader: &mut Reader, most: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    while lines.len() < most {
        // Paused time jumps to the end of the wait only when nothing is left to do.
        match tokio::time::timeout(Duration::from_millis(1), reader.next()).await {
            Ok(Some(line)) => lines.push(line),
            _ => break,
        }
    }
    lines
}

/// Plays moves; every event that was seen, in order, and every reset.
async fn play(moves: Vec<Move>, sees: fn(u64) -> bool, closing: Closing) -> (Vec<u64>, Vec<u64>, u64) {
    let log = Log::new(sees);
    let (mut seen, mut resets, mut last) = (Vec::new(), Vec::new(), 0);
    let mut reader = Reader::new(log.clone(), Some(0), &limits(), closing.clone());
    let mut take = |lines: Vec<Line>, last: &mut u64| {
        for line in lines {
            match line {
                Line::Told(told) => {
                    assert_eq!(told.data, told.position.to_string());
                    *last = told.position;
                    seen.push(told.position);
                }
                Line::Alive(position) => *last = position,
                Line::Reset(position) => {
                    *last = position;
                    resets.push(position);
                }
                other => panic!("{other:?}"),
            }
        }
    };
    for step in moves {
        match step {
            Move::Append(count) => log.append(count),
            Move::Read(count) => take(read(&mut reader, count).await, &mut last),
            Move::Reconnect => reader = Reader::new(log.clone(), Some(last), &limits(), closing.clone()),
            Move::Forget(upto) => log.forget(upto),
        }
    }
    take(read(&mut reader, usize::MAX).await, &mut last);
    let newest = *log.newest.borrow();
    (seen, resets, newest)
}

fn paused() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_appended_and_however_often_it_reconnects_nothing_is_missed_or_told_twice(
        moves in moves(), filtered: bool,
    ) {
        let sees: fn(u64) -> bool = if filtered { third } else { |_| true };
        let (_close, closing) = closing();
        let (seen, resets, newest) = paused().block_on(play(moves, sees, closing));
        prop_assert_eq!(resets, Vec::<u64>::new());
        prop_assert_eq!(seen, (1..=newest).filter(|p| sees(*p)).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_forgotten_is_told_as_a_reset_and_nothing_is_told_twice(
        mut moves in moves(), forgets in prop::collection::vec((any::<prop::sample::Index>(), 1..900u64), 1..4),
    ) {
        for (at, upto) in forgets {
            let at = at.index(moves.len());
            moves.insert(at, Move::Forget(upto));
        }
        let (_close, closing) = closing();
        let (seen, resets, newest) = paused().block_on(play(moves, |_| true, closing));
        let mut next = 1;
        let mut resets = resets.into_iter().peekable();
        for position in seen {
            if position != next {
                // A gap ends exactly where a reset said that it ends.
                let mut last = None;
                while let Some(reset) = resets.next_if(|reset| *reset < position) {
                    last = Some(reset);
                }
                prop_assert_eq!(last, Some(position - 1), "a gap from {} without a reset", next);
            }
            prop_assert!(position >= next, "{position} twice");
            next = position + 1;
        }
        prop_assert!(next == newest + 1 || resets.any(|reset| reset == newest));
    }
}

#[tokio::test(start_paused = true)]
async fn silence_has_a_sign_of_life_every_fifteen_seconds_that_moves_the_id() {
    let (_close, closing) = closing();
    let log = Log::new(|_| false);
    let mut reader = Reader::new(log.clone(), None, &limits(), closing);
    let begun = tokio::time::Instant::now();
    assert_eq!(reader.next().await, Some(Line::Alive(0)));
    assert_eq!(begun.elapsed().as_secs(), 15);
    log.append(500);
    assert_eq!(reader.next().await, Some(Line::Alive(500)));
}

#[tokio::test(start_paused = true)]
async fn a_reader_too_far_behind_is_closed_at_the_bound_and_one_more() {
    for (behind, closed) in [(10, false), (11, true)] {
        let (_close, closing) = closing();
        let log = Log::new(|_| true);
        let mut reader = Reader::new(log.clone(), None, &Limits { stream_lag: 10, ..limits() }, closing);
        assert_eq!(reader.next().await, Some(Line::Alive(0)));
        log.append(behind);
        let first = reader.next().await;
        assert_eq!(first == Some(Line::Slow), closed, "{first:?}");
        if closed {
            assert_eq!(reader.next().await, None);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_position_of_the_future_is_a_reset_and_the_end_of_the_server_is_told() {
    let (close, closing) = closing();
    let log = Log::new(|_| true);
    log.append(5);
    let mut reader = Reader::new(log, Some(99), &limits(), closing);
    assert_eq!(reader.next().await, Some(Line::Reset(5)));
    close.now();
    assert_eq!(reader.next().await, Some(Line::Closing));
    assert_eq!(reader.next().await, None);
}

/// A route that streams a log.
fn streaming(api: Api, log: Arc<Log>) -> axum::Router {
    async fn stream(
        State(api): State<Api>,
        Known(principal): Known,
        headers: HeaderMap,
        axum::Extension(log): axum::Extension<Arc<Log>>,
    ) -> Result<Response, Problem> {
        let reader = Reader::new(log, resumed(&headers)?, api.limits(), api.closing().clone());
        respond(reader, principal.id.0, api.streams(), api.limits())
    }
    let routes = axum::Router::new().route("/stream", get(stream)).layer(axum::Extension(log));
    api::guarded(api, routes)
}

async fn open(address: std::net::SocketAddr, who: &str, last: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head =
        format!("GET /stream HTTP/1.1\r\nhost: localhost\r\nonething-role: applicant:{who}\r\n{last}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// Reads until a text has come.
async fn until(stream: &mut TcpStream, text: &str) -> String {
    let mut all = Vec::new();
    let read = async {
        let mut piece = [0; 4096];
        while !String::from_utf8_lossy(&all).contains(text) {
            let count = stream.read(&mut piece).await.unwrap();
            assert!(count > 0, "ended before {text}: {}", String::from_utf8_lossy(&all));
            all.extend_from_slice(&piece[..count]);
        }
    };
    tokio::time::timeout(Duration::from_secs(10), read)
        .await
        .unwrap_or_else(|_| panic!("never came: {text}"));
    String::from_utf8(all).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_are_resumed_counted_and_ended_over_sockets() {
    let log = Log::new(|_| true);
    log.append(3);
    let bounds = Limits { streams: 6, ..Limits::default() };
    let shared = log.clone();
    let server = start(bounds, move |api| streaming(api, shared)).await;
    let mut first = open(server.address, "a", "last-event-id: 1\r\n").await;
    let text = until(&mut first, "data: 3\n\n").await;
    assert!(text.contains("content-type: text/event-stream") && text.contains("x-accel-buffering: no"));
    assert!(!text.contains("data: 1\n") && text.contains("id: 2\nevent: event\ndata: 2\n\n"), "{text}");
    log.append(1);
    until(&mut first, "data: 4\n\n").await;
    let mut held = vec![first];
    for _ in 0..3 {
        let mut stream = open(server.address, "a", "").await;
        until(&mut stream, "200 OK").await;
        held.push(stream);
    }
    let mut fifth = open(server.address, "a", "").await;
    let text = until(&mut fifth, "too-many-streams").await;
    assert!(text.starts_with("HTTP/1.1 429") && text.contains("retry-after: 10"), "{text}");
    for who in ["b", "c"] {
        let mut stream = open(server.address, who, "").await;
        until(&mut stream, "200 OK").await;
        held.push(stream);
    }
    until(&mut open(server.address, "d", "").await, "429").await;
    until(&mut open(server.address, "d", "last-event-id: x\r\n").await, "bad-header").await;
    // A place is free again when its reader has gone.
    held.pop();
    let mut freed = None;
    for _ in 0..100 {
        log.append(1);
        let mut stream = open(server.address, "d", "").await;
        if until(&mut stream, "HTTP/1.1 ").await.contains("200") {
            freed = Some(stream);
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut freed = freed.expect("the place of a reader that has gone is given back");
    server.close.now();
    until(&mut freed, "event: closing").await;
    let ended = tokio::time::timeout(Duration::from_secs(10), server.served).await.unwrap().unwrap();
    assert_eq!(ended.cut_off, 0);
}
