//! Connectors over a network that a test plays, in time that passes only there.

use crate::http::{NoVault, config, found, spouse, why};
use futures_util::future::BoxFuture;
use onething_server::systems::http::network::{Network, NetworkError, Reply, Request};
use onething_server::systems::http::{Connector, Outcome};
use onething_server::systems::{Answer, Call};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// A network that a test plays: replies in order, and time that passes only by pauses and timeouts.
struct Played {
    replies: Mutex<Vec<Result<Reply, NetworkError>>>,
    now: Mutex<i64>,
    pauses: Mutex<Vec<u64>>,
    takes: i64,
}

impl Network for Played {
    fn send(&self, _: Request) -> BoxFuture<'static, Result<Reply, NetworkError>> {
        *self.now.lock().unwrap() += self.takes;
        let reply = self.replies.lock().unwrap().pop().unwrap_or(Err(NetworkError::Connection));
        Box::pin(async move { reply })
    }

    fn now_ms(&self) -> i64 {
        *self.now.lock().unwrap()
    }

    fn pause(&self, ms: u64) -> BoxFuture<'static, ()> {
        *self.now.lock().unwrap() += i64::try_from(ms).unwrap();
        self.pauses.lock().unwrap().push(ms);
        Box::pin(async {})
    }
}

fn played(
    takes: i64,
    more: Value,
    replies: Vec<Result<Reply, NetworkError>>,
) -> (Arc<Connector>, Arc<Played>) {
    let network = Arc::new(Played {
        replies: Mutex::new(replies),
        now: Mutex::new(0),
        pauses: Mutex::new(Vec::new()),
        takes,
    });
    let address = "127.0.0.1:1".parse().unwrap();
    let connector = Connector::new(config(address, more), &NoVault, network.clone()).unwrap();
    (Arc::new(connector), network)
}

#[tokio::test]
async fn pauses_are_drawn_from_what_doubles_and_end_with_the_machines_patience() {
    let retries = json!({ "retries": { "times": 10, "base_ms": 100, "most_ms": 1_000 }, "breaker": { "failures": 1_000 } });
    let mut all: BTreeSet<Vec<u64>> = BTreeSet::new();
    for key in 0..50 {
        let call = Call { key: format!("key-{key}"), ..spouse_once() };
        let run = |takes| {
            let (connector, network) = played(takes, retries.clone(), Vec::new());
            let call = call.clone();
            async move {
                assert_eq!(why(&connector.perform(&call).await), "it cannot be connected to");
                (network.pauses.lock().unwrap().clone(), network.now_ms())
            }
        };
        let (pauses, _) = run(1).await;
        assert_eq!(pauses.len(), 10);
        for (at, pause) in pauses.iter().enumerate() {
            assert!(*pause <= (100 << at).min(1_000), "{pauses:?}");
        }
        assert_eq!(run(1).await.0, pauses, "the same call draws the same");
        all.insert(pauses);
        // Ten tries of five seconds are more than the thirty that the machine waits.
        let (_, now) = run(5_000).await;
        assert!(now <= 30_000 + 5_000, "{now}");
    }
    assert!(all.len() > 45, "calls do not draw alike");
}

fn spouse_once() -> Call {
    static CALL: Mutex<Option<Call>> = Mutex::new(None);
    CALL.lock().unwrap().get_or_insert_with(spouse).clone()
}

#[tokio::test]
async fn a_system_that_asks_for_a_pause_gets_it() {
    let busy = Reply { status: 429, retry_after: Some(7), body: Vec::new() };
    let good = Reply { status: 200, retry_after: None, body: found().to_string().into_bytes() };
    let (connector, network) = played(1, json!({}), vec![Ok(good), Ok(busy)]);
    assert!(matches!(connector.perform(&spouse_once()).await, Outcome::Answered(Answer::Found(_))));
    assert_eq!(*network.pauses.lock().unwrap(), [7_000]);
    // One that asks for more than anybody waits is not waited for.
    let busy = Reply { status: 503, retry_after: Some(u64::MAX), body: Vec::new() };
    let (connector, network) = played(1, json!({}), vec![Ok(busy)]);
    assert_eq!(why(&connector.perform(&spouse_once()).await), "it answers 503");
    assert!(network.pauses.lock().unwrap().is_empty());
}
