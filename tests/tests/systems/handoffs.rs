//! Every call takes effect once, whatever happens on the way.

use crate::http::{config, connector, found, serve, spouse};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use futures_util::stream;
use onething_engine::random::Random;
use onething_server::systems::http::Outcome;
use onething_server::systems::{Answer, Call};
use onething_tests::volume::volume;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A department that counts by key. Some requests end badly, before or after it did what was asked.
#[derive(Clone)]
struct Department(Arc<Mutex<Counted>>);

struct Counted {
    random: Random,
    requests: usize,
    badly: usize,
    effects: BTreeMap<String, usize>,
    done: BTreeSet<String>,
}

async fn handle(State(Department(department)): State<Department>, headers: HeaderMap) -> Response {
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let (fall, before) = {
        let mut counted = department.lock().unwrap();
        counted.requests += 1;
        let fall = counted.random.below(100);
        let before = counted.random.below(2) == 0;
        if fall < 10 {
            counted.badly += 1;
        }
        if !(fall < 10 && before) && counted.done.insert(key.clone()) {
            *counted.effects.entry(key).or_default() += 1;
        }
        (fall, before)
    };
    let broken = || Err::<Bytes, _>(std::io::Error::other("crashed"));
    match fall {
        // It crashes; before or after it did what was asked, the caller cannot tell.
        0..=4 => Body::from_stream(stream::iter([broken()])).into_response(),
        // It is so slow that the caller gives up.
        5..=6 => {
            tokio::time::sleep(Duration::from_millis(400)).await;
            Json(found()).into_response()
        }
        7..=9 if before => StatusCode::BAD_GATEWAY.into_response(),
        7..=9 => Body::from_stream(stream::iter([Ok(Bytes::from_static(b"{")), broken()])).into_response(),
        _ => Json(found()).into_response(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_takes_effect_once_through_timeouts_and_crashes() {
    let calls = volume("systems-handoffs", 50_000, 300);
    let counted = Counted {
        random: Random::new(5),
        requests: 0,
        badly: 0,
        effects: BTreeMap::new(),
        done: BTreeSet::new(),
    };
    let department = Department(Arc::new(Mutex::new(counted)));
    let address = serve(Router::new().fallback(any(handle)).with_state(department.clone())).await;
    let settings = json!({ "timeout_ms": 200, "breaker": { "failures": 1_000 } });
    let connector = connector(config(address, settings));
    let one = spouse();
    let mut open: Vec<Call> =
        (0..calls).map(|at| Call { key: format!("call-{at}-0"), ..one.clone() }).collect();
    // What failed is owed still, under the same key: the host performs it again.
    for _ in 0..20 {
        let mut left = Vec::new();
        for batch in open.chunks(64) {
            let tasks: Vec<_> = batch.iter().map(|call| tokio::spawn(connector.perform(call))).collect();
            for (call, task) in batch.iter().zip(tasks) {
                if !matches!(task.await.unwrap(), Outcome::Answered(Answer::Found(_))) {
                    left.push(call.clone());
                }
            }
        }
        open = left;
    }
    assert!(open.is_empty(), "{} were never answered", open.len());
    let counted = department.0.lock().unwrap();
    println!("{} requests for {calls} calls, {} ended badly", counted.requests, counted.badly);
    assert_eq!(counted.effects.len(), calls, "every one arrived");
    assert!(counted.effects.values().all(|n| *n == 1), "each took effect once");
    assert!(counted.badly * 20 > counted.requests, "too few ended badly to show anything");
}
