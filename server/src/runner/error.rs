//! What can go wrong with the runner itself. A named no to a command is a [`Refusal`](super::Refusal), not this.

use super::dossier::Version;
use super::record::Unreadable;
use crate::{index, journal};
use std::fmt;
use std::sync::Arc;

/// Our fault: whoever asked may ask again.
#[derive(Debug, Clone)]
pub enum Error {
    /// The journal failed or is full.
    Journal(Arc<journal::Error>),
    /// The index failed.
    Index(Arc<index::Error>),
    /// A record is not understood.
    Record(Arc<Unreadable>),
    /// A row is not what its family says; the index has to be rebuilt.
    Row(String),
    /// There is no such version.
    NoVersion(Version),
    /// A version that was sound when it was published no longer is.
    UnreadableVersion(Version),
    /// Too much is waiting.
    Busy,
    /// The runner is shutting down.
    Closing,
    /// What the program wanted to write cannot be written.
    Unwritable(String),
    /// The disk failed.
    Disk(String),
}

impl Error {
    /// A row that cannot be read.
    pub fn damaged_row(key: &[u8], error: &dyn fmt::Display) -> Self {
        Self::Row(format!("row {}: {error}", String::from_utf8_lossy(key).escape_debug()))
    }

    /// Whether there is no room on the disk.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Journal(error) if matches!(**error, journal::Error::Full))
    }

    /// Whether it asks for a record whose segment was archived and is out of reach.
    pub fn is_archived(&self) -> bool {
        matches!(self, Self::Journal(error) if matches!(**error, journal::Error::Archived { .. }))
    }

    /// Whether the process has to end: what is on the medium is unknown.
    pub fn is_fatal(&self) -> bool {
        match self {
            Self::Journal(error) => matches!(**error, journal::Error::Stopped(_)),
            Self::Record(_) | Self::Row(_) => true,
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Journal(error) => error.fmt(f),
            Self::Index(error) => error.fmt(f),
            Self::Record(error) => error.fmt(f),
            Self::Row(what) => write!(f, "the index is damaged ({what}); run `onething store rebuild`"),
            Self::NoVersion(version) => write!(f, "there is no version {version} in this store"),
            Self::UnreadableVersion(version) => {
                write!(f, "version {version} can no longer be read; publish the scenario again")
            }
            Self::Busy => write!(f, "too much is waiting; try again a little later"),
            Self::Closing => write!(f, "the server is shutting down"),
            Self::Unwritable(what) => write!(f, "this cannot be written: {what}"),
            Self::Disk(what) => write!(f, "the disk failed: {what}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<Arc<journal::Error>> for Error {
    fn from(error: Arc<journal::Error>) -> Self {
        Self::Journal(error)
    }
}

impl From<journal::Error> for Error {
    fn from(error: journal::Error) -> Self {
        Self::Journal(Arc::new(error))
    }
}

impl From<index::Error> for Error {
    fn from(error: index::Error) -> Self {
        Self::Index(Arc::new(error))
    }
}

impl From<Unreadable> for Error {
    fn from(error: Unreadable) -> Self {
        Self::Record(Arc::new(error))
    }
}
