//! How long the shipped scenarios' tests take: `cargo bench -p onething --bench testing`. Read, played and compared,
//! on one core and on all; and the whole of `onething test`, beside its limit.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use onething_engine::plan::derive::Planner;
use onething_engine::rehearsal::Library;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::source::SourceId;
use onething_engine::scenario::syntax::{Budget, from_bytes};
use onething_engine::testing::{People, read, read_people, run};
use onething_server::library::{Place, SourceText, load_all, tests};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{available_parallelism, scope};
use std::time::Instant;

/// How often each test is played.
const ROUNDS: usize = 50;
/// The whole library's tests, in milliseconds.
const LIMIT: f64 = 2000.0;

struct Suite {
    scenario: Arc<Scenario>,
    files: Vec<SourceText>,
}

fn suites() -> Vec<Suite> {
    let all = load_all(&Place::Embedded).expect("the shipped library can be read");
    let suites = all.into_iter().map(|(_, loaded)| {
        let files = tests(&loaded).expect("tests can be read").files;
        Suite { scenario: loaded.scenario.clone().expect("no errors"), files }
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

fn people(suite: &Suite, name: &str) -> People {
    let file = suite.files.iter().find(|file| file.name.ends_with(name)).expect("a file of people");
    read_people(&from_bytes(SourceId(1), &file.bytes, &Budget::LOCAL).expect("YAML")).0
}

/// Reads and plays one test; whether it is one.
fn play(suite: &Suite, planner: &Planner<'_>, file: &SourceText, shelf: &Shelf<'_>) -> bool {
    let tree = from_bytes(SourceId(0), &file.bytes, &Budget::LOCAL).expect("YAML");
    if tree.get("kind").and_then(|kind| kind.text()).is_some_and(|kind| &**kind == "people") {
        return false;
    }
    let (test, _) = read(&tree, planner.scenario, &mut |name| Ok(people(suite, name)), shelf);
    let outcome = run(planner, &test.expect("a test"), shelf);
    assert!(outcome.failures.is_empty(), "{}: {:?}", file.name, outcome.failures);
    true
}

/// Plays every test `ROUNDS` times on so many threads; how many were played, and in how many seconds.
fn played(suites: &[Suite], threads: usize) -> (usize, f64) {
    let shelf = Shelf(suites);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let start = Instant::now();
    scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= suites.len() * ROUNDS {
                        break;
                    }
                    let suite = &suites[at % suites.len()];
                    let planner = Planner::new(&suite.scenario);
                    let tests = suite.files.iter().filter(|file| play(suite, &planner, file, &shelf)).count();
                    done.fetch_add(tests, Ordering::Relaxed);
                }
            });
        }
    });
    (done.into_inner(), start.elapsed().as_secs_f64())
}

fn main() {
    let suites = suites();
    let cores = available_parallelism().map_or(1, usize::from);
    for threads in [1, cores] {
        let (tests, seconds) = played(&suites, threads);
        let rate = tests as f64 / seconds;
        println!(
            "{:<58} {rate:>9.0} tests/s",
            format!("scenario tests read and played, {threads} thread(s)")
        );
    }
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
