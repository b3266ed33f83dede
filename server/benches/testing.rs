//! How long the shipped scenarios' tests take: `cargo bench -p onething --bench testing`. Read, played and compared on
//! all cores; and the whole of `onething test`, beside its limit.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use onething_engine::plan::derive::Planner;
use onething_engine::rehearsal::Library;
use onething_engine::scenario::model::Scenario;
use onething_server::cases;
use onething_server::library::{Place, TestFiles, load_all, tests};
use std::sync::Arc;
use std::time::Instant;

/// How often each test is played.
const ROUNDS: usize = 50;
/// The whole library's tests, in milliseconds.
const LIMIT: f64 = 2000.0;

struct Suite {
    scenario: Arc<Scenario>,
    files: TestFiles,
}

fn suites() -> Vec<Suite> {
    let all = load_all(&Place::Embedded).expect("the shipped library can be read");
    let suites = all.into_iter().map(|(_, loaded)| Suite {
        files: tests(&loaded).expect("tests can be read"),
        scenario: loaded.scenario.clone().expect("no errors"),
    });
    suites.collect()
}

/// The scenarios that a step of another runs.
struct Shelf<'s>(&'s [Suite]);

impl Library for Shelf<'_> {
    fn scenario(&self, id: &str) -> Option<Arc<Scenario>> {
        self.0.iter().map(|suite| &suite.scenario).find(|scenario| &*scenario.id.value == id).cloned()
    }
}

/// Plays every test `ROUNDS` times, as `onething test` does; how many were played, and in how many seconds.
fn played(suites: &[Suite]) -> (usize, f64) {
    let (shelf, mut done, start) = (Shelf(suites), 0, Instant::now());
    for suite in (0..ROUNDS).flat_map(|_| suites) {
        let cases = cases::played(&Planner::new(&suite.scenario), &suite.files, &[], &shelf);
        let failed = cases.iter().find(|case| !case.failures.is_empty());
        assert!(failed.is_none(), "{:?}", failed.map(|case| (&case.name, &case.failures)));
        done += cases.len();
    }
    (done, start.elapsed().as_secs_f64())
}

fn main() {
    let (tests, seconds) = played(&suites());
    println!("{:<58} {:>9.0} tests/s", "scenario tests read, played and compared", tests as f64 / seconds);
    let program = env!("CARGO_BIN_EXE_onething");
    let start = Instant::now();
    let ended = std::process::Command::new(program)
        .args(["test", "--coverage", "--scenarios", concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios")])
        .output()
        .expect("the program runs");
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    let verdict = if milliseconds < LIMIT { "within" } else { "OVER" };
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    println!(
        "{:<58} {milliseconds:>9.1} ms   limit {LIMIT} ms: {verdict}",
        "onething test --coverage, the whole library"
    );
}
