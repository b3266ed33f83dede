//! Which document stands for a path that the front end's own router knows.

use super::{APPLICANTS, STAFF};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// First parts of paths that are the server's: what it has not there is not there.
const SERVERS: [&str; 7] = ["api", "assets", "healthz", "readyz", "metrics", "problems", "schemas"];
/// First parts of paths that are applicants'.
const APPLICANTS_OWN: [&str; 2] = ["apply", "track"];

/// The document for a path, for who accepts HTML; none where the path is the server's, names a file (files stand at the
/// top and have a dot; names of tasks have dots too, further down), or is of no form that a page has.
pub fn document(path: &str, headers: &HeaderMap) -> Option<&'static str> {
    if !accepts_html(headers) || !is_page(path) {
        return None;
    }
    let first = path.split('/').nth(1).unwrap_or_default();
    if SERVERS.iter().any(|own| own.eq_ignore_ascii_case(first)) {
        return None;
    }
    Some(if APPLICANTS_OWN.contains(&first) { APPLICANTS } else { STAFF })
}

/// Whether a path is of the form of a page: parts that are not empty, lead nowhere else, are not hidden, and name no
/// file.
fn is_page(path: &str) -> bool {
    let Some(parts) = path.strip_prefix('/') else { return false };
    let parts = parts.strip_suffix('/').unwrap_or(parts);
    let plain = parts.to_ascii_lowercase().replace("%2e", ".");
    let hidden = ["%2f", "%5c", "%00", "\\"].iter().any(|sign| plain.contains(sign));
    let is_file = !plain.contains('/') && plain.contains('.');
    !hidden && !is_file && plain.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}

/// Whether `Accept` names HTML, as that of a browser that goes to a page does and that of a script does not.
fn accepts_html(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT).iter().map(|value| value.to_str().unwrap_or_default());
    lines.flat_map(|line| line.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_html = parts.next().is_some_and(|range| range.eq_ignore_ascii_case("text/html"));
        is_html && !parts.any(super::answer::is_nothing)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    fn of(path: &str, accept: &'static str) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        document(path, &headers)
    }

    #[test]
    fn a_page_is_staffs_or_applicants() {
        for (path, expected) in [
            ("/scenarios", STAFF),
            ("/scenarios/newborn-birth/", STAFF),
            ("/applications/0192/tasks", STAFF),
            ("/v1.2/notes", STAFF),
            ("/tasks/0192.joint_acceptance.1", STAFF),
            ("/applications/0192/b.map", STAFF),
            ("/applying", STAFF),
            ("/apis", STAFF),
            ("/一件事", STAFF),
            ("/apply", APPLICANTS),
            ("/apply/", APPLICANTS),
            ("/apply/newborn-birth/form", APPLICANTS),
            ("/track", APPLICANTS),
            ("/track/0192", APPLICANTS),
        ] {
            assert_eq!(of(path, BROWSER), Some(expected), "{path}");
            assert_eq!(of(path, "TEXT/HTML"), Some(expected), "{path}");
        }
    }

    #[test]
    fn what_is_the_servers_a_file_or_of_no_form_is_no_page() {
        for path in [
            "/api",
            "/api/v1/nowhere",
            "/assets",
            "/assets/",
            "/assets/none.js",
            "/ASSETS/none.js",
            "/Api/v1/nowhere",
            "/healthz/x",
            "/readyz/",
            "/metrics/x",
            "/problems/a/b",
            "/schemas/none",
            "/favicon.ico",
            "/.env",
            "/wp-login.php",
            "/a/.env",
            "/.git/config",
            "/",
            "//",
            "//example.com",
            "/a//b",
            "/./a",
            "/a/../b",
            "/apply/..",
            "/apply/%2e%2e/b",
            "/apply/%2E%2e",
            "/apply/..%2fapi",
            "/a%5c..%5cb",
            "/a\\b",
            "/a%00",
            "",
            "*",
        ] {
            assert_eq!(of(path, BROWSER), None, "{path}");
        }
    }

    #[test]
    fn only_who_names_html_is_shown_a_page() {
        for accept in ["", "*/*", "application/json", "text/*", "text/html;q=0", "image/avif,*/*;q=0.8"] {
            assert_eq!(of("/apply", accept), None, "{accept}");
        }
    }
}
