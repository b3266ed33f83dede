//! `/schemas/{file}`: JSON Schema of the files that people write, for completion in editors; what `onething schema`
//! prints.

use super::problem::{Problem, kinds};
use super::query::Path;
use super::web::answer::{is_same, unsaid};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::grammar::schema;
use serde_json::Value;
use std::sync::OnceLock;

/// The media type of JSON Schema.
const SCHEMA_JSON: &str = "application/schema+json";

/// A schema as it is served.
struct Schema {
    /// The name of its file, with the version of the format.
    file: &'static str,
    text: String,
    /// Weak, for the text may be compressed on its way out.
    tag: String,
}

/// All of them, made once.
fn all() -> &'static [Schema; 4] {
    static ALL: OnceLock<[Schema; 4]> = OnceLock::new();
    let made = |(file, schema): (&'static str, Value)| {
        // What is made of objects, lists, strings and numbers alone can always be written.
        let text = serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n";
        let hash = blake3::hash(text.as_bytes()).to_hex();
        let tag = format!("W/\"{}\"", hash.get(..16).unwrap_or_default());
        Schema { file, text, tag }
    };
    ALL.get_or_init(|| {
        [
            ("scenario.v1.json", schema::scenario()),
            ("catalogue.v1.json", schema::catalogue()),
            ("test.v1.json", schema::test()),
            ("people.v1.json", schema::people()),
        ]
        .map(made)
    })
}

/// One schema.
pub async fn one(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(schema) = all().iter().find(|schema| schema.file == file) else {
        let names: Vec<&str> = all().iter().map(|schema| schema.file).collect();
        let names = names.join("`, `");
        let problem = Problem::new(kinds::NOT_FOUND);
        return problem.detail(format!("有：`{names}`"), format!("there are `{names}`")).into_response();
    };
    let mut response = if is_same(&headers, &schema.tag) {
        (StatusCode::NOT_MODIFIED, unsaid()).into_response()
    } else {
        ([(CONTENT_TYPE, SCHEMA_JSON)], schema.text.as_str()).into_response()
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::try_from(&schema.tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}
