//! Thirty bugs planted in the runner, the store beneath it and the interface above it, one at a time: the tests must
//! notice at least twenty-eight. A bug counts only where a check that passes without it fails with it. The checks
//! are those of the other test files, short, in this process, for which alone the bug is switched on.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[allow(dead_code, reason = "the other tests of the interface need more of it")]
#[path = "matrix"]
mod matrix {
    pub mod cells;
    pub mod stage;
}
#[path = "planted_host"]
mod planted_host {
    pub mod lines;
    pub mod medium;
    pub mod mended;
}
#[allow(dead_code, reason = "the other tests of the runner need more of it")]
#[path = "runner"]
mod runner {
    pub mod house;
    pub mod moods;
    pub mod people;
    pub mod races;
    pub mod repeats;
    pub mod simulation;
    pub mod unruly;
    pub mod witness;
}

use onething_server::planted::{Bug, with};
use onething_tests::bugs::{unnoticed, words};
use planted_host::{lines, medium, mended};
use runner::{races, repeats, simulation};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// Seeds of the simulation for each bug.
const SEEDS: u64 = 10;

/// A check: panics where something is wrong.
type Check = (&'static str, fn());

fn simulated() {
    for seed in 0..SEEDS {
        simulation::run(seed);
    }
}

fn permitted() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let stage = matrix::stage::Stage::open("planted").await;
        matrix::cells::all(&stage).await;
    });
    runtime.shutdown_background();
}

fn repeated() {
    repeats::begins(60);
    repeats::claims();
    repeats::people_keep_their_numbers();
}

fn raced() {
    races::race(20);
    races::decide(2);
}

const CHECKS: [Check; 7] = [
    ("repeats", repeated),
    ("materials and journal", medium::all),
    ("lines", lines::in_turn),
    ("incidents", mended::truly),
    ("races", raced),
    ("matrix", permitted),
    ("simulation", simulated),
];

/// What a check says of a bug; none where it does not notice.
fn notices(bug: Option<Bug>, check: fn()) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(|| with(bug, check))).err()?;
    Some(words(&*panic))
}

#[test]
fn planted_bugs_are_noticed() {
    let only = std::env::var("ONETHING_BUG").ok();
    // What the checks say of a bug is expected here.
    std::panic::set_hook(Box::new(|_| {}));
    let mut sound = Vec::new();
    for (name, check) in CHECKS {
        let begun = Instant::now();
        sound.extend(notices(None, check).map(|told| (name, told)));
        println!("without any bug, {name}: {:?}", begun.elapsed());
    }
    let meant = |bug: &&Bug| only.as_ref().is_none_or(|only| format!("{bug:?}") == *only);
    let unnoticed = unnoticed(Bug::ALL.iter().filter(meant), |bug| {
        CHECKS.iter().find_map(|(name, check)| Some((*name, notices(Some(*bug), *check)?)))
    });
    let _ = std::panic::take_hook();
    assert!(sound.is_empty(), "without any bug: {sound:#?}");
    assert_eq!(Bug::ALL.len(), 30);
    assert!(unnoticed.len() <= 2, "nobody notices {unnoticed:?}");
    println!("unnoticed: {unnoticed:?}");
}
