//! The disk is full, or fails while the journal writes.

use super::drive::{Written, append, open, same};
use onething_engine::random::Random;
use onething_server::disk::simulated::{Fault, Loss, Simulated};
use onething_server::journal::Error;

#[test]
fn a_full_disk_refuses_and_goes_on_when_there_is_room() {
    let (disk, mut written) = (Simulated::new(), Written::default());
    let (opened, _) = open(&disk).unwrap();
    disk.set_room(Some(40 << 10));
    let mut random = Random::new(11);
    let full = append(&opened.journal, &mut written, 10_000, &mut random).unwrap_err();
    assert!(matches!(*full, Error::Full), "{full}");
    assert!(opened.journal.stopped().is_none(), "a full disk is no reason to stop");
    while opened.journal.commit() {}
    assert_eq!(
        written.acknowledged(),
        written.records.len() as u64,
        "what was taken is written all the same"
    );
    // While it is full, it still refuses, and can still be opened.
    assert!(append(&opened.journal, &mut written, 10_000, &mut random).is_err());
    while opened.journal.commit() {}
    let copy = disk.crash(Loss::All, &mut random);
    copy.set_room(Some(40 << 10));
    let (_, records) = open(&copy).unwrap();
    same(&records, &written, "opened while full");
    assert_eq!(records.len(), written.records.len());
}

#[test]
fn the_same_journal_goes_on_when_room_returns() {
    let (disk, mut written) = (Simulated::new(), Written::default());
    let (opened, _) = open(&disk).unwrap();
    disk.set_room(Some(24 << 10));
    let mut random = Random::new(12);
    append(&opened.journal, &mut written, 10_000, &mut random).unwrap_err();
    disk.set_room(Some(200 << 10));
    append(&opened.journal, &mut written, 40, &mut random).unwrap();
    while opened.journal.commit() {}
    assert_eq!(written.acknowledged(), written.records.len() as u64);
    drop(opened);
    let (_, records) = open(&disk).unwrap();
    same(&records, &written, "after there was room again");
    assert_eq!(records.len(), written.records.len());
}

#[test]
fn a_failed_sync_stops_it_for_good() {
    for sync in 4..40 {
        let (disk, mut written) = (Simulated::new(), Written::default());
        let (opened, _) = open(&disk).unwrap();
        disk.fail_sync(sync);
        let result = append(&opened.journal, &mut written, 200, &mut Random::new(sync));
        let Err(stopped) = result else { panic!("sync {sync}: it went on") };
        if matches!(*stopped, Error::Full) {
            // It failed while the next segment was made: nothing was in doubt.
            continue;
        }
        let acknowledged = written.acknowledged();
        let again = opened.journal.append(0, Vec::new(), Box::new(|_| ()));
        assert!(again.is_err_and(|e| matches!(*e, Error::Stopped(_))), "sync {sync}: it takes more");
        assert!(!opened.journal.commit());
        assert_eq!(written.acknowledged(), acknowledged, "sync {sync}: acknowledged after it failed");
        drop(opened);
        let after = disk.crash(Loss::Any, &mut Random::new(sync));
        let (_, records) = open(&after).unwrap();
        same(&records, &written, "after a failed sync");
        assert!(records.len() as u64 >= acknowledged);
    }
}

#[test]
fn an_error_of_any_write_loses_nothing_that_was_acknowledged() {
    let operations = {
        let (disk, mut written) = (Simulated::new(), Written::default());
        let (opened, _) = open(&disk).unwrap();
        append(&opened.journal, &mut written, 40, &mut Random::new(5)).unwrap();
        disk.operations()
    };
    for at in 1..=operations {
        for fault in [Fault::Broken, Fault::Short] {
            let (disk, mut written) = (Simulated::new(), Written::default());
            disk.fail_at(at, fault);
            if let Ok((opened, _)) = open(&disk) {
                let _ = append(&opened.journal, &mut written, 40, &mut Random::new(5));
                while opened.journal.commit() {}
            }
            let acknowledged = written.acknowledged();
            let told = format!("{fault:?} at {at}");
            let after = disk.crash(Loss::Any, &mut Random::new(at));
            let (_, records) = open(&after).unwrap_or_else(|e| panic!("{told}: {e}"));
            same(&records, &written, &told);
            assert!(records.len() as u64 >= acknowledged, "{told}");
        }
    }
}
