//! How long the work on scenarios takes: `cargo bench -p onething-engine --bench plan`.
//!
//! Each line has its limit beside it: the figures a designer and an editor wait for.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]

use onething_engine::analyse::compare::compare;
use onething_engine::check::{self, check_with};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::supply_index::SupplyIndex;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::process::draw::diagram;
use onething_engine::process::layout::layout;
use onething_engine::scenario::model::Catalogue;
use onething_engine::scenario::source::SourceId;
use onething_engine::scenario::syntax::{Budget, from_bytes};
use onething_engine::scenario::synthetic::{city, scene};
use onething_engine::scenario::text::Language;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const NEWBORN: &[u8] = include_bytes!("../../scenarios/newborn-birth/scenario.yaml");
const ZIBO: &[u8] = include_bytes!("../../scenarios/catalogue/zibo.yaml");
const HOLIDAYS: &[u8] = include_bytes!("../../scenarios/catalogue/holidays-cn.yaml");

fn main() {
    // `-- city` runs only what is named so; cargo itself adds `--bench`.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let sections: [(&str, fn()); 3] =
        [("newborn", newborn), ("large", large_scenario), ("city", synthetic_city)];
    for (name, section) in sections {
        if wanted.is_empty() || wanted.iter().any(|w| w == name) {
            section();
        }
    }
}

/// Median of repeated runs, in milliseconds.
fn median(runs: usize, mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[runs / 2]
}

fn say(what: &str, milliseconds: f64, limit: Option<f64>) {
    match limit {
        Some(limit) => {
            let verdict = if milliseconds < limit { "within" } else { "OVER" };
            println!("{what:<66} {milliseconds:>9.3} ms   limit {limit} ms: {verdict}");
        }
        None => println!("{what:<66} {milliseconds:>9.3} ms"),
    }
}

fn newborn() {
    let catalogues = [("zibo.yaml", ZIBO), ("holidays-cn.yaml", HOLIDAYS)];
    let checked = check::check(("scenario.yaml", NEWBORN), &catalogues);
    let scenario = checked.scenario.expect("the newborn scenario reads");
    let planner = Planner::new(&scenario);
    let (separate, joint) = (&scenario.plans["separate"], &scenario.plans["joint"]);
    let way = Way::base(&scenario);
    let derive = |plan| {
        black_box(planner.derive(plan, MeasureSet::all(plan), &way).count());
    };
    say("newborn, joint: derive, ask and count", median(500, || derive(joint)), Some(1.0));
    say("newborn, separate: derive, ask and count", median(500, || derive(separate)), Some(1.0));
    let derivation = planner.derive(joint, MeasureSet::all(joint), &way);
    let draw = || {
        let process = compile(&derivation, joint).expect("no circle");
        black_box(layout(&diagram(&process), Language::Zh));
    };
    say("newborn, joint: compile, draw and lay out", median(20, draw), None);
    let whole = || drop(black_box(compare(&planner, separate, joint, &way, 0)));
    say("newborn: compare over all ways, waterfall and Shapley", median(3, whole), None);
    let lines = NEWBORN.iter().filter(|b| **b == b'\n').count();
    let check = || drop(black_box(check::check(("scenario.yaml", NEWBORN), &catalogues)));
    say(&format!("newborn: check {lines} lines and their catalogues"), median(20, check), Some(20.0));
}

/// The newborn scenario with its items twice over, 400 lines.
fn large_scenario() {
    let text = std::str::from_utf8(NEWBORN).expect("UTF-8");
    let (head, rest) = text.split_once("\nitems:\n").expect("items");
    let (items, plans) = rest.split_once("\nplans:").expect("plans");
    let again: Vec<String> = items
        .lines()
        .map(|line| match line.strip_prefix("  ").filter(|l| !l.starts_with([' ', '#'])) {
            Some(name) => format!("  again_{name}"),
            None if line.trim_start().starts_with("gives:") => String::new(),
            None => line.to_owned(),
        })
        .collect();
    let mut text = format!("{head}\nitems:\n{items}\n{}\nplans:{plans}", again.join("\n"));
    let lines = text.lines().count();
    text.extend((lines..400).map(|line| format!("# line {line}\n")));
    let catalogues = [("zibo.yaml", ZIBO), ("holidays-cn.yaml", HOLIDAYS)];
    let checked = check::check(("scenario.yaml", text.as_bytes()), &catalogues);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics.first());
    let check = || drop(black_box(check::check(("scenario.yaml", text.as_bytes()), &catalogues)));
    say(&format!("check {} lines, ten items", text.lines().count()), median(20, check), Some(20.0));
}

fn synthetic_city() {
    let files = city(7);
    let (scene, catalogues): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| name.contains("scene"));
    let sources: Vec<(&str, &[u8])> = catalogues.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    let bytes: usize = sources.iter().map(|(_, b)| b.len()).sum();
    println!("synthetic city: {:.1} MB of YAML in {} files", bytes as f64 / 1e6, sources.len());
    let start = Instant::now();
    for (index, (_, bytes)) in sources.iter().enumerate() {
        let id = SourceId(u16::try_from(index).unwrap());
        black_box(from_bytes(id, bytes, &Budget::LOCAL).expect("YAML"));
    }
    say("  of it, text to trees", start.elapsed().as_secs_f64() * 1e3, None);
    let start = Instant::now();
    let parsed = sources.iter().zip(0..).map(|(s, n)| check::Parsed::new(*s, n, &Budget::LOCAL));
    let (catalogue, findings, texts) = check::catalogue(parsed);
    say("  from YAML to catalogue, one thread", start.elapsed().as_secs_f64() * 1e3, Some(3000.0));
    assert!(findings.is_empty(), "{:?}", findings.first());
    let catalogue = Arc::new(catalogue.expect("it reads"));
    say("  index of who supplies what", median(5, || drop(black_box(SupplyIndex::new(&catalogue)))), None);
    hundred_scenes(&catalogue);
    let scene = scene[0].1.as_bytes();
    let first = check_with(("scene", scene), &catalogue, texts);
    let scenario = first.scenario.expect("it reads");
    let index = SupplyIndex::new(&catalogue);
    let planner = Planner::with_index(&scenario, &index);
    let joint = &scenario.plans["joint"];
    let way = Way::base(&scenario);
    let derived = planner.derive(joint, MeasureSet::all(joint), &way);
    let ask = derived.asks.joint().expect("one form");
    let needed: usize = derived.requirements.iter().map(|r| r.fields.len()).sum();
    println!(
        "  scenario of {} items, {needed} elements: {} fields and {} materials asked, proven {}",
        derived.applicable.uses.len(),
        ask.fields.len(),
        ask.materials.len(),
        ask.proof.optimal
    );
    let derive = || {
        black_box(planner.derive(joint, MeasureSet::all(joint), &way).count());
    };
    say("  derive, ask and count it against the city", median(20, derive), Some(50.0));
    let check = || drop(black_box(check_with(("scene", scene), &catalogue, Default::default())));
    say("  check it against the city", median(3, check), None);
}

/// A hundred scenarios of twelve items each over one city.
fn hundred_scenes(catalogue: &Arc<Catalogue>) {
    let index = SupplyIndex::new(catalogue);
    let (mut scenes, mut checked) = (Vec::new(), 0.0);
    for seed in 1..=100 {
        let text = scene(seed);
        let start = Instant::now();
        let read = check_with(("scene", text.as_bytes()), catalogue, Default::default());
        checked += start.elapsed().as_secs_f64() * 1e3;
        assert!(!read.has_errors(), "{:?}", read.diagnostics.first());
        scenes.push(read.scenario.expect("it reads"));
    }
    let mut proven = 0;
    let start = Instant::now();
    for scenario in &scenes {
        let planner = Planner::with_index(scenario, &index);
        let joint = &scenario.plans["joint"];
        let way = Way::base(scenario);
        let derived = planner.derive(joint, MeasureSet::all(joint), &way);
        black_box(derived.count());
        proven += usize::from(derived.asks.joint().is_some_and(|ask| ask.proof.optimal));
    }
    let took = start.elapsed().as_secs_f64() * 1e3;
    say("  derive, ask and count 100 scenes against the city", took, Some(100.0 * 50.0));
    println!("  {proven} of 100 asks are proven least; checking the scenes took {checked:.0} ms");
}
