//! The description of the interface: the same as the kept copy, complete, and true of what is answered.

use super::host::{get, post, router};
use onething_server::access::policy;
use onething_tests::repository::root;
use serde_json::{Value, json};

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

#[tokio::test]
async fn what_is_served_is_the_kept_copy() {
    let served = get(&router(), "/api/v1/openapi.json").await;
    let served = String::from_utf8(served.body).unwrap();
    let path = root().join("docs/openapi.json");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &served).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        served == kept,
        "docs/openapi.json is not what is served; run this with UPDATE_EXPECT=1 and look at the change"
    );
}

#[tokio::test]
async fn every_operation_has_a_row_of_the_policy_and_stands_where_it_says() {
    let document = get(&router(), "/api/v1/openapi.json").await.json();
    for (name, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        let rule = policy::rule(id).unwrap_or_else(|| panic!("{id} has no row"));
        let (method, path) = name.split_once(' ').unwrap();
        assert_eq!(
            (rule.method, format!("/api/v1{}", rule.path)),
            (method.to_uppercase().as_str(), path.to_owned())
        );
    }
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let mut found = Vec::new();
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                found.push((format!("{method} {path}"), operation));
            }
        }
    }
    found
}

#[tokio::test]
async fn every_operation_is_told_in_full() {
    let document = get(&router(), "/api/v1/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let operations = operations(&document);
    assert!(operations.len() >= 8);
    let mut ids = Vec::new();
    for (name, operation) in operations {
        ids.push(operation["operationId"].as_str().unwrap().to_owned());
        assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{name}");
        for text in ["summary", "description"] {
            let text = operation[text].as_str().unwrap();
            let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(chinese && text.chars().any(|c| c.is_ascii_alphabetic()), "{name}: {text}");
        }
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name}");
        for (status, response) in responses.iter().filter(|(status, _)| !status.starts_with('2')) {
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{name} {status}");
            assert!(!response["description"].as_str().unwrap().is_empty(), "{name} {status}");
        }
    }
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "operation ids are told apart");
}

/// Whether a value is what the description says a 200 of an operation is.
fn conforms(document: &Value, path: &str, method: &str, value: &Value) {
    let schema =
        &document["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"];
    let root =
        json!({ "$ref": "#/start", "start": closed(schema), "components": closed(&document["components"]) });
    let validator = jsonschema::validator_for(&root).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(value).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{method} {path}: {errors:#?}");
}

/// The same schema, which takes no property that it does not name.
fn closed(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut members: serde_json::Map<String, Value> =
                members.iter().map(|(name, member)| (name.clone(), closed(member))).collect();
            if members.get("properties").is_some_and(Value::is_object)
                && !members.contains_key("additionalProperties")
            {
                members.insert("additionalProperties".into(), json!(false));
            }
            Value::Object(members)
        }
        Value::Array(items) => items.iter().map(closed).collect(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn answers_are_what_the_description_says() {
    let router = router();
    let document = get(&router, "/api/v1/openapi.json").await.json();
    let base = "/api/v1/scenarios";
    for (described, asked) in [
        (base.to_owned(), base.to_owned()),
        (format!("{base}/{{id}}"), format!("{base}/newborn-birth")),
        (format!("{base}/{{id}}/graph"), format!("{base}/newborn-birth/graph")),
        (format!("{base}/{{id}}/form"), format!("{base}/newborn-birth/form")),
        (format!("{base}/{{id}}/compare"), format!("{base}/newborn-birth/compare")),
        (format!("{base}/{{id}}/text"), format!("{base}/newborn-birth/text")),
        (format!("{base}/{{id}}/names"), format!("{base}/newborn-birth/names")),
        (format!("{base}/{{id}}/count"), format!("{base}/newborn-birth/count")),
        (format!("{base}/{{id}}/tests"), format!("{base}/newborn-birth/tests")),
        ("/api/v1/templates".to_owned(), "/api/v1/templates".to_owned()),
        ("/api/v1/departments".to_owned(), "/api/v1/departments".to_owned()),
        ("/api/v1/systems".to_owned(), "/api/v1/systems".to_owned()),
    ] {
        conforms(&document, &described, "get", &get(&router, &asked).await.json());
    }
    let text = std::fs::read_to_string(root().join("scenarios/newborn-birth/scenario.yaml")).unwrap();
    for text in [text.replacen("plans:", "plnas:", 1), text] {
        let checked =
            post(&router, &format!("{base}/check"), json!({ "text": text }).to_string()).await.json();
        conforms(&document, &format!("{base}/check"), "post", &checked);
        for of in ["format", "newborn-birth/difference"] {
            let told =
                post(&router, &format!("{base}/{of}"), json!({ "text": text }).to_string()).await.json();
            conforms(&document, &format!("{base}/{}", of.replace("newborn-birth", "{id}")), "post", &told);
        }
    }
}
