//! Reads through all layers: the overlay over the batches over the index.
//!
//! The index may be in the midst of the batch that a reader has seen, or may have lost those that are held: they
//! cover what is not there. It must not be in the midst of the next one. So whoever scans looks whether another
//! batch was begun meanwhile, and scans again; after some times, nobody begins one until it is done.

use super::super::{Error, Row, is_empty_range};
use super::layers::Seen;
use super::{Batch, Follower, State};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::iter::Peekable;
use std::ops::Bound;
use std::sync::{Arc, PoisonError};

/// How often a scan is tried before it keeps batches from beginning.
const TRIES: u32 = 3;
/// Rows that are read from the index beyond those that are wanted, for those that were removed.
const SPARE: usize = 16;

impl Follower {
    /// The value of a row, with all that was put.
    ///
    /// # Errors
    /// The row is in the index alone, and that is damaged or fails.
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        {
            let state = self.shared.state();
            let batches = state.batches().map(|batch| &batch.layer);
            let mut layers = std::iter::once(&state.overlay).chain(batches);
            if let Some(seen) = layers.find_map(|layer| layer.get(key)) {
                return Ok(seen.map(Cow::into_owned));
            }
        }
        self.shared.index.get(key)
    }

    /// Rows of a range in order, at most `most`, with all that was put; `reverse`: from its end backwards. All
    /// rows are of one moment.
    ///
    /// # Errors
    /// The index is damaged or fails.
    pub fn scan(
        &self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        reverse: bool,
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        if is_empty_range(from, to) || most == 0 {
            return Ok(Vec::new());
        }
        let shared = &self.shared;
        let mut page = most.saturating_add(SPARE);
        let mut kept_from_beginning = None;
        let mut tries = 0;
        loop {
            let (begun, under) = {
                let state = shared.state();
                let under: Vec<Arc<Batch>> =
                    state.batch.iter().chain(state.held.iter().rev()).cloned().collect();
                (state.begun, under)
            };
            let rows = shared.index.scan(from, to, reverse, page)?;
            let state = shared.state();
            if state.begun != begun {
                drop(state);
                tries += 1;
                if tries >= TRIES && kept_from_beginning.is_none() {
                    kept_from_beginning = Some(shared.begin.read().unwrap_or_else(PoisonError::into_inner));
                }
                continue;
            }
            let has_more = rows.len() >= page;
            let range = Range { from, to, reverse, most };
            match range.merge(&state, &under, &rows, has_more) {
                Some(found) => return Ok(found),
                None => page = page.saturating_mul(4),
            }
        }
    }
}

struct Range<'r> {
    from: Bound<&'r [u8]>,
    to: Bound<&'r [u8]>,
    reverse: bool,
    most: usize,
}

type Rows<'s> = Peekable<Box<dyn Iterator<Item = Seen<'s>> + 's>>;

impl Range<'_> {
    /// Puts the layers together, `under` being the batches that were begun when the index was read; none where rows
    /// that were not read from the index would be needed.
    fn merge(&self, state: &State, under: &[Arc<Batch>], rows: &[Row], has_more: bool) -> Option<Vec<Row>> {
        let in_index =
            rows.iter().map(|(key, value)| (key.as_slice(), Some(Cow::Borrowed(value.as_slice()))));
        let batches = state.sealed.iter().rev().chain(under);
        let above = std::iter::once(&state.overlay).chain(batches.map(|batch| &batch.layer));
        let mut layers: Vec<Rows<'_>> =
            above.map(|layer| layer.range(self.from, self.to, self.reverse).peekable()).collect();
        layers.push((Box::new(in_index) as Box<dyn Iterator<Item = Seen<'_>>>).peekable());
        let mut found = Vec::new();
        while found.len() < self.most {
            if has_more && layers.last_mut().is_some_and(|index| index.peek().is_none()) {
                return None;
            }
            let Some((key, value)) = self.next(&mut layers) else { break };
            found.extend(value.map(|value| (key.to_vec(), value.into_owned())));
        }
        Some(found)
    }

    /// The next row in order; of one key the change in the highest layer.
    fn next<'s>(&self, layers: &mut [Rows<'s>]) -> Option<Seen<'s>> {
        let mut first: Option<&'s [u8]> = None;
        for layer in layers.iter_mut() {
            if let Some((key, _)) = layer.peek()
                && first.is_none_or(|first| self.compare(key, first).is_lt())
            {
                first = Some(key);
            }
        }
        let mut next = None;
        for layer in layers.iter_mut() {
            let seen = layer.next_if(|(key, _)| Some(*key) == first);
            next = next.or(seen);
        }
        next
    }

    fn compare(&self, one: &[u8], other: &[u8]) -> Ordering {
        if self.reverse { other.cmp(one) } else { one.cmp(other) }
    }
}
