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
pub use read::{FindPeople, People, default_start, instant, read, read_people};
pub use update::{Renewed, Update, update};

use crate::plan::derive::Planner;
use crate::plan::offer::{Offer, offered};
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
    let Some(offer) = offered(planner.scenario, &test.plan, &test.script.way) else {
        return Outcome { failures: Vec::new(), rehearsal: None };
    };
    match rehearse_planned(planner, offer.plan, &test.script, library) {
        Ok(rehearsal) => {
            let mut failures = failures(planner, offer.plan, test, &rehearsal);
            failures.extend(not_offered(test, &offer));
            Outcome { failures, rehearsal: Some(Box::new(rehearsal)) }
        }
        Err(why) => Outcome { failures: vec![cannot(test, why)], rehearsal: None },
    }
}

/// A test names a plan that is not offered in its way, and does not say which it expects instead.
fn not_offered(test: &ScenarioTest, offer: &Offer<'_>) -> Option<Failure> {
    let first = offer.not_offered.first()?;
    if test.expected.iter().any(|e| matches!(e.what, Expected::Plan(_))) {
        return None;
    }
    let (named, taken) = (&test.plan, &offer.plan.id);
    let when = first.when.as_ref().map_or("", |c| &*c.text.value);
    let what = Text::new(
        format!("方案 {named} 在这种情形下不适用（{when}），改用 {taken}"),
        format!("plan {named} is not offered in this way ({when}); {taken} is taken"),
    );
    let mend = Text::new(
        format!("若应如此，写 expect: {{ plan: {taken} }}"),
        format!("if that is meant, write `expect: {{ plan: {taken} }}`"),
    );
    Some(Failure::new(test.span, what).mend(mend))
}

fn cannot(test: &ScenarioTest, why: NotStaged) -> Failure {
    let text = why.text();
    let (at, mend) = match why {
        NotStaged::Unknown(at, _, mend) => (at, mend),
        NotStaged::NothingToRun(_, mend) => (test.span, mend),
        _ => (test.span, Text::default()),
    };
    Failure::new(at, text).mend(mend)
}
