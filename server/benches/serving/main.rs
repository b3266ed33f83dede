//! How fast newborn cases are completed over HTTP by the built program on a durable store, beside what the machine
//! can do: `cargo bench -p onething --bench serving`.
//!
//! With arguments: `quick` plays each rung for two seconds; `rung DRIVERS SECONDS` plays one; `open 1000000` fills a
//! store with open applications and opens it again; `steady 600` plays ten minutes at 70 % of the peak;
//! `load 600` has two hundred users read and write for ten minutes; `restate
//! ADDRESS DRIVERS SECONDS` plays the same case on a peer (`tests/peers/run`).
//!
//! A case is `benches/scenarios/newborn-load`: one application of five items, a form with two fields and a material,
//! eleven calls of simulated systems that answer at once, five approvals by clerks of four departments, one case in
//! twenty returned for correction. Clients and server share the machine; who acts is said by role (`--dev`).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on must end")]

mod client;
mod figures;
mod inside;
mod journey;
mod ladder;
mod load;
mod machine;
mod open;
mod program;
mod restate;
mod steady;

use journey::{Material, Play};
use machine::Machine;
use program::Program;
use std::path::PathBuf;
use std::time::Duration;

/// The one that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let folder = folder();
    let all: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match all.as_slice() {
        ["rung", drivers, seconds] => {
            one(&folder, drivers.parse().unwrap(), Duration::from_secs(seconds.parse().unwrap()));
        }
        ["restate", address, drivers, seconds] => {
            let lasts = Duration::from_secs(seconds.parse().unwrap());
            restate::play(address.parse().unwrap(), drivers.parse().unwrap(), lasts);
        }
        ["inside", drivers, seconds] => {
            let lasts = Duration::from_secs(seconds.parse().unwrap());
            inside::measure(&folder, drivers.parse().unwrap(), lasts, 90_000.0);
        }
        ["machine"] => drop(Machine::measure(&folder, Duration::from_secs(3))),
        ["open", applications] => open::measure(&folder, applications.parse().unwrap()),
        ["load", seconds] => load::measure(&folder, Duration::from_secs(seconds.parse().unwrap())),
        ["steady", seconds] => steady::measure(&folder, Duration::from_secs(seconds.parse().unwrap())),
        ["quick"] => whole(&folder, Duration::from_secs(2)),
        _ => whole(&folder, Duration::from_secs(10)),
    }
    drop(std::fs::remove_dir_all(folder));
}

/// A folder on the disk that is meant: `BENCH_FOLDER`, else where temporary files lie.
fn folder() -> PathBuf {
    let parent = std::env::var_os("BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = parent.join(format!("onething-bench-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn whole(folder: &std::path::Path, lasts: Duration) {
    let machine = Machine::measure(folder, lasts / 2);
    inside::measure(folder, 64, lasts, machine.records);
    ladder::climb(folder, lasts);
}

fn one(folder: &std::path::Path, drivers: u64, lasts: Duration) {
    let program = Program::start(&folder.join("store"));
    if let Ok(command) = std::env::var("BENCH_BESIDE") {
        // What looks at the program while it runs: `perf record -g -p PROCESS …`.
        let command = command.replace("PROCESS", &program.id().to_string());
        drop(std::process::Command::new("bash").args(["-c", &command]).spawn().unwrap());
    }
    let before = (figures::usage(program.id()).0, figures::usage(std::process::id()).0);
    let mut rung = ladder::rung(&program, drivers, (Play::Short, Material::Same), lasts);
    let after = (figures::usage(program.id()).0, figures::usage(std::process::id()).0);
    println!(
        "{drivers} drivers: {:.0} cases/s; a case p50 {:.2} ms; an approval p50 {:.2} p99 {:.2} ms; cpu {:.2} + {:.2} s",
        rung.rate,
        rung.driven.cases.percentile(0.5),
        rung.driven.approvals.percentile(0.5),
        rung.driven.approvals.percentile(0.99),
        after.0 - before.0,
        after.1 - before.1,
    );
    program.stop();
}
