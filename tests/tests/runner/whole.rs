//! Whole applications: from their start to their end, and the same again from the journal.

use super::house::House;
use super::people::start;
use onething_engine::application::status::{ApplicationStatus, application};
use onething_engine::random::Random;
use onething_server::disk::Disk;
use onething_server::disk::simulated::Simulated as SimulatedDisk;
use onething_server::index::{Index, Ordered};
use onething_server::systems::simulated::Latency;
use std::path::Path;
use std::sync::Arc;
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

/// An application of a scene, played to its end.
pub fn of(scenario: &str, plan: &str, seed: u64) -> (House, Uuid) {
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

#[test]
fn what_systems_answer_at_once_is_in_the_record_of_the_turn_that_asks() {
    let begun = |latency| {
        let (disk, index) = (SimulatedDisk::new(), Arc::new(Ordered::new()));
        let mut house = House::open_with(disk, index, Random::new(5), latency).unwrap();
        let version = house.publish("newborn-birth");
        let start = start(&house, "newborn-birth", "joint", version);
        let id = house.begin(start).unwrap().application;
        let told = house.runner.history(id, None).unwrap().unwrap();
        let names: Vec<&str> = told[0].events.iter().map(|event| event.kind.name()).collect();
        let count = |name| names.iter().filter(|known| **known == name).count();
        (count("Called"), count("Answered"), told.len())
    };
    let (called, answered, turns) = begun(Latency::None);
    assert!(called >= 8 && answered == called, "{called} calls, {answered} answers");
    assert_eq!(turns, 1, "nothing is left to come by itself");
    let (called, answered, _) = begun(Latency::Mean);
    assert!(called > 0 && answered == 0, "{called} calls, {answered} answers");
}

/// Bytes of journal that one finished newborn may take, where each of its turns is brought to the medium alone.
const JOURNAL_OF_A_NEWBORN: usize = 8 << 10;

/// Bytes of the journal that are written.
fn written(house: &House) -> usize {
    let folder = Path::new("journal");
    let names = house.disk.list(folder).unwrap().into_iter().filter(|name| name != "next");
    let used = |name: String| {
        let disk: &dyn Disk = &house.disk;
        let bytes = disk.read(&folder.join(name), u64::MAX).unwrap();
        bytes.iter().rposition(|b| *b != 0).map_or(0, |last| last + 1)
    };
    names.map(used).sum()
}

#[test]
fn a_finished_newborn_takes_little_room() {
    let mut house = House::new(1);
    house.runner.shared().clock.stand_at(1_772_413_200_000);
    let version = house.publish("newborn-birth");
    let begun = start(&house, "newborn-birth", "joint", version);
    let before = written(&house);
    let id = house.begin(begun).unwrap().application;
    play(&mut house, id);
    let (dossier, _) = house.application(id);
    assert_eq!(application(&dossier.state), ApplicationStatus::Concluded);
    let bytes = written(&house) - before;
    let told = house.runner.history(id, None).unwrap().unwrap();
    let payload =
        told.iter().map(|turn| house.runner.shared().lookup.record(turn.record).unwrap().payload.len());
    let payload: usize = payload.sum();
    println!("a finished newborn: {bytes} bytes of journal, {payload} of them in {} turns", told.len());
    assert!(bytes < JOURNAL_OF_A_NEWBORN, "{bytes} bytes");
    let row = dossier.write().unwrap().len();
    assert!(row <= 1_536, "its row has {row} bytes");
}
