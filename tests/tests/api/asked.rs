//! What is asked of an applicant: each thing once, with its options and why, and no longer than somebody needs it.

use super::host::{Answer, get, router};
use super::journey::House;
use serde_json::{Value, json};

const BOOK: &str = "home.household_book";

fn named<'v>(form: &'v Value, id: &str) -> Vec<&'v Value> {
    form["facts"].as_array().unwrap().iter().filter(|fact| fact["id"] == id).collect()
}

fn fine(answer: &Answer) {
    assert_eq!(answer.status.as_u16(), 200, "{}", String::from_utf8_lossy(&answer.body));
}

async fn form(house: &House, id: &str) -> Value {
    house.get("applicant:wang", &format!("/applications/{id}/form")).await.json()
}

/// Handed in with the household book promised for later.
async fn with_a_promise(house: &House) -> String {
    let id = house.begun().await;
    let (mut body, tag) = house.filled(&id).await;
    body["materials"].as_object_mut().unwrap().remove(BOOK).expect("the book is asked");
    body["later"] = json!([BOOK]);
    let path = format!("/applications/{id}/form");
    let saved = house.ask("applicant:wang", "PUT", &path, Some(&tag), Some(body)).await;
    fine(&saved);
    let open = form(house, &id).await;
    let book = named(&open, BOOK);
    assert!(book.len() == 1 && book[0]["state"] == "deferred", "{open}");
    let tag = house.form(&id).await.header("etag").to_owned();
    let path = format!("/applications/{id}/submit");
    fine(&house.ask("applicant:wang", "POST", &path, Some(&tag), Some(json!({}))).await);
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promised_paper_stands_once_and_not_beyond_its_item() {
    let house = House::new();
    let id = with_a_promise(&house).await;
    let asked = form(&house, &id).await;
    let book = named(&asked, BOOK);
    assert!(book.len() == 1 && book[0]["asked_by"] == "", "{asked}");
    let view = house.view(&id).await;
    let path = format!("/applications/{id}/withdraw");
    let item = json!({ "item": "household_registration" });
    let tag = format!("\"{}\"", view["sequence"]);
    fine(&house.ask("applicant:wang", "POST", &path, Some(&tag), Some(item)).await);
    let view = house.view(&id).await;
    assert!(view["closed_at"].is_null() && view["asks_applicant"] == false, "{view}");
    assert!(named(&form(&house, &id).await, BOOK).is_empty());
    let waiting = house.get("tester", &format!("/applications/{id}/waiting")).await.json();
    assert!(!waiting.to_string().contains("was promised"), "{waiting}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_why_something_is_asked_and_why_again() {
    let house = House::new();
    let id = house.begun().await;
    house.form(&id).await;
    let asked = form(&house, &id).await;
    for fact in asked["facts"].as_array().unwrap() {
        let why = &fact["why"];
        assert!(why["zh"].as_str().is_some_and(|zh| !zh.is_empty()) && why["en"].is_string(), "{fact}");
        assert!(
            fact["declarable"] == false && (fact["deferrable"] == true) == (fact["id"] == BOOK),
            "{fact}"
        );
    }
    let id = house.submitted().await;
    let view = house.view(&id).await;
    let task = &view["tasks"][0];
    let clerk = format!("clerk:{}", task["department"].as_str().unwrap());
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    let tag = house.get(&clerk, &path).await.header("etag").to_owned();
    let wanted = json!({ "wanted": [{ "id": "child.name", "why": "与出生证明不一致" }] });
    let returned = house.ask(&clerk, "POST", &format!("{path}/return"), Some(&tag), Some(wanted)).await;
    fine(&returned);
    let asked = form(&house, &id).await;
    let name = named(&asked, "child.name");
    assert!(name.len() == 1 && name[0]["state"] == "wanted", "{asked}");
    assert_eq!(name[0]["why"], json!({ "zh": "与出生证明不一致", "en": "与出生证明不一致" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_chosen_has_labels() {
    let router = router();
    let path = "/api/v1/scenarios/newborn-birth/form?plan=separate";
    let form = get(&router, path).await.json();
    let fields = form["fields"].as_array().unwrap();
    let sex = fields.iter().find(|field| field["id"] == "child.sex").expect("it is asked");
    let male = json!({ "value": "male", "title": { "zh": "男", "en": "Male" } });
    assert_eq!((&sex["value_type"], &sex["options"][0]), (&json!("one_of"), &male));
    for id in ["newborn-birth", "citizen-death", "business-deregistration", "home-transfer-with-utilities"] {
        let names = get(&router, &format!("/api/v1/scenarios/{id}/names")).await.json();
        let elements = names["elements"].as_array().unwrap().iter();
        for option in elements.flat_map(|element| element["options"].as_array().unwrap()) {
            assert_ne!(option["title"]["zh"], option["value"], "{id}: {option}");
        }
    }
}
