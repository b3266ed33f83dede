//! The office (发件处): what applications owe to receivers, from the turn that owes it until it is delivered.
//!
//! Without receivers nothing is owed, and nothing is looked at. What a turn owes is kept in the batch of the turn,
//! and told here once that is on the medium.

use super::outbox::{Delivery, DeliveryId, EndpointId, Outbox, OutboxEvent, Row};
use super::outgoing::{Kind, Outgoing};
use super::template::Names;
use onething_engine::application::effects::effects;
use onething_engine::application::moment::Moment;
use onething_engine::application::{Application, Event};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use uuid::Uuid;

/// The room of the journal that keeps the outbox.
pub const ROOM: &str = "outbox";

/// Who is told, and of what.
pub type Receivers = Vec<(EndpointId, Vec<Kind>)>;

/// What is owed to receivers.
#[derive(Debug, Default)]
pub struct Office {
    receivers: Receivers,
    outbox: Mutex<Outbox>,
    /// Held while something happens and is taken to the journal. Never by whoever brings the journal to the medium,
    /// for it is waited for under this one.
    order: Mutex<()>,
    /// Told when there is something new to deliver.
    news: Notify,
}

impl Office {
    /// With what was kept. What waits for a receiver that the configuration no longer has is given up.
    pub fn new(receivers: Receivers, mut outbox: Outbox, now: Moment) -> Self {
        let known = |id: &EndpointId| receivers.iter().any(|(known, _)| known == id);
        let strangers: Vec<EndpointId> = outbox.awaiting().filter(|id| !known(id)).cloned().collect();
        for endpoint in strangers {
            outbox.apply(&OutboxEvent::Abandoned { endpoint, at: now });
        }
        Self { receivers, outbox: Mutex::new(outbox), order: Mutex::new(()), news: Notify::new() }
    }

    /// What the events of one turn owe to receivers; `state` is the one after the turn.
    pub fn owed(
        &self,
        application: Uuid,
        names: Names<'_>,
        state: &Application,
        events: &[Event],
        now: Moment,
    ) -> Vec<Delivery> {
        if self.receivers.is_empty() {
            return Vec::new();
        }
        let told = events.iter().flat_map(|event| {
            let all = effects(names.program, state, event);
            all.into_iter().filter_map(|effect| Outgoing::of(application, &effect, names, event.at))
        });
        let of_one = |notice: Outgoing| {
            let wanted = self.receivers.iter().filter(|(_, kinds)| kinds.contains(&notice.kind));
            let owed = wanted.map(|(id, _)| Delivery::owed(notice.clone(), id.clone(), now));
            owed.collect::<Vec<_>>()
        };
        let mut owed: Vec<Delivery> = told.flat_map(of_one).collect();
        if !owed.is_empty() {
            let outbox = self.outbox();
            owed.retain(|delivery| !outbox.is_disabled(&delivery.endpoint));
        }
        owed
    }

    /// Something is owed, and on the medium.
    pub fn queued(&self, deliveries: Vec<Delivery>) {
        if deliveries.is_empty() {
            return;
        }
        let mut outbox = self.outbox();
        deliveries.into_iter().for_each(|delivery| outbox.take_in(delivery));
        drop(outbox);
        self.news.notify_waiters();
    }

    /// Writes an event into the outbox; `keep` is given the rows that change by it, before another event can.
    pub fn happens<T>(&self, event: &OutboxEvent, keep: impl FnOnce(Vec<Row>) -> T) -> T {
        let ordered = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        let mut outbox = self.outbox();
        outbox.apply(event);
        let rows = outbox.changes();
        drop(outbox);
        let kept = keep(rows);
        drop(ordered);
        self.news.notify_waiters();
        kept
    }

    /// What is due to a receiver now, but for what is under way; when the next is due.
    pub fn due(
        &self,
        endpoint: &EndpointId,
        now: Moment,
        most: usize,
        under_way: &[DeliveryId],
    ) -> (Vec<Delivery>, Option<Moment>) {
        let outbox = self.outbox();
        let due = outbox.due(endpoint, now, most.saturating_add(under_way.len()));
        let free = due.iter().filter(|due| !under_way.contains(due.id)).take(most);
        let next = outbox.next(endpoint).filter(|at| *at > now);
        (free.map(|due| due.delivery.clone()).collect(), next)
    }

    /// The outbox, to look at.
    pub fn outbox(&self) -> MutexGuard<'_, Outbox> {
        // Nobody panics while holding it.
        self.outbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a receiver of this name is configured.
    pub fn knows(&self, endpoint: &EndpointId) -> bool {
        self.receivers.iter().any(|(known, _)| known == endpoint)
    }

    /// Returns when there is something new to deliver.
    pub fn news(&self) -> tokio::sync::futures::Notified<'_> {
        self.news.notified()
    }
}
