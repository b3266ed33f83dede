//! The state of one held thing.

use super::term::Term;
use crate::scenario::model::Id;
use jiff::Timestamp;
use jiff::fmt::serde::timestamp::millisecond;
use serde::{Deserialize, Serialize};

/// Ended holds that are remembered, so that what is asked of one afterwards is answered with how it ended, and
/// an order to join that is carried out twice does not join twice.
pub const ENDED_KEPT: usize = 64;

/// Which thing: the same over all applications and scenarios.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HoldKey {
    /// The element that tells things of its kind apart: `stake.number`.
    pub element: Id,
    /// Its value.
    pub value: Id,
}

/// One visit of a hold step of one application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HolderId {
    /// The application, as the host numbers it.
    pub application: u128,
    /// The step.
    pub step: u16,
    /// Which visit of it.
    pub visit: u16,
}

/// Somebody's place: with the thing, or in its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Whose.
    pub holder: HolderId,
    /// Who is first: the least.
    pub rank: i64,
    /// Of one rank, who was accepted first.
    #[serde(with = "millisecond::required")]
    pub accepted_at: Timestamp,
    /// Of one rank and acceptance, who joined first: the number of the event.
    pub sequence: u64,
    /// How long it lasts; none: until it is released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// Since when its term runs.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millisecond::optional")]
    pub from: Option<Timestamp>,
    /// When its term ends; none where none runs, or its end is not known yet.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millisecond::optional")]
    pub until: Option<Timestamp>,
}

impl Place {
    /// Who comes first has the least.
    pub fn order(&self) -> (i64, Timestamp, u64) {
        (self.rank, self.accepted_at, self.sequence)
    }
}

/// How a place ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It held the thing, and let it go.
    Released,
    /// It held the thing, and its term was over.
    Lapsed,
    /// It left the line and never took effect.
    LeftLine,
}

/// One thing: who holds it, and who waits. A fold of its events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Line {
    /// Number of the last event.
    pub sequence: u64,
    /// Moment of the last event.
    #[serde(with = "millisecond::required")]
    pub at: Timestamp,
    /// Who holds it.
    pub holding: Option<Place>,
    /// Who waits, the first first.
    pub waiting: Vec<Place>,
    /// The last that ended, the latest last: who, how, when.
    pub ended: Vec<Ended>,
}

/// One that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Who.
    pub holder: HolderId,
    /// How.
    pub how: Ending,
    /// Because its term was over.
    pub term_over: bool,
    /// When.
    #[serde(with = "millisecond::required")]
    pub at: Timestamp,
}

impl Line {
    /// Everybody who has a place: who holds it, then who waits, in order.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.holding.iter().chain(&self.waiting)
    }

    /// The place of one.
    pub fn place(&self, holder: HolderId) -> Option<&Place> {
        self.places().find(|p| p.holder == holder)
    }

    /// Whether one holds the thing.
    pub fn is_holding(&self, holder: HolderId) -> bool {
        self.holding.as_ref().is_some_and(|p| p.holder == holder)
    }

    /// How many come before one, who holds the thing among them.
    pub fn before(&self, holder: HolderId) -> Option<u32> {
        let at = self.places().position(|p| p.holder == holder)?;
        Some(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// When the next place ends by itself. A host sends [`Due`](super::Command::Due) then.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.places().filter_map(|p| p.until).min()
    }
}
