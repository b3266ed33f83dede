//! The web front end from outside: which document a path shows, in which form, how long it is kept, and that nothing
//! but its files is reached.

use super::host::{Answer, get, request, router, send, with_web};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use onething_server::api;
use onething_server::api::limits::{Limits, Rate};
use onething_server::api::operations::{Operations, Readiness};
use onething_server::api::web::assets::{Asset, Assets};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const SCRIPT: &str = "/assets/staff-BkD1x9aZ.js";

/// A small front end. What stands for compressed forms is told apart and smaller, which is all that matters here.
const FRONT: Assets = Assets::of(&[
    html("apply.html", "0000000000000001", b"<!doctype html><title>applicants</title>"),
    Asset {
        path: "assets/staff-BkD1x9aZ.js",
        media_type: "text/javascript; charset=utf-8",
        hash: "0000000000000002",
        identity: b"console.log('staff'); // long enough that anything would compress it",
        br: Some(b"brotli"),
        gzip: Some(b"gzipped"),
    },
    Asset {
        path: "assets/cjk-77aa.woff2",
        media_type: "font/woff2",
        hash: "0000000000000003",
        identity: b"a font, which nobody compresses again, however often it is asked for",
        br: None,
        gzip: None,
    },
    Asset {
        path: "favicon.svg",
        media_type: "image/svg+xml",
        hash: "0000000000000004",
        identity: b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        br: None,
        gzip: Some(b"svg"),
    },
    html("index.html", "0000000000000005", b"<!doctype html><title>staff</title>"),
]);

const fn html(path: &'static str, hash: &'static str, identity: &'static [u8]) -> Asset {
    Asset { path, media_type: "text/html; charset=utf-8", hash, identity, br: None, gzip: None }
}

/// Keeps what was counted under which route.
#[derive(Default)]
struct Counted(Mutex<Vec<(String, u16)>>);

impl Operations for Counted {
    fn readiness(&self) -> Readiness {
        Readiness::Ready
    }

    fn metrics(&self) -> String {
        String::new()
    }

    fn answered(&self, _: &Method, route: &str, status: StatusCode, _: Duration) {
        self.0.lock().unwrap().push((route.to_owned(), status.as_u16()));
    }
}

fn served(limits: Limits) -> (Router, Arc<Counted>) {
    let counted = Arc::new(Counted::default());
    let (api, close) = with_web(limits, FRONT, counted.clone());
    // The sign to stop is given when its end is dropped, and these tests never stop.
    std::mem::forget(close);
    (api::router(api), counted)
}

fn front() -> Router {
    served(Limits::unshared()).0
}

async fn ask(router: &Router, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let asked = fields.iter().fold(request(method, path), |asked, (name, value)| asked.header(*name, *value));
    send(router, asked.body(Body::empty()).unwrap()).await
}

async fn browse(router: &Router, path: &str) -> Answer {
    ask(router, "GET", path, &[("accept", BROWSER)]).await
}

/// Which document an answer is; its problem's code where it is none.
fn document(answer: &Answer) -> String {
    match answer.status {
        StatusCode::OK => {
            let text = String::from_utf8_lossy(&answer.body);
            let title = text.split("<title>").nth(1).and_then(|rest| rest.split('<').next());
            title.unwrap_or("no document").to_owned()
        }
        _ => answer.code(),
    }
}

#[tokio::test]
async fn a_path_shows_staff_or_applicants_their_document_and_files_their_own() {
    let router = front();
    for (path, expected) in [
        ("/", "staff"),
        ("/index.html", "staff"),
        ("/scenarios/newborn-birth", "staff"),
        ("/tasks?department=health", "staff"),
        ("/apply", "applicants"),
        ("/apply.html", "applicants"),
        ("/apply/newborn-birth?lang=en", "applicants"),
        ("/track/0192", "applicants"),
        ("/nothing.txt", "not-found"),
        ("/assets/", "not-found"),
        ("/assets/none-1.js", "not-found"),
        ("/api", "not-found"),
        ("/api/v1/nowhere", "not-found"),
        ("/api/docs/nowhere", "not-found"),
        ("/problems/none", "not-found"),
        ("/schemas/none", "not-found"),
    ] {
        assert_eq!(document(&browse(&router, path).await), expected, "{path}");
    }
    for path in ["/scenarios", "/apply", "/nowhere"] {
        // A program that mistook an address is told so.
        for accept in ["*/*", "application/json"] {
            assert_eq!(ask(&router, "GET", path, &[("accept", accept)]).await.code(), "not-found", "{path}");
        }
        let post = ask(&router, "POST", path, &[("accept", BROWSER)]).await;
        assert_eq!(post.code(), "not-found", "{path}");
    }
    assert_eq!(browse(&router, "/favicon.svg").await.header("content-type"), "image/svg+xml");
    assert_eq!(ask(&router, "POST", SCRIPT, &[]).await.code(), "method-not-allowed");
}

#[tokio::test]
async fn no_address_leads_out_of_the_files() {
    let router = front();
    for path in [
        "/assets/../x",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/assets/..%2findex.html",
        "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/assets//staff-BkD1x9aZ.js",
        "//assets/staff-BkD1x9aZ.js",
        "//",
        "//example.com/apply",
        "/apply/../../etc/passwd",
        "/apply/%2e%2e/api",
        "/apply/..%5c..%5cx",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/%FF%FE",
        "/assets/staff-BkD1x9aZ.js%00",
        "/ASSETS/staff-BkD1x9aZ.js",
        "/assets/staff-bkd1x9az.js",
        "/assets/staff-BkD1x9aZ.js.br",
    ] {
        let answer = browse(&router, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {answer:?}");
        assert_eq!(answer.code(), "not-found", "{path}");
    }
}

#[tokio::test]
async fn a_file_comes_in_the_best_form_that_is_accepted() {
    let router = front();
    for (accepted, encoding, body) in [
        (Some("gzip, deflate, br, zstd"), "br", "brotli"),
        (Some("gzip"), "gzip", "gzipped"),
        (Some("br;q=0, gzip;q=0.5"), "gzip", "gzipped"),
        (Some("*"), "br", "brotli"),
        (Some("identity"), "", "console.log"),
        (Some("deflate"), "", "console.log"),
        (None, "", "console.log"),
    ] {
        let fields: Vec<(&str, &str)> =
            accepted.map(|value| ("accept-encoding", value)).into_iter().collect();
        let answer = ask(&router, "GET", SCRIPT, &fields).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted:?}");
        assert!(String::from_utf8_lossy(&answer.body).starts_with(body), "{accepted:?}");
        assert_eq!(answer.header("content-length"), answer.body.len().to_string(), "{accepted:?}");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        let head = ask(&router, "HEAD", SCRIPT, &fields).await;
        assert!(head.body.is_empty());
        for name in ["etag", "content-length", "content-encoding", "content-type", "cache-control", "vary"] {
            assert_eq!(head.header(name), answer.header(name), "{name} {accepted:?}");
        }
    }
    // Nothing is compressed on its way out: the tag says what exactly is sent.
    let font = ask(&router, "GET", "/assets/cjk-77aa.woff2", &[("accept-encoding", "br, gzip")]).await;
    assert_eq!((font.header("content-encoding"), font.header("etag")), ("", "\"0000000000000003\""));
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let router = front();
    for (path, encoding) in
        [(SCRIPT, "br"), (SCRIPT, "gzip"), (SCRIPT, "identity"), ("/", "br"), ("/apply/x", "br")]
    {
        let fields = [("accept", BROWSER), ("accept-encoding", encoding)];
        let first = ask(&router, "GET", path, &fields).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
        for (method, named) in
            [("GET", tag.clone()), ("HEAD", format!("\"x\", W/{tag}")), ("GET", "*".to_owned())]
        {
            let again = [("if-none-match", named.as_str()), fields[0], fields[1]];
            let again = ask(&router, method, path, &again).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path} {named}");
            assert!(again.body.is_empty() && again.header("content-length").is_empty());
            for name in ["etag", "cache-control", "vary", "content-security-policy"] {
                assert_eq!(again.header(name), first.header(name), "{name} {path}");
            }
        }
        let other = [("if-none-match", "\"other\""), fields[0], fields[1]];
        assert_eq!(ask(&router, "GET", path, &other).await.status, StatusCode::OK, "{path}");
    }
    let tags = async |encoding: &str| {
        ask(&router, "GET", SCRIPT, &[("accept-encoding", encoding)]).await.header("etag").to_owned()
    };
    assert_ne!(tags("br").await, tags("gzip").await);
}

#[tokio::test]
async fn documents_may_load_their_own_files_alone() {
    let router = front();
    for path in ["/", "/apply/newborn-birth", "/scenarios"] {
        let answer = browse(&router, path).await;
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; \
             object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("vary"), "accept, accept-encoding", "{path}");
        let permissions = answer.header("permissions-policy");
        assert!(permissions.contains("camera=(self)") && permissions.contains("microphone=()"), "{path}");
    }
    // Pages of the server's own keep their stricter policy.
    for path in ["/plain", "/problems", "/api/docs"] {
        let policy = browse(&router, path).await.header("content-security-policy").to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
    }
}

#[tokio::test]
async fn the_plain_page_stays_and_stands_first_where_there_is_no_front_end() {
    let with = browse(&front(), "/plain").await;
    let page = String::from_utf8(with.body).unwrap();
    assert!(page.contains("newborn-birth") && !page.contains("ONETHING_SKIP_UI"), "{page}");
    let without = router();
    for path in ["/", "/plain"] {
        for (language, words) in
            [("zh-CN", "本次构建不含网页界面"), ("en", "The web interface is not in this build")]
        {
            let asked = Request::get(path).header("accept-language", language).body(Body::empty()).unwrap();
            let page = String::from_utf8(send(&without, asked).await.body).unwrap();
            assert!(page.contains(words) && page.contains("newborn-birth"), "{path} {page}");
        }
    }
    assert_eq!(browse(&without, "/apply").await.code(), "not-found");
    assert_eq!(get(&without, SCRIPT).await.code(), "not-found");
}

#[tokio::test]
async fn routes_are_counted_under_a_few_names() {
    let (router, counted) = served(Limits::unshared());
    for (path, route) in [
        ("/", "/"),
        (SCRIPT, "/assets/{*file}"),
        ("/assets/none.js", "/assets/{*file}"),
        ("/scenarios/newborn-birth", "/{page}"),
        ("/apply/0192", "/{page}"),
        ("/favicon.svg", "/{page}"),
        ("/nowhere.txt", ""),
        ("/api/v1/nowhere", ""),
        ("/schemas/scenario.v1.json", "/schemas/{file}"),
        ("/plain", "/plain"),
    ] {
        let status = browse(&router, path).await.status.as_u16();
        assert_eq!(counted.0.lock().unwrap().pop(), Some((route.to_owned(), status)), "{path}");
    }
}

#[tokio::test]
async fn files_take_nothing_from_what_one_may_ask() {
    let rate = Rate { burst: 3, per_second: 0.001 };
    let (router, _) = served(Limits { requests: Some(rate), ..Limits::default() });
    for _ in 0..50 {
        assert_eq!(browse(&router, SCRIPT).await.status, StatusCode::OK);
    }
    for path in ["/", "/apply", "/plain"] {
        assert_eq!(browse(&router, path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(browse(&router, "/apply").await.code(), "rate-limited");
    assert_eq!(browse(&router, SCRIPT).await.status, StatusCode::OK);
}

#[tokio::test]
async fn schemas_are_those_of_the_grammar_and_need_nobody_signed_in() {
    use onething_engine::scenario::grammar::schema;
    let (api, _close) = super::host::with_tokens(Limits::unshared());
    let router = api::router(api);
    for (name, schema) in [
        ("scenario", schema::scenario()),
        ("catalogue", schema::catalogue()),
        ("test", schema::test()),
        ("people", schema::people()),
    ] {
        let path = format!("/schemas/{name}.v1.json");
        let answer = get(&router, &path).await;
        assert_eq!(answer.header("content-type"), "application/schema+json");
        assert_eq!(answer.json(), schema);
        let tag = answer.header("etag").to_owned();
        let again = ask(&router, "GET", &path, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(again.header("etag"), tag);
        let zipped = ask(&router, "GET", &path, &[("accept-encoding", "gzip")]).await;
        assert_eq!(zipped.header("content-encoding"), "gzip");
    }
    let none = get(&router, "/schemas/scenario.v2.json").await.problem();
    assert!(none["detail"].as_str().unwrap().contains("scenario.v1.json"), "{none}");
}

#[tokio::test]
async fn guides_and_references_are_served_in_both_languages() {
    let router = router();
    let index = get(&router, "/guides?lang=en").await;
    assert_eq!(index.status, StatusCode::OK);
    let text = String::from_utf8(index.body).unwrap();
    for (name, label) in [("designer", "For designers"), ("operator", "For operators"), ("keys", "Keys")] {
        assert!(text.contains(&format!("<a href=\"/guides/{name}?lang=en\">{label}</a>")), "{name}: {text}");
    }
    let keys = get(&router, "/guides/keys?lang=zh").await;
    let text = String::from_utf8(keys.body).unwrap();
    assert!(text.contains("<html lang=\"zh-CN\">") && text.contains("<h2 id=\"scenario\">scenario</h2>"));
    assert_eq!(get(&router, "/guides/../Cargo").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&router, "/guides/nothing").await.code(), "not-found");
    assert_eq!(get(&router, "/guides?language=en").await.code(), "bad-query");
}
