//! The outbox: a fold of its events. Which delivery is due when, which is done, which was given up.
//!
//! | standing | goes on with |
//! |---|---|
//! | waiting | an attempt when its moment has come |
//! | delivered | nothing |
//! | dead | a person, who has it delivered again |
//!
//! A delivery that nobody answers for is tried seven times in about 17½ hours ([`RETRIES`]). A receiver that answers
//! 410 wants no more: it is disabled, what waits for it is dead, and nothing new is queued until it is enabled.
//!
//! What an event changes is told as [`Row`]s, so that the outbox can be kept as it stands and read again.

use super::outgoing::{Outgoing, OutgoingId};
use onething_engine::application::moment::Moment;
use onething_engine::scenario::model::Id;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

/// A receiver, by its name in the configuration: `[webhooks.ID]`.
pub type EndpointId = Id;

const S: i64 = 1_000;
const MIN: i64 = 60 * S;
const H: i64 = 60 * MIN;

/// Milliseconds after a failed attempt until the next; after the last one it is dead. To each a tenth at most is
/// added, so that what failed together does not come back together.
pub const RETRIES: [i64; 6] = [5 * S, 5 * MIN, 30 * MIN, 2 * H, 5 * H, 10 * H];
/// Longest wait that a receiver may ask for, in milliseconds.
const LONGEST_WAIT: i64 = 24 * H;
/// Most deliveries that are remembered when they are done.
const MOST_DELIVERED: usize = 10_000;
/// Most that are remembered when they were given up; the oldest is forgotten first.
const MOST_DEAD: usize = 100_000;

/// One notification to one receiver.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeliveryId {
    /// Which notification.
    pub notice: OutgoingId,
    /// To whom.
    pub endpoint: EndpointId,
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.notice, self.endpoint)
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Taken: 2xx.
    Delivered {
        /// The status.
        status: u16,
    },
    /// Not taken: any other status, redirections among them.
    Refused {
        /// The status.
        status: u16,
        /// Milliseconds that the receiver wants to be left alone, at 429 and 503.
        wait: Option<i64>,
    },
    /// No answer in time, no connection, or not allowed to connect there.
    Unreachable,
    /// 410: the receiver wants no more.
    Gone,
}

/// What happens to the outbox; records of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutboxEvent {
    /// A notification is owed to a receiver.
    Queued {
        /// What.
        notice: Outgoing,
        /// To whom.
        endpoint: EndpointId,
        /// When.
        at: Moment,
    },
    /// It was tried.
    Attempted {
        /// Which.
        delivery: DeliveryId,
        /// When it ended.
        at: Moment,
        /// How.
        outcome: Outcome,
    },
    /// A person wants it tried again, from the first attempt.
    Redelivered {
        /// Which.
        delivery: DeliveryId,
        /// When.
        at: Moment,
    },
    /// A receiver that wanted no more is told again.
    Enabled {
        /// Which.
        endpoint: EndpointId,
        /// When.
        at: Moment,
    },
    /// The configuration no longer has a receiver: what waits for it is dead.
    Abandoned {
        /// Which.
        endpoint: EndpointId,
        /// When.
        at: Moment,
    },
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// To be tried at this moment.
    Waiting(Moment),
    /// Taken at this moment.
    Delivered(Moment),
    /// Given up at this moment.
    Dead(Moment),
}

/// One delivery, as it is inspected and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// What.
    pub notice: Outgoing,
    /// To whom.
    pub endpoint: EndpointId,
    /// How it stands.
    pub standing: Standing,
    /// Attempts, since a person last asked for it.
    pub attempts: u8,
    /// How the last one ended.
    pub last: Option<Outcome>,
}

impl Delivery {
    /// One that is owed from a moment on.
    pub fn owed(notice: Outgoing, endpoint: EndpointId, at: Moment) -> Self {
        Self { notice, endpoint, standing: Standing::Waiting(at), attempts: 0, last: None }
    }

    /// Which it is.
    pub fn id(&self) -> DeliveryId {
        DeliveryId { notice: self.notice.id.clone(), endpoint: self.endpoint.clone() }
    }
}

/// A delivery whose moment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due<'a> {
    /// Which.
    pub id: &'a DeliveryId,
    /// What and to whom.
    pub delivery: &'a Delivery,
}

/// What is kept of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kept {
    /// A delivery as it stands.
    Delivery(Delivery),
    /// A receiver that wanted no more.
    Disabled(EndpointId),
}

/// A row of what is kept: its name, and what stands there now; none: nothing any more.
pub type Row = (String, Option<Kept>);

/// The name of the row of a receiver that wanted no more.
fn disabled_row(endpoint: &EndpointId) -> String {
    format!("-{endpoint}")
}

/// All deliveries that wait or were given up, and the last that are done.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    deliveries: BTreeMap<DeliveryId, Delivery>,
    /// Of each receiver by itself, so that one that is slow keeps no other waiting.
    due: BTreeMap<EndpointId, BTreeSet<(Moment, DeliveryId)>>,
    delivered: VecDeque<DeliveryId>,
    dead: BTreeSet<(Moment, DeliveryId)>,
    disabled: BTreeSet<EndpointId>,
    /// What has changed since it was asked last.
    changed: BTreeSet<DeliveryId>,
    switched: BTreeSet<EndpointId>,
}

impl Outbox {
    /// As it was kept, in any order.
    pub fn restored(rows: impl IntoIterator<Item = Kept>) -> Self {
        let mut outbox = Self::default();
        let mut done: Vec<(Moment, DeliveryId)> = Vec::new();
        for row in rows {
            match row {
                Kept::Disabled(endpoint) => drop(outbox.disabled.insert(endpoint)),
                Kept::Delivery(delivery) => {
                    let id = delivery.id();
                    match delivery.standing {
                        Standing::Waiting(at) => outbox.wait(at, &id),
                        Standing::Dead(at) => drop(outbox.dead.insert((at, id.clone()))),
                        Standing::Delivered(at) => done.push((at, id.clone())),
                    }
                    outbox.deliveries.insert(id, delivery);
                }
            }
        }
        done.sort();
        outbox.delivered = done.into_iter().map(|(_, id)| id).collect();
        outbox
    }

    /// What has changed since this was asked last, to be kept.
    pub fn changes(&mut self) -> Vec<Row> {
        let changed = std::mem::take(&mut self.changed);
        let row = |id: DeliveryId| (id.to_string(), self.deliveries.get(&id).cloned().map(Kept::Delivery));
        let mut rows: Vec<Row> = changed.into_iter().map(row).collect();
        for endpoint in std::mem::take(&mut self.switched) {
            let now = self.disabled.contains(&endpoint).then(|| Kept::Disabled(endpoint.clone()));
            rows.push((disabled_row(&endpoint), now));
        }
        rows
    }

    /// Takes in a delivery that is kept already.
    pub fn take_in(&mut self, delivery: Delivery) {
        let id = delivery.id();
        if self.deliveries.contains_key(&id) {
            return;
        }
        if let Standing::Waiting(at) = delivery.standing {
            self.wait(at, &id);
        }
        self.deliveries.insert(id, delivery);
    }

    /// Writes one event into it. What was queued already, or names no delivery, changes nothing.
    pub fn apply(&mut self, event: &OutboxEvent) {
        match event {
            OutboxEvent::Queued { notice, endpoint, at } => self.queue(notice, endpoint, *at),
            OutboxEvent::Attempted { delivery, at, outcome } => self.attempted(delivery, *at, *outcome),
            OutboxEvent::Redelivered { delivery, at } => {
                if let Some(found) = self.deliveries.get_mut(delivery) {
                    found.attempts = 0;
                    self.stand(delivery, Standing::Waiting(*at));
                }
            }
            OutboxEvent::Enabled { endpoint, .. } => {
                if self.disabled.remove(endpoint) {
                    self.switched.insert(endpoint.clone());
                }
            }
            OutboxEvent::Abandoned { endpoint, at } => self.give_up(endpoint, *at),
        }
    }

    /// All that waits for a receiver is dead.
    fn give_up(&mut self, endpoint: &EndpointId, at: Moment) {
        let waiting = self.due.get(endpoint).into_iter().flatten();
        let of_it: Vec<DeliveryId> = waiting.map(|(_, id)| id.clone()).collect();
        of_it.iter().for_each(|id| self.stand(id, Standing::Dead(at)));
    }

    fn wait(&mut self, at: Moment, id: &DeliveryId) {
        self.due.entry(id.endpoint.clone()).or_default().insert((at, id.clone()));
    }

    fn wait_no_more(&mut self, at: Moment, id: &DeliveryId) {
        if let Some(due) = self.due.get_mut(&id.endpoint) {
            due.remove(&(at, id.clone()));
            if due.is_empty() {
                self.due.remove(&id.endpoint);
            }
        }
    }

    fn queue(&mut self, notice: &Outgoing, endpoint: &EndpointId, at: Moment) {
        let id = DeliveryId { notice: notice.id.clone(), endpoint: endpoint.clone() };
        if self.disabled.contains(endpoint) || self.deliveries.contains_key(&id) {
            return;
        }
        self.changed.insert(id);
        self.take_in(Delivery::owed(notice.clone(), endpoint.clone(), at));
    }

    fn attempted(&mut self, id: &DeliveryId, at: Moment, outcome: Outcome) {
        let Some(delivery) = self.deliveries.get_mut(id) else { return };
        // An attempt that was under way twice counts once: it is done, whatever the other one says.
        if !matches!(delivery.standing, Standing::Waiting(_)) {
            return;
        }
        delivery.attempts = delivery.attempts.saturating_add(1);
        delivery.last = Some(outcome);
        let attempts = delivery.attempts;
        match outcome {
            Outcome::Delivered { .. } => self.stand(id, Standing::Delivered(at)),
            Outcome::Refused { wait, .. } => self.again(id, at, attempts, wait),
            Outcome::Unreachable => self.again(id, at, attempts, None),
            Outcome::Gone => {
                self.disabled.insert(id.endpoint.clone());
                self.switched.insert(id.endpoint.clone());
                self.give_up(&id.endpoint, at);
            }
        }
    }

    /// When it is tried again, or that it is dead.
    fn again(&mut self, id: &DeliveryId, at: Moment, attempts: u8, wait: Option<i64>) {
        let delay = usize::from(attempts).checked_sub(1).and_then(|done| RETRIES.get(done));
        let standing = match delay {
            Some(delay) => {
                let delay = delay.saturating_add(spread(id, attempts, delay / 10));
                let asked = wait.unwrap_or(0).clamp(0, LONGEST_WAIT);
                Standing::Waiting(at.plus(delay.max(asked)))
            }
            None => Standing::Dead(at),
        };
        self.stand(id, standing);
    }

    /// Changes how a delivery stands, and with it what the lists say; the oldest of what is done or given up is
    /// forgotten.
    fn stand(&mut self, id: &DeliveryId, standing: Standing) {
        let Some(delivery) = self.deliveries.get_mut(id) else { return };
        let before = std::mem::replace(&mut delivery.standing, standing);
        self.changed.insert(id.clone());
        match before {
            Standing::Waiting(at) => self.wait_no_more(at, id),
            Standing::Dead(at) => drop(self.dead.remove(&(at, id.clone()))),
            Standing::Delivered(_) => self.delivered.retain(|other| other != id),
        }
        match standing {
            Standing::Waiting(at) => self.wait(at, id),
            Standing::Delivered(_) => {
                self.delivered.push_back(id.clone());
                if self.delivered.len() > MOST_DELIVERED
                    && let Some(oldest) = self.delivered.pop_front()
                {
                    self.forget(oldest);
                }
            }
            Standing::Dead(at) => {
                self.dead.insert((at, id.clone()));
                if self.dead.len() > MOST_DEAD
                    && let Some((_, oldest)) = self.dead.pop_first()
                {
                    self.forget(oldest);
                }
            }
        }
    }

    fn forget(&mut self, id: DeliveryId) {
        self.deliveries.remove(&id);
        self.changed.insert(id);
    }

    /// What is due to a receiver now, oldest first, at most so many. It stays due until `Attempted` is applied:
    /// whoever delivers remembers what is under way.
    pub fn due(&self, endpoint: &EndpointId, now: Moment, most: usize) -> Vec<Due<'_>> {
        let come = self.due.get(endpoint).into_iter().flatten().take_while(|(at, _)| *at <= now).take(most);
        come.filter_map(|(_, id)| Some(Due { id, delivery: self.deliveries.get(id)? })).collect()
    }

    /// When the next one is due to a receiver.
    pub fn next(&self, endpoint: &EndpointId) -> Option<Moment> {
        self.due.get(endpoint)?.first().map(|(at, _)| *at)
    }

    /// The receivers that something waits for.
    pub fn awaiting(&self) -> impl Iterator<Item = &EndpointId> {
        self.due.keys()
    }

    /// One delivery.
    pub fn get(&self, id: &DeliveryId) -> Option<&Delivery> {
        self.deliveries.get(id)
    }

    /// All that is remembered, in order of their names, after one of them.
    pub fn list<'a>(
        &'a self,
        after: Option<&DeliveryId>,
    ) -> impl Iterator<Item = (&'a DeliveryId, &'a Delivery)> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = after.map_or(Unbounded, |id| Excluded(id.clone()));
        self.deliveries.range((from, Unbounded))
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.due.values().map(BTreeSet::len).sum()
    }

    /// How many were given up.
    pub fn dead(&self) -> usize {
        self.dead.len()
    }

    /// Whether a receiver wanted no more.
    pub fn is_disabled(&self, endpoint: &EndpointId) -> bool {
        self.disabled.contains(endpoint)
    }
}

/// A number below a bound that is the same whenever the same attempt is looked at.
fn spread(id: &DeliveryId, attempts: u8, below: i64) -> i64 {
    let hash = blake3::hash(format!("{id}/{attempts}").as_bytes());
    let first = hash.as_bytes().first_chunk::<4>().copied().unwrap_or_default();
    i64::from(u32::from_le_bytes(first)) % below.max(1)
}

#[cfg(test)]
mod tests;
