//! How rows lie in sled. Sixteen rows share a page there, and a page beyond 128 KiB goes into a file of its own
//! that is never synced; so long values are cut into parts.
//!
//! ```text
//! 0                    the manifest
//! 1 key                0 value                                    a short value
//! 1 key                1 length hash first part                   a long one
//! 2 key number         part                                       and what follows
//! ```

use super::super::{Error, Row};
use std::ops::Bound;
use twox_hash::XxHash3_128;

/// Most bytes of a part.
pub(super) const PART: usize = 3_000;
/// The key of the manifest.
pub(super) const MANIFEST: [u8; 1] = [0];

const ROW: u8 = 1;
const MORE: u8 = 2;
const WHOLE: u8 = 0;
const CUT: u8 = 1;
/// Tag, length and hash before the first part of a long value.
const CUT_HEADER: usize = 1 + 8 + 16;

/// The stored key of a row.
pub(super) fn row_key(key: &[u8]) -> Vec<u8> {
    stored(ROW, key, &[])
}

/// The stored key of a part after the first; parts are numbered from 1.
pub(super) fn part_key(key: &[u8], number: u32) -> Vec<u8> {
    stored(MORE, key, &number.to_be_bytes())
}

fn stored(region: u8, key: &[u8], end: &[u8]) -> Vec<u8> {
    let mut stored = Vec::with_capacity(1 + key.len() + end.len());
    stored.push(region);
    stored.extend_from_slice(key);
    stored.extend_from_slice(end);
    stored
}

/// The stored range of a range of keys.
pub(super) fn range(from: Bound<&[u8]>, to: Bound<&[u8]>) -> (Bound<Vec<u8>>, Bound<Vec<u8>>) {
    let from = match from {
        Bound::Included(key) => Bound::Included(row_key(key)),
        Bound::Excluded(key) => Bound::Excluded(row_key(key)),
        Bound::Unbounded => Bound::Included(vec![ROW]),
    };
    let to = match to {
        Bound::Included(key) => Bound::Included(row_key(key)),
        Bound::Excluded(key) => Bound::Excluded(row_key(key)),
        Bound::Unbounded => Bound::Excluded(vec![MORE]),
    };
    (from, to)
}

/// The family that a stored key belongs to, and whether it is a row of its own; none of the manifest.
pub(super) fn family(stored: &[u8]) -> Option<(u8, bool)> {
    match stored {
        [ROW, family, ..] => Some((*family, true)),
        [MORE, family, ..] => Some((*family, false)),
        _ => None,
    }
}

/// The stored rows of one row, in order.
pub(super) fn encode(key: &[u8], value: &[u8]) -> Vec<Row> {
    if value.len() <= PART {
        let mut whole = Vec::with_capacity(1 + value.len());
        whole.push(WHOLE);
        whole.extend_from_slice(value);
        return vec![(row_key(key), whole)];
    }
    let (first, rest) = value.split_at(PART - CUT_HEADER);
    let mut header = Vec::with_capacity(PART);
    header.push(CUT);
    header.extend((value.len() as u64).to_be_bytes());
    header.extend(XxHash3_128::oneshot(value).to_be_bytes());
    header.extend_from_slice(first);
    let mut rows = vec![(row_key(key), header)];
    rows.extend((1..).zip(rest.chunks(PART)).map(|(number, part)| (part_key(key, number), part.to_vec())));
    rows
}

/// A value that is read.
pub(super) enum Read {
    /// It is there.
    Whole(Vec<u8>),
    /// It has more parts.
    Cut(Cut),
}

/// What the first part of a long value tells.
pub(super) struct Cut {
    bytes: Vec<u8>,
    length: usize,
    hash: u128,
}

/// Reads the stored value of a row.
pub(super) fn decode(stored: &[u8]) -> Result<Read, Error> {
    let wrong = || Error::Damaged("a row is not as it was written".to_owned());
    match stored.split_first() {
        Some((&WHOLE, value)) => Ok(Read::Whole(value.to_vec())),
        Some((&CUT, rest)) => {
            let (length, rest) = rest.split_first_chunk().ok_or_else(wrong)?;
            let (hash, first) = rest.split_first_chunk().ok_or_else(wrong)?;
            let length = usize::try_from(u64::from_be_bytes(*length)).map_err(|_| wrong())?;
            Ok(Read::Cut(Cut { bytes: first.to_vec(), length, hash: u128::from_be_bytes(*hash) }))
        }
        _ => Err(wrong()),
    }
}

impl Cut {
    /// How many parts follow the first.
    pub fn parts(&self) -> u32 {
        u32::try_from(self.length.saturating_sub(PART - CUT_HEADER).div_ceil(PART)).unwrap_or(u32::MAX)
    }

    /// Puts the parts together; none where they do not belong together, as when the row was changed meanwhile.
    pub fn join<E>(
        mut self,
        mut part: impl FnMut(u32) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<Option<Vec<u8>>, E> {
        for number in 1..=self.parts() {
            match part(number)? {
                Some(more) => self.bytes.extend(more),
                None => return Ok(None),
            }
        }
        let is_whole = self.bytes.len() == self.length && XxHash3_128::oneshot(&self.bytes) == self.hash;
        Ok(is_whole.then_some(self.bytes))
    }
}
