//! Simulations over the interface: what is told is what the simulator itself says; they wait, run, are cancelled and
//! forgotten within their bounds; what cannot be simulated is told with its place.

use super::host::{Answer, get, interface, post, request, router, send};
use axum::Router;
use axum::body::Body;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::Unwatched;
use onething_server::api;
use onething_server::api::closing::Close;
use onething_server::api::limits::Limits;
use onething_server::library::observations::Observations;
use onething_server::library::{self, Place};
use onething_server::simulation::{Beside, Came, Said, logged};
use serde_json::{Value, json};
use std::time::Duration;

pub const BASE: &str = "/api/v1/simulations";

/// The interface with some bounds; its sign to stop is given when the other end is dropped.
fn bounded(limits: Limits) -> (Router, Close) {
    let (api, close) = interface(limits);
    (api::router(api), close)
}

pub async fn begun(router: &Router, asked: Value) -> String {
    let told = post(router, BASE, asked.to_string()).await;
    assert_eq!(told.status, 202, "{}", String::from_utf8_lossy(&told.body));
    let view = told.json();
    let id = view["id"].as_str().unwrap().to_owned();
    assert_eq!(told.header("location"), format!("{BASE}/{id}"));
    assert!(view["outcome"].is_null(), "{view}");
    id
}

async fn shown(router: &Router, id: &str) -> Value {
    let told = get(router, &format!("{BASE}/{id}")).await;
    assert_eq!(told.status, 200, "{}", String::from_utf8_lossy(&told.body));
    told.json()
}

async fn cancelled(router: &Router, id: &str) -> Answer {
    let request = request("DELETE", &format!("{BASE}/{id}")).header("onething-role", "tester");
    send(router, request.body(Body::empty()).unwrap()).await
}

/// What it is once `is` says so.
async fn once(router: &Router, id: &str, is: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..1_200 {
        let view = shown(router, id).await;
        if is(&view) {
            return view;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{}", shown(router, id).await);
}

pub async fn over(router: &Router, id: &str) -> Value {
    once(router, id, |view| view["ended_at"].is_string()).await
}

fn small() -> Value {
    json!({
        "scenario": "newborn-birth", "cases": 300, "replications": 3, "seed": 7, "per_day": 60, "warm_up": "1d",
        "given": ["born=elsewhere"], "start": "2026-03-02 09:00"
    })
}

/// The same as the command line is told it.
fn said() -> Said {
    Said {
        cases: 300,
        replications: 3,
        seed: 7,
        per_day: vec!["60".to_owned()],
        warm_up: Some("1d".to_owned()),
        given: vec!["born=elsewhere".to_owned()],
        ..Said::default()
    }
}

/// Plays it without the interface.
fn played(said: &Said) -> Came {
    let loaded = library::load(&Place::Embedded, "newborn-birth").unwrap();
    let files = Observations::beside(&loaded);
    let all = [Beside { scenario: loaded.scenario.as_deref().unwrap(), files: &files }];
    said.play(&all, &Unwatched).unwrap().1
}

/// A simulation that takes long enough to be looked at.
fn long() -> Value {
    json!({ "scenario": "newborn-birth", "cases": 200_000, "replications": 100, "per_day": 10 })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_is_what_the_simulator_says() {
    let router = router();
    let id = begun(&router, small()).await;
    let view = over(&router, &id).await;
    assert_eq!(view["status"], "done", "{view}");
    assert_eq!((&view["done"], &view["total"]), (&json!(900), &json!(900)));
    let Came::One(outcome) = played(&said()) else { panic!("it is of one plan") };
    assert_eq!(view["outcome"], serde_json::to_value(&*outcome).unwrap());
    assert!(view["outcome"]["completed"].as_u64().unwrap() > 0, "{view}");
    let listed = get(&router, &format!("{BASE}?limit=200")).await.json();
    let own = listed["items"].as_array().unwrap().iter().find(|item| item["id"] == id.as_str());
    let own = own.unwrap();
    assert!(own["status"] == "done" && own.get("outcome").is_none(), "{own}");
    // It is over, and so it is removed.
    assert_eq!(cancelled(&router, &id).await.status, 204);
    assert_eq!(get(&router, &format!("{BASE}/{id}")).await.status, 404);
    assert_eq!(cancelled(&router, &id).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_and_logs_are_files() {
    let router = router();
    let id = begun(&router, small()).await;
    over(&router, &id).await;
    let of = async |format: &str| get(&router, &format!("{BASE}/{id}/exports/{format}")).await;
    for (format, media, begins) in [
        ("json", "application/json", "{"),
        ("csv", "text/csv; charset=utf-8", ""),
        ("html", "text/html; charset=utf-8", "<!"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"),
        ("log.csv", "text/csv; charset=utf-8", ""),
        ("log.xes", "application/xml", "<?xml"),
        ("log.ocel.json", "application/json", "{"),
    ] {
        let told = of(format).await;
        assert_eq!(told.status, 200, "{format}: {}", String::from_utf8_lossy(&told.body));
        assert_eq!(told.header("content-type"), media, "{format}");
        let name = format!("attachment; filename=\"newborn-birth.{format}\"");
        assert_eq!(told.header("content-disposition"), name);
        assert!(told.header("content-security-policy").contains("sandbox"), "{format}");
        assert!(told.body.starts_with(begins.as_bytes()), "{format}");
    }
    let Came::One(outcome) = played(&said()) else { panic!("it is of one plan") };
    assert_eq!(of("json").await.json(), serde_json::to_value(&*outcome).unwrap());
    // The log is the very one that the command line writes.
    let loaded = library::load(&Place::Embedded, "newborn-birth").unwrap();
    let (scenario, files) = (loaded.scenario.as_deref().unwrap(), Observations::beside(&loaded));
    let all = [Beside { scenario, files: &files }];
    let planners = [onething_engine::plan::derive::Planner::new(scenario)];
    let options = said().options(&all).unwrap();
    let model = said().model(&all, &planners, options.start).unwrap();
    let mut log = Vec::new();
    logged::write(&mut log, logged::Format::Csv, (&model, &options), Language::En, &Unwatched).unwrap();
    assert!(log.iter().filter(|byte| **byte == b'\n').count() > 300);
    assert!(of("log.csv").await.body == log, "another log");
    // As browsers ask: what compresses it asks once more after its end.
    let path = format!("{BASE}/{id}/exports/log.csv");
    let packed = request("GET", &path).header("accept-encoding", "gzip").body(Body::empty()).unwrap();
    let packed = send(&router, packed).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert!(!packed.body.is_empty() && packed.body.len() < log.len() / 2);
    let none = of("pdf").await;
    assert_eq!((none.status.as_u16(), none.code().as_str()), (404, "not-found"));
    assert!(none.problem()["detail"].as_str().unwrap().contains("log.ocel.json"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_are_compared_by_pairs() {
    let router = router();
    let mut asked = small();
    asked["plan"] = json!("separate");
    asked["against"] = json!("joint");
    asked["what_if"] = json!(["correct=x0.5"]);
    let id = begun(&router, asked).await;
    let view = over(&router, &id).await;
    let own = Said {
        plan: vec!["separate".to_owned()],
        against: vec!["joint".to_owned()],
        what_if: vec!["correct=x0.5".to_owned()],
        ..said()
    };
    let Came::Paired(paired, _) = played(&own) else { panic!("it is of two plans") };
    assert_eq!(view["outcome"], serde_json::to_value(&*paired).unwrap());
    assert_eq!(view["total"], 1_800);
    for (format, begins) in [("json", "{"), ("csv", ""), ("html", "<!"), ("xlsx", "PK")] {
        let told = get(&router, &format!("{BASE}/{id}/exports/{format}")).await;
        assert_eq!(told.status, 200, "{format}");
        assert!(told.body.starts_with(begins.as_bytes()) && told.body.len() > 500, "{format}");
    }
    let told = get(&router, &format!("{BASE}/{id}/exports/log.csv")).await;
    assert_eq!((told.status.as_u16(), told.code().as_str()), (409, "conflict"));
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_place_in_both_languages() {
    let router = router();
    for (name, value, place) in [
        ("scenario", json!("newborn-brith"), "/scenario"),
        ("plan", json!("jiont"), "/plan"),
        ("against", json!("nobody"), "/against"),
        ("given", json!(["born=elsewhere", "born=nowhere"]), "/given/1"),
        ("cases", json!(0), "/cases"),
        ("cases", json!(1_000_000_000), "/cases"),
        ("replications", json!(100_000), "/replications"),
        ("warm_up", json!("soon"), "/warm_up"),
        ("per_day", json!(-1), "/per_day"),
        ("precision", json!(2), "/precision"),
        ("start", json!("tomorrow"), "/start"),
        ("what_if", json!(["correct=x0.5", "staff.nobody=more"]), "/what_if/1"),
        ("what_if", json!(vec!["correct=x0.5"; 65]), "/what_if"),
    ] {
        let mut asked = small();
        asked[name] = value;
        let mut told = Vec::new();
        for language in ["zh", "en"] {
            let request = axum::http::Request::post(BASE).header("accept-language", language);
            let request = request.header("content-type", "application/json");
            let answer = send(&router, request.body(Body::from(asked.to_string())).unwrap()).await;
            assert_eq!(answer.status, 422, "{asked}: {}", String::from_utf8_lossy(&answer.body));
            let problem = answer.problem();
            assert_eq!(problem["errors"][0]["pointer"], place, "{problem}");
            told.push((problem["errors"][0]["detail"].clone(), problem["errors"][0]["mend"].clone()));
        }
        assert!(told[0].0 != told[1].0 && told[0].1 != told[1].1, "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_playing_tells_is_told_by_the_job() {
    let router = router();
    let mut asked =
        json!({ "scenario": "court-equity-control", "cases": 10, "replications": 1, "per_day": 1 });
    asked["given"] = json!(["shares=listed"]);
    let id = begun(&router, asked).await;
    let view = over(&router, &id).await;
    assert_eq!(view["status"], "failed", "{view}");
    let failure = &view["failure"];
    assert_eq!(failure["pointer"], "/scenario");
    assert!(failure["detail"]["en"].as_str().unwrap().contains("no way through"), "{failure}");
    assert_ne!(failure["detail"]["en"], failure["detail"]["zh"]);
    let told = get(&router, &format!("{BASE}/{id}/exports/json")).await;
    assert_eq!(told.code(), "conflict");
    let mut asked = small();
    asked["what_if"] = json!(["correct=x0.5", "staff.nobody=+1"]);
    let id = begun(&router, asked).await;
    let view = over(&router, &id).await;
    assert_eq!((&view["status"], &view["failure"]["pointer"]), (&json!("failed"), &json!("/what_if/1")));
}

#[tokio::test(flavor = "multi_thread")]
async fn they_wait_for_one_another_and_are_cancelled() {
    let limits = Limits { simulations_waiting: 1, ..Limits::unshared() };
    let (router, _close) = bounded(limits);
    let first = begun(&router, long()).await;
    let running = once(&router, &first, |view| view["done"].as_u64() > Some(0)).await;
    assert_eq!(running["status"], "running", "{running}");
    assert!(running["per_second"].as_f64().unwrap() > 0.0 && running["started_at"].is_string());
    let second = begun(&router, small()).await;
    let waiting = shown(&router, &second).await;
    assert!(waiting["status"] == "queued" && waiting["started_at"].is_null(), "{waiting}");
    let third = post(&router, BASE, small().to_string()).await;
    assert_eq!((third.status.as_u16(), third.code().as_str()), (429, "busy"));
    assert!(third.header("retry-after").parse::<u64>().unwrap() > 0);
    // Nobody else is held up by it.
    assert_eq!(get(&router, "/api/v1/scenarios").await.status, 200);
    assert_eq!(cancelled(&router, &second).await.json()["status"], "cancelled");
    assert_eq!(cancelled(&router, &first).await.status, 202);
    let view = over(&router, &first).await;
    assert_eq!(view["status"], "cancelled", "{view}");
    // What was played by then is told, and says what it is.
    assert_eq!(view["outcome"]["is_cut"], true, "{view}");
    assert!(view["done"].as_u64() < view["total"].as_u64());
    // Cancelled before its first application came, there is nothing to tell.
    let hasty = begun(&router, long()).await;
    cancelled(&router, &hasty).await;
    let view = over(&router, &hasty).await;
    assert!(view["status"] == "cancelled" && view["outcome"].is_null(), "{view}");
    let after = begun(&router, small()).await;
    assert_eq!(over(&router, &after).await["status"], "done");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_that_are_over_are_forgotten() {
    let limits = Limits { simulations_kept: 2, ..Limits::unshared() };
    let (router, _close) = bounded(limits);
    let mut ids = Vec::new();
    for _ in 0..3 {
        let id = begun(&router, json!({ "scenario": "newborn-birth", "cases": 5, "replications": 1 })).await;
        over(&router, &id).await;
        ids.push(id);
    }
    assert_eq!(get(&router, &format!("{BASE}/{}", ids[0])).await.status, 404);
    let first = get(&router, &format!("{BASE}?limit=1")).await.json();
    assert_eq!(first["items"][0]["id"], ids[1].as_str());
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = get(&router, &format!("{BASE}?limit=1&cursor={cursor}")).await.json();
    assert_eq!((&second["items"][0]["id"], &second["next_cursor"]), (&json!(ids[2]), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_ends_them() {
    let (router, close) = bounded(Limits::unshared());
    let id = begun(&router, long()).await;
    once(&router, &id, |view| view["status"] == "running").await;
    close.now();
    assert_eq!(over(&router, &id).await["status"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_again_under_its_key_it_is_the_same_one() {
    let router = router();
    let mut ids = Vec::new();
    for _ in 0..2 {
        let request = request("POST", BASE).header("content-type", "application/json");
        let request = request.header("idempotency-key", "simulated once");
        let told = send(&router, request.body(Body::from(small().to_string())).unwrap()).await;
        assert_eq!(told.status, 202);
        ids.push(told.json()["id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_tell_what_a_page_draws() {
    let router = router();
    let asked = json!({
        "scenario": "newborn-birth", "cases": 200, "replications": 2, "seed": 7, "per_day": 60, "warm_up": "1d",
        "kind": "sensitivity", "name": " which desk "
    });
    let id = begun(&router, asked).await;
    let view = over(&router, &id).await;
    assert_eq!((&view["status"], &view["request"]["name"]), (&json!("done"), &json!("which desk")), "{view}");
    let outcome = &view["outcome"];
    let desks: Vec<&str> =
        outcome["desks"].as_array().unwrap().iter().map(|desk| desk["id"].as_str().unwrap()).collect();
    let moved = outcome["moved"].as_array().unwrap();
    assert!(moved.len() > 3 && moved.iter().all(|one| one["changes"].is_array()), "{outcome}");
    assert!(moved.iter().any(|one| desks.iter().any(|desk| one["what"] == format!("staff.{desk}=+1"))));
    // Every parameter and what is, each as often as was asked for.
    assert_eq!(view["total"], json!(200 * 2 * (moved.len() + 1)), "{view}");
    for format in ["json", "csv", "html", "xlsx"] {
        let file = get(&router, &format!("{BASE}/{id}/exports/{format}")).await;
        assert!(file.status == 200 && !file.body.is_empty(), "{format}: {file:?}");
    }
    assert_eq!(get(&router, &format!("{BASE}/{id}/exports/log.csv")).await.code(), "conflict");
    let asked = json!({
        "scenario": "newborn-birth", "cases": 200, "seed": 7, "per_day": 60, "kind": "staffing", "candidates": 12
    });
    let id = begun(&router, asked).await;
    let view = over(&router, &id).await;
    assert_eq!((&view["status"], &view["total"]), (&json!("done"), &json!(2_400)), "{view}");
    let tried = view["outcome"]["tried"].as_array().unwrap();
    let desks = view["outcome"]["desks"].as_array().unwrap().len();
    assert!(!tried.is_empty() && tried.len() <= 12, "{view}");
    assert!(tried.iter().all(|one| one["people"].as_array().unwrap().len() == desks));
    assert!(tried.iter().any(|one| one["is_best"] == true));
    let file = get(&router, &format!("{BASE}/{id}/exports/html")).await;
    assert_eq!(file.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulation_is_called_as_people_like() {
    let router = router();
    let id = begun(&router, small()).await;
    let path = format!("{BASE}/{id}");
    let rename = async |body: Value| {
        let request = request("PATCH", &path).header("content-type", "application/json");
        send(&router, request.body(Body::from(body.to_string())).unwrap()).await
    };
    let named = rename(json!({ "name": "周一早上" })).await;
    assert_eq!((named.status.as_u16(), &named.json()["request"]["name"]), (200, &json!("周一早上")));
    assert_eq!(shown(&router, &id).await["request"]["name"], "周一早上");
    assert_eq!(rename(json!({ "name": "x".repeat(121) })).await.code(), "invalid");
    assert_eq!(rename(json!({ "name": null })).await.json()["request"]["name"], Value::Null);
    assert_eq!(shown(&router, &id).await["request"]["kind"], "single");
    over(&router, &id).await;
}

#[tokio::test]
async fn what_is_not_of_its_kind_is_told() {
    let router = router();
    let with = |more: Value| {
        let mut asked = small();
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        asked.to_string()
    };
    for (more, place) in [
        (json!({ "kind": "pair" }), "/kind"),
        (json!({ "kind": "single", "against": "separate" }), "/against"),
        (json!({ "kind": "staffing", "what_if": ["correct=x0.5"] }), "/what_if"),
        (json!({ "budget": 3 }), "/budget"),
        (json!({ "kind": "staffing", "candidates": 0 }), "/candidates"),
        (json!({ "kind": "staffing", "cases": 200_000, "candidates": 2_000 }), "/cases"),
    ] {
        let told = post(&router, BASE, with(more.clone())).await;
        assert_eq!(told.code(), "invalid", "{more}");
        assert_eq!(told.problem()["errors"][0]["pointer"], place, "{more}");
    }
}

pub fn loaded_scenario(loaded: &library::Loaded) -> &onething_engine::scenario::model::Scenario {
    loaded.scenario.as_deref().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_varied_is_told_as_a_run_takes_it() {
    let router = router();
    let none = get(&router, "/api/v1/scenarios/newborn-birth/parameters?plan=moon").await;
    assert_eq!(none.status, 400);
    let people = ["arrivals", "staff", "correct", "refuse"];
    let systems = ["arrivals", "staff", "available", "found", "correct", "refuse"];
    for (plan, kinds) in [("separate", &people[..]), ("joint", &systems)] {
        let told =
            get(&router, &format!("/api/v1/scenarios/newborn-birth/parameters?plan={plan}")).await.json();
        assert_eq!((&told["scenario"], &told["plan"]), (&json!("newborn-birth"), &json!(plan)));
        let parameters = told["parameters"].as_array().unwrap();
        let of = |path: &str| {
            let found = parameters.iter().find(|one| one["path"] == path);
            found.unwrap_or_else(|| panic!("no {path}: {told}"))
        };
        let officers = of("staff.police.officer");
        assert_eq!((&officers["value"], &officers["min"]), (&json!(8.0), &json!(1.0)));
        let returned = of("correct.household_registration.review");
        assert_eq!((&returned["value"], &returned["max"]), (&json!(0.04), &json!(1.0)));
        for one in parameters {
            let said = |label: &str| one[label]["zh"].as_str().is_some_and(|zh| !zh.is_empty());
            assert!(said("title") && said("unit"), "{one}");
        }
        for kind in kinds {
            assert!(parameters.iter().any(|one| one["kind"] == *kind), "none of {kind}: {told}");
        }
        // Each is taken as it is told, and what is so now changes nothing.
        let as_it_is = |one: &Value| format!("{}={}", one["path"].as_str().unwrap(), one["value"]);
        let what_if: Vec<String> = parameters.iter().take(64).map(as_it_is).collect();
        let asked = json!({
            "scenario": "newborn-birth", "plan": plan, "cases": 50, "replications": 2, "what_if": what_if
        });
        let view = over(&router, &begun(&router, asked).await).await;
        assert_eq!(view["status"], "done", "{view}");
        assert_eq!(view["outcome"]["from"], view["outcome"]["to"], "{view}");
    }
}
