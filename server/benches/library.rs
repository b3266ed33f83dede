//! How long libraries take: `cargo bench -p onething --bench library`. The shipped one checked, derived, counted and
//! compared; a city read from YAML on all cores, and from its compiled copy. Each beside its limit.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::scenario::synthetic::city;
use onething_server::library::cache;
use onething_server::library::{Place, SourceText, load, load_all};
use std::fs;
use std::hint::black_box;
use std::time::Instant;

fn main() {
    shipped();
    synthetic_city();
}

/// The shipped library: checked by the program, then derived and counted, each plan of each scene in its base way, and
/// compared as a whole.
fn shipped() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios");
    for (verb, limit) in [(vec!["check"], 2000.0), (vec!["compare", "--all"], 10_000.0)] {
        let start = Instant::now();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_onething"));
        let ended = command.args(&verb).args(["--scenarios", folder]).output().expect("the program runs");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        say(&format!("onething {}, the whole library", verb.join(" ")), start, limit);
    }
    let all = load_all(&Place::Embedded).expect("the shipped library can be read");
    let scenarios: Vec<_> = all.into_iter().map(|(_, loaded)| loaded.scenario.expect("no errors")).collect();
    let start = Instant::now();
    let mut plans = 0;
    for scenario in &scenarios {
        let planner = Planner::new(scenario);
        for plan in scenario.plans.values() {
            black_box(planner.derive(plan, MeasureSet::all(plan), &Way::base(scenario)).count());
            plans += 1;
        }
    }
    say(&format!("derived and counted: {plans} plans of {} scenes", scenarios.len()), start, 500.0);
}

fn synthetic_city() {
    let folder = std::env::temp_dir().join(format!("onething-bench-{}", std::process::id()));
    let files: Vec<SourceText> = city(7)
        .into_iter()
        .map(|(name, text)| {
            let path = folder.join(&name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            fs::write(&path, &text).expect("a file can be written");
            SourceText { name, bytes: text.into_bytes() }
        })
        .collect();
    let catalogues: Vec<&SourceText> = files.iter().filter(|f| f.name.starts_with("catalogue/")).collect();
    let copies = folder.join("copies");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let start = Instant::now();
    cache::catalogue_in(Some(&copies), &catalogues).expect("no findings");
    say(&format!("city from YAML, {cores} threads, its copy written"), start, 3000.0);
    let start = Instant::now();
    let copy = cache::catalogue_in(Some(&copies), &catalogues).expect("no findings");
    say("city from its compiled copy", start, 200.0);
    drop(copy);
    let start = Instant::now();
    let scene = folder.join("city-scene");
    let loaded = load(&Place::Embedded, &scene.display().to_string()).expect("it can be read");
    assert!(!loaded.has_errors());
    println!(
        "{:<58} {:>9.1} ms",
        "a scenario over it, read and checked",
        start.elapsed().as_secs_f64() * 1e3
    );
    let _ = fs::remove_dir_all(folder);
}

fn say(what: &str, start: Instant, limit: f64) {
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    let verdict = if milliseconds < limit { "within" } else { "OVER" };
    println!("{what:<58} {milliseconds:>9.1} ms   limit {limit} ms: {verdict}");
}
