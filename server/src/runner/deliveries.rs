//! Deliveries of notifications, as they go: every attempt and every wish of a person is kept before it is told.

use super::commit::Outcome;
use super::error::Error;
use super::handle::Runner;
use super::record::{Entry, Kept};
use super::turn;
use crate::clock;
use crate::notices::{Delivery, DeliveryId, OutboxEvent, Outcome as Tried, ROOM, Row};
use onething_engine::application::Moment;

impl Runner {
    /// An attempt has ended. Waits for the medium; where that fails it is tried once more after the next start.
    ///
    /// # Errors
    /// The journal does not take it.
    pub fn attempted(&self, delivery: &DeliveryId, outcome: Tried) -> Result<(), Error> {
        let at = Moment(clock::machine());
        self.happens(&OutboxEvent::Attempted { delivery: delivery.clone(), at, outcome })
    }

    /// A person wants a delivery tried again, from the first attempt; a receiver that wanted no more is told again.
    /// As it stands then; none where there is no such delivery.
    ///
    /// # Errors
    /// The journal does not take it.
    pub fn redeliver(&self, delivery: &DeliveryId) -> Result<Option<Delivery>, Error> {
        let office = &self.shared().office;
        if office.outbox().get(delivery).is_none() {
            return Ok(None);
        }
        let (at, endpoint) = (Moment(clock::machine()), delivery.endpoint.clone());
        if office.outbox().is_disabled(&endpoint) {
            self.happens(&OutboxEvent::Enabled { endpoint, at })?;
        }
        self.happens(&OutboxEvent::Redelivered { delivery: delivery.clone(), at })?;
        Ok(office.outbox().get(delivery).cloned())
    }

    /// Waits until all that the outbox tells is on the medium.
    ///
    /// # Errors
    /// The journal has stopped.
    pub fn settled(&self) -> Result<(), Error> {
        self.wait_for(&self.record_all(&[], Outcome::default())?).map(drop)
    }

    fn happens(&self, event: &OutboxEvent) -> Result<(), Error> {
        // Rows go to the journal in the order in which the outbox changed, and are waited for beside one another.
        let kept = self.shared().office.happens(event, |rows| {
            let entries: Result<Vec<Entry>, Error> = rows.into_iter().map(entry).collect();
            let entries = entries?;
            let changes = entries.iter().flat_map(turn::rows).collect();
            self.record_all(&entries, Outcome { changes, ..Outcome::default() })
        })?;
        self.wait_for(&kept).map(drop)
    }
}

fn entry((key, row): Row) -> Result<Entry, Error> {
    let write = |row| rmp_serde::to_vec_named(&row).map_err(|e| Error::Unwritable(e.to_string()));
    Ok(Entry::Kept(Kept { room: ROOM.into(), key, value: row.map(write).transpose()? }))
}
