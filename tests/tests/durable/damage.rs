//! What was written rots, or its end is cut off: all of it is right, or it is refused by name.

use super::drive::{Written, append, folder, open, same};
use onething_engine::random::Random;
use onething_server::disk::Disk;
use onething_server::disk::simulated::{Loss, Simulated};
use onething_server::journal::{Error, SECTOR};
use onething_tests::volume::volume;

fn store(seed: u64) -> (Simulated, Written) {
    let (disk, mut written) = (Simulated::new(), Written::default());
    let (opened, _) = open(&disk).unwrap();
    append(&opened.journal, &mut written, 40, &mut Random::new(seed)).unwrap();
    while opened.journal.commit() {}
    drop(opened);
    (disk, written)
}

/// A copy of a disk on which everything is synced.
fn copy(disk: &Simulated) -> Simulated {
    disk.crash(Loss::All, &mut Random::new(0))
}

#[test]
fn a_flipped_bit_is_never_served() {
    let (disk, written) = store(1);
    let disk = copy(&disk);
    let names: Vec<String> = disk.list(folder()).unwrap().into_iter().filter(|n| n != "next").collect();
    assert!(names.len() > 2, "several segments");
    let mut random = Random::new(99);
    let (mut refused, mut unharmed) = (0, 0);
    for flip in 0..volume("journal-flips", 100_000, 2_000) {
        let rotten = copy(&disk);
        let path = folder().join(&names[random.below(names.len())]);
        let bits = rotten.open(&path).unwrap().length().unwrap() * 8;
        let bit = random.below(usize::try_from(bits).unwrap()) as u64;
        rotten.flip(&path, bit);
        match open(&rotten) {
            Ok((_, records)) => {
                same(&records, &written, &format!("flip {flip}"));
                assert_eq!(
                    records.len(),
                    written.records.len(),
                    "flip {flip}: bit {bit} of {path:?} lost records"
                );
                unharmed += 1;
            }
            Err(Error::Damaged { path: told, sequence, .. }) => {
                assert_eq!(told, path, "flip {flip}: the file is named");
                assert!(sequence >= 1);
                refused += 1;
            }
            Err(Error::Format { .. }) => panic!("flip {flip}: a flipped bit is no new version"),
            Err(other) => panic!("flip {flip}: {other}"),
        }
    }
    assert!(refused > 100 && unharmed > 100, "{refused} refused, {unharmed} unharmed");
}

#[test]
fn a_tail_cut_at_any_byte_keeps_what_is_whole() {
    let (disk, written) = store(2);
    let disk = copy(&disk);
    let name = disk.list(folder()).unwrap().into_iter().rfind(|n| n != "next").unwrap();
    let path = folder().join(name);
    let length = usize::try_from(disk.open(&path).unwrap().length().unwrap()).unwrap();
    let before: usize = path.file_name().unwrap().to_str().unwrap().parse::<usize>().unwrap() - 1;
    let mut kept = Vec::new();
    for cut in (0..length).rev() {
        let short = copy(&disk);
        short.cut(&path, cut);
        match open(&short) {
            Ok((_, records)) => {
                same(&records, &written, &format!("cut at {cut}"));
                kept.push(records.len());
            }
            Err(Error::Damaged { path: told, .. }) if cut < SECTOR => assert_eq!(told, path),
            Err(other) => panic!("cut at {cut}: {other}"),
        }
    }
    assert!(kept.windows(2).all(|w| w[0] >= w[1]), "a shorter file never has more records");
    assert!(kept.windows(2).all(|w| w[0] - w[1] <= 8), "no more is lost than a batch");
    assert_eq!((kept.first(), kept.last()), (Some(&written.records.len()), Some(&before)));
}
