//! What is on the medium, and what is given out of it.

use onething_engine::random::Random;
use onething_server::disk::Disk;
use onething_server::disk::simulated::{Loss, Simulated};
use onething_server::journal::{Error, Journal, Kind, Options};
use onething_server::materials::Materials;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Small, so that a few records make another segment.
const OPTIONS: Options = Options { segment: 8 << 10, batch: 4 << 10, waiting: 6 << 10, threads: false };

fn disk(simulated: &Simulated) -> Arc<dyn Disk> {
    Arc::new(simulated.clone())
}

/// Writes records one by one; the number of the last that was acknowledged.
fn written(simulated: &Simulated, count: u64) -> u64 {
    let see = |_| Ok::<(), Error>(());
    let journal = Journal::open(disk(simulated), Path::new("journal"), OPTIONS, 0, see).unwrap().journal;
    let last = Arc::new(AtomicU64::new(0));
    for _ in 0..count {
        let told = last.clone();
        let committed = Box::new(move |result: Result<u64, _>| {
            if let Ok(number) = result {
                told.store(number, Ordering::Relaxed);
            }
        });
        if journal.append(0, vec![(Kind(1), vec![7; 700])], committed).is_err() {
            break;
        }
        journal.commit();
    }
    last.load(Ordering::Relaxed)
}

fn kept(simulated: &Simulated) -> u64 {
    let mut count = 0;
    let see = |_| {
        count += 1;
        Ok::<(), Error>(())
    };
    drop(Journal::open(disk(simulated), Path::new("journal"), OPTIONS, 0, see).unwrap());
    count
}

/// What was acknowledged survives a power cut; after a sync that failed nothing is acknowledged; a material is whole
/// under its name, or found out.
pub fn all() {
    for loss in Loss::ALL {
        let simulated = Simulated::new();
        let acknowledged = written(&simulated, 30);
        assert_eq!(acknowledged, 30);
        let after = simulated.crash(loss, &mut Random::new(1));
        assert!(kept(&after) >= acknowledged, "acknowledged and lost");
    }
    let simulated = Simulated::new();
    simulated.fail_sync(12);
    let acknowledged = written(&simulated, 30);
    assert!(acknowledged < 29, "{acknowledged} were acknowledged after a sync that failed");
    let simulated = Simulated::new();
    let materials = Materials::open(disk(&simulated), Path::new("materials"), 4_000).unwrap();
    let paper = materials.put(&[3; 3_000]).unwrap();
    let after = simulated.crash(Loss::All, &mut Random::new(1));
    let again = Materials::open(disk(&after), Path::new("materials"), 4_000).unwrap();
    assert_eq!(again.get(&paper.name).ok(), Some(vec![3; 3_000]), "stored and lost");
    after.flip(&Path::new("materials").join(&paper.name[..2]).join(&paper.name), 11);
    assert!(again.get(&paper.name).is_err(), "a rotten paper is given out");
}
