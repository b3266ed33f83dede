//! What a scenario says for simulation alone: how often applications arrive, and which go first.

use super::{Condition, Source, Span, WorkTime};
use jiff::civil::DateTime;

/// `simulation:` of a scenario. Nothing else reads it: no figure, no ask and no run depends on it.
#[derive(Debug, Clone, Default)]
pub struct Simulation {
    /// How applications arrive, where it is written.
    pub arrivals: Option<Arrivals>,
    /// Who goes first: of applications that wait for the same staff, those for which the first condition holds go
    /// before those for which the second does, and these before all others. Over situations only (rule 8).
    pub priority: Vec<Condition>,
    /// What a trip to a counter takes the applicant, where it is written.
    pub applicant: Option<ApplicantFacts>,
    /// Where these facts come from, `arrivals` before all.
    pub source: Option<Source>,
    /// The key `simulation`; empty where it is not written.
    pub span: Span,
}

/// What a trip to a counter takes the applicant.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ApplicantFacts {
    /// The way there and back, each time; none: no time.
    pub travel: Option<WorkTime>,
    /// Waiting at the counter, each time; none: no time.
    pub counter_wait: Option<WorkTime>,
    /// What an hour of it counts for, in CNY, from 0.
    pub per_hour: Option<f64>,
    /// Where these facts come from.
    pub source: Option<Source>,
    /// The key `applicant`.
    pub span: Span,
}

/// How applications arrive, by day and night, on working days or not.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// Independently of one another, at a rate that may follow the clock and the calendar (Poisson).
    Poisson {
        /// Applications a calendar day on average, above 0.
        per_day: f64,
        /// Relative weights of the hours of a day, from midnight, by local time.
        hours: Option<Box<[f64; 24]>>,
        /// Relative weights of the days of a week, from Monday.
        weekdays: Option<Box<[f64; 7]>>,
        /// Relative weights of the months, from January: of a day in each of them.
        months: Option<Box<[f64; 12]>>,
    },
    /// One after another, with the times between them drawn from a distribution that is not always 0 (renewal).
    Renewal(WorkTime),
    /// At observed moments, from a file of this name beside the scenario; it has no folder in it.
    Observed(String),
}

impl Arrivals {
    /// The rate at a local time, in applications a calendar day: `per_day` times each profile's weight over the mean
    /// of its weights. So an even stretch of the pattern has `per_day` as its mean. Only of Poisson arrivals.
    pub fn rate_at(&self, local: DateTime) -> Option<f64> {
        let Arrivals::Poisson { per_day, hours, weekdays, months } = self else { return None };
        let hour = relative(hours.as_deref(), i32::from(local.hour()));
        let weekday = relative(weekdays.as_deref(), i32::from(local.weekday().to_monday_zero_offset()));
        let month = relative(months.as_deref(), i32::from(local.month()) - 1);
        Some(per_day * hour * weekday * month)
    }
}

/// A weight of a profile over the mean of its weights; 1 where there is no profile.
fn relative<const N: usize>(profile: Option<&[f64; N]>, at: i32) -> f64 {
    let Some(weights) = profile else { return 1.0 };
    let mean = weights.iter().sum::<f64>() / N as f64;
    usize::try_from(at).ok().and_then(|at| weights.get(at)).map_or(1.0, |weight| weight / mean)
}
