//! `/api/docs`: Swagger UI over our own description, from files inside the program.

use super::openapi::DOCUMENT;
use super::problem::{Problem, kinds};
use super::query::Path;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use utoipa_swagger_ui::{Config, serve};

/// The page. Its own address has no slash at the end, so that what it loads is named in full.
pub async fn index() -> Response {
    let page = "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>onething API</title>\
        <link rel=\"stylesheet\" href=\"/api/docs/swagger-ui.css\">\
        <link rel=\"icon\" type=\"image/png\" href=\"/api/docs/favicon-32x32.png\"></head>\
        <body><div id=\"swagger-ui\"></div><script src=\"/api/docs/swagger-ui-bundle.js\"></script>\
        <script src=\"/api/docs/swagger-ui-standalone-preset.js\"></script>\
        <script src=\"/api/docs/swagger-initializer.js\"></script></body></html>\n";
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// One of its files.
pub async fn file(Path(name): Path<String>) -> Result<Response, Problem> {
    let config = Config::from(DOCUMENT).use_base_layout();
    let missing = || Problem::new(kinds::NOT_FOUND);
    let file = serve(&name, Arc::new(config)).map_err(|_| missing())?.ok_or_else(missing)?;
    let kind = [(CONTENT_TYPE, file.content_type)];
    let mut response = (kind, file.bytes.into_owned()).into_response();
    if file.gzpipped {
        let gzip = axum::http::HeaderValue::from_static("gzip");
        response.headers_mut().insert(axum::http::header::CONTENT_ENCODING, gzip);
    }
    Ok(response)
}
