//! Requests under an idempotency key that are being carried out: a repeat that comes meanwhile is told so, since
//! nobody knows yet how the first one is answered.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Whose key, and the key.
type Name = (Arc<str>, String);

/// What is being carried out.
#[derive(Debug, Clone, Default)]
pub struct Running(Arc<Mutex<BTreeSet<Name>>>);

/// One request that is being carried out, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    running: Running,
    name: Name,
}

impl Running {
    /// Begins a request of somebody under a key; none while another one under it is being carried out.
    pub fn begin(&self, principal: Arc<str>, key: String) -> Option<Turn> {
        let name = (principal, key);
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = running.insert(name.clone());
        is_first.then(|| Turn { running: self.clone(), name })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::Running;

    #[test]
    fn one_at_a_time_under_a_key() {
        let running = Running::default();
        let begin = |who: &str| running.begin(who.into(), "k".to_owned());
        let first = begin("a");
        assert!(first.is_some() && begin("a").is_none() && begin("b").is_some());
        drop(first);
        assert!(begin("a").is_some());
    }
}
