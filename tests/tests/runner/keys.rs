//! Starts under an idempotency key: answered as the first time for seven days of recorded time, whatever is lost in
//! between, and no longer.

use super::house::House;
use super::people::{asks, start};
use onething_engine::application::{Actor, Command};
use onething_server::runner::{Ask, AskedUnder, Receipt, Refusal, Version};
use std::ops::Bound;

const DAY: i64 = 24 * 60 * 60 * 1_000;
const BEGIN: i64 = 1_772_413_200_000;

/// Begins an application under a key.
fn begin(house: &mut House, version: Version, key: &str, asked: &[u8]) -> Result<Receipt, Refusal> {
    let under = AskedUnder::new("somebody", key, asked);
    let shards = house.runner.shared().shards.len() as u64;
    let id = loop {
        let id = house.id();
        if house.runner.shared().shard_of(id) as u64 == under.key() % shards {
            break id;
        }
    };
    let begun = start(house, "newborn-birth", "joint", version);
    let ask = asks(id, Actor::Applicant, vec![Command::Open { values: Vec::new() }]);
    house.ask(Ask { start: Some(begun), key: Some(under), ..ask }).unwrap()
}

/// Rows of starts.
fn remembered(house: &House) -> usize {
    house.work_index();
    house.index.scan(Bound::Included(b"k"), Bound::Excluded(b"l"), false, usize::MAX).unwrap().len()
}

#[test]
fn a_start_is_remembered_for_seven_days_whatever_is_lost() {
    for keep in [true, false] {
        let mut house = House::new(1);
        house.runner.shared().clock.stand_at(BEGIN);
        let version = house.publish("newborn-birth");
        let first = begin(&mut house, version, "one", b"this").unwrap();
        let at = |house: House, at: i64| {
            let house = house.crash(keep).unwrap();
            house.runner.shared().clock.stand_at(at);
            house
        };
        let mut house = at(house, BEGIN + 7 * DAY - 1);
        let again = begin(&mut house, version, "one", b"this").unwrap();
        assert_eq!((again.application, again.sequence), (first.application, first.sequence));
        assert_eq!(begin(&mut house, version, "one", b"that"), Err(Refusal::KeyReused));
        let mut house = at(house, BEGIN + 7 * DAY);
        let other = begin(&mut house, version, "one", b"that").unwrap();
        assert_ne!(other.application, first.application, "after seven days a key is a new one");
        let mut house = at(house, BEGIN + 13 * DAY);
        assert_eq!(begin(&mut house, version, "one", b"that").unwrap().application, other.application);
    }
}

#[test]
fn what_is_no_longer_remembered_takes_no_room() {
    let mut house = House::new(2);
    let records = |house: &House, count: u32| {
        for number in 0..count {
            house.runner.keep("draft", &number.to_string(), Some(vec![1])).unwrap();
        }
    };
    house.runner.shared().clock.stand_at(BEGIN);
    let version = house.publish("newborn-birth");
    for number in 0..40 {
        begin(&mut house, version, &number.to_string(), b"this").unwrap();
    }
    house.runner.shared().clock.stand_at(BEGIN + 6 * DAY);
    begin(&mut house, version, "late", b"this").unwrap();
    records(&house, 1_100);
    assert_eq!(remembered(&house), 41, "all are remembered yet");
    house.runner.shared().clock.stand_at(BEGIN + 14 * DAY + 1);
    records(&house, 1_100);
    assert!(remembered(&house) <= 1, "only what may share its week with what is remembered is left");
    let all =
        |house: &House| house.index.scan(Bound::Unbounded, Bound::Unbounded, false, usize::MAX).unwrap();
    house.runner.shared().index.flush().unwrap();
    let before = all(&house);
    let house = house.crash(false).unwrap();
    house.runner.shared().index.flush().unwrap();
    assert!(before == all(&house), "an index made anew has taken out the same");
}
