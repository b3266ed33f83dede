//! How fast event logs are written: `cargo bench -p onething-engine --bench log`.
//!
//! Rows of the shipped newborn scenario, rehearsed once and repeated as other applications at other times, go through
//! each writer into one buffer that is emptied as a host would. Times are those of the thread on its core, beside
//! those on the wall, for other work may be running on the machine.

#![allow(clippy::disallowed_methods, clippy::expect_used)]

use cpu_time::ThreadTime;
use onething_engine::analyse::log::csv::Csv;
use onething_engine::analyse::log::ocel::Ocel;
use onething_engine::analyse::log::stamp::Stamp;
use onething_engine::analyse::log::xes::Xes;
use onething_engine::analyse::log::{Activities, Case, Recorder, Row, Writer};
use onething_engine::check::check;
use onething_engine::plan::way::Way;
use onething_engine::rehearsal::{NoLibrary, Rehearsal, Script, rehearse};
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Language;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const NEWBORN: &[u8] = include_bytes!("../../scenarios/newborn-birth/scenario.yaml");
const ZIBO: &[u8] = include_bytes!("../../scenarios/catalogue/zibo.yaml");
const HOLIDAYS: &[u8] = include_bytes!("../../scenarios/catalogue/holidays-cn.yaml");
/// Rows of a log of CSV, and of OCEL.
const ROWS: usize = 1_000_000;
/// Events of a log of XES: two a row.
const EVENTS: usize = 168_000;
/// Milliseconds between the begins of two applications.
const APART: i64 = 1_054_321;
/// Bytes at which a host empties the buffer.
const FULL: usize = 1 << 20;
/// Runs of which the median is told.
const RUNS: usize = 9;

fn main() {
    let scenario = scenario();
    let played = played(&scenario);
    let mut activities = Activities::default();
    let block = activities.add(&played.program, &scenario.catalogue);
    let mut one = Vec::new();
    let mut recorder = Recorder::new(Case::Number(0), &played.program, &block);
    played.events.iter().for_each(|event| recorder.take(event, &mut one));
    println!("{} events of an application make {} rows", played.events.len(), one.len());
    let rows = repeated(&one, ROWS);
    let calendar = played.program.calendars.first();
    let csv = median(|| written(&mut Csv::new(Language::Zh, Stamp::of(calendar)), &activities, &rows));
    csv.told("CSV", rows.len(), "rows", |m, _| (m >= 5.0, "5 M rows/s"));
    let some = &rows[..EVENTS / 2];
    let xes = median(|| written(&mut Xes::new(Language::Zh, Stamp::of(calendar)), &activities, some));
    xes.told("XES", EVENTS, "events", |_, seconds| (seconds <= 0.3, "0.3 s"));
    let ocel = median(|| written(&mut Ocel::new(Language::Zh, Stamp::of(calendar)), &activities, some));
    ocel.told("OCEL", some.len(), "events", |_, _| (true, "none"));
    let derived = median(|| {
        let mut rows = Vec::new();
        for case in 0..1_000 {
            rows.clear();
            let mut recorder = Recorder::new(Case::Number(case), &played.program, &block);
            played.events.iter().for_each(|event| recorder.take(event, &mut rows));
            black_box(&rows);
        }
        0
    });
    derived.told("rows from events", 1_000 * played.events.len(), "events", |_, _| (true, "none"));
}

/// The rows of an application again and again, each as another one that begins later.
fn repeated(one: &[Row], count: usize) -> Vec<Row> {
    let all = (0..).flat_map(|case| {
        let later = case * APART;
        one.iter().map(move |row| Row {
            case: Case::Number(case as u64),
            enabled: row.enabled.plus(later),
            start: row.start.plus(later),
            end: row.end.plus(later),
            ..*row
        })
    });
    all.take(count).collect()
}

/// Writes a log; its bytes.
#[inline(never)]
fn written(writer: &mut dyn Writer, activities: &Activities, rows: &[Row]) -> usize {
    let (mut out, mut bytes) = (Vec::with_capacity(2 * FULL), 0);
    writer.begin(&mut out);
    for row in rows {
        writer.row(activities, row, &mut out);
        if out.len() >= FULL {
            bytes += black_box(&out).len();
            out.clear();
        }
    }
    writer.end(activities, &mut out);
    bytes + black_box(&out).len()
}

/// Seconds on the core and on the wall, and bytes.
struct Measured {
    core: f64,
    wall: f64,
    bytes: usize,
}

impl Measured {
    fn told(&self, what: &str, count: usize, unit: &str, limit: impl Fn(f64, f64) -> (bool, &'static str)) {
        let millions = count as f64 / self.core / 1e6;
        let (is_within, least) = limit(millions, self.core);
        let verdict = if is_within { "within" } else { "OVER" };
        println!(
            "{what:<18} {count:>9} {unit}: {:.3} s, {millions:.2} M/s, {:.0} ns each, {} bytes (wall {:.3} s)   limit {least}: {verdict}",
            self.core,
            self.core / count as f64 * 1e9,
            self.bytes,
            self.wall
        );
    }
}

fn median(mut work: impl FnMut() -> usize) -> Measured {
    let mut runs: Vec<Measured> = (0..RUNS)
        .map(|_| {
            let (wall, core) = (Instant::now(), ThreadTime::now());
            let bytes = work();
            Measured { core: core.elapsed().as_secs_f64(), wall: wall.elapsed().as_secs_f64(), bytes }
        })
        .collect();
    runs.sort_by(|a, b| a.core.total_cmp(&b.core));
    runs.swap_remove(RUNS / 2)
}

fn scenario() -> Arc<Scenario> {
    let checked = check(("scenario.yaml", NEWBORN), &[("zibo.yaml", ZIBO), ("holidays-cn.yaml", HOLIDAYS)]);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics.first());
    checked.scenario.expect("it reads")
}

fn played(scenario: &Scenario) -> Rehearsal {
    let start = "2026-03-02T09:00:00+08:00".parse().expect("an instant");
    let script = Script::usual(Way::base(scenario), start);
    let played = rehearse(scenario, &scenario.plans["joint"], &script, &NoLibrary);
    played.unwrap_or_else(|why| panic!("{:?}", why.text()))
}
