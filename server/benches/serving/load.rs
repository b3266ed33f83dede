//! Many users at once, four reads to a write: nothing may fail, and nothing take long.

use super::client::{Connection, Request};
use super::figures::{Figures, at_most, rate, usage};
use super::journey::Moved;
use super::program::Program;
use onething_engine::random::Random;
use std::path::Path;
use std::time::{Duration, Instant};

const USERS: u64 = 200;
/// Of so many requests one writes.
const WRITES: usize = 5;
/// How long a user looks at an answer, at most.
const LOOKS: Duration = Duration::from_millis(40);

/// What users have measured.
#[derive(Default)]
struct Seen {
    reads: Vec<Figures>,
    writes: Vec<Figures>,
    failed: u64,
}

/// One user: the applicant and the clerks of one case after another.
struct User {
    connection: Connection,
    random: Random,
    /// The case as the last move told it.
    moved: Option<Moved>,
    reads: Figures,
    writes: Figures,
    failed: u64,
}

impl User {
    async fn works(mut self, until: Instant) -> Self {
        while Instant::now() < until {
            tokio::time::sleep(LOOKS.mul_f64(self.random.unit())).await;
            match self.random.below(WRITES) {
                0 => self.writes().await,
                _ => self.reads().await,
            }
        }
        self
    }

    /// The next move of the case, or another case.
    async fn writes(&mut self) {
        let task = self.moved.as_ref().and_then(|moved| moved.tasks.first());
        let (path, role, body) = match task {
            Some(task) => {
                let path = format!("/api/v1/tasks/{}/approve", task.id);
                (path, format!("clerk:{}", task.department), "{}".to_owned())
            }
            None => {
                let body = r#"{"scenario":"newborn-load","form":{"birth.child_name":"王小明","birth.address":"幸福路 1 号"},"materials":{"birth.household_book":{"content":"/9j/4A=="}},"submit":true}"#;
                ("/api/v1/applications".to_owned(), "applicant:wang".to_owned(), body.to_owned())
            }
        };
        let request =
            Request { method: "POST", path: &path, role: &role, headers: "if-match: *\r\n", body: &body };
        let begun = Instant::now();
        let answer = self.connection.ask(&request).await.unwrap();
        self.writes.add(begun.elapsed());
        self.moved = match answer.status {
            200 | 201 => serde_json::from_slice(answer.body).ok(),
            _ => None,
        };
        self.failed += u64::from(self.moved.is_none());
    }

    /// Looks at the case, or at a worklist.
    async fn reads(&mut self) {
        let own = self.moved.as_ref().map(|moved| format!("/api/v1/applications/{}", moved.application));
        let (path, role) = match (own, self.random.below(5)) {
            (Some(own), 0) => (own, "applicant:wang"),
            (Some(own), 1) => (format!("{own}/waiting"), "applicant:wang"),
            (Some(own), 2) => (format!("{own}/timeline"), "applicant:wang"),
            (_, 3) => ("/api/v1/applications?limit=20".to_owned(), "tester"),
            _ => ("/api/v1/tasks?department=health&limit=20".to_owned(), "clerk:health"),
        };
        let begun = Instant::now();
        let request = Request { method: "GET", path: &path, role, ..Request::default() };
        let answer = self.connection.ask(&request).await.unwrap();
        self.reads.add(begun.elapsed());
        self.failed += u64::from(answer.status != 200);
    }
}

/// Lets users work for so long, and tells how that went.
pub fn measure(folder: &Path, lasts: Duration) {
    let program = Program::start(&folder.join("store"));
    println!("{USERS} users, four reads to a write, {} s", lasts.as_secs());
    let client = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut memory = Vec::new();
    let mut seen = Seen::default();
    for _ in 0..10 {
        client.block_on(async {
            let until = Instant::now() + lasts / 10;
            let mut all = Vec::new();
            for number in 0..USERS {
                let connection = Connection::to(program.address).await.unwrap();
                let random = Random::new(number + 1_000 * memory.len() as u64);
                let user = User {
                    connection,
                    random,
                    moved: None,
                    reads: Figures::default(),
                    writes: Figures::default(),
                    failed: 0,
                };
                all.push(user.works(until));
            }
            for user in futures_util::future::join_all(all).await {
                seen.reads.push(user.reads);
                seen.writes.push(user.writes);
                seen.failed += user.failed;
            }
        });
        memory.push(usage(program.id()).1);
    }
    let (mut reads, mut writes) = (Figures::of_all(seen.reads), Figures::of_all(seen.writes));
    println!("  {:.0} requests/s", rate(reads.count() + writes.count(), lasts));
    at_most("requests that failed", seen.failed as f64, "", 0.0);
    at_most("p99 of a read", reads.percentile(0.99), "ms", 200.0);
    at_most("p99 of a durable write", writes.percentile(0.99), "ms", 500.0);
    let told: Vec<String> = memory.iter().map(|mib| format!("{mib:.0}")).collect();
    println!("  memory after each tenth: {} MiB", told.join(", "));
    program.stop();
}
