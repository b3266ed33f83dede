//! What the runner tells the world outside, and keeps of it: each attempt at its own time, what nobody waits for any
//! more, and what registers hold because items came to their result.

use super::house::House;
use super::people::start;
use super::whole::of;
use onething_engine::application::{Actor, Command, EventKind};
use onething_engine::random::Random;
use onething_engine::scenario::model::Id;
use onething_server::disk::simulated::Simulated as SimulatedDisk;
use onething_server::index::Ordered;
use onething_server::runner::shared::Shared;
use onething_server::runner::{Ask, Outside};
use onething_server::systems::Call;
use onething_server::systems::registers::Place;
use std::sync::{Arc, Mutex};

/// The population register, which takes every call and never answers.
#[derive(Default)]
struct Silent {
    taken: Mutex<Vec<(String, i64)>>,
    dropped: Mutex<Vec<String>>,
}

impl Outside for Silent {
    fn take(&self, _: &Arc<Shared>, system: &Id, call: &Call) -> bool {
        if &**system == "population" {
            self.taken.lock().unwrap().push((call.key.clone(), call.at.as_millisecond()));
        }
        &**system == "population"
    }

    fn by_hand(&self, _: &str) -> bool {
        false
    }

    fn drop_call(&self, system: &Id, key: &str) {
        if &**system == "population" {
            self.dropped.lock().unwrap().push(key.to_owned());
        }
    }
}

#[test]
fn each_attempt_is_made_at_its_own_time_and_dropped_when_nobody_waits_for_it() {
    let silent = Arc::new(Silent::default());
    let (disk, index) = (SimulatedDisk::new(), Arc::new(Ordered::new()));
    let mut house = House::open_before(disk, index, Random::new(3), silent.clone()).unwrap();
    house.runner.shared().clock.stand_at(1_772_413_200_000);
    let version = house.publish("newborn-birth");
    let begun = start(&house, "newborn-birth", "joint", version);
    let id = house.begin(begun).unwrap().application;
    for _ in 0..60 {
        if !house.next() {
            break;
        }
    }
    let taken = silent.taken.lock().unwrap().clone();
    let told = house.runner.history(id, None).unwrap().unwrap();
    let events = told.iter().flat_map(|turn| &turn.events);
    let called: Vec<i64> = events
        .filter(|event| match event.kind {
            EventKind::Called { call } => {
                let attempt = format!("-{}-{}-{}", call.task.step.0, call.task.visit, call.attempt);
                taken.iter().any(|(key, _)| key.ends_with(&attempt))
            }
            _ => false,
        })
        .map(|event| event.at.0)
        .collect();
    assert!(taken.len() >= 6, "two calls, each tried again: {taken:?}");
    assert_eq!(taken.iter().map(|(_, at)| *at).collect::<Vec<_>>(), called, "the time of its own event");
    let mut keys: Vec<String> = taken.iter().map(|(key, _)| key.clone()).collect();
    let mut dropped = silent.dropped.lock().unwrap().clone();
    keys.sort();
    dropped.sort();
    assert_eq!(dropped, keys, "none is waited for any more, and each was said once");
}

#[test]
fn what_is_taken_back_drops_what_is_under_way() {
    let silent = Arc::new(Silent::default());
    let (disk, index) = (SimulatedDisk::new(), Arc::new(Ordered::new()));
    let mut house = House::open_before(disk, index, Random::new(3), silent.clone()).unwrap();
    house.runner.shared().clock.stand_at(1_772_413_200_000);
    let version = house.publish("newborn-birth");
    let begun = start(&house, "newborn-birth", "joint", version);
    let id = house.begin(begun).unwrap().application;
    while silent.taken.lock().unwrap().is_empty() {
        assert!(house.next());
    }
    house.work();
    assert!(silent.dropped.lock().unwrap().is_empty());
    let ask = Ask::of_world(id, Actor::Applicant, Command::Withdraw { item: None });
    house.ask(ask).unwrap().unwrap();
    house.work();
    let taken = silent.taken.lock().unwrap().iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    assert_eq!(*silent.dropped.lock().unwrap(), taken);
}

/// Everything that registers hold, in the order of its first writing.
fn registers(house: &House) -> Vec<String> {
    let registers = house.runner.simulated().registers();
    let one = |(place, record): (Place, &onething_server::systems::registers::Record)| {
        format!("{place:?} {:?} {:?}", record.values, record.relations)
    };
    registers.oldest_first().into_iter().map(one).collect()
}

#[test]
fn what_an_item_gives_stands_in_a_register_and_the_same_after_the_power_was_gone() {
    let (house, id) = of("newborn-birth", "joint", 4);
    let (dossier, course) = house.application(id);
    let fact = course.program.find_fact("child.id_number").unwrap();
    let number = dossier.state.fact(fact).unwrap().value.clone().unwrap();
    let held = registers(&house);
    let child = house.runner.simulated().registers().get("person", &number).cloned();
    let child = child.unwrap_or_else(|| panic!("{number} is not registered: {held:#?}"));
    let name = course.program.find_fact("child.name").unwrap();
    assert_eq!(child.values.get("name"), dossier.state.fact(name).unwrap().value.as_ref());
    for keep_index in [true, false] {
        let (house, _) = of("newborn-birth", "joint", 4);
        house.runner.shared().index.flush().unwrap();
        let house = house.crash(keep_index).unwrap();
        assert_eq!(registers(&house), held, "index kept: {keep_index}");
    }
}
