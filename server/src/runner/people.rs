//! Numbers of persons: the machine knows a clerk by a small number, people know a principal by its id.

use crate::planted::{Bug, has};
use onething_engine::application::command::PersonId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Who has which number.
#[derive(Default)]
pub struct People {
    by: Mutex<Numbers>,
}

/// The two ways to look it up.
#[derive(Default)]
pub struct Numbers {
    number: BTreeMap<Arc<str>, u32>,
    name: BTreeMap<u32, Arc<str>>,
}

impl Numbers {
    /// The number of a principal.
    pub fn number(&self, principal: &str) -> Option<PersonId> {
        self.number.get(principal).copied().map(PersonId)
    }

    /// Principals whose ids begin so.
    pub fn beginning_with(&self, prefix: &str) -> Vec<Arc<str>> {
        let from =
            self.number.range::<str, _>((std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded));
        from.map(|(id, _)| id.clone()).take_while(|id| id.starts_with(prefix)).collect()
    }

    /// The next number that nobody has.
    pub fn next(&self) -> u32 {
        let last = self.name.last_key_value().filter(|_| !has(Bug::PersonNumberShared));
        last.map_or(1, |(last, _)| last + 1)
    }

    /// Gives a number.
    pub fn give(&mut self, principal: Arc<str>, number: u32) {
        self.number.insert(principal.clone(), number);
        self.name.insert(number, principal);
    }
}

impl People {
    /// Who has which number, held while a new one is given.
    pub fn lock(&self) -> MutexGuard<'_, Numbers> {
        self.by.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The principal of a number.
    pub fn name(&self, person: PersonId) -> Option<Arc<str>> {
        self.lock().name.get(&person.0).cloned()
    }
}
