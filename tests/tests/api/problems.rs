//! Every answer that is no success is a problem document, in the reader's language, with nothing of the inside.

use super::host::{self, get, post, request, router, send};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::get as on_get;
use onething_engine::scenario::text::Language;
use onething_server::api::json::Json;
use onething_server::api::limits::Limits;
use onething_server::api::problem::kinds;
use onething_server::api::{self, Api};
use std::time::Duration;

#[tokio::test]
async fn what_no_handler_answers_is_a_problem_too() {
    let router = router();
    assert_eq!(get(&router, "/nowhere").await.code(), "not-found");
    assert_eq!(get(&router, "/api/v1/nowhere").await.code(), "not-found");
    assert_eq!(get(&router, "/api/docs/nowhere.js").await.code(), "not-found");
    let answer = send(&router, request("DELETE", "/api/v1/scenarios").body(Body::empty()).unwrap()).await;
    assert_eq!((answer.code().as_str(), answer.header("allow")), ("method-not-allowed", "GET,HEAD"));
    let accept = request("GET", "/api/v1/scenarios").header("accept", "application/xml;q=0.9, image/png");
    assert_eq!(send(&router, accept.body(Body::empty()).unwrap()).await.code(), "not-acceptable");
    let (api, _close) = host::with_tokens(Limits::unshared());
    let answer = get(&api::router(api), "/api/v1/scenarios").await;
    assert_eq!(answer.code(), "token-missing");
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
    let plain = request("POST", "/api/v1/scenarios/check").header("content-type", "text/plain");
    assert_eq!(send(&router, plain.body(Body::from("{}")).unwrap()).await.code(), "unsupported-media-type");
    assert_eq!(get(&router, "/api/v1/scenarios?limit=0").await.code(), "bad-query");
    assert_eq!(get(&router, "/api/v1/scenarios?limit=many").await.code(), "bad-query");
    assert_eq!(get(&router, "/api/v1/scenarios?cursor=AAAA").await.code(), "bad-cursor");
    assert_eq!(get(&router, "/api/v1/scenarios/%FF").await.code(), "bad-path");
    assert_eq!(get(&router, "/api/v1/scenarios/newborn").await.code(), "not-found");
    let key = request("GET", "/api/v1/scenarios").header("idempotency-key", "k".repeat(65));
    assert_eq!(send(&router, key.body(Body::empty()).unwrap()).await.code(), "bad-header");
}

#[tokio::test]
async fn a_problem_says_where_and_how_to_mend_it() {
    let answer = get(&router(), "/api/v1/scenarios?colour=red").await;
    let problem = answer.problem();
    assert_eq!(problem["code"], "bad-query");
    assert_eq!(problem["errors"][0]["pointer"], "?colour");
    assert_eq!(problem["instance"], "/api/v1/scenarios");
    let answer = post(&router(), "/api/v1/scenarios/check", r#"{"text":"","pln":"joint"}"#).await;
    let problem = answer.problem();
    assert_eq!(problem["errors"][0]["pointer"], "/pln");
    assert!(problem["errors"][0]["mend"].as_str().unwrap().contains("plan"), "{problem}");
    assert_eq!(answer.header("x-request-id"), problem["trace_id"].as_str().unwrap());
    let near = get(&router(), "/api/v1/scenarios/newborn-brith").await.problem();
    assert_eq!(near["detail"], "no scenario `newborn-brith`; did you mean `newborn-birth`?");
}

#[tokio::test]
async fn the_reader_chooses_the_language_and_the_configured_one_is_usual() {
    for (usual, nothing) in [(Language::Zh, "没有这个资源"), (Language::En, "There is nothing here")] {
        let (api, _close) = host::interface(Limits { language: usual, ..Limits::unshared() });
        let router = api::router(api);
        let title = async |language: Option<&str>| {
            let mut request = Request::get("/nowhere");
            if let Some(language) = language {
                request = request.header("accept-language", language);
            }
            let answer = send(&router, request.body(Body::empty()).unwrap()).await;
            answer.problem()["title"].as_str().unwrap().to_owned()
        };
        assert_eq!(title(Some("en-GB")).await, "There is nothing here");
        assert_eq!(title(Some("zh-CN,en;q=0.5")).await, "没有这个资源");
        assert_eq!(title(Some("fr")).await, nothing);
        assert_eq!(title(None).await, nothing);
        let pages = [("/problems", "问题类型"), ("/guides", "使用指南"), ("/plain", "接口文档")];
        for (path, chinese) in pages {
            let answer = send(&router, Request::get(path).body(Body::empty()).unwrap()).await;
            let is_chinese = String::from_utf8_lossy(&answer.body).contains(chinese);
            assert_eq!(is_chinese, usual == Language::Zh, "{path}");
        }
    }
}

/// Whether a text has Chinese in it.
fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Whether a text has English in it that is no name: names stand between backticks or quotes, or in a list.
fn is_english(text: &str) -> bool {
    let outside: String = text.split(['`', '"']).step_by(2).collect::<Vec<_>>().join("，");
    let is_plain = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
    outside.split(|c: char| "，；：、。（）".contains(c)).any(|part| {
        let words: Vec<bool> = part.split_whitespace().map(is_plain).collect();
        // Two in a row are a sentence; one may be the name of a parameter.
        words.windows(2).any(|pair| pair == [true, true])
    })
}

#[tokio::test]
async fn what_is_wrong_is_told_in_one_language() {
    let router = router();
    let check = "/api/v1/scenarios/check";
    let wrong = [
        ("GET", "/api/v1/scenarios?colour=red", ""),
        ("GET", "/api/v1/scenarios?limit=0", ""),
        ("GET", "/api/v1/scenarios?limit=many", ""),
        ("GET", "/api/v1/scenarios/%FF", ""),
        ("GET", "/api/v1/scenarios/newborn-birth/graph?format=png", ""),
        ("GET", "/api/v1/scenarios/newborn-birth/graph?given=household", ""),
        ("POST", check, r#"{"text":7}"#),
        ("POST", check, r#"{"plan":"joint"}"#),
        ("POST", check, r#"{"text":"","pln":"joint"}"#),
        ("POST", check, r#"{"text":"","text":""}"#),
        ("POST", check, "[]"),
        ("POST", check, "{"),
        ("POST", "/api/v1/applications", r#"{"scenario":"newborn-birth","plan":"none"}"#),
        (
            "POST",
            "/api/v1/applications",
            r#"{"scenario":"newborn-birth","plan":"joint","answers":{"x":"y"}}"#,
        ),
    ];
    for (method, path, body) in wrong {
        for language in ["zh", "en"] {
            let request = Request::builder().method(method).uri(path).header("accept-language", language);
            let request =
                request.header("content-type", "application/json").header("onething-role", "tester");
            let problem = send(&router, request.body(Body::from(body)).unwrap()).await.problem();
            let places = problem["errors"].as_array().into_iter().flatten();
            for part in std::iter::once(&problem).chain(places) {
                for told in ["title", "detail", "mend"].iter().filter_map(|name| part[name].as_str()) {
                    let (chinese, english) = (is_chinese(told), is_english(told));
                    let is_fine = if language == "zh" { chinese && !english } else { !chinese };
                    assert!(is_fine, "{method} {path} {body} in {language}: {told}");
                }
            }
        }
    }
}

/// Handlers that fail in every way.
fn failing(api: Api) -> Router {
    #[expect(clippy::panic, reason = "what a panic is answered with is the question")]
    async fn panics() -> StatusCode {
        panic!("secret at /srv/onething/src/main.rs:1")
    }
    async fn sleeps() -> StatusCode {
        tokio::time::sleep(Duration::from_secs(5)).await;
        StatusCode::OK
    }
    async fn bare() -> (StatusCode, &'static str) {
        (StatusCode::BAD_GATEWAY, "connection to 10.0.0.7 refused")
    }
    async fn takes(_: Json<u8>) -> StatusCode {
        StatusCode::NO_CONTENT
    }
    let routes = Router::new()
        .route("/panics", on_get(panics))
        .route("/sleeps", on_get(sleeps))
        .route("/bare", on_get(bare))
        .route("/takes", axum::routing::post(takes));
    api::guarded(api, routes)
}

#[tokio::test]
async fn panics_delays_and_bare_answers_tell_nothing_of_the_inside() {
    let limits = Limits { request: Duration::from_millis(50), ..Limits::unshared() };
    let (api, _close) = host::interface(limits);
    let router = failing(api);
    assert_eq!(get(&router, "/panics").await.code(), "internal");
    let late = get(&router, "/sleeps").await;
    assert_eq!((late.code().as_str(), late.header("retry-after")), ("took-too-long", "1"));
    let bare = get(&router, "/bare").await;
    assert_eq!((bare.status, bare.code().as_str()), (StatusCode::INTERNAL_SERVER_ERROR, "internal"));
    assert_eq!(post(&router, "/takes", "7").await.status, StatusCode::NO_CONTENT);
    assert_eq!(post(&router, "/takes", "700").await.code(), "bad-value");
}

#[tokio::test]
async fn every_type_has_its_page_in_both_languages() {
    let router = router();
    let list = get(&router, "/problems").await;
    for kind in kinds::ALL {
        let path = format!("/problems/{}", kind.name);
        assert!(String::from_utf8_lossy(&list.body).contains(&path), "{path}");
        for (language, word) in [("zh", kind.mend_zh), ("en", kind.mend_en)] {
            let request =
                Request::get(&path).header("accept-language", language).body(Body::empty()).unwrap();
            let answer = send(&router, request).await;
            assert_eq!(answer.status, StatusCode::OK);
            let escaped = word.replace('\'', "&#39;");
            assert!(String::from_utf8_lossy(&answer.body).contains(&escaped), "{path} {language}");
        }
    }
    assert_eq!(get(&router, "/problems/none").await.code(), "not-found");
}

#[tokio::test]
async fn answers_are_safe_for_a_browser() {
    let router = router();
    for path in ["/", "/api/v1/scenarios", "/nowhere", "/api/docs", "/problems"] {
        let answer = get(&router, path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert!(answer.header("access-control-allow-origin").is_empty(), "{path}");
        assert!(answer.header("date").ends_with(" GMT"), "{path}");
        assert_eq!(answer.header("cache-control") == "no-store", path.starts_with("/api/v1"), "{path}");
    }
}
