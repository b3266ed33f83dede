//! Copies a store while it is in use, and proves the copy before it is told to be one. The journal only grows and
//! a material never changes, so what is copied up to a record is a store as it was then; the index is made again.

use super::snapshot;
use crate::disk::{Disk, Real, read_full};
use crate::journal::{self, Verified, verify};
use crate::materials::{self, Materials};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How much is copied at a time.
const PIECE: usize = 1 << 20;
/// How often the last segment is copied again where its end was being written.
const TRIES: u32 = 20;
/// How long it waits before it does.
const PAUSE: Duration = Duration::from_millis(25);

/// A copy that was proven.
#[derive(Debug)]
pub struct Copied {
    /// Its journal.
    pub journal: Verified,
    /// How many materials it has.
    pub materials: u64,
}

/// Why there is no copy.
#[derive(Debug)]
pub enum NotCopied {
    /// There is something where the copy was to be.
    NotEmpty(PathBuf),
    /// What was to be copied is no store.
    NoStore(PathBuf),
    /// The journal is damaged.
    Journal(journal::Error),
    /// Segments were archived, and there is no whole snapshot that stands for them.
    Snapshot(Option<snapshot::Error>),
    /// Materials are damaged: their names.
    Damaged(Vec<String>),
    /// Materials cannot be read.
    Materials(materials::Error),
    /// The system says so.
    Io(PathBuf, io::Error),
}

impl fmt::Display for NotCopied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEmpty(path) => {
                write!(f, "{}: there is something here already; name an empty folder", path.display())
            }
            Self::NoStore(path) => write!(f, "{}: this is no store", path.display()),
            Self::Journal(error) => error.fmt(f),
            Self::Snapshot(Some(error)) => error.fmt(f),
            Self::Snapshot(None) => write!(f, "segments were archived, and no snapshot stands for them"),
            Self::Damaged(names) => write!(f, "these materials are damaged: {}", names.join(", ")),
            Self::Materials(error) => error.fmt(f),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for NotCopied {}

/// Copies a store into an empty folder; it may be in use. `layout` is how rows of its snapshots are laid out,
/// `largest` the longest material in bytes. Segments that were archived are not copied: a snapshot stands for them.
///
/// # Errors
/// There is something there already, something is damaged, or the disk fails.
pub fn back_up(from: &Path, to: &Path, layout: u32, largest: u64) -> Result<Copied, NotCopied> {
    copy(from, to, layout, largest)
}

/// Copies a backup into an empty folder, to be opened as a store.
///
/// # Errors
/// As [`back_up`].
pub fn restore(from: &Path, to: &Path, layout: u32, largest: u64) -> Result<Copied, NotCopied> {
    copy(from, to, layout, largest)
}

fn copy(from: &Path, to: &Path, layout: u32, largest: u64) -> Result<Copied, NotCopied> {
    if !from.join("format").is_file() {
        return Err(NotCopied::NoStore(from.to_owned()));
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |e| NotCopied::Io(path, e)
    };
    fs::create_dir_all(to).map_err(failed(to))?;
    if fs::read_dir(to).map_err(failed(to))?.next().is_some() {
        return Err(NotCopied::NotEmpty(to.to_owned()));
    }
    // Materials after the journal: whatever it names is on the medium before it does.
    let disk: Arc<dyn Disk> = Arc::new(Real);
    copy_snapshots(&*disk, from, to)?;
    copy_journal(&*disk, &from.join("journal"), &to.join("journal"))?;
    let journal = proven(&disk, &from.join("journal"), &to.join("journal"))?;
    let materials = copy_materials(&*disk, &from.join("materials"), &to.join("materials"))?;
    let format = from.join("format");
    let text = fs::read(&format).map_err(failed(&format))?;
    disk.replace(&to.join("format"), &text).map_err(failed(to))?;
    stands_for(&*disk, to, journal.first, layout)?;
    let copied = Materials::to_read(disk, &to.join("materials"), largest);
    let damaged = copied.verify().map_err(NotCopied::Materials)?;
    match damaged.is_empty() {
        true => Ok(Copied { journal, materials }),
        false => Err(NotCopied::Damaged(damaged)),
    }
}

/// Proves a copy of a journal. Of a batch that was being written while its sector was read only a part may have
/// been copied: the last segment is then copied again.
fn proven(disk: &Arc<dyn Disk>, from: &Path, to: &Path) -> Result<Verified, NotCopied> {
    for _ in 0..TRIES {
        match verify(disk.clone(), to) {
            Err(journal::Error::Damaged { path, .. }) if is_last(&**disk, &path, to) => {
                std::thread::sleep(PAUSE);
                if let Some(name) = path.file_name() {
                    copy_file(&**disk, &from.join(name), &path)?;
                }
            }
            verified => return verified.map_err(NotCopied::Journal),
        }
    }
    verify(disk.clone(), to).map_err(NotCopied::Journal)
}

fn is_last(disk: &dyn Disk, path: &Path, folder: &Path) -> bool {
    let names = disk.list(folder).unwrap_or_default();
    names.last().map(|name| folder.join(name)).as_deref() == Some(path)
}

/// Snapshots before the journal: records behind them are copied after.
fn copy_snapshots(disk: &dyn Disk, from: &Path, to: &Path) -> Result<(), NotCopied> {
    let all = snapshot::all(disk, from).map_err(|e| NotCopied::Snapshot(Some(e)))?;
    if all.is_empty() {
        return Ok(());
    }
    let (source, target) = (snapshot::folder(from), snapshot::folder(to));
    let failed = |e| NotCopied::Io(target.clone(), e);
    disk.create_folder(&target).map_err(failed)?;
    for record in all {
        let name = format!("{record:020}");
        copy_file(disk, &source.join(&name), &target.join(&name))?;
    }
    disk.sync_folder(&target).map_err(failed)
}

/// Whether what a copy has begins with the first record, or behind a snapshot.
fn stands_for(disk: &dyn Disk, copy: &Path, first: u64, layout: u32) -> Result<(), NotCopied> {
    if first <= 1 {
        return Ok(());
    }
    let mut wrong = None;
    for record in snapshot::all(disk, copy).map_err(|e| NotCopied::Snapshot(Some(e)))? {
        match snapshot::verify(disk, copy, record, layout) {
            Ok(_) if record + 1 >= first => return Ok(()),
            Ok(_) => {}
            Err(error) => wrong = Some(error),
        }
    }
    Err(NotCopied::Snapshot(wrong))
}

/// Segments in order. The last may be written to meanwhile: a batch that is half copied is cut off when the copy
/// is opened, as after a crash.
fn copy_journal(disk: &dyn Disk, from: &Path, to: &Path) -> Result<(), NotCopied> {
    let failed = |e| NotCopied::Io(from.to_owned(), e);
    disk.create_folder(to).map_err(failed)?;
    let is_segment = |name: &String| name.len() == 20 && name.bytes().all(|b| b.is_ascii_digit());
    let mut done: Vec<String> = Vec::new();
    loop {
        let names: Vec<String> = disk.list(from).map_err(failed)?.into_iter().filter(is_segment).collect();
        // The one that was the last may have grown before the next was begun: it is copied once more.
        let last = done.pop();
        let todo: Vec<&String> = names.iter().filter(|n| !done.contains(n)).collect();
        let is_done = last.as_ref() == names.last();
        if is_done && last.is_some() {
            return disk.sync_folder(to).map_err(failed);
        }
        for name in todo {
            copy_file(disk, &from.join(name), &to.join(name))?;
        }
        done = names;
    }
}

fn copy_materials(disk: &dyn Disk, from: &Path, to: &Path) -> Result<u64, NotCopied> {
    let failed = |e| NotCopied::Io(from.to_owned(), e);
    let mut count = 0;
    for folder in disk.list(from).map_err(failed)? {
        // Uploads that are under way belong to nobody yet.
        if folder.len() != 2 {
            continue;
        }
        let (source, target) = (from.join(&folder), to.join(&folder));
        disk.create_folder(&target).map_err(failed)?;
        for name in disk.list(&source).map_err(failed)? {
            copy_file(disk, &source.join(&name), &target.join(&name))?;
            count += 1;
        }
        disk.sync_folder(&target).map_err(failed)?;
    }
    Ok(count)
}

fn copy_file(disk: &dyn Disk, from: &Path, to: &Path) -> Result<(), NotCopied> {
    let failed = |e| NotCopied::Io(from.to_owned(), e);
    let source = disk.open(from).map_err(failed)?;
    if disk.exists(to).map_err(failed)? {
        disk.remove(to).map_err(failed)?;
    }
    let target = disk.create(to).map_err(failed)?;
    let length = source.length().map_err(failed)?;
    let mut piece = vec![0; PIECE];
    // From the end to the beginning: of a segment that is written to meanwhile, whatever is there of a batch then
    // has all batches before it.
    for number in (0..length.div_ceil(PIECE as u64)).rev() {
        let at = number * PIECE as u64;
        let count = usize::try_from(length - at).unwrap_or(PIECE).min(PIECE);
        read_full(&*source, &mut piece[..count], at).map_err(failed)?;
        target.write_at(&piece[..count], at).map_err(failed)?;
    }
    target.sync().map_err(failed)
}
