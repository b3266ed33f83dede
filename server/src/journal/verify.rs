//! Reads a whole journal and proves its chain.

use super::error::Error;
use super::read::Reader;
use super::record::Hash;
use crate::disk::Disk;
use std::path::Path;
use std::sync::Arc;

/// A journal that was proven whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// The first record there is: 1, or later where earlier segments were archived.
    pub first: u64,
    /// The last.
    pub last: u64,
    /// The hash of the last.
    pub head: Hash,
    /// A batch that nobody was told of lies behind it.
    pub torn: bool,
}

/// Reads every record of a folder of segments.
///
/// # Errors
/// The first thing that is wrong, with file, place and number.
pub fn verify(disk: Arc<dyn Disk>, folder: &Path) -> Result<Verified, Error> {
    let mut reader = Reader::new(disk, folder, 0)?;
    let mut first = None;
    let mut last = 0;
    while let Some(record) = reader.next_record()? {
        first.get_or_insert(record.sequence);
        last = record.sequence;
    }
    Ok(Verified { first: first.unwrap_or(1), last, head: reader.head(), torn: reader.was_torn() })
}
