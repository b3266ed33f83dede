//! The JSON body of a request: bounded in size and depth, nothing unknown in it, every mistake told with its place.

use super::Api;
use super::misread::misread;
use super::problem::{Problem, kinds};
use super::serve::body::BodyIdle;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use onething_engine::scenario::text::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};
use std::error::Error;

/// A body of a request, or of an answer.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => {
                ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], bytes).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "an answer could not be written");
                Problem::new(kinds::INTERNAL).into_response()
            }
        }
    }
}

impl<T: DeserializeOwned> FromRequest<Api> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(kinds::UNSUPPORTED_MEDIA_TYPE));
        }
        let limits = api.limits();
        let bytes = read(request, limits.json_bytes).await?;
        parse(&bytes, limits.json_depth).map(Json)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = value.split(';');
    let essence = parts.next().unwrap_or_default().trim();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_owned())
    });
    essence.eq_ignore_ascii_case("application/json")
        && charset.is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"))
}

/// Reads a whole body of at most `most` bytes.
///
/// # Errors
/// It is longer, stops coming, or breaks off.
pub async fn read(request: Request, most: usize) -> Result<Bytes, Problem> {
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if declared.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > most as u64) {
        return Err(too_large(most));
    }
    match Limited::new(request.into_body(), most).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) => Err(unreadable(error.as_ref(), most)),
    }
}

/// What a body's error is told as.
pub fn unreadable(error: &(dyn Error + 'static), most: usize) -> Problem {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return too_large(most);
        }
        if error.is::<BodyIdle>() {
            return Problem::new(kinds::REQUEST_TIMEOUT);
        }
        cause = error.source();
    }
    Problem::new(kinds::BAD_REQUEST)
        .detail("请求体中途中断或分块有误", "the body broke off or its chunks are wrong")
}

/// What is longer than `most` bytes is told as.
pub fn too_large(most: usize) -> Problem {
    Problem::new(kinds::TOO_LARGE)
        .detail(format!("请求体超过 {most} 字节"), format!("the body is longer than {most} bytes"))
}

/// Parses JSON that is nested no deeper than `depth`.
///
/// # Errors
/// It is no JSON, nested deeper, or not of the type; with the place where that can be told.
pub fn parse<T: DeserializeOwned>(bytes: &[u8], depth: usize) -> Result<T, Problem> {
    if deeper_than(bytes, depth) {
        return Err(Problem::new(kinds::TOO_DEEP)
            .detail(format!("嵌套超过 {depth} 层"), format!("nested deeper than {depth} levels")));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        match misfit::<T>(bytes).filter(|_| !error.inner().is_data()) {
            Some(problem) => problem,
            None => told(error.inner(), pointer),
        }
    })?;
    reader.end().map_err(|error| told(&error, String::new()))?;
    Ok(value)
}

/// What is wrong with JSON that is well-formed and still not of the type: the parser takes one property too many of
/// a choice for an error of form. None where it is not well-formed.
fn misfit<T: DeserializeOwned>(bytes: &[u8]) -> Option<Problem> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let error = serde_path_to_error::deserialize::<_, T>(value).err()?;
    Some(told(error.inner(), pointer(error.path())))
}

/// Whether brackets outside strings stand deeper than `most`; whether they match is the parser's to say.
fn deeper_than(bytes: &[u8], most: usize) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for byte in bytes {
        match (quoted, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => quoted = !quoted,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > most {
            return true;
        }
    }
    false
}

fn told(error: &serde_json::Error, pointer: String) -> Problem {
    let said = error.to_string();
    if !error.is_data() {
        let (line, column) = (error.line(), error.column());
        return Problem::new(kinds::MALFORMED_JSON).detail(
            format!("第 {line} 行第 {column} 列处有误"),
            format!("wrong at line {line}, column {column}"),
        );
    }
    // The place that serde adds to its words counts bytes; the pointer says it better.
    let what = said.split(" at line ").next().unwrap_or(&said);
    if let Some(name) = what.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
        let place = match pointer.rsplit_once('/') {
            // serde names the property itself as the place or the object around it.
            Some((_, last)) if last == escaped(name) => pointer,
            _ => format!("{pointer}/{}", escaped(name)),
        };
        return Problem::new(kinds::UNKNOWN_PROPERTY)
            .detail(format!("属性 `{name}` 不认识"), format!("`{name}` is not a property here"))
            .at(place, Text::new("不认识的属性", "not a known property"), expected(what));
    }
    let what = misread(what);
    let problem = Problem::new(kinds::BAD_VALUE).detail(format!("取值有误：{}", what.zh), &*what.en);
    problem.at(pointer, what, Text::new("按接口文档修改", "write it as the API's pages say"))
}

fn expected(what: &str) -> Text {
    match what.split_once(", expected ") {
        Some((_, known)) => {
            let known = known.strip_prefix("one of ").unwrap_or(known);
            let in_chinese = known.replace(" or ", "、").replace(", ", "、");
            Text::new(format!("可用：{in_chinese}"), format!("there are: {known}"))
        }
        None => Text::new("去掉它", "take it out"),
    }
}

/// The JSON pointer (RFC 6901) of a place.
fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", escaped(key)),
            Segment::Enum { variant } => format!("/{}", escaped(variant)),
            Segment::Unknown => String::new(),
        })
        .collect()
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
    use super::*;
    use crate::api::problem::Asked;
    use onething_engine::scenario::text::Language;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "read by nobody: the test is about refusals")]
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "read by nobody: the test is about refusals")]
        number: u8,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[expect(dead_code, reason = "read by nobody: the test is about refusals")]
    enum Choice {
        One(bool),
        Two(bool),
    }

    fn refused(text: &str) -> (String, Vec<String>) {
        let problem = parse::<Outer>(text.as_bytes(), 4).unwrap_err();
        let asked = Asked { language: Language::En, path: "/x".into(), trace_id: String::new() };
        let document = problem.document(&asked);
        (document.code, document.errors.into_iter().map(|e| e.pointer).collect())
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        assert_eq!(
            refused(r#"{"inner":[{"number":1},{"number":999}]}"#),
            ("bad-value".into(), vec!["/inner/1/number".into()])
        );
        assert_eq!(
            refused(r#"{"inner":[{"nomber":1}]}"#),
            ("unknown-property".into(), vec!["/inner/0/nomber".into()])
        );
        assert_eq!(refused(r#"{"a/b~":1}"#), ("unknown-property".into(), vec!["/a~1b~0".into()]));
        assert_eq!(refused(r#"{"inner":"#), ("malformed-json".into(), vec![]));
        assert_eq!(refused(r#"{"inner":[]} x"#).0, "malformed-json");
        assert_eq!(refused("{\"inner\":[]\u{0}}").0, "malformed-json");
        assert_eq!(refused(r#"{"inner":[],"inner":[]}"#).0, "bad-value");
        let refused = |text: &str| parse::<Choice>(text.as_bytes(), 4).unwrap_err().kind().name;
        assert_eq!(refused(r#"{"one":true,"two":false}"#), "bad-value");
        assert_eq!(refused(r#"{"one":true,"#), "malformed-json");
    }

    #[test]
    fn depth_is_counted_outside_strings_at_the_limit_and_one_more() {
        assert!(!deeper_than(br#"[[[["]]]][[[[\"[["]]]]"#, 4));
        assert!(deeper_than(b"[[[[[", 4));
        assert_eq!(refused("[[[[[]]]]]").0, "too-deep");
        assert_eq!(refused("[[[[]]]]").0, "bad-value");
    }
}
