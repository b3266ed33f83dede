//! Registers as a store of records.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

use super::{RegisterChange, Registers};
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
        },
        RegisterChange::Struck { register: id("person"), identity: "1".into(), elements: Vec::new() },
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
