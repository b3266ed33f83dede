//! What is known beforehand must come out: queueing theory, calendars, identities.

mod errands;
mod holds;
mod memo;
mod paired;
mod reference;
mod shared;
mod theory;
mod unloaded;

use super::{Model, Options, Outcome, Pattern, Unwatched, Wanted, simulate};
use crate::application::moment::Moment;
use crate::check::check;
use crate::plan::derive::Planner;
use crate::scenario::model::Scenario;
use std::sync::Arc;

/// Monday, 5 January 2026, midnight in Shanghai.
const MONDAY: i64 = 1_767_542_400_000;

fn read(scenario: &[u8], catalogues: &[(&str, &[u8])]) -> Arc<Scenario> {
    let checked = check(("scenario.yaml", scenario), catalogues);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics.first());
    checked.scenario.unwrap()
}

fn options(cases: u64, replications: u32, per_day: f64) -> Options {
    Options {
        cases,
        replications,
        seed: 1,
        start: Moment(MONDAY),
        warm_up: 0,
        arrivals: vec![Pattern::Poisson { per_day, profile: None }],
        confidence: 0.95,
        precision: None,
    }
}

fn model<'s>(planner: &Planner<'s>, plan: &str) -> Model<'s> {
    let plan = &planner.scenario.plans[plan];
    let wanted = Wanted { given: &|_| true, start: Moment(MONDAY), observations: &|_| None, seed: 1 };
    Model::new(planner, plan, &wanted).unwrap_or_else(|why| panic!("{why}"))
}

fn played(scenario: &Scenario, plan: &str, options: &Options) -> Outcome {
    let planner = Planner::new(scenario);
    simulate(&model(&planner, plan), options, &Unwatched)
}
