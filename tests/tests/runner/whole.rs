//! Whole applications: from their start to their end, and the same again from the journal.

use super::house::House;
use super::people::start;
use onething_engine::application::status::{ApplicationStatus, application};
use onething_server::index::Index;
use uuid::Uuid;

/// Plays an application until nothing happens any more.
fn play(house: &mut House, id: Uuid) {
    for _ in 0..2_000 {
        house.work();
        if house.application(id).0.state.closed.is_some() {
            return;
        }
        if !house.act(id) && !house.next() && !house.say(id) {
            return;
        }
    }
    panic!("it does not come to an end");
}

fn of(scenario: &str, plan: &str, seed: u64) -> (House, Uuid) {
    let mut house = House::new(seed);
    let version = house.publish(scenario);
    let begun = start(&house, scenario, plan, version);
    let receipt = house.begin(begun).unwrap();
    play(&mut house, receipt.application);
    (house, receipt.application)
}

#[test]
fn every_scene_comes_to_its_end() {
    let scenes = [
        ("business-deregistration", "joint"),
        ("citizen-death", "joint"),
        ("court-equity-control", "joint"),
        ("home-transfer-with-utilities", "joint"),
    ];
    for (scenario, plan) in scenes {
        let (house, id) = of(scenario, plan, 3);
        let (dossier, course) = house.application(id);
        let waiting = onething_engine::application::waiting(&course.program, &dossier.state);
        assert!(dossier.state.closed.is_some(), "{scenario}: {waiting:?}");
    }
}

fn rows(index: &dyn Index) -> Vec<(Vec<u8>, Vec<u8>)> {
    index.scan(std::ops::Bound::Unbounded, std::ops::Bound::Unbounded, false, usize::MAX).unwrap()
}

#[test]
fn a_newborn_is_done_as_one_thing() {
    let (house, id) = of("newborn-birth", "joint", 1);
    let (dossier, course) = house.application(id);
    let waiting = onething_engine::application::waiting(&course.program, &dossier.state);
    assert_eq!(application(&dossier.state), ApplicationStatus::Concluded, "{waiting:?}");
    let told = house.runner.history(id, None).unwrap().unwrap();
    let sequences: Vec<u64> = told.iter().flat_map(|t| &t.events).map(|e| e.sequence).collect();
    assert_eq!(sequences, (1..=dossier.state.sequence).collect::<Vec<_>>(), "history has no gaps");
}

#[test]
fn an_index_made_anew_has_the_same_rows() {
    for (scenario, plan) in [("newborn-birth", "joint"), ("newborn-birth", "separate")] {
        let (mut house, _) = of(scenario, plan, 7);
        house.work();
        house.runner.shared().index.flush().unwrap();
        let before = rows(&*house.index);
        let house = house.restart(false).unwrap();
        house.runner.shared().index.flush().unwrap();
        let after = rows(&*house.index);
        for (old, new) in before.iter().zip(&after) {
            assert_eq!(String::from_utf8_lossy(&old.0), String::from_utf8_lossy(&new.0));
            assert_eq!(old.1, new.1, "{}", String::from_utf8_lossy(&old.0));
        }
        assert_eq!(before.len(), after.len());
    }
}

/// Bytes of journal that one finished newborn may take: what it takes, rounded up. 8 KiB is the aim.
const JOURNAL_OF_A_NEWBORN: usize = 10 << 10;

#[test]
fn a_finished_newborn_takes_little_room() {
    let (house, id) = of("newborn-birth", "joint", 1);
    let told = house.runner.history(id, None).unwrap().unwrap();
    let spans = told.iter().map(|turn| {
        let record = house.runner.shared().lookup.record(turn.record).unwrap();
        (64 + record.payload.len()).next_multiple_of(64)
    });
    let bytes: usize = spans.sum();
    assert!(bytes <= JOURNAL_OF_A_NEWBORN, "{bytes} bytes");
    let row = house.application(id).0.write().unwrap().len();
    assert!(row <= 1_536, "its row has {row} bytes");
}
