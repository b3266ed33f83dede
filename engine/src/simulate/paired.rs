//! Two simulations of the same applicants: what differs, and how surely.
//!
//! Both draw the same numbers for what they decide alike (common random numbers), so that the difference of each
//! pair of replications is told far more surely than either by itself. Its interval is that of paired differences
//! (Law, "Simulation Modeling and Analysis", 10.2.1 and 11.2).

use super::model::Part;
use super::outcome::{Estimate, Outcome};
use super::statistics::Interval;
use super::told::Told;
use super::{Model, Options, Watch, played, what_if};
use crate::scenario::model::Id;
use crate::scenario::text::Text;
use serde::Serialize;

/// Milliseconds in an hour.
const HOUR: f64 = 3_600_000.0;

/// A figure that simulations are compared by.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// `cycle_mean_hours`
    pub name: &'static str,
    /// Label.
    pub title: (&'static str, &'static str),
    of: fn(&Told) -> Option<f64>,
}

fn quantile(told: &Told, q: f64) -> Option<f64> {
    told.cycle.quantiles.quantile(q).map(|ms| ms as f64 / HOUR)
}

fn per_case(told: &Told, sum: f64) -> Option<f64> {
    (told.arrived > 0).then(|| sum / told.arrived as f64)
}

/// Every figure that simulations are compared by, the most telling first.
pub const MEASURED: [Measured; 12] = [
    Measured {
        name: "cycle_mean_hours",
        title: ("平均用时（小时）", "mean time (hours)"),
        of: |told| told.cycle.moments.mean().map(|ms| ms / HOUR),
    },
    Measured {
        name: "cycle_p50_hours",
        title: ("用时中位数（小时）", "median time (hours)"),
        of: |told| quantile(told, 0.5),
    },
    Measured {
        name: "cycle_p95_hours",
        title: ("用时 p95（小时）", "95 in 100 are done in (hours)"),
        of: |told| quantile(told, 0.95),
    },
    Measured {
        name: "on_time",
        title: ("按时办结的事项占比", "share of items on time"),
        of: |told| {
            let ended: u64 = told.items.iter().map(|item| item.approved + item.refused).sum();
            let late: u64 = told.items.iter().map(|item| item.overdue).sum();
            (ended > 0).then(|| 1.0 - late as f64 / ended as f64)
        },
    },
    Measured {
        name: "waiting_hours",
        title: ("每件等待人员（小时）", "waiting for staff (hours)"),
        of: |told| {
            let waited: i128 = told.desks.iter().map(|desk| desk.waited).sum();
            per_case(told, waited as f64 / HOUR)
        },
    },
    Measured {
        name: "staff_hours",
        title: ("每件人员工时（小时）", "staff hours"),
        of: |told| {
            let work: i128 = told.desks.iter().map(|desk| desk.offered).sum();
            per_case(told, work as f64 / HOUR)
        },
    },
    Measured { name: "trips", title: ("每件跑动次数", "trips"), of: |told| per_case(told, told.trips) },
    Measured {
        name: "applicant_hours",
        title: ("每件申请人跑动与等候（小时）", "applicant on the way and waiting (hours)"),
        of: |told| per_case(told, told.own_time? as f64 / HOUR),
    },
    Measured {
        name: "applicant_cost",
        title: ("其折合费用（元）", "what that counts for (CNY)"),
        of: |told| per_case(told, told.own_cost?),
    },
    Measured {
        name: "corrections",
        title: ("每件补正次数", "corrections"),
        of: |told| per_case(told, told.corrections as f64),
    },
    Measured {
        name: "calls",
        title: ("每件系统调用", "calls of systems"),
        of: |told| per_case(told, told.calls as f64),
    },
    Measured {
        name: "incidents",
        title: ("每件异常", "incidents"),
        of: |told| per_case(told, told.incidents as f64),
    },
];

/// One figure before and after.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// `cycle_mean_hours`
    pub figure: &'static str,
    /// Label.
    pub title: Text,
    /// Before.
    pub from: Option<Estimate>,
    /// After.
    pub to: Option<Estimate>,
    /// After minus before, by pairs of replications.
    pub difference: Option<Estimate>,
    /// The interval of the difference does not hold 0.
    pub is_certain: bool,
}

/// Two simulations and what differs.
#[derive(Debug, Clone, Serialize)]
pub struct Paired {
    /// Before.
    pub from: Outcome,
    /// After.
    pub to: Outcome,
    /// Every figure; of several scenarios all together.
    pub changes: Vec<Changed>,
    /// Every figure of each scenario, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<PartChanges>,
}

/// What differs of one scenario among several.
#[derive(Debug, Clone, Serialize)]
pub struct PartChanges {
    /// The scenario's id.
    pub scenario: Id,
    /// Every figure.
    pub changes: Vec<Changed>,
}

/// Plays both, replication by replication with the same numbers.
///
/// Where one is stopped early, only replications that both have are compared.
pub fn compare(from: (&Model<'_>, &Options), to: (&Model<'_>, &Options), watch: &dyn Watch) -> Paired {
    let (before, after) = (played(from.0, from.1, watch), played(to.0, to.1, watch));
    let pairs = before.len().min(after.len());
    let (before, after) = (before.get(..pairs).unwrap_or_default(), after.get(..pairs).unwrap_or_default());
    Paired {
        from: Outcome::new(from.0, from.1, before),
        to: Outcome::new(to.0, to.1, after),
        changes: changes(before, after, from.1.confidence),
        scenarios: of_each(from.0, before, after, from.1.confidence),
    }
}

/// What differs of each scenario of a model of several.
fn of_each(model: &Model<'_>, before: &[Told], after: &[Told], confidence: f64) -> Vec<PartChanges> {
    let one = |(at, part): (usize, &Part<'_>)| {
        let own =
            |all: &[Told]| all.iter().filter_map(|told| told.parts.get(at).cloned()).collect::<Vec<_>>();
        let changes = changes(&own(before), &own(after), confidence);
        PartChanges { scenario: part.scenario.id.value.clone(), changes }
    };
    let parts = if model.parts.len() > 1 { &model.parts[..] } else { &[] };
    parts.iter().enumerate().map(one).collect()
}

/// What differs between replications of the same numbers.
fn changes(before: &[Told], after: &[Told], confidence: f64) -> Vec<Changed> {
    let all = MEASURED.iter().map(|measured| changed(measured, before, after, confidence));
    // What nothing is known of on either side is no figure.
    all.filter(|change| change.from.is_some() || change.to.is_some()).collect()
}

/// A parameter that was moved, and what came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Moved {
    /// As [`what_if`] reads it.
    pub what: String,
    /// Every figure.
    pub changes: Vec<Changed>,
}

impl Moved {
    /// By how many hours the mean time changes.
    pub fn hours(&self) -> f64 {
        let mean = self.changes.iter().find(|change| change.figure == "cycle_mean_hours");
        mean.and_then(|change| change.difference).map_or(0.0, |difference| difference.mean)
    }
}

/// Moves one parameter after the other, and tells which moves the mean time most: one more at each desk, one less where
/// there are two, every system that answers a tenth less often, half the corrections, a tenth more applications.
pub fn sensitivity(model: &Model<'_>, options: &Options, watch: &dyn Watch) -> Vec<Moved> {
    let before = played(model, options, watch);
    let mut moved = Vec::new();
    for what in moves(model) {
        let (mut to, mut after) = (model.clone(), options.clone());
        if watch.is_over() || what_if(&mut to, &mut after, &what).is_err() {
            continue;
        }
        let after = played(&to, &after, watch);
        let pairs = before.len().min(after.len());
        let (before, after) = (before.get(..pairs), after.get(..pairs));
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        moved.push(Moved { what, changes: changes(before, after, options.confidence) });
    }
    moved.sort_by(|a, b| b.hours().abs().total_cmp(&a.hours().abs()));
    moved
}

/// What is moved, as [`what_if`] reads it.
pub fn moves(model: &Model<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for desk in model.desks.iter().filter(|desk| desk.people.is_some()) {
        all.push(format!("staff.{}=+1", desk.name()));
        if desk.people.is_some_and(|people| people > 1) {
            all.push(format!("staff.{}=-1", desk.name()));
        }
    }
    all.extend(model.systems.iter().map(|system| format!("available.{}=x0.9", system.id)));
    all.extend(["correct=x0.5".to_owned(), "arrivals=x1.1".to_owned()]);
    all
}

fn changed(measured: &Measured, before: &[Told], after: &[Told], confidence: f64) -> Changed {
    let values = |all: &[Told]| all.iter().map(measured.of).collect::<Option<Vec<f64>>>();
    let (before, after) = (values(before), values(after));
    let estimate = |values: &Option<Vec<f64>>| Estimate::of(values.as_deref()?, confidence);
    let difference = before.as_deref().zip(after.as_deref()).and_then(|(before, after)| {
        let differences: Vec<f64> = before.iter().zip(after).map(|(a, b)| b - a).collect();
        match Interval::paired(after, before, confidence) {
            Some(interval) => Some(Estimate {
                mean: interval.mean,
                half_width: Some(interval.half_width),
                count: interval.count,
            }),
            None => Estimate::of(&differences, confidence),
        }
    });
    let is_certain = difference.is_some_and(|d| d.half_width.is_some_and(|half| d.mean.abs() > half));
    Changed {
        figure: measured.name,
        title: Text::new(measured.title.0, measured.title.1),
        from: estimate(&before),
        to: estimate(&after),
        difference,
        is_certain,
    }
}
