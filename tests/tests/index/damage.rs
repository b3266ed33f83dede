//! What was written rots: every row is right, or the index says that it is damaged and begins anew.

use super::folder::{Folder, Model, change, copy, options, same};
use onething_engine::random::Random;
use onething_server::index::{Change, Error, Index, Options, Reason, Sled, open};
use onething_tests::volume::volume;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Rows as the model has them at each sequence.
type History = Vec<Model>;

/// The last sequence of the store.
const LAST: u64 = 500;
/// The sequence at which it is as a kill leaves it.
const KILLED: u64 = 450;

fn some_changes(random: &mut Random) -> Vec<Change> {
    let count = random.between(5, 40);
    let one = |random: &mut Random| {
        let key = vec![u8::try_from(random.below(5)).unwrap(), 7, u8::try_from(random.below(100)).unwrap()];
        let length = if random.below(20) == 0 { random.below(9_000) } else { random.below(300) };
        let value = (0..length).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
        (key, (random.below(4) > 0).then_some(value))
    };
    (0..count).map(|_| one(random)).collect()
}

/// A store, once as a clean end leaves it and once as a kill does.
fn stores(folder: &Folder) -> (Vec<PathBuf>, History) {
    let (clean, killed) = (folder.0.join("clean"), folder.0.join("killed"));
    let mut random = Random::new(1);
    let mut history: History = vec![Model::new()];
    let index = Sled::open(&clean, &Options { flush_every: Duration::from_millis(50), ..options() }).unwrap();
    for sequence in 1..=LAST {
        let changes = some_changes(&mut random);
        index.apply(&changes, sequence).unwrap();
        let mut model = history.last().unwrap().clone();
        change(&mut model, &changes);
        history.push(model);
        if sequence == KILLED {
            std::thread::sleep(Duration::from_millis(400));
            copy(&clean, &killed);
        }
    }
    drop(index);
    (vec![clean, killed], history)
}

/// Files of a folder, each with the places of its bytes that are not zero.
fn places(folder: &Path) -> Vec<(PathBuf, Vec<usize>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(places(&entry.path()));
            continue;
        }
        let bytes = fs::read(entry.path()).unwrap();
        let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
        if !places.is_empty() && entry.file_name() != "reserve" {
            found.push((entry.path(), places));
        }
    }
    found.sort();
    found
}

#[test]
fn a_flipped_bit_is_never_served() {
    let folder = Folder::new("damage");
    let (stores, history) = stores(&folder);
    let files: Vec<Vec<(PathBuf, Vec<usize>)>> = stores.iter().map(|store| places(store)).collect();
    let mut random = Random::new(2);
    let (mut unharmed, mut earlier, mut damaged, mut later) = (0, 0, 0, 0);
    for flip in 0..volume("index-flips", 2_000, 200) {
        let which = flip % stores.len();
        let rotten = Folder::new("rotten");
        copy(&stores[which], &rotten.index());
        // The large file four times of five, the small ones the fifth.
        let largest = files[which].iter().max_by_key(|(_, places)| places.len()).unwrap();
        let (path, places) =
            if random.below(5) > 0 { largest } else { &files[which][random.below(files[which].len())] };
        let path = rotten.index().join(path.strip_prefix(&stores[which]).unwrap());
        let mut bytes = fs::read(&path).unwrap();
        let at = places[random.below(places.len())];
        bytes[at] ^= 1 << random.below(8);
        fs::write(&path, bytes).unwrap();
        let told = format!("flip {flip} at byte {at} of {}", path.display());
        let opened = open(&rotten.index(), &options()).unwrap_or_else(|e| panic!("{told}: {e}"));
        let applied = usize::try_from(opened.index.applied()).unwrap();
        match opened.rebuild {
            None => {
                let mut model = history[applied].clone();
                let whole = if which == 0 { LAST } else { KILLED } as usize;
                *(if applied == whole { &mut unharmed } else { &mut earlier }) += 1;
                let changes = some_changes(&mut random);
                let served = same(&*opened.index, &model, &told).and_then(|()| {
                    opened.index.apply(&changes, LAST + 1)?;
                    change(&mut model, &changes);
                    same(&*opened.index, &model, &told)
                });
                match served {
                    Ok(()) => {}
                    Err(Error::Damaged(_) | Error::Disk { .. }) => later += 1,
                    Err(other) => panic!("{told}: {other}"),
                }
            }
            Some(Reason::Damaged { .. }) => {
                assert_eq!(applied, 0, "{told}");
                damaged += 1;
                if damaged % 10 == 0 {
                    opened.index.apply(&some_changes(&mut random), 1).unwrap();
                }
            }
            Some(other) => panic!("{told}: {other}"),
        }
    }
    println!(
        "{unharmed} unharmed, {earlier} at an earlier sequence, {damaged} damaged, {later} found out later"
    );
    assert!(damaged + earlier > 50 && damaged > 5 && unharmed > 5, "flips that mean little");
}

#[test]
fn a_file_cut_short_or_gone_is_never_served() {
    let folder = Folder::new("cut");
    let (stores, history) = stores(&folder);
    let mut random = Random::new(3);
    for (which, store) in stores.iter().enumerate() {
        for (path, _) in places(store) {
            for cut in 0..6 {
                let short = Folder::new("short");
                copy(store, &short.index());
                let path = short.index().join(path.strip_prefix(store).unwrap());
                let length = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
                let keep = if cut == 0 { 0 } else { random.below(length) };
                fs::File::options().write(true).open(&path).unwrap().set_len(keep as u64).unwrap();
                if cut == 1 {
                    fs::remove_file(&path).unwrap();
                }
                let told = format!("store {which}, {} cut to {keep}", path.display());
                let opened = open(&short.index(), &options()).unwrap_or_else(|e| panic!("{told}: {e}"));
                let applied = usize::try_from(opened.index.applied()).unwrap();
                same(&*opened.index, &history[applied], &told).unwrap_or_else(|e| panic!("{told}: {e}"));
            }
        }
    }
}
