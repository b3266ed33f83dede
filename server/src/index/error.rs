//! What can go wrong with an index.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why the index could not do what was asked. None of it touches what was acknowledged: that is in the journal.
#[derive(Debug)]
pub enum Error {
    /// Rows are not what was written, or the store under them failed in itself. The index is made again from the
    /// journal.
    Damaged(String),
    /// No room on the disk. It goes on when there is room.
    Full(PathBuf),
    /// The disk failed.
    Disk {
        /// Which folder.
        path: PathBuf,
        /// How.
        error: io::Error,
    },
    /// Somebody else has the folder open.
    Busy(PathBuf),
    /// Opening or writing took longer than it may; whoever hangs there is left behind.
    Hung(PathBuf),
    /// Rows were laid out by another version of the program; the index is made again from the journal.
    Layout {
        /// How they are laid out.
        found: u32,
        /// How they should be.
        wanted: u32,
    },
    /// A batch would take the sequence back: a fault of the program.
    Backwards {
        /// Where the index stands.
        applied: u64,
        /// What was given.
        given: u64,
    },
    /// A key has no byte or too many: a fault of the program.
    Key(usize),
    /// The system gives no thread to follow with.
    Thread(io::Error),
}

impl Error {
    /// An error of the file system about a folder.
    pub(super) fn disk(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path.to_owned()),
            _ => Self::Disk { path: path.to_owned(), error },
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Damaged(what) => {
                write!(f, "the index is damaged: {what}; it is made again from the journal at the next start")
            }
            Error::Full(path) => {
                write!(f, "{}: no room on the disk for the index; it goes on when there is", path.display())
            }
            Error::Disk { path, error } => write!(f, "{}: {error}", path.display()),
            Error::Busy(path) => write!(f, "{}: another process has the index open", path.display()),
            Error::Hung(path) => write!(f, "{}: opening or writing the index does not end", path.display()),
            Error::Layout { found, wanted } => {
                write!(f, "the index is laid out in version {found}, this program wants {wanted}")
            }
            Error::Backwards { applied, given } => {
                write!(f, "the index stands at {applied} and was to be taken back to {given}")
            }
            Error::Thread(error) => write!(f, "the system gives the index no thread: {error}"),
            Error::Key(bytes) => {
                write!(f, "a key of {bytes} bytes; the index takes 1 to {}", super::LONGEST_KEY)
            }
        }
    }
}

impl std::error::Error for Error {}
