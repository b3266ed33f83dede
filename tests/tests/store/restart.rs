//! A store with many open applications is opened again: after a clean end, and from its journal alone.

use super::filled::{Folder, rows};
use super::house::House;
use super::people::start;
use onething_server::disk::{Disk, Real};
use onething_server::host::offline;
use onething_server::journal::{Error, Journal, Options, Reader, Record};
use onething_server::runner::record::Entry;
use onething_tests::volume::volume;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// The records of one application that is under way, behind those that it rests on.
fn pattern() -> (Vec<Record>, Uuid) {
    let mut house = House::new(1);
    house.runner.shared().clock.stand_at(1_772_413_200_000);
    let version = house.publish("newborn-birth");
    let begun = start(&house, "newborn-birth", "joint", version);
    let id = house.begin(begun).unwrap().application;
    for _ in 0..3 {
        house.work();
        assert!(house.act(id) || house.next());
    }
    house.work();
    assert!(house.application(id).0.state.closed.is_none());
    let disk: Arc<dyn Disk> = Arc::new(house.disk.copy());
    let mut reader = Reader::new(disk, Path::new("journal"), 0).unwrap();
    let mut all = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        all.push(record);
    }
    (all, id)
}

/// The turns of the pattern, as another application's; `first` is the number of the next record.
fn another(pattern: &[(u64, Entry)], id: Uuid, first: u64) -> Vec<(onething_server::journal::Kind, Vec<u8>)> {
    let (mut numbers, mut all) = (BTreeMap::new(), Vec::new());
    for (sequence, entry) in pattern {
        let next = first + all.len() as u64;
        let entry = match entry.clone() {
            Entry::Turn(turn) => {
                let previous = numbers.get(&turn.previous).copied().unwrap_or(0);
                let mail = turn.mail.map(|mail| onething_server::runner::record::MailId {
                    sequence: numbers.get(&mail.sequence).copied().unwrap_or(0),
                    ..mail
                });
                Entry::Turn(onething_server::runner::record::Turn { application: id, previous, mail, ..turn })
            }
            Entry::Dropped(dropped) => {
                let sequence = numbers.get(&dropped.mail.sequence).copied().unwrap_or(0);
                let mail = onething_server::runner::record::MailId { sequence, ..dropped.mail };
                Entry::Dropped(onething_server::runner::record::Dropped { mail })
            }
            _ => continue,
        };
        numbers.insert(*sequence, next);
        all.push(entry.write().unwrap());
    }
    all
}

#[test]
fn many_open_applications_are_there_again_after_a_restart() {
    let count = volume("store-restart", 100_000, 300);
    let folder = Folder::new("restart");
    let data = folder.data();
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("format"), "onething store 1\n").unwrap();
    let (pattern, own) = pattern();
    let turns: Vec<Record> =
        pattern.iter().filter(|record| matches!(record.kind.0, 1 | 8)).cloned().collect();
    let entries: Vec<(u64, Entry)> =
        turns.iter().map(|record| (record.sequence, Entry::read(record).unwrap())).collect();
    let mut events = 0;
    let disk: Arc<dyn Disk> = Arc::new(Real);
    let journal =
        Journal::open::<Error>(disk, data.join("journal").as_path(), Options::default(), 0, |_| Ok(()));
    let journal = journal.unwrap().journal;
    let mut last = 0;
    for record in pattern.iter().filter(|record| !matches!(record.kind.0, 1 | 8)) {
        let one = vec![(record.kind, record.payload.clone())];
        last = journal.append(record.at, one, Box::new(|_| ())).unwrap();
    }
    for number in 0..count as u128 {
        let id = Uuid::from_u128(own.as_u128() ^ (number + 1) << 8);
        let all = another(&entries, id, last + 1);
        last = journal.append(turns[0].at, all, Box::new(|_| ())).unwrap();
    }
    drop(journal);
    for (_, entry) in entries {
        if let Entry::Turn(turn) = entry {
            events += turn.happened.into_iter().flat_map(|h| h.events()).count() * count;
        }
    }
    let bytes: u64 =
        fs::read_dir(data.join("journal")).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).sum();
    println!("{count} open applications, {events} events in {last} records, {} MiB of journal", bytes >> 20);
    let open = |told: &str| {
        let start = Instant::now();
        let (opened, seen) = offline(&data).unwrap();
        println!(
            "{told}: {:.2} s, {} records read into the index",
            start.elapsed().as_secs_f64(),
            seen.caught_up
        );
        (opened, seen)
    };
    let before = {
        let (opened, seen) = open("from the journal alone");
        assert_eq!(seen.caught_up, last);
        opened.shared().index.flush().unwrap();
        rows(&**opened.shared().index.index())
    };
    let applications = before.iter().filter(|(key, _)| key.first() == Some(&b'a')).count();
    assert_eq!(applications, count);
    {
        let (opened, seen) = open("after a clean end");
        assert_eq!((seen.caught_up, seen.last), (0, last));
        assert!(rows(&**opened.shared().index.index()) == before);
    }
    // From a snapshot, as where the index is lost.
    offline(&data).unwrap().0.archive(&folder.0.join("away")).unwrap();
    fs::remove_dir_all(data.join("index")).unwrap();
    let (opened, seen) = open("from a snapshot");
    assert_eq!((seen.caught_up, seen.last), (0, last));
    assert!(rows(&**opened.shared().index.index()) == before);
}
