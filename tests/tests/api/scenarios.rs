//! The library over HTTP, and that it says what the command line says.

use super::host::{get, post, request, router, send};
use axum::body::Body;
use axum::http::StatusCode;
use onething_engine::analyse::compare::compare;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::way::Way;
use onething_engine::scenario::check::assumed;
use onething_server::library::{Place, load};
use serde_json::{Value, json};

const NEWBORN: &str = "/api/v1/scenarios/newborn-birth";

#[tokio::test]
async fn the_library_is_listed_in_pages() {
    let router = router();
    let all = get(&router, "/api/v1/scenarios").await.json();
    let ids: Vec<&str> = all["items"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"newborn-birth") && ids.is_sorted() && ids.len() >= 6, "{ids:?}");
    assert_eq!(all["next_cursor"], Value::Null);
    let (mut paged, mut path) = (Vec::new(), "/api/v1/scenarios?limit=2".to_owned());
    loop {
        let page = get(&router, &path).await.json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        paged.extend(items.iter().map(|s| s["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/scenarios?limit=2&cursor={cursor}");
    }
    assert_eq!(paged, ids);
}

#[tokio::test]
async fn a_scenario_has_its_questions_services_and_figures() {
    let shown = get(&router(), NEWBORN).await.json();
    assert!(shown["items"].as_array().unwrap().len() > 3);
    assert!(shown["situations"].as_array().unwrap().iter().any(|s| s["id"] == "household"));
    let plans = shown["plans"].as_array().unwrap();
    let fields = |plan: &str| {
        let plan = plans.iter().find(|p| p["id"] == plan).unwrap();
        plan["figures"]["fields"]["base"].as_f64().unwrap()
    };
    assert!(fields("joint") < fields("separate"));
}

#[tokio::test]
async fn the_comparison_is_the_command_lines() {
    let loaded = load(&Place::Embedded, "newborn-birth").unwrap();
    let scenario = loaded.scenario.unwrap();
    let (from, to) = (&scenario.plans["separate"], &scenario.plans["joint"]);
    let way = Way::base(&scenario);
    let expected = compare(&Planner::new(&scenario), from, to, &way, assumed(&scenario).len());
    let answered = get(&router(), &format!("{NEWBORN}/compare")).await;
    assert_eq!(answered.status, StatusCode::OK);
    assert_eq!(answered.json(), serde_json::to_value(expected).unwrap());
    let named = get(&router(), &format!("{NEWBORN}/compare?from=separate&to=joint")).await;
    assert_eq!(named.json(), answered.json());
}

#[tokio::test]
async fn the_library_before_and_after_is_that_of_its_scenarios_and_comes_as_files() {
    let router = router();
    let told = get(&router, "/api/v1/portfolio").await.json();
    let listed = get(&router, "/api/v1/scenarios?limit=200").await.json();
    let all = listed["items"].as_array().unwrap();
    let scenarios = told["scenarios"].as_array().unwrap();
    assert_eq!(scenarios.len(), all.len());
    assert_eq!(told["left_out"], json!([]));
    let newborn = scenarios.iter().find(|one| one["scenario"] == "newborn-birth").unwrap();
    let compared = get(&router, &format!("{NEWBORN}/compare")).await.json();
    assert_eq!(newborn["figures"], compared["figures"]);
    assert_eq!(newborn["assumed_facts"], compared["assumed_facts"]);
    let sum: f64 = scenarios.iter().map(|one| one["figures"]["fields"]["to"]["base"].as_f64().unwrap()).sum();
    assert_eq!(told["totals"]["fields"]["to"], sum);
    let listed = all.iter().find(|one| one["id"] == "newborn-birth").unwrap();
    assert_eq!(listed["lead"]["id"], "health");
    for (format, media, begins) in [
        ("json", "application/json", "{"),
        ("csv", "text/csv", "kind,name,figure,unit,from,to,change,saved_percent"),
        ("html", "text/html", "<!doctype html>"),
        ("xlsx", "application/vnd.openxmlformats", "PK"),
    ] {
        let answered = get(&router, &format!("/api/v1/portfolio/exports/{format}")).await;
        assert_eq!(answered.status, StatusCode::OK, "{format}");
        assert!(answered.header("content-type").starts_with(media), "{format}");
        assert!(answered.header("content-disposition").contains("portfolio."), "{format}");
        assert!(answered.body.starts_with(begins.as_bytes()), "{format}");
    }
    let none = get(&router, "/api/v1/portfolio/exports/pdf").await;
    assert_eq!(none.code(), "not-found");
}

#[tokio::test]
async fn a_graph_comes_as_data_or_as_a_picture() {
    let router = router();
    let data = get(&router, &format!("{NEWBORN}/graph?plan=joint&given=household=with_father")).await.json();
    let ids: Vec<&str> =
        data["nodes"].as_array().unwrap().iter().map(|n| n["id"].as_str().unwrap()).collect();
    for edge in data["edges"].as_array().unwrap() {
        assert!(ids.contains(&edge["from"].as_str().unwrap()) && ids.contains(&edge["to"].as_str().unwrap()));
    }
    let picture = get(&router, &format!("{NEWBORN}/graph?format=svg")).await;
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.header("content-security-policy").contains("sandbox"));
    assert!(picture.body.starts_with(b"<svg"));
    for (format, begins) in [("dot", "digraph"), ("mermaid", "flowchart")] {
        let text = get(&router, &format!("{NEWBORN}/graph?format={format}")).await;
        assert!(String::from_utf8_lossy(&text.body).contains(begins), "{format}");
    }
    let bad = get(&router, &format!("{NEWBORN}/graph?plan=jiont")).await;
    assert_eq!(bad.problem()["detail"], "no plan `jiont`; did you mean `joint`?");
    assert_eq!(get(&router, &format!("{NEWBORN}/graph?given=household")).await.code(), "bad-query");
    assert_eq!(get(&router, &format!("{NEWBORN}/graph?format=png")).await.code(), "bad-query");
}

#[tokio::test]
async fn the_form_asks_less_when_data_is_shared() {
    let router = router();
    let form = async |plan: &str| get(&router, &format!("{NEWBORN}/form?plan={plan}")).await.json();
    let (joint, separate) = (form("joint").await, form("separate").await);
    let count = |form: &Value| form["fields"].as_array().unwrap().len();
    assert!(count(&joint) < count(&separate));
    for field in joint["fields"].as_array().unwrap() {
        assert!(!field["because"]["en"].as_str().unwrap().is_empty(), "{field}");
        assert!(!field["value_type"].as_str().unwrap().is_empty(), "{field}");
    }
}

#[tokio::test]
async fn a_text_is_checked_as_the_command_line_checks_it() {
    let router = router();
    let shipped = std::fs::read_to_string(
        onething_tests::repository::root().join("scenarios/newborn-birth/scenario.yaml"),
    );
    let text = shipped.unwrap();
    let good = post(&router, "/api/v1/scenarios/check", json!({ "text": text }).to_string()).await.json();
    assert_eq!(good["sound"], true);
    assert!(!good["graph"]["nodes"].as_array().unwrap().is_empty());
    let listed = get(&router, NEWBORN).await.json();
    assert_eq!(good["plans"], listed["plans"]);
    let broken = text.replacen("plans:", "plnas:", 1);
    let bad = post(&router, "/api/v1/scenarios/check", json!({ "text": broken }).to_string()).await.json();
    assert_eq!((&bad["sound"], &bad["graph"]), (&json!(false), &Value::Null));
    assert!(bad["diagnostics"].as_array().unwrap().iter().any(|d| d["severity"] == "error"), "{bad}");
    let request = json!({ "text": text, "plan": "none" }).to_string();
    assert_eq!(post(&router, "/api/v1/scenarios/check", request).await.code(), "bad-query");
}

#[tokio::test]
async fn hostile_texts_are_findings_and_quick() {
    let router = router();
    for text in ["{a: ".repeat(20_000), "[".repeat(60_000), "a: &a [*a]\n".repeat(1000), "\u{0}".to_owned()] {
        let begun = std::time::Instant::now();
        let answer = post(&router, "/api/v1/scenarios/check", json!({ "text": text }).to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
        assert_eq!(answer.json()["sound"], false);
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn departments_and_systems_are_those_of_the_catalogues() {
    let router = router();
    let departments = get(&router, "/api/v1/departments?limit=200").await.json();
    let systems = get(&router, "/api/v1/systems?limit=200").await.json();
    let departments: Vec<&str> =
        departments["items"].as_array().unwrap().iter().map(|d| d["id"].as_str().unwrap()).collect();
    assert!(departments.len() >= 4 && departments.is_sorted());
    let systems = systems["items"].as_array().unwrap();
    assert!(systems.iter().any(|s| !s["services"].as_array().unwrap().is_empty()));
    for system in systems {
        assert!(departments.contains(&system["department"].as_str().unwrap()), "{system}");
    }
}

#[tokio::test]
async fn the_first_page_shows_the_library_without_scripts() {
    let router = router();
    let answer = get(&router, "/").await;
    let page = String::from_utf8(answer.body).unwrap();
    assert!(page.contains("newborn-birth") && page.contains("/api/docs") && !page.contains("<script"));
    let pictures: Vec<&str> =
        page.split("<img").skip(1).filter_map(|p| p.split("src=\"").nth(1)?.split('"').next()).collect();
    assert!(pictures.len() >= 6);
    for picture in pictures {
        let path = picture.replace("&amp;", "&");
        // A browser shows them to who opened the page, without a token of its own under --dev.
        let answer = send(&router, request("GET", &path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("content-type"), "image/svg+xml", "{path}");
    }
}
