//! How fast the state machine is, and how large an open application: `cargo bench -p onething-engine --bench
//! application`.
//!
//! The reference model of `../reference-model` goes through `turn`, which is `decide` and `apply` in place. Commands
//! are drawn before, so that the machine and its sink are what is measured. Times are those of the thread on its
//! core, beside those on the wall, for other work may be running on the machine.

#![allow(clippy::disallowed_methods, clippy::expect_used)]

mod by_hand;
mod draw;

use by_hand::{Case, Counts, Steps};
use cpu_time::ThreadTime;
use draw::{Drawn, draw};
use onething_engine::application::event::{Event, EventKind};
use onething_engine::application::state::Application;
use onething_engine::application::{Command, Program, Sink, apply, turn};
use onething_engine::check::check;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::rehearsal::{NoLibrary, Script, rehearse};
use onething_engine::scenario::model::Scenario;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const MODEL: &[u8] = include_bytes!("../reference-model/scenario.yaml");
const CATALOGUE: &[u8] = include_bytes!("../reference-model/catalogue/reference-model.yaml");
const NEWBORN: &[u8] = include_bytes!("../../../scenarios/newborn-birth/scenario.yaml");
const ZIBO: &[u8] = include_bytes!("../../../scenarios/catalogue/zibo.yaml");
const HOLIDAYS: &[u8] = include_bytes!("../../../scenarios/catalogue/holidays-cn.yaml");
/// Applications drawn; 3 days of arrivals.
const CASES: usize = 256;
/// Runs of which the median is told; another number may be given, such as 1 for a profiler.
const RUNS: usize = 301;

/// Counts events by kind and sums their times.
struct Statistics {
    counts: [u64; EventKind::NAMES.len()],
    times: i64,
}

impl Sink for Statistics {
    #[inline(always)]
    fn take(&mut self, event: &Event) {
        self.counts[event.kind.position()] += 1;
        self.times = self.times.wrapping_add(event.at.0);
    }
}

fn main() {
    let scenario = read(("scenario.yaml", MODEL), &[("reference-model.yaml", CATALOGUE)]);
    let program = program(&scenario, "joint");
    let interleaved = draw(&program, CASES, 7);
    let mut in_turn: Vec<&Drawn> = interleaved.iter().collect();
    in_turn.sort_by_key(|drawn| drawn.case);
    let interleaved: Vec<&Drawn> = interleaved.iter().collect();
    let mut statistics = Statistics { counts: [0; EventKind::NAMES.len()], times: 0 };
    let mut one = vec![Application::default()];
    play(&program, &in_turn, &mut one, &mut statistics);
    println!(
        "the reference model: {} steps, {:.2} commands a case, {:.2} events a command, {} applications drawn",
        program.steps.len(),
        in_turn.len() as f64 / CASES as f64,
        statistics.counts.iter().sum::<u64>() as f64 / in_turn.len() as f64,
        CASES
    );
    let told = "one application after another, into statistics";
    let engine =
        speed(told, in_turn.len(), Some(10.0), || play(&program, &in_turn, &mut one, &mut statistics));
    by_hand(&program, &in_turn, engine);
    allocations(told, in_turn.len(), || play(&program, &in_turn, &mut one, &mut statistics));
    let mut all = vec![Application::default(); CASES];
    play(&program, &interleaved, &mut all, &mut statistics);
    let told = "all open side by side, by the clock, into statistics";
    speed(told, interleaved.len(), None, || play(&program, &interleaved, &mut all, &mut statistics));
    allocations(told, interleaved.len(), || play(&program, &interleaved, &mut all, &mut statistics));
    let mut events: Vec<Event> = Vec::new();
    speed("one after another, events kept", in_turn.len(), Some(2.0), || {
        events.clear();
        play(&program, &in_turn, &mut one, &mut events);
    });
    let mut folded = Application::default();
    speed("the kept events, applied again: events", events.len(), None, || {
        for event in &events {
            if event.sequence == 1 {
                folded.clear();
            }
            apply(&mut folded, event);
        }
    });
    black_box((&statistics.times, &folded));
    sizes("the reference model", &events, Some(512));
    sizes("newborn-birth, joint", &newborn(), None);
}

/// Plays commands; an application that begins takes the memory of the one before.
#[inline(never)]
fn play(program: &Program, commands: &[&Drawn], applications: &mut [Application], sink: &mut impl Sink) {
    // One after another they share one, else each has its own.
    let together = applications.len() == 1;
    for drawn in commands {
        let application = &mut applications[if together { 0 } else { drawn.case }];
        if matches!(drawn.envelope.command, Command::Open { .. }) {
            application.clear();
        }
        turn(program, application, &drawn.envelope, sink).expect("it was taken before");
    }
}

/// The same commands through the process written out by hand, which counts the same events: what the machine that
/// this runs on can do at most, so that the engine's figure can be judged on any.
fn by_hand(program: &Program, commands: &[&Drawn], engine: f64) {
    let steps = Steps::of(program);
    let mut one = Case::default();
    let mut counts = Counts::default();
    let mut statistics = Statistics { counts: [0; EventKind::NAMES.len()], times: 0 };
    play(program, commands, &mut [Application::default()], &mut statistics);
    play_by_hand(&steps, commands, &mut one, &mut counts);
    assert_eq!(counts.by_position(), statistics.counts, "by hand other events: {:?}", EventKind::NAMES);
    assert_eq!(counts.times(), statistics.times, "by hand other times");
    let told = "the same written out by hand, without an engine";
    let hand = speed(told, commands.len(), None, || play_by_hand(&steps, commands, &mut one, &mut counts));
    println!("{:<54} {:>6.1} times as long as by hand", "the engine takes", engine / hand);
    black_box((&one, &counts));
}

#[inline(never)]
fn play_by_hand(steps: &Steps, commands: &[&Drawn], one: &mut Case, counts: &mut Counts) {
    for drawn in commands {
        one.take(steps, drawn, counts).expect("it was taken before");
    }
}

/// Millions a second, by the median of many runs; gives its seconds.
fn speed(what: &str, count: usize, least: Option<f64>, mut work: impl FnMut()) -> f64 {
    let count_of_runs = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(RUNS).max(1);
    let mut runs: Vec<(f64, f64)> = (0..count_of_runs)
        .map(|_| {
            let (wall, core) = (Instant::now(), ThreadTime::now());
            work();
            (core.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64())
        })
        .collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let fastest = runs[0].0;
    let core = runs[runs.len() / 2].0;
    runs.sort_by(|a, b| a.1.total_cmp(&b.1));
    let wall = runs[runs.len() / 2].1;
    let millions = |seconds: f64| count as f64 / seconds / 1e6;
    let verdict = match least {
        Some(least) if millions(core) >= least => format!("   limit {least} M/s: within"),
        Some(least) => format!("   limit {least} M/s: UNDER"),
        None => String::new(),
    };
    println!(
        "{what:<54} {:>6.2} M/s, {:>4.0} ns (core; wall {:.2} M/s, fastest run {:.2} M/s){verdict}",
        millions(core),
        core / count as f64 * 1e9,
        millions(wall),
        millions(fastest)
    );
    core
}

fn allocations(what: &str, count: usize, work: impl FnOnce()) {
    let counted = allocation_counter::measure(work).count_total;
    let verdict = if counted == 0 { "within" } else { "OVER" };
    println!("{what:<54} {counted} allocations in {count} commands   limit 0: {verdict}");
}

/// Bytes of an application in MessagePack while it is open, after each of its commands.
fn sizes(what: &str, events: &[Event], most: Option<usize>) {
    let mut state = Application::default();
    let mut sizes: Vec<usize> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        if event.sequence == 1 {
            state.clear();
        }
        apply(&mut state, event);
        let is_last_of_turn = events.get(at + 1).is_none_or(|next| next.at != event.at);
        if is_last_of_turn && state.closed.is_none() {
            sizes.push(rmp_serde::to_vec(&state).expect("a state serialises").len());
        }
    }
    sizes.sort_unstable();
    let mean = sizes.iter().sum::<usize>() as f64 / sizes.len() as f64;
    let (half, largest) = (sizes[sizes.len() / 2], sizes[sizes.len() - 1]);
    let verdict = match most {
        Some(most) if largest <= most => format!("   limit {most} bytes: within"),
        Some(most) => format!("   limit {most} bytes: OVER"),
        None => String::new(),
    };
    let told = format!("{what}: an open application, serialised");
    println!("{told:<54} {mean:.0} bytes on average, median {half}, at most {largest}{verdict}");
}

/// Events of the newborn scene with values as the population has them.
fn newborn() -> Vec<Event> {
    let scenario = read(("scenario.yaml", NEWBORN), &[("zibo.yaml", ZIBO), ("holidays-cn.yaml", HOLIDAYS)]);
    let start = "2026-03-02T09:00:00+08:00".parse().expect("an instant");
    let script = Script::usual(Way::base(&scenario), start);
    let played = rehearse(&scenario, &scenario.plans["joint"], &script, &NoLibrary);
    played.unwrap_or_else(|why| panic!("{:?}", why.text())).events
}

fn read(scenario: (&str, &[u8]), catalogues: &[(&str, &[u8])]) -> Arc<Scenario> {
    let checked = check(scenario, catalogues);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics.first());
    checked.scenario.expect("it reads")
}

fn program(scenario: &Scenario, plan: &str) -> Program {
    let (plan, way) = (&scenario.plans[plan], Way::base(scenario));
    let planner = Planner::new(scenario);
    let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
    let process = compile(&derivation, plan).expect("no circle");
    Program::compile(&derivation, &process, plan).expect("it can be run")
}
