//! Moves sealed segments of the journal elsewhere. What a store needs to be opened stays: the last segment, and all
//! records behind a snapshot of the index. So that no step can lose anything, each is on the medium before the
//! next: the snapshot, the copies, the note of where they are; only then the segments here are removed, the oldest
//! first.

use super::snapshot;
use crate::disk::{Disk, read_full};
use crate::index::Index;
use crate::journal::{self, Folders, segments, verify};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How much is copied at a time.
const PIECE: usize = 1 << 20;
/// The longest note of archives, in bytes.
const LONGEST: u64 = 64 << 10;

/// What was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archived {
    /// How many segments.
    pub segments: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The first record that is still here.
    pub first: u64,
    /// The record of the snapshot that stands for those before.
    pub snapshot: u64,
}

/// Why nothing was moved.
#[derive(Debug)]
pub enum NotArchived {
    /// The folder lies within the store.
    Within(PathBuf),
    /// A path with a line break cannot be noted.
    Name(PathBuf),
    /// The index cannot be brought up.
    Behind(String),
    /// The journal is damaged.
    Journal(journal::Error),
    /// There is no snapshot.
    Snapshot(snapshot::Error),
    /// A copy is not what was copied.
    Differs(PathBuf),
    /// The system says so.
    Io(PathBuf, io::Error),
}

impl fmt::Display for NotArchived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(path) => {
                write!(f, "{}: this is a folder of the store itself; name another", path.display())
            }
            Self::Name(path) => {
                write!(f, "{}: a name with a line break cannot be noted; name another", path.display())
            }
            Self::Behind(why) => f.write_str(why),
            Self::Journal(error) => error.fmt(f),
            Self::Snapshot(error) => error.fmt(f),
            Self::Differs(path) => write!(
                f,
                "{}: there is something else under this name, or the copy is not what was copied",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for NotArchived {}

/// Where the segments of a store are: its journal, and the archives that are noted.
///
/// # Errors
/// The disk fails.
pub fn folders(disk: &dyn Disk, data: &Path) -> io::Result<Folders> {
    let note = data.join("archives");
    let archives = match disk.exists(&note)? {
        true => {
            let text = String::from_utf8_lossy(&disk.read(&note, LONGEST)?).into_owned();
            text.lines().filter(|line| !line.is_empty()).map(PathBuf::from).collect()
        }
        false => Vec::new(),
    };
    Ok(Folders { journal: data.join("journal"), archives })
}

/// Moves what a store does not need to be opened into a folder, which is made where it is not there. Nobody else has
/// the store open, and its index stands at its last record.
///
/// # Errors
/// The journal is damaged, or a disk fails; the store can be opened all the same.
pub fn archive(
    disk: &Arc<dyn Disk>,
    data: &Path,
    index: &dyn Index,
    layout: u32,
    to: &Path,
) -> Result<Archived, NotArchived> {
    if std::path::absolute(data).is_ok_and(|data| to.starts_with(data)) {
        return Err(NotArchived::Within(to.to_owned()));
    }
    if to.to_string_lossy().contains(['\n', '\r']) {
        return Err(NotArchived::Name(to.to_owned()));
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| NotArchived::Io(path, error)
    };
    let mut folders = folders(&**disk, data).map_err(failed(data))?;
    // What rots is not moved to where nobody looks.
    verify(disk.clone(), folders.clone()).map_err(NotArchived::Journal)?;
    let snapshot = snapshot::take(disk, data, index, layout).map_err(NotArchived::Snapshot)?;
    let here: Vec<u64> = segments(&**disk, &Folders { archives: Vec::new(), ..folders.clone() })
        .map_err(NotArchived::Journal)?
        .into_keys()
        .collect();
    let sealed = here.windows(2).filter(|pair| pair[1] <= snapshot + 1).map(|pair| pair[0]);
    let sealed: Vec<String> = sealed.map(|first| format!("{first:020}")).collect();
    disk.create_folder(to).map_err(failed(to))?;
    let mut bytes = 0;
    for name in &sealed {
        bytes += copy(&**disk, &folders.journal.join(name), &to.join(name))?;
    }
    disk.sync_folder(to).map_err(failed(to))?;
    if !sealed.is_empty() && !folders.archives.iter().any(|known| known == to) {
        folders.archives.push(to.to_owned());
        let lines = folders.archives.iter().map(|path| format!("{}\n", path.display()));
        let text: String = lines.collect();
        disk.replace(&data.join("archives"), text.as_bytes()).map_err(failed(data))?;
    }
    for name in &sealed {
        let path = folders.journal.join(name);
        disk.remove(&path).map_err(failed(&path))?;
        // In this order on the medium too: what is left has no gap.
        disk.sync_folder(&folders.journal).map_err(failed(&path))?;
    }
    let first = here.get(sealed.len()).copied().unwrap_or(1);
    Ok(Archived { segments: sealed.len() as u64, bytes, first, snapshot })
}

/// Copies a segment and reads it back; its length. One that is there already has to be the same.
fn copy(disk: &dyn Disk, from: &Path, to: &Path) -> Result<u64, NotArchived> {
    let failed = |error| NotArchived::Io(from.to_owned(), error);
    let source = disk.open(from).map_err(failed)?;
    let length = source.length().map_err(failed)?;
    if !disk.exists(to).map_err(failed)? {
        // Under another name until it is whole.
        let aside = to.with_extension("new");
        if disk.exists(&aside).map_err(failed)? {
            disk.remove(&aside).map_err(failed)?;
        }
        let target = disk.create(&aside).map_err(failed)?;
        pieces(length, |at, count| {
            let mut piece = vec![0; count];
            read_full(&*source, &mut piece, at)?;
            target.write_at(&piece, at)
        })
        .and_then(|()| target.sync())
        .and_then(|()| disk.rename(&aside, to))
        .map_err(failed)?;
    }
    let target = disk.open(to).map_err(failed)?;
    let mut is_same = target.length().map_err(failed)? == length;
    if is_same {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        pieces(length, |at, count| {
            one.resize(count, 0);
            other.resize(count, 0);
            read_full(&*source, &mut one, at)?;
            read_full(&*target, &mut other, at)?;
            is_same &= one == other;
            Ok(())
        })
        .map_err(failed)?;
    }
    if is_same { Ok(length) } else { Err(NotArchived::Differs(to.to_owned())) }
}

fn pieces(length: u64, mut each: impl FnMut(u64, usize) -> io::Result<()>) -> io::Result<()> {
    let mut at = 0;
    while at < length {
        let count = usize::try_from(length - at).unwrap_or(PIECE).min(PIECE);
        each(at, count)?;
        at += count as u64;
    }
    Ok(())
}
