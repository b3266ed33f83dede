//! How fast many applications are simulated: `cargo bench -p onething-engine --bench simulate`.
//!
//! The reference model of `../reference-model`, beside the same written out by hand in one run, turn and turn about,
//! for machines are noisy. Times are those of the thread on its core.

#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::unwrap_used)]

mod by_hand;
mod memory;

use cpu_time::ThreadTime;
use onething_engine::application::Moment;
use onething_engine::check::check;
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::model::Scenario;
use onething_engine::simulate::{
    Activity, Log, Model, NoLog, Options, Pattern, Unwatched, Wanted, simulate, simulate_logged,
};
use std::sync::Arc;
use std::time::Instant;

const MODEL: &[u8] = include_bytes!("../reference-model/scenario.yaml");
const CATALOGUE: &[u8] = include_bytes!("../reference-model/catalogue/reference-model.yaml");
const NEWBORN: &[u8] = include_bytes!("../../../scenarios/newborn-birth/scenario.yaml");
const ZIBO: &[u8] = include_bytes!("../../../scenarios/catalogue/zibo.yaml");
const HOLIDAYS: &[u8] = include_bytes!("../../../scenarios/catalogue/holidays-cn.yaml");
/// Monday, 5 January 2026, midnight in Shanghai.
const MONDAY: i64 = 1_767_542_400_000;

/// Keeps activities as they are.
#[derive(Default)]
struct Kept(Vec<(u64, u16, i64, i64, i64)>);

impl Log for Kept {
    fn take(&mut self, activity: &Activity<'_>) {
        self.0.push((activity.case, activity.step.0, activity.enabled.0, activity.start.0, activity.end.0));
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(cases) = memory::asked(&arguments) {
        return memory::play_alone(cases);
    }
    let cases: u64 = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(100_000);
    let scenario = read(MODEL, &[("reference-model.yaml", CATALOGUE)]);
    let planner = Planner::new(&scenario);
    let model = model(&planner, "joint");
    let options = options(cases, 1);
    let (mut hand, mut ours, mut logged) = (Vec::new(), Vec::new(), Vec::new());
    let mut told = None;
    for round in 0..5 {
        hand.push(seconds(|| {
            std::hint::black_box(by_hand::play(cases, round));
        }));
        ours.push(seconds(|| {
            told = Some(simulate_logged(&model, &options, round as u32, &mut NoLog, &Unwatched));
        }));
        logged.push(seconds(|| {
            let mut kept = Kept::default();
            simulate_logged(&model, &options, round as u32, &mut kept, &Unwatched);
            std::hint::black_box(&kept.0);
        }));
    }
    let told = told.expect("it was played");
    let by_hand = by_hand::play(cases, 1);
    println!(
        "by hand: cycle {:.2} h, waits {:.2?} h, {:.1} events a case",
        by_hand.cycle,
        by_hand.waits,
        by_hand.events as f64 / cases as f64
    );
    println!(
        "ours:    cycle {:.2} h, waits {:.2?} h, {:.2} activities and {:.2} commands a case",
        told.cycle.mean.map_or(0.0, |m| m.mean),
        told.desks.iter().map(|d| d.wait.map_or(0.0, |w| w.mean)).collect::<Vec<_>>(),
        told.activities as f64 / told.cases as f64,
        told.turns as f64 / told.cases as f64
    );
    let hand = speed("written out by hand", cases, hand, None);
    speed("ours, figures alone", cases, ours, Some((hand, 0.5)));
    speed("ours, with a log in memory", cases, logged, Some((hand, 0.4)));
    threads(&model, cases);
    memory::measure();
    newborn(cases / 10);
    std::hint::black_box(told);
}

/// Two replications on one thread, and on two.
fn threads(model: &Model<'_>, cases: u64) {
    let options = options(cases, 2);
    let wall = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let before = Instant::now();
        let outcome = pool.install(|| simulate(model, &options, &Unwatched));
        (before.elapsed().as_secs_f64(), serde_json::to_vec(&outcome).expect("it is written"))
    };
    let (one, first) = wall(1);
    let (two, second) = wall(2);
    assert_eq!(first, second, "the number of threads must change nothing");
    println!("{:<40} {:>6.2} times as fast as one   limit 1.8", "two threads", one / two);
}

fn newborn(cases: u64) {
    let scenario = read(NEWBORN, &[("zibo.yaml", ZIBO), ("holidays-cn.yaml", HOLIDAYS)]);
    let planner = Planner::new(&scenario);
    for plan in ["separate", "joint"] {
        let before = Instant::now();
        let model = model(&planner, plan);
        let compiled = before.elapsed().as_secs_f64();
        let mut told = None;
        let time = seconds(|| {
            told = Some(simulate_logged(&model, &options(cases, 1), 0, &mut NoLog, &Unwatched));
        });
        let told = told.expect("it was played");
        println!(
            "newborn-birth, {plan}: compiled in {compiled:.2} s; {:.0} applications/s, {:.1} commands each",
            cases as f64 / time,
            told.turns as f64 / told.cases.max(1) as f64
        );
    }
}

fn seconds(work: impl FnOnce()) -> f64 {
    let before = ThreadTime::now();
    work();
    before.elapsed().as_secs_f64()
}

fn speed(what: &str, cases: u64, mut seconds: Vec<f64>, limit: Option<(f64, f64)>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    let rate = cases as f64 / seconds[seconds.len() / 2];
    let told = match limit {
        Some((hand, least)) => {
            let ratio = rate / hand;
            let verdict = if ratio >= least { "within" } else { "OUTSIDE" };
            format!("   {ratio:.2} of by hand, limit {least}: {verdict}")
        }
        None => String::new(),
    };
    println!("{what:<40} {:>9.0} applications/s (core){told}", rate);
    rate
}

fn read(scenario: &[u8], catalogues: &[(&str, &[u8])]) -> Arc<Scenario> {
    let checked = check(("scenario.yaml", scenario), catalogues);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics.first());
    checked.scenario.expect("it reads")
}

fn options(cases: u64, replications: u32) -> Options {
    Options {
        cases,
        replications,
        seed: 1,
        start: Moment(MONDAY),
        warm_up: 0,
        arrivals: vec![Pattern::Poisson { per_day: 82.0, profile: None }],
        confidence: 0.95,
        precision: None,
    }
}

fn model<'s>(planner: &Planner<'s>, plan: &str) -> Model<'s> {
    let plan = &planner.scenario.plans[plan];
    let start = Moment(MONDAY);
    let wanted = Wanted { given: &|_| true, start, observations: &|_| None, seed: 1 };
    Model::new(planner, plan, &wanted).unwrap_or_else(|why| panic!("{why}"))
}
