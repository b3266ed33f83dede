//! What can go wrong with a journal.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why the journal could not do what was asked.
#[derive(Debug)]
pub enum Error {
    /// The disk failed while reading, or before anything was written.
    Disk {
        /// Which file or folder.
        path: PathBuf,
        /// How.
        error: io::Error,
    },
    /// No room on the disk for another segment. Nothing was written; it goes on when there is room.
    Full,
    /// A write or sync failed, now or earlier: what is on the medium is unknown until the journal is opened
    /// anew. The process has to end.
    Stopped(String),
    /// What is there is not what was written.
    Damaged {
        /// Which segment.
        path: PathBuf,
        /// Where, in bytes.
        offset: u64,
        /// The record that is wrong or missing.
        sequence: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// Written in another format.
    Format {
        /// Which segment.
        path: PathBuf,
        /// Its format.
        format: u32,
        /// The one that this program writes.
        known: u32,
    },
    /// A record that is wanted lies in a segment that is not here.
    Archived {
        /// The folder of the journal.
        folder: PathBuf,
        /// The record.
        sequence: u64,
    },
    /// A record is longer than a batch may be.
    TooLong(usize),
}

impl Error {
    pub(super) fn disk(path: &std::path::Path, error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::StorageFull {
            return Self::Full;
        }
        Self::Disk { path: path.to_owned(), error }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Disk { path, error } => write!(f, "{}: {error}", path.display()),
            Error::Full => write!(f, "no room on the disk for the journal"),
            Error::Stopped(why) => write!(f, "the journal has stopped: {why}"),
            Error::Damaged { path, offset, sequence, what } => write!(
                f,
                "{}: damaged at byte {offset}, record {sequence}: {what}; restore it from a backup",
                path.display()
            ),
            Error::Format { path, format, known } if format > known => {
                write!(f, "{}: written in format {format} by a newer version; use that one", path.display())
            }
            Error::Format { path, format, .. } => write!(
                f,
                "{}: written in format {format} by a version from before the first release; begin a new store",
                path.display()
            ),
            Error::Archived { folder, sequence } => write!(
                f,
                "{}: the segment with record {sequence} is not here; name its archive with --archive DIR, or copy \
                 its segments back",
                folder.display()
            ),
            Error::TooLong(bytes) => write!(f, "a record of {bytes} bytes is longer than the journal takes"),
        }
    }
}

impl std::error::Error for Error {}
