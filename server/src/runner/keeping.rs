//! Entries of the journal that are no turns: taken to it, and waited for.

use super::commit::{self, Outcome};
use super::dispatch::kept;
use super::error::Error;
use super::handle::Runner;
use super::message::{Answer, Receipt, Reply};
use super::record::{Entry, Kept};
use super::turn::rows;
use crate::index::Change;
use crate::systems::registers::RegisterChange;
use uuid::Uuid;

/// Told when entries are on the medium.
pub(super) struct Hears {
    last: u64,
    hears: std::sync::mpsc::Receiver<Answer>,
}

impl Runner {
    /// Takes an entry to the journal.
    pub(super) fn record(
        &self,
        entry: &Entry,
        changes: Vec<Change>,
        reply: Option<Reply>,
    ) -> Result<u64, Error> {
        let record = entry.write().map_err(Error::Unwritable)?;
        let outcome = Outcome { records: vec![record], changes, ..Outcome::default() };
        let told = Receipt { application: Uuid::nil(), sequence: 0, record: 0 };
        let reply = reply.map(|reply| (reply, told));
        commit::commit(self.shared(), self.shared().clock.now(), outcome, reply).map_err(|(error, _)| error)
    }

    /// The same, and waits until it is on the medium.
    pub(super) fn record_and_wait(&self, entry: &Entry, outcome: Outcome) -> Result<u64, Error> {
        self.wait_for(&self.record_all(std::slice::from_ref(entry), outcome)?)
    }

    /// Takes entries to the journal; what is told once they are on the medium.
    pub(super) fn record_all(&self, entries: &[Entry], outcome: Outcome) -> Result<Hears, Error> {
        let (told, hears) = std::sync::mpsc::channel();
        let reply: Reply = Box::new(move |answer| {
            let _ = told.send(answer);
        });
        let records = entries.iter().map(|entry| entry.write().map_err(Error::Unwritable));
        let outcome = Outcome { records: records.collect::<Result<_, _>>()?, ..outcome };
        let receipt = Receipt { application: Uuid::nil(), sequence: 0, record: 0 };
        let last = commit::commit(self.shared(), self.shared().clock.now(), outcome, Some((reply, receipt)));
        Ok(Hears { last: last.map_err(|(error, _)| error)?, hears })
    }

    /// Waits until entries are on the medium; the number of the last.
    pub(super) fn wait_for(&self, Hears { last, hears }: &Hears) -> Result<u64, Error> {
        while self.shared().journal.commit() {}
        match hears.recv() {
            Ok(Ok(_)) => Ok(*last),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(Error::Closing),
        }
    }

    /// Keeps something of a room; what is said last counts.
    ///
    /// # Errors
    /// The journal does not take it.
    pub fn keep(&self, room: &str, key: &str, value: Option<Vec<u8>>) -> Result<(), Error> {
        let entry = Entry::Kept(Kept { room: room.into(), key: key.to_owned(), value });
        let changes = rows(&entry).collect();
        self.record_and_wait(&entry, Outcome { changes, ..Outcome::default() }).map(|_| ())
    }

    /// Makes simulated systems behave otherwise, or changes their registers.
    ///
    /// # Errors
    /// The journal does not take it.
    pub fn change_systems(&self, change: &RegisterChange) -> Result<(), Error> {
        let mut change = change.clone();
        if matches!(change, RegisterChange::Written { .. } | RegisterChange::Struck { .. }) {
            // It gets its turn by being made; where the journal does not take it, it is gone with the next start.
            self.simulated().make(&mut change);
        }
        if let Some(kept) = kept(&change) {
            self.keep(&kept.room, &kept.key, kept.value)?;
        }
        self.simulated().apply(&change);
        Ok(())
    }
}
