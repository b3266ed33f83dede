//! Opens a journal: reads what is there, cuts off what was torn, and begins to take records.

use super::SECTOR;
use super::commit::Journal;
use super::error::Error;
use super::read::Reader;
use super::record::Hash;
use super::segment;
use crate::disk::{Disk, File, fill};
use crate::planted::{Bug, has};
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
}

/// Where the next batch goes.
pub(super) struct Tail {
    pub(super) file: Arc<dyn File>,
    pub(super) path: PathBuf,
    pub(super) at: u64,
    pub(super) length: u64,
    pub(super) next: u64,
    pub(super) previous: Hash,
}

/// The segments of a folder: their first records, in order.
pub(super) fn segments(disk: &dyn Disk, folder: &Path) -> Result<Vec<u64>, Error> {
    let names = disk.list(folder).map_err(|e| Error::disk(folder, e))?;
    Ok(names.iter().filter_map(|name| segment::first_of(name)).collect())
}

impl Journal {
    /// Opens a journal, or begins one. `from`: the first record that is wanted; segments wholly before it are
    /// not read. `see` is told every record from there on.
    ///
    /// # Errors
    /// What is there is damaged, of a newer version, or cannot be read; or what `see` says.
    pub fn open<E: From<Error>>(
        disk: Arc<dyn Disk>,
        folder: &Path,
        options: Options,
        from: u64,
        mut see: impl FnMut(super::Record) -> Result<(), E>,
    ) -> Result<Opened, E> {
        disk.create_folder(folder).map_err(|e| Error::disk(folder, e))?;
        remove_prepared(&*disk, folder)?;
        let mut torn = false;
        let mut tail = None;
        if !segments(&*disk, folder)?.is_empty() {
            let mut reader = Reader::new(disk.clone(), folder, from)?;
            while let Some(record) = reader.next_record()? {
                if record.sequence >= from {
                    see(record)?;
                }
            }
            torn = reader.was_torn();
            tail = Some(reader.into_tail()?);
        }
        let tail = match tail {
            Some(tail) => tail,
            None => begin(&*disk, folder, 1, &[0; 32], options.segment)?,
        };
        let (last, head) = (tail.next - 1, tail.previous);
        let journal = Journal::start(disk, folder.to_owned(), options, tail)?;
        Ok(Opened { journal, last, head, torn })
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
    Ok(Tail { file, path, at: SECTOR as u64, length, next: first, previous: *previous })
}
