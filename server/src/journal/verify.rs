//! Reads a whole journal and proves its chain.

use super::error::Error;
use super::open::Folders;
use super::read::Reader;
use super::record::Hash;
use crate::disk::Disk;
use std::sync::Arc;

/// A journal that was proven whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// The first record there is: 1, or later where earlier segments were archived.
    pub first: u64,
    /// The last.
    pub last: u64,
    /// The hash of everything up to it.
    pub head: Hash,
    /// A batch that nobody was told of lies behind it.
    pub torn: bool,
}

/// Reads every record of a journal and its archives.
///
/// # Errors
/// The first thing that is wrong, with file, place and number.
pub fn verify(disk: Arc<dyn Disk>, folders: impl Into<Folders>) -> Result<Verified, Error> {
    verify_up_to(disk, folders, u64::MAX, |_, _| ())
}

/// The same up to a record, which may be on the medium while more is being written behind it. `see` is told the
/// number of the last record of every batch, and the hash there.
///
/// # Errors
/// As [`verify`].
pub fn verify_up_to(
    disk: Arc<dyn Disk>,
    folders: impl Into<Folders>,
    up_to: u64,
    mut see: impl FnMut(u64, &Hash),
) -> Result<Verified, Error> {
    let mut reader = Reader::new(disk, folders, 0)?;
    let first = reader.position();
    while reader.position() <= up_to && reader.next_batch()?.is_some() {
        see(reader.position() - 1, &reader.head());
    }
    Ok(Verified { first, last: reader.position() - 1, head: reader.head(), torn: reader.was_torn() })
}

/// The hash of everything up to a record; none where no batch ends with it. Only its segment is read.
///
/// # Errors
/// As [`verify`].
pub fn head_at(disk: Arc<dyn Disk>, folders: impl Into<Folders>, record: u64) -> Result<Option<Hash>, Error> {
    let mut reader = Reader::new(disk, folders, record)?;
    while reader.position() <= record && reader.next_batch()?.is_some() {}
    Ok((reader.position() == record + 1).then(|| reader.head()))
}
