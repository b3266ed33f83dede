//! How much memory many applications take: the most that a process of its own ever held, code and all.

use super::{model, options, read};
use onething_engine::plan::derive::Planner;
use onething_engine::simulate::{NoLog, Unwatched, simulate_logged};
use std::process::Command;

/// Asks a process of this program to play so many applications and nothing else.
const ALONE: &str = "alone";
/// The most that a million applications may take, MB.
const LIMIT: f64 = 20.0;

/// How many applications this process was asked to play alone.
pub fn asked(arguments: &[String]) -> Option<u64> {
    let at = arguments.iter().position(|argument| argument == ALONE)?;
    arguments.get(at + 1)?.parse().ok()
}

/// Plays them, and prints the most that was held, kB.
pub fn play_alone(cases: u64) {
    let scenario = read(super::MODEL, &[("reference-model.yaml", super::CATALOGUE)]);
    let planner = Planner::new(&scenario);
    let model = model(&planner, "joint");
    std::hint::black_box(simulate_logged(&model, &options(cases, 1), 0, &mut NoLog, &Unwatched));
    println!("{}", peak().unwrap_or_default());
}

/// Measures a hundred, a hundred thousand and a million.
pub fn measure() {
    for (cases, limit) in [(100, None), (100_000, None), (1_000_000, Some(LIMIT))] {
        let program = std::env::current_exe().expect("it runs");
        let told = Command::new(program).args([ALONE, &cases.to_string()]).output().expect("it runs again");
        let Ok(kb) = String::from_utf8_lossy(&told.stdout).trim().parse::<f64>() else {
            println!("{:<40} not told on this system", "memory");
            return;
        };
        let mb = kb / 1_000.0;
        let verdict = limit.map_or(String::new(), |limit| {
            format!("   limit {limit}: {}", if mb <= limit { "within" } else { "OUTSIDE" })
        });
        println!("{:<40} {mb:>9.1} MB{verdict}", format!("memory of {cases} applications"));
    }
}

/// The most memory that this process has held, kB, as Linux tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
