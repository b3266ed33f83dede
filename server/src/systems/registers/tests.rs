//! Registers as a store of records.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

use super::{RegisterChange, Registers, Turn};
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
fn the_oldest_records_are_forgotten_beyond_the_most() {
    let most = 5;
    for seed in 0..200 {
        let (mut registers, mut random) = (Registers::new(most), Random::new(seed));
        // Identities in the order of their first writing.
        let mut list: Vec<String> = Vec::new();
        for _ in 0..100 {
            let identity = random.below(9).to_string();
            if random.below(4) == 0 {
                registers.strike("person", &identity, &[]);
                list.retain(|known| *known != identity);
            } else {
                registers.write((id("person"), identity.as_str().into()), &[], &[]);
                if !list.contains(&identity) {
                    list.push(identity);
                }
                if list.len() > most {
                    list.remove(0);
                }
            }
            let found: Vec<&str> = registers.oldest_first().map(|((_, identity), _)| &**identity).collect();
            assert_eq!(found, list, "seed {seed}");
            assert_eq!(registers.len(), list.len());
        }
    }
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
            turn: Turn { number: 7, record: 3 },
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
    registers
        .oldest_first()
        .map(|(place, record)| format!("{place:?} {:?} {:?}", record.values, record.relations))
        .collect()
}

#[test]
fn changes_read_again_in_any_order_of_rows_come_to_the_same() {
    use crate::runner::dispatch::kept;
    for seed in 0..500 {
        let mut random = Random::new(seed);
        let mut live = Registers::new(100);
        let mut rows: BTreeMap<String, RegisterChange> = BTreeMap::new();
        for _ in 0..random.between(1, 40) {
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
        }
        let mut changes: Vec<RegisterChange> = rows.into_values().collect();
        changes.sort_by_key(RegisterChange::turn);
        let mut read = Registers::new(100);
        changes.iter_mut().for_each(|change| read.make(change));
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
            change.turn().number
        };
        let (next, live_next) = (later(&mut read), later(&mut live));
        assert!(next <= live_next && changes.iter().all(|change| change.turn().number < next), "seed {seed}");
    }
}
