//! A segment: its name, its header, and where its batches end.
//!
//! Its header takes the first sector: `ONETHING`, the format, the number of its first record, the hash of the
//! batch before, and a CRC-32C.

use super::SECTOR;
use super::error::Error;
use super::frame::{self, Found, HEADER, Header, Sectors};
use super::record::{self, Hash, Record};
use crate::disk::{Disk, File, read_full};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"ONETHING";
/// The format of segments. A newer one refuses an older program; the first was never released.
const FORMAT: u32 = 2;
/// How much is read at a time.
const WINDOW: usize = 1 << 20;

/// The name of a segment that begins with a record.
pub(super) fn name(first: u64) -> String {
    format!("{first:020}")
}

/// The first record of a segment of a name.
pub(super) fn first_of(name: &str) -> Option<u64> {
    (name.len() == 20).then(|| name.parse().ok()).flatten()
}

/// The header of a segment.
pub(super) fn header(first: u64, previous: &Hash) -> [u8; SECTOR] {
    let mut bytes = [0; SECTOR];
    bytes[..8].copy_from_slice(MAGIC);
    bytes[8..12].copy_from_slice(&FORMAT.to_le_bytes());
    bytes[16..24].copy_from_slice(&first.to_le_bytes());
    bytes[24..56].copy_from_slice(previous);
    let crc = crc32c::crc32c(&bytes[..56]);
    bytes[56..60].copy_from_slice(&crc.to_le_bytes());
    bytes
}

/// A segment opened for reading, and how far it was read.
pub(super) struct Segment {
    pub(super) path: PathBuf,
    pub(super) file: Arc<dyn File>,
    pub(super) length: u64,
    /// Where the batches that were read end.
    pub(super) at: u64,
    /// The number of the next record.
    pub(super) next: u64,
    /// The hash of the batch before it.
    pub(super) previous: Hash,
    /// What headers here are bound to.
    pub(super) seed: u32,
    window: Vec<u8>,
    window_at: u64,
}

/// What comes next in a segment.
pub(super) enum Next {
    /// A whole batch.
    Batch(Vec<Record>),
    /// No more: zeros, or a batch that is not whole and was never acknowledged.
    End {
        /// Something of a batch lies here.
        torn: bool,
    },
}

impl Segment {
    /// Opens a segment, which must begin with a record and follow another.
    pub(super) fn open(disk: &dyn Disk, path: &Path, first: u64) -> Result<Self, Error> {
        let file = disk.open(path).map_err(|e| Error::disk(path, e))?;
        let length = file.length().map_err(|e| Error::disk(path, e))?;
        let damaged = |what| Error::Damaged { path: path.to_owned(), offset: 0, sequence: first, what };
        if length < SECTOR as u64 {
            return Err(damaged("its header is cut off"));
        }
        let mut bytes = [0; SECTOR];
        read_full(&*file, &mut bytes, 0).map_err(|e| Error::disk(path, e))?;
        if &bytes[..8] != MAGIC || record::number(&bytes, 56) != crc32c::crc32c(&bytes[..56]) {
            return Err(damaged("its header is not what was written"));
        }
        let format = record::number(&bytes, 8);
        if format != FORMAT {
            return Err(Error::Format { path: path.to_owned(), format, known: FORMAT });
        }
        if record::long(&bytes, 16) != first {
            return Err(damaged("it begins with another record than its name says"));
        }
        let mut previous = [0; 32];
        previous.copy_from_slice(&bytes[24..56]);
        Ok(Self {
            path: path.to_owned(),
            file,
            length,
            at: SECTOR as u64,
            next: first,
            previous,
            seed: frame::seed(&previous),
            window: Vec::new(),
            window_at: 0,
        })
    }

    fn damaged(&self, offset: u64, what: &'static str) -> Error {
        self.damaged_record(offset, self.next, what)
    }

    fn damaged_record(&self, offset: u64, sequence: u64, what: &'static str) -> Error {
        Error::Damaged { path: self.path.clone(), offset, sequence, what }
    }

    /// Bytes at an offset, by way of a window; zeros behind the end.
    fn bytes(&mut self, offset: u64, count: usize) -> Result<&[u8], Error> {
        let end = self.window_at + self.window.len() as u64;
        if offset < self.window_at || offset + count as u64 > end {
            let want = count.max(WINDOW);
            self.window = vec![0; want];
            self.window_at = offset;
            let there = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(want).min(want);
            read_full(&*self.file, &mut self.window[..there], offset)
                .map_err(|e| Error::disk(&self.path, e))?;
        }
        let from = usize::try_from(offset - self.window_at).unwrap_or(0);
        Ok(&self.window[from..from + count])
    }

    fn header_at(&mut self, offset: u64) -> Result<Found, Error> {
        let seed = self.seed;
        let mut bytes = [0; HEADER];
        bytes.copy_from_slice(self.bytes(offset, HEADER)?);
        Ok(frame::header(&bytes, seed))
    }

    /// The next batch. `last`: nothing follows this segment, so its end may be torn.
    pub(super) fn read(&mut self, last: bool) -> Result<Next, Error> {
        let at = frame::place(self.at);
        let header = match self.header_at(at)? {
            Found::Header(header) => header,
            Found::Nothing => return self.ends(last),
            // What is left of a header where the file was cut.
            Found::Damaged if at + HEADER as u64 > self.length => return self.ends(last),
            Found::Damaged => return Err(self.damaged(at, "the header of its batch is not what was written")),
        };
        if header.first != self.next {
            return Err(self.damaged(at, "another batch lies where its own should"));
        }
        let end = frame::end(at, header.length.into());
        if end > self.length {
            // A header is written whole, so it is the file that was cut.
            return self.ends(last);
        }
        let body_at = at + HEADER as u64;
        let count = usize::try_from(end - body_at).unwrap_or(0);
        let body = match frame::unmark(self.bytes(body_at, count)?, body_at) {
            Sectors::Whole(body) => body,
            Sectors::Lacking => return self.ends(last),
            Sectors::Damaged(place) => {
                return Err(
                    self.damaged(body_at + place as u64, "a sector of its batch is not what was written")
                );
            }
        };
        let hash = frame::hash(&self.previous, &header, &body);
        let records = self.records(at, &header, &body)?;
        if hash[..16] != header.hash {
            return Err(self.damaged(at, "its batch does not follow the one before it"));
        }
        (self.at, self.next, self.previous) = (end, self.next + u64::from(header.count), hash);
        Ok(Next::Batch(records))
    }

    /// The records of a body.
    fn records(&self, at: u64, header: &Header, mut body: &[u8]) -> Result<Vec<Record>, Error> {
        let whole = body.len();
        let mut records = Vec::with_capacity(whole.min(header.count as usize));
        for sequence in (header.first..).take(header.count as usize) {
            let offset = frame::physical(at, (whole - body.len()) as u64);
            let damaged = |what| self.damaged_record(offset, sequence, what);
            let head = record::head(body, header.base);
            let head = head.ok_or_else(|| damaged("its head is not what was written"))?;
            let payload = body.get(head.own..head.own + head.length);
            let payload = payload.ok_or_else(|| damaged("it is longer than its batch"))?;
            if !head.is_of(sequence, payload) {
                return Err(damaged("it is not what was written"));
            }
            records.push(Record { sequence, at: head.at, kind: head.kind, payload: payload.to_vec() });
            body = &body[head.own + head.length..];
        }
        match body.is_empty() {
            true => Ok(records),
            false => Err(self.damaged(at, "its batch has more than its records")),
        }
    }

    /// The end of the records, unless something behind it proves that there were more.
    fn ends(&mut self, last: bool) -> Result<Next, Error> {
        if !last {
            return Err(self.damaged(self.at, "records are missing before the next segment"));
        }
        let mut torn = false;
        let mut at = self.at;
        while at < self.length {
            let count = usize::try_from(self.length - at).unwrap_or(WINDOW).min(WINDOW);
            let Some(place) = self.bytes(at, count)?.iter().position(|b| *b != 0) else {
                at += count as u64;
                continue;
            };
            torn = true;
            at += place as u64;
            // Batches begin anywhere: wherever there is something, one may.
            let end = ((at / SECTOR as u64 + 1) * SECTOR as u64).min(self.length);
            if self.is_followed(at, end)? {
                // A batch is begun only when the one before it is on the medium.
                return Err(self.damaged(self.at, "a later batch was written, and this one is not whole"));
            }
            at = end;
        }
        Ok(Next::End { torn })
    }

    /// Whether a later batch begins between two offsets.
    fn is_followed(&mut self, from: u64, to: u64) -> Result<bool, Error> {
        let (next, seed) = (self.next, self.seed);
        let count = usize::try_from(to - from).unwrap_or(0) + HEADER - 1;
        let mut places = self.bytes(from, count)?.array_windows::<HEADER>();
        // Its number alone rules out nearly everything.
        Ok(places.any(|bytes| {
            record::long(bytes, 8).wrapping_sub(next + 1) < 1 << 40
                && matches!(frame::header(bytes, seed), Found::Header(_))
        }))
    }

    /// Puts zeros where something torn lies behind the end.
    pub(super) fn clean(&mut self) -> Result<(), Error> {
        let failed = |error| Error::disk(&self.path, error);
        crate::disk::fill_from(&*self.file, self.at, self.length).map_err(failed)?;
        self.window.clear();
        Ok(())
    }
}
