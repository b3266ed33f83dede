//! `/healthz`, `/readyz` and `/metrics`, over what the host knows of itself.

use super::Api;
use super::problem::{Problem, kinds};
use crate::store::Look;
use crate::telemetry::Metrics;
use crate::telemetry::metric::{HTTP_REQUEST_DURATION, HTTP_REQUESTS, OTHER};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::text::Text;
use std::sync::Arc;
use std::time::Duration;

/// Whether requests can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    /// They can.
    Ready,
    /// They cannot yet, or no more: what is being done, and how long it may take in seconds.
    Not(Text, u64),
}

/// What the host knows of itself.
pub trait Operations: Send + Sync + 'static {
    /// Whether requests can be taken.
    fn readiness(&self) -> Readiness;

    /// The metrics in the text format of Prometheus.
    fn metrics(&self) -> String;

    /// What looks the store over, and the last record that is on the medium; none where there is no store.
    fn store(&self) -> Option<(Arc<Look>, u64)> {
        None
    }

    /// A request was answered; `route` is its pattern, never its path.
    fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration);
}

/// A host that is ready as soon as it serves, measured as the process is.
impl Operations for Metrics {
    fn readiness(&self) -> Readiness {
        Readiness::Ready
    }

    fn metrics(&self) -> String {
        self.render()
    }

    fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        // A method of one's own making would be a label of one's own making.
        let method = if is_usual(method) { method.as_str() } else { OTHER };
        let route = if route.is_empty() { OTHER } else { route };
        HTTP_REQUESTS.counter(&[route, method, status.as_str()]).increment(1);
        HTTP_REQUEST_DURATION.histogram(&[route, method]).record(took.as_secs_f64());
    }
}

fn is_usual(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET
            | Method::HEAD
            | Method::POST
            | Method::PUT
            | Method::DELETE
            | Method::PATCH
            | Method::OPTIONS
    )
}

/// `GET /healthz`: the process runs and answers.
pub async fn health() -> Response {
    plain("ok\n".to_owned())
}

/// `GET /readyz`: requests can be taken.
pub async fn ready(State(api): State<Api>) -> Response {
    if api.closing().is_given() {
        let problem = Problem::new(kinds::UNAVAILABLE).retry_after(10);
        return problem.detail("服务正在停止", "the server is stopping").into_response();
    }
    match api.operations().readiness() {
        Readiness::Ready => plain("ready\n".to_owned()),
        Readiness::Not(why, seconds) => {
            let problem = Problem::new(kinds::UNAVAILABLE).retry_after(seconds);
            problem.detail(&*why.zh, &*why.en).into_response()
        }
    }
}

/// `GET /metrics`.
pub async fn metrics(State(api): State<Api>) -> Response {
    let text = api.operations().metrics();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn plain(text: String) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
