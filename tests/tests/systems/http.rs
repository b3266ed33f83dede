//! Connectors over real sockets on this machine.

use crate::drive::{Ready, Run};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use futures_util::stream;
use onething_engine::scenario::text::Text;
use onething_server::config::secret::Vault;
use onething_server::systems::http::wire::{OwnNames, Wire};
use onething_server::systems::http::{Connector, HttpSystem, Outcome};
use onething_server::systems::simulated::{Settings, Simulated};
use onething_server::systems::{Answer, Call};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

pub struct NoVault;

impl Vault for NoVault {
    fn variable(&self, name: &str) -> Option<String> {
        (name == "CALLBACK").then(|| "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned())
    }

    fn file(&self, _: &std::path::Path) -> Result<String, Text> {
        Err(Text::same("there are no files here".to_owned()))
    }
}

/// The call of a birth that looks up the mother's spouse.
pub fn spouse() -> Call {
    let run = Run::new(&Ready::newborn(), 11).over(&Simulated::new(Settings::default()));
    let found = run.calls.into_iter().find(|(call, _)| &*call.service == "data_platform.spouse");
    found.unwrap().0
}

/// Serves on a free port of this machine until the test is over.
pub async fn serve(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

pub fn config(address: SocketAddr, more: Value) -> HttpSystem {
    let mut json = json!({
        "url": format!("http://{address}"),
        "internal": ["127.0.0.1"],
        "retries": { "times": 2, "base_ms": 1, "most_ms": 5 },
        "services": { "data_platform.spouse": {
            "path": "/spouse", "body": { "id": "{one.id_number}" }, "not_found": [404],
            "returns": { "other.name": "/data/name", "other.id_number": "/data/id" },
        } },
    });
    for (key, value) in more.as_object().unwrap() {
        json[key] = value.clone();
    }
    serde_json::from_value(json).unwrap()
}

pub fn connector(config: HttpSystem) -> Arc<Connector> {
    let wire = Wire::new(config.internal.clone(), &[], Arc::new(OwnNames)).unwrap();
    Arc::new(Connector::new(config, &NoVault, Arc::new(wire)).unwrap())
}

pub fn found() -> Value {
    json!({ "data": { "name": "李强", "id": "370303199308170015" } })
}

pub fn why(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Answered(Answer::Failed(why)) => why,
        other => panic!("{other:?}"),
    }
}

/// What a server saw.
#[derive(Clone, Default)]
pub struct Seen(pub Arc<Mutex<Vec<(String, HeaderMap, Bytes)>>>);

impl Seen {
    fn note(&self, uri: &Uri, headers: HeaderMap, body: Bytes) {
        self.0.lock().unwrap().push((uri.path().to_owned(), headers, body));
    }

    pub fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

/// A server that answers everything alike.
pub async fn always(answer: impl Fn() -> Response + Clone + Send + Sync + 'static) -> (SocketAddr, Seen) {
    let seen = Seen::default();
    let handler = move |State(seen): State<Seen>, uri: Uri, headers: HeaderMap, body: Bytes| {
        seen.note(&uri, headers, body);
        let answer = answer();
        async move { answer }
    };
    (serve(Router::new().fallback(any(handler)).with_state(seen.clone())).await, seen)
}

#[tokio::test]
async fn values_are_read_from_where_they_are_said_to_be() {
    let (address, seen) = always(|| Json(found()).into_response()).await;
    let call = spouse();
    let outcome = connector(config(address, json!({}))).perform(&call).await;
    let Outcome::Answered(Answer::Found(values)) = outcome else { panic!("{outcome:?}") };
    let told: BTreeMap<&str, &str> = values.iter().map(|(name, text)| (&**name, &**text)).collect();
    assert_eq!(told, BTreeMap::from([("father.id_number", "370303199308170015"), ("father.name", "李强")]));
    let (path, headers, body) = seen.0.lock().unwrap()[0].clone();
    assert_eq!((path.as_str(), headers["idempotency-key"].to_str().unwrap()), ("/spouse", call.key.as_str()));
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["id"].as_str(), call.given[0].1.as_deref());
}

#[tokio::test]
async fn replies_are_told_apart() {
    let later = json!({ "callback_secret": "${env:CALLBACK}" });
    let cases: Vec<(StatusCode, Value, Value, &str)> = vec![
        (StatusCode::NOT_FOUND, json!({}), json!({}), "nothing"),
        (StatusCode::ACCEPTED, json!({}), later.clone(), "later"),
        (StatusCode::ACCEPTED, json!({}), json!({}), "it means to answer later (202)"),
        (StatusCode::BAD_REQUEST, found(), json!({}), "it answers 400"),
        (StatusCode::FOUND, found(), json!({}), "it answers 302; redirects are not followed"),
        (StatusCode::OK, json!({ "data": {} }), json!({}), "its reply has none of the values"),
        (StatusCode::OK, json!({ "data": { "name": { "zh": "x" } } }), json!({}), "`other.name` is no text"),
        (
            StatusCode::OK,
            json!({ "data": { "id": "123" } }),
            json!({}),
            "what it tells of `father.id_number` is wrong",
        ),
        (StatusCode::OK, json!("text"), json!({}), "its reply has none of the values"),
    ];
    let call = spouse();
    for (status, body, more, wanted) in cases {
        let (address, seen) = always(move || (status, Json(body.clone())).into_response()).await;
        let told = match connector(config(address, more)).perform(&call).await {
            Outcome::Answered(Answer::Nothing) => "nothing".to_owned(),
            Outcome::Later(work) => {
                assert_eq!(work.key, call.key);
                "later".to_owned()
            }
            outcome => why(&outcome).to_owned(),
        };
        assert!(told.starts_with(wanted), "{status}: {told}");
        assert_eq!(seen.count(), 1, "{status}: what is decided is not tried again");
    }
    let (address, _) = always(|| "no JSON".into_response()).await;
    assert_eq!(why(&connector(config(address, json!({}))).perform(&call).await), "its reply is no JSON");
}

#[tokio::test]
async fn a_redirect_leads_nowhere() {
    let (inner, reached) = always(|| Json(found()).into_response()).await;
    let target = format!("http://{inner}/secret");
    let (address, seen) =
        always(move || (StatusCode::TEMPORARY_REDIRECT, [("location", target.clone())]).into_response())
            .await;
    let outcome = connector(config(address, json!({}))).perform(&spouse()).await;
    assert_eq!(why(&outcome), "it answers 307; redirects are not followed");
    assert_eq!((seen.count(), reached.count()), (1, 0));
}

#[tokio::test]
async fn slow_bodies_and_silent_servers_end_in_time() {
    let dribble = || {
        let drops = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), ()))
        });
        Body::from_stream(drops).into_response()
    };
    let silent = || Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>()).into_response();
    let settings = json!({ "timeout_ms": 150, "retries": { "times": 1, "base_ms": 1, "most_ms": 1 } });
    for (address, seen) in [always(dribble).await, always(silent).await] {
        let begin = Instant::now();
        let outcome = connector(config(address, settings.clone())).perform(&spouse()).await;
        assert_eq!(why(&outcome), "it does not answer in time");
        assert_eq!(seen.count(), 2);
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    }
    // The machine's own patience counts before that of the connector.
    let (address, _) = always(dribble).await;
    let call = Call { timeout_ms: 100, ..spouse() };
    let begin = Instant::now();
    let outcome = connector(config(address, json!({ "timeout_ms": 60_000 }))).perform(&call).await;
    assert_eq!(why(&outcome), "it does not answer in time");
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn huge_bodies_are_refused() {
    const MIB: usize = 1024 * 1024;
    let of = |length: usize| {
        let text = json!({ "data": { "name": "李强" }, "fill": "x".repeat(length) }).to_string();
        text[..].to_owned()
    };
    let fits = of(MIB - 64);
    assert!(fits.len() <= MIB);
    let (address, _) = always(move || fits.clone().into_response()).await;
    let outcome = connector(config(address, json!({}))).perform(&spouse()).await;
    assert!(matches!(outcome, Outcome::Answered(Answer::Found(_))), "{outcome:?}");
    let large = of(MIB);
    let chunked = move || {
        let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 64 * 1024])));
        Body::from_stream(endless).into_response()
    };
    for (address, seen) in [always(move || large.clone().into_response()).await, always(chunked).await] {
        let outcome = connector(config(address, json!({}))).perform(&spouse()).await;
        assert_eq!(why(&outcome), "its reply is larger than 1048576 bytes");
        assert_eq!(seen.count(), 1, "it would be as large again");
    }
}

#[tokio::test]
async fn a_system_that_fails_time_and_again_is_left_alone() {
    let (address, seen) = always(|| StatusCode::SERVICE_UNAVAILABLE.into_response()).await;
    let settings = json!({ "breaker": { "failures": 4, "pause_ms": 60_000, "trials": 1 } });
    let connector = connector(config(address, settings));
    let call = spouse();
    assert_eq!(why(&connector.perform(&call).await), "it answers 503");
    assert_eq!(seen.count(), 3);
    for _ in 0..5 {
        assert_eq!(
            why(&connector.perform(&call).await),
            "it failed time and again and is left alone for a while"
        );
    }
    assert_eq!(seen.count(), 4, "the fourth failure opened it; nothing was sent since");
}

#[tokio::test]
async fn what_fails_tells_nothing_of_a_person() {
    let call = spouse();
    let canary = call.given[0].1.clone().unwrap();
    let echo = canary.to_string();
    let bodies: Vec<(StatusCode, String)> = vec![
        (StatusCode::INTERNAL_SERVER_ERROR, echo.clone()),
        (StatusCode::BAD_REQUEST, echo.clone()),
        (StatusCode::OK, echo.clone()),
        (StatusCode::OK, json!({ "data": { "id": format!("{echo}x") } }).to_string()),
        (StatusCode::OK, json!({ "data": { "name": [echo.clone()] } }).to_string()),
    ];
    for (status, body) in bodies {
        let (address, _) = always(move || (status, body.clone()).into_response()).await;
        let more = json!({ "services": { "data_platform.spouse": {
            "path": "/s/{one.id_number}", "returns": { "other.name": "/data/name", "other.id_number": "/data/id" },
        } } });
        let outcome = connector(config(address, more)).perform(&call).await;
        assert!(!why(&outcome).contains(&*canary), "{outcome:?}");
    }
}

#[test]
fn what_the_catalogue_does_not_have_is_told() {
    let ready = Ready::newborn();
    let address = "127.0.0.1:1".parse().unwrap();
    let fine = connector(config(address, json!({})));
    assert_eq!(fine.unknown(&ready.scenario.catalogue), []);
    let wrong = connector(config(
        address,
        json!({ "services": {
        "data_platform.nothing": {},
        "data_platform.spouse": { "path": "/{two.id_number}", "returns": { "other.age": "/age", "case.at": "/at" } },
    } }),
    ));
    let told: Vec<String> =
        wrong.unknown(&ready.scenario.catalogue).iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(
        told[0].contains("no such service") && told[1].contains("not given `two.id_number`"),
        "{told:#?}"
    );
    assert!(told[2].contains("returns.\"other.age\""), "{told:#?}");
}
