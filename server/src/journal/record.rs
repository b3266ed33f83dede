//! One record, as it lies on the disk. All numbers little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 0–3 | length of the payload |
//! | 4–7 | CRC-32C of the payload |
//! | 8–15 | number, from 1 without gaps |
//! | 16–23 | time, milliseconds since 1970 |
//! | 24–55 | BLAKE3 of the record before, header and payload; zeros for the first |
//! | 56 | kind |
//! | 57 | 1: the first of its batch, 2: the last of it, 3: both |
//! | 58–59 | zeros |
//! | 60–63 | CRC-32C of bytes 0–59 |
//! | 64– | payload, then zeros up to a multiple of 64 |
//!
//! So a header never lies across two sectors.

/// Bytes of a header, and the multiple at which records begin.
pub(super) const HEADER: usize = 64;
/// Longest payload, in bytes.
pub(super) const LONGEST: usize = 8 << 20;

/// BLAKE3 of a record.
pub type Hash = [u8; 32];

/// What a record is about; the journal itself does not look into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u8);

/// A record that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number.
    pub sequence: u64,
    /// When it was written, in milliseconds since 1970.
    pub at: i64,
    /// What it is about.
    pub kind: Kind,
    /// What it says.
    pub payload: Vec<u8>,
}

/// A header that was read and is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) length: usize,
    pub(super) payload_crc: u32,
    pub(super) sequence: u64,
    pub(super) at: i64,
    pub(super) previous: Hash,
    pub(super) kind: Kind,
    pub(super) is_first: bool,
    pub(super) is_last: bool,
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

/// How many bytes a record takes.
pub(super) fn span(payload: usize) -> usize {
    (HEADER + payload).next_multiple_of(HEADER)
}

/// Writes a record behind what is in a buffer; its hash.
pub(super) fn write(buffer: &mut Vec<u8>, header: &Header, payload: &[u8]) -> Hash {
    let start = buffer.len();
    let mut bytes = [0; HEADER];
    bytes[0..4].copy_from_slice(&u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes[4..8].copy_from_slice(&crc32c::crc32c(payload).to_le_bytes());
    bytes[8..16].copy_from_slice(&header.sequence.to_le_bytes());
    bytes[16..24].copy_from_slice(&header.at.to_le_bytes());
    bytes[24..56].copy_from_slice(&header.previous);
    bytes[56] = header.kind.0;
    bytes[57] = u8::from(header.is_first) | u8::from(header.is_last) << 1;
    let crc = crc32c::crc32c(&bytes[..60]);
    bytes[60..64].copy_from_slice(&crc.to_le_bytes());
    buffer.extend_from_slice(&bytes);
    buffer.extend_from_slice(payload);
    let hash = hash(&buffer[start..]);
    buffer.resize(start + span(payload.len()), 0);
    hash
}

/// The hash of a record's header and payload.
pub(super) fn hash(bytes: &[u8]) -> Hash {
    *blake3::hash(bytes).as_bytes()
}

/// Reads what may be a header.
pub(super) fn header(bytes: &[u8; HEADER]) -> Found {
    if bytes.iter().all(|b| *b == 0) {
        return Found::Nothing;
    }
    if number(bytes, 60) != crc32c::crc32c(&bytes[..60]) {
        return Found::Damaged;
    }
    let mut previous = [0; 32];
    previous.copy_from_slice(&bytes[24..56]);
    Found::Header(Header {
        length: number(bytes, 0) as usize,
        payload_crc: number(bytes, 4),
        sequence: long(bytes, 8),
        at: i64::from_le_bytes(long(bytes, 16).to_le_bytes()),
        previous,
        kind: Kind(bytes[56]),
        is_first: bytes[57] & 1 == 1,
        is_last: bytes[57] & 2 == 2,
    })
}

pub(super) fn number(bytes: &[u8], at: usize) -> u32 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(four)
}

pub(super) fn long(bytes: &[u8], at: usize) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(eight)
}
