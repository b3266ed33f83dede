//! What shards are asked, and what they answer.

use super::dossier::{Start, Version};
use super::error::Error;
use super::mail::Mail;
use super::moving::MoveAsk;
use super::record::{Entry, MailId};
use onething_engine::application::{Actor, Command, Rejection, StepId};
use onething_engine::hold::{self, HoldKey, HolderId};
use onething_engine::scenario::model::Id;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// Proof that something is on the medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Which application.
    pub application: Uuid,
    /// Its last event by then: its version for `ETag` and `If-Match`.
    pub sequence: u64,
    /// The last record by then; 0 where the same was asked and answered before.
    pub record: u64,
}

/// A named no: nothing happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// There is no such application.
    NoApplication,
    /// The machine says no.
    Rejected(Box<Rejection>),
    /// The line of a held thing says no.
    Line(hold::Rejection),
    /// It has changed since: the number of its last event.
    Stale(u64),
    /// The idempotency key came with something else before.
    KeyReused,
}

/// What is answered.
pub type Answer = Result<Result<Receipt, Refusal>, Error>;

/// Takes an answer.
pub type Reply = Box<dyn FnOnce(Answer) + Send>;

/// An idempotency key together with what was asked under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AskedUnder {
    key: u64,
    payload: u64,
}

/// Of a key's 64 bits in the state, so many tell what was asked.
const PAYLOAD_BITS: u32 = 24;

impl AskedUnder {
    /// Of the key as the client sent it, whose key it is, and the bytes that say what is asked.
    pub fn new(principal: &str, key: &str, payload: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [principal.as_bytes(), key.as_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let first = |hash: blake3::Hash| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&hash.as_bytes()[..8]);
            u64::from_be_bytes(eight)
        };
        Self { key: first(hasher.finalize()), payload: first(blake3::hash(payload)) }
    }

    /// As an application remembers it: 40 bits of the key, 24 of what was asked.
    pub fn remembered(self) -> onething_engine::application::Key {
        let key = self.key >> PAYLOAD_BITS << PAYLOAD_BITS;
        onething_engine::application::Key(key | self.payload >> (64 - PAYLOAD_BITS))
    }

    /// Whether a remembered key is this one, and if so, whether the same was asked.
    pub fn matches(self, remembered: onething_engine::application::Key) -> Option<bool> {
        let own = self.remembered().0;
        (own >> PAYLOAD_BITS == remembered.0 >> PAYLOAD_BITS).then_some(own == remembered.0)
    }

    /// The whole key, for starts.
    pub fn key(self) -> u64 {
        self.key
    }

    /// Whether the same was asked.
    pub fn asks_the_same(self, other: Self) -> bool {
        self.payload == other.payload
    }
}

/// Something asked of an application. All of its commands are taken, or none.
pub struct Ask {
    /// Which.
    pub application: Uuid,
    /// Begin it with this.
    pub start: Option<Start>,
    /// Its id was made for this: nothing can be known of it.
    pub is_new: bool,
    /// Who acts.
    pub by: Actor,
    /// Who asked, by name of the principal; none: the world or time.
    pub principal: Option<Arc<str>>,
    /// What.
    pub commands: Vec<Command>,
    /// Under which key.
    pub key: Option<AskedUnder>,
    /// Only where this is the number of its last event.
    pub expect: Option<u64>,
    /// Only where it is of this version: what is asked is in that one's positions.
    pub version: Option<Version>,
    /// Only where the step in this place is of this name.
    pub step: Option<(StepId, Id)>,
    /// What else is to be kept together with it.
    pub beside: Vec<Entry>,
    /// It counts among those that wait, of which there may be only so many.
    pub counted: bool,
    /// Takes the answer.
    pub reply: Option<Reply>,
}

impl Ask {
    /// Something that the world, or time, says.
    pub fn of_world(application: Uuid, by: Actor, command: Command) -> Self {
        Self {
            application,
            start: None,
            is_new: false,
            by,
            principal: None,
            commands: vec![command],
            key: None,
            expect: None,
            version: None,
            step: None,
            beside: Vec::new(),
            counted: false,
            reply: None,
        }
    }
}

/// Something asked of a held thing.
pub struct LineAsk {
    /// Which.
    pub key: HoldKey,
    /// The catalogue of this version tells its days.
    pub version: Version,
    /// What.
    pub what: LineWhat,
    /// Takes the answer.
    pub reply: Option<Reply>,
}

/// What is asked of a held thing.
#[derive(Debug, Clone, PartialEq)]
pub enum LineWhat {
    /// A command.
    Command(hold::Command),
    /// Whether nobody holds it; whether the one who asks waits where somebody does.
    Test(HolderId, bool),
}

/// What shards are told.
pub enum Message {
    /// Something asked of an application.
    Ask(Box<Ask>),
    /// Something asked of a held thing.
    Line(Box<LineAsk>),
    /// An application is to be moved to another version.
    Move(Box<MoveAsk>),
    /// Mail.
    Mail(MailId, Box<Mail>),
    /// A timer of an application is due, as the index says.
    Due(Uuid, u32),
    /// Nothing more comes.
    Close,
}
