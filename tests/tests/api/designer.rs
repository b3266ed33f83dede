//! What a designer's editor asks: texts, templates, names, and what a text comes to while it is written.

use super::host::{get, router};
use onething_tests::repository::root;
use serde_json::{Value, json};

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
    assert_eq!(read["catalogues"], get(&router, NEWBORN).await.json()["catalogues"]);
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
        let checked = super::host::post(&router, "/api/v1/scenarios/check", request).await.json();
        assert_eq!(checked["sound"], true, "{checked}");
    }
}
