//! An index in memory: for simulations, and for a start where the disk cannot be used.

use super::{Change, Error, Index, Row, check, is_empty_range};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

#[derive(Default)]
struct Rows {
    rows: BTreeMap<Vec<u8>, Vec<u8>>,
    counts: BTreeMap<u8, u64>,
    applied: u64,
}

/// Rows in a map behind a lock. Nothing of it outlives the process.
#[derive(Default)]
pub struct Ordered {
    inner: RwLock<Rows>,
}

impl Ordered {
    /// One without rows, at sequence 0.
    pub fn new() -> Self {
        Self::default()
    }

    fn read(&self) -> RwLockReadGuard<'_, Rows> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Rows> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index for Ordered {
    fn applied(&self) -> u64 {
        self.read().applied
    }

    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.read().rows.get(key).cloned())
    }

    fn scan(
        &self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        reverse: bool,
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        if is_empty_range(from, to) {
            return Ok(Vec::new());
        }
        let inner = self.read();
        let range = inner.rows.range::<[u8], _>((from, to));
        let copy = |(key, value): (&Vec<u8>, &Vec<u8>)| (key.clone(), value.clone());
        Ok(if reverse {
            range.rev().take(most).map(copy).collect()
        } else {
            range.take(most).map(copy).collect()
        })
    }

    fn apply(&self, changes: &[Change], applied: u64) -> Result<(), Error> {
        let mut inner = self.write();
        check(changes, inner.applied, applied)?;
        for (key, value) in changes {
            let family = key.first().copied().unwrap_or_default();
            let before = match value {
                Some(value) => inner.rows.insert(key.clone(), value.clone()),
                None => inner.rows.remove(key),
            };
            let count = inner.counts.entry(family).or_default();
            match (before, value) {
                (None, Some(_)) => *count += 1,
                (Some(_), None) => *count -= 1,
                _ => {}
            }
        }
        inner.applied = applied;
        Ok(())
    }

    fn count(&self, family: u8) -> u64 {
        self.read().counts.get(&family).copied().unwrap_or(0)
    }

    fn clear(&self) -> Result<(), Error> {
        *self.write() = Rows::default();
        Ok(())
    }
}
