//! What may be asked of a held thing.

use super::line::HolderId;
use super::term::Term;
use crate::scenario::model::{Hold, MessageId};
use jiff::Timestamp;
use jiff::fmt::serde::timestamp::millisecond;
use serde::{Deserialize, Serialize};

/// One that wants the thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    /// Who.
    pub holder: HolderId,
    /// Who is first: the least, as [`rank`](super::rank) makes it of `line_by`. Without one acceptance decides.
    pub rank: Option<i64>,
    /// When it was accepted.
    #[serde(with = "millisecond::required")]
    pub accepted_at: Timestamp,
    /// How long it lasts; none: until it is released.
    pub term: Option<Term>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Take the thing, or stand in its line.
    Join(Joining),
    /// Renew the term.
    Renew {
        /// Whose.
        holder: HolderId,
    },
    /// Let the thing go, or leave the line: somebody says so.
    Release {
        /// Who.
        holder: HolderId,
    },
    /// The same, for its application is over; nobody minds if that was so already.
    Leave {
        /// Who.
        holder: HolderId,
    },
    /// Time has passed: whatever came to its end has ended.
    Due,
}

/// What a message asks of a hold; none where the hold does not listen to it.
pub fn by_message(hold: &Hold, message: MessageId, holder: HolderId) -> Option<Command> {
    if hold.release == Some(message) {
        return Some(Command::Release { holder });
    }
    hold.renew.as_ref().filter(|r| r.message == message).map(|_| Command::Renew { holder })
}
