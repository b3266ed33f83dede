//! Opens and closes the store, patiently but not for ever.

use super::super::guard::{Lost, guarded, watched};
use super::super::{Error, Options};
use super::manifest::Manifest;
use super::rows;
use super::sealed;
use super::verify::verify;
use crate::disk::write_reserve;
use ::sled::Db;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Bytes that get a second more of patience.
const BYTES_A_SECOND: u64 = 16 << 20;
/// How long to wait for whoever is still closing the same folder.
const CLOSING: Duration = Duration::from_secs(5);
/// Room beyond the reserve without which nothing is written.
const ROOM: u64 = 2 << 20;

/// A store that was opened.
pub(super) struct Started {
    pub db: Db,
    pub manifest: Manifest,
    /// The disk is full: the reserve was given up to open it.
    pub is_full: bool,
}

/// Opens a folder to write to it, and compares every row with the manifest. On a full disk it gives the reserve up
/// for that.
pub(super) fn start(folder: &Path, options: &Options) -> Result<Started, Error> {
    match start_once(folder, options, Use::Written) {
        Err(Error::Full(_)) if fs::remove_file(reserve(folder)).is_ok() => start_full(folder, options),
        Err(error) => Err(error),
        Ok((db, manifest)) => Ok(Started { db, manifest, is_full: make_room(folder, options).is_err() }),
    }
}

/// Opens a folder on a full disk, in the room of the reserve. Every opening takes some of that.
pub(super) fn start_full(folder: &Path, options: &Options) -> Result<Started, Error> {
    let _ = fs::remove_file(reserve(folder));
    let (db, manifest) = start_once(folder, options, Use::Read)?;
    Ok(Started { db, manifest, is_full: true })
}

/// What a store is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// It is written to.
    Written,
    /// It is read alone, without sled's own thread: on a full disk that fails to clean up, and nothing can be
    /// read any more.
    Read,
}

/// The file that is given up when the disk is full.
pub(super) fn reserve(folder: &Path) -> PathBuf {
    folder.join("reserve")
}

/// Makes the reserve where there is none, if the disk has room for it and for more.
pub(super) fn make_room(folder: &Path, options: &Options) -> Result<(), Error> {
    let path = reserve(folder);
    if fs::metadata(&path).is_ok_and(|file| file.len() == options.reserve) {
        return Ok(());
    }
    let more = folder.join("room");
    let written = write_reserve(&path, options.reserve).and_then(|()| write_reserve(&more, ROOM));
    let _ = fs::remove_file(more);
    written.map_err(|error| {
        // Half a reserve takes the room that others need.
        let _ = fs::remove_file(path);
        Error::disk(folder, error)
    })
}

fn start_once(folder: &Path, options: &Options, intent: Use) -> Result<(Db, Manifest), Error> {
    let bytes = fs::metadata(folder.join("db")).map_or(0, |file| file.len());
    let patience = options.patience + Duration::from_secs(bytes / BYTES_A_SECOND);
    let (path, wanted) = (folder.to_owned(), options.clone());
    let is_new = is_new(folder)?;
    let opened = watched(patience, move || {
        let sealed = sealed::unseal(&path);
        let db = open(&path, &wanted, intent)?;
        if is_new {
            begin(&db, wanted.layout).map_err(|error| translate(&path, error))?;
        }
        // The store is given up after, not during, a panic: a second one in between would end the process.
        let verified = guarded(|| match sealed.filter(|told| told.layout == wanted.layout) {
            Some(told) if is_at(&db, &told) => Ok(told),
            _ => verify(&db, wanted.layout, |error| translate(&path, error)),
        });
        let wrong = match verified {
            Ok(Ok(manifest)) => return Ok((db, manifest)),
            Ok(Err(error)) => error,
            Err(words) => Error::Damaged(words),
        };
        let _ = guarded(|| drop(db));
        Err(wrong)
    });
    match opened {
        Ok(opened) => opened.map_err(as_damage),
        Err(Lost::Panicked(words)) => Err(Error::Damaged(words)),
        Err(Lost::Hung) => Err(Error::Hung(folder.to_owned())),
    }
}

/// Whether a store has this manifest.
fn is_at(db: &Db, told: &Manifest) -> bool {
    db.get(rows::MANIFEST).is_ok_and(|found| found.is_some_and(|found| *found == told.encode()[..]))
}

/// Whether there is nothing at a place, or an empty folder.
pub(in super::super) fn is_new(folder: &Path) -> Result<bool, Error> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Error::disk(folder, error)),
    }
}

/// Writes the first manifest: a store without one has lost it.
fn begin(db: &Db, layout: u32) -> Result<(), ::sled::Error> {
    let manifest = Manifest { layout, ..Manifest::default() };
    db.insert(rows::MANIFEST, manifest.encode())?;
    db.flush()?;
    Ok(())
}

/// What an error of reading means while opening: a file that ends early or makes no sense is damaged.
fn as_damage(error: Error) -> Error {
    match error {
        Error::Disk { path, error } => match error.kind() {
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::NotADirectory => Error::Disk { path, error },
            _ => Error::Damaged(error.to_string()),
        },
        other => other,
    }
}

fn open(folder: &Path, options: &Options, intent: Use) -> Result<Db, Error> {
    let every = u64::try_from(options.flush_every.as_millis()).unwrap_or(u64::MAX).max(1);
    let config = ::sled::Config::new()
        .path(folder)
        .cache_capacity(options.cache.max(1 << 20))
        .flush_every_ms((intent == Use::Written).then_some(every));
    let until = Instant::now() + CLOSING;
    loop {
        match config.open().map_err(|error| translate(folder, error)) {
            Err(Error::Busy(_)) if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
            opened => return opened,
        }
    }
}

/// Writes what a store has in memory alone.
pub(super) fn flush(db: &Db, options: &Options) -> Result<Result<(), ::sled::Error>, Lost> {
    let db = db.clone();
    watched(options.patience, move || db.flush().map(|_| ()))
}

/// How closing a store ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// All of it is in its files.
    Whole,
    /// A store that failed cannot be flushed; what it has not written is in the journal.
    Failed,
    /// It did not end.
    Hung,
}

/// Closes a store.
pub(super) fn close(db: Db, options: &Options) -> Closed {
    let closed = watched(options.patience, move || {
        let flushed = guarded(|| db.flush());
        drop(db);
        matches!(flushed, Ok(Ok(_)))
    });
    match closed {
        Ok(true) => Closed::Whole,
        Err(Lost::Hung) => Closed::Hung,
        _ => Closed::Failed,
    }
}

/// What an error of sled means.
pub(super) fn translate(folder: &Path, error: ::sled::Error) -> Error {
    match error {
        ::sled::Error::Io(error) => {
            // sled hands errors on as text: what the system said is found in it alone.
            let told = error.to_string();
            if told.contains("could not acquire lock") {
                Error::Busy(folder.to_owned())
            } else if told.contains("StorageFull") || told.contains("No space left") {
                Error::Full(folder.to_owned())
            } else {
                Error::disk(folder, error)
            }
        }
        other => Error::Damaged(other.to_string()),
    }
}
