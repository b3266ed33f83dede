//! What is told comes with what it is called; stories come in pages; and a refusal says who may.

use super::journey::House;
use onething_server::library::{self, Place};
use serde_json::{Value, json};

fn is_label(value: &Value) -> bool {
    value["zh"].is_string() && value["en"].is_string()
}

/// Every page of a list of an application, put together.
async fn paged(house: &House, path: &str, member: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = house.get("tester", &format!("{path}?limit=3{cursor}")).await.json();
        let entries = page[member].as_array().unwrap();
        assert!(!entries.is_empty() && entries.len() <= 3, "{page}");
        all.extend(entries.clone());
        let Some(next) = page["next_cursor"].as_str() else { return all };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_comes_in_pages_and_notices_say_what_they_are_about() {
    let house = House::new();
    let id = house.submitted().await;
    house.finish(&id).await;
    for (list, member) in [("timeline", "entries"), ("events", "turns")] {
        let path = format!("/applications/{id}/{list}");
        let whole = house.get("tester", &path).await.json();
        assert!(whole["next_cursor"].is_null());
        assert_eq!(Value::from(paged(&house, &path, member).await), whole[member], "{list}");
        assert_eq!(house.get("tester", &format!("{path}?limit=0")).await.code(), "bad-query");
        assert_eq!(house.get("tester", &format!("{path}?cursor=x")).await.code(), "bad-cursor");
    }
    let notices = house.get("applicant:wang", &format!("/applications/{id}/notices")).await.json();
    let notices = notices["notices"].as_array().unwrap();
    let of = |kind: &str| notices.iter().filter(|notice| notice["kind"] == kind).collect::<Vec<_>>();
    for kind in ["accepted", "approved"] {
        assert!(!of(kind).is_empty(), "no notice is `{kind}`: {notices:?}");
        for notice in of(kind) {
            assert!(notice["item"].is_string() && is_label(&notice["item_title"]), "{notice}");
            assert!(is_label(&notice["kind_title"]) && is_label(&notice["text"]), "{notice}");
        }
    }
    let overview = house.get("operator", "/overview").await.json();
    assert_eq!((&overview["applications"], &overview["closed"]["applications"]), (&json!(0), &json!(1)));
    let done = overview["closed"]["by_department"].as_object().unwrap();
    assert!(!done.is_empty() && done.values().all(|statuses| statuses["approved"].is_u64()), "{overview}");
    assert!(done.keys().all(|id| is_label(&overview["department_titles"][id])), "{overview}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_is_told_what_they_are_called() {
    let house = House::new();
    let clerk = house.get("clerk:police", "/me").await.json();
    assert_eq!((&clerk["role_title"]["en"], &clerk["department"]), (&json!("Clerk"), &json!("police")));
    assert!(is_label(&clerk["department_title"]) && clerk["department_title"]["en"] != "police", "{clerk}");
    let worker = house.get("worker:population", "/me").await.json();
    assert!(is_label(&worker["system_title"]) && worker["department_title"].is_null(), "{worker}");
    let id = house.submitted().await;
    let view = house.get("tester", &format!("/applications/{id}")).await.json();
    let listed = house.get("tester", "/applications").await.json()["items"][0].clone();
    for item in view["items"].as_array().unwrap().iter().chain(listed["items"].as_array().unwrap()) {
        assert!(is_label(&item["department_title"]), "{item}");
    }
    assert!(
        view["title"]["en"].as_str().unwrap().starts_with(listed["scenario_title"]["en"].as_str().unwrap())
    );
    assert_eq!(view["tasks"][0]["scenario_title"], listed["scenario_title"]);
    for department in house.get("tester", "/departments").await.json()["items"].as_array().unwrap() {
        let (staff, titles) = (&department["staff"], &department["staff_titles"]);
        assert!(staff.as_object().unwrap().keys().all(|role| is_label(&titles[role])), "{department}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_and_incidents_are_those_of_one_application() {
    let house = House::new();
    let body = json!({ "scenario": "newborn-birth", "plan": "joint" });
    let begun = house.ask("applicant:wang", "POST", "/applications", None, Some(body)).await.json();
    let id = begun["application"].as_str().unwrap();
    let all = house.get("tester", "/calls").await.json();
    let own = house.get("tester", &format!("/calls?application={id}")).await.json();
    for call in own["items"].as_array().unwrap() {
        assert_eq!(call["application"], id);
        assert!(is_label(&call["system_title"]) && is_label(&call["step_title"]), "{call}");
    }
    assert_eq!(own["items"].as_array().unwrap().len(), all["items"].as_array().unwrap().len());
    let other = "00000000-0000-7000-8000-000000000000";
    for list in ["calls", "incidents"] {
        let none = house.get("tester", &format!("/{list}?application={other}")).await.json();
        assert_eq!(none["items"], json!([]));
        assert_eq!(house.get("tester", &format!("/{list}?application=x")).await.code(), "bad-query");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_who_may_and_a_designer_why_they_do_not_follow() {
    let house = House::new();
    let detail = async |role: &str, path: &str| {
        let refused = house.get(role, path).await;
        assert_eq!(refused.code(), "forbidden");
        refused.problem()["detail"].as_str().unwrap().to_owned()
    };
    let why = detail("designer", "/events").await;
    assert!(why.contains("sees no applications") && why.contains("tester"), "{why}");
    let who = detail("designer", "/tasks").await;
    assert!(who.contains("clerk, operator, auditor, tester"), "{who}");
}

/// A house where an incident stands, for the company register is down; the path of the incident.
async fn with_an_incident() -> (House, String) {
    let house = House::new();
    let files = library::files(&Place::Embedded, "business-start-up").unwrap();
    house.api.desk().runner.publish(files, None).map_err(|e| format!("{e:?}")).unwrap();
    let down = Some(json!({ "down": true }));
    let told = house.ask("tester", "PUT", "/systems/registry/behaviour", None, down).await;
    assert_eq!(told.status.as_u16(), 204, "{told:?}");
    let made_up = json!({ "scenario": "business-start-up", "count": 1, "seed": 7 });
    let begun = house.ask("tester", "POST", "/applications/generated", None, Some(made_up)).await.json();
    assert_eq!(begun["begun"], 1, "{begun}");
    house.ask("tester", "POST", "/clock/advance", None, Some(json!({ "by": "1h" }))).await;
    let open = house.get("operator", "/incidents").await.json();
    let id = open["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{open}")).to_owned();
    (house, format!("/incidents/{id}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_that_is_only_tried_again_is_not_said_to_be_mended() {
    let (house, incident) = with_an_incident().await;
    let mend = async |how: &str, body: Option<Value>| {
        let told = house.ask("operator", "POST", &format!("{incident}/{how}"), None, body).await;
        assert_eq!(told.status.as_u16(), 200, "{}", told.json());
        told.json()
    };
    let told = mend("retry", None).await;
    assert_eq!((&told["mended"], &told["outcome"]), (&json!(false), &json!("trying")), "{told}");
    // Nobody answers: it is an incident again.
    let is_back = async || {
        for _ in 0..50 {
            if house.get("operator", &incident).await.status.as_u16() == 200 {
                return true;
            }
            house.ask("tester", "POST", "/clock/advance", None, Some(json!({ "next": true }))).await;
        }
        false
    };
    assert!(is_back().await, "an attempt that nobody answers is no incident");
    let values = json!({ "values": { "company.name_number": "淄2026-0001" } });
    let told = mend("answer", Some(values)).await;
    assert_eq!((&told["mended"], &told["outcome"]), (&json!(true), &json!("mended")), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_department_is_told_which_there_are() {
    let house = House::new();
    let refused = house.get("operator", "/tasks").await.problem();
    let place = &refused["errors"][0];
    assert_eq!((&refused["code"], &place["pointer"]), (&json!("bad-query"), &json!("?department")));
    let mend = refused["mend"].as_str().unwrap();
    assert!(
        mend.contains("?department=") && mend.contains("health") && mend.contains("/departments"),
        "{mend}"
    );
    assert_eq!(place["mend"], mend);
    assert!(!refused["detail"].as_str().unwrap().contains("field"), "{refused}");
    assert_eq!(house.get("operator", "/tasks?department=health").await.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_named_and_in_the_words_of_what_may_not_be_seen() {
    let house = House::new();
    let id = house.begun().await;
    let none = "00000000-0000-7000-8000-000000000000";
    let said = async |role: &str, path: &str| {
        let refused = house.get(role, path).await.problem();
        assert_eq!(refused["code"], "not-found", "{path}");
        (refused["detail"].as_str().unwrap().to_owned(), refused["mend"].as_str().unwrap().to_owned())
    };
    let (detail, mend) = said("tester", &format!("/applications/{none}")).await;
    assert!(
        detail.contains("no such application") && mend.contains("GET /api/v1/applications"),
        "{detail} {mend}"
    );
    for part in ["", "/form", "/timeline", "/materials/x"] {
        let absent = said("applicant:li", &format!("/applications/{none}{part}")).await;
        assert_eq!(said("applicant:li", &format!("/applications/{id}{part}")).await, absent, "{part}");
        assert_eq!(said("applicant:li", &format!("/applications/x{part}")).await, absent, "{part}");
    }
    for (role, path, kind) in [
        ("clerk:police", "/tasks/x", "task"),
        ("clerk:police", "/tasks?department=health", "department"),
        ("operator", "/incidents/x", "incident"),
        ("operator", "/deliveries/x", "delivery"),
        ("operator", "/migrations/x", "migration"),
        ("designer", "/drafts/none", "draft"),
        ("designer", "/simulations/x", "simulation"),
        ("designer", "/scenarios/none", "scenario"),
        ("clerk:police", "/departments/none/colleagues", "department"),
    ] {
        let (detail, _) = said(role, path).await;
        assert!(detail.contains(kind), "{path}: {detail}");
    }
    let token = house.ask("administrator", "DELETE", "/tokens/x", None, None).await.problem();
    assert!(token["detail"].as_str().unwrap().contains("token"), "{token}");
    let nowhere = house.get("tester", "/nowhere").await.problem();
    assert!(nowhere["mend"].as_str().unwrap().starts_with("check the address"), "{nowhere}");
}
