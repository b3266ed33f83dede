//! Deliveries over real sockets, to a receiver on this machine that checks signatures.

use super::{Answer, Post, Request, Unreachable, deliver, judge, wait};
use crate::notices::{
    DeliveryId, Endpoint, Kind, Outbox, OutboxEvent, Outcome, Outgoing, OutgoingId, Standing, payload,
};
use crate::signature::{Signer, WebhookSecret, verify};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::post;
use onething_engine::application::moment::Moment;
use onething_engine::scenario::text::Text;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use uuid::Uuid;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NEW_SECRET: &str = "whsec_c2VjcmV0LW9mLWEtcm90YXRlZC1lbmRwb2ludC0=";
const NOW: Moment = Moment(1_772_413_200_500);

/// Posts with reqwest, without the rules of hosts: those are tested where they are kept.
struct Plain(reqwest::Client);

impl Plain {
    fn new() -> Self {
        // Another test of this process may have chosen the same one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self(
            reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .build()
                .unwrap(),
        )
    }
}

impl Post for Plain {
    fn post<'a>(
        &'a self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, Unreachable>> + Send + 'a>> {
        Box::pin(async move {
            let mut post = self.0.post(request.url).timeout(request.timeout.min(Duration::from_millis(500)));
            for (name, value) in request.headers {
                post = post.header(name, value);
            }
            let answer = post.body(request.body).send().await.map_err(|e| Unreachable(e.to_string()))?;
            let retry_after =
                answer.headers().get("retry-after").and_then(|v| v.to_str().ok()).map(str::to_owned);
            Ok(Answer { status: answer.status().as_u16(), retry_after })
        })
    }
}

/// What a receiver took in, and what it answers, one after the other.
#[derive(Default)]
struct Receiver {
    taken: Mutex<Vec<(String, Vec<u8>)>>,
    answers: Mutex<Vec<(u16, Option<&'static str>)>>,
}

fn signer(current: &str, previous: Option<&str>) -> Signer {
    let read = |text: &str| WebhookSecret::read(text).unwrap();
    Signer::new(read(current), previous.map(read))
}

async fn take(State(receiver): State<Arc<Receiver>>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let (id, at, signature) =
        (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"));
    assert_eq!(header("content-type"), "application/json");
    if verify(&signer(SECRET, None), &id, &at, &signature, &body, NOW).is_err() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    receiver.taken.lock().unwrap().push((id, body.to_vec()));
    let next = { receiver.answers.lock().unwrap().pop() };
    match next {
        Some((0, _)) => {
            tokio::time::sleep(Duration::from_secs(3)).await;
            StatusCode::OK.into_response()
        }
        Some((status, header)) => {
            let headers = AppendHeaders(header.map(|value| ("retry-after", value)));
            let moved = AppendHeaders((status == 307).then_some(("location", "/hook")));
            (StatusCode::from_u16(status).unwrap(), headers, moved).into_response()
        }
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

/// A receiver on a port of this machine; answers are given from the last.
async fn receiver(answers: Vec<(u16, Option<&'static str>)>) -> (Arc<Receiver>, String) {
    let receiver = Arc::new(Receiver { answers: Mutex::new(answers), ..Receiver::default() });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().route("/hook", post(take)).with_state(receiver.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (receiver, url)
}

fn endpoint(url: &str, signer: Signer) -> Endpoint {
    Endpoint {
        id: "city".into(),
        url: url.to_owned(),
        signer,
        kinds: Kind::ALL.to_vec(),
        internal: Vec::new(),
        authorities: Vec::new(),
    }
}

fn outgoing() -> Outgoing {
    Outgoing {
        id: OutgoingId("ntc_1_9_0".into()),
        to: "mother".into(),
        text: Text::new("张三，您好", "Dear Zhang San"),
        application: Uuid::from_u128(1),
        scenario: "newborn-birth".into(),
        kind: Kind::Notice,
        item: None,
        created: NOW,
    }
}

#[tokio::test]
async fn a_receiver_takes_what_is_signed_with_its_secret_also_while_it_is_exchanged() {
    let (taken, url) = receiver(Vec::new()).await;
    let post = Plain::new();
    for signer in [signer(SECRET, None), signer(NEW_SECRET, Some(SECRET))] {
        let outcome = deliver(&post, &endpoint(&url, signer), &outgoing(), NOW).await;
        assert_eq!(outcome, Outcome::Delivered { status: 204 });
    }
    let wrong = deliver(&post, &endpoint(&url, signer(NEW_SECRET, None)), &outgoing(), NOW).await;
    assert_eq!(wrong, Outcome::Refused { status: 401, wait: None });
    let taken = taken.taken.lock().unwrap();
    assert_eq!(*taken, vec![("ntc_1_9_0".to_owned(), payload(&outgoing())); 2]);
    assert!(!String::from_utf8_lossy(&taken[0].1).contains("张三"));
}

#[tokio::test]
async fn failures_over_the_wire_drive_the_outbox_until_it_is_taken() {
    let answers = vec![(200, None), (307, None), (503, Some("120")), (0, None), (500, None)];
    let (taken, url) = receiver(answers).await;
    let (post, endpoint) = (Plain::new(), endpoint(&url, signer(SECRET, None)));
    let mut outbox = Outbox::default();
    outbox.apply(&OutboxEvent::Queued { notice: outgoing(), endpoint: "city".into(), at: NOW });
    let id = DeliveryId { notice: outgoing().id, endpoint: "city".into() };
    let mut outcomes = Vec::new();
    while let Some(at) = outbox.next(&"city".into()) {
        let due = outbox.due(&"city".into(), at, 1);
        // The receiver's clock stands still; so does that of the signature.
        let outcome = deliver(&post, &endpoint, &due[0].delivery.notice, NOW).await;
        outcomes.push(outcome);
        outbox.apply(&OutboxEvent::Attempted { delivery: id.clone(), at, outcome });
    }
    assert_eq!(
        outcomes,
        [
            Outcome::Refused { status: 500, wait: None },
            Outcome::Unreachable,
            Outcome::Refused { status: 503, wait: Some(120_000) },
            Outcome::Refused { status: 307, wait: None },
            Outcome::Delivered { status: 200 },
        ]
    );
    assert!(matches!(outbox.get(&id).unwrap().standing, Standing::Delivered(_)));
    let taken = taken.taken.lock().unwrap();
    assert_eq!(taken.len(), 5);
    assert!(taken.iter().all(|one| *one == taken[0]), "id and body are the same at every attempt");
}

#[tokio::test]
async fn nobody_there_is_unreachable_and_gone_is_gone() {
    let (_, url) = receiver(vec![(410, None)]).await;
    let signer = signer(SECRET, None);
    assert_eq!(
        deliver(&Plain::new(), &endpoint(&url, signer.clone()), &outgoing(), NOW).await,
        Outcome::Gone
    );
    // A port that was just free has nobody on it.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = endpoint(&format!("http://{free}/hook"), signer);
    assert_eq!(deliver(&Plain::new(), &nobody, &outgoing(), NOW).await, Outcome::Unreachable);
}

#[test]
fn time_that_a_receiver_asks_for_is_seconds_or_a_date() {
    let now = Moment(1_445_412_420_000);
    assert_eq!(wait("120", now), Some(120_000));
    assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT", now), Some(60_000));
    assert_eq!(wait("Wed, 21 Oct 2015 07:00:00 GMT", now), Some(0));
    for nothing in ["", "soon", "-1", "1.5"] {
        assert_eq!(wait(nothing, now), None, "{nothing}");
    }
    let refused = |status| judge(&Answer { status, retry_after: Some("7".into()) }, now);
    assert_eq!(refused(429), Outcome::Refused { status: 429, wait: Some(7_000) });
    assert_eq!(refused(500), Outcome::Refused { status: 500, wait: None });
}
