//! A server for tests, and answers that are looked at as a client would.

#[path = "quiet.rs"]
mod quiet;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::BodyExt;
use onething_engine::scenario::model::Id;
use onething_server::access::Development;
use onething_server::api::closing::{Close, Closing, closing};
use onething_server::api::gate::Gate;
use onething_server::api::limits::Limits;
use onething_server::api::operations::Operations;
use onething_server::api::serve::{Ended, serve};
use onething_server::api::shelf::Shelf;
use onething_server::api::web::assets::Assets;
use onething_server::api::{self, Api, Parts};
use onething_server::clock::Kind;
use onething_server::desk::Desk;
use onething_server::disk::Disk;
use onething_server::disk::simulated::Simulated;
use onething_server::index::Ordered;
use onething_server::journal;
use onething_server::library::{self, Place};
use onething_server::materials::Materials;
use onething_server::runner::shared::Shared;
use onething_server::runner::{self, Opened, Options, Outside};
use onething_server::systems::{Call, simulated};
use quiet::Quiet;
use serde_json::Value;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceExt;

/// Nobody answers but simulated systems.
struct Nobody;

impl Outside for Nobody {
    fn take(&self, _: &Arc<Shared>, _: &Id, _: &Call) -> bool {
        false
    }

    fn by_hand(&self, _: &str) -> bool {
        false
    }
}

/// A runner at work on a disk in memory, and the desk before it.
fn desk() -> Desk {
    let on: Arc<dyn Disk> = Arc::new(Simulated::new());
    let systems = Arc::new(simulated::Simulated::new(simulated::Settings::default()));
    let journal = journal::Options { segment: 1 << 20, batch: 64 << 10, waiting: 256 << 10, threads: true };
    let options = Options { shards: 1, cache: 1 << 20, clock: Kind::Sandbox, journal, ..Options::default() };
    let index = Arc::new(Ordered::new());
    let opened =
        runner::open(on.clone(), Path::new("journal"), index, options, systems, Arc::new(Nobody), |_, _| {});
    let Opened { runner, parts, .. } = opened.unwrap();
    // They work as long as the test's process does.
    drop(parts.spawn().unwrap());
    let files = library::files(&Place::Embedded, "newborn-birth").unwrap();
    runner.publish(files, None).map_err(|e| format!("{e:?}")).unwrap();
    let materials = Arc::new(Materials::open(on, Path::new("materials"), 20 << 20).unwrap());
    Desk { runner, materials, sandbox: true }
}

/// The shipped library, read once.
fn shelf() -> Arc<Shelf> {
    static SHELF: OnceLock<Arc<Shelf>> = OnceLock::new();
    SHELF.get_or_init(|| Arc::new(Shelf::open(Place::Embedded).unwrap())).clone()
}

/// The interface over the shipped library, with some bounds, as under `--dev`.
pub fn interface(limits: Limits) -> (Api, Close) {
    let (close, closing) = closing();
    (interface_until(limits, closing, true), close)
}

/// The same with a web front end.
pub fn with_web(limits: Limits, assets: Assets, operations: Arc<dyn Operations>) -> (Api, Close) {
    let (close, closing) = closing();
    (made(limits, closing, true, (assets, operations)), close)
}

/// The same where tokens are needed.
pub fn with_tokens(limits: Limits) -> (Api, Close) {
    let (close, closing) = closing();
    (interface_until(limits, closing, false), close)
}

fn interface_until(limits: Limits, closing: Closing, open: bool) -> Api {
    made(limits, closing, open, (Assets::NONE, Arc::new(Quiet)))
}

fn made(limits: Limits, closing: Closing, open: bool, own: (Assets, Arc<dyn Operations>)) -> Api {
    let shelf = shelf();
    let desk = desk();
    let catalogues: Vec<_> =
        shelf.sound().into_iter().map(|(_, scenario)| scenario.catalogue.clone()).collect();
    let development = open.then(|| Development::of_all(catalogues.iter().map(|catalogue| &**catalogue)));
    let gate = Gate::open(desk.runner.clone(), development).unwrap();
    let (outwards, (assets, operations)) = (None, own);
    Api::new(Parts { limits, shelf, desk, outwards, gate, operations, assets, closing })
}

/// The whole router, without bounds of one principal.
pub fn router() -> Router {
    static ROUTER: OnceLock<Router> = OnceLock::new();
    let made = || {
        let (api, close) = interface(Limits::unshared());
        // The sign to stop is given when its end is dropped, and these tests never stop.
        std::mem::forget(close);
        api::router(api)
    };
    ROUTER.get_or_init(made).clone()
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The problem that it is; a success is none.
    pub fn problem(&self) -> Value {
        assert!(!self.status.is_success(), "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        problem(self.status.as_u16(), &self.body)
    }

    /// The code of the problem that it is.
    pub fn code(&self) -> String {
        self.problem()["code"].as_str().unwrap().to_owned()
    }
}

/// Looks whether a document is one of a problem, and nothing of the inside stands in it.
pub fn problem(status: u16, body: &[u8]) -> Value {
    let document: Value = serde_json::from_slice(body).unwrap();
    for member in ["type", "title", "detail", "instance", "code", "trace_id", "mend"] {
        assert!(document[member].is_string(), "{member} in {document}");
    }
    assert_eq!(document["status"], status, "{document}");
    let code = document["code"].as_str().unwrap();
    assert_eq!(document["type"], format!("/problems/{code}"));
    assert!(api::problem::kinds::find(code).is_some_and(|kind| kind.status.as_u16() == status), "{document}");
    let text = document.to_string();
    for inside in ["panicked at", "src/", ".rs:", "/srv", "rustc"] {
        assert!(!text.contains(inside), "{inside} in {text}");
    }
    document
}

/// Sends a request through a router.
pub async fn send(router: &Router, mut request: Request<Body>) -> Answer {
    request.headers_mut().entry("host").or_insert(HeaderValue::from_static("localhost"));
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// A request of a tester, for answers in English.
pub fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header("accept-language", "en")
}

/// `GET` of a path.
pub async fn get(router: &Router, path: &str) -> Answer {
    send(router, request("GET", path).body(Body::empty()).unwrap()).await
}

/// `POST` of a JSON text.
pub async fn post(router: &Router, path: &str, body: impl Into<Body>) -> Answer {
    let request = request("POST", path).header("content-type", "application/json");
    send(router, request.body(body.into()).unwrap()).await
}

/// A server on a port of its own.
pub struct Server {
    pub address: SocketAddr,
    pub close: Close,
    pub served: JoinHandle<Ended>,
}

/// Serves routes within bounds.
pub async fn start(limits: Limits, routes: impl FnOnce(Api) -> Router) -> Server {
    let (close, closing) = closing();
    let api = interface_until(limits, closing.clone(), true);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = api.limits().clone();
    let served = tokio::spawn(serve(listener, routes(api), limits, closing));
    Server { address, close, served }
}
