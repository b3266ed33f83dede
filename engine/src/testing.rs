//! Scenario tests: data beside a scenario that says what is given, what happens and what must come of it.
//!
//! [`read`] reads a test over its scenario, [`run`] rehearses it in virtual time and compares; what tests of a
//! scenario reach together is its [`coverage`], and [`generate`] finds a small set that reaches everything.

pub mod coverage;
mod expect;
pub mod generate;
mod model;
mod read;
#[cfg(test)]
mod tests;
mod update;
mod write;

pub use expect::{Failure, failures};
pub use model::{Expectation, Expected, ScenarioTest};
pub use read::{People, default_start, instant, read, read_people};
pub use update::{Renewed, Update, update};

use crate::plan::derive::Planner;
use crate::rehearsal::{Library, NotStaged, Rehearsal, rehearse_planned};
use crate::scenario::text::Text;

/// How a test came out.
#[derive(Debug)]
pub struct Outcome {
    /// What was not as expected.
    pub failures: Vec<Failure>,
    /// What was played; none where it could not be.
    pub rehearsal: Option<Box<Rehearsal>>,
}

/// Plays a test and compares.
pub fn run(planner: &Planner<'_>, test: &ScenarioTest, library: &dyn Library) -> Outcome {
    let Some(plan) = planner.scenario.plans.get(&test.plan) else {
        return Outcome { failures: Vec::new(), rehearsal: None };
    };
    match rehearse_planned(planner, plan, &test.script, library) {
        Ok(rehearsal) => {
            let failures = failures(planner, plan, test, &rehearsal);
            Outcome { failures, rehearsal: Some(Box::new(rehearsal)) }
        }
        Err(why) => Outcome { failures: vec![cannot(test, why)], rehearsal: None },
    }
}

fn cannot(test: &ScenarioTest, why: NotStaged) -> Failure {
    let text = why.text();
    let (at, mend) = match why {
        NotStaged::Unknown(at, _, mend) => (at, mend),
        _ => (test.span, Text::default()),
    };
    Failure::new(at, text).mend(mend)
}
