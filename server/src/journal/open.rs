//! Opens a journal: reads what is there, cuts off what was torn, and begins to take records.

use super::SECTOR;
use super::commit::Journal;
use super::error::Error;
use super::frame;
use super::read::Reader;
use super::record::Hash;
use super::segment;
use crate::disk::{Disk, File, fill};
use crate::planted::{Bug, has};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How a journal is kept.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Bytes of a segment.
    pub segment: u64,
    /// Most bytes of a batch.
    pub batch: u64,
    /// Most bytes that may wait to be written; who brings more waits too. Less than a segment.
    pub waiting: u64,
    /// Whether threads of its own write and make segments; else [`Journal::commit`] does, as simulations want.
    pub threads: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { segment: 64 << 20, batch: 4 << 20, waiting: 32 << 20, threads: true }
    }
}

/// A journal that was opened.
pub struct Opened {
    /// It takes records.
    pub journal: Journal,
    /// The number of the last record; 0 while there is none.
    pub last: u64,
    /// The hash of the last record.
    pub head: Hash,
    /// Whether something was torn off: a batch that nobody was told of.
    pub torn: bool,
    /// The latest time of the records that were read, also of those before the first that was wanted.
    pub latest: Option<i64>,
}

/// Where the next batch goes.
pub(super) struct Tail {
    pub(super) file: Arc<dyn File>,
    pub(super) path: PathBuf,
    pub(super) at: u64,
    pub(super) length: u64,
    pub(super) next: u64,
    pub(super) previous: Hash,
    /// What headers in this segment are bound to.
    pub(super) seed: u32,
}

/// Where segments lie: those of the journal, and those that were moved out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// The journal, which is written to.
    pub journal: PathBuf,
    /// Archives of it, which are only read.
    pub archives: Vec<PathBuf>,
}

impl From<&Path> for Folders {
    fn from(journal: &Path) -> Self {
        Self { journal: journal.to_owned(), archives: Vec::new() }
    }
}

/// The segments of all folders: the first record of each and its folder. What is in several is in the journal.
pub fn segments(disk: &dyn Disk, folders: &Folders) -> Result<BTreeMap<u64, PathBuf>, Error> {
    let mut all = BTreeMap::new();
    for folder in folders.archives.iter().chain([&folders.journal]) {
        let names = disk.list(folder).map_err(|e| Error::disk(folder, e))?;
        let firsts = names.iter().filter_map(|name| segment::first_of(name));
        all.extend(firsts.map(|first| (first, folder.clone())));
    }
    Ok(all)
}

impl Journal {
    /// Opens a journal, or begins one. `from`: the first record that is wanted; segments wholly before it are
    /// not read, and may be in an archive; 0: all that there are. `see` is told every record from there on.
    ///
    /// # Errors
    /// What is there is damaged, of another version, archived, or cannot be read; or what `see` says.
    pub fn open<E: From<Error>>(
        disk: Arc<dyn Disk>,
        folders: impl Into<Folders>,
        options: Options,
        from: u64,
        mut see: impl FnMut(super::Record) -> Result<(), E>,
    ) -> Result<Opened, E> {
        let folders = folders.into();
        let folder = &folders.journal;
        disk.create_folder(folder).map_err(|e| Error::disk(folder, e))?;
        remove_prepared(&*disk, folder)?;
        let (mut torn, mut latest) = (false, None);
        let all = segments(&*disk, &folders)?;
        let tail = match all.last_key_value() {
            None => begin(&*disk, folder, 1, &[0; 32], options.segment)?,
            Some((first, of)) if of != folder => {
                let what = "the journal is empty, though its archives are not";
                return Err(E::from(Error::Damaged {
                    path: folder.clone(),
                    offset: 0,
                    sequence: *first,
                    what,
                }));
            }
            Some(_) => {
                let mut reader = Reader::new(disk.clone(), folders.clone(), from)?;
                while let Some(record) = reader.next_record()? {
                    latest = latest.max(Some(record.at));
                    if record.sequence >= from {
                        see(record)?;
                    }
                }
                torn = reader.was_torn();
                reader.into_tail()?
            }
        };
        let (last, head) = (tail.next - 1, tail.previous);
        let journal = Journal::start(disk, folder.to_owned(), options, tail)?;
        Ok(Opened { journal, last, head, torn, latest })
    }
}

/// A segment that was being made when the power went is made anew.
fn remove_prepared(disk: &dyn Disk, folder: &Path) -> Result<(), Error> {
    let prepared = folder.join("next");
    if disk.exists(&prepared).map_err(|e| Error::disk(&prepared, e))? {
        disk.remove(&prepared).map_err(|e| Error::disk(&prepared, e))?;
    }
    Ok(())
}

/// Makes a file of zeros for the next segment.
pub(super) fn prepare(disk: &dyn Disk, folder: &Path, length: u64) -> Result<Arc<dyn File>, Error> {
    let path = folder.join("next");
    remove_prepared(disk, folder)?;
    let file = disk.create(&path).map_err(|e| Error::disk(&path, e))?;
    let filled = fill(&*file, length);
    if let Err(error) = filled {
        // Half a segment would take the room that others need.
        let _ = disk.remove(&path);
        return Err(Error::disk(&path, error));
    }
    Ok(file)
}

/// Begins a segment: header, name, and both on the medium before any record is.
pub(super) fn begin(
    disk: &dyn Disk,
    folder: &Path,
    first: u64,
    previous: &Hash,
    length: u64,
) -> Result<Tail, Error> {
    let file = prepare(disk, folder, length)?;
    name(disk, folder, file, first, previous, length)
}

/// Gives a prepared file its header and name.
pub(super) fn name(
    disk: &dyn Disk,
    folder: &Path,
    file: Arc<dyn File>,
    first: u64,
    previous: &Hash,
    length: u64,
) -> Result<Tail, Error> {
    let path = folder.join(segment::name(first));
    let failed = |error| Error::disk(&path, error);
    file.write_at(&segment::header(first, previous), 0).map_err(failed)?;
    file.sync().map_err(failed)?;
    disk.rename(&folder.join("next"), &path).map_err(failed)?;
    if !has(Bug::SegmentUnsynced) {
        disk.sync_folder(folder).map_err(failed)?;
    }
    let seed = frame::seed(previous);
    Ok(Tail { file, path, at: SECTOR as u64, length, next: first, previous: *previous, seed })
}
