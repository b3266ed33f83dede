//! The machine from the text of a scenario to its last event: laws over scenarios drawn with every construct of
//! the language, and over commands drawn for their applications.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

mod machine {
    pub mod census;
    pub mod draw;
    pub mod driver;
    mod found;
    pub mod laws;
    pub mod play;
    pub mod program;
    pub mod values;
    pub mod witness;
}

use machine::play::{self, COMMANDS, Played};
use onething_tests::volume::volume;

/// Names the one scenario, by the number that a broken law is told with, to be played alone and shown.
const ONLY: &str = "ONETHING_SCENARIO";

/// Threads that play side by side; what is played does not depend on them.
const THREADS: u64 = 2;
/// From so many scenarios on everything has to be met a hundred times.
const SCENARIOS: usize = 2_000;

#[test]
fn whatever_comes_the_laws_hold_and_every_end_is_reached() {
    if let Ok(only) = std::env::var(ONLY) {
        let number = only.parse().expect("the number of a scenario");
        println!("{}", play::scenario(number, &mut Vec::new()).0);
        let played = play::all([number].into_iter());
        assert!(played.broken.is_empty(), "{}", played.told());
        return;
    }
    let scenarios = volume("machine-laws", 2_000, 150);
    let played = std::thread::scope(|scope| {
        let numbers = |thread: u64| (0..scenarios as u64).filter(move |n| n % THREADS == thread);
        let threads: Vec<_> = (0..THREADS).map(|t| scope.spawn(move || play::all(numbers(t)))).collect();
        threads.into_iter().map(|thread| thread.join().expect("it keeps what breaks")).fold(
            Played::default(),
            |mut all, one| {
                all.merge(one);
                all
            },
        )
    });
    assert!(played.broken.is_empty(), "{}", played.told());
    println!(
        "{} scenarios, {} texts refused, {} commands drawn, {} more to the ends",
        played.scenarios,
        played.refused.len(),
        played.drawn,
        played.to_the_end
    );
    assert_eq!(played.scenarios, scenarios);
    assert_eq!(played.drawn, scenarios as u64 * COMMANDS);
    // The drawer writes what is clean: what the check refuses is rare.
    assert!(
        played.refused.len() * 20 < scenarios,
        "{} refused, such as {}",
        played.refused.len(),
        played.refused[0]
    );
    let least = if scenarios >= SCENARIOS { 100 } else { 1 };
    played.census.require(least);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let scenarios = volume("machine-bytes", 500, 20) as u64;
    let all = || (0..scenarios).map(play::journal).collect::<Vec<_>>();
    let (here, there) = std::thread::scope(|scope| {
        let there = scope.spawn(all);
        (all(), there.join().expect("no law is broken"))
    });
    for (number, (here, there)) in here.into_iter().zip(there).enumerate() {
        assert_eq!(here.0, there.0, "scenario {number}: the text");
        assert_eq!(here.1, there.1, "scenario {number}: the journal");
        assert!(here.1.len() > 2, "scenario {number} has events");
    }
}
