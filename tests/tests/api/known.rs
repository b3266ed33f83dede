//! What is known of an application, told to those who may read it, and items that may be had on one's word.

use super::host::Answer;
use super::journey::House;
use serde_json::{Value, json};

fn named<'v>(facts: &'v Value, id: &str) -> Option<&'v Value> {
    facts["facts"].as_array().unwrap().iter().find(|fact| fact["id"] == id)
}

async fn task(house: &House, id: &str) -> (String, String) {
    let view = house.view(id).await;
    let task = &view["tasks"][0];
    let department = task["department"].as_str().unwrap();
    (format!("clerk:{department}"), format!("/tasks/{}", task["id"].as_str().unwrap()))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_is_told_with_labels_and_values_in_words() {
    let house = House::new();
    let id = house.submitted().await;
    let path = format!("/applications/{id}/facts");
    let (clerk, _) = task(&house, &id).await;
    for role in ["applicant:wang", &clerk, "auditor", "tester"] {
        let facts = house.get(role, &path).await.json();
        // No form asks the mother's sex: a licence tells it.
        let sex = named(&facts, "mother.sex").unwrap_or_else(|| panic!("{role}: {facts}"));
        assert_eq!((&sex["kind"], &sex["value_type"]), (&json!("field"), &json!("one_of")));
        assert_eq!(sex["title"]["en"], "Mother: Sex");
        let said = &sex["value_title"]["en"];
        assert!(said == "Female" || said == "Male", "{sex}");
        let weight = named(&facts, "child.birth_weight").expect("the hospital tells it");
        assert_eq!((&weight["unit"], &weight["value_type"]), (&json!("g"), &json!("number")));
        let book = named(&facts, "home.household_book").expect("it was handed in");
        assert!(book["kind"] == "material" && book["value_type"].is_null(), "{book}");
    }
    let other = house.get("applicant:li", &path).await;
    assert_eq!(other.status.as_u16(), 404);
    assert_eq!(house.get("operator", &path).await.status.as_u16(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_need_not_read_what_people_told_sees_a_task_without_values() {
    let house = House::new();
    let id = house.submitted().await;
    let (clerk, path) = task(&house, &id).await;
    let seen = house.get(&clerk, &path).await.json();
    let (facts, brings) = (seen["facts"].as_array().unwrap(), seen["brings"].as_array().unwrap());
    assert!(facts.iter().any(|fact| fact["value"].is_string()), "{seen}");
    assert!(brings.iter().all(|brought| brought["title"]["zh"].is_string()), "{seen}");
    let unread = house.get("operator", &path).await.json();
    let others = unread["facts"].as_array().unwrap();
    assert_eq!(others.len(), facts.len());
    assert!(others.iter().all(|fact| fact["value"].is_null() && fact["value_title"].is_null()), "{unread}");
}

/// A restaurant of 1,200 m², begun by a plan: how its fire check stands.
async fn restaurant(house: &House, plan: &str) -> (String, Value) {
    let answers = json!({ "sells": ["hot_food"], "sign": ["none"], "count_workers": ["n1"] });
    let body = json!({ "scenario": "restaurant-opening", "plan": plan, "answers": answers });
    let begun = house.ask("applicant:wang", "POST", "/applications", None, Some(body)).await;
    assert!(begun.status.is_success(), "{}", String::from_utf8_lossy(&begun.body));
    let begun = begun.json();
    let id = begun["application"].as_str().or(begun["id"].as_str()).unwrap().to_owned();
    let form = house.form(&id).await;
    let tag = form.header("etag").to_owned();
    let path = format!("/applications/{id}/form");
    let area = json!({ "form": { "shop.floor_area": "1200" } });
    let saved = house.ask("applicant:wang", "PUT", &path, Some(&tag), Some(area)).await;
    assert!(saved.status.is_success(), "{}", String::from_utf8_lossy(&saved.body));
    let item = item(house, &id).await;
    (id, item)
}

async fn item(house: &House, id: &str) -> Value {
    let view = house.view(id).await;
    let items = view["items"].as_array().unwrap();
    items.iter().find(|item| item["id"] == "fire_check").expect("it is large").clone()
}

async fn commit(house: &House, id: &str) -> Answer {
    let path = format!("/applications/{id}/commitment");
    house.ask("applicant:wang", "POST", &path, None, Some(json!({ "item": "fire_check" }))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_may_be_had_on_ones_word_says_so_where_its_check_can_follow() {
    let house = House::new();
    house.publish("restaurant-opening");
    let (id, offered) = restaurant(&house, "declared").await;
    assert_eq!((&offered["commitment"]["given"], &offered["limit"]), (&json!(false), &json!("3wd")));
    assert_eq!(offered["commitment"]["then"][0]["zh"], "消防现场检查");
    let given = commit(&house, &id).await;
    assert!(given.status.is_success(), "{}", String::from_utf8_lossy(&given.body));
    let given = item(&house, &id).await;
    assert_eq!((&given["commitment"]["given"], &given["limit"]), (&json!(true), &json!("1wd")));
    // Where the inspection is made together with others, nothing is left to follow the result.
    let (id, together) = restaurant(&house, "joint").await;
    assert!(together["commitment"].is_null(), "{together}");
    let refused = commit(&house, &id).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "rejected"));
}
