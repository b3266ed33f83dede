//! A journal with threads of its own, many who append, and segments that are soon full: while one is given its name
//! another is wanted, and every record that was acknowledged is there afterwards.

use super::drive::{disk, folder};
use onething_server::disk::simulated::Simulated;
use onething_server::journal::{Error, Journal, Kind, Options, verify};
use onething_tests::volume::volume;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::mpsc::channel;

const OPTIONS: Options = Options { segment: 4 << 10, batch: 2 << 10, waiting: 2 << 10, threads: true };

#[test]
fn many_who_append_lose_nothing_where_segments_end() {
    for round in 0..volume("journal-threads", 400, 20) {
        let simulated = Simulated::new();
        let opened = Journal::open::<Error>(disk(&simulated), folder(), OPTIONS, 0, |_| Ok(())).unwrap();
        let acknowledged = Mutex::new(BTreeMap::new());
        std::thread::scope(|scope| {
            for writer in 0..4_u8 {
                let (journal, acknowledged) = (&opened.journal, &acknowledged);
                scope.spawn(move || {
                    for number in 0..60_u8 {
                        let payload = [writer, number, 7].repeat(60);
                        let (told, hears) = channel();
                        let one = vec![(Kind(1), payload.clone())];
                        // One at a time, or many at once; some write what they brought themselves, where nobody does.
                        journal.expect(usize::from(number / 20) * 8);
                        let held = (writer < 3).then(|| journal.hold());
                        journal
                            .append(
                                3,
                                one,
                                Box::new(move |done| {
                                    let _ = told.send(done.unwrap());
                                }),
                            )
                            .unwrap();
                        if let Some(held) = held {
                            held.release(writer < 2);
                        }
                        acknowledged.lock().unwrap().insert(hears.recv().unwrap(), payload);
                    }
                });
            }
        });
        let last = opened.journal.head().0;
        drop(opened);
        assert_eq!(verify(disk(&simulated), folder()).unwrap_or_else(|e| panic!("{round}: {e}")).last, last);
        let mut found = BTreeMap::new();
        let again = Journal::open::<Error>(disk(&simulated), folder(), OPTIONS, 0, |record| {
            found.insert(record.sequence, record.payload);
            Ok(())
        });
        assert_eq!(again.unwrap().last, last);
        // What was told is the last record up to which all is on the medium: of one record, itself or one behind.
        assert_eq!(found.len(), 240, "round {round}");
        for (sequence, payload) in acknowledged.into_inner().unwrap() {
            assert!(found.get(&sequence).is_some_and(|found| *found == payload), "round {round}: {sequence}");
        }
    }
}
