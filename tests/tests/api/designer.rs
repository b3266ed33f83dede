//! What a designer's editor asks: texts, templates, names, and what a text comes to while it is written.

use super::host::{get, post, router};
use onething_tests::repository::root;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const NEWBORN: &str = "/api/v1/scenarios/newborn-birth";

fn shipped() -> String {
    std::fs::read_to_string(root().join("scenarios/newborn-birth/scenario.yaml")).unwrap()
}

#[tokio::test]
async fn the_text_of_a_version_can_be_opened() {
    let router = router();
    let latest = get(&router, &format!("{NEWBORN}/text")).await;
    let read = latest.json();
    assert_eq!(read["text"], shipped());
    assert!(latest.header("etag").starts_with('"'), "{latest:?}");
    let catalogues = |view: &Value| -> BTreeSet<String> {
        view["catalogues"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(catalogues(&read), catalogues(&get(&router, NEWBORN).await.json()));
    let version = read["version"].as_str().unwrap();
    for named in [version, &version[..12]] {
        let same = get(&router, &format!("{NEWBORN}/text?version={named}")).await;
        assert_eq!((same.json(), same.header("etag")), (read.clone(), latest.header("etag")));
    }
    for none in ["00000000000", "x"] {
        assert_eq!(get(&router, &format!("{NEWBORN}/text?version={none}")).await.code(), "not-found");
    }
    assert_eq!(get(&router, "/api/v1/scenarios/none/text").await.code(), "not-found");
    // This server has published one scenario; the others are those of the library.
    let unpublished = get(&router, "/api/v1/scenarios/citizen-death/text").await.json();
    assert_eq!(unpublished["version"], Value::Null);
    assert!(unpublished["text"].as_str().unwrap().contains("kind: scenario"));
}

#[tokio::test]
async fn a_template_is_sound_as_it_stands() {
    let router = router();
    let templates = get(&router, "/api/v1/templates").await.json();
    for template in templates["items"].as_array().unwrap() {
        let request = json!({ "text": template["text"] }).to_string();
        let checked = post(&router, "/api/v1/scenarios/check", request).await.json();
        assert_eq!(checked["sound"], true, "{checked}");
    }
}

#[tokio::test]
async fn findings_alone_are_told_without_what_follows_from_the_text() {
    let router = router();
    for text in [shipped(), shipped().replacen("department: police", "department: polce", 1)] {
        let ask = async |findings_only: bool| {
            let request = json!({ "text": text, "findings_only": findings_only }).to_string();
            post(&router, "/api/v1/scenarios/check", request).await.json()
        };
        let (all, quick) = (ask(false).await, ask(true).await);
        assert_eq!((&quick["diagnostics"], &quick["sound"]), (&all["diagnostics"], &all["sound"]));
        assert_eq!((&quick["plans"], &quick["graph"]), (&json!([]), &Value::Null));
    }
}

#[tokio::test]
async fn a_text_is_checked_with_the_form_that_it_comes_to() {
    let router = router();
    let check = async |plan: &str, given: &str| {
        let request = json!({ "text": shipped(), "plan": plan, "given": given }).to_string();
        post(&router, "/api/v1/scenarios/check", request).await.json()
    };
    for (plan, given) in [("joint", ""), ("separate", ""), ("joint", "household=with_father")] {
        let checked = check(plan, given).await;
        let form = get(&router, &format!("{NEWBORN}/form?plan={plan}&given={given}")).await.json();
        let graph = get(&router, &format!("{NEWBORN}/graph?plan={plan}&given={given}")).await.json();
        assert_eq!((&checked["form"], &checked["graph"]), (&form, &graph), "{plan} {given}");
    }
    let broken = json!({ "text": shipped().replacen("plans:", "plnas:", 1) }).to_string();
    assert_eq!(post(&router, "/api/v1/scenarios/check", broken).await.json()["form"], Value::Null);
}

#[tokio::test]
async fn a_text_is_put_into_the_layout_and_stays_so() {
    let router = router();
    let format = async |text: &str| {
        let request = json!({ "text": text }).to_string();
        post(&router, "/api/v1/scenarios/format", request).await.json()
    };
    let untidy = "onething: 1\nkind: scenario   # a remark\ntitle: {zh: 甲,en: A}\n";
    let tidy = format(untidy).await;
    assert_eq!(tidy["changed"], true, "{tidy}");
    assert!(tidy["text"].as_str().unwrap().contains("# a remark"));
    let again = format(tidy["text"].as_str().unwrap()).await;
    assert_eq!((&again["changed"], &again["text"]), (&json!(false), &tidy["text"]));
    let none = format("{a: [").await;
    assert_eq!(none["text"], Value::Null);
    assert_eq!(none["diagnostics"][0]["severity"], "error", "{none}");
}

#[tokio::test]
async fn a_text_is_compared_with_what_is_published() {
    let router = router();
    let differs = async |text: String, version: Option<&str>| {
        let request = json!({ "text": text, "version": version }).to_string();
        post(&router, &format!("{NEWBORN}/difference"), request).await
    };
    let same = differs(format!("{}\n# a remark\n", shipped()), None).await.json();
    assert_eq!((&same["same"], &same["sound"]), (&json!(true), &json!(true)), "{same}");
    let lighter = shipped().replacen("promised: 1wd", "promised: 2wd", 1);
    assert_ne!(lighter, shipped());
    let other = differs(lighter.clone(), None).await.json();
    assert_eq!(other["same"], false);
    assert!(!other["facts"].as_array().unwrap().is_empty(), "{other}");
    let version = get(&router, &format!("{NEWBORN}/text")).await.json()["version"].clone();
    assert_eq!(differs(lighter, version.as_str()).await.json(), other);
    let broken = differs(shipped().replacen("plans:", "plnas:", 1), None).await.json();
    assert_eq!((&broken["same"], &broken["sound"]), (&Value::Null, &json!(false)));
    assert_eq!(differs(shipped(), Some("000000000000")).await.code(), "not-found");
}

#[tokio::test]
async fn the_names_of_the_catalogues_are_told_for_completion() {
    let names = get(&router(), &format!("{NEWBORN}/names")).await.json();
    assert_eq!(names["complete"], true);
    for kind in ["departments", "systems", "services", "licences", "materials", "elements", "items"] {
        for one in names[kind].as_array().unwrap() {
            assert!(!one["id"].as_str().unwrap().is_empty(), "{kind}: {one}");
            assert!(!one["title"]["zh"].as_str().unwrap().is_empty(), "{kind}: {one}");
        }
    }
    for kind in ["departments", "roles", "systems", "services", "materials", "elements", "kinds", "calendars"]
    {
        assert!(!names[kind].as_array().unwrap().is_empty(), "no {kind}");
    }
    let spouse =
        names["services"].as_array().unwrap().iter().find(|s| s["about"].as_array().unwrap().len() > 1);
    let spouse = spouse.expect("a service about two");
    assert!(spouse["returns"].as_array().unwrap().iter().all(|r| r.as_str().unwrap().contains('.')));
}

#[tokio::test]
async fn figures_are_told_line_by_line_with_their_rules() {
    let router = router();
    for plan in ["joint", "separate"] {
        let count = get(&router, &format!("{NEWBORN}/count?plan={plan}")).await.json();
        let shown = get(&router, NEWBORN).await.json();
        let listed = shown["plans"].as_array().unwrap().iter().find(|p| p["id"] == plan).unwrap();
        for figure in count["figures"].as_array().unwrap() {
            let id = figure["id"].as_str().unwrap();
            assert!(!figure["rules"].as_array().unwrap().is_empty(), "{id}");
            // Figures over all ways tell that of the base way too.
            assert_eq!(figure["value"], listed["figures"][id]["base"], "{plan} {id}");
            let lines = figure["lines"].as_array().unwrap().iter();
            let sum: f64 = lines.map(|line| line["amount"].as_f64().unwrap()).sum();
            if ["items", "departments", "fields", "materials", "forms", "handoffs"].contains(&id) {
                assert_eq!(sum, figure["value"].as_f64().unwrap(), "{plan} {id}");
            }
        }
    }
}

#[tokio::test]
async fn tests_are_played_and_paint_the_graph() {
    let router = router();
    let tests = get(&router, &format!("{NEWBORN}/tests")).await.json();
    let all = tests["tests"].as_array().unwrap();
    assert!(!all.is_empty() && all.iter().all(|test| test["passed"] == true), "{tests}");
    assert_eq!((&tests["passed"], &tests["failed"]), (&json!(all.len()), &json!(0)));
    for plan in tests["coverage"]["plans"].as_array().unwrap() {
        let id = plan["plan"].as_str().unwrap();
        let graph = get(&router, &format!("{NEWBORN}/graph?plan={id}")).await.json();
        let nodes: Vec<&str> =
            graph["nodes"].as_array().unwrap().iter().map(|n| n["id"].as_str().unwrap()).collect();
        let edges = graph["edges"].as_array().unwrap();
        for node in plan["nodes"].as_array().unwrap() {
            assert!(nodes.contains(&node["id"].as_str().unwrap()), "{id}: {node}");
        }
        for edge in plan["edges"].as_array().unwrap() {
            let is = |other: &&Value| other["from"] == edge["from"] && other["to"] == edge["to"];
            assert!(edges.iter().any(|other| is(&other)), "{id}: {edge}");
        }
    }
    let joint = tests["coverage"]["plans"].as_array().unwrap().iter().find(|p| p["plan"] == "joint").unwrap();
    assert!(joint["nodes"].as_array().unwrap().iter().any(|node| node["reach"] == "reached"), "{joint}");
    let kinds = |kind: &str| tests["coverage"]["goals"].as_array().unwrap().iter().any(|g| g["kind"] == kind);
    assert!(kinds("item") && kinds("step") && kinds("outcome"));
    assert_eq!(get(&router, &format!("{NEWBORN}/tests?given=none")).await.code(), "bad-query");
}
