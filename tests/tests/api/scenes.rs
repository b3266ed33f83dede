//! Every shipped scene from every combination of answers, over HTTP to its end: made-up people apply, clerks approve with
//! what is so, fees are paid, messages come, results are collected, and time goes on.

use super::journey::House;
use jiff::Timestamp;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Plan, Scenario};
use onething_server::library::runs::runs;
use onething_server::library::{self, Place};
use onething_tests::combinations::combinations;
use onething_tests::volume::volume;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// Rounds after which an application counts as one that never ends.
const ROUNDS: usize = 400;

/// What a way answers, as a request says it.
fn answers(scenario: &Scenario, way: &Way) -> BTreeMap<String, Vec<String>> {
    let named = scenario.situations.values().enumerate().map(|(at, situation)| {
        let chosen = way.chosen(at.into(), situation).map(|answer| answer.id.to_string());
        (situation.id.to_string(), chosen.collect())
    });
    named.collect()
}

/// How an application stands that waits for a day of a year whose holidays are not loaded.
const BEYOND: &str = "beyond the loaded years";
/// Values that end what only a decision ends.
const IN_THE_END: [(&str, &str); 1] = [("servant.next_stage", "leave")];

fn loaded(id: &str) -> Arc<Scenario> {
    library::load(&Place::Embedded, id).unwrap().scenario.unwrap()
}

struct Playing {
    house: House,
    scenario: Arc<Scenario>,
}

impl Playing {
    /// A house whose time is the beginning's, with the scenario and those that it runs.
    fn of(scenario: &Arc<Scenario>) -> Self {
        let house = House::new();
        let mut published = BTreeSet::new();
        let mut pending = vec![scenario.clone()];
        while let Some(next) = pending.pop() {
            if published.insert(next.id.value.clone()) {
                house.publish(&next.id.value);
                pending.extend(runs(&next).map(|run| loaded(&run.scenario.value)));
            }
        }
        Self { house, scenario: scenario.clone() }
    }

    /// Whether its time is less than two weeks ahead of the real one.
    async fn is_early(&self) -> bool {
        let clock = self.house.get("tester", "/clock").await.json();
        let now: Timestamp = clock["now"].as_str().unwrap().parse().unwrap();
        now.duration_since(Timestamp::now()).as_hours() < 14 * 24
    }

    async fn say(&self, role: &str, path: &str, tag: Option<&str>, body: Value) -> bool {
        let mut told = self.house.ask(role, "POST", path, tag, Some(body.clone())).await;
        // On a machine that does other things too, the server may ask for a moment.
        for _ in 0..30 {
            if told.status.as_u16() != 429 {
                break;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
            told = self.house.ask(role, "POST", path, tag, Some(body.clone())).await;
        }
        let status = told.status.as_u16();
        assert!(
            [200, 201, 202, 409, 412].contains(&status),
            "{} {path}: {}",
            self.scenario.id.value,
            String::from_utf8_lossy(&told.body)
        );
        status < 300
    }

    /// Begins an application with these answers; its id.
    async fn begun(&self, way: &Way, answers: &BTreeMap<String, Vec<String>>) -> Option<String> {
        // Jointly where that is offered.
        let offered = |plan: &&Plan| way.holds_or_none(&self.scenario, plan.when.as_ref());
        let mut plans: Vec<&Plan> = self.scenario.plans.values().filter(offered).collect();
        plans.sort_by_key(|plan| &*plan.id == "separate");
        let plan = &*plans.first()?.id;
        let body = json!({ "scenario": &*self.scenario.id.value, "plan": plan, "count": 1, "seed": 5, "answers": answers });
        let told = self.house.ask("tester", "POST", "/applications/generated", None, Some(body)).await;
        let begun = told.json();
        // Answers that never come together.
        if told.status.as_u16() == 422 && begun["errors"][0]["pointer"] == "/answers" {
            return None;
        }
        assert_eq!(begun["begun"], 1, "{} {answers:?}: {begun}", self.scenario.id.value);
        Some(begun["applications"][0]["id"].as_str().unwrap().to_owned())
    }

    /// Lets everybody do what there is to do until it is over; its status.
    async fn finished(&self, id: &str, answers: &BTreeMap<String, Vec<String>>) -> String {
        for _ in 0..ROUNDS {
            let view = self.house.view(id).await;
            if view["closed_at"].is_string() {
                return view["status"].as_str().unwrap().to_owned();
            }
            let mut any = self.worked(id, &view).await || self.heard(id).await;
            // What its steps run are applications of their own.
            for other in self.others(id).await {
                let view = self.house.view(&other).await;
                any |= self.worked(&other, &view).await || self.heard(&other).await;
            }
            if !any && self.is_beyond_the_loaded_years(id).await {
                return BEYOND.to_owned();
            }
            if !any {
                self.say("tester", "/clock/advance", None, json!({ "next": true })).await;
            }
        }
        let waiting = self.house.get("tester", &format!("/applications/{id}/waiting")).await.json();
        let incidents = self.house.get("tester", &format!("/incidents?application={id}")).await.json();
        for other in self.others(id).await {
            println!("{}", self.house.view(&other).await);
        }
        panic!("{} {answers:?} does not come to an end: {waiting} {incidents}", self.scenario.id.value);
    }

    /// Whether it stands because the holidays of a year are not loaded: nobody is told a date that is guessed.
    async fn is_beyond_the_loaded_years(&self, id: &str) -> bool {
        let incidents = self.house.get("tester", &format!("/incidents?application={id}")).await.json();
        incidents["items"].as_array().unwrap().iter().any(|incident| incident["cause"] == "no_time")
    }

    /// Other applications that are not over.
    async fn others(&self, id: &str) -> Vec<String> {
        let list = self.house.get("tester", "/applications?limit=200&open=true").await.json();
        let open = list["items"].as_array().unwrap().iter().filter(|one| one["id"] != id);
        open.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    }

    /// One thing that a clerk or the applicant does.
    async fn worked(&self, id: &str, view: &Value) -> bool {
        if view["fees_due"].as_u64().is_some_and(|fen| fen > 0) {
            let body = json!({ "amount": view["fees_due"] });
            return self.say("tester", &format!("/applications/{id}/payment"), None, body).await;
        }
        if let Some(task) = view["tasks"].as_array().unwrap().first() {
            let clerk = format!("clerk:{}", task["department"].as_str().unwrap());
            let path = format!("/tasks/{}", task["id"].as_str().unwrap());
            let seen = self.house.get(&clerk, &path).await;
            if seen.status.as_u16() == 404 {
                return true;
            }
            let values = self.found_out(id, task["step"].as_str().unwrap());
            let path = format!("{path}/approve");
            self.say(&clerk, &path, Some(seen.header("etag")), json!({ "values": values })).await;
            return true;
        }
        (view["asks_applicant"] == true && self.applied(id).await) || self.collected(id, view).await
    }

    /// The form of an application that another runs is filled in like any other.
    async fn applied(&self, id: &str) -> bool {
        let form = self.house.get("tester", &format!("/applications/{id}/form")).await;
        let (tag, form) = (form.header("etag").to_owned(), form.json());
        let of = |kind: &str| -> Vec<String> {
            let of_kind = form["facts"].as_array().unwrap().iter().filter(|fact| fact["kind"] == kind);
            // What is there already is not asked for again.
            let missing = of_kind.filter(|fact| fact["value"].is_null());
            missing.map(|fact| fact["id"].as_str().unwrap().to_owned()).collect()
        };
        let paper = json!({ "content": "JVBERi0xLjQKJcOkCg==" });
        let materials: Map<String, Value> =
            of("material").into_iter().map(|name| (name, paper.clone())).collect();
        let body = json!({ "form": self.house.so(id, &of("field")), "materials": materials });
        let told = self
            .house
            .ask("tester", "POST", &format!("/applications/{id}/submit"), Some(&tag), Some(body))
            .await;
        told.status.is_success()
    }

    async fn collected(&self, id: &str, view: &Value) -> bool {
        let marks = view["marking"].as_array().unwrap();
        let open =
            marks.iter().filter(|mark| mark["phase"] == "open").filter_map(|mark| mark["step"].as_str());
        for step in
            open.filter(|step| step.rsplit('.').next().is_some_and(|name| name.starts_with("collect")))
        {
            if self.say("tester", &format!("/applications/{id}/collect"), None, json!({ "step": step })).await
            {
                return true;
            }
        }
        false
    }

    /// A message that it waits for comes.
    async fn heard(&self, id: &str) -> bool {
        let awaited = self.house.get("tester", &format!("/applications/{id}/messages")).await.json();
        for message in awaited["items"].as_array().unwrap() {
            let Some(reply_to) = message["reply_to"].as_str() else { continue };
            let names: Vec<String> = message["brings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|b| b["id"].as_str().unwrap().to_owned())
                .collect();
            let body = json!({
                "scenario": message["scenario"], "message": message["message"], "reply_to": reply_to,
                "values": self.told(id, &names),
            });
            let told = self.house.ask("tester", "POST", "/messages", None, Some(body)).await.json();
            // A renewal before its time, say, is told that it is too early.
            let heard = told["found"]
                .as_array()
                .is_some_and(|found| found.iter().any(|one| one["refused"].is_null()));
            if heard {
                return true;
            }
        }
        false
    }

    /// What is so; and what people decide in the end, for a repetition that they alone end would go on for ever.
    fn told(&self, id: &str, names: &[String]) -> Map<String, Value> {
        let mut told = self.house.so(id, names);
        for (name, value) in IN_THE_END {
            if names.iter().any(|known| known == name) {
                told.insert(name.to_owned(), json!(value));
            }
        }
        told
    }

    /// What is so of what the work of a step makes known.
    fn found_out(&self, id: &str, step: &str) -> Map<String, Value> {
        let (_, course) = self.house.api.desk().application(id.parse().unwrap()).unwrap();
        let found = course.program.steps.iter().find(|facts| &*facts.id == step);
        let supplies = found.into_iter().flat_map(|facts| &facts.supplies);
        let names = supplies.filter_map(|fact| course.program.fact(*fact)).map(|fact| fact.name.to_string());
        self.told(id, &names.collect::<Vec<_>>())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scene_comes_to_its_end_from_every_combination_of_answers() {
    let most = volume("api-scenes", 1_000, 4);
    let (mut played, mut all, mut concluded) = (0, 0, 0);
    for id in library::ids(&Place::Embedded).unwrap() {
        let scenario = loaded(&id);
        let (ways, combinations) = combinations(&scenario);
        let (mut ends, mut house): (BTreeMap<String, usize>, Option<Playing>) = (BTreeMap::new(), None);
        for way in ways.iter().take(most) {
            let answers = answers(&scenario, way);
            // A house of its own for those that come late, so that none runs into a year whose holidays are not loaded.
            let playing = match house.take() {
                Some(early) => early,
                None => Playing::of(&scenario),
            };
            let Some(application) = playing.begun(way, &answers).await else {
                house = Some(playing);
                continue;
            };
            *ends.entry(playing.finished(&application, &answers).await).or_default() += 1;
            house = if playing.is_early().await { Some(playing) } else { None };
        }
        let done: usize = ends.values().sum();
        println!("{id}: {done} of {} ways ({combinations} combinations): {ends:?}", ways.len());
        assert!(ends.keys().all(|end| end == "concluded" || end == BEYOND), "{id}: {ends:?}");
        concluded += ends.get("concluded").copied().unwrap_or_default();
        (played, all) = (played + done, all + ways.len());
    }
    println!("{played} of {all} ways, {concluded} concluded");
    assert!(concluded * 2 > played, "{concluded} of {played} concluded");
}
