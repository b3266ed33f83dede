//! Shares of what was counted: how often work is returned, refused, or comes up at all.

use super::fit::{Interval, Z};
use super::read::Row;
use crate::scenario::model::Id;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Outcomes that refuse: of an item, and of taking it in.
const REFUSALS: [&str; 2] = ["refused", "not_accepted"];
/// The outcome of work that goes back to the applicant.
const RETURNED: &str = "returned";

/// A share with the counts behind it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// How many have it.
    pub count: u64,
    /// Of how many; above 0.
    pub of: u64,
    /// One over the other, 0–1.
    pub share: f64,
    /// 95 %, by Wilson.
    pub interval: Interval,
}

impl Share {
    /// Wilson's score interval, "Probable inference, the law of succession, and statistical inference", JASA 22
    /// (1927): (p + z²/2n ± z√(p(1 − p)/n + z²/4n²))/(1 + z²/n). None of nothing.
    pub fn of(count: u64, of: u64) -> Option<Self> {
        if of == 0 {
            return None;
        }
        let (n, p) = (of as f64, count as f64 / of as f64);
        let square = Z * Z / n;
        let middle = p + square / 2.0;
        let reach = Z * (p * (1.0 - p) / n + square / (4.0 * n)).max(0.0).sqrt();
        let bound = |value: f64| (value / (1.0 + square)).clamp(0.0, 1.0);
        // Rounding leaves a trace of what is exactly 0 or 1 there.
        let low = if count == 0 { 0.0 } else { bound(middle - reach) };
        let high = if count >= of { 1.0 } else { bound(middle + reach) };
        Some(Self { count, of, share: p, interval: Interval { low, high } })
    }
}

/// By what work counts as returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The outcome says so.
    Outcome,
    /// The same case came to it again: the log has no outcome of this activity.
    Visits,
}

/// How often visits of an activity are returned.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Returned {
    /// The share of visits.
    pub share: Share,
    /// By what they count as returned.
    pub basis: Basis,
}

/// What was counted of one activity.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    visits: u64,
    over: u64,
    with_outcome: u64,
    returned: u64,
    refused: u64,
    cases: BTreeSet<Id>,
}

impl Counts {
    pub fn take(&mut self, row: &Row) {
        self.visits += 1;
        self.over += u64::from(row.end.is_some());
        self.cases.insert(row.case.clone());
        if let Some(outcome) = row.outcome.as_deref() {
            self.with_outcome += 1;
            self.returned += u64::from(outcome == RETURNED);
            self.refused += u64::from(REFUSALS.contains(&outcome));
        }
    }

    /// All visits, under way or over.
    pub fn visits(&self) -> u64 {
        self.visits
    }

    /// Visits that are over.
    pub fn over(&self) -> u64 {
        self.over
    }

    /// Cases that came to it.
    pub fn cases(&self) -> u64 {
        self.cases.len() as u64
    }

    /// By outcomes where there are any; else each visit of a case beyond the first follows on one that was returned.
    pub fn returned(&self) -> Option<Returned> {
        let (share, basis) = if self.with_outcome > 0 {
            (Share::of(self.returned, self.with_outcome)?, Basis::Outcome)
        } else {
            (Share::of(self.visits - self.cases(), self.visits)?, Basis::Visits)
        };
        Some(Returned { share, basis })
    }

    /// Of visits whose outcome is known.
    pub fn refused(&self) -> Option<Share> {
        Share::of(self.refused, self.with_outcome)
    }
}

/// Cases by item, and all of them.
#[derive(Debug, Default)]
pub(super) struct Cases {
    by_item: BTreeMap<Id, BTreeSet<Id>>,
    all: BTreeSet<Id>,
}

impl Cases {
    pub fn take(&mut self, row: &Row) {
        self.all.insert(row.case.clone());
        if let Some(item) = item(row) {
            // Names are shared, so that this costs no text.
            self.by_item.entry(item).or_default().insert(row.case.clone());
        }
    }

    /// How many cases there are.
    pub fn count(&self) -> u64 {
        self.all.len() as u64
    }

    /// How many cases of an item; of all where it is not told.
    pub fn of(&self, item: Option<&Id>) -> u64 {
        item.and_then(|item| self.by_item.get(item)).unwrap_or(&self.all).len() as u64
    }
}

/// The item that a row says, else what stands before the first point of its activity.
pub(super) fn item(row: &Row) -> Option<Id> {
    row.item.clone().or_else(|| row.activity.split_once('.').map(|(item, _)| Id::from(item)))
}
