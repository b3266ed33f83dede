//! A server with tokens for everybody, and things to do something with: an application whose clerks have work, one
//! whose systems have not answered, one that an incident stops.

#[path = "../api/quiet.rs"]
mod quiet;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request};
use http_body_util::BodyExt;
use onething_engine::application::program::FactKind;
use onething_engine::application::state::How;
use onething_server::access::{Principal, PrincipalId, Role};
use onething_server::api::closing::closing;
use onething_server::api::gate::Gate;
use onething_server::api::limits::Limits;
use onething_server::api::shelf::Shelf;
use onething_server::api::web::assets::Assets;
use onething_server::api::{self, Api, Parts};
use onething_server::config::{Config, FileText, Flags, SectionMistake, Sources, resolve};
use onething_server::host::Host;
use onething_server::library::{self, Place};
use onething_server::runner::dispatch::standing;
use onething_server::systems::known;
use quiet::Quiet;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower::ServiceExt;
use uuid::Uuid;

pub const BASE: &str = "/api/v1";
/// A paper.
const PAPER: &str = "JVBERi0xLjQKJcOkCg==";
/// Systems that somebody plays.
const SYSTEMS: &str = "[systems.data_platform]\nperformer = \"hand\"\n[systems.population]\nperformer = \"pull\"\n\
    [systems.immunisation]\nperformer = \"pull\"\n[systems.publicity]\nperformer = \"hand\"\n";

/// Somebody who asks.
pub struct Somebody {
    pub name: &'static str,
    pub principal: Option<Principal>,
    pub token: Option<String>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn tag(&self) -> Option<String> {
        self.headers.get("etag").map(|tag| tag.to_str().unwrap().to_owned())
    }
}

/// A request.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub method: String,
    pub path: String,
    pub tag: Option<String>,
    pub body: Option<Value>,
    /// A file instead of a body.
    pub file: bool,
}

/// The server, and what there is to do something with.
pub struct Stage {
    pub api: Api,
    pub router: Router,
    pub everybody: Vec<Somebody>,
    /// An application of wang whose clerks have work; a task of it, and its department.
    pub handled: String,
    pub task: String,
    pub department: String,
    /// A material of it that was handed in.
    pub material: String,
    /// An application of wang whose systems have not answered; a call of it that a worker owes.
    pub waiting: String,
    pub call: String,
    /// An incident, with its application.
    pub incident: String,
    /// A token that may be revoked.
    pub spare: String,
    data: PathBuf,
    _host: Host,
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.data));
    }
}

fn config(data: &Path) -> Config {
    let mut flags = Flags::default();
    flags.give("data", data.to_str().unwrap());
    flags.give("clock", "sandbox");
    flags.give("journal.segment", "1MiB");
    let file = FileText { path: "onething.toml".into(), text: SYSTEMS.to_owned() };
    let any = |_: &str, _: &toml::Table| Ok::<(), SectionMistake>(());
    let sources =
        Sources { flags: &flags, environment: &[], file: Some(&file), systems: &any, webhooks: &any };
    resolve(&sources).unwrap_or_else(|_| panic!("the configuration is wrong"))
}

/// Everybody, with how they are called here.
fn people() -> Vec<(&'static str, Principal)> {
    let of = |id: &str, role| Principal::new(PrincipalId::new(id).unwrap(), "somebody", role);
    vec![
        ("owner", of("wang", Role::Applicant)),
        ("other applicant", of("li", Role::Applicant)),
        ("clerk", of("clerk-1", Role::Clerk).of_department("health")),
        ("other clerk", of("clerk-2", Role::Clerk).of_department("big_data")),
        ("designer", of("designer", Role::Designer)),
        ("operator", of("operator", Role::Operator)),
        ("administrator", of("administrator", Role::Administrator)),
        ("auditor", of("auditor", Role::Auditor)),
        ("tester", of("tester", Role::Tester)),
        ("worker", of("worker-1", Role::Worker).of_system("population")),
        ("other worker", of("worker-2", Role::Worker).of_system("immunisation")),
    ]
}

impl Stage {
    pub async fn open(name: &str) -> Self {
        let data = std::env::temp_dir().join(format!("onething-matrix-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&data));
        let host = Host::open(&config(&data), tokio::runtime::Handle::current(), |_, _| {}).unwrap();
        for id in ["newborn-birth", "court-equity-control"] {
            let files = library::files(&Place::Embedded, id).unwrap();
            host.runner.publish(files, None).map_err(|e| format!("{e:?}")).unwrap();
        }
        let gate = Gate::open(host.runner.clone(), None).unwrap();
        let mut everybody = Vec::new();
        for (name, principal) in people() {
            let (_, token) = gate.give(principal.clone(), name, None).unwrap();
            let token = Some(token.text.reveal().to_owned());
            everybody.push(Somebody { name, principal: Some(principal), token });
        }
        let gone = people().remove(8).1;
        let (id, revoked) = gate.give(gone, "gone", None).unwrap();
        gate.revoke(id).unwrap();
        let (spare, _) = gate.give(people().remove(0).1, "spare", None).unwrap();
        let nobody = |name, token| Somebody { name, principal: None, token };
        everybody.push(nobody("nobody", None));
        everybody.push(nobody("somebody whose token was revoked", Some(revoked.text.reveal().to_owned())));
        everybody.push(nobody("somebody with a made-up token", Some(format!("{}x", revoked.text.reveal()))));
        let (close, closing) = closing();
        std::mem::forget(close);
        let api = Api::new(Parts {
            limits: Limits::unshared(),
            shelf: Arc::new(Shelf::open(Place::Embedded).unwrap()),
            desk: host.desk.clone(),
            outwards: Some(host.outwards.clone()),
            gate,
            operations: Arc::new(Quiet),
            assets: Assets::NONE,
            closing,
        });
        let router = api::router(api.clone());
        let mut stage = Self {
            api,
            router,
            everybody,
            handled: String::new(),
            task: String::new(),
            department: String::new(),
            material: String::new(),
            waiting: String::new(),
            call: String::new(),
            incident: String::new(),
            spare: spare.0.to_string(),
            data,
            _host: host,
        };
        stage.fill().await;
        stage
    }

    pub fn somebody(&self, name: &str) -> &Somebody {
        self.everybody.iter().find(|one| one.name == name).unwrap()
    }

    /// Asks in somebody's name.
    pub async fn ask(&self, who: &Somebody, ask: &Ask) -> Answer {
        let mut request = Request::builder()
            .method(ask.method.as_str())
            .uri(&ask.path)
            .header("host", "localhost")
            .header("accept-language", "en");
        if let Some(token) = &who.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(tag) = &ask.tag {
            request = request.header("if-match", tag);
        }
        let body = match (&ask.body, ask.file) {
            (_, true) => {
                request = request.header("content-type", "multipart/form-data; boundary=cut");
                Body::from(
                    "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n%PDF-1.4\r\n--cut--\r\n",
                )
            }
            (Some(body), _) => {
                request = request.header("content-type", HeaderValue::from_static("application/json"));
                Body::from(body.to_string())
            }
            (None, _) => Body::empty(),
        };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let kind = parts.headers.get("content-type").map_or("", |kind| kind.to_str().unwrap());
        let bytes = match kind {
            // A stream does not end.
            "text/event-stream" => Vec::new(),
            _ => body.collect().await.unwrap().to_bytes().to_vec(),
        };
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// The same, well.
    async fn fine(
        &self,
        who: &str,
        method: &str,
        path: &str,
        tag: Option<String>,
        body: Option<Value>,
    ) -> Value {
        let ask = Ask { method: method.to_owned(), path: format!("{BASE}{path}"), tag, body, file: false };
        let told = self.ask(self.somebody(who), &ask).await;
        assert!((200..300).contains(&told.status), "{method} {path}: {} {}", told.status, told.body);
        told.body
    }

    async fn tagged(&self, who: &str, path: &str) -> (Value, Option<String>) {
        let ask = Ask { method: "GET".to_owned(), path: format!("{BASE}{path}"), ..Ask::default() };
        let told = self.ask(self.somebody(who), &ask).await;
        let tag = told.tag();
        (told.body, tag)
    }

    async fn view(&self, id: &str) -> Value {
        self.fine("tester", "GET", &format!("/applications/{id}"), None, None).await
    }

    async fn later(&self) {
        self.fine("tester", "POST", "/clock/advance", None, Some(json!({ "next": true }))).await;
    }

    /// What is so of the fields that are asked, and a paper for each material.
    fn so(&self, id: &str, facts: &[Value]) -> Value {
        let (dossier, course) = self.api.desk().application(id.parse::<Uuid>().unwrap()).unwrap();
        let way = dossier.start.way(&course.definition.scenario).unwrap();
        let known = known(&dossier.state);
        let names = |kind: &'static str| facts.iter().filter(move |fact| fact["kind"] == kind);
        let asked: Vec<_> = names("field")
            .filter_map(|fact| course.program.find_fact(fact["id"].as_str().unwrap()))
            .collect();
        let told =
            self.api.desk().runner.simulated().tells(&standing(&dossier, &course, &way, &known), &asked);
        let name = |fact| course.program.fact(fact).unwrap().name.to_string();
        let form: Map<String, Value> =
            told.into_iter().map(|(fact, value)| (name(fact), json!(*value))).collect();
        let papers: BTreeMap<&str, Value> = names("material")
            .map(|fact| (fact["id"].as_str().unwrap(), json!({ "content": PAPER })))
            .collect();
        json!({ "form": form, "materials": papers })
    }

    /// Begins an application of wang.
    async fn begun(&self, scenario: &str, plan: &str) -> String {
        let body = json!({ "scenario": scenario, "plan": plan });
        let begun = self.fine("owner", "POST", "/applications", None, Some(body)).await;
        begun["application"].as_str().unwrap().to_owned()
    }

    /// Hands in whatever is asked, until clerks have work.
    async fn handed_in(&self, id: &str) {
        for _ in 0..100 {
            if !self.view(id).await["tasks"].as_array().unwrap().is_empty() {
                return;
            }
            let path = format!("/applications/{id}");
            let (form, tag) = self.tagged("owner", &format!("{path}/form")).await;
            let facts = form["facts"].as_array().unwrap().clone();
            if facts.is_empty() {
                self.later().await;
                continue;
            }
            let body = self.so(id, &facts);
            self.fine("owner", "POST", &format!("{path}/submit"), tag, Some(body)).await;
        }
        panic!("no clerk has anything to do: {}", self.view(id).await);
    }

    async fn fill(&mut self) {
        self.handled = self.begun("newborn-birth", "separate").await;
        self.handed_in(&self.handled.clone()).await;
        let view = self.view(&self.handled).await;
        let tasks = view["tasks"].as_array().unwrap();
        let task = tasks.iter().find(|task| task["department"] == "health").unwrap();
        self.task = task["id"].as_str().unwrap().to_owned();
        self.department = "health".to_owned();
        let (dossier, course) = self.api.desk().application(self.handled.parse().unwrap()).unwrap();
        let facts = course.program.facts.iter().zip(&dossier.state.facts);
        let mut papers = facts
            .filter(|(fact, state)| matches!(fact.kind, FactKind::Material(_)) && state.how == How::Asked);
        self.material = papers.next().unwrap().0.name.to_string();
        let stopped = self.begun("court-equity-control", "joint").await;
        self.handed_in(&stopped).await;
        for _ in 0..200 {
            let incidents = self.fine("tester", "GET", "/incidents?limit=200", None, None).await;
            let mut incidents = incidents["items"].as_array().unwrap().iter();
            if let Some(incident) = incidents.find(|incident| incident["application"] == *stopped) {
                self.incident = incident["id"].as_str().unwrap().to_owned();
                let wanted = incident["wanted"].as_array().unwrap();
                assert!(wanted.iter().all(|value| value["title"]["zh"].is_string()), "{incident}");
                break;
            }
            self.towards_an_incident(&stopped).await;
        }
        assert!(!self.incident.is_empty(), "no incident: {}", self.view(&stopped).await);
        let draft = json!({ "text": "onething: 1" });
        self.fine("designer", "PUT", "/drafts/mine", Some("*".to_owned()), Some(draft)).await;
        // From here on nothing happens by itself, however slow the machine is.
        let clock = &self.api.desk().runner.shared().clock;
        clock.stand_at(clock.now());
        // The last: nobody waits for an answer for long.
        self.waiting = self.begun("newborn-birth", "joint").await;
        self.call = self.owed(&self.waiting.clone(), "population").await;
    }

    /// What a system owes an application.
    async fn owed(&self, id: &str, system: &str) -> String {
        for _ in 0..50 {
            let calls = self.fine("tester", "GET", &format!("/calls?system={system}"), None, None).await;
            let calls = calls["items"].as_array().unwrap();
            if let Some(call) = calls.iter().find(|call| call["application"] == *id) {
                return call["id"].as_str().unwrap().to_owned();
            }
            self.later().await;
        }
        panic!("{system} owes nothing");
    }

    /// Clerks do what they have to do, and what is owed fails.
    async fn towards_an_incident(&self, id: &str) {
        let view = self.view(id).await;
        if let Some(task) = view["tasks"].as_array().unwrap().first() {
            let path = format!("/tasks/{}", task["id"].as_str().unwrap());
            let (_, tag) = self.tagged("tester", &path).await;
            self.fine("tester", "POST", &format!("{path}/approve"), tag, Some(json!({}))).await;
            return;
        }
        let calls = self.fine("tester", "GET", "/calls?system=publicity", None, None).await;
        match calls["items"].as_array().unwrap().first() {
            Some(call) => {
                let path = format!("/calls/{}/reply", call["id"].as_str().unwrap());
                self.fine("tester", "POST", &path, None, Some(json!({ "failed": "no" }))).await;
            }
            None => self.later().await,
        }
    }
}
