//! The power goes: what was acknowledged is there, and nothing is half there.

use super::drive::{Written, append, disk, folder, open, same};
use onething_engine::random::Random;
use onething_server::disk::simulated::{Fault, Loss, Simulated};
use onething_server::journal::verify;
use onething_tests::volume::volume;

/// Writes, loses power, opens; three lives of one store.
fn lives(seed: u64) {
    let mut random = Random::new(seed);
    let mut disk = Simulated::new();
    let mut written = Written::default();
    for life in 0..3 {
        let told = format!("seed {seed}, life {life}");
        let (opened, records) = open(&disk).unwrap_or_else(|e| panic!("{told}: {e}"));
        same(&records, &written, &told);
        let kept = records.len() as u64;
        assert!(kept >= written.acknowledged(), "{told}: {kept} of {} acknowledged", written.acknowledged());
        assert_eq!(opened.last, kept, "{told}");
        written.records.truncate(records.len());
        let before = disk.operations();
        if random.below(2) == 0 {
            disk.fail_at(before + 1 + random.below(60) as u64, Fault::Power);
        }
        let count = random.between(1, 25);
        let _ = append(&opened.journal, &mut written, count, &mut random);
        let loss = Loss::ALL[random.below(3)];
        let after = disk.crash(loss, &mut random);
        drop(opened);
        disk = after;
    }
}

#[test]
fn what_was_acknowledged_survives_a_power_cut() {
    for seed in 0..volume("journal-power", 20_000, 1_000) as u64 {
        lives(seed);
    }
}

/// The power goes at each operation in turn, and once more at each operation of opening it again.
#[test]
fn a_crash_at_any_operation_leaves_before_or_after() {
    let run = |fail_at: Option<u64>| -> (Simulated, Written) {
        let (disk, mut written) = (Simulated::new(), Written::default());
        if let Some(at) = fail_at {
            disk.fail_at(at, Fault::Power);
        }
        if let Ok((opened, _)) = open(&disk) {
            let _ = append(&opened.journal, &mut written, 30, &mut Random::new(7));
            while opened.journal.commit() {}
        }
        (disk, written)
    };
    let total = run(None).0.operations();
    assert!(total > 40, "{total} operations: too few to mean much");
    for at in 1..=total {
        for loss in Loss::ALL {
            let mut random = Random::new(at);
            let (disk, written) = run(Some(at));
            let crashed = disk.crash(loss, &mut random);
            let acknowledged = written.acknowledged();
            let told = format!("operation {at}, {loss:?}");
            let again = crashed.crash(Loss::All, &mut random);
            let opening = {
                let (opened, records) = open(&again).unwrap_or_else(|e| panic!("{told}: {e}"));
                same(&records, &written, &told);
                assert!(records.len() as u64 >= acknowledged, "{told}");
                drop(opened);
                again.operations()
            };
            for second in 1..=opening {
                let again = crashed.crash(Loss::All, &mut random);
                again.fail_at(second, Fault::Power);
                let _ = open(&again);
                let third = again.crash(Loss::Any, &mut random);
                let (_, records) = open(&third).unwrap_or_else(|e| panic!("{told}, then {second}: {e}"));
                same(&records, &written, &told);
                assert!(records.len() as u64 >= acknowledged, "{told}, then {second}");
            }
        }
    }
}

#[test]
fn what_was_written_is_proven_whole() {
    let (simulated, mut written) = (Simulated::new(), Written::default());
    let (opened, _) = open(&simulated).unwrap();
    append(&opened.journal, &mut written, 50, &mut Random::new(3)).unwrap();
    while opened.journal.commit() {}
    let (last, head) = opened.journal.head();
    drop(opened);
    let proven = verify(disk(&simulated), folder()).unwrap();
    assert_eq!((proven.first, proven.last, proven.head, proven.torn), (1, last, head, false));
    assert_eq!(last, written.records.len() as u64);
}
