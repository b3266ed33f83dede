//! Checkpoints of the chain of hashes, kept in a file elsewhere than the store: whoever cuts the end off the journal,
//! or writes it anew, would have to change them too. One line of JSON each: the last record, the hash there, how
//! many records since the checkpoint before, when.

use crate::disk::Disk;
use crate::journal::{self, Folders, Hash, Journal, verify_up_to};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// One checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The record.
    pub seq: u64,
    /// The hash of everything up to it, as hexadecimal digits.
    pub head: String,
    /// Records since the checkpoint before.
    pub count: u64,
    /// When, as RFC 3339.
    pub time: jiff::Timestamp,
}

/// Why checkpoints and journal do not agree, or cannot be compared.
#[derive(Debug)]
pub enum Error {
    /// The journal ends before a record that a checkpoint knows.
    Cut {
        /// The file.
        path: PathBuf,
        /// The record of the checkpoint.
        seq: u64,
        /// The last of the journal.
        last: u64,
    },
    /// The chain has another hash there.
    Differs {
        /// The file.
        path: PathBuf,
        /// The record.
        seq: u64,
    },
    /// A line is no checkpoint.
    Line(PathBuf, usize),
    /// The journal is damaged.
    Journal(journal::Error),
    /// The system says so.
    Io(PathBuf, io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut { path, seq, last } => write!(
                f,
                "{}: a checkpoint knows record {seq}, and the journal ends with {last}: its end was cut off; restore \
                 it from a backup, or, where an older backup was restored on purpose, move that file away",
                path.display()
            ),
            Self::Differs { path, seq } => write!(
                f,
                "{}: at record {seq} the journal is another one than the checkpoint knows; restore it from a backup",
                path.display()
            ),
            Self::Line(path, line) => write!(f, "{}: line {line} is no checkpoint", path.display()),
            Self::Journal(error) => error.fmt(f),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

fn hexadecimal(hash: &Hash) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

/// Reads a file of checkpoints; none where there is none. A last line that was being written is left out.
///
/// # Errors
/// A line is none, or the file cannot be read.
pub fn read(path: &Path) -> Result<Vec<Checkpoint>, Error> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|e| Error::Io(path.to_owned(), e))?,
    };
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let lines = whole.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read =
        |(number, line)| serde_json::from_str(line).map_err(|_| Error::Line(path.to_owned(), number + 1));
    lines.map(read).collect()
}

/// Compares checkpoints with a journal and its archives; how many were compared. Those of records that are not here
/// and in no archive cannot be.
///
/// # Errors
/// They do not agree, or the journal is damaged.
pub fn compare(
    disk: Arc<dyn Disk>,
    folders: Folders,
    path: &Path,
    checkpoints: &[Checkpoint],
) -> Result<usize, Error> {
    let mut wanted: BTreeMap<u64, &str> = checkpoints.iter().map(|c| (c.seq, &*c.head)).collect();
    let Some((&latest, _)) = wanted.last_key_value() else { return Ok(0) };
    let (mut same, mut differs) = (0, None);
    let verified = verify_up_to(disk, folders, latest, |last, head| match wanted.remove(&last) {
        Some(told) if told == hexadecimal(head) => same += 1,
        Some(_) => differs = differs.or(Some(last)),
        None => {}
    });
    let verified = verified.map_err(Error::Journal)?;
    if latest > verified.last {
        return Err(Error::Cut { path: path.to_owned(), seq: latest, last: verified.last });
    }
    // What is not the end of a batch here was the end of one when the checkpoint was made.
    let strange = wanted.keys().find(|seq| **seq >= verified.first).copied();
    match differs.or(strange) {
        Some(seq) => Err(Error::Differs { path: path.to_owned(), seq }),
        None => Ok(same),
    }
}

/// Compares the last checkpoint with the last segments of a journal: what opening a store can do without reading all.
///
/// # Errors
/// They do not agree.
pub fn compare_last(disk: &Arc<dyn Disk>, folders: &Folders, path: &Path, last: u64) -> Result<(), Error> {
    let Some(checkpoint) = read(path)?.pop() else { return Ok(()) };
    if checkpoint.seq > last {
        return Err(Error::Cut { path: path.to_owned(), seq: checkpoint.seq, last });
    }
    let found = journal::head_at(disk.clone(), folders.clone(), checkpoint.seq).map_err(Error::Journal)?;
    match found.is_some_and(|head| hexadecimal(&head) == checkpoint.head) {
        true => Ok(()),
        false => Err(Error::Differs { path: path.to_owned(), seq: checkpoint.seq }),
    }
}

/// Writes checkpoints.
#[derive(Debug)]
pub struct Keeper {
    path: PathBuf,
    file: File,
    last: u64,
    every: u64,
    longest: Duration,
    since: std::time::Instant,
}

impl Keeper {
    /// Goes on in a file, which is made where there is none: a checkpoint every so many records, or after so long
    /// where there were fewer.
    ///
    /// # Errors
    /// The file is damaged or cannot be written.
    pub fn open(path: &Path, every: u64, longest: Duration) -> Result<Self, Error> {
        let failed = |error| Error::Io(path.to_owned(), error);
        let last = read(path)?.last().map_or(0, |checkpoint| checkpoint.seq);
        let mut file = File::options().create(true).append(true).open(path).map_err(failed)?;
        let text = fs::read(path).map_err(failed)?;
        if text.last().is_some_and(|last| *last != b'\n') {
            // A line that was being written when the power went becomes one of its own, and is cut.
            let whole = text.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
            file.set_len(whole as u64).and_then(|()| file.flush()).map_err(failed)?;
        }
        Ok(Self { path: path.to_owned(), file, last, every, longest, since: std::time::Instant::now() })
    }

    /// Writes one where it is time for it; whether it did. `always`: also where it is not.
    ///
    /// # Errors
    /// The disk fails.
    pub fn keep(&mut self, journal: &Journal, always: bool) -> Result<bool, Error> {
        let (seq, head) = journal.head();
        let count = seq.saturating_sub(self.last);
        let is_time = count >= self.every || self.since.elapsed() >= self.longest || always;
        if count == 0 || !is_time {
            return Ok(false);
        }
        let time = jiff::Timestamp::now();
        let checkpoint = Checkpoint { seq, head: hexadecimal(&head), count, time };
        let line = serde_json::to_string(&checkpoint).unwrap_or_default() + "\n";
        let failed = |error| Error::Io(self.path.clone(), error);
        self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data()).map_err(failed)?;
        (self.last, self.since) = (seq, std::time::Instant::now());
        Ok(true)
    }
}
