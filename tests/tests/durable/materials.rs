//! Materials on the same disk: whole under their names or not there.

use onething_engine::random::Random;
use onething_server::disk::Disk;
use onething_server::disk::simulated::{Fault, Loss, Simulated};
use onething_server::materials::{Error, Materials};
use std::path::Path;
use std::sync::Arc;

const MOST: u64 = 4_000;

fn open(disk: &Simulated) -> Materials {
    Materials::open(Arc::new(disk.clone()), Path::new("materials"), MOST).unwrap()
}

#[test]
fn a_material_is_found_under_its_hash_once() {
    let disk = Simulated::new();
    let materials = open(&disk);
    let first = materials.put(b"household book").unwrap();
    assert_eq!(materials.put(b"household book").unwrap(), first);
    assert_eq!(first.name, blake3::hash(b"household book").to_hex().as_str());
    assert_eq!(materials.get(&first.name).unwrap(), b"household book");
    assert!(matches!(materials.get(&"0".repeat(64)), Err(Error::Missing(_))));
    assert!(matches!(materials.get("../../etc/passwd"), Err(Error::Missing(_))));
}

#[test]
fn one_that_is_too_long_leaves_nothing() {
    let disk = Simulated::new();
    let materials = open(&disk);
    let mut upload = materials.begin().unwrap();
    upload.write(&[1; 3_000]).unwrap();
    assert!(matches!(upload.write(&[1; 1_001]), Err(Error::TooLong { most: MOST })));
    drop(upload);
    assert_eq!(disk.list(Path::new("materials/new")).unwrap(), Vec::<String>::new());
    let at_the_limit = materials.put(&[2; 4_000]).unwrap();
    assert_eq!(at_the_limit.bytes, MOST);
}

#[test]
fn what_was_stored_survives_a_power_cut_at_any_operation() {
    let contents: Vec<Vec<u8>> = (0..4_u8).map(|n| vec![n; 700 * (usize::from(n) + 1)]).collect();
    let run = |fail_at: u64| {
        let disk = Simulated::new();
        disk.fail_at(fail_at, Fault::Power);
        let mut stored = Vec::new();
        if let Ok(materials) = Materials::open(Arc::new(disk.clone()), Path::new("materials"), MOST) {
            stored.extend(contents.iter().map_while(|c| materials.put(c).ok()));
        }
        (disk, stored)
    };
    for at in 1..60 {
        for loss in Loss::ALL {
            let (disk, stored) = run(at);
            let after = disk.crash(loss, &mut Random::new(at));
            let materials = open(&after);
            for one in &stored {
                assert!(materials.get(&one.name).is_ok(), "operation {at}, {loss:?}: {} is gone", one.name);
            }
            assert_eq!(materials.verify().unwrap(), Vec::<String>::new(), "operation {at}, {loss:?}");
        }
    }
}

#[test]
fn a_rotten_one_is_found_out() {
    let disk = Simulated::new();
    let materials = open(&disk);
    let stored = materials.put(b"photo").unwrap();
    disk.flip(&Path::new("materials").join(&stored.name[..2]).join(&stored.name), 11);
    assert!(matches!(materials.get(&stored.name), Err(Error::Damaged(_))));
    assert_eq!(materials.verify().unwrap(), [stored.name]);
}
