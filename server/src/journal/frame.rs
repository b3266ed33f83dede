//! One batch, as it lies on the disk. All numbers little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 0–3 | bytes of the body |
//! | 4–7 | how many records it has |
//! | 8–15 | number of the first, from 1 without gaps |
//! | 16–23 | time of the first, milliseconds since 1970 |
//! | 24–39 | the first half of BLAKE3 over the hash of the batch before, bytes 0–23 and the body |
//! | 40–43 | CRC-32C of bytes 0–39, begun with that of the hash in the segment's header |
//! | 44– | body: records, one behind the other |
//!
//! A batch begins right behind the one before. Two things let a batch that was torn by a crash be told from one
//! that rotted later, on a disk that writes sectors whole:
//! - a header never lies across two sectors: where one does not fit, zeros are left and it begins with the next;
//! - in every sector that a body goes on in stands a **mark** first, which is no part of the body. So a sector of it
//!   that was never written is known by its zeros, whatever the body says there, and no single flipped bit makes one.

use super::SECTOR;
use super::record::{Hash, long, number};

/// Bytes of a header.
pub(super) const HEADER: usize = 44;
/// What stands first in every sector that a body goes on in.
pub(super) const MARK: u8 = 0xa5;
/// Bytes of a body in one of these.
const OF_SECTOR: u64 = SECTOR as u64 - 1;
/// Bytes that a batch takes beside its body and marks, at most: zeros before its header, and the header.
const BESIDE: u64 = 2 * HEADER as u64;

/// A header that was read and is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// Bytes of the body.
    pub(super) length: u32,
    /// How many records.
    pub(super) count: u32,
    /// The number of the first.
    pub(super) first: u64,
    /// Its time.
    pub(super) base: i64,
    /// The first half of the hash.
    pub(super) hash: [u8; 16],
}

/// What stands where a header may be.
pub(super) enum Found {
    /// Zeros.
    Nothing,
    /// A whole header.
    Header(Header),
    /// Something else.
    Damaged,
}

/// Where the header of the next batch lies, behind one that ends at an offset.
pub(super) fn place(end: u64) -> u64 {
    let sector = SECTOR as u64;
    let left = sector - end % sector;
    if left < HEADER as u64 { end + left } else { end }
}

/// Where a byte of a body lies whose header lies at an offset; of the byte behind its last, no earlier than its end.
pub(super) fn physical(header: u64, at: u64) -> u64 {
    let body = header + HEADER as u64;
    let room = body.next_multiple_of(SECTOR as u64) - body;
    match at.checked_sub(room) {
        None => body + at,
        Some(rest) => body + room + rest / OF_SECTOR * SECTOR as u64 + 1 + rest % OF_SECTOR,
    }
}

/// Where a batch ends.
pub(super) fn end(header: u64, length: u64) -> u64 {
    match length.checked_sub(1) {
        Some(last) => physical(header, last) + 1,
        None => header + HEADER as u64,
    }
}

/// Most bytes that a body takes of a segment, wherever its batch begins.
pub(super) fn most(body: u64) -> u64 {
    BESIDE + body + body / OF_SECTOR + 2
}

/// What headers of a segment are bound to: they mean nothing in another one.
pub(super) fn seed(segment: &Hash) -> u32 {
    crc32c::crc32c(segment)
}

/// Lays out a batch that is to begin at an offset; the hash that stands for everything up to its end.
pub(super) fn write(
    buffer: &mut Vec<u8>,
    at: u64,
    header: &Header,
    body: &[u8],
    previous: &Hash,
    seed: u32,
) -> Hash {
    let mut bytes = [0; HEADER];
    bytes[..4].copy_from_slice(&header.length.to_le_bytes());
    bytes[4..8].copy_from_slice(&header.count.to_le_bytes());
    bytes[8..16].copy_from_slice(&header.first.to_le_bytes());
    bytes[16..24].copy_from_slice(&header.base.to_le_bytes());
    let hash = hash(previous, header, body);
    bytes[24..40].copy_from_slice(&hash[..16]);
    let crc = crc32c::crc32c_append(seed, &bytes[..40]);
    bytes[40..].copy_from_slice(&crc.to_le_bytes());
    buffer.extend_from_slice(&bytes);
    let mut rest = body;
    let start = at + HEADER as u64;
    let room = start.next_multiple_of(SECTOR as u64) - start;
    let (now, after) = rest.split_at(rest.len().min(usize::try_from(room).unwrap_or(0)));
    buffer.extend_from_slice(now);
    rest = after;
    for piece in rest.chunks(SECTOR - 1) {
        buffer.push(MARK);
        buffer.extend_from_slice(piece);
    }
    hash
}

/// The hash of everything up to the end of a batch.
pub(super) fn hash(previous: &Hash, header: &Header, body: &[u8]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous);
    hasher.update(&header.length.to_le_bytes());
    hasher.update(&header.count.to_le_bytes());
    hasher.update(&header.first.to_le_bytes());
    hasher.update(&header.base.to_le_bytes());
    hasher.update(body);
    *hasher.finalize().as_bytes()
}

/// Reads what may be a header.
pub(super) fn header(bytes: &[u8; HEADER], seed: u32) -> Found {
    if bytes.iter().all(|b| *b == 0) {
        return Found::Nothing;
    }
    if number(bytes, 40) != crc32c::crc32c_append(seed, &bytes[..40]) {
        return Found::Damaged;
    }
    let mut hash = [0; 16];
    hash.copy_from_slice(&bytes[24..40]);
    Found::Header(Header {
        length: number(bytes, 0),
        count: number(bytes, 4),
        first: long(bytes, 8),
        base: i64::from_le_bytes(long(bytes, 16).to_le_bytes()),
        hash,
    })
}

/// What the sectors of a body are.
pub(super) enum Sectors {
    /// All written: the body.
    Whole(Vec<u8>),
    /// One was never written.
    Lacking,
    /// One is neither; where in the bytes.
    Damaged(usize),
}

/// Takes the marks out of bytes that lie from an offset on, which is that of a part of a body.
pub(super) fn unmark(bytes: &[u8], at: u64) -> Sectors {
    let room = usize::try_from(at.next_multiple_of(SECTOR as u64) - at).unwrap_or(0);
    let (first, rest) = bytes.split_at(room.min(bytes.len()));
    let mut body = Vec::with_capacity(bytes.len());
    body.extend_from_slice(first);
    let mut damaged = None;
    for (number, sector) in rest.chunks(SECTOR).enumerate() {
        match sector.split_first() {
            Some((&MARK, piece)) => body.extend_from_slice(piece),
            _ if sector.iter().all(|b| *b == 0) => return Sectors::Lacking,
            _ => damaged = damaged.or(Some(first.len() + number * SECTOR)),
        }
    }
    damaged.map_or(Sectors::Whole(body), Sectors::Damaged)
}

#[cfg(test)]
mod tests {
    use super::{HEADER, Header, SECTOR, Sectors, end, most, physical, place, unmark, write};

    #[test]
    fn a_body_is_laid_out_between_marks_and_found_again() {
        for at in [0, 1, 300, SECTOR - HEADER, SECTOR, 4 * SECTOR - HEADER - 1].map(|at| at as u64) {
            for length in [0, 1, 50, 423, 424, 467, 468, 469, 511, 512, 979, 980, 3_000] {
                let body: Vec<u8> = (0..length).map(|n: u32| n.to_le_bytes()[0]).collect();
                let header = Header { length, count: 1, first: 1, base: 0, hash: [0; 16] };
                let mut buffer = Vec::new();
                write(&mut buffer, at, &header, &body, &[0; 32], 0);
                assert_eq!(at + buffer.len() as u64, end(at, length.into()), "{at}, {length}");
                assert!(buffer.len() as u64 + 43 <= most(length.into()));
                let Sectors::Whole(read) = unmark(&buffer[HEADER..], at + HEADER as u64) else {
                    panic!("{at}, {length}")
                };
                assert_eq!(read, body);
                for (number, byte) in (0_u64..).zip(&body) {
                    let there = usize::try_from(physical(at, number) - at).unwrap();
                    assert_eq!(buffer[there], *byte, "{at}, {length}, {number}");
                }
            }
        }
    }

    #[test]
    fn a_header_never_lies_across_two_sectors() {
        for end in 0..2_000 {
            let at = place(end);
            assert!(at >= end && at - end < HEADER as u64);
            assert!(at % SECTOR as u64 + HEADER as u64 <= SECTOR as u64);
        }
    }
}
