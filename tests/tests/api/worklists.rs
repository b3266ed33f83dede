//! Worklists as clerks have them: in order, filtered, counted; handed to colleagues, and handed on while somebody is away.

use super::host::{Answer, interface, request, send};
use axum::Router;
use axum::body::Body;
use jiff::Timestamp;
use onething_server::api;
use onething_server::api::limits::Limits;
use serde_json::{Value, json};

/// A department with made-up work to do.
struct Department {
    router: Router,
    id: String,
}

impl Department {
    /// Some applications of made-up people, each with clerks' work to do.
    async fn busy(count: u64) -> Self {
        let (api, close) = interface(Limits::unshared());
        std::mem::forget(close);
        let mut house = Self { router: api::router(api), id: String::new() };
        let made = json!({ "scenario": "newborn-birth", "count": count, "seed": 7 });
        assert_eq!(house.ask("tester", "POST", "/applications/generated", Some(made)).await.status, 201);
        for _ in 0..200 {
            house.ask("tester", "POST", "/clock/advance", Some(json!({ "by": "10min" }))).await;
            let drafts = house.get("tester", "/applications?status=draft").await;
            if drafts["items"].as_array().unwrap().is_empty() {
                break;
            }
        }
        let departments = house.get("tester", "/departments").await;
        for department in departments["items"].as_array().unwrap() {
            let id = department["id"].as_str().unwrap();
            let open =
                house.get("tester", &format!("/tasks?department={id}")).await["counts"]["open"].clone();
            if open.as_u64().unwrap() >= 3 {
                id.clone_into(&mut house.id);
                return house;
            }
        }
        panic!("no department has three tasks: {departments}");
    }

    async fn ask(&self, role: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut request = request(method, &format!("/api/v1{path}")).header("onething-role", role);
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        send(&self.router, request.body(body).unwrap()).await
    }

    async fn get(&self, role: &str, path: &str) -> Value {
        let answer = self.ask(role, "GET", path, None).await;
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()
    }

    fn clerk(&self) -> String {
        format!("clerk:{}", self.id)
    }

    /// Another clerk of it.
    fn colleague(&self, name: &str) -> (String, String) {
        let said = format!("clerk:{}:{name}", self.id);
        let id = format!("dev:{said}");
        (said, id)
    }

    async fn list(&self, filter: &str) -> Vec<Value> {
        let page = self.get(&self.clerk(), &format!("/tasks?limit=200{filter}")).await;
        page["items"].as_array().unwrap().clone()
    }

    async fn counts(&self) -> [u64; 4] {
        let counts = self.get(&self.clerk(), "/tasks?limit=1").await["counts"].clone();
        ["open", "overdue", "mine", "unclaimed"].map(|name| counts[name].as_u64().unwrap())
    }

    async fn now(&self) -> String {
        self.get("tester", "/clock").await["now"].as_str().unwrap().to_owned()
    }

    async fn later(&self, by: &str) {
        let told = self.ask("tester", "POST", "/clock/advance", Some(json!({ "by": by }))).await;
        assert_eq!(told.status, 200, "{told:?}");
    }
}

/// As text "…41.58Z" stands after "…41.581Z": the order of moments is not that of their texts.
fn moment(told: &Value) -> Option<Timestamp> {
    told.as_str().map(|text| text.parse().unwrap())
}

fn path_of(task: &Value) -> String {
    format!("/tasks/{}", task["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worklist_is_filtered_and_counted() {
    let house = Department::busy(6).await;
    let all = house.list("").await;
    let open = all.len() as u64;
    assert_eq!(house.counts().await, [open, 0, 0, open]);
    for task in &all {
        assert_eq!(task["department"], house.id.as_str());
        for label in ["scenario_title", "title", "department_title", "role_title"] {
            assert!(task[label]["zh"].is_string() && task[label]["en"].is_string(), "{label} of {task}");
        }
        assert_eq!(task["item_titles"].as_array().unwrap().len(), task["items"].as_array().unwrap().len());
        let view =
            house.get("tester", &format!("/applications/{}", task["application"].as_str().unwrap())).await;
        assert_eq!(task["number"], view["number"]);
    }
    let claimed = house.ask(&house.clerk(), "POST", &format!("{}/claim", path_of(&all[0])), None).await;
    assert_eq!(claimed.status, 200, "{claimed:?}");
    let (said, _) = house.colleague("2");
    let others = house.ask(&said, "POST", &format!("{}/claim", path_of(&all[1])), None).await;
    assert_eq!(others.status, 200, "{others:?}");
    assert_eq!(house.counts().await, [open, 0, 1, open - 2]);
    let ids = |list: &[Value]| list.iter().map(|task| task["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&house.list("&claimed=mine").await), ids(&all[..1]));
    assert_eq!(ids(&house.list("&claimed=others").await), ids(&all[1..2]));
    assert_eq!(ids(&house.list("&claimed=nobody").await), ids(&all[2..]));
    assert_eq!(house.list("&scenario=newborn-birth").await.len() as u64, open);
    assert!(house.list("&scenario=nothing").await.is_empty());
    let number = all[2]["number"].as_str().unwrap();
    assert!(house.list(&format!("&number={number}")).await.iter().all(|task| task["number"] == number));
    let wrong = house.ask(&house.clerk(), "GET", "/tasks?number=1", None).await;
    assert_eq!(
        (wrong.code(), wrong.problem()["errors"][0]["pointer"].clone()),
        ("bad-query".into(), json!("?number"))
    );
    // Page by page it is the same list.
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = house.get(&house.clerk(), &format!("/tasks?limit=2{cursor}")).await;
        paged.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(ids(&paged), ids(&all));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_overdue_stands_first_with_when_it_was_due() {
    let house = Department::busy(4).await;
    house.later("60d").await;
    let made = json!({ "scenario": "newborn-birth", "count": 3, "seed": 9 });
    house.ask("tester", "POST", "/applications/generated", Some(made)).await;
    for _ in 0..30 {
        house.later("10min").await;
    }
    // Whichever department has both.
    let departments = house.get("tester", "/departments").await;
    let mut both = false;
    for department in departments["items"].as_array().unwrap() {
        let list = format!("/tasks?department={}&limit=200", department["id"].as_str().unwrap());
        let page = house.get("tester", &list).await;
        let tasks = page["items"].as_array().unwrap();
        let overdue: Vec<bool> = tasks.iter().map(|task| task["overdue"] == true).collect();
        assert!(overdue.is_sorted_by(|one, other| one >= other), "{overdue:?}");
        let due: Vec<Option<Timestamp>> = tasks.iter().map(|task| moment(&task["due_at"])).collect();
        assert!(
            due.is_sorted_by(|one, other| other.is_none() || one.is_some_and(|one| Some(one) <= *other)),
            "{due:?}"
        );
        let limitless: Vec<Timestamp> = tasks
            .iter()
            .filter(|task| task["due_at"].is_null())
            .map(|task| moment(&task["since"]).unwrap())
            .collect();
        assert!(limitless.is_sorted(), "{limitless:?}");
        let late = overdue.iter().filter(|late| **late).count();
        assert!(tasks.iter().filter(|task| task["overdue"] == true).all(|task| task["due_at"].is_string()));
        assert_eq!(page["counts"]["overdue"], late);
        let only = house.get("tester", &format!("{list}&overdue=true")).await;
        assert_eq!(only["items"].as_array().unwrap().len(), late);
        assert!(only["next_cursor"].is_null());
        let rest = house.get("tester", &format!("{list}&overdue=false")).await;
        assert_eq!(rest["items"].as_array().unwrap().len(), tasks.len() - late);
        both |= late > 0;
    }
    assert!(both, "nothing is overdue after sixty days");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_handed_to_a_colleague_who_is_there_and_to_nobody_else() {
    let house = Department::busy(4).await;
    let list = house.get(&house.clerk(), &format!("/departments/{}/colleagues", house.id)).await;
    let ids: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    let (_, two) = house.colleague("2");
    assert!(ids.contains(&&*two) && ids.contains(&&*format!("dev:clerk:{}", house.id)), "{ids:?}");
    assert!(list["items"][0]["name"].is_string() && list["items"][0]["absence"].is_null(), "{list}");
    let elsewhere = house.get("tester", "/departments").await["items"].as_array().unwrap().clone();
    let other =
        elsewhere.iter().map(|d| d["id"].as_str().unwrap()).find(|id| *id != house.id).unwrap().to_owned();
    for (role, path, code) in [
        (house.clerk(), format!("/departments/{other}/colleagues"), "not-found"),
        ("tester".into(), "/departments/nowhere/colleagues".into(), "not-found"),
        ("operator".into(), format!("/departments/{}/colleagues", house.id), "forbidden"),
        ("applicant:wang".into(), format!("/departments/{}/colleagues", house.id), "forbidden"),
    ] {
        assert_eq!(house.ask(&role, "GET", &path, None).await.code(), code, "{role} {path}");
    }
    let path = format!("{}/reassign", path_of(&house.list("").await[0]));
    for nobody in ["somebody", "dev:applicant:li", "dev:operator", &format!("dev:clerk:{other}")] {
        let refused = house.ask(&house.clerk(), "POST", &path, Some(json!({ "to": nobody }))).await;
        assert_eq!(refused.code(), "invalid", "{nobody}");
        let error = refused.problem()["errors"][0].clone();
        assert_eq!(error["pointer"], "/to");
        assert!(error["mend"].as_str().unwrap().contains("/colleagues"), "{error}");
    }
    let given = house.ask(&house.clerk(), "POST", &path, Some(json!({ "to": two }))).await;
    assert_eq!(given.status, 200, "{given:?}");
    assert_eq!(house.list("&claimed=others").await[0]["claimed_by"], two);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_away_has_nothing_and_gets_nothing() {
    let house = Department::busy(6).await;
    let tasks = house.list("").await;
    let ((said, two), (_, three)) = (house.colleague("2"), house.colleague("3"));
    for task in &tasks[..2] {
        assert_eq!(house.ask(&said, "POST", &format!("{}/claim", path_of(task)), None).await.status, 200);
    }
    let now = house.now().await;
    let until = "2999-01-01T00:00:00Z";
    let away =
        |from: &str, deputy: Option<&str>| Some(json!({ "from": from, "until": until, "deputy": deputy }));
    // To come: nothing happens yet.
    let path = format!("/people/{two}/absence");
    let coming = house.now().await;
    let later = house.ask("operator", "PUT", &path, away("2998-01-01T00:00:00Z", None)).await;
    assert_eq!(
        (later.status.as_u16(), later.json()["absence"]["now"].clone()),
        (200, json!(false)),
        "{coming}"
    );
    assert_eq!(house.list("&claimed=others").await.len(), 2);
    // Now, with a deputy: they have what was held.
    let there = house.ask("operator", "PUT", &path, away(&now, Some(&three))).await.json();
    assert_eq!(
        (&there["absence"]["now"], &there["absence"]["recorded_by"]),
        (&json!(true), &json!("dev:operator"))
    );
    let held: Vec<Value> =
        house.list("&claimed=others").await.iter().map(|task| task["claimed_by"].clone()).collect();
    assert_eq!(held, [json!(three), json!(three)]);
    // The same again is no other record.
    house.ask("operator", "PUT", &path, away(&now, Some(&three))).await;
    let records = house.get("auditor", "/absences").await;
    let said_of = |records: &Value| {
        let items = records["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|one| format!("{} {}", one["what"].as_str().unwrap(), one["by"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(said_of(&records), ["said dev:operator", "said dev:operator"]);
    // Nothing is taken by or handed to who is away.
    let free = path_of(&tasks[3]);
    let taken = house.ask(&said, "POST", &format!("{free}/claim"), None).await;
    assert_eq!((taken.code(), taken.problem()["reason"].clone()), ("rejected".into(), json!("away")));
    let tag = house.ask(&said, "GET", &free, None).await.header("etag").to_owned();
    let request = request("POST", &format!("/api/v1{free}/approve"))
        .header("onething-role", &said)
        .header("if-match", &tag)
        .header("content-type", "application/json");
    let approved = send(&house.router, request.body(Body::from("{}")).unwrap()).await;
    assert_eq!(approved.code(), "rejected");
    let to = Some(json!({ "to": two }));
    let handed = house.ask(&house.clerk(), "POST", &format!("{free}/reassign"), to.clone()).await;
    assert_eq!(handed.code(), "invalid");
    assert!(handed.problem()["errors"][0]["mend"].as_str().unwrap().contains(&three), "{handed:?}");
    let list = house.get(&house.clerk(), &format!("/departments/{}/colleagues", house.id)).await;
    let seen =
        list["items"].as_array().unwrap().iter().find(|one| one["id"] == two.as_str()).unwrap().clone();
    assert_eq!(seen["absence"]["deputy"], three.as_str());
    // Who is there again gets work again.
    assert_eq!(house.ask(&said, "DELETE", "/me/absence", None).await.status, 204);
    assert_eq!(house.ask(&said, "DELETE", "/me/absence", None).await.status, 204);
    assert_eq!(house.get(&said, "/me/absence").await["absence"], Value::Null);
    assert_eq!(house.ask(&house.clerk(), "POST", &format!("{free}/reassign"), to).await.status, 200);
    assert_eq!(said_of(&house.get("auditor", "/absences").await).last().unwrap(), &format!("over {two}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_begins_by_the_sandbox_clock_and_without_a_deputy_tasks_go_back() {
    let house = Department::busy(4).await;
    let task = house.list("").await[0].clone();
    let (said, two) = house.colleague("2");
    house.ask(&said, "POST", &format!("{}/claim", path_of(&task)), None).await;
    let from = house.now().await.parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_hours(24);
    let until = from + jiff::SignedDuration::from_hours(24);
    let body = json!({ "from": from.to_string(), "until": until.to_string() });
    assert_eq!(house.ask(&said, "PUT", "/me/absence", Some(body)).await.status, 200);
    assert_eq!(house.list("&claimed=others").await.len(), 1);
    house.later("25h").await;
    assert_eq!(house.list("&claimed=others").await.len(), 0, "it went back to the list");
    assert_eq!(house.get("operator", &format!("/people/{two}/absence")).await["absence"]["now"], true);
    house.later("24h").await;
    assert_eq!(house.get("operator", &format!("/people/{two}/absence")).await["absence"], Value::Null);
    let free = house.list("&claimed=nobody").await;
    assert_eq!(house.ask(&said, "POST", &format!("{}/claim", path_of(&free[0])), None).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_absence_is_told_with_its_place() {
    let house = Department::busy(4).await;
    let (said, two) = house.colleague("2");
    let (_, three) = house.colleague("3");
    let (from, until) = ("2998-01-01T00:00:00Z", "2999-01-01T00:00:00Z");
    for (body, pointer) in [
        (json!({ "from": "tomorrow", "until": until }), "/from"),
        (json!({ "from": from, "until": "2998" }), "/until"),
        (json!({ "from": until, "until": from }), "/until"),
        (json!({ "from": "2000-01-01T00:00:00Z", "until": "2000-01-02T00:00:00Z" }), "/until"),
        (json!({ "from": from, "until": until, "deputy": two }), "/deputy"),
        (json!({ "from": from, "until": until, "deputy": "nobody" }), "/deputy"),
    ] {
        let refused = house.ask(&said, "PUT", "/me/absence", Some(body.clone())).await;
        assert_eq!(
            (refused.code(), &refused.problem()["errors"][0]["pointer"]),
            ("invalid".into(), &json!(pointer)),
            "{body}"
        );
    }
    let body = json!({ "from": from, "until": until });
    assert_eq!(
        house
            .ask("administrator", "PUT", &format!("/people/{three}/absence"), Some(body.clone()))
            .await
            .status,
        200
    );
    let body_with = json!({ "from": from, "until": until, "deputy": three });
    assert_eq!(
        house.ask(&said, "PUT", "/me/absence", Some(body_with)).await.problem()["errors"][0]["pointer"],
        "/deputy"
    );
    for (role, method, path) in [
        ("auditor", "PUT", format!("/people/{two}/absence")),
        ("clerk:police", "PUT", format!("/people/{two}/absence")),
        ("operator", "PUT", "/me/absence".to_owned()),
    ] {
        assert_eq!(
            house.ask(role, method, &path, Some(body.clone())).await.code(),
            "forbidden",
            "{role} {path}"
        );
    }
    let nobody = house.ask("operator", "PUT", "/people/dev:applicant:li/absence", Some(body)).await;
    assert_eq!(nobody.code(), "not-found");
}
