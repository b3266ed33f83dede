//! The matrix: every operation that is served, for everybody, with what is theirs and what is another's. What a role
//! may not do is forbidden; what one may not see is not there, told in the words of what is not there at all.

use super::stage::{Answer, Ask, BASE, Somebody, Stage};
use onething_server::access::policy::{Rule, TABLE};
use onething_server::access::{Role, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// How many cells of which kind.
#[derive(Debug, Default)]
pub struct Counted {
    pub cells: usize,
    pub allowed: usize,
    pub hidden: usize,
    pub forbidden: usize,
    pub unknown: usize,
}

/// What an operation is tried on: its request with a valid body; and whether what it is about is somebody's.
fn request(stage: &Stage, rule: &Rule, id: &Id<'_>) -> Ask {
    let mut path = rule.path.to_owned();
    let target = match path.split('/').nth(1).unwrap() {
        "scenarios" => "newborn-birth".to_owned(),
        "drafts" => "mine".to_owned(),
        "applications" => id.of(&stage.handled, |_| Uuid::now_v7().to_string()),
        "tasks" => id.of(&stage.task, other_task),
        "calls" => id.of(&stage.call, other_task),
        "incidents" => id.of(&stage.incident, other_task),
        "systems" => "population".to_owned(),
        "departments" => id.of(&stage.department, |_| "none".to_owned()),
        "people" => "clerk-1".to_owned(),
        "tokens" => stage.spare.clone(),
        _ => "none".to_owned(),
    };
    path = path.replace("{id}", &target).replace("{m}", &stage.material);
    path = path.replace("{system}", id.system()).replace("{format}", "csv");
    path += match rule.operation {
        "list_tasks" => "?department=health",
        "add_application_material" => "?material=home.household_book",
        _ => "",
    };
    let base =
        if matches!(rule.operation, "get_health" | "get_readiness" | "get_metrics") { "" } else { BASE };
    let body = body(rule.operation);
    let file = rule.operation == "add_application_material";
    Ask { method: rule.method.to_owned(), path: format!("{base}{path}"), tag: None, body, file }
}

/// A task that is none: of an application that is not there.
fn other_task(task: &str) -> String {
    let (_, rest) = task.split_once('.').unwrap();
    format!("{}.{rest}", Uuid::now_v7())
}

/// Of which thing: the one there is, or one that is not there.
enum Id<'a> {
    There(&'a str),
    NotThere(&'a str),
}

impl Id<'_> {
    fn of(&self, there: &str, other: impl Fn(&str) -> String) -> String {
        match self {
            Self::There(_) => there.to_owned(),
            Self::NotThere(_) => other(there),
        }
    }

    fn system(&self) -> &str {
        match self {
            Self::There(system) | Self::NotThere(system) => system,
        }
    }
}

/// A body that the operation takes.
pub fn body(operation: &str) -> Option<Value> {
    let lease = json!({ "lease": "none~1", "worker": "w" });
    Some(match operation {
        "format_scenario" | "compare_scenario_text" => json!({ "text": "onething: 1" }),
        "check_scenario" => json!({ "text": "onething: 1" }),
        "put_scenario" | "put_draft" => json!({ "text": "onething: 1" }),
        "start_application" | "start_migration" | "check_migration" => json!({ "scenario": "newborn-birth" }),
        "generate_applications" => json!({ "scenario": "newborn-birth", "count": 1 }),
        "rename_simulation" => json!({ "name": "x" }),
        "start_simulation" => json!({ "scenario": "newborn-birth" }),
        "put_application_form" | "submit_application" | "correct_application" => json!({}),
        "withdraw_application" | "collect_application" | "approve_task" | "complete_task" | "resume_task" => {
            json!({})
        }
        "rate_application" => json!({ "grade": 5 }),
        "pay_application" => json!({ "amount": 1 }),
        "commit_application" => json!({ "item": "birth_certificate" }),
        "return_task" => json!({ "wanted": [{ "id": "home.household_book", "why": "unreadable" }] }),
        "refuse_task" | "not_accept_task" => json!({ "reason": "because" }),
        "suspend_task" => json!({ "within": "5d", "reason": "because" }),
        "reassign_task" => json!({ "to": "clerk-9" }),
        "put_own_absence" | "put_absence" => {
            json!({ "from": "2998-01-01T00:00:00Z", "until": "2999-01-01T00:00:00Z" })
        }
        "reply_call" => json!({ "exists": true }),
        "send_message" => json!({ "scenario": "newborn-birth", "message": "none", "reply_to": "0" }),
        "put_system_behaviour" => json!({}),
        "lease_work" => json!({ "worker": "w" }),
        "heartbeat_work" | "fail_work" => lease,
        "complete_work" => json!({ "lease": "none~1", "found": null }),
        "receive_callback" => json!({ "key": "none" }),
        "answer_incident" => json!({ "values": {} }),
        "advance_clock" => json!({ "next": true }),
        "create_token" => json!({ "principal": "u9", "name": "x", "role": "operator", "label": "x" }),
        _ => return None,
    })
}

/// Whether somebody may know of the thing that an operation is tried on; none where it is nobody's in particular.
fn sees(stage: &Stage, rule: &Rule, who: &Somebody, scope: Scope) -> bool {
    let principal = who.principal.as_ref().unwrap();
    let thing = rule.path.split('/').nth(1).unwrap();
    match (scope, thing) {
        (Scope::All, _) => true,
        (Scope::Own, "applications") => !rule.path.contains("{id}") || &*principal.id.0 == "wang",
        (Scope::Own, "calls") => {
            !rule.path.contains("{id}") || principal.system.as_deref() == Some("population")
        }
        (Scope::Own, "workers") => principal.system.as_deref() == Some("population"),
        (Scope::Department, "applications") => {
            !rule.path.contains("{id}") || principal.department.as_deref() == Some(&*stage.department)
        }
        // The list is asked for by department.
        (Scope::Department, "tasks" | "departments") => {
            principal.department.as_deref() == Some(&*stage.department)
        }
        _ => true,
    }
}

/// Every answer that is no success is a problem.
fn is_told(told: &Answer, what: &str) {
    if told.status < 400 {
        return;
    }
    let kind = told.headers.get("content-type").map_or("", |kind| kind.to_str().unwrap());
    assert_eq!(kind, "application/problem+json", "{what}: {} {}", told.status, told.body);
    for member in ["type", "title", "detail", "instance", "code", "trace_id", "mend"] {
        assert!(told.body[member].is_string(), "{what}: no {member} in {}", told.body);
    }
    assert_eq!(told.body["status"], told.status, "{what}");
    assert!(told.status < 500, "{what}: {}", told.body);
}

/// A problem without what tells one request from another.
fn words(mut problem: Value) -> Value {
    for member in ["instance", "trace_id"] {
        problem[member] = Value::Null;
    }
    problem
}

async fn sequence(stage: &Stage, id: &str) -> Value {
    let ask = Ask { method: "GET".into(), path: format!("{BASE}/applications/{id}"), ..Ask::default() };
    stage.ask(stage.somebody("tester"), &ask).await.body["sequence"].clone()
}

/// Every cell; first those that may bring nothing about.
pub async fn all(stage: &Stage) -> Counted {
    let document: Value = serde_json::from_str(onething_server::api::openapi::text()).unwrap();
    let served = |rule: &&Rule| {
        let path = format!("{BASE}{}", rule.path);
        let own = matches!(rule.operation, "get_health" | "get_readiness" | "get_metrics");
        own || document["paths"][&path][rule.method.to_lowercase()].is_object()
    };
    let rules: Vec<&Rule> = TABLE.iter().filter(served).collect();
    assert!(rules.len() > 55, "only {} operations are served", rules.len());
    let mut counted = Counted::default();
    let before = (sequence(stage, &stage.handled).await, sequence(stage, &stage.waiting).await);
    let mut allowed = Vec::new();
    for rule in &rules {
        for who in &stage.everybody {
            counted.cells += 1;
            let what = format!("{} by {}", rule.operation, who.name);
            let role = who.principal.as_ref().map(|principal| principal.role);
            let scope = role.and_then(|role: Role| rule.scope(role));
            let mut ask = request(stage, rule, &Id::There("population"));
            ask.tag = Some("*".to_owned());
            match scope {
                _ if rule.public => {
                    let told = stage.ask(who, &ask).await;
                    is_told(&told, &what);
                    assert!(!matches!(told.status, 401 | 403), "{what}: {}", told.body);
                    counted.allowed += 1;
                }
                None if role.is_none() => {
                    let told = stage.ask(who, &ask).await;
                    is_told(&told, &what);
                    assert_eq!(told.status, 401, "{what}: {}", told.body);
                    counted.unknown += 1;
                }
                None => {
                    let told = stage.ask(who, &ask).await;
                    is_told(&told, &what);
                    assert_eq!(told.status, 403, "{what}: {}", told.body);
                    counted.forbidden += 1;
                }
                Some(scope) if !sees(stage, rule, who, scope) => {
                    let told = stage.ask(who, &ask).await;
                    is_told(&told, &what);
                    assert_eq!(told.status, 404, "{what}: {}", told.body);
                    let none = request(stage, rule, &Id::NotThere("none"));
                    let none = stage.ask(who, &Ask { tag: Some("*".to_owned()), ..none }).await;
                    assert_eq!(words(told.body), words(none.body), "{what}: it tells that it is there");
                    counted.hidden += 1;
                }
                Some(_) => allowed.push((*rule, who)),
            }
        }
    }
    let after = (sequence(stage, &stage.handled).await, sequence(stage, &stage.waiting).await);
    assert_eq!(before, after, "somebody did what is not theirs to do");
    for (rule, who) in allowed {
        allows(stage, rule, who).await;
        counted.allowed += 1;
    }
    counted
}

/// What somebody may do is not forbidden, nor hidden; what they see in lists is theirs to see.
async fn allows(stage: &Stage, rule: &Rule, who: &Somebody) {
    let what = format!("{} by {}", rule.operation, who.name);
    let mut ask = request(
        stage,
        rule,
        &Id::There(match who.name {
            "other worker" => "immunisation",
            _ => "population",
        }),
    );
    // What would bring something about is asked for on what has changed since, or in a way that nobody takes.
    ask.tag = Some("\"old\"".to_owned());
    if let Some(Value::Object(body)) = &mut ask.body {
        body.insert("nothing_of_that_name".to_owned(), json!(1));
    }
    if rule.path.starts_with("/scenarios/{id}/") {
        // Whether it may be asked is seen before anything is derived.
        ask.path += "?nothing_of_that_name=1";
    }
    if rule.operation == "revoke_token" {
        ask.path = format!("{BASE}/tokens/{}", Uuid::now_v7());
    }
    let told = stage.ask(who, &ask).await;
    is_told(&told, &what);
    // A draft is gone once somebody who may has deleted it; nothing is migrated, simulated or delivered
    // here, and no folder of a store is known.
    let gone = matches!(rule.operation, "revoke_token" | "delete_draft");
    let nothing = [
        "get_migration",
        "get_simulation",
        "cancel_simulation",
        "rename_simulation",
        "export_simulation",
        "get_delivery",
        "redeliver_delivery",
        "get_store_stats",
        "verify_store",
    ];
    let absent = gone || nothing.contains(&rule.operation);
    let fine = !matches!(told.status, 401 | 403) && (absent || told.status != 404);
    assert!(fine, "{what}: {} {}", told.status, told.body);
    let scope = rule.scope(who.principal.as_ref().unwrap().role).unwrap();
    let text = told.body.to_string();
    let shows = match (rule.operation, who.name) {
        ("list_applications", "other applicant" | "other clerk") => Some(false),
        ("list_applications", _) => Some(true),
        ("list_calls", "other worker") => Some(false),
        ("list_calls", _) => Some(true),
        ("list_tasks", _) => Some(true),
        _ => None,
    };
    if let Some(shows) = shows {
        let about = if rule.operation == "list_calls" { &stage.waiting } else { &stage.handled };
        assert_eq!(text.contains(about.as_str()), shows, "{what} ({scope:?}): {text}");
    }
}

/// A lease of one system's call is nothing to the worker of another, and still good for its own.
pub async fn leases(stage: &Stage) {
    let ask = |path: &str, body: Value| Ask {
        method: "POST".to_owned(),
        path: format!("{BASE}{path}"),
        body: Some(body),
        ..Ask::default()
    };
    let (own, other) = (stage.somebody("worker"), stage.somebody("other worker"));
    // A worker asks until there is something to do: what is owed reaches its list after the turn that owes it.
    let mut lease = None;
    for _ in 0..500 {
        let leased =
            stage.ask(own, &ask("/workers/population/lease", json!({ "worker": "w", "most": 1 }))).await;
        assert_eq!(leased.status, 200, "{}", leased.body);
        lease = leased.body["calls"][0]["lease"].as_str().map(str::to_owned);
        if lease.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let lease = lease.expect("a call that the system owes");
    let beat = json!({ "lease": lease, "worker": "w" });
    let done = json!({ "lease": lease, "found": null });
    for (path, body) in [("heartbeat", &beat), ("fail", &beat), ("complete", &done)] {
        let told = stage.ask(other, &ask(&format!("/workers/immunisation/{path}"), body.clone())).await;
        is_told(&told, path);
        assert_eq!(told.status, 409, "{path} of another system's lease: {}", told.body);
    }
    let told = stage.ask(own, &ask("/workers/population/heartbeat", beat)).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let told = stage.ask(own, &ask("/workers/population/complete", done.clone())).await;
    assert_eq!(told.status, 204, "{}", told.body);
    let told = stage.ask(own, &ask("/workers/population/complete", done)).await;
    assert_eq!(told.status, 409, "{}", told.body);
}
