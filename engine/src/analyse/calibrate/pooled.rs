//! What a log tells of one path of the scenario, by whatever activities: services of one system, members of a party,
//! waits for one message.

use super::fit::{NotFitted, Sample, fit};
use super::place::{Place, Time};
use super::share::{Counts, Returned, Share};
use super::{Row, Takes, Worked};
use crate::application::Moment;
use crate::scenario::model::Id;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A time that a scenario states, as it was observed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimeFit {
    /// Where it is stated.
    pub path: Id,
    /// The activities that tell of it, by name.
    pub activities: Vec<Id>,
    /// How long it takes, in milliseconds.
    pub takes: Takes,
}

/// A step of the scenario, as it was observed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepFit {
    /// Its path.
    pub path: Id,
    /// Visits that ended in a way that tells of it.
    pub visits: u64,
    /// Cases that came to it; each member of a party counts.
    pub cases: u64,
    /// How often it was returned; none where nothing was counted.
    pub returned: Option<Returned>,
    /// How often it was refused; none where the log has no outcomes of it.
    pub refused: Option<Share>,
}

#[derive(Debug, Default)]
struct Lengths {
    activities: BTreeSet<Id>,
    complete: Vec<f64>,
    censored: Vec<f64>,
}

/// Rows brought together by place.
#[derive(Debug, Default)]
pub(super) struct Pooled {
    times: BTreeMap<Id, Lengths>,
    steps: BTreeMap<Id, Counts>,
    /// By the path of the item's steps: cases, each member of a party by itself.
    items: BTreeMap<Id, BTreeSet<(Id, Id)>>,
}

impl Pooled {
    pub fn take(&mut self, row: &Row, place: Place, worked: &Worked<'_>, taken: Moment) {
        if let (Some(step), Some(item)) = (&place.step, &place.item) {
            let steps = step.rsplit_once('.').map_or("", |(steps, _)| steps);
            self.items.entry(Id::from(steps)).or_default().insert((row.case.clone(), item.clone()));
        }
        if let Some(step) = place.step.filter(|_| place.tells) {
            // Two members of a party are two cases of a step.
            let case = Id::from(format!("{} {}", row.activity, row.case));
            self.steps.entry(step).or_default().take(&Row { case, ..row.clone() });
        }
        let Some(Time { path, since_enabled }) = place.time else { return };
        let start = if since_enabled { row.enabled.or(row.start) } else { row.start };
        let Some(start) = start else { return };
        let lengths = self.times.entry(path).or_default();
        lengths.activities.insert(row.activity.clone());
        match row.end {
            Some(end) => lengths.complete.push(worked(row, start, end) as f64),
            None if start <= taken => lengths.censored.push(worked(row, start, taken) as f64),
            None => {}
        }
    }

    /// Everything that was brought together, fitted; cases by the path of the steps of their item.
    pub fn fitted(self) -> (Vec<TimeFit>, Vec<StepFit>, BTreeMap<Id, u64>) {
        let times = self.times.into_iter().map(|(path, lengths)| TimeFit {
            path,
            activities: lengths.activities.into_iter().collect(),
            takes: fit(&Sample::new(lengths.complete, lengths.censored))
                .map_or_else(|why: NotFitted| Takes::NotFitted(why), Takes::Fitted),
        });
        let steps = self.steps.into_iter().map(|(path, counts)| StepFit {
            path,
            visits: counts.visits(),
            cases: counts.cases(),
            returned: counts.returned(),
            refused: counts.refused(),
        });
        let cases = self.items.into_iter().map(|(path, cases)| (path, cases.len() as u64));
        (times.collect(), steps.collect(), cases.collect())
    }
}
