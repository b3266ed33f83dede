//! The folder in which a server keeps everything: one process at a time, in one format, with a reserve that is
//! given up when the disk is full.
//!
//! | name | what |
//! |---|---|
//! | `journal/` | the truth |
//! | `index/` | what can be made again from it |
//! | `materials/` | files, named by what is in them |
//! | `snapshots/` | the index as it stood at a record, where records before it were archived |
//! | `archives` | where segments were moved to, a folder a line |
//! | `format` | the format of all this; a newer one refuses an older program |
//! | `lock` | held by the process that has it open |
//! | `reserve` | room that is given up when there is no other |

mod archive;
mod backup;
pub mod checkpoint;
mod examine;
mod look;
pub mod snapshot;

pub use archive::{Archived, NotArchived, archive, folders};
pub use backup::{Copied, NotCopied, back_up, restore};
pub use examine::{Examined, NotWhole, Sizes, examine, sizes};
pub use look::{Found, Look};

use crate::disk::{self, Disk, Real};
use crate::journal::Folders;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The format that this version writes, and the only one so far.
const FORMAT: u32 = 1;
/// Bytes of the reserve.
const RESERVE: u64 = 32 << 20;

/// Why a store cannot be opened.
#[derive(Debug)]
pub enum Error {
    /// Another process has it open.
    Locked(PathBuf),
    /// It is of a newer version.
    Newer(PathBuf, u32),
    /// Its format cannot be read.
    NoFormat(PathBuf),
    /// There is none where one was expected.
    Missing(PathBuf),
    /// The system says so.
    Io(PathBuf, io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked(path) => write!(
                f,
                "{}: another process has this store open; stop it first, or use another folder with --data",
                path.display()
            ),
            Self::Newer(path, format) => write!(
                f,
                "{}: this store is of format {format}, and this program knows up to {FORMAT}; use a newer one",
                path.display()
            ),
            Self::NoFormat(path) => {
                write!(f, "{}: this is no format of a store; restore it from a backup", path.display())
            }
            Self::Missing(path) => write!(f, "{}: there is no store here", path.display()),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

/// A store that this process has open. It is let go of when this is dropped.
pub struct Store {
    folder: PathBuf,
    disk: Arc<dyn Disk>,
    /// Whether the reserve had to be given up to open it.
    pub was_full: bool,
    /// Held as long as the store is open.
    _lock: File,
}

/// Whether there is a store in a folder.
pub fn is_there(folder: &Path) -> bool {
    folder.join("format").exists()
}

impl Store {
    /// Opens a folder, or makes it one.
    ///
    /// # Errors
    /// Another process has it open, it is of another format, or the disk fails.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(|e| Error::Io(folder.to_owned(), e))?;
        let lock = lock(folder)?;
        let was_full = match format(folder) {
            Err(Error::Io(_, error)) if error.kind() == io::ErrorKind::StorageFull => {
                give_up_reserve(folder)?;
                format(folder)?;
                true
            }
            result => result.map(|()| false)?,
        };
        let disk: Arc<dyn Disk> = Arc::new(Real);
        let mut store = Self { folder: folder.to_owned(), disk, was_full, _lock: lock };
        store.was_full |= !store.keep_reserve()?;
        Ok(store)
    }

    /// The same, of a folder that is one already.
    ///
    /// # Errors
    /// There is none, or as [`Store::open`].
    pub fn existing(folder: &Path) -> Result<Self, Error> {
        match is_there(folder) {
            true => Self::open(folder),
            false => Err(Error::Missing(folder.to_owned())),
        }
    }

    /// The disk it lies on.
    pub fn disk(&self) -> Arc<dyn Disk> {
        self.disk.clone()
    }

    /// The folder of the journal.
    pub fn journal(&self) -> PathBuf {
        self.folder.join("journal")
    }

    /// The segments of the journal, here and in archives.
    ///
    /// # Errors
    /// The disk fails.
    pub fn segments(&self) -> Result<Folders, Error> {
        folders(&*self.disk, &self.folder).map_err(|e| Error::Io(self.folder.join("archives"), e))
    }

    /// The folder of the index.
    pub fn index(&self) -> PathBuf {
        self.folder.join("index")
    }

    /// The folder of materials.
    pub fn materials(&self) -> PathBuf {
        self.folder.join("materials")
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sees to it that the reserve is there where there is room for it and as much again; whether it is. Where the
    /// disk is full it is given up, so that there is room to open and read what is there.
    ///
    /// # Errors
    /// The disk fails.
    pub fn keep_reserve(&self) -> Result<bool, Error> {
        let path = self.folder.join("reserve");
        let failed = |e| Error::Io(path.clone(), e);
        if fs::metadata(&path).is_ok_and(|m| m.len() == RESERVE) {
            return Ok(true);
        }
        let written = disk::write_reserve(&path, RESERVE);
        match written {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::StorageFull => {
                // Half a reserve would only take the room that is wanted.
                fs::remove_file(&path).map_err(failed)?;
                Ok(false)
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Gives up the reserve.
    ///
    /// # Errors
    /// The disk fails.
    pub fn give_up_reserve(&self) -> Result<(), Error> {
        give_up_reserve(&self.folder)
    }
}

fn give_up_reserve(folder: &Path) -> Result<(), Error> {
    let path = folder.join("reserve");
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::Io(path, error)),
        _ => Ok(()),
    }
}

fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join("lock");
    let failed = |e| Error::Io(path.clone(), e);
    let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Reads the format of a folder, or writes it where there is none.
fn format(folder: &Path) -> Result<(), Error> {
    let path = folder.join("format");
    let failed = |e| Error::Io(path.clone(), e);
    let mut text = String::new();
    match File::open(&path) {
        Ok(file) => {
            file.take(64).read_to_string(&mut text).map_err(failed)?;
            let number = text.trim().strip_prefix("onething store ").and_then(|n| n.parse().ok());
            match number {
                Some(number) if number > FORMAT => Err(Error::Newer(folder.to_owned(), number)),
                Some(_) => Ok(()),
                None => Err(Error::NoFormat(path)),
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut file = File::create(&path).map_err(failed)?;
            writeln!(file, "onething store {FORMAT}").and_then(|()| file.sync_all()).map_err(failed)?;
            Real.sync_folder(folder).map_err(failed)
        }
        Err(error) => Err(failed(error)),
    }
}

/// Bytes free where a folder lies, for who may not use what is kept back for the administrator; none where the
/// system does not say.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let told = rustix::fs::statvfs(folder).ok()?;
    told.f_bavail.checked_mul(told.f_frsize)
}
