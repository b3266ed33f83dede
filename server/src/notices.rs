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
//! The outbox is a fold of [`OutboxEvent`]s with every moment passed in, so that the runner keeps it in the journal.

mod deliver;
mod endpoint;
mod outbox;
mod outgoing;
mod payload;
mod signature;
mod template;

pub use deliver::{Answer, Post, Request, TIMEOUT, Unreachable, deliver};
pub use endpoint::{Endpoint, NotAnEndpoint, check};
pub use outbox::{Delivery, DeliveryId, Due, EndpointId, Outbox, OutboxEvent, Outcome, RETRIES, Standing};
pub use outgoing::{Kind, Outgoing, OutgoingId};
pub use payload::payload;
pub use signature::{Forged, Malformed, Signer, TOLERANCE, WebhookSecret, verify};
pub use template::Names;
