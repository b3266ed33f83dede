//! The newborn one-thing over HTTP as a tester does it: begun, filled, handed in, returned and mended, approved by
//! every department, to its end; who may not see it does not.

use super::host::{Answer, interface, request, send};
use axum::Router;
use axum::body::Body;
use onething_server::api::limits::Limits;
use onething_server::api::{self, Api};
use onething_server::library::{self, Place};
use onething_server::runner::dispatch::standing;
use onething_server::systems::known;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const BASE: &str = "/api/v1";

/// A server, and what people do at it.
pub struct House {
    pub api: Api,
    router: Router,
}

impl House {
    pub fn new() -> Self {
        let (api, close) = interface(Limits::unshared());
        std::mem::forget(close);
        Self { router: api::router(api.clone()), api }
    }

    /// Publishes a shipped scenario; that of the newborn is there.
    pub fn publish(&self, id: &str) {
        let files = library::files(&Place::Embedded, id).unwrap();
        self.api.desk().runner.publish(files, None).map_err(|e| format!("{e:?}")).unwrap();
    }

    pub async fn ask(
        &self,
        role: &str,
        method: &str,
        path: &str,
        tag: Option<&str>,
        body: Option<Value>,
    ) -> Answer {
        let mut request = request(method, &format!("{BASE}{path}")).header("onething-role", role);
        if let Some(tag) = tag {
            request = request.header("if-match", tag);
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        send(&self.router, request.body(body).unwrap()).await
    }

    pub async fn get(&self, role: &str, path: &str) -> Answer {
        self.ask(role, "GET", path, None, None).await
    }

    /// What is so of the facts that are asked, as a person who knows would fill them in.
    pub fn so(&self, id: &str, names: &[String]) -> Map<String, Value> {
        let (dossier, course) = self.api.desk().application(id.parse::<Uuid>().unwrap()).unwrap();
        let way = dossier.start.way(&course.definition.scenario).unwrap();
        let known = known(&dossier.state);
        let facts: Vec<_> = names.iter().filter_map(|name| course.program.find_fact(name)).collect();
        let told =
            self.api.desk().runner.simulated().tells(&standing(&dossier, &course, &way, &known), &facts);
        let name = |fact| course.program.fact(fact).unwrap().name.to_string();
        told.into_iter().map(|(fact, value)| (name(fact), json!(*value))).collect()
    }

    /// The form, once systems have told what it need not ask.
    pub async fn form(&self, id: &str) -> Answer {
        for _ in 0..100 {
            let form = self.get("applicant:wang", &format!("/applications/{id}/form")).await;
            if !form.json()["facts"].as_array().unwrap().is_empty() {
                return form;
            }
            let advanced =
                self.ask("tester", "POST", "/clock/advance", None, Some(json!({ "next": true }))).await;
            assert_eq!(advanced.status.as_u16(), 200, "{}", String::from_utf8_lossy(&advanced.body));
        }
        panic!("nothing is ever asked: {}", self.view(id).await);
    }

    /// Fills in everything that is asked; the tag of the form as it was read.
    pub async fn filled(&self, id: &str) -> (Value, String) {
        let form = self.form(id).await;
        let tag = form.header("etag").to_owned();
        let form = form.json();
        let facts = form["facts"].as_array().unwrap();
        let of = |kind: &str| -> Vec<String> {
            let of_kind = facts.iter().filter(|fact| fact["kind"] == kind);
            of_kind.map(|fact| fact["id"].as_str().unwrap().to_owned()).collect()
        };
        let paper = json!({ "content": "JVBERi0xLjQKJcOkCg==" });
        let materials: Map<String, Value> =
            of("material").into_iter().map(|name| (name, paper.clone())).collect();
        (json!({ "form": self.so(id, &of("field")), "materials": materials }), tag)
    }

    pub async fn begun(&self) -> String {
        let body = json!({ "scenario": "newborn-birth", "plan": "joint" });
        let begun = self.ask("applicant:wang", "POST", "/applications", None, Some(body)).await;
        assert_eq!(begun.status.as_u16(), 201, "{begun:?}");
        let id = begun.json()["application"].as_str().unwrap().to_owned();
        assert_eq!(begun.header("location"), format!("{BASE}/applications/{id}"));
        id
    }

    pub async fn submitted(&self) -> String {
        let id = self.begun().await;
        let (body, tag) = self.filled(&id).await;
        let path = format!("/applications/{id}/submit");
        let done = self.ask("applicant:wang", "POST", &path, Some(&tag), Some(body)).await;
        assert_eq!(done.status.as_u16(), 200, "{}", String::from_utf8_lossy(&done.body));
        for _ in 0..100 {
            if !self.view(&id).await["tasks"].as_array().unwrap().is_empty() {
                return id;
            }
            self.ask("tester", "POST", "/clock/advance", None, Some(json!({ "next": true }))).await;
        }
        panic!("no clerk has anything to do: {}", self.view(&id).await)
    }

    pub async fn view(&self, id: &str) -> Value {
        self.get("tester", &format!("/applications/{id}")).await.json()
    }

    /// Lets clerks and time do what there is to do until the application is over.
    pub async fn finish(&self, id: &str) -> Value {
        for _ in 0..500 {
            let view = self.view(id).await;
            if view["closed_at"].is_string() {
                return view;
            }
            let Some(task) = view["tasks"].as_array().unwrap().first() else {
                if view["asks_applicant"] == true {
                    let (body, tag) = self.filled(id).await;
                    let path = format!("/applications/{id}/correct");
                    self.ask("applicant:wang", "POST", &path, Some(&tag), Some(body)).await;
                    continue;
                }
                let body = json!({ "next": true });
                let advanced = self.ask("tester", "POST", "/clock/advance", None, Some(body)).await;
                assert_eq!(advanced.status.as_u16(), 200, "{advanced:?}");
                continue;
            };
            let clerk = format!("clerk:{}", task["department"].as_str().unwrap());
            let path = format!("/tasks/{}", task["id"].as_str().unwrap());
            let seen = self.get(&clerk, &path).await;
            if seen.status.as_u16() == 404 {
                continue;
            }
            let tag = seen.header("etag").to_owned();
            let done =
                self.ask(&clerk, "POST", &format!("{path}/approve"), Some(&tag), Some(json!({}))).await;
            let fine = [200, 409, 412].contains(&done.status.as_u16());
            assert!(fine, "{path}: {}", String::from_utf8_lossy(&done.body));
        }
        panic!("it does not come to an end: {}", self.view(id).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newborn_is_done_as_one_thing_over_http() {
    let house = House::new();
    let id = house.submitted().await;
    let end = house.finish(&id).await;
    assert_eq!(end["status"], "concluded", "{end}");
    let timeline = house.get("applicant:wang", &format!("/applications/{id}/timeline")).await.json();
    assert!(timeline["entries"].as_array().unwrap().len() > 10);
    let results = house.get("applicant:wang", &format!("/applications/{id}/results")).await.json();
    assert!(!results["results"].as_array().unwrap().is_empty(), "{results}");
    let events = house.get("tester", &format!("/applications/{id}/events")).await.json();
    let turns = events["turns"].as_array().unwrap();
    assert!(turns.iter().map(|turn| turn["events"].as_array().unwrap().len()).sum::<usize>() > 20);
    let waiting = house.get("tester", &format!("/applications/{id}/waiting")).await.json();
    assert_eq!(waiting["waiting"], json!([]));
    let graph = house.get("tester", &format!("/applications/{id}/graph")).await.json();
    assert!(
        graph["marking"].as_array().unwrap().iter().all(|mark| mark["phase"] != "open"),
        "{}",
        graph["marking"]
    );
    let rated = json!({ "grade": 5 });
    let path = format!("/applications/{id}/rating");
    assert_eq!(
        house.ask("applicant:wang", "POST", &path, None, Some(rated.clone())).await.status.as_u16(),
        200
    );
    let again = house.ask("applicant:wang", "POST", &path, None, Some(rated)).await;
    assert_eq!(
        (again.code().as_str(), again.problem()["reason"].as_str()),
        ("rejected", Some("already_rated"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ones_own_is_not_there() {
    let house = House::new();
    let id = house.submitted().await;
    let other = house.get("applicant:li", &format!("/applications/{id}")).await;
    assert_eq!(other.code(), "not-found");
    let list = house.get("applicant:li", "/applications").await.json();
    assert_eq!(list["items"], json!([]));
    let own = house.get("applicant:wang", "/applications").await.json();
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    assert_eq!(house.get("applicant:wang", "/tasks?department=x").await.code(), "forbidden");
    let view = house.view(&id).await;
    let task = &view["tasks"][0];
    let department = task["department"].as_str().unwrap();
    let stranger = view["tasks"].as_array().unwrap().iter().map(|t| t["department"].as_str().unwrap());
    let taken: Vec<&str> = stranger.collect();
    let roles = house.get("tester", "/roles").await.json();
    let said = roles["roles"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|role| role["said"].as_str()?.strip_prefix("clerk:"));
    let other = said.into_iter().find(|id| !taken.contains(id)).unwrap();
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    assert_eq!(house.get(&format!("clerk:{other}"), &path).await.code(), "not-found");
    assert_eq!(
        house.get(&format!("clerk:{other}"), &format!("/tasks?department={department}")).await.code(),
        "not-found"
    );
    let claim = house.ask(&format!("clerk:{other}"), "POST", &format!("{path}/claim"), None, None).await;
    assert_eq!(claim.code(), "not-found");
    assert_eq!(house.get(&format!("clerk:{department}"), &path).await.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_are_made_on_what_was_read_and_repeats_are_answered_as_before() {
    let house = House::new();
    let id = house.submitted().await;
    let view = house.view(&id).await;
    let task = &view["tasks"][0];
    let clerk = format!("clerk:{}", task["department"].as_str().unwrap());
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    let approve = format!("{path}/approve");
    assert_eq!(
        house.ask(&clerk, "POST", &approve, None, Some(json!({}))).await.code(),
        "precondition-required"
    );
    assert_eq!(house.ask(&clerk, "POST", &approve, Some("\"old\""), Some(json!({}))).await.code(), "stale");
    let tag = house.get(&clerk, &path).await.header("etag").to_owned();
    let keyed = |body: &'static str| {
        let request = request("POST", &format!("{BASE}{approve}"))
            .header("onething-role", clerk.as_str())
            .header("if-match", tag.as_str())
            .header("idempotency-key", "once")
            .header("content-type", "application/json");
        request.body(Body::from(body)).unwrap()
    };
    let first = send(&house.router, keyed("{}")).await;
    assert_eq!(first.status.as_u16(), 200, "{}", String::from_utf8_lossy(&first.body));
    let before = house.view(&id).await["sequence"].clone();
    let again = send(&house.router, keyed("{}")).await;
    assert_eq!(again.status.as_u16(), 200, "{}", String::from_utf8_lossy(&again.body));
    assert_eq!(house.view(&id).await["sequence"], before, "a repeat does nothing");
    let other = send(&house.router, keyed(r#"{"values":{"child.name":"x"}}"#)).await;
    assert!(["idempotency-mismatch", "invalid"].contains(&other.code().as_str()), "{}", other.problem());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_a_start_is_told_with_its_place() {
    let house = House::new();
    let wrong = json!({ "scenario": "newborn-birth", "plan": "jiont", "form": { "child.nmae": "x" } });
    let answer = house.ask("tester", "POST", "/applications", None, Some(wrong)).await;
    assert_eq!(answer.code(), "invalid");
    assert_eq!(answer.problem()["errors"][0]["pointer"], "/plan");
    let wrong = json!({ "scenario": "newborn-birth", "form": { "child.nmae": "x" } });
    let answer = house.ask("tester", "POST", "/applications", None, Some(wrong)).await;
    assert_eq!(answer.problem()["errors"][0]["pointer"], "/form/child.nmae");
    let none = json!({ "scenario": "nothing" });
    let none = house.ask("tester", "POST", "/applications", None, Some(none)).await.problem();
    assert_eq!((&none["code"], &none["detail"]), (&json!("not-found"), &json!("no scenario `nothing`")));
    assert!(none["mend"].as_str().unwrap().contains("newborn-birth"), "{none}");
    let old = json!({ "scenario": "newborn-birth", "version": "0".repeat(64) });
    let old = house.ask("tester", "POST", "/applications", None, Some(old)).await.problem();
    assert_eq!(old["code"], "not-found");
    assert!(old["detail"].as_str().unwrap().contains("has no version"), "{old}");
    let signed = json!({ "scenario": "newborn-birth", "sign_in": { "mother.id_number": "1" } });
    assert_eq!(
        house.ask("applicant:wang", "POST", "/applications", None, Some(signed)).await.code(),
        "forbidden"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_taken_by_what_they_are_and_given_out_inert() {
    let house = House::new();
    let id = house.begun().await;
    let form = house.form(&id).await.json();
    let facts = form["facts"].as_array().unwrap();
    let Some(material) = facts.iter().find(|fact| fact["kind"] == "material") else {
        panic!("the newborn form asks for a material: {form}");
    };
    let material = material["id"].as_str().unwrap();
    let upload = async |content: &[u8]| {
        let mut body =
            b"--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"../../x.html\"\r\n\r\n"
                .to_vec();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        let request = request("POST", &format!("{BASE}/applications/{id}/materials?material={material}"))
            .header("onething-role", "applicant:wang")
            .header("content-type", "multipart/form-data; boundary=cut");
        send(&house.router, request.body(Body::from(body)).unwrap()).await
    };
    assert_eq!(upload(b"<script>alert(1)</script>").await.code(), "unsupported-material");
    assert_eq!(upload(b"").await.code(), "unsupported-material");
    let most = 20 << 20;
    let mut file = b"%PDF-1.4\n".to_vec();
    file.resize(most + 1, b' ');
    assert_eq!(upload(&file).await.code(), "too-large");
    file.truncate(most);
    assert_eq!(upload(&file).await.status.as_u16(), 200);
    let given = house.get("applicant:wang", &format!("/applications/{id}/materials/{material}")).await;
    assert_eq!((given.status.as_u16(), given.body.len()), (200, most));
    assert_eq!(given.header("content-type"), "application/octet-stream");
    assert!(given.header("content-disposition").starts_with("attachment; filename*=UTF-8''"));
    assert!(given.header("content-security-policy").contains("sandbox"));
    assert_eq!(
        house.get("applicant:li", &format!("/applications/{id}/materials/{material}")).await.code(),
        "not-found"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_saved_on_what_was_read_and_published() {
    let house = House::new();
    let text = std::fs::read_to_string(
        onething_tests::repository::root().join("scenarios/newborn-birth/scenario.yaml"),
    );
    let text = text.unwrap();
    let draft = |text: &str| Some(json!({ "text": text }));
    assert_eq!(
        house.ask("designer", "PUT", "/drafts/mine", None, draft("a")).await.code(),
        "precondition-required"
    );
    let first = house.ask("designer", "PUT", "/drafts/mine", Some("*"), draft("a: [")).await;
    assert_eq!(first.status.as_u16(), 200, "{}", String::from_utf8_lossy(&first.body));
    let tag = first.header("etag").to_owned();
    assert_eq!(
        house.ask("designer", "PUT", "/drafts/mine", Some(&tag), draft(&text)).await.status.as_u16(),
        200
    );
    assert_eq!(house.ask("designer", "PUT", "/drafts/mine", Some(&tag), draft("b")).await.code(), "stale");
    assert_eq!(house.get("designer", "/drafts/mine").await.json()["text"], text);
    assert_eq!(house.get("designer", "/drafts").await.json()["items"][0]["id"], "mine");
    assert_eq!(house.get("applicant:wang", "/drafts").await.code(), "forbidden");
    let changed = text.replacen("title:", "# changed\ntitle:", 1);
    let published = house.ask("designer", "PUT", "/scenarios/newborn-birth", None, draft(&changed)).await;
    assert_eq!(published.status.as_u16(), 200, "{}", String::from_utf8_lossy(&published.body));
    let versions = house.get("designer", "/versions?scenario=newborn-birth").await.json();
    assert_eq!(versions["items"].as_array().unwrap().len(), 2);
    let broken = house.ask("designer", "PUT", "/scenarios/newborn-birth", None, draft("a: [")).await;
    assert!(["invalid"].contains(&broken.code().as_str()));
    assert_eq!(house.ask("designer", "DELETE", "/drafts/mine", None, None).await.status.as_u16(), 204);
    assert_eq!(house.get("designer", "/drafts/mine").await.code(), "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_overview_counts_what_one_may_see_and_a_system_can_be_made_to_fail() {
    let house = House::new();
    house.submitted().await;
    let seen = house.get("operator", "/overview").await.json();
    assert_eq!((&seen["applications"], &seen["incidents"]), (&json!(1), &json!(0)), "{seen}");
    assert_eq!(house.get("applicant:wang", "/overview").await.code(), "forbidden");
    let systems = house.get("tester", "/systems?limit=200").await.json();
    let system = systems["items"][0]["id"].as_str().unwrap();
    let path = format!("/systems/{system}/behaviour");
    assert_eq!(
        house.ask("tester", "PUT", &path, None, Some(json!({ "down": true }))).await.status.as_u16(),
        204
    );
    let wrong = house.ask("tester", "PUT", &path, None, Some(json!({ "dwon": true }))).await;
    assert_eq!(wrong.code(), "invalid");
    assert_eq!(house.ask("clerk:x", "PUT", &path, None, Some(json!({}))).await.code(), "role-unknown");
    assert_eq!(house.ask("designer", "PUT", &path, None, Some(json!({}))).await.code(), "forbidden");
    assert_eq!(
        house.ask("tester", "PUT", "/systems/none/behaviour", None, Some(json!({}))).await.code(),
        "not-found"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_refused_when_revoked() {
    let house = House::new();
    let asked = json!({ "principal": "u1", "name": "王", "role": "operator", "label": "test" });
    let given = house.ask("administrator", "POST", "/tokens", None, Some(asked.clone())).await;
    assert_eq!(given.status.as_u16(), 201, "{}", String::from_utf8_lossy(&given.body));
    let given = given.json();
    let me = async || {
        let token = format!("Bearer {}", given["token"].as_str().unwrap());
        let request = request("GET", &format!("{BASE}/me")).header("authorization", token);
        send(&house.router, request.body(Body::empty()).unwrap()).await
    };
    let told = me().await.json();
    assert_eq!((&told["id"], &told["session"]["until"]), (&json!("u1"), &json!(null)));
    // Whoever is known for a while is told for how long, before they are refused.
    let mut ending = asked.clone();
    ending["expires_at"] = json!("2099-01-01T00:00:00Z");
    let ending = house.ask("administrator", "POST", "/tokens", None, Some(ending)).await.json();
    let token = format!("Bearer {}", ending["token"].as_str().unwrap());
    let asks = request("GET", &format!("{BASE}/me")).header("authorization", token);
    let told = send(&house.router, asks.body(Body::empty()).unwrap()).await.json();
    assert_eq!(
        (&told["session"]["until"], &told["session"]["idle_seconds"]),
        (&json!("2099-01-01T00:00:00Z"), &json!(900))
    );
    let list = house.get("administrator", "/tokens").await;
    assert!(!String::from_utf8_lossy(&list.body).contains(given["token"].as_str().unwrap()));
    assert_eq!(house.get("tester", "/tokens").await.code(), "forbidden");
    let revoke = format!("/tokens/{}", given["id"].as_str().unwrap());
    assert_eq!(house.ask("administrator", "DELETE", &revoke, None, None).await.status.as_u16(), 204);
    assert_eq!(me().await.code(), "token-revoked");
    for (role, lack, place) in [("clerk", "department", "/department"), ("worker", "system", "/system")] {
        let lacking = json!({ "principal": "u2", "name": "x", "role": role });
        let refused = house.ask("administrator", "POST", "/tokens", None, Some(lacking)).await.problem();
        assert_eq!((&refused["code"], &refused["errors"][0]["pointer"]), (&json!("invalid"), &json!(place)));
        assert!(refused["detail"].as_str().unwrap().contains(lack), "{refused}");
    }
}
