//! `If-Match` and `ETag`: a decision is made on what was read, or not at all; and `Idempotency-Key`.

use super::Api;
use super::problem::{Problem, kinds};
use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::text::Text;

/// The states that a request may be carried out on; required where a handler takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// Any state.
    Any,
    /// A state with one of these tags.
    OneOf(Vec<String>),
}

impl IfMatch {
    /// Checks the present state's tag.
    ///
    /// # Errors
    /// It is none of those named.
    pub fn check(&self, present: &str) -> Result<(), Problem> {
        match self {
            IfMatch::OneOf(tags) if !tags.iter().any(|tag| tag == present) => Err(Problem::new(kinds::STALE)
                .detail(format!("当前版本为 \"{present}\""), format!("its present ETag is \"{present}\""))),
            _ => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut tags = Vec::new();
        for line in parts.headers.get_all(IF_MATCH) {
            for part in line.to_str().unwrap_or_default().split(',').map(str::trim) {
                match part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                    Some(tag) => tags.push(tag.to_owned()),
                    None if part == "*" => return Ok(IfMatch::Any),
                    // A weak tag never matches strongly (RFC 9110 13.1.1), anything else is no tag at all.
                    None if part.starts_with("W/") => tags.push(String::new()),
                    None => {
                        return Err(bad_header(
                            "If-Match",
                            "应写作 \"标签\" 或 *",
                            "write it as \"TAG\" or *",
                        ));
                    }
                }
            }
        }
        if tags.is_empty() {
            Err(Problem::new(kinds::PRECONDITION_REQUIRED))
        } else {
            Ok(IfMatch::OneOf(tags))
        }
    }
}

/// An answer with the tag of the state it shows.
#[derive(Debug, Clone)]
pub struct Tagged<T>(pub String, pub T);

impl<T: IntoResponse> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        if let Ok(value) = HeaderValue::try_from(format!("\"{}\"", self.0)) {
            response.headers_mut().insert(ETAG, value);
        }
        response
    }
}

/// The key under which a repeated request is answered as before; none where the request has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl IdempotencyKey {
    /// The key of a request.
    ///
    /// # Errors
    /// It is empty, longer than `most`, not printable ASCII, or given twice.
    pub fn of(headers: &HeaderMap, most: usize) -> Result<Self, Problem> {
        let mut values = headers.get_all("idempotency-key").iter();
        let Some(value) = values.next() else { return Ok(Self(None)) };
        let printable = value.to_str().ok().filter(|key| key.bytes().all(|b| (0x20..0x7f).contains(&b)));
        match printable.map(str::trim).filter(|key| !key.is_empty() && key.len() <= most) {
            Some(key) if values.next().is_none() => Ok(Self(Some(key.to_owned()))),
            _ => Err(bad_header(
                "Idempotency-Key",
                &format!("应为 1 至 {most} 个可打印的 ASCII 字符，且只给一次"),
                &format!("1 to {most} printable ASCII characters, given once"),
            )),
        }
    }
}

impl FromRequestParts<Api> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        Self::of(&parts.headers, api.limits().key)
    }
}

/// A header field that is not of its form.
pub fn bad_header(name: &str, zh: &str, en: &str) -> Problem {
    Problem::new(kinds::BAD_HEADER).detail(format!("{name}：{zh}"), format!("{name}: {en}")).at(
        name,
        Text::new("不合格", "not of its form"),
        Text::new(zh, en),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
    use super::*;
    use axum::http::Request;

    fn parts(name: &'static str, values: &[&str]) -> Parts {
        let mut request = Request::builder();
        for value in values {
            request = request.header(name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    async fn matched(values: &[&str], present: &str) -> Result<(), &'static str> {
        let read = IfMatch::from_request_parts(&mut parts("if-match", values), &()).await;
        read.and_then(|matched| matched.check(present)).map_err(|problem| problem.kind().name)
    }

    #[tokio::test]
    async fn a_decision_is_made_on_what_was_read() {
        assert_eq!(matched(&[], "5").await, Err("precondition-required"));
        assert_eq!(matched(&["\"5\""], "5").await, Ok(()));
        assert_eq!(matched(&["\"4\""], "5").await, Err("stale"));
        assert_eq!(matched(&["\"4\", \"5\""], "5").await, Ok(()));
        assert_eq!(matched(&["*"], "5").await, Ok(()));
        assert_eq!(matched(&["W/\"5\""], "5").await, Err("stale"));
        assert_eq!(matched(&["5"], "5").await, Err("bad-header"));
    }

    #[test]
    fn a_key_has_one_to_sixty_four_printable_characters() {
        let key = |values: &[&str]| {
            IdempotencyKey::of(&parts("idempotency-key", values).headers, 64)
                .map_err(|problem| problem.kind().name)
        };
        assert_eq!(key(&[]), Ok(IdempotencyKey(None)));
        let longest = "k".repeat(64);
        assert_eq!(key(&[&longest]), Ok(IdempotencyKey(Some(longest.clone()))));
        for bad in [&["k".repeat(65).as_str()][..], &[""], &["a\tb"], &["a", "b"]] {
            assert_eq!(key(bad), Err("bad-header"), "{bad:?}");
        }
    }
}
