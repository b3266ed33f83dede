//! Host 1: runs applications for real. Shards own applications and held things by their ids; a turn decides in
//! memory, goes to the journal, and only when it is on the medium is its receipt given, the index brought up and
//! the world told.
//!
//! ```text
//! ask ─▶ shard ─▶ turn ─▶ journal ═(on the medium)═▶ index ─▶ receipt ─▶ feed, mail, outside, timers ─▶ ask
//! ```
//!
//! No rule of the machine is here: what may happen is decided by the engine alone.

pub mod aftermath;
mod beside;
pub mod commit;
mod counted;
pub mod course;
pub mod definitions;
mod deliveries;
pub mod dispatch;
pub mod dossier;
pub mod error;
pub mod feed;
mod handle;
mod history;
pub mod inbox;
mod keeping;
pub mod line;
pub mod mail;
pub mod message;
pub mod moving;
pub mod number;
mod onward;
mod open;
pub mod people;
mod read;
pub mod recent;
pub mod record;
pub mod recover;
pub mod rows;
mod runs;
mod shard;
pub mod shared;
mod starts;
mod turn;
pub mod wheel;
mod worklists;

pub use course::{Course, Definition, MessageFacts, NoCourse};
pub use dispatch::Outside;
pub use dossier::{Dossier, Handed, Start, Version};
pub use error::Error;
pub use feed::{Feed, Happening};
pub use handle::{Advanced, NoMessage, NotPublished, Runner, Sent, To};
pub use history::{Chapter, History, NotHistory, Replayed};
pub use message::{Answer, Ask, AskedUnder, Receipt, Refusal, Reply};
pub use moving::Verdict;
pub use open::{Opened, Options, Parts, Seen, open};
pub use read::{Filter, OpenTask, Page, Told};
pub use recent::Found;
pub use worklists::{Claimed, Tally, TaskFilter, Worklists};

/// How rows are laid out; an index of another layout is made again.
pub const LAYOUT: u32 = 4;
