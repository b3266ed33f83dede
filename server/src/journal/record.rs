//! One record, as it stands in the body of its batch:
//!
//! | bytes | what |
//! |---|---|
//! | 1–4 | length of the payload, seven bits a byte, the lowest first |
//! | 1 | kind |
//! | 1–10 | milliseconds since the batch's time, the sign in the lowest bit, written like the length |
//! | 4 | CRC-32C of the record's number, time, kind and payload |
//! | … | payload |
//!
//! Its number is not written: it follows from that of the batch's first. The CRC tells of a single record that was
//! looked up whether it is the one that was asked for, and whole; the hash of the batch tells it of all together.

/// Longest payload, in bytes.
pub(super) const LONGEST: usize = 8 << 20;
/// Most bytes of a record before its payload.
pub(super) const LONGEST_HEAD: usize = 4 + 1 + 10 + 4;

/// BLAKE3 of everything up to the end of a batch.
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

/// What stands before a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Bytes of the head itself.
    pub(super) own: usize,
    /// Bytes of the payload.
    pub(super) length: usize,
    pub(super) kind: Kind,
    pub(super) at: i64,
    crc: u32,
}

/// Most bytes that a record takes of a body.
pub(super) fn most(payload: usize) -> usize {
    LONGEST_HEAD + payload
}

/// Writes a record behind what is in a body; `base` is the time of the batch.
pub(super) fn write(body: &mut Vec<u8>, base: i64, sequence: u64, at: i64, kind: Kind, payload: &[u8]) {
    write_varint(body, payload.len() as u64);
    body.push(kind.0);
    write_varint(body, zigzag(at.wrapping_sub(base)));
    body.extend(crc(sequence, at, kind, payload).to_le_bytes());
    body.extend_from_slice(payload);
}

/// Reads the head of a record from the beginning of some bytes; none where it is none.
pub(super) fn head(bytes: &[u8], base: i64) -> Option<Head> {
    let mut rest = bytes;
    let length = usize::try_from(read_varint(&mut rest)?).ok()?;
    let (kind, after) = rest.split_first()?;
    rest = after;
    let at = base.wrapping_add(unzigzag(read_varint(&mut rest)?));
    let (crc, rest) = rest.split_first_chunk::<4>()?;
    let own = bytes.len() - rest.len();
    (length <= LONGEST).then_some(Head { own, length, kind: Kind(*kind), at, crc: u32::from_le_bytes(*crc) })
}

impl Head {
    /// Whether a payload is the one that was written under a number.
    pub(super) fn is_of(&self, sequence: u64, payload: &[u8]) -> bool {
        payload.len() == self.length && crc(sequence, self.at, self.kind, payload) == self.crc
    }
}

fn crc(sequence: u64, at: i64, kind: Kind, payload: &[u8]) -> u32 {
    let mut head = [0; 17];
    head[..8].copy_from_slice(&sequence.to_le_bytes());
    head[8..16].copy_from_slice(&at.to_le_bytes());
    head[16] = kind.0;
    crc32c::crc32c_append(crc32c::crc32c(&head), payload)
}

fn zigzag(number: i64) -> u64 {
    u64::from_le_bytes(((number << 1) ^ (number >> 63)).to_le_bytes())
}

fn unzigzag(number: u64) -> i64 {
    i64::from_le_bytes((number >> 1).to_le_bytes()) ^ -i64::from_le_bytes((number & 1).to_le_bytes())
}

fn write_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for place in 0..10 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
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

#[cfg(test)]
mod tests {
    use super::{Kind, head, write};

    #[test]
    fn what_is_written_is_read() {
        for (base, at) in
            [(0, 0), (5, 4), (i64::MAX, i64::MIN), (i64::MIN, i64::MAX), (-7, 1_772_413_200_000)]
        {
            for length in [0, 1, 127, 128, 20_000] {
                let payload = vec![9; length];
                let mut body = Vec::new();
                write(&mut body, base, 42, at, Kind(7), &payload);
                let head = head(&body, base).unwrap();
                assert_eq!((head.length, head.kind, head.at), (length, Kind(7), at));
                assert_eq!(&body[head.own..], payload);
                assert!(head.is_of(42, &payload) && !head.is_of(43, &payload));
            }
        }
    }
}
