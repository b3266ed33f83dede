//! What people do with newborns while the server dies under them: each does one thing after another with their own
//! applications, under a key of its own; what nobody answered is asked again under the same key until it is.

use super::client::{Answer, Ask, Line};
use super::department::Department;
use onething_engine::random::Random;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A photo, or what passes for one.
pub const PHOTO: &str = "/9j/4A==";
const TESTER: &str = "tester";

/// The kinds of things that are done, as they are counted.
pub const KINDS: [&str; 9] =
    ["begin", "upload", "save", "submit", "claim", "approve", "return", "correct", "timer"];

/// A newborn with everything that the usual form asks.
pub fn newborn(submit: bool) -> Value {
    json!({
        "scenario": "newborn-birth",
        "form": { "child.name": "王小明", "delivery.address": "幸福路 1 号" },
        "materials": { "home.household_book": { "content": PHOTO } },
        "submit": submit,
    })
}

/// Something that was asked, and what comes of it in events where it was done.
#[derive(Clone)]
struct Asked {
    kind: &'static str,
    ask: Ask,
    brings: Vec<&'static str>,
}

/// An application of somebody, with the events that what they did must have brought about.
#[derive(Default)]
pub struct Case {
    pub id: String,
    /// The last event that was acknowledged.
    pub sequence: u64,
    pub expected: BTreeMap<&'static str, u64>,
    open: Option<Asked>,
    is_returned: bool,
    is_over: bool,
}

/// Somebody who does things.
pub struct Person<'d> {
    name: String,
    random: Random,
    asked: u64,
    department: &'d Department,
    pub cases: Vec<Case>,
    /// A begin that nobody answered.
    begin: Option<Asked>,
    /// How many of each kind were acknowledged.
    pub acknowledged: BTreeMap<&'static str, u64>,
    /// The same of all people and kinds.
    counter: Arc<AtomicU64>,
}

impl<'d> Person<'d> {
    pub fn new(number: u64, department: &'d Department, counter: Arc<AtomicU64>) -> Self {
        Self {
            name: format!("applicant:{number}"),
            random: Random::new(number),
            asked: 0,
            department,
            cases: Vec::new(),
            begin: None,
            acknowledged: BTreeMap::new(),
            counter,
        }
    }

    /// Notes an acknowledgement.
    fn note(&mut self, kind: &'static str) {
        *self.acknowledged.entry(kind).or_default() += 1;
        self.counter.fetch_add(1, Ordering::AcqRel);
    }

    /// Does something; none where nobody answered.
    pub fn act(&mut self, line: &mut Line) -> Option<()> {
        let open: Vec<usize> = (0..self.cases.len()).filter(|at| !self.cases[*at].is_over).collect();
        if self.begin.is_some() || open.len() < 3 {
            return self.begins(line);
        }
        let at = open[self.random.below(open.len())];
        match self.cases[at].open.take() {
            Some(asked) => self.does(line, at, asked),
            None => self.goes_on(line, at),
        }
    }

    /// Asks again for everything that nobody answered.
    pub fn settle(&mut self, line: &mut Line) {
        while self.begin.is_some() {
            self.begins(line).unwrap();
        }
        for at in 0..self.cases.len() {
            if let Some(asked) = self.cases[at].open.take() {
                self.does(line, at, asked).unwrap();
            }
        }
    }

    fn key(&mut self) -> String {
        self.asked += 1;
        format!("{}-{}", self.name, self.asked)
    }

    fn begins(&mut self, line: &mut Line) -> Option<()> {
        let asked = match self.begin.take() {
            Some(asked) => asked,
            None => {
                let at_once = self.random.below(2) == 0;
                let body = if at_once { newborn(true) } else { json!({ "scenario": "newborn-birth" }) };
                let ask = Ask::post("/applications", &self.name, &body).under(self.key());
                Asked { kind: "begin", ask, brings: Vec::new() }
            }
        };
        let Some(told) = line.ask(&asked.ask) else {
            self.begin = Some(asked);
            return None;
        };
        assert_eq!(told.status, 201, "{}", told.body);
        let mut case = Case { id: told.body["application"].as_str().unwrap().to_owned(), ..Case::default() };
        assert!(self.cases.iter().all(|other| other.id != case.id), "one application was begun twice");
        case.took(&asked, &told);
        *case.expected.entry("opened").or_default() += 1;
        self.cases.push(case);
        self.note("begin");
        Some(())
    }

    /// Does something with a case; whatever is answered ends it.
    fn does(&mut self, line: &mut Line, at: usize, asked: Asked) -> Option<()> {
        let Some(told) = line.ask(&asked.ask) else {
            self.cases[at].open = Some(asked);
            return None;
        };
        // Systems and time act beside people: then it is as it was, and looked at anew.
        let fine = matches!(told.status, 200 | 404 | 409 | 412);
        assert!(fine, "{} {}: {} {}", asked.kind, asked.ask.path, told.status, told.body);
        if told.status == 200 {
            self.cases[at].took(&asked, &told);
            self.note(asked.kind);
        }
        Some(())
    }

    fn goes_on(&mut self, line: &mut Line, at: usize) -> Option<()> {
        let id = self.cases[at].id.clone();
        let seen = line.ask(&Ask::get(format!("/applications/{id}"), TESTER))?;
        assert_eq!(seen.status, 200, "{id} is gone: {}", seen.body);
        let last = seen.body["sequence"].as_u64().unwrap();
        assert!(last >= self.cases[at].sequence, "{id} was taken back to {last}");
        if !seen.body["closed_at"].is_null() {
            self.cases[at].is_over = true;
            return Some(());
        }
        if let Some(task) = seen.body["tasks"].as_array().unwrap().first() {
            return self.clerk(line, at, task);
        }
        if seen.body["asks_applicant"] == true {
            return self.applicant(line, at);
        }
        if !self.department.is_quiet() {
            // Its answer comes before time goes on.
            std::thread::sleep(Duration::from_millis(1));
            return Some(());
        }
        let told = line.ask(&Ask::post("/clock/advance", TESTER, &json!({ "next": true })))?;
        assert!(matches!(told.status, 200 | 429), "{}", told.body);
        if told.body["stops"] == 1 {
            self.note("timer");
        }
        Some(())
    }

    fn clerk(&mut self, line: &mut Line, at: usize, task: &Value) -> Option<()> {
        let role = format!("clerk:{}", task["department"].as_str().unwrap());
        let path = format!("/tasks/{}", task["id"].as_str().unwrap());
        let mut brings = if task["claimed_by"].is_null() { vec!["claimed"] } else { Vec::new() };
        if !brings.is_empty() && self.random.below(3) == 0 {
            let ask = Ask { method: "POST", ..Ask::get(format!("{path}/claim"), &role) }.under(self.key());
            return self.does(line, at, Asked { kind: "claim", ask, brings });
        }
        let etag = line.ask(&Ask::get(&path, &role))?.etag;
        let is_review = task["step"].as_str().unwrap().ends_with("household_registration.review");
        if is_review && !self.cases[at].is_returned {
            let wanted = json!({ "wanted": [{ "id": "home.household_book", "why": "看不清" }] });
            let ask = Ask::post(format!("{path}/return"), &role, &wanted).matching(etag).under(self.key());
            brings.push("item_returned");
            return self.does(line, at, Asked { kind: "return", ask, brings });
        }
        let ask = Ask::post(format!("{path}/approve"), &role, &json!({})).matching(etag).under(self.key());
        brings.push("decided");
        self.does(line, at, Asked { kind: "approve", ask, brings })
    }

    fn applicant(&mut self, line: &mut Line, at: usize) -> Option<()> {
        let (id, name) = (self.cases[at].id.clone(), self.name.clone());
        let path = format!("/applications/{id}");
        let form = line.ask(&Ask::get(format!("{path}/form"), &name))?;
        let facts = form.body["facts"].as_array().unwrap();
        let is_correction = facts.iter().any(|fact| fact["state"] == "wanted" || fact["state"] == "redone");
        let is_paper = |fact: &&Value| fact["kind"] == "material" && fact["value"].is_null();
        let paper = facts.iter().find(|fact| is_paper(fact) || fact["state"] == "wanted");
        if let Some(paper) = paper.filter(|paper| paper["kind"] == "material" && paper["state"] != "redone") {
            let material = paper["id"].as_str().unwrap();
            let content = format!("%PDF-1.4 {} {}", self.name, self.asked);
            let ask = Ask::file(format!("{path}/materials?material={material}"), &name, content.as_bytes());
            let ask = ask.under(self.key());
            return self.does(line, at, Asked { kind: "upload", ask, brings: vec!["attached"] });
        }
        let empty: BTreeMap<String, Value> = facts
            .iter()
            .filter(|fact| fact["kind"] == "field" && (fact["value"].is_null() || fact["state"] == "wanted"))
            .map(|fact| (fact["id"].as_str().unwrap().to_owned(), value_of(fact)))
            .collect();
        let etag = form.etag.clone();
        if !empty.is_empty() && self.random.below(2) == 0 {
            let ask = Ask::post(format!("{path}/form"), &name, &json!({ "form": empty })).matching(etag);
            let ask = Ask { method: "PUT", ..ask }.under(self.key());
            return self.does(line, at, Asked { kind: "save", ask, brings: Vec::new() });
        }
        // What stands in for a system that does not answer is no correction of an item.
        let of_item = facts.iter().any(|fact| fact["asked_by"].as_str().unwrap().contains("review"));
        let (kind, verb, brings) = match is_correction {
            true => ("correct", "correct", if of_item { vec!["item_supplemented"] } else { Vec::new() }),
            false => ("submit", "submit", vec!["submitted"]),
        };
        let ask = Ask::post(format!("{path}/{verb}"), &name, &json!({ "form": empty }));
        let ask = ask.matching(etag).under(self.key());
        self.does(line, at, Asked { kind, ask, brings })
    }
}

/// A value that a field takes.
fn value_of(fact: &Value) -> Value {
    match fact["value_type"].as_str().unwrap() {
        "number" => json!("3300"),
        "boolean" => json!("true"),
        "date" => json!("2026-11-20"),
        "time" => json!("08:00:00"),
        "date_time" => json!("2026-11-20T08:00:00+08:00"),
        "one_of" => fact["options"][0]["value"].clone(),
        "phone_cn" => json!("13800138000"),
        "region" => json!("370303"),
        _ => json!("幸福路 1 号"),
    }
}

impl Case {
    fn took(&mut self, asked: &Asked, told: &Answer) {
        let sequence = told.body["sequence"].as_u64().unwrap();
        self.sequence = self.sequence.max(sequence);
        for name in &asked.brings {
            *self.expected.entry(name).or_default() += 1;
        }
        self.is_returned |= asked.kind == "return";
    }

    /// Looks whether everything that was acknowledged is there, and nothing twice.
    pub fn is_whole(&self, line: &mut Line) {
        let told = line.ask(&Ask::get(format!("/applications/{}/events", self.id), TESTER)).unwrap();
        assert_eq!(told.status, 200, "{}: {}", self.id, told.body);
        let turns = told.body["turns"].as_array().unwrap();
        let events: Vec<&Value> = turns.iter().flat_map(|turn| turn["events"].as_array().unwrap()).collect();
        assert!(events.len() as u64 >= self.sequence, "{}: acknowledged and lost", self.id);
        let mut counted: BTreeMap<&str, u64> = BTreeMap::new();
        let mut once: BTreeMap<String, u64> = BTreeMap::new();
        for turn in turns {
            let names: Vec<&str> = turn["events"]
                .as_array()
                .unwrap()
                .iter()
                .map(|event| event["event"].as_str().unwrap())
                .collect();
            let Some(by) = turn["by"].as_str() else { continue };
            for name in &names {
                *counted.entry(name).or_default() += 1;
            }
            // A clerk's turn that ends a step, with all that follows of it.
            let decided = by.contains("clerk") && names.contains(&"step_done");
            *counted.entry("decided").or_default() += u64::from(decided);
        }
        for event in &events {
            let what = match event["event"].as_str().unwrap() {
                "answered" | "failed" => &event["call"],
                "timer_fired" => &event["timer"],
                _ => continue,
            };
            *once.entry(what.to_string()).or_default() += 1;
        }
        for (name, count) in &self.expected {
            let found = counted.get(name).copied().unwrap_or(0);
            assert_eq!(found, *count, "{}: {name}: {found} events of {count} acknowledged", self.id);
        }
        let twice = once.iter().find(|(_, count)| **count > 1);
        assert!(twice.is_none(), "{}: took effect twice: {twice:?}", self.id);
    }
}
