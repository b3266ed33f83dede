//! Changes that are not in the index yet: those that come in, and those that are being applied.

use super::super::{Change, Late};
use super::Lag;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// The row after a change: none where there is none any more.
pub(super) type Value<'s> = Option<Cow<'s, [u8]>>;
/// A change as a reader sees it.
pub(super) type Seen<'s> = (&'s [u8], Value<'s>);

/// What a key has after a change.
enum Row {
    Gone,
    Written(Vec<u8>),
    Late(Arc<dyn Late>),
}

impl Row {
    fn length(&self) -> usize {
        match self {
            Self::Gone => 0,
            Self::Written(value) => value.len(),
            Self::Late(late) => late.length(),
        }
    }

    fn seen(&self) -> Value<'_> {
        match self {
            Self::Gone => None,
            Self::Written(value) => Some(Cow::Borrowed(value)),
            Self::Late(late) => Some(Cow::Owned(late.write())),
        }
    }
}

/// One change for each key, in order.
#[derive(Default)]
pub(super) struct Layer {
    changes: BTreeMap<Vec<u8>, Row>,
    bytes: usize,
}

impl Layer {
    /// Adds a change; it takes the place of an earlier one of the same key.
    pub fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.change(key, value.map_or(Row::Gone, Row::Written));
    }

    /// Adds a row that is written when it is wanted.
    pub fn put_late(&mut self, key: Vec<u8>, late: Arc<dyn Late>) {
        self.change(key, Row::Late(late));
    }

    fn change(&mut self, key: Vec<u8>, row: Row) {
        let key_length = key.len();
        self.bytes += row.length();
        match self.changes.insert(key, row) {
            Some(before) => self.bytes -= before.length(),
            None => self.bytes += key_length,
        }
    }

    /// The change of a key: outside, whether there is one; inside, the row after it.
    pub fn get(&self, key: &[u8]) -> Option<Value<'_>> {
        self.changes.get(key).map(Row::seen)
    }

    /// Changes of a range that is not empty, in order.
    pub fn range<'s>(
        &'s self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        reverse: bool,
    ) -> Box<dyn Iterator<Item = Seen<'s>> + 's> {
        let range = self.changes.range::<[u8], _>((from, to));
        let range = range.map(|(key, row)| (key.as_slice(), row.seen()));
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
        let changes = self.layer.changes.iter();
        changes.map(|(key, row)| (key.clone(), row.seen().map(Cow::into_owned))).collect()
    }
}
