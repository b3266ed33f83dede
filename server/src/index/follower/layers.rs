//! Changes that are not in the index yet: those that come in, and those that are being applied.

use super::super::Change;
use super::Lag;
use std::collections::BTreeMap;
use std::ops::Bound;

/// A change as a reader sees it.
pub(super) type Seen<'s> = (&'s [u8], Option<&'s [u8]>);

/// One change for each key, in order.
#[derive(Default)]
pub(super) struct Layer {
    changes: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    bytes: usize,
}

impl Layer {
    /// Adds a change; it takes the place of an earlier one of the same key.
    pub fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        let length = |value: &Option<Vec<u8>>| value.as_ref().map_or(0, Vec::len);
        let key_length = key.len();
        self.bytes += length(&value);
        match self.changes.insert(key, value) {
            Some(before) => self.bytes -= length(&before),
            None => self.bytes += key_length,
        }
    }

    /// The change of a key: outside, whether there is one; inside, the row after it.
    pub fn get(&self, key: &[u8]) -> Option<Option<&[u8]>> {
        self.changes.get(key).map(Option::as_deref)
    }

    /// Changes of a range that is not empty, in order.
    pub fn range<'s>(
        &'s self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        reverse: bool,
    ) -> Box<dyn Iterator<Item = Seen<'s>> + 's> {
        let range = self.changes.range::<[u8], _>((from, to));
        let range = range.map(|(key, value)| (key.as_slice(), value.as_deref()));
        if reverse { Box::new(range.rev()) } else { Box::new(range) }
    }

    pub fn lag(&self) -> Lag {
        Lag { rows: self.changes.len(), bytes: self.bytes }
    }
}

/// What is being applied, and the sequence that it brings the index to.
pub(super) struct Batch {
    pub layer: Layer,
    pub sequence: u64,
}

impl Batch {
    /// A copy of the changes: readers go on looking at the batch while the index applies it.
    pub fn changes(&self) -> Vec<Change> {
        self.layer.changes.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}
