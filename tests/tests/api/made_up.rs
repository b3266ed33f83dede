//! Applications of made-up people, their numbers, and how systems stand: what a tester's pages ask.

use super::host::{Answer, get, interface, post, request, send};
use axum::Router;
use axum::body::Body;
use onething_server::api;
use onething_server::api::limits::Limits;
use serde_json::{Value, json};

/// A server of its own: what is made up here is no other test's business.
fn house() -> Router {
    let (api, close) = interface(Limits::unshared());
    std::mem::forget(close);
    api::router(api)
}

async fn generated(router: &Router, body: Value) -> Answer {
    post(router, "/api/v1/applications/generated", body.to_string()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_begun_with_what_is_so_of_made_up_people() {
    let router = house();
    let made = generated(&router, json!({ "scenario": "newborn-birth", "count": 12, "seed": 7 })).await;
    assert_eq!(made.status.as_u16(), 201, "{}", String::from_utf8_lossy(&made.body));
    let made = made.json();
    assert_eq!((&made["begun"], &made["left"]), (&json!(12), &json!(0)), "{made}");
    assert_eq!(made["failed"], json!([]), "{made}");
    let again =
        generated(&router, json!({ "scenario": "newborn-birth", "count": 12, "seed": 7 })).await.json();
    let answers = |made: &Value| -> Vec<Value> {
        made["applications"].as_array().unwrap().iter().map(|one| one["answers"].clone()).collect()
    };
    assert_eq!(answers(&made), answers(&again), "the same seed draws the same answers");
    // Systems are asked before forms can be handed in; time lets them answer.
    for _ in 0..200 {
        let body = json!({ "by": "10min" }).to_string();
        assert_eq!(post(&router, "/api/v1/clock/advance", body).await.status.as_u16(), 200);
        let drafts = get(&router, "/api/v1/applications?status=draft").await.json();
        if drafts["items"].as_array().unwrap().is_empty() {
            break;
        }
    }
    let drafts = get(&router, "/api/v1/applications?status=draft").await.json();
    assert_eq!(drafts["items"], json!([]), "all are handed in");
    let settled =
        json!({ "scenario": "newborn-birth", "count": 3, "answers": { "household": "with_father" } });
    let settled = generated(&router, settled).await.json();
    assert!(
        answers(&settled).iter().all(|answers| answers["household"] == json!(["with_father"])),
        "{settled}"
    );
}

#[tokio::test]
async fn what_cannot_be_made_up_is_told() {
    let router = house();
    let code = async |body: Value| generated(&router, body).await.code();
    assert_eq!(code(json!({ "scenario": "newborn-birth", "count": 0 })).await, "invalid");
    assert_eq!(code(json!({ "scenario": "newborn-birth", "count": 1001 })).await, "invalid");
    assert_eq!(code(json!({ "scenario": "none", "count": 1 })).await, "not-found");
    assert_eq!(code(json!({ "scenario": "newborn-birth", "plan": "jiont", "count": 1 })).await, "invalid");
    let none = json!({ "scenario": "newborn-birth", "count": 1, "answers": { "household": "nowhere" } });
    assert_eq!(code(none).await, "invalid");
    let clerk = request("POST", "/api/v1/applications/generated")
        .header("content-type", "application/json")
        .header("onething-role", "clerk:health")
        .body(Body::from(json!({ "scenario": "newborn-birth", "count": 1 }).to_string()));
    assert_eq!(send(&router, clerk.unwrap()).await.code(), "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_found_by_its_number() {
    let router = house();
    let made = generated(&router, json!({ "scenario": "newborn-birth", "count": 3 })).await.json();
    for one in made["applications"].as_array().unwrap() {
        let (id, number) = (one["id"].as_str().unwrap(), one["number"].as_str().unwrap());
        let view = get(&router, &format!("/api/v1/applications/{id}")).await.json();
        assert_eq!(view["number"], number);
        let said = number.replace('-', "").to_lowercase();
        for asked in [number, &said] {
            let found = get(&router, &format!("/api/v1/applications?number={asked}")).await.json();
            let items = found["items"].as_array().unwrap();
            assert_eq!(items.len(), 1, "{found}");
            assert_eq!((&items[0]["id"], &items[0]["number"]), (&json!(id), &json!(number)));
        }
    }
    let wrong = get(&router, "/api/v1/applications?number=260302-0000-00001").await;
    assert_eq!(wrong.code(), "bad-query");
    assert_eq!(get(&router, "/api/v1/applications?number=x").await.code(), "bad-query");
}

#[tokio::test]
async fn a_system_says_how_it_stands() {
    let router = house();
    let system = async || {
        let all = get(&router, "/api/v1/systems?limit=200").await.json();
        let all = all["items"].as_array().unwrap().clone();
        all.into_iter().find(|system| system["id"] == "population").unwrap()["health"].clone()
    };
    let behave = async |body: Value| {
        let request =
            request("PUT", "/api/v1/systems/population/behaviour").header("content-type", "application/json");
        let answer = send(&router, request.body(Body::from(body.to_string())).unwrap()).await;
        assert_eq!(answer.status.as_u16(), 204, "{answer:?}");
    };
    let usual = system().await;
    assert_eq!((&usual["state"], &usual["performer"]), (&json!("up"), &json!("simulated")), "{usual}");
    assert_eq!((&usual["behaviour"], &usual["waiting"]), (&Value::Null, &json!(0)));
    for (behaviour, state) in [
        (json!({ "down": true }), "down"),
        (json!({ "fails": 3 }), "failing"),
        (json!({ "latency": "5s" }), "slow"),
        (json!({ "latency": "5s", "from": "2999-01-01T00:00:00Z" }), "up"),
    ] {
        behave(behaviour.clone()).await;
        let stands = system().await;
        assert_eq!(stands["state"], state, "{stands}");
        assert_eq!(stands["behaviour"], behaviour);
        assert!(stands["behaviour_since"].is_string());
    }
    behave(json!({})).await;
    assert_eq!(system().await, usual);
}
