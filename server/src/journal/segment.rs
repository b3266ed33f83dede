//! A segment: its name, its header, and where its records end.
//!
//! Its header takes the first sector: `ONETHING`, the format, the number of its first record, the hash of the
//! record before, and a CRC-32C.

use super::SECTOR;
use super::error::Error;
use super::record::{self, Found, HEADER, Hash, Header, LONGEST, Record};
use crate::disk::{Disk, File, read_full};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"ONETHING";
/// The format of segments. A newer one refuses an older program.
const FORMAT: u32 = 1;
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
    /// Where the next record begins.
    pub(super) at: u64,
    /// The number of the next record.
    pub(super) next: u64,
    /// The hash of the record before it.
    pub(super) previous: Hash,
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

/// A piece of a batch.
enum Piece {
    Record {
        record: Record,
        is_last: bool,
    },
    /// It is not all there, as after a crash.
    Torn,
}

impl Segment {
    /// Opens a segment, which must begin with a record and follow another.
    pub(super) fn open(disk: &dyn Disk, path: &Path, first: u64) -> Result<Self, Error> {
        let file = disk.open(path).map_err(|e| Error::disk(path, e))?;
        let length = file.length().map_err(|e| Error::disk(path, e))?;
        let mut segment = Self {
            path: path.to_owned(),
            file,
            length,
            at: SECTOR as u64,
            next: first,
            previous: [0; 32],
            window: Vec::new(),
            window_at: 0,
        };
        let damaged = |what| Error::Damaged { path: path.to_owned(), offset: 0, sequence: first, what };
        if length < SECTOR as u64 {
            return Err(damaged("its header is cut off"));
        }
        let mut bytes = [0; SECTOR];
        read_full(&*segment.file, &mut bytes, 0).map_err(|e| Error::disk(path, e))?;
        if &bytes[..8] != MAGIC || record::number(&bytes, 56) != crc32c::crc32c(&bytes[..56]) {
            return Err(damaged("its header is not what was written"));
        }
        let format = record::number(&bytes, 8);
        if format > FORMAT {
            return Err(Error::Newer { path: path.to_owned(), format });
        }
        if record::long(&bytes, 16) != first {
            return Err(damaged("it begins with another record than its name says"));
        }
        segment.previous.copy_from_slice(&bytes[24..56]);
        Ok(segment)
    }

    fn damaged(&self, offset: u64, what: &'static str) -> Error {
        Error::Damaged { path: self.path.clone(), offset, sequence: self.next, what }
    }

    /// Bytes at an offset, by way of a window; zeros behind the end.
    fn bytes(&mut self, offset: u64, count: usize) -> Result<&[u8], Error> {
        let end = self.window_at + self.window.len() as u64;
        if offset < self.window_at || offset + count as u64 > end {
            let want = count.max(WINDOW);
            self.window.clear();
            self.window.resize(want, 0);
            self.window_at = offset;
            let there = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(want).min(want);
            read_full(&*self.file, &mut self.window[..there], offset)
                .map_err(|e| Error::disk(&self.path, e))?;
        }
        let from = usize::try_from(offset - self.window_at).unwrap_or(0);
        Ok(&self.window[from..from + count])
    }

    fn header_at(&mut self, offset: u64) -> Result<Found, Error> {
        let mut bytes = [0; HEADER];
        bytes.copy_from_slice(self.bytes(offset, HEADER)?);
        Ok(record::header(&bytes))
    }

    /// The next batch. `last`: nothing follows this segment, so its end may be torn.
    pub(super) fn read(&mut self, last: bool) -> Result<Next, Error> {
        let start = (self.at, self.next, self.previous);
        let mut batch = Vec::new();
        loop {
            match self.piece(batch.is_empty())? {
                Piece::Record { record, is_last } => {
                    batch.push(record);
                    if is_last {
                        self.at = self.at.next_multiple_of(SECTOR as u64);
                        return Ok(Next::Batch(batch));
                    }
                }
                Piece::Torn => {
                    (self.at, self.next, self.previous) = start;
                    return self.ends(last);
                }
            }
        }
    }

    fn piece(&mut self, is_first: bool) -> Result<Piece, Error> {
        let at = self.at;
        let header = match self.header_at(at)? {
            Found::Header(header) => header,
            Found::Damaged => return Err(self.damaged(at, "its header is not what was written")),
            Found::Nothing => return Ok(Piece::Torn),
        };
        if header.sequence != self.next || header.is_first != is_first {
            // Of another batch, whose beginning is not here.
            return Ok(Piece::Torn);
        }
        if header.previous != self.previous {
            return Err(self.damaged(at, "it does not follow the record before it"));
        }
        if header.length > LONGEST || at + span(&header) > self.length {
            return Err(self.damaged(at, "it is longer than its segment"));
        }
        let whole = self.bytes(at, HEADER + header.length)?;
        let payload = whole[HEADER..].to_vec();
        let hash = record::hash(whole);
        if crc32c::crc32c(&payload) != header.payload_crc {
            return if self.lacks_a_sector(at, &header)? {
                Ok(Piece::Torn)
            } else {
                Err(self.damaged(at, "its payload is not what was written"))
            };
        }
        self.at = at + span(&header);
        self.next += 1;
        self.previous = hash;
        let record = Record { sequence: header.sequence, at: header.at, kind: header.kind, payload };
        Ok(Piece::Record { record, is_last: header.is_last })
    }

    /// Whether a sector behind the one of its header is still zeros.
    fn lacks_a_sector(&mut self, at: u64, header: &Header) -> Result<bool, Error> {
        let end = at + (HEADER + header.length) as u64;
        let mut sector = (at + 1).next_multiple_of(SECTOR as u64);
        while sector < end {
            let count = usize::try_from(end - sector).unwrap_or(SECTOR).min(SECTOR);
            if self.bytes(sector, count)?.iter().all(|b| *b == 0) {
                return Ok(true);
            }
            sector += SECTOR as u64;
        }
        Ok(false)
    }

    /// The end of the records, unless something behind it proves that there were more.
    fn ends(&mut self, last: bool) -> Result<Next, Error> {
        if !last {
            return Err(self.damaged(self.at, "records are missing before the next segment"));
        }
        let mut torn = false;
        let mut sector = self.at;
        while sector < self.length {
            let count = usize::try_from(self.length - sector).unwrap_or(SECTOR).min(SECTOR);
            let zeros = self.bytes(sector, count)?.iter().all(|b| *b == 0);
            torn |= !zeros;
            if !zeros
                && let Found::Header(header) = self.header_at(sector)?
                && header.is_first
                && header.sequence > self.next
            {
                // A batch is begun only when the one before it is on the medium.
                return Err(self.damaged(self.at, "a later batch was written, and this one is not whole"));
            }
            sector += SECTOR as u64;
        }
        Ok(Next::End { torn })
    }

    /// Puts zeros where something torn lies behind the end.
    pub(super) fn clean(&mut self) -> Result<(), Error> {
        let failed = |error| Error::disk(&self.path, error);
        crate::disk::fill_from(&*self.file, self.at, self.length).map_err(failed)?;
        self.window.clear();
        Ok(())
    }
}

fn span(header: &Header) -> u64 {
    record::span(header.length) as u64
}
