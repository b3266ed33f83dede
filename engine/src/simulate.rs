//! Many applications of a plan in virtual time: how long they take, what staff they need, where they wait.
//!
//! It is a host of the same machine that runs real applications: what is due becomes a command of
//! [`turn`](crate::application::turn), and what its events owe the world is put on an agenda. Instead of people
//! there are [desks](model) with shifts and queues, instead of systems latencies and chances.
//!
//! ```text
//! Model::new(plan)  every way through, compiled once
//!   └─ simulate(model, options)  replications side by side, each a Host with streams of its own
//!        └─ Outcome  figures with intervals over the replications
//! ```
//!
//! What is drawn hangs on (seed, replication, application, step, visit, purpose) alone ([`stream`]), so that two
//! plans meet the same applicants, and the same seed gives the same bytes on any number of threads.

mod act;
mod agenda;
mod arrivals;
mod course;
mod desk;
pub mod draw;
mod errands;
mod follow;
mod heard;
mod host;
mod log;
mod memos;
pub mod model;
pub mod normal;
mod outcome;
mod over_time;
pub mod paired;
mod parameters;
mod parts;
mod say;
mod shifts;
pub mod staffing;
pub mod statistics;
pub mod stream;
#[cfg(test)]
mod tests;
mod told;
mod what_if;

pub use arrivals::{Pattern, Profile};
pub use log::{Activity, Ended, Log, NoLog, Turn};
pub use model::{DeskFacts, Model, NotSimulated, Part, Wanted};
pub use outcome::{Answered, Bottleneck, DeskFigures, Estimate, ItemFigures, Outcome, Spread};
pub use over_time::{Histogram, LevelCourse, OverTime, Series};
pub use parameters::{Parameter, ParameterKind, parameters};

pub use what_if::{is_written, what_if};

use crate::application::moment::Moment;
use rayon::prelude::*;

/// What is simulated of a model.
#[derive(Debug, Clone)]
pub struct Options {
    /// Applications of each replication; of several scenarios together: they come over the same time, until so many
    /// have come.
    pub cases: u64,
    /// How often it is repeated, with other numbers.
    pub replications: u32,
    /// The same seed gives the same figures.
    pub seed: u64,
    /// When it begins, with nothing under way.
    pub start: Moment,
    /// Milliseconds whose arrivals do not count.
    pub warm_up: i64,
    /// How applications of each scenario of the model come, in their order.
    pub arrivals: Vec<Pattern>,
    /// How sure intervals are, 0–1.
    pub confidence: f64,
    /// Stop once the interval of the mean time is no wider than this share of it, to either side; none: after all
    /// replications.
    pub precision: Option<f64>,
}

/// Who looks on.
pub trait Watch: Sync {
    /// So many more applications have come.
    fn done(&self, applications: u64);
    /// Whether nothing more is wanted: what is done so far is told.
    fn is_over(&self) -> bool {
        false
    }
}

/// Nobody looks on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn done(&self, _: u64) {}
}

/// Least replications before the stop rule is asked.
const LEAST: u32 = 5;

/// Plays all replications, as many at once as there are threads of the pool that this runs in.
///
/// The stop rule is asked after every [`LEAST`] replications in their order, so that the number of threads does not
/// change what is told.
pub fn simulate(model: &Model<'_>, options: &Options, watch: &dyn Watch) -> Outcome {
    Outcome::new(model, options, &played(model, options, watch))
}

fn played(model: &Model<'_>, options: &Options, watch: &dyn Watch) -> Vec<told::Told> {
    let mut all = Vec::new();
    let mut next = 0;
    while next < options.replications && !watch.is_over() {
        let round = match options.precision {
            Some(_) => (next + LEAST).min(options.replications),
            None => options.replications,
        };
        let told: Vec<told::Told> = (next..round)
            .into_par_iter()
            .map(|replication| host::Host::new(model, options, replication, &mut NoLog).run(watch))
            .collect();
        all.extend(told);
        next = round;
        if let Some(precision) = options.precision
            && outcome::is_precise(&all, options.confidence, precision)
        {
            break;
        }
    }
    all
}

/// Plays one replication and hands every activity to a log.
pub fn simulate_logged(
    model: &Model<'_>,
    options: &Options,
    replication: u32,
    log: &mut impl Log,
    watch: &dyn Watch,
) -> Outcome {
    let told = host::Host::new(model, options, replication, log).run(watch);
    Outcome::new(model, options, &[told])
}
