//! What has happened to a held thing. The state is a fold of these.

use super::line::{HolderId, Place};
use jiff::Timestamp;
use jiff::fmt::serde::timestamp::millisecond;
use serde::{Deserialize, Serialize};

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// From 1, without gaps.
    pub sequence: u64,
    /// When it was so; of an end by time, that time, however late it was noticed.
    #[serde(with = "millisecond::required")]
    pub at: Timestamp,
    /// Who it is about.
    pub holder: HolderId,
    /// What.
    pub kind: EventKind,
}

/// What has happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It joined the line.
    Joined {
        /// How many come before it, who holds the thing among them. With none it takes effect at once.
        before: u32,
        /// Its place.
        place: Box<Place>,
    },
    /// It holds the thing from now on.
    TookEffect {
        /// When its term ends; none: it has none, or its end is not known yet.
        #[serde(with = "millisecond::optional")]
        until: Option<Timestamp>,
    },
    /// The end of its term is known now: a year of the calendar has been loaded.
    Dated {
        /// When it ends.
        #[serde(with = "millisecond::required")]
        until: Timestamp,
    },
    /// Its term was renewed.
    Renewed {
        /// When it ends now.
        #[serde(with = "millisecond::required")]
        until: Timestamp,
    },
    /// Its term was over while it held the thing.
    Lapsed,
    /// It let the thing go.
    Released,
    /// It left the line and never took effect.
    LeftLine {
        /// Because its term was over; else it was released.
        term_over: bool,
    },
}

impl EventKind {
    /// The name of the kind.
    pub fn name(&self) -> &'static str {
        match self {
            EventKind::Joined { .. } => "Joined",
            EventKind::TookEffect { .. } => "TookEffect",
            EventKind::Dated { .. } => "Dated",
            EventKind::Renewed { .. } => "Renewed",
            EventKind::Lapsed => "Lapsed",
            EventKind::Released => "Released",
            EventKind::LeftLine { .. } => "LeftLine",
        }
    }
}

/// What an application has to hear of its hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// It holds the thing.
    Took,
    /// It stands in line, so many before it.
    Waits(u32),
    /// Its term is longer.
    Renewed,
    /// It is over: released, lapsed, or left the line.
    Over,
}

/// What applications have to hear of events, in their order.
pub fn news(events: &[Event]) -> impl Iterator<Item = (HolderId, News)> + '_ {
    events.iter().filter_map(|event| {
        let news = match event.kind {
            EventKind::Joined { before: 0, .. } | EventKind::Dated { .. } => return None,
            EventKind::Renewed { .. } => News::Renewed,
            EventKind::Joined { before, .. } => News::Waits(before),
            EventKind::TookEffect { .. } => News::Took,
            EventKind::Lapsed | EventKind::Released | EventKind::LeftLine { .. } => News::Over,
        };
        Some((event.holder, news))
    })
}
