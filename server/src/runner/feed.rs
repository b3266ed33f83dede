//! What has happened, as it happens, for those who watch. Each happening has the number of its record, so that a
//! watcher who was away goes on where it stopped: what is no longer kept here is read from the journal.

use onething_engine::application::Moment;
use onething_engine::scenario::model::Id;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;
use uuid::Uuid;

/// Happenings that are kept for those who come back soon.
const KEPT: usize = 16_384;
/// Happenings that a watcher may lag behind before it has to begin again.
const LAG: usize = 4_096;

/// Something that happened to an application.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// Its record.
    pub record: u64,
    /// To which application.
    pub application: Uuid,
    /// Of which scenario.
    pub scenario: Id,
    /// Whose it is.
    pub subject: Arc<str>,
    /// Departments of its items.
    pub departments: Vec<Id>,
    /// When.
    pub at: Moment,
    /// The number of its last event.
    pub sequence: u64,
    /// Names of what happened, in order.
    pub events: Vec<&'static str>,
}

/// What has happened.
pub struct Feed {
    kept: Mutex<VecDeque<Arc<Happening>>>,
    live: broadcast::Sender<Arc<Happening>>,
}

/// What a watcher missed.
#[derive(Debug, PartialEq)]
pub enum Missed {
    /// All of it, in order.
    All(Vec<Arc<Happening>>),
    /// It was away too long: what lies between is no longer kept.
    TooMuch,
}

impl Default for Feed {
    fn default() -> Self {
        Self { kept: Mutex::default(), live: broadcast::channel(LAG).0 }
    }
}

impl Feed {
    /// Tells a happening; called in order of records.
    pub fn tell(&self, happening: Happening) {
        let happening = Arc::new(happening);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(happening.clone());
        // Nobody may be watching.
        let _ = self.live.send(happening);
    }

    /// Begins to watch: what was missed since a record, and what comes from now on, without a gap or a double.
    pub fn watch(&self, since: Option<u64>) -> (Missed, broadcast::Receiver<Arc<Happening>>) {
        // Under the lock nothing is told, so that what is missed ends exactly where the live part begins.
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let live = self.live.subscribe();
        let Some(since) = since else { return (Missed::All(Vec::new()), live) };
        let is_whole = kept.front().is_some_and(|first| first.record <= since + 1);
        let after: Vec<_> = kept.iter().filter(|h| h.record > since).cloned().collect();
        let missed = if is_whole { Missed::All(after) } else { Missed::TooMuch };
        (missed, live)
    }
}
