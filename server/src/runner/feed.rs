//! What has happened, as it happens, for those who watch. Each happening has the number of its record, so that a
//! watcher who was away goes on where it stopped: what is no longer kept here is read from the journal.

use onething_engine::application::Moment;
use onething_engine::scenario::model::Id;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;
use uuid::Uuid;

/// Happenings that are kept for those who come back soon.
const KEPT: usize = 16_384;

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
    pub departments: Arc<[Id]>,
    /// When.
    pub at: Moment,
    /// The number of its last event.
    pub sequence: u64,
    /// Names of what happened, in order.
    pub events: Vec<&'static str>,
}

/// What has happened.
pub struct Feed {
    kept: Mutex<Kept>,
    newest: watch::Sender<u64>,
}

struct Kept {
    happenings: VecDeque<Arc<Happening>>,
    /// The record behind which nothing is missing.
    floor: u64,
}

impl Feed {
    /// Of a journal that ends with a record: what comes behind it is told.
    pub fn new(last: u64) -> Self {
        let kept = Kept { happenings: VecDeque::new(), floor: last };
        Self { kept: Mutex::new(kept), newest: watch::channel(last).0 }
    }

    /// Tells a happening; called in order of records.
    pub fn tell(&self, happening: Happening) {
        let record = happening.record;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.happenings.len() >= KEPT
            && let Some(oldest) = kept.happenings.pop_front()
        {
            kept.floor = oldest.record;
        }
        kept.happenings.push_back(Arc::new(happening));
        drop(kept);
        self.newest.send_replace(record);
    }

    /// At most `most` happenings behind a record, and the record up to which that is all; none where some of them
    /// are no longer kept.
    pub fn after(&self, record: u64, most: usize) -> Option<(Vec<Arc<Happening>>, u64)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if record < kept.floor {
            return None;
        }
        let from = kept.happenings.partition_point(|happening| happening.record <= record);
        let all: Vec<_> = kept.happenings.range(from..).take(most).cloned().collect();
        let upto = all.last().map_or(record, |last| last.record);
        Some((all, upto))
    }

    /// The record of the newest happening, as it moves.
    pub fn newest(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn happening(record: u64) -> Happening {
        Happening {
            record,
            application: Uuid::nil(),
            scenario: "s".into(),
            subject: "somebody".into(),
            departments: Arc::from([]),
            at: Moment(0),
            sequence: record,
            events: Vec::new(),
        }
    }

    #[test]
    fn what_is_kept_is_told_from_anywhere_and_what_is_not_is_said() {
        let feed = Feed::new(10);
        assert_eq!(feed.after(9, 5), None);
        assert_eq!(feed.after(10, 5), Some((Vec::new(), 10)));
        for record in [12, 13, 20] {
            feed.tell(happening(record));
        }
        let records = |from, most| {
            feed.after(from, most).map(|(all, upto)| (all.iter().map(|h| h.record).collect::<Vec<_>>(), upto))
        };
        assert_eq!(records(10, 9), Some((vec![12, 13, 20], 20)));
        assert_eq!(records(12, 1), Some((vec![13], 13)));
        assert_eq!(*feed.newest().borrow(), 20);
        for record in 21..=20 + KEPT as u64 {
            feed.tell(happening(record));
        }
        assert_eq!(records(19, 1), None);
        assert_eq!(records(20, 1), Some((vec![21], 21)));
    }
}
