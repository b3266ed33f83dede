//! One bit of a store is flipped, in its journal, its index or a material: whatever is read is right, or it is refused
//! by name. Nothing panics, nothing hangs.

use super::filled::{Folder, Held, LARGEST, Read, copy, fill, read};
use onething_engine::random::Random;
use onething_server::disk::Real;
use onething_server::host::{NotOpened, offline};
use onething_server::journal;
use onething_server::materials::{self, Materials};
use onething_server::runner::Error;
use onething_tests::volume::volume;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

/// What came of a flip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    /// Everything was read, and right.
    Right,
    /// It was refused, and the segment named.
    Refused,
    /// A material was refused by its name.
    Material,
}

/// Files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => all.extend(files(&entry.path())),
            false => all.push(entry.path()),
        }
    }
    all.sort();
    all
}

/// Flips a bit of a byte that was written, or beside one.
fn flip(path: &Path, random: &mut Random) -> String {
    let mut bytes = fs::read(path).unwrap();
    let used = bytes.iter().rposition(|b| *b != 0).map_or(bytes.len(), |last| (last + 64).min(bytes.len()));
    let (at, bit) = (random.below(used.max(1)), random.below(8));
    let Some(byte) = bytes.get_mut(at) else { return "an empty file".to_owned() };
    *byte ^= 1 << bit;
    fs::write(path, &bytes).unwrap();
    format!("bit {bit} of byte {at} of {}", path.display())
}

fn is_named(error: &journal::Error) -> bool {
    matches!(error, journal::Error::Damaged { .. })
}

/// Opens a store and reads all of it.
fn look(data: &Path, held: &Held, right: &Read) -> Result<Came, String> {
    let mut came = Came::Right;
    match offline(data) {
        Ok((opened, _)) => match read(&opened, held) {
            Ok(found) if found == *right => {}
            Ok(_) => return Err("rows or histories are silently otherwise".to_owned()),
            Err(Error::Journal(error)) if is_named(&error) => came = Came::Refused,
            Err(error) => return Err(format!("refused without a name: {error}")),
        },
        Err(NotOpened::Runner(Error::Journal(error))) if is_named(&error) => came = Came::Refused,
        Err(error) => return Err(format!("refused without a name: {error}")),
    }
    let materials = Materials::to_read(Arc::new(Real), &data.join("materials"), LARGEST);
    for (name, content) in &held.materials {
        match materials.get(name) {
            Ok(found) if found == *content => {}
            Ok(_) => return Err(format!("material {name} is silently otherwise")),
            Err(materials::Error::Damaged(told)) if told == *name => came = Came::Material,
            Err(error) => return Err(format!("material {name}: {error}")),
        }
    }
    Ok(came)
}

#[test]
fn a_flipped_bit_anywhere_in_a_store_is_never_served() {
    let folder = Folder::new("flips");
    let held = Arc::new(fill(&folder.data(), 6));
    let right = {
        let (opened, _) = offline(&folder.data()).unwrap();
        Arc::new(read(&opened, &held).unwrap())
    };
    let mut random = Random::new(17);
    let mut counts = std::collections::BTreeMap::new();
    for number in 0..volume("store-flips", 2_000, 60) {
        let scratch = Folder::new("flip");
        copy(&folder.data(), &scratch.data());
        let part = ["journal", "index", "materials"][number % 3];
        let all = files(&scratch.data().join(part));
        let told = flip(&all[random.below(all.len())], &mut random);
        let (sender, receiver) = channel();
        let (data, held, right) = (scratch.data(), held.clone(), right.clone());
        let thread = std::thread::spawn(move || {
            let _ = sender.send(look(&data, &held, &right));
        });
        match receiver.recv_timeout(Duration::from_secs(60)) {
            Ok(Ok(came)) => *counts.entry((part, came)).or_insert(0) += 1,
            Ok(Err(what)) => panic!("flip {number}, {told}: {what}"),
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("flip {number}, {told}: it hangs"),
            Err(_) => panic!("flip {number}, {told}: it panics"),
        }
        thread.join().unwrap();
    }
    println!("{counts:?}");
    assert!(counts.get(&("journal", Came::Refused)).is_some_and(|count| *count > 0), "{counts:?}");
    assert!(counts.get(&("index", Came::Right)).is_some_and(|count| *count > 0), "{counts:?}");
    assert!(counts.get(&("materials", Came::Material)).is_some_and(|count| *count > 0), "{counts:?}");
    assert!(!counts.contains_key(&("index", Came::Refused)), "an index is made again: {counts:?}");
}
