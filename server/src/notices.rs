//! Notifications: what applications tell people, kept in an outbox until a receiver has taken it.
//!
//! ```text
//! effect ─ Outgoing::of ─▶ Queued (journal) ─▶ Outbox ─ due ─▶ deliver ─▶ Attempted (journal) ─▶ Outbox …
//!            zh/en texts                          5 s, 5 min, 30 min, 2 h, 5 h, 10 h, then dead
//! ```
//!
//! Receivers are told by webhook, signed as [Standard Webhooks](https://www.standardwebhooks.com) 1.0 says. What
//! leaves the house is thin: which application, which scenario, which item, what kind of thing, when. No name, no
//! value, no text; the receiver asks the API for more, with rights of its own.
//!
//! The outbox is a fold of [`OutboxEvent`]s with every moment passed in; what they change is kept in the journal by
//! the runner, what is owed in the very batch of the turn that owes it.

mod deliver;
mod endpoint;
mod office;
mod outbox;
mod outgoing;
mod payload;
mod template;

pub use deliver::{Answer, Post, Request, TIMEOUT, Unreachable, deliver};
pub use endpoint::{Endpoint, NotAnEndpoint, check};
pub use office::{Office, ROOM, Receivers};
pub use outbox::{
    Delivery, DeliveryId, Due, EndpointId, Kept, Outbox, OutboxEvent, Outcome, RETRIES, Row, Standing,
};
pub use outgoing::{Kind, Outgoing, OutgoingId};
pub use payload::payload;
pub use template::Names;
