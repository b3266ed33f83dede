//! How a simulated system misbehaves: what a tester sets with `PUT /systems/{id}/behaviour`.
//!
//! A behaviour is a plain value. Its JSON, every key optional:
//!
//! ```json
//! {
//!   "down": true,                         // nobody answers; the machine's timeout tells
//!   "hangs": true,                        // it does what is asked, and never says so
//!   "fails": 2,                           // so many calls fail before one is answered; or { "chance": 0.2 }
//!   "why": "maintenance",                 // what it says when it fails
//!   "answers": "not_found",               // or "contradiction", or a rule: { "other.name": "\"李四\"" }
//!   "latency": "5s",
//!   "from": "2026-03-02T09:00:00+08:00",  // else at once
//!   "until": "2026-03-02T12:00:00+08:00", // or "for": "2h"
//!   "when": "one.id_number = \"370303199503120021\"",
//!   "applications": ["01963b2e-…"]        // else all
//! }
//! ```
//! It is set for a system, a service or a licence; a system that others pass through (`via`) takes them with it.
//! Where several are in force the latest that was set counts. A rule is written in the words of its service
//! (`data_platform.spouse` is given `one.id_number` and returns `other.name`), one expression for each value that
//! is answered otherwise; `when` reads what the service is given.

mod read;
mod rule;
#[cfg(test)]
mod tests;

pub use read::Mistake;
pub use rule::{checked, evaluate, holds};

use super::Call;
use jiff::{SignedDuration, Timestamp};
use onething_engine::scenario::lower::value::period_text;
use onething_engine::scenario::model::{Id, Period};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// How a system, a service or a licence behaves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value")]
pub struct Behaviour {
    /// It does not answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub down: bool,
    /// It does what it is asked, and never answers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hangs: bool,
    /// Whether calls fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fails: Option<Fails>,
    /// What it says when it fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What it answers instead of what is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<Answers>,
    /// How long an answer takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency: Option<Length>,
    /// From when; none: from when it was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Until when; none: for ever, or as long as `for` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// How long from its begin.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Length>,
    /// A condition over what the service is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Only calls of these applications; none named: of all.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_text")]
    pub applications: Vec<Uuid>,
}

/// Ids as text in every format: it is read as JSON, and a journal may be packed.
fn as_text<S: serde::Serializer>(ids: &[Uuid], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(ids.iter().map(Uuid::to_string))
}

/// Which calls fail.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fails {
    /// So many, then none.
    Times(u32),
    /// Each with this chance, drawn from the seed and the call's key.
    Chance {
        /// 0–1.
        chance: f64,
    },
}

/// What is answered instead of what is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answers {
    /// That there is nothing.
    NotFound,
    /// Something that is not so.
    Contradiction,
    /// By rule: names of what is returned, each with an expression over what is given.
    #[serde(untagged)]
    Rule(BTreeMap<String, String>),
}

/// A length of elapsed time, written like `300ms`, `5s`, `10min`, `2h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Length(pub i64);

impl TryFrom<String> for Length {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let elapsed = period_text(&text).and_then(Period::milliseconds);
        let milliseconds = elapsed.and_then(|ms| i64::try_from(ms).ok());
        milliseconds.map(Self).ok_or_else(|| format!("`{text}` is no length of time such as 300ms, 5s or 2h"))
    }
}

impl From<Length> for String {
    fn from(length: Length) -> Self {
        match length.0 {
            ms if ms % 3_600_000 == 0 => format!("{}h", ms / 3_600_000),
            ms if ms % 60_000 == 0 => format!("{}min", ms / 60_000),
            ms if ms % 1_000 == 0 => format!("{}s", ms / 1_000),
            ms => format!("{ms}ms"),
        }
    }
}

/// A behaviour that was set.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// What was set.
    pub behaviour: Arc<Behaviour>,
    /// When.
    pub since: Timestamp,
    /// Keys of the calls that failed because of `fails: N`.
    pub failed: BTreeSet<String>,
}

impl Set {
    /// From when it counts.
    fn begin(&self) -> Timestamp {
        self.behaviour.from.unwrap_or(self.since)
    }

    /// Whether it counts no more at a moment.
    pub fn is_over(&self, at: Timestamp) -> bool {
        let end = self.behaviour.lasts.map(|l| {
            let length = SignedDuration::from_millis(l.0);
            self.begin().checked_add(length).unwrap_or(Timestamp::MAX)
        });
        let over = |end: Option<Timestamp>| end.is_some_and(|end| at >= end);
        over(end) || over(self.behaviour.until)
    }

    /// Whether it counts at a moment, for whichever calls.
    pub fn is_in_force(&self, at: Timestamp) -> bool {
        at >= self.begin() && !self.is_over(at)
    }
}

/// All behaviours that are set, by system, service or licence.
#[derive(Debug, Clone, Default)]
pub struct Behaviours {
    set: BTreeMap<Id, Set>,
}

impl Behaviours {
    /// Sets one; none, or one that says nothing, is as usual again.
    pub fn put(&mut self, target: &Id, behaviour: Option<&Behaviour>, since: Timestamp) {
        match behaviour.filter(|b| **b != Behaviour::default()) {
            Some(behaviour) => {
                let set = Set { behaviour: Arc::new(behaviour.clone()), since, failed: BTreeSet::new() };
                self.set.insert(target.clone(), set);
            }
            None => {
                self.set.remove(target);
            }
        }
    }

    /// All that are set, by name.
    pub fn all(&self) -> impl Iterator<Item = (&Id, &Set)> {
        self.set.iter()
    }

    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// The one in force for a call: of its service or licence, its system, or one that its calls pass through; the
    /// latest that was set, of one moment the nearest.
    pub fn in_force(&self, call: &Call) -> Option<(&Id, &Set)> {
        if self.set.is_empty() {
            return None;
        }
        let found = targets(call).into_iter().filter_map(|name| self.set.get_key_value(name));
        let mut latest: Option<(&Id, &Set)> = None;
        for (name, set) in found.filter(|(_, set)| is_meant(set, call)) {
            if latest.is_none_or(|(_, other)| set.since > other.since) {
                latest = Some((name, set));
            }
        }
        latest
    }

    /// Whether a call fails because of `fails: N`: it did before, or fewer than so many have.
    pub fn is_to_fail(set: &Set, times: u32, key: &str) -> bool {
        set.failed.contains(key) || set.failed.len() < times as usize
    }

    /// Notes that a call failed on purpose; whether that is news.
    pub fn failed(&mut self, target: &str, key: &str) -> bool {
        self.set.get_mut(target).is_some_and(|set| set.failed.insert(key.to_owned()))
    }
}

/// The names under which a behaviour of a call may be set, the nearest first.
fn targets(call: &Call) -> Vec<&str> {
    let catalogue = &call.scenario.catalogue;
    let mut names: Vec<&str> = vec![&call.service];
    let mut system = call.system.as_ref().and_then(|name| catalogue.systems.get_key_value(name));
    while let Some((name, facts)) = system {
        if names.contains(&&**name) {
            break;
        }
        names.push(name);
        system = facts.via.and_then(|id| catalogue.systems.get_index(id.index()));
    }
    names
}

/// Whether a behaviour counts for a call now.
fn is_meant(set: &Set, call: &Call) -> bool {
    let behaviour = &set.behaviour;
    let ours = behaviour.applications.is_empty() || behaviour.applications.contains(&call.application);
    ours && set.is_in_force(call.at) && behaviour.when.as_deref().is_none_or(|when| holds(when, call))
}
