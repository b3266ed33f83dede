//! Scenarios that a step of another runs, read when they are asked for and kept.

use super::Everywhere;
use onething_engine::rehearsal::Library;
use onething_engine::scenario::model::Scenario;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The library as rehearsals see it.
pub struct Shelf<'e> {
    everywhere: &'e Everywhere,
    read: Mutex<BTreeMap<String, Option<Arc<Scenario>>>>,
}

impl<'e> Shelf<'e> {
    /// Nothing is read yet.
    pub fn new(everywhere: &'e Everywhere) -> Self {
        Self { everywhere, read: Mutex::default() }
    }
}

impl Library for Shelf<'_> {
    /// A scenario with errors is as good as none.
    fn scenario(&self, id: &str) -> Option<Arc<Scenario>> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let found = read.entry(id.to_owned()).or_insert_with(|| {
            let loaded = super::found(self.everywhere, id).ok()?;
            loaded.scenario.clone().filter(|_| !loaded.has_errors())
        });
        found.clone()
    }
}
