//! The runner over a simulated disk, driven step by step: applications of the shipped scenarios from their start
//! to their end, whatever the order in which its parts come to work, and whatever breaks on the way.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "runner/advance.rs"]
mod advance;
#[path = "runner/agreement.rs"]
mod agreement;
#[path = "runner/clock.rs"]
mod clock;
#[path = "runner/frozen.rs"]
mod frozen;
#[path = "runner/house.rs"]
mod house;
#[path = "runner/keys.rs"]
mod keys;
#[path = "runner/moods.rs"]
mod moods;
#[path = "runner/moved.rs"]
mod moved;
#[path = "runner/outside.rs"]
mod outside;
#[path = "runner/people.rs"]
mod people;
#[path = "runner/points.rs"]
mod points;
#[path = "runner/races.rs"]
mod races;
#[path = "runner/repeats.rs"]
mod repeats;
#[path = "runner/simulation.rs"]
mod simulation;
#[path = "runner/unruly.rs"]
mod unruly;
#[path = "runner/whole.rs"]
mod whole;
#[path = "runner/witness.rs"]
mod witness;

use onething_tests::volume::volume;

#[test]
fn whatever_breaks_nothing_acknowledged_is_lost_and_nothing_is_stuck() {
    let count = volume("runner-simulation", 10_000, 40) as u64;
    if let Some(seed) = std::env::var("ONETHING_SEED").ok().and_then(|s| s.parse::<u64>().ok()) {
        println!("{:?}", simulation::run(seed));
        return;
    }
    let counted = simulation::seeds(0, count);
    println!("{counted:?}");
    assert!(counted.crashes as u64 > count, "only {} crashes", counted.crashes);
    assert!(counted.kept_index > 0 && counted.kept_index < counted.crashes);
    assert!(counted.repeats > 0 && counted.asked_twice > 0 && counted.refused > 0, "{counted:?}");
    let kinds = [
        "Claimed",
        "Released",
        "ItemReturned",
        "ItemEnded",
        "Failed",
        "LateAnswer",
        "Incident",
        "TimerFired",
        "HoldStands",
        "ItemSuspended",
        "Withdrawn",
    ];
    for kind in kinds {
        assert!(counted.kinds.contains_key(kind), "no {kind} in {:?}", counted.kinds);
    }
}

#[test]
fn timers_fire_late_rather_than_early_and_once_whatever_the_clock_does() {
    clock::jumps(volume("runner-clock", 10_000, 100));
}

#[test]
fn one_seed_is_the_same_bytes_however_many_work_on_it() {
    clock::bytes_of(volume("runner-bytes", 500, 5) as u64);
}

#[test]
fn of_thirty_two_clerks_one_has_the_task() {
    races::race(volume("runner-races", 10_000, 200));
}

#[test]
fn of_those_who_decide_on_what_they_read_one_does() {
    races::decide(volume("runner-decisions", 500, 10));
}

#[test]
fn a_begin_under_one_key_is_one_application_whenever_it_is_repeated() {
    repeats::begins(volume("runner-repeats", 10_000, 200) as u64);
}

#[test]
fn a_claim_under_one_key_is_one_claim() {
    repeats::claims();
}

#[test]
fn simulator_and_runner_agree() {
    let seeds = volume("runner-simulator", 50, 2) as u64;
    for seed in 0..seeds {
        let met = agreement::run(seed);
        println!("seed {seed}: {met:?}");
        assert!(met.applications >= 200, "only {} applications", met.applications);
        assert!(met.supposed * 10 < met.applications, "{} beyond the loaded years", met.supposed);
        assert!(met.held >= 4, "a hold of either plan begins and ends: {}", met.held);
        let rough = ["Failed", "FellBack", "Incident", "ItemReturned", "ItemEnded", "Overdue", "TimerFired"];
        let kinds = if seed % 2 == 1 { &rough[..] } else { &["ItemEnded", "TimerSet", "Answered"] };
        for kind in kinds {
            assert!(met.kinds.contains_key(kind), "seed {seed}: no {kind} in {:?}", met.kinds);
        }
    }
}

#[test]
fn it_is_noticed_where_simulator_and_runner_differ() {
    for (number, (what, alter)) in agreement::ALTERED.into_iter().enumerate() {
        assert_eq!(agreement::notices(alter), number > 0, "{what}");
    }
}

#[test]
fn people_keep_their_numbers() {
    repeats::people_keep_their_numbers();
}
