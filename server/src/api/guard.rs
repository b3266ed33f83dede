//! What stands around every handler: the trace, bounds of the head, who asks, how often, how long; and that every
//! answer is safe for a browser and every failure a problem document.

use super::Api;
use super::granted::{Identified, permit};
use super::language::preferred;
use super::missing;
use super::precondition::IdempotencyKey;
use super::problem::{self, Asked, Problem, kinds};
use super::rate::Whose;
use super::serve::body::Received;
use super::slots::network;
use super::trace::TraceId;
use super::web;
use crate::access::{Denied, Verified};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, DATE, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::any::Any;
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant, SystemTime};
use tracing::Instrument;

/// What pages may do: load our own files, talk to us, and stand in no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Whether a request belongs to the interface for programs.
const API: &str = "/api/v1/";

/// Stands around every handler: traces the request and finishes its answer, and in between finds out who asks,
/// what they may, and ends what takes too long. One layer, for each costs every request something.
pub async fn around(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let trace = TraceId::of(request.headers());
    let asked = Asked {
        language: preferred(request.headers(), api.limits().language),
        path: request.uri().path().to_owned(),
        trace_id: trace.0.clone(),
    };
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let path = web::counted(&api, &request, matched.as_ref());
    let span = tracing::info_span!("request", method = %request.method(), path, trace_id = trace.0);
    request.extensions_mut().insert(trace);
    // hyper writes the date; an answer that never reaches it (in a test) has one too.
    let is_served = request.extensions().get::<ConnectInfo<SocketAddr>>().is_some();
    let (method, begun) = (request.method().clone(), Instant::now());
    let response = match head_refused(&request, &api) {
        Err(refusal) => refusal.into_response(),
        Ok(()) => identified(&api, request, next).instrument(span.clone()).await,
    };
    let mut response = problem::finish(missing::named(response, matched.as_ref()), &asked);
    let took = begun.elapsed();
    api.operations().answered(&method, path, response.status(), took);
    tracing::debug!(parent: &span, status = response.status().as_u16(), millis = took.as_millis(), "answered");
    mark(response.headers_mut(), &asked, is_served);
    response
}

/// Header fields of every answer; a handler's own word stands.
fn mark(headers: &mut HeaderMap, asked: &Asked, is_served: bool) {
    let fixed: [(HeaderName, &'static str); 6] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if asked.path.starts_with(API) {
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::try_from(&asked.trace_id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    if !is_served && let Ok(value) = HeaderValue::try_from(http_date(SystemTime::now())) {
        headers.entry(DATE).or_insert(value);
    }
}

/// A moment as HTTP writes it (RFC 9110 5.6.7).
fn http_date(now: SystemTime) -> String {
    let now = jiff::Timestamp::try_from(now).unwrap_or_default();
    now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Bounds of a request's head that hold for HTTP/1 and HTTP/2 alike.
fn head_refused(request: &Request, api: &Api) -> Result<(), Problem> {
    let limits = api.limits();
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    if target.len() > limits.target_bytes {
        return Err(Problem::new(kinds::TARGET_TOO_LONG));
    }
    let line = request.method().as_str().len() + target.len() + " HTTP/1.1\r\n".len() + 1;
    let field = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 4;
    let bytes = line + request.headers().iter().map(field).sum::<usize>() + 2;
    if bytes > limits.head_bytes {
        let most = limits.head_bytes;
        let problem = Problem::new(kinds::HEAD_TOO_LARGE);
        return Err(problem
            .detail(format!("请求头超过 {most} 字节"), format!("the head is longer than {most} bytes")));
    }
    if request.headers().len() > limits.head_fields {
        let most = limits.head_fields;
        let problem = Problem::new(kinds::HEAD_TOO_LARGE);
        return Err(
            problem.detail(format!("请求头超过 {most} 项"), format!("more than {most} header fields"))
        );
    }
    IdempotencyKey::of(request.headers(), limits.key).map(|_| ())
}

/// The answer to a handler that panicked. The cause goes to the log alone.
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let words = cause.downcast_ref::<&str>().copied().map(str::to_owned);
    let words = words.or_else(|| cause.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = words, "a handler panicked");
    Problem::new(kinds::INTERNAL).into_response()
}

/// Finds out who asks and whether they ask too often.
async fn identified(api: &Api, mut request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let passed = api.gate().pass(request.method(), request.uri(), request.headers());
    if let Err(denied @ Denied::OtherSite) = passed {
        return Problem::from(denied).into_response();
    }
    let whose = match &passed {
        Ok(verified) => Some(Whose::Principal(verified.principal.id.0.clone())),
        Err(_) => address.map(|address: IpAddr| Whose::Address(network(address))),
    };
    // Who shows wrong tokens time and again is heard no more for a while, whatever they show then.
    let shows = request.headers().contains_key(AUTHORIZATION);
    if let Some(address) = address.map(network).filter(|_| shows) {
        let wrong = matches!(passed, Err(Denied::UnknownToken));
        if let Err(seconds) = api.tries().shows(address, wrong, Instant::now()) {
            return Problem::new(kinds::LOCKED_OUT).retry_after(seconds).into_response();
        }
    }
    // A page loads some dozen files at once, which cost nothing and are kept; what they ask for then is counted.
    let whose = whose.filter(|_| !is_file(&request));
    if let Some(Err(seconds)) = whose.map(|whose| api.requests().take(&whose, Instant::now())) {
        return Problem::new(kinds::RATE_LIMITED).retry_after(seconds).into_response();
    }
    if let Ok(Verified { note: Some(note), .. }) = &passed {
        let (api, note) = (api.clone(), note.clone());
        // Nobody waits for it.
        drop(tokio::task::spawn_blocking(move || api.gate().note(&note)));
    }
    request.extensions_mut().insert(Identified(passed));
    in_time(api, request, next).await
}

/// Asks whether it may be done, and whether anything of what the interface writes is accepted, before anything is.
async fn allowed(api: &Api, mut request: Request, next: Next) -> Response {
    let turn = match permit(api, &mut request) {
        Err(refusal) => return refusal.into_response(),
        Ok(turn) => turn,
    };
    if is_resource(&request) && !accepts(request.headers()) {
        return Problem::new(kinds::NOT_ACCEPTABLE).into_response();
    }
    let response = next.run(request).await;
    drop(turn);
    response
}

/// Whether a request is for something of the interface for programs.
fn is_resource(request: &Request) -> bool {
    let matched = request.extensions().get::<MatchedPath>();
    matched.is_some_and(|path| path.as_str().starts_with(API))
}

/// Whether a request is for a file of the front end.
fn is_file(request: &Request) -> bool {
    request.extensions().get::<MatchedPath>().is_some_and(|path| path.as_str() == web::FILES)
}

/// Whether anything is accepted that the interface writes.
fn accepts(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT).iter().map(|value| value.to_str().unwrap_or_default());
    let mut ranges =
        lines.flat_map(|line| line.split(',')).map(str::trim).filter(|r| !r.is_empty()).peekable();
    ranges.peek().is_none() || ranges.any(is_written)
}

/// Whether a media range of `Accept` takes something that the interface writes.
fn is_written(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
    let written = matches!(
        essence.as_str(),
        "*/*"
            | "application/*"
            | "application/json"
            | "application/problem+json"
            | "application/octet-stream"
            | "text/*"
            | "text/plain"
            | "text/html"
            | "text/event-stream"
            | "image/*"
            | "image/svg+xml"
    );
    written && !refused
}

/// Ends a request that takes too long.
async fn in_time(api: &Api, request: Request, next: Next) -> Response {
    let limits = api.limits();
    let most = if is_upload(&request) { limits.upload } else { limits.request };
    let received = request.extensions().get::<Received>().cloned();
    let answered = AssertUnwindSafe(allowed(api, request, next)).catch_unwind();
    let answered = answered.map(|answered| answered.unwrap_or_else(panicked));
    match within(most, answered).await {
        Some(response) => response,
        None if received.is_some_and(|received| !received.is_whole()) => {
            Problem::new(kinds::REQUEST_TIMEOUT).into_response()
        }
        None => Problem::new(kinds::TOOK_TOO_LONG).retry_after(1).into_response(),
    }
}

async fn within<T>(most: Duration, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(most, work).await.ok()
}

/// Whether a request hands in a file.
fn is_upload(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path().ends_with("/materials")
}
