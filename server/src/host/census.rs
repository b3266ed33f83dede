//! What there is by now, counted from the rows of the index: applications by status, tasks by their light, timers,
//! incidents. Counted when it is asked for, but never so often that counting would take more than a twentieth of
//! the time.

use crate::runner::aftermath::{IncidentRow, Listed, TaskRow};
use crate::runner::definitions::as_slice;
use crate::runner::rows::{Key, Parts, family};
use crate::runner::{Error, Runner};
use crate::telemetry::metric::{
    APPLICATIONS, HANDOFF_OLDEST, INCIDENTS_OPEN, Metric, TASKS_OPEN, TASKS_OVERDUE, TIMERS_PENDING,
};
use onething_engine::application::Moment;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Rows read at once.
const PAGE: usize = 512;
/// A task that is due in so many milliseconds has a yellow light.
const SOON: i64 = 24 * 60 * 60 * 1_000;
/// Of the time, this part at most is spent counting.
const SHARE: u32 = 20;

/// Counts by the values of a metric's labels.
type Counts = BTreeMap<Vec<String>, u64>;

/// What was counted last.
#[derive(Debug, Default)]
pub struct Census(Mutex<Option<Last>>);

#[derive(Debug)]
struct Last {
    at: Instant,
    took: Duration,
    /// What was told, so that what is there no more is told as none.
    told: Vec<(Metric, Counts)>,
}

/// What is being counted.
#[derive(Debug, Default)]
struct Counting {
    applications: Counts,
    tasks: Counts,
    overdue: Counts,
    incidents: Counts,
    timers: u64,
    oldest: Option<Moment>,
}

impl Census {
    /// Counts anew, where that is not too soon.
    ///
    /// # Errors
    /// The index fails.
    pub fn take(&self, runner: &Runner) -> Result<(), Error> {
        // Whoever comes while it is counted is told what was counted last.
        let Ok(mut last) = self.0.try_lock() else { return Ok(()) };
        if last.as_ref().is_some_and(|last| last.at.elapsed() < last.took * SHARE) {
            return Ok(());
        }
        let begin = Instant::now();
        let counted = counted(runner)?;
        let now = runner.shared().clock.now();
        // Gauges are floating-point numbers in this format.
        TIMERS_PENDING.gauge(&[]).set(counted.timers as f64);
        let waited = counted.oldest.map_or(0, |since| now.saturating_sub(since.0).max(0));
        HANDOFF_OLDEST.gauge(&[]).set(waited as f64 / 1_000.0);
        let told = vec![
            (APPLICATIONS, counted.applications),
            (TASKS_OPEN, counted.tasks),
            (TASKS_OVERDUE, counted.overdue),
            (INCIDENTS_OPEN, counted.incidents),
        ];
        let before = last.take().map(|last| last.told).unwrap_or_default();
        for (metric, counts) in before {
            counts.keys().for_each(|labels| set(&metric, labels, 0));
        }
        for (metric, counts) in &told {
            counts.iter().for_each(|(labels, count)| set(metric, labels, *count));
        }
        *last = Some(Last { at: Instant::now(), took: begin.elapsed(), told });
        Ok(())
    }
}

fn set(metric: &Metric, labels: &[String], count: u64) {
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    metric.gauge(&labels).set(count as f64);
}

fn name(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn counted(runner: &Runner) -> Result<Counting, Error> {
    let mut counting = Counting::default();
    let now = runner.shared().clock.now();
    each(runner, family::LISTED, |key, value| {
        let row: Listed = rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?;
        let labels = vec![row.scenario.to_string(), name(&row.status)];
        *counting.applications.entry(labels).or_default() += 1;
        Ok(())
    })?;
    each(runner, family::TASK, |key, value| {
        let row: TaskRow = rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?;
        let mut parts = Parts(key.get(1..).unwrap_or_default());
        let department = parts.name().unwrap_or_default().to_owned();
        let due = parts.moment().map_or(i64::MAX, |due| due.0);
        let light = match due {
            _ if row.overdue || due <= now => "red",
            due if due <= now.saturating_add(SOON) => "yellow",
            _ => "green",
        };
        if light == "red" {
            *counting.overdue.entry(vec![department.clone()]).or_default() += 1;
        }
        *counting.tasks.entry(vec![department, light.to_owned()]).or_default() += 1;
        if row.claimed_by.is_none() {
            counting.oldest = Some(counting.oldest.map_or(row.since, |oldest| oldest.min(row.since)));
        }
        Ok(())
    })?;
    each(runner, family::TIMER, |_, _| {
        counting.timers += 1;
        Ok(())
    })?;
    each(runner, family::INCIDENT, |key, value| {
        let row: IncidentRow = rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?;
        *counting.incidents.entry(vec![name(&row.cause)]).or_default() += 1;
        Ok(())
    })?;
    Ok(counting)
}

/// Looks at every row of a family.
fn each(
    runner: &Runner,
    of: u8,
    mut see: impl FnMut(&[u8], &[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let (from, to) = Key::of(of).range();
    let mut from = Bound::Included(from);
    loop {
        let rows = runner.shared().index.scan(as_slice(&from), as_slice(&to), false, PAGE)?;
        let Some((last, _)) = rows.last() else { return Ok(()) };
        from = Bound::Excluded(last.clone());
        for (key, value) in &rows {
            see(key, value)?;
        }
    }
}
