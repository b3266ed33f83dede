//! Query parameters and parts of a path, refused with a problem where they are not of their form.

use super::misread::misread;
use super::problem::{Problem, kinds};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{self, FromRequestParts};
use axum::http::request::Parts;
use onething_engine::scenario::text::Text;
use serde::de::DeserializeOwned;

/// The parameters of a query.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|query| Self(query.0)).map_err(|error: QueryRejection| {
            let text = error.body_text();
            let what = text.trim_start_matches("Failed to deserialize query string: ").to_owned();
            bad_parameter(name(&what).unwrap_or_default(), misread(&what))
        })
    }
}

/// The name that a refusal of serde speaks of.
fn name(what: &str) -> Option<&str> {
    match what.split_once('`') {
        Some((_, rest)) => rest.split('`').next(),
        None => what.split_once(':').map(|(name, _)| name),
    }
}

/// A parameter that is not of its form.
pub fn bad_parameter(name: &str, what: Text) -> Problem {
    let (zh, en) = (&what.zh, &what.en);
    // What names the parameter itself need not be told of which it speaks.
    let of = if name.is_empty() || en.contains(name) { String::new() } else { format!("`{name}`") };
    let en = if of.is_empty() { en.to_string() } else { format!("{of}: {en}") };
    let problem = Problem::new(kinds::BAD_QUERY).detail(format!("查询参数{of}有误：{zh}"), en);
    problem.at(format!("?{name}"), what, Text::new("按接口文档修改", "write it as the API's pages say"))
}

/// The variable parts of a path.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = extract::Path::<T>::from_request_parts(parts, state).await;
        read.map(|path| Self(path.0)).map_err(|error: PathRejection| {
            // What is wrong is told in English alone; the type's own words say it in Chinese.
            Problem::new(kinds::BAD_PATH).detail(kinds::BAD_PATH.zh, error.body_text())
        })
    }
}
