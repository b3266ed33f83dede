//! What an index says of itself: the sequence it stands at, and per family how many rows there are and a hash of
//! them all. It is written in the same batch as the rows, so on opening both agree or something is damaged.

use super::super::Error;
use std::collections::BTreeMap;
use twox_hash::XxHash3_128;

const FORMAT: u8 = 1;

/// Rows of one family, without regard to their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// Rows as the user knows them.
    pub rows: u64,
    /// Hashes of all rows as they are stored, added up.
    pub hash: u128,
}

/// Sequence, layout and sums.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub layout: u32,
    pub applied: u64,
    pub families: BTreeMap<u8, Sum>,
}

/// The hash of a stored row. The key goes in as the seed of the value's, so that where the one ends and the other
/// begins is part of it.
pub(super) fn row_hash(key: &[u8], value: &[u8]) -> u128 {
    let low = XxHash3_128::oneshot(key).to_le_bytes();
    let mut seed = [0; 8];
    seed.copy_from_slice(&low[..8]);
    XxHash3_128::oneshot_with_seed(u64::from_le_bytes(seed), value)
}

impl Manifest {
    /// Families that have rows; others are as if they had never been.
    pub fn settle(&mut self) {
        self.families.retain(|_, sum| *sum != Sum::default());
    }

    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        bytes.extend(self.layout.to_be_bytes());
        bytes.extend(self.applied.to_be_bytes());
        for (family, sum) in &self.families {
            bytes.push(*family);
            bytes.extend(sum.rows.to_be_bytes());
            bytes.extend(sum.hash.to_be_bytes());
        }
        let check = XxHash3_128::oneshot(&bytes);
        bytes.extend(check.to_be_bytes());
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(bytes).ok_or_else(|| Error::Damaged("its manifest is not what was written".to_owned()))
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(16)?)?;
        if XxHash3_128::oneshot(body).to_be_bytes() != check {
            return None;
        }
        let (format, body) = body.split_first()?;
        if *format != FORMAT {
            return None;
        }
        let (layout, body) = body.split_first_chunk()?;
        let (applied, body) = body.split_first_chunk()?;
        let mut manifest = Self {
            layout: u32::from_be_bytes(*layout),
            applied: u64::from_be_bytes(*applied),
            families: BTreeMap::new(),
        };
        for family in body.chunks(25) {
            let (byte, sum) = family.split_first()?;
            let (rows, hash) = sum.split_first_chunk()?;
            let sum =
                Sum { rows: u64::from_be_bytes(*rows), hash: u128::from_be_bytes(hash.try_into().ok()?) };
            manifest.families.insert(*byte, sum);
        }
        Some(manifest)
    }
}

#[cfg(test)]
mod tests {
    use super::{Manifest, Sum, row_hash};
    use std::collections::BTreeMap;

    #[test]
    fn a_manifest_is_read_as_written_or_refused() {
        let families =
            BTreeMap::from([(1, Sum { rows: 3, hash: u128::MAX }), (200, Sum { rows: 0, hash: 7 })]);
        let manifest = Manifest { layout: 5, applied: 1 << 40, families };
        let bytes = manifest.encode();
        assert_eq!(Manifest::decode(&bytes).unwrap(), manifest);
        for at in 0..bytes.len() {
            let mut rotten = bytes.clone();
            rotten[at] ^= 4;
            assert!(Manifest::decode(&rotten).is_err(), "byte {at}");
            assert!(Manifest::decode(&bytes[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn the_end_of_the_key_counts() {
        assert_ne!(row_hash(b"ab", b"c"), row_hash(b"a", b"bc"));
        assert_ne!(row_hash(b"", b"abc"), row_hash(b"abc", b""));
    }
}
