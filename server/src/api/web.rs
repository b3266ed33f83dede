//! The web front end: the files that `server/build` embedded, and which document a browser is shown at a path that no
//! handler has.

pub mod answer;
pub mod assets;
mod pages;

use super::language::Preferred;
use super::{Api, home};
use answer::{Kept, answer};
use assets::{Asset, Assets};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

/// Files whose names are told apart by what is in them.
pub const FILES: &str = "/assets/{*file}";
/// What requests of the front end's own pages are counted under.
const PAGE: &str = "/{page}";
/// The document for staff.
const STAFF: &str = "index.html";
/// The document for applicants, who load less.
const APPLICANTS: &str = "apply.html";

/// `GET /`: the front end for staff; the plain page where there is none.
pub async fn start(State(api): State<Api>, preferred: Preferred, request: Request) -> Response {
    match api.assets().find(STAFF) {
        Some(document) => answer(&request, document, Kept::Asked),
        None => home::page(State(api), preferred).await,
    }
}

/// `GET /assets/{file}`.
pub async fn file(State(api): State<Api>, request: Request) -> Response {
    // As it stands in the address: names of built files need no escapes, and so no escape leads anywhere.
    match api.assets().find(request.uri().path().trim_start_matches('/')) {
        Some(asset) => answer(&request, asset, Kept::ForEver),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Everything that no handler has: the front end's other files and its pages.
pub async fn page(State(api): State<Api>, request: Request) -> Response {
    match shown(api.assets(), &request) {
        Some(asset) => answer(&request, asset, Kept::Asked),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The file or document of a request that no handler has.
fn shown<'a>(assets: &'a Assets, request: &Request) -> Option<&'a Asset> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let path = request.uri().path();
    let at_top = path.strip_prefix('/').filter(|name| !name.contains('/'));
    let named = at_top.and_then(|name| assets.find(name));
    named.or_else(|| assets.find(pages::document(path, request.headers())?))
}

/// What a request is counted under: its route's pattern, one word for all pages, nothing for what there is not.
pub fn counted<'r>(api: &Api, request: &Request, route: Option<&'r MatchedPath>) -> &'r str {
    match route {
        Some(route) => route.as_str(),
        None if shown(api.assets(), request).is_some() => PAGE,
        None => "",
    }
}
