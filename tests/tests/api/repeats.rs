//! The same request again under its idempotency key: told so while the first one is being carried out, afterwards
//! answered with the very same words, whatever became of the application since.

use super::host::{Answer, interface, request, send};
use axum::Router;
use axum::body::{Body, Bytes};
use futures_util::stream;
use onething_server::api;
use onething_server::api::limits::Limits;
use serde_json::{Value, json};
use std::convert::Infallible;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const BEGIN: &str = "/api/v1/applications";

/// A begin under a key, whose body comes when it is sent.
fn begin(key: &str, pieces: UnboundedReceiver<Bytes>) -> axum::http::Request<Body> {
    let body = stream::unfold(pieces, async |mut pieces| {
        let piece = pieces.recv().await?;
        Some((Ok::<_, Infallible>(piece), pieces))
    });
    let request = request("POST", BEGIN)
        .header("onething-role", "applicant:wang")
        .header("content-type", "application/json")
        .header("idempotency-key", key);
    request.body(Body::from_stream(body)).unwrap()
}

async fn begun(router: &Router, key: &str, body: &Value) -> Answer {
    let (tell, pieces) = unbounded_channel();
    tell.send(Bytes::from(body.to_string())).unwrap();
    drop(tell);
    send(router, begin(key, pieces)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_told_so_while_the_first_runs_and_answered_as_before_afterwards() {
    let (api, close) = interface(Limits::unshared());
    std::mem::forget(close);
    let router = api::router(api);
    let body = json!({ "scenario": "newborn-birth" });
    let (tell, pieces) = unbounded_channel();
    let (own, first) = (router.clone(), begin("k", pieces));
    let first = tokio::spawn(async move { send(&own, first).await });
    // It has come as far as its body.
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let meanwhile = begun(&router, "k", &body).await;
    assert_eq!((meanwhile.code().as_str(), meanwhile.header("retry-after")), ("idempotency-running", "1"));
    let other = begun(&router, "other", &body).await;
    assert_eq!(other.status.as_u16(), 201);
    tell.send(Bytes::from(body.to_string())).unwrap();
    drop(tell);
    let first = first.await.unwrap();
    assert_eq!(first.status.as_u16(), 201, "{}", String::from_utf8_lossy(&first.body));
    // The application goes on, and its first answer is still what a repeat gets.
    let id = first.json()["application"].as_str().unwrap().to_owned();
    let mut now = first.json();
    for _ in 0..20 {
        let advance = request("POST", "/api/v1/clock/advance")
            .header("onething-role", "tester")
            .header("content-type", "application/json");
        let advance = advance.body(Body::from(json!({ "next": true }).to_string())).unwrap();
        assert_eq!(send(&router, advance).await.status.as_u16(), 200);
        let view = request("GET", &format!("{BEGIN}/{id}")).header("onething-role", "applicant:wang");
        now = send(&router, view.body(Body::empty()).unwrap()).await.json();
        if now["sequence"].as_u64() > first.json()["sequence"].as_u64() {
            break;
        }
    }
    assert!(now["sequence"].as_u64() > first.json()["sequence"].as_u64(), "nothing happened since: {now}");
    let again = begun(&router, "k", &body).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(
        (again.header("etag"), again.header("location")),
        (first.header("etag"), first.header("location"))
    );
    let different = begun(&router, "k", &json!({ "scenario": "newborn-birth", "plan": "separate" })).await;
    assert_eq!(different.code(), "idempotency-mismatch");
}
