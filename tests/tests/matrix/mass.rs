//! Mass assignment: every property that an operation answers with and does not ask for, and one that is none, is sent
//! with every write, at every level of its body; none is taken, and each is refused with its place.

use super::cells::body;
use super::stage::{Ask, BASE, Stage};
use onething_tests::volume::volume;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Who may do most: nobody is refused for who they are here.
fn who(operation: &str) -> &'static str {
    match operation {
        "create_token" | "revoke_token" => "administrator",
        "put_own_absence" => "clerk",
        _ => "tester",
    }
}

fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str() {
        Some(name) => document.pointer(name.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

/// Names of all properties that a schema has, at any level.
fn names(document: &Value, schema: &Value, found: &mut BTreeSet<String>, depth: usize) {
    if depth > 6 {
        return;
    }
    let schema = resolved(document, schema);
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        found.insert(name.clone());
        names(document, inner, found, depth + 1);
    }
    for part in ["items", "additionalProperties"] {
        if schema[part].is_object() {
            names(document, &schema[part], found, depth + 1);
        }
    }
    for part in ["oneOf", "anyOf", "allOf"] {
        for inner in schema[part].as_array().into_iter().flatten() {
            names(document, inner, found, depth + 1);
        }
    }
}

/// Every object of a body that is of a fixed form: its pointer. Maps by name take any name.
fn objects(operation: &str, body: &Value) -> Vec<String> {
    let mut all = vec![String::new()];
    if operation == "return_task" && body["wanted"].is_array() {
        all.push("/wanted/0".to_owned());
    }
    all
}

/// Tries all of them; how many there were.
pub async fn all(stage: &Stage) -> usize {
    let document: Value = serde_json::from_str(onething_server::api::openapi::text()).unwrap();
    let mut every = BTreeSet::new();
    for schema in document["components"]["schemas"].as_object().unwrap().values() {
        names(&document, schema, &mut every, 0);
    }
    let (mut tried, mut from) = (0, 0);
    let most = volume("api-properties", 400, 12);
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap_or_default();
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if !schema.is_object() || id == "receive_callback" {
                continue;
            }
            let valid = body(id).unwrap_or_else(|| panic!("{id}: a write without a body to try"));
            let mut asked = BTreeSet::new();
            names(&document, schema, &mut asked, 0);
            let mut wrong: Vec<&str> = ["nothing_of_that_name", "__proto__", "constructor"].to_vec();
            let others: Vec<&str> =
                every.iter().filter(|name| !asked.contains(*name)).map(String::as_str).collect();
            // Where not all of them are tried, others are with each operation.
            wrong.extend(others.iter().cycle().skip(from).take(most.min(others.len())));
            from += most;
            let target = target(stage, path);
            for place in objects(id, &valid) {
                for name in &wrong {
                    let mut body = valid.clone();
                    let object = body.pointer_mut(&place).unwrap();
                    object[*name] = json!("x");
                    let ask = Ask {
                        method: method.to_uppercase(),
                        path: target.clone(),
                        tag: Some("*".to_owned()),
                        body: Some(body),
                        file: false,
                    };
                    let told = stage.ask(stage.somebody(who(id)), &ask).await;
                    let said = told.body.to_string();
                    let at = format!("{place}/{name}");
                    assert!(matches!(told.status, 400 | 422), "{id} takes {at}: {} {said}", told.status);
                    let pointers = told.body["errors"].as_array().into_iter().flatten();
                    let named = pointers.filter_map(|e| e["pointer"].as_str()).any(|p| p == at || p == place);
                    assert!(named, "{id}: {at} is not told with its place: {said}");
                    tried += 1;
                }
            }
        }
    }
    tried
}

fn target(stage: &Stage, path: &str) -> String {
    let id = match path.trim_start_matches(BASE).split('/').nth(1).unwrap() {
        "scenarios" => "newborn-birth",
        "drafts" => "mine",
        "applications" => &stage.handled,
        "tasks" => &stage.task,
        "calls" => &stage.call,
        "incidents" => &stage.incident,
        "people" => "clerk-1",
        _ => "population",
    };
    path.replace("{id}", id).replace("{system}", "population")
}
