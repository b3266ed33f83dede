//! Which items' work lies at or behind a step.

use super::ItemIndex;

/// A set of items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::application) struct Items(Vec<u64>);

impl Items {
    pub(in crate::application) fn has(&self, item: ItemIndex) -> bool {
        self.0.get(item.index() / 64).is_some_and(|word| word >> (item.index() % 64) & 1 == 1)
    }

    /// Adds the items of another set; whether that changed it.
    pub(super) fn add(&mut self, other: &Items) -> bool {
        let mut changed = false;
        self.0.resize(self.0.len().max(other.0.len()), 0);
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            changed |= *word | more != *word;
            *word |= more;
        }
        changed
    }

    pub(super) fn put(&mut self, item: ItemIndex) {
        self.0.resize(self.0.len().max(item.index() / 64 + 1), 0);
        if let Some(word) = self.0.get_mut(item.index() / 64) {
            *word |= 1 << (item.index() % 64);
        }
    }
}
