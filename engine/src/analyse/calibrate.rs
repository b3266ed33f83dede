//! From a log of real work to the parameters of the simulator.
//!
//! ```text
//! read(csv)            rows, or what is wrong on which line
//!   └─ calibrate(rows, asked)   work times, arrivals, shares, each with its interval and its counts
//!        └─ overlay(calibration, scenario)   a catalogue file of facts at the scenario's paths
//! ```
//!
//! **What is fitted.** Of each activity the time from start to end, as the caller counts it: within the shifts of its
//! department, or elapsed ([`Asked::worked`]). How often it is returned and refused, what share of the cases come to
//! it. How applications come. What was under way when the log was taken is censored, not left out ([`fit`]).
//!
//! **What a log does not say.** Whether somebody did something else between start and end; which applications were
//! under way before the log begins. A case that is not over has not come to its last activities yet, so their share
//! is a little low. That arrivals are independent of one another is assumed and not tested.

mod arrivals;
mod chances;
pub mod fit;
mod not_read;
pub mod overlay;
pub mod place;
mod pooled;
pub mod read;
mod share;
#[cfg(test)]
mod tests;
pub mod xes;

pub use arrivals::{ArrivalFit, Evenness};
pub use not_read::NotRead;
pub use overlay::overlay;
pub use place::{Place, Places};
pub use pooled::{StepFit, TimeFit};
pub use read::{Row, read};
pub use share::{Basis, Returned, Share};

use crate::application::Moment;
use crate::scenario::model::Id;
use fit::{Fits, NotFitted, Sample};
use jiff::tz::TimeZone;
use pooled::Pooled;
use serde::Serialize;
use share::{Cases, Counts};
use std::collections::BTreeMap;

/// Milliseconds of work of a row between two moments.
pub type Worked<'w> = dyn Fn(&Row, Moment, Moment) -> i64 + 'w;

/// How a log is looked at.
pub struct Asked<'w> {
    /// Milliseconds of work of a row between two moments: within shifts for work of people, elapsed for systems.
    pub worked: &'w Worked<'w>,
    /// Where a row stands in the scenario.
    pub place: &'w dyn Fn(&Row) -> Place,
    /// By whose clock hours and weekdays are told: that of the lead department.
    pub zone: TimeZone,
    /// From when until when the log has all arrivals; none: from the first to the last.
    pub window: Option<(Moment, Moment)>,
    /// When the log was taken; none: at its last moment. Work without an end was under way until then.
    pub taken: Option<Moment>,
}

/// Counts all time that elapses.
pub fn elapsed(_: &Row, from: Moment, to: Moment) -> i64 {
    to.0.saturating_sub(from.0)
}

/// How long an activity takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// As these say, the best first.
    Fitted(Fits),
    /// Nobody can tell.
    NotFitted(NotFitted),
}

impl Takes {
    /// What was fitted, where anything was.
    pub fn fits(&self) -> Option<&Fits> {
        match self {
            Self::Fitted(fits) => Some(fits),
            Self::NotFitted(_) => None,
        }
    }
}

/// One activity, as it was observed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActivityFit {
    /// Its name, such as `household_registration.review`.
    pub activity: Id,
    /// The item that it served first; none where the log does not tell.
    pub item: Option<Id>,
    /// Its department, as its first row says.
    pub department: Option<Id>,
    /// Its role, as its first row says.
    pub role: Option<Id>,
    /// Whose time it took, as its first row says.
    pub kind: Option<Id>,
    /// Visits, over or not.
    pub visits: u64,
    /// Of these, those that are not over, be it that they wait still.
    pub open: u64,
    /// Cases that came to it.
    pub cases: u64,
    /// How long it takes, in milliseconds.
    pub takes: Takes,
    /// How often it is returned; none where nothing was counted.
    pub returned: Option<Returned>,
    /// How often it is refused; none where the log has no outcomes of it.
    pub refused: Option<Share>,
    /// The share of the cases of its item that came to it: what a branch before it is taken by.
    pub reached: Option<Share>,
}

/// Everything that was fitted to a log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// Rows of the log.
    pub rows: usize,
    /// Cases.
    pub cases: u64,
    /// When the log was taken: work without an end was under way until then. None of an empty log.
    pub taken: Option<Moment>,
    /// How families were chosen.
    pub criterion: &'static str,
    /// How applications came; none of fewer than two.
    pub arrivals: Option<ArrivalFit>,
    /// All activities, by name.
    pub activities: Vec<ActivityFit>,
    /// All times that the scenario states, by path.
    pub times: Vec<TimeFit>,
    /// All steps of the scenario, by path.
    pub steps: Vec<StepFit>,
    /// Cases that came to an item, by the path of its steps; each member of a party counts.
    pub cases_of_items: BTreeMap<Id, u64>,
}

/// Rows of one activity, brought together.
struct Gathered {
    item: Option<Id>,
    department: Option<Id>,
    role: Option<Id>,
    kind: Option<Id>,
    complete: Vec<f64>,
    censored: Vec<f64>,
    counts: Counts,
}

impl Gathered {
    fn of(row: &Row) -> Self {
        Self {
            item: share::item(row),
            department: row.department.clone(),
            role: row.role.clone(),
            kind: row.kind.clone(),
            complete: Vec::new(),
            censored: Vec::new(),
            counts: Counts::default(),
        }
    }

    fn take(&mut self, row: &Row, worked: &Worked<'_>, taken: Moment) {
        self.counts.take(row);
        let Some(start) = row.start else { return };
        match row.end {
            Some(end) => self.complete.push(worked(row, start, end) as f64),
            // What begins after the log was taken says nothing.
            None if start <= taken => self.censored.push(worked(row, start, taken) as f64),
            None => {}
        }
    }

    fn fit(self, activity: Id, cases: &Cases) -> ActivityFit {
        let counts = &self.counts;
        ActivityFit {
            activity,
            visits: counts.visits(),
            open: counts.visits() - counts.over(),
            cases: counts.cases(),
            takes: match fit::fit(&Sample::new(self.complete, self.censored)) {
                Ok(fits) => Takes::Fitted(fits),
                Err(why) => Takes::NotFitted(why),
            },
            returned: counts.returned(),
            refused: counts.refused(),
            reached: Share::of(counts.cases(), cases.of(self.item.as_ref())),
            item: self.item,
            department: self.department,
            role: self.role,
            kind: self.kind,
        }
    }
}

/// Fits everything that a log tells. The order of its rows makes no difference, but for which of an activity's rows
/// is the first.
pub fn calibrate(rows: &[Row], asked: &Asked<'_>) -> Calibration {
    let taken = asked.taken.or_else(|| rows.iter().filter_map(Row::last).max());
    let mut activities: BTreeMap<Id, Gathered> = BTreeMap::new();
    let mut cases = Cases::default();
    let mut pooled = Pooled::default();
    let mut came: BTreeMap<&Id, i64> = BTreeMap::new();
    for row in rows {
        cases.take(row);
        pooled.take(row, (asked.place)(row), asked.worked, taken.unwrap_or_default());
        if let Some(first) = row.first() {
            came.entry(&row.case).and_modify(|at| *at = first.0.min(*at)).or_insert(first.0);
        }
        let gathered = activities.entry(row.activity.clone()).or_insert_with(|| Gathered::of(row));
        gathered.take(row, asked.worked, taken.unwrap_or_default());
    }
    let (times, steps, cases_of_items) = pooled.fitted();
    Calibration {
        rows: rows.len(),
        cases: cases.count(),
        taken,
        criterion: "AICc",
        arrivals: arrivals::fit(came.into_values().collect(), &asked.zone, asked.window),
        activities: activities
            .into_iter()
            .map(|(activity, gathered)| gathered.fit(activity, &cases))
            .collect(),
        times,
        steps,
        cases_of_items,
    }
}
