//! A long run below the peak: memory must stay flat, and the disk grow by data alone.

use super::figures::{disk, usage};
use super::journey::{Material, Play};
use super::ladder::{played, rung_at};
use super::program::Program;
use std::path::Path;
use std::time::{Duration, Instant};

const DRIVERS: u64 = 64;
/// Of the peak.
const SHARE: f64 = 0.7;

/// Finds the peak, and plays at a share of it for so long.
pub fn measure(folder: &Path, lasts: Duration) {
    let data = folder.join("store");
    let program = Program::start(&data);
    let peak = played(&program, DRIVERS, Duration::from_secs(10)).cases.count() as f64 / 10.0;
    let rate = peak * SHARE;
    println!("peak {peak:.0} cases/s; for {} s at {rate:.0}/s", lasts.as_secs());
    println!("  {:>6} {:>12} {:>10} {:>12} {:>14}", "s", "cases", "MiB", "disk MiB", "KiB a case");
    let (start, mut cases, mut seen) = (Instant::now(), 0, Vec::new());
    let before = disk(&data);
    while start.elapsed() < lasts {
        let driven = rung_at(&program, DRIVERS, rate, (Play::Short, Material::Same), lasts / 10);
        cases += driven.cases.count();
        let (memory, size) = (usage(program.id()).1, disk(&data));
        let each = (size.saturating_sub(before)) as f64 / cases as f64 / 1024.0;
        println!(
            "  {:>6} {cases:>12} {memory:>10.0} {:>12.0} {each:>14.2}",
            start.elapsed().as_secs(),
            size as f64 / 1048576.0
        );
        seen.push(memory);
    }
    let (second, last) = (seen.get(1).or(seen.first()), seen.last());
    if let (Some(second), Some(last)) = (second, last) {
        println!(
            "  memory from the second to the last tenth: {second:.0} to {last:.0} MiB ({:+.1} %)",
            (last / second - 1.0) * 100.0
        );
    }
    program.stop();
}
