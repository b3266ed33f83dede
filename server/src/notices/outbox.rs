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
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// To be tried at this moment.
    Waiting(Moment),
    /// Taken at this moment.
    Delivered(Moment),
    /// Given up at this moment.
    Dead(Moment),
}

/// One delivery, as it is inspected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// A delivery whose moment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due<'a> {
    /// Which.
    pub id: &'a DeliveryId,
    /// What and to whom.
    pub delivery: &'a Delivery,
}

/// All deliveries that wait or were given up, and the last that are done.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    deliveries: BTreeMap<DeliveryId, Delivery>,
    due: BTreeSet<(Moment, DeliveryId)>,
    delivered: VecDeque<DeliveryId>,
    dead: BTreeSet<(Moment, DeliveryId)>,
    disabled: BTreeSet<EndpointId>,
}

impl Outbox {
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
                self.disabled.remove(endpoint);
            }
        }
    }

    fn queue(&mut self, notice: &Outgoing, endpoint: &EndpointId, at: Moment) {
        let id = DeliveryId { notice: notice.id.clone(), endpoint: endpoint.clone() };
        if self.disabled.contains(endpoint) || self.deliveries.contains_key(&id) {
            return;
        }
        let standing = Standing::Waiting(at);
        let (notice, endpoint) = (notice.clone(), endpoint.clone());
        self.deliveries.insert(id.clone(), Delivery { notice, endpoint, standing, attempts: 0, last: None });
        self.due.insert((at, id));
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
                let waiting = self.due.iter().map(|(_, other)| other);
                let of_it: Vec<DeliveryId> =
                    waiting.filter(|other| other.endpoint == id.endpoint).cloned().collect();
                of_it.iter().for_each(|other| self.stand(other, Standing::Dead(at)));
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
        match std::mem::replace(&mut delivery.standing, standing) {
            Standing::Waiting(at) => drop(self.due.remove(&(at, id.clone()))),
            Standing::Dead(at) => drop(self.dead.remove(&(at, id.clone()))),
            Standing::Delivered(_) => self.delivered.retain(|other| other != id),
        }
        match standing {
            Standing::Waiting(at) => {
                self.due.insert((at, id.clone()));
            }
            Standing::Delivered(_) => {
                self.delivered.push_back(id.clone());
                if self.delivered.len() > MOST_DELIVERED
                    && let Some(oldest) = self.delivered.pop_front()
                {
                    self.deliveries.remove(&oldest);
                }
            }
            Standing::Dead(at) => {
                self.dead.insert((at, id.clone()));
                if self.dead.len() > MOST_DEAD
                    && let Some((_, oldest)) = self.dead.pop_first()
                {
                    self.deliveries.remove(&oldest);
                }
            }
        }
    }

    /// What is due now, oldest first, at most so many. It stays due until `Attempted` is applied: whoever delivers
    /// remembers what is under way.
    pub fn due(&self, now: Moment, most: usize) -> Vec<Due<'_>> {
        let come = self.due.iter().take_while(|(at, _)| *at <= now).take(most);
        come.filter_map(|(_, id)| Some(Due { id, delivery: self.deliveries.get(id)? })).collect()
    }

    /// When the next one is due.
    pub fn next(&self) -> Option<Moment> {
        self.due.first().map(|(at, _)| *at)
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
        self.due.len()
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
