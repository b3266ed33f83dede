//! Problems (RFC 9457): every answer that is no success is one, in the reader's language.
//!
//! A handler returns a [`Problem`]; its answer is empty until [`finish`] writes the document, because only there
//! the language, the path and the trace are known. What fails without a `Problem` (an unknown path, a panic) is
//! told by its status.

pub mod kinds;
pub mod page;

use super::dto::problem::{ProblemDocument, ProblemPlace};
use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kinds::Kind;
use onething_engine::scenario::text::{Language, Text};

/// The type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// One place of a request that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// JSON pointer into the body, `?NAME` for a query parameter, or the name of a header field.
    pub pointer: String,
    /// What is wrong there.
    pub detail: Text,
    /// How to mend it.
    pub mend: Text,
}

/// Why a request was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(Box<Said>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    kind: &'static Kind,
    /// In this case; the type's title where nothing more is known.
    detail: Option<Text>,
    mend: Option<Text>,
    /// The machine's own name for its no.
    reason: Option<String>,
    errors: Vec<Place>,
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem of a type, with nothing more to say.
    pub fn new(kind: &'static Kind) -> Self {
        Self(Box::new(Said {
            kind,
            detail: None,
            mend: None,
            reason: None,
            errors: Vec::new(),
            retry_after: None,
        }))
    }

    /// What happened in this case.
    #[must_use]
    pub fn detail(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.0.detail = Some(Text::new(zh.into(), en.into()));
        self
    }

    /// How to mend this case, where the type's own advice does not fit.
    #[must_use]
    pub fn mend(mut self, mend: Text) -> Self {
        self.0.mend = Some(mend);
        self
    }

    /// The machine's own name for its no.
    #[must_use]
    pub fn reason(mut self, name: impl Into<String>) -> Self {
        self.0.reason = Some(name.into());
        self
    }

    /// A place that is wrong.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>, detail: Text, mend: Text) -> Self {
        self.0.errors.push(Place { pointer: pointer.into(), detail, mend });
        self
    }

    /// When to try again, in seconds, at least 1.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds.max(1));
        self
    }

    /// Whether it says more than its type.
    pub fn is_detailed(&self) -> bool {
        self.0.detail.is_some()
    }

    /// Its type.
    pub fn kind(&self) -> &'static Kind {
        self.0.kind
    }

    /// What happened, and where, in words.
    pub fn told(&self) -> Text {
        let kind = self.0.kind;
        let mut told = self.0.detail.clone().unwrap_or_else(|| Text::new(kind.zh, kind.en));
        for place in &self.0.errors {
            let (at, what) = (&place.pointer, &place.detail);
            told = Text::new(
                format!("{}；{at}：{}", told.zh, what.zh),
                format!("{}; {at}: {}", told.en, what.en),
            );
        }
        told
    }

    /// The document, in a language.
    pub fn document(&self, asked: &Asked) -> ProblemDocument {
        let kind = self.0.kind;
        let say = |text: &Text| text.in_language(asked.language).to_owned();
        let own = |zh: &str, en: &str| match asked.language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        };
        ProblemDocument {
            kind: format!("/problems/{}", kind.name),
            title: own(kind.zh, kind.en),
            status: kind.status.as_u16(),
            detail: self.0.detail.as_ref().map_or_else(|| own(kind.zh, kind.en), say),
            instance: asked.path.clone(),
            code: kind.name.to_owned(),
            trace_id: asked.trace_id.clone(),
            mend: self.0.mend.as_ref().map_or_else(|| own(kind.mend_zh, kind.mend_en), say),
            reason: self.0.reason.clone(),
            errors: self
                .0
                .errors
                .iter()
                .map(|place| ProblemPlace {
                    pointer: place.pointer.clone(),
                    detail: say(&place.detail),
                    mend: say(&place.mend),
                })
                .collect(),
        }
    }

    /// How long to wait, in seconds: as said, or 1 where the status wants it said.
    fn wait(&self) -> Option<u64> {
        let wanted = matches!(
            self.0.kind.status,
            StatusCode::REQUEST_TIMEOUT
                | StatusCode::PAYLOAD_TOO_LARGE
                | StatusCode::TOO_MANY_REQUESTS
                | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::INSUFFICIENT_STORAGE
        );
        self.0.retry_after.or(wanted.then_some(1))
    }

    /// A whole HTTP/1.1 answer that ends its connection, for where no request could be read.
    pub fn message(&self, asked: &Asked) -> Vec<u8> {
        let document = json(&self.document(asked));
        let status = self.0.kind.status;
        let wait = self.wait().map_or_else(String::new, |seconds| format!("retry-after: {seconds}\r\n"));
        let head = format!(
            "HTTP/1.1 {} {}\r\ncontent-type: {PROBLEM_JSON}\r\ncontent-length: {}\r\n{wait}cache-control: no-store\r\nconnection: close\r\n\r\n",
            status.as_u16(),
            status.canonical_reason().unwrap_or_default(),
            document.len(),
        );
        let mut message = head.into_bytes();
        message.extend(document);
        message
    }
}

fn json(document: &ProblemDocument) -> Vec<u8> {
    // Strings and numbers alone: there is nothing in it that could fail.
    serde_json::to_vec(document).unwrap_or_default()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.kind.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What a document says of the request it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The language it is written in.
    pub language: Language,
    /// The path; never the query, which may name people.
    pub path: String,
    /// What the operator finds the request by.
    pub trace_id: String,
}

impl Asked {
    /// Of a request that could not be read: in the language of those who name none.
    pub fn unread(usual: Language) -> Self {
        Self { language: usual, path: String::new(), trace_id: super::trace::TraceId::fresh().0 }
    }
}

/// Writes the document of an answer that is no success; leaves every other answer as it is.
pub fn finish(mut response: Response, asked: &Asked) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let problem = response.extensions_mut().remove::<Problem>();
    let problem = problem.unwrap_or_else(|| Problem::new(kinds::of_status(status)));
    if problem.0.kind.status.is_server_error() {
        tracing::error!(
            code = problem.0.kind.name,
            trace_id = asked.trace_id,
            path = asked.path,
            "request failed"
        );
    }
    let document = json(&problem.document(asked));
    let (mut parts, _) = response.into_parts();
    parts.status = problem.0.kind.status;
    // The body that these speak of is replaced.
    for name in [CONTENT_LENGTH, CONTENT_TYPE] {
        parts.headers.remove(name);
    }
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if let Some(seconds) = problem.wait() {
        parts.headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if parts.status == StatusCode::UNAUTHORIZED && !parts.headers.contains_key(WWW_AUTHENTICATE) {
        parts.headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"onething\""));
    }
    Response::from_parts(parts, Body::from(document))
}
