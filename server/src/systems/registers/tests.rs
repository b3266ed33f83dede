//! Registers as a store of records.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

use super::{RegisterChange, Registers, Turn};
use crate::runner::dispatch::kept;
use onething_engine::random::Random;
use onething_engine::scenario::model::Id;
use std::collections::BTreeMap;
use std::sync::Arc;

fn id(text: &str) -> Id {
    text.into()
}

#[test]
fn a_record_keeps_what_is_not_written_anew() {
    let mut registers = Registers::new(10);
    let place = (id("person"), Arc::from("1"));
    registers.write(place.clone(), &[(id("name"), "甲".into()), (id("sex"), "male".into())], &[]);
    let spouse = [(id("spouse"), id("person"), Arc::from("2"))];
    registers.write(place.clone(), &[(id("name"), "乙".into())], &spouse);
    registers.write(place, &[], &spouse);
    let record = registers.get("person", "1").unwrap();
    assert_eq!(record.values.get("name").map(|v| &**v), Some("乙"));
    assert_eq!(record.values.get("sex").map(|v| &**v), Some("male"));
    assert_eq!(record.relations.len(), 1, "said twice, it is one relation");
    registers.strike("person", "1", &[id("sex")]);
    assert_eq!(registers.get("person", "1").unwrap().values.len(), 1);
    registers.strike("person", "1", &[]);
    assert!(registers.is_empty() && registers.get("person", "1").is_none());
    registers.strike("person", "1", &[]);
}

#[test]
fn what_was_not_told_again_for_long_is_forgotten() {
    let mut registers = Registers::new(3);
    let write = |registers: &mut Registers, identity: &str, name: &str| {
        registers.write((id("person"), identity.into()), &[(id(name), "甲".into())], &[]);
    };
    let names = |registers: &Registers, identity: &str| -> Vec<String> {
        let record = registers.get("person", identity);
        record.into_iter().flat_map(|r| r.values.keys().map(|name| name.to_string())).collect()
    };
    write(&mut registers, "1", "name");
    write(&mut registers, "1", "sex");
    write(&mut registers, "1", "name");
    assert_eq!(names(&registers, "1"), ["name", "sex"]);
    write(&mut registers, "2", "name");
    assert_eq!(names(&registers, "1"), ["name", "sex"], "told again, it is remembered for longer");
    write(&mut registers, "2", "name");
    assert_eq!(names(&registers, "1"), ["name"]);
    write(&mut registers, "2", "name");
    assert!(registers.get("person", "1").is_none());
    assert_eq!(registers.len(), 1);
}

#[test]
fn changes_are_the_same_when_they_are_read_again() {
    let values: BTreeMap<Id, Arc<str>> = BTreeMap::from([(id("name"), Arc::from("甲"))]);
    let changes = [
        RegisterChange::Written {
            register: id("person"),
            identity: "1".into(),
            values: values.into_iter().collect(),
            relations: vec![(id("spouse"), id("person"), "2".into())],
            turn: Turn(7),
        },
        RegisterChange::Struck {
            register: id("person"),
            identity: "1".into(),
            elements: Vec::new(),
            turn: Turn::default(),
        },
        RegisterChange::Failed { target: id("population"), key: "k-1-0".to_owned() },
        RegisterChange::Behaves {
            target: id("population"),
            behaviour: Some(serde_json::from_str("{\"fails\":{\"chance\":0.5}}").unwrap()),
            since: "2026-03-02T01:00:00Z".parse().unwrap(),
        },
        RegisterChange::Behaves {
            target: id("population"),
            behaviour: None,
            since: "2026-03-02T01:00:00Z".parse().unwrap(),
        },
    ];
    for change in changes {
        let json = serde_json::to_string(&change).unwrap();
        assert_eq!(serde_json::from_str::<RegisterChange>(&json).unwrap(), change, "{json}");
        let packed = rmp_serde::to_vec_named(&change).unwrap();
        assert_eq!(rmp_serde::from_slice::<RegisterChange>(&packed).unwrap(), change, "{json}");
    }
}

/// Every record with its place in the order, as it is told.
fn told(registers: &Registers) -> Vec<String> {
    let all = registers.oldest_first().into_iter();
    all.map(|(place, record)| format!("{place:?} {:?} {:?}", record.values, record.relations)).collect()
}

#[test]
fn the_changes_that_are_remembered_come_to_the_same_when_they_are_read_again() {
    for seed in 0..1_000 {
        let mut random = Random::new(seed);
        let most = random.between(1, 30) as u64;
        let mut live = Registers::new(most);
        let mut rows: BTreeMap<String, RegisterChange> = BTreeMap::new();
        for _ in 0..random.between(1, 60) {
            let (register, identity) = (id("person"), Arc::from(random.below(3).to_string()));
            let names = ["name", "sex", "phone"];
            let some: Vec<Id> = names.iter().filter(|_| random.below(2) == 0).map(|n| id(n)).collect();
            let mut change = if random.below(3) == 0 {
                RegisterChange::Struck { register, identity, elements: some, turn: Turn::default() }
            } else {
                let value = |name: Id| (name, Arc::from(random.below(100).to_string()));
                let values = some.into_iter().map(value).collect();
                let other = Arc::from(random.below(3).to_string());
                let relations =
                    if random.below(2) == 0 { vec![(id("spouse"), id("person"), other)] } else { Vec::new() };
                RegisterChange::Written { register, identity, values, relations, turn: Turn::default() }
            };
            live.make(&mut change);
            rows.insert(kept(&change).unwrap().key, change);
            // Rows of what is forgotten are gone.
            while rows.len() as u64 > most {
                rows.pop_first();
            }
            assert_eq!(live.len(), live.all().count(), "seed {seed}");
        }
        let mut read = Registers::new(most);
        rows.values().cloned().for_each(|mut change| read.make(&mut change));
        assert_eq!(told(&read), told(&live), "seed {seed}");
        // What comes after is numbered on from there.
        let later = |registers: &mut Registers| {
            let mut change = RegisterChange::Struck {
                register: id("person"),
                identity: "0".into(),
                elements: Vec::new(),
                turn: Turn::default(),
            };
            registers.make(&mut change);
            change.turn()
        };
        assert_eq!(later(&mut read), later(&mut live), "seed {seed}");
    }
}
