//! A table that keeps what was put in last, and no more of it than it may.

use std::collections::{BTreeMap, VecDeque};

/// Entries by key; beyond the most, the one that was put in first is dropped.
#[derive(Debug, Clone)]
pub(super) struct Recent<K, V> {
    all: BTreeMap<K, V>,
    order: VecDeque<K>,
    most: usize,
}

impl<K: Ord + Clone, V> Recent<K, V> {
    /// An empty table of at most so many entries.
    pub(super) fn new(most: usize) -> Self {
        Self { all: BTreeMap::new(), order: VecDeque::new(), most: most.max(1) }
    }

    /// An entry.
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.all.get(key)
    }

    /// Puts an entry in; one of the same key keeps its turn.
    pub(super) fn put(&mut self, key: K, value: V) {
        if self.all.insert(key.clone(), value).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.all.remove(&oldest);
        }
    }
}

impl<K: Ord + Clone, V> Recent<K, V> {
    /// Takes an entry out.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        self.order.retain(|known| known != key);
        self.all.remove(key)
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn the_oldest_goes_first() {
        let mut recent = Recent::new(2);
        for (key, value) in [(1, 'a'), (2, 'b'), (1, 'c'), (3, 'd')] {
            recent.put(key, value);
        }
        assert_eq!([recent.get(&1), recent.get(&2), recent.get(&3)], [None, Some(&'b'), Some(&'d')]);
        assert_eq!(recent.remove(&2), Some('b'));
        recent.put(4, 'e');
        assert_eq!([recent.get(&2), recent.get(&3), recent.get(&4)], [None, Some(&'d'), Some(&'e')]);
    }
}
