//! Opens the index of a store, whatever became of it.

use super::{Error, Index, Ordered, Sled};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How an index is kept.
#[derive(Debug, Clone)]
pub struct Options {
    /// Most bytes of rows that sled keeps in memory.
    pub cache: u64,
    /// How often sled syncs and cleans up behind what is written.
    pub flush_every: Duration,
    /// How long opening an empty index may take; a large one gets a second more for every 16 MiB.
    pub patience: Duration,
    /// Bytes of a file in the folder that is given up when the disk is full: sled needs room even to be read.
    pub reserve: u64,
    /// The version of what rows mean. An index of another one is made again.
    pub layout: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cache: 128 << 20,
            flush_every: Duration::from_millis(500),
            patience: Duration::from_secs(20),
            reserve: 8 << 20,
            layout: 0,
        }
    }
}

/// Why an index has to be made again from the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// There was none.
    Missing,
    /// Its rows are not what was written.
    Damaged {
        /// What is wrong.
        what: String,
        /// Where the old one was put aside.
        aside: PathBuf,
    },
    /// Opening it did not end. The new one is in memory until the next start, since whoever hangs there may hold
    /// locks of the library.
    Hung {
        /// Where the old one was put aside.
        aside: PathBuf,
    },
    /// Its rows were laid out by another version of the program.
    Layout {
        /// How they were laid out.
        found: u32,
        /// Where the old one was put aside.
        aside: PathBuf,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Missing => write!(f, "there is no index yet"),
            Reason::Damaged { what, aside } => {
                write!(f, "the index is damaged ({what}) and was put aside as {}", aside.display())
            }
            Reason::Hung { aside } => write!(
                f,
                "opening the index does not end; it was put aside as {}, and this start keeps it in memory",
                aside.display()
            ),
            Reason::Layout { found, aside } => {
                write!(f, "the index is laid out in version {found} and was put aside as {}", aside.display())
            }
        }
    }
}

/// An index that was opened.
pub struct Opened {
    /// It takes changes from the sequence after [`Index::applied`] on.
    pub index: Arc<dyn Index>,
    /// Why it is empty and has to be made again, if so.
    pub rebuild: Option<Reason>,
}

/// Opens the index in a folder. One that is damaged, hangs or is of another layout is put aside as
/// `FOLDER.damaged-N`, of which only the latest is kept, and an empty one begun.
///
/// # Errors
/// The disk is full or fails, or another process has it open: an index cannot be kept there now. What was there is
/// left as it is. A caller that has to go on takes an [`Ordered`] until the next start.
pub fn open(folder: &Path, options: &Options) -> Result<Opened, Error> {
    let is_missing = Sled::is_missing(folder)?;
    let reason = match Sled::open(folder, options) {
        Ok(index) => {
            return Ok(Opened { index: Arc::new(index), rebuild: is_missing.then_some(Reason::Missing) });
        }
        Err(Error::Damaged(what)) => Reason::Damaged { what, aside: put_aside(folder)? },
        Err(Error::Layout { found, .. }) => Reason::Layout { found, aside: put_aside(folder)? },
        Err(Error::Hung(_)) => Reason::Hung { aside: put_aside(folder)? },
        Err(other) => return Err(other),
    };
    tracing::warn!(reason = %reason, "the index is made again from the journal");
    let index: Arc<dyn Index> = match reason {
        Reason::Hung { .. } => Arc::new(Ordered::new()),
        _ => Arc::new(Sled::open(folder, options)?),
    };
    Ok(Opened { index, rebuild: Some(reason) })
}

/// Renames a folder to the next free name of a damaged one, and removes those before it.
fn put_aside(folder: &Path) -> Result<PathBuf, Error> {
    let failed = |error: io::Error| Error::disk(folder, error);
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let stem = format!("{name}.damaged-");
    let mut earlier: Vec<(u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(parent).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let number = entry.file_name().to_string_lossy().strip_prefix(&stem).and_then(|n| n.parse().ok());
        earlier.extend(number.map(|number| (number, entry.path())));
    }
    let next = 1 + earlier.iter().map(|(number, _)| *number).max().unwrap_or(0);
    let aside = parent.join(format!("{stem}{next}"));
    fs::rename(folder, &aside).map_err(failed)?;
    for (_, path) in earlier {
        if let Err(error) = fs::remove_dir_all(&path) {
            tracing::warn!(path = %path.display(), %error, "an index that was put aside earlier stays");
        }
    }
    Ok(aside)
}
