//! Every bound at the bound and one more, in process.

use super::host::{get, interface, post, request, send};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use onething_server::api;
use onething_server::api::limits::{Limits, Rate};
use onething_server::api::problem::kinds;
use std::sync::{Arc, Condvar, Mutex};

const CHECK: &str = "/api/v1/scenarios/check";

/// A body for the check of exactly so many bytes.
fn body(bytes: usize) -> String {
    let frame = r#"{"text":""}"#.len();
    format!(r#"{{"text":"{}"}}"#, "x".repeat(bytes - frame))
}

#[tokio::test]
async fn a_body_has_a_mebibyte_whether_or_not_its_length_is_told() {
    let (api, _close) = interface(Limits::unshared());
    let router = api::router(api);
    let most = 1 << 20;
    assert_eq!(post(&router, CHECK, body(most)).await.status, StatusCode::OK);
    let over = post(&router, CHECK, body(most + 1)).await;
    assert_eq!((over.code().as_str(), over.header("retry-after")), ("too-large", "1"));
    let told =
        request("POST", CHECK).header("content-type", "application/json").header("content-length", most + 1);
    assert_eq!(send(&router, told.body(Body::from("{}")).unwrap()).await.code(), "too-large");
}

#[tokio::test]
async fn a_body_is_nested_sixty_four_deep() {
    let (api, _close) = interface(Limits::unshared());
    let router = api::router(api);
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(post(&router, CHECK, nested(64)).await.code(), "bad-value");
    assert_eq!(post(&router, CHECK, nested(65)).await.code(), "too-deep");
    assert_eq!(post(&router, CHECK, "[".repeat(100_000)).await.code(), "too-deep");
}

#[tokio::test]
async fn a_head_has_a_hundred_fields_and_32_kib() {
    let (api, _close) = interface(Limits::unshared());
    let router = api::router(api);
    let fields = |count: usize| {
        let mut request = Request::get("/healthz");
        // One more names the host.
        for number in 1..count {
            request = request.header(format!("x-{number}"), "1");
        }
        request.body(Body::empty()).unwrap()
    };
    assert_eq!(send(&router, fields(100)).await.status, StatusCode::OK);
    assert_eq!(send(&router, fields(101)).await.code(), "head-too-large");
    let rest = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-big: \r\n\r\n".len();
    let bytes = |count: usize| {
        Request::get("/healthz").header("x-big", "b".repeat(count - rest)).body(Body::empty()).unwrap()
    };
    assert_eq!(send(&router, bytes(32 * 1024)).await.status, StatusCode::OK);
    assert_eq!(send(&router, bytes(32 * 1024 + 1)).await.code(), "head-too-large");
    let target = |count: usize| format!("/healthz?{}", "q".repeat(count - "/healthz?".len()));
    assert_eq!(get(&router, &target(8 * 1024)).await.status, StatusCode::OK);
    assert_eq!(get(&router, &target(8 * 1024 + 1)).await.code(), "target-too-long");
}

#[tokio::test]
async fn a_page_has_two_hundred_entries_and_a_key_sixty_four_characters() {
    let (api, _close) = interface(Limits::unshared());
    let router = api::router(api);
    assert_eq!(get(&router, "/api/v1/departments?limit=200").await.status, StatusCode::OK);
    assert_eq!(get(&router, "/api/v1/departments?limit=201").await.code(), "bad-query");
    let key = |count: usize| request("GET", "/healthz").header("idempotency-key", "k".repeat(count));
    assert_eq!(send(&router, key(64).body(Body::empty()).unwrap()).await.status, StatusCode::OK);
    assert_eq!(send(&router, key(65).body(Body::empty()).unwrap()).await.code(), "bad-header");
}

#[tokio::test]
async fn a_principal_has_a_burst_of_requests_and_each_their_own() {
    let rate = Rate { burst: 60, per_second: 0.001 };
    let (api, _close) = interface(Limits { requests: Some(rate), ..Limits::default() });
    let router = api::router(api);
    for _ in 0..60 {
        assert_eq!(get(&router, "/healthz").await.status, StatusCode::OK);
    }
    let over = get(&router, "/healthz").await;
    assert_eq!((over.code().as_str(), over.header("retry-after")), ("rate-limited", "1000"));
    let other =
        Request::get("/healthz").header("onething-role", "applicant:other").body(Body::empty()).unwrap();
    assert_eq!(send(&router, other).await.status, StatusCode::OK);
}

#[tokio::test]
async fn derivations_run_a_few_at_once_some_wait_and_more_are_refused() {
    let (api, _close) = interface(Limits { derivations: 1, derivations_waiting: 1, ..Limits::unshared() });
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let held = |gate: Arc<(Mutex<bool>, Condvar)>| {
        let api = api.clone();
        async move {
            api.derive(move || {
                let mut open = gate.0.lock().unwrap();
                while !*open {
                    open = gate.1.wait(open).unwrap();
                }
                Ok(())
            })
            .await
        }
    };
    let (runs, waits) = (tokio::spawn(held(gate.clone())), tokio::spawn(held(gate.clone())));
    while api.derivations() < 2 {
        tokio::task::yield_now().await;
    }
    let refused = held(gate.clone()).await.unwrap_err();
    assert_eq!(refused.kind(), kinds::BUSY);
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    assert!(runs.await.unwrap().is_ok() && waits.await.unwrap().is_ok());
    assert!(held(gate).await.is_ok());
}
