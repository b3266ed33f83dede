//! The seal of a store that was closed: a hash of all its files, with the manifest that it had. Where the files are
//! still the same on opening, every row is as it was closed, and none has to be read to know it. Whatever else there
//! is, no seal, another hash, a killed process, leads to the comparison of every row.

use super::manifest::Manifest;
use crate::disk::{Disk, Real};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use twox_hash::XxHash3_128;

/// The file of the seal.
const NAME: &str = "sealed";
/// Files that are no part of the store.
const BESIDE: [&str; 4] = [NAME, "sealed.new", "reserve", "room"];
/// Bytes that are hashed as one.
const PIECE: u64 = 4 << 20;
/// Threads that read.
const READERS: usize = 2;

/// Seals a store that is closed.
pub(super) fn seal(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    let mut bytes = digest(folder)?.to_be_bytes().to_vec();
    bytes.extend(manifest.encode());
    <dyn Disk>::replace(&Real, &folder.join(NAME), &bytes)
}

/// The manifest of a store whose seal is whole. The seal is taken off: the store is about to be opened.
pub(super) fn unseal(folder: &Path) -> Option<Manifest> {
    let path = folder.join(NAME);
    let bytes = fs::read(&path).ok()?;
    fs::remove_file(&path).ok()?;
    let (told, manifest) = bytes.split_first_chunk::<16>()?;
    let manifest = Manifest::decode(manifest).ok()?;
    (digest(folder).ok()?.to_be_bytes() == *told).then_some(manifest)
}

/// One hash of names, lengths and contents of all files.
fn digest(folder: &Path) -> io::Result<u128> {
    let mut all = Vec::new();
    files(folder, Path::new(""), &mut all)?;
    all.sort();
    let mut text = Vec::new();
    for name in all {
        let file = File::open(folder.join(&name))?;
        let length = file.metadata()?.len();
        text.extend(name.to_string_lossy().bytes());
        text.push(0);
        text.extend(length.to_be_bytes());
        text.extend(contents(&file, length)?.to_be_bytes());
    }
    Ok(XxHash3_128::oneshot(&text))
}

fn files(folder: &Path, below: &Path, all: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let name = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            files(folder, &name, all)?;
        } else if !BESIDE.iter().any(|beside| name == Path::new(beside)) {
            all.push(name);
        }
    }
    Ok(())
}

/// The hash of a file: of its pieces, each with its number, added up, so that several may read.
fn contents(file: &File, length: u64) -> io::Result<u128> {
    let next = AtomicU64::new(0);
    let read = || {
        let (mut sum, mut piece) = (0_u128, Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let at = number * PIECE;
            if at >= length {
                return Ok(sum);
            }
            piece.resize(usize::try_from(PIECE.min(length - at)).unwrap_or(0), 0);
            file.read_exact_at(&mut piece, at)?;
            sum = sum.wrapping_add(XxHash3_128::oneshot_with_seed(number, &piece));
        }
    };
    if length <= PIECE {
        return read();
    }
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..READERS).map(|_| scope.spawn(read)).collect();
        let mut sum = read()?;
        for other in others {
            let read: io::Result<u128> =
                other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            sum = sum.wrapping_add(read?);
        }
        Ok(sum)
    })
}
