//! What the journal says of applications, holds and all that a store keeps: one kind of record each, behind a byte
//! that tells the form, so that a field can be added and old records read. Turns of applications, by far the most of
//! it, are in Postcard, where neither fields nor variants have names; the rest is in MessagePack with names.

use super::dossier::{Handed, Start, Version};
use super::message::AskedUnder;
use crate::journal::{Kind, Record};
use onething_engine::application::{Actor, Application, Event, EventKind, Moment, StepId, TaskId};
use onething_engine::hold::{self, HoldKey};
use onething_engine::scenario::model::Id;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// With names.
const NAMED: u8 = 1;
/// Without names: positions of variants and fields are part of it.
const DENSE: u8 = 2;

/// Why a record is not understood. It is the truth, so nothing goes on without it.
#[derive(Debug)]
pub enum Unreadable {
    /// Of a kind or form of a newer version.
    Newer {
        /// The record.
        sequence: u64,
        /// Its kind.
        kind: u8,
    },
    /// Whole, and yet not what this kind says.
    Malformed {
        /// The record.
        sequence: u64,
        /// What is wrong.
        what: String,
    },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer { sequence, kind } => {
                write!(f, "record {sequence} is of kind {kind}, written by a newer version; use that one")
            }
            Self::Malformed { sequence, what } => write!(f, "record {sequence} cannot be read: {what}"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// Names a piece of mail for ever: the record that brought it about, and its number among that one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MailId {
    /// Of the record.
    pub sequence: u64,
    /// From 0.
    pub number: u16,
}

/// Events that came together: what they share is told once. Their variants are frozen: a new meaning is a new
/// variant, behind the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Happened {
    /// The number of the first.
    first: u64,
    at: Moment,
    by: Actor,
    kinds: Vec<EventKind>,
}

impl Happened {
    /// Events in order, put together where they share when and by whom.
    pub fn of(events: Vec<Event>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for event in events {
            match all.last_mut() {
                Some(last)
                    if last.at == event.at
                        && last.by == event.by
                        && last.first + last.kinds.len() as u64 == event.sequence =>
                {
                    last.kinds.push(event.kind);
                }
                _ => all.push(Self {
                    first: event.sequence,
                    at: event.at,
                    by: event.by,
                    kinds: vec![event.kind],
                }),
            }
        }
        all
    }

    /// The events.
    pub fn events(self) -> impl Iterator<Item = Event> {
        let Self { first, at, by, kinds } = self;
        (first..).zip(kinds).map(move |(sequence, kind)| Event { sequence, at, by, kind })
    }
}

/// A turn of one application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Which.
    pub application: Uuid,
    /// The record of its turn before; 0 for the first.
    pub previous: u64,
    /// Of the first turn: what it was begun with.
    pub start: Option<Start>,
    /// Who asked for it, by name of the principal; none: the world or time.
    pub by: Option<Arc<str>>,
    /// The mail that it answers.
    pub mail: Option<MailId>,
    /// Of a start under an idempotency key: that key, and what was asked.
    pub under: Option<AskedUnder>,
    /// What happened.
    pub happened: Vec<Happened>,
}

/// A turn of one held thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineTurn {
    /// Which thing.
    pub key: HoldKey,
    /// Of which scenario: its catalogue's calendar tells days.
    pub version: Version,
    /// The mail that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailId>,
    /// What happened.
    pub events: Vec<hold::Event>,
    /// Steps that asked whether anybody holds it, and what they were told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answered: Vec<(hold::HolderId, bool)>,
    /// Steps that wait until nobody holds it, as they stand after this turn.
    pub tests: Vec<hold::HolderId>,
}

/// A version of a scenario: its files, the scenario's own first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// Which scenario.
    pub scenario: Id,
    /// The hash of its files.
    pub version: Version,
    /// Names and texts.
    pub files: Vec<(String, String)>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Arc<str>>,
}

/// A number given to a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Numbered {
    /// The principal.
    pub principal: Arc<str>,
    /// Its number among all.
    pub number: u32,
}

/// The clock of a sandbox was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockSet {
    /// How far it is before real time, in milliseconds.
    pub ahead: i64,
}

/// Something that a room of the server keeps by itself, in that room's own form; what is said last counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Which room: `token`, `behaviour`, `register`, `outbox`, `draft`.
    pub room: Id,
    /// Which of its rows.
    pub key: String,
    /// What stands there now; none: nothing any more.
    #[serde(with = "serde_bytes")]
    pub value: Option<Vec<u8>>,
}

/// A running application was moved to another version of its scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub application: Uuid,
    /// The record of its turn before.
    pub previous: u64,
    /// From which version: what came before is read by it.
    pub from: Version,
    /// To which version.
    pub version: Version,
    /// By whom.
    pub by: Arc<str>,
    /// Its whole state in the new version's positions.
    pub state: Box<Application>,
    /// Which things its steps took, in the same positions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub things: Vec<(StepId, HoldKey)>,
    /// The applications that its steps run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<(TaskId, Uuid)>,
    /// What the applicant said beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed: Option<Box<Handed>>,
}

/// Mail that led to nothing was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Which.
    pub mail: MailId,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// An application took a turn.
    Turn(Turn),
    /// A held thing took a turn.
    Line(LineTurn),
    /// A version was published.
    Published(Published),
    /// A person got a number.
    Numbered(Numbered),
    /// The sandbox clock was set.
    Clock(ClockSet),
    /// A room keeps something.
    Kept(Kept),
    /// An application was moved to another version.
    Moved(Moved),
    /// Mail led to nothing.
    Dropped(Dropped),
}

impl Entry {
    /// The record's kind and payload.
    ///
    /// # Errors
    /// What cannot be written, which is a mistake of this program.
    pub fn write(&self) -> Result<(Kind, Vec<u8>), String> {
        match self {
            Self::Turn(turn) => dense(1, turn),
            Self::Line(turn) => written(2, turn),
            Self::Published(published) => written(3, published),
            Self::Numbered(numbered) => written(4, numbered),
            Self::Clock(set) => written(5, set),
            Self::Kept(kept) => written(6, kept),
            Self::Moved(moved) => written(7, moved),
            Self::Dropped(dropped) => written(8, dropped),
        }
    }

    /// Reads a record.
    ///
    /// # Errors
    /// Of a newer version, or not what its kind says.
    pub fn read(record: &Record) -> Result<Self, Unreadable> {
        Ok(match record.kind.0 {
            1 => Self::Turn(read_dense(record)?),
            2 => Self::Line(read(record)?),
            3 => Self::Published(read(record)?),
            4 => Self::Numbered(read(record)?),
            5 => Self::Clock(read(record)?),
            6 => Self::Kept(read(record)?),
            7 => Self::Moved(read(record)?),
            8 => Self::Dropped(read(record)?),
            kind => return Err(Unreadable::Newer { sequence: record.sequence, kind }),
        })
    }
}

fn written(kind: u8, what: &impl Serialize) -> Result<(Kind, Vec<u8>), String> {
    let mut payload = vec![NAMED];
    let mut serializer = rmp_serde::Serializer::new(&mut payload).with_struct_map();
    what.serialize(&mut serializer).map_err(|e| e.to_string())?;
    Ok((Kind(kind), payload))
}

fn dense(kind: u8, what: &impl Serialize) -> Result<(Kind, Vec<u8>), String> {
    let payload = postcard::to_extend(what, vec![DENSE]).map_err(|e| e.to_string())?;
    Ok((Kind(kind), payload))
}

fn read<T: DeserializeOwned>(record: &Record) -> Result<T, Unreadable> {
    rmp_serde::from_slice(payload(record, NAMED)?).map_err(|e| malformed(record, &e))
}

fn read_dense<T: DeserializeOwned>(record: &Record) -> Result<T, Unreadable> {
    match postcard::take_from_bytes(payload(record, DENSE)?) {
        Ok((read, [])) => Ok(read),
        Ok(_) => Err(malformed(record, &"there is more than it says")),
        Err(error) => Err(malformed(record, &error)),
    }
}

/// What stands behind the byte of the form.
fn payload(record: &Record, form: u8) -> Result<&[u8], Unreadable> {
    match record.payload.split_first() {
        Some((found, rest)) if *found == form => Ok(rest),
        Some(_) => Err(Unreadable::Newer { sequence: record.sequence, kind: record.kind.0 }),
        None => Err(malformed(record, &"it is empty")),
    }
}

fn malformed(record: &Record, what: &dyn fmt::Display) -> Unreadable {
    Unreadable::Malformed { sequence: record.sequence, what: what.to_string() }
}
