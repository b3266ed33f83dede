//! One case as drivers play it: in six requests, or step by step as a page does.

use super::client::{Connection, Request};
use super::figures::Figures;
use onething_engine::random::Random;
use serde::Deserialize;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// One case in so many is returned for correction once.
const RETURNED: usize = 20;
/// A decision is made on the task that the answer before named, whatever else has happened since.
const ON_THE_TASK: &str = "if-match: *\r\n";

/// How the cases are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Play {
    /// Six requests, and two more where it is returned.
    Short,
    /// What a page asks besides: guidance, the form, uploads, each task before it is decided.
    Steps,
}

/// What the material of a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Material {
    /// One file that all hand in.
    Same,
    /// A file of its own.
    Own,
}

/// An answer to a move.
#[derive(Deserialize)]
pub struct Moved {
    pub application: String,
    status: String,
    pub tasks: Vec<Task>,
}

/// What somebody has to do next.
#[derive(Deserialize)]
pub struct Task {
    pub id: String,
    pub department: String,
}

/// What a driver has measured.
#[derive(Default)]
pub struct Driven {
    /// Cases from start to end.
    pub cases: Figures,
    /// Begun and handed in.
    pub starts: Figures,
    /// Approvals.
    pub approvals: Figures,
    /// Requests.
    pub requests: u64,
    /// Cases that were returned for correction.
    pub returned: u64,
}

impl Driven {
    /// All together.
    pub fn of_all(all: Vec<Self>) -> Self {
        let mut sum = Self::default();
        let mut cases = Vec::new();
        let mut starts = Vec::new();
        let mut approvals = Vec::new();
        for driven in all {
            sum.requests += driven.requests;
            sum.returned += driven.returned;
            cases.push(driven.cases);
            starts.push(driven.starts);
            approvals.push(driven.approvals);
        }
        sum.cases = Figures::of_all(cases);
        sum.starts = Figures::of_all(starts);
        sum.approvals = Figures::of_all(approvals);
        sum
    }
}

/// Somebody who plays one case after another.
pub struct Driver {
    connection: Connection,
    random: Random,
    material: Material,
    number: u64,
    driven: Driven,
}

impl Driver {
    /// One with a connection of its own.
    pub async fn new(address: SocketAddr, number: u64, material: Material) -> Self {
        let connection = Connection::to(address).await.unwrap();
        let number = number << 32;
        Self { connection, random: Random::new(number), material, number, driven: Driven::default() }
    }

    /// Plays until a moment; what came to an end before it counts, from `from` on. At a pace: a case begins no
    /// sooner than so long after the one before it began.
    pub async fn play(
        mut self,
        play: Play,
        (from, until): (Instant, Instant),
        pace: Option<Duration>,
    ) -> Driven {
        let mut counts = false;
        let mut next = Instant::now();
        if let Some(pace) = pace {
            // Drivers do not all begin at once.
            next += pace.mul_f64(self.random.unit());
        }
        while Instant::now() < until {
            if pace.is_some() {
                tokio::time::sleep_until(next.min(until).into()).await;
            }
            next += pace.unwrap_or_default();
            if !counts && Instant::now() >= from {
                counts = true;
                self.driven = Driven::default();
            }
            let begun = Instant::now();
            match play {
                Play::Short => self.case().await,
                Play::Steps => self.steps().await,
            }
            if Instant::now() < until {
                self.driven.cases.add(begun.elapsed());
            }
        }
        self.driven
    }

    /// Plays the beginning of so many cases, which stay open with their first clerk.
    pub async fn begin(mut self, count: u64) -> Driven {
        for _ in 0..count {
            let begun = Instant::now();
            self.start().await;
            self.driven.starts.add(begun.elapsed());
        }
        self.driven
    }

    /// Plays one case in six requests.
    async fn case(&mut self) {
        let begun = Instant::now();
        let mut moved = self.start().await;
        self.driven.starts.add(begun.elapsed());
        let mut returns = self.random.below(RETURNED) == 0;
        while let Some(task) = moved.tasks.first() {
            let role = format!("clerk:{}", task.department);
            if std::mem::take(&mut returns) {
                self.driven.returned += 1;
                let path = format!("/api/v1/tasks/{}/return", task.id);
                let wanted = r#"{"wanted":[{"id":"birth.child_name","why":"与出生记录不符"}]}"#;
                moved = self.moves("POST", &path, &role, ON_THE_TASK, wanted).await;
                let path = format!("/api/v1/applications/{}/correct", moved.application);
                let body = r#"{"form":{"birth.child_name":"王小明"}}"#;
                moved = self.moves("POST", &path, "applicant:wang", ON_THE_TASK, body).await;
                continue;
            }
            let path = format!("/api/v1/tasks/{}/approve", task.id);
            let begun = Instant::now();
            moved = self.moves("POST", &path, &role, ON_THE_TASK, "{}").await;
            self.driven.approvals.add(begun.elapsed());
        }
        assert_eq!(moved.status, "concluded", "{} has no task and is not over", moved.application);
    }

    async fn start(&mut self) -> Moved {
        let body = format!(
            r#"{{"scenario":"newborn-load","form":{{"birth.child_name":"王小明","birth.address":"幸福路 1 号"}},"materials":{{"birth.household_book":{{"content":"{}"}}}},"submit":true}}"#,
            self.file()
        );
        self.moves("POST", "/api/v1/applications", "applicant:wang", ON_THE_TASK, &body).await
    }

    /// A small JPEG in Base64, or what passes for one.
    fn file(&mut self) -> String {
        self.number += 1;
        match self.material {
            Material::Same => "/9j/4A==".to_owned(),
            // Twelve digits of Base64 are nine bytes.
            Material::Own => format!("/9j/4AAA{:012}", self.number % 1_000_000_000_000),
        }
    }

    async fn moves(&mut self, method: &str, path: &str, role: &str, headers: &str, body: &str) -> Moved {
        self.driven.requests += 1;
        let request = Request { method, path, role, headers, body };
        let answer = self.connection.ask(&request).await.unwrap();
        let text = || format!("{method} {path}: {} {}", answer.status, String::from_utf8_lossy(answer.body));
        assert!(matches!(answer.status, 200 | 201), "{}", text());
        serde_json::from_slice(answer.body).unwrap_or_else(|error| panic!("{error}: {}", text()))
    }

    /// Looks at something; its tag.
    async fn looks(&mut self, path: &str, role: &str) -> (String, serde_json::Value) {
        self.driven.requests += 1;
        let request = Request { method: "GET", path, role, ..Request::default() };
        let answer = self.connection.ask(&request).await.unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(answer.body));
        let tag = answer.etag.unwrap_or_default().to_owned();
        (tag, serde_json::from_slice(answer.body).unwrap())
    }

    /// Plays one case step by step: begun, its form read, saved and handed in, each task read and approved.
    async fn steps(&mut self) {
        let begun = r#"{"scenario":"newborn-load"}"#;
        let moved = self.moves("POST", "/api/v1/applications", "applicant:wang", "", begun).await;
        let own = format!("/api/v1/applications/{}", moved.application);
        let (tag, _) = self.looks(&format!("{own}/form"), "applicant:wang").await;
        let handed = format!(
            r#"{{"form":{{"birth.child_name":"王小明","birth.address":"幸福路 1 号"}},"materials":{{"birth.household_book":{{"content":"{}"}}}}}}"#,
            self.file()
        );
        let headers = format!("if-match: {tag}\r\n");
        let mut moved =
            self.moves("POST", &format!("{own}/submit"), "applicant:wang", &headers, &handed).await;
        while let Some(task) = moved.tasks.first() {
            let role = format!("clerk:{}", task.department);
            let path = format!("/api/v1/tasks/{}", task.id);
            let (tag, _) = self.looks(&path, &role).await;
            let headers = format!("if-match: {tag}\r\n");
            let begun = Instant::now();
            moved = self.moves("POST", &format!("{path}/approve"), &role, &headers, "{}").await;
            self.driven.approvals.add(begun.elapsed());
            while moved.tasks.is_empty() && moved.status != "concluded" {
                // What the systems have to do takes a moment; a page looks again.
                tokio::time::sleep(Duration::from_millis(1)).await;
                let (_, seen) = self.looks(&own, "tester").await;
                moved = serde_json::from_value(serde_json::json!({
                    "application": moved.application, "status": seen["status"], "tasks": seen["tasks"],
                }))
                .unwrap();
            }
        }
        assert_eq!(moved.status, "concluded", "{} has no task and is not over", moved.application);
    }
}
