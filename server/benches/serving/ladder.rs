//! Newborn cases completed per second over HTTP by 1, 64 and 256 drivers, against the program in its own process.

use super::figures::{at_least, at_most, disk, rate, usage};
use super::journey::{Driven, Driver, Material, Play};
use super::program::Program;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Before anything counts.
const WARMS: Duration = Duration::from_secs(2);

/// What a rung came to.
pub struct Rung {
    pub rate: f64,
    pub driven: Driven,
}

/// So many drivers play for so long.
pub fn rung(program: &Program, drivers: u64, (play, material): (Play, Material), lasts: Duration) -> Rung {
    let pace = |_| None;
    let driven = drive(program, drivers, (play, material), (WARMS, lasts), pace);
    Rung { rate: rate(driven.cases.count(), lasts), driven }
}

/// The same in six requests, from the first moment on.
pub fn played(program: &Program, drivers: u64, lasts: Duration) -> Driven {
    drive(program, drivers, (Play::Short, Material::Same), (Duration::ZERO, lasts), |_| None)
}

/// The same at a pace of so many cases a second among all.
pub fn rung_at(program: &Program, drivers: u64, rate: f64, how: (Play, Material), lasts: Duration) -> Driven {
    let each = Duration::from_secs_f64(drivers as f64 / rate);
    drive(program, drivers, how, (Duration::ZERO, lasts), |_| Some(each))
}

/// Every driver plays, each with the number that it has among all runs.
fn drive(
    program: &Program,
    drivers: u64,
    (play, material): (Play, Material),
    (warms, lasts): (Duration, Duration),
    pace: impl Fn(u64) -> Option<Duration>,
) -> Driven {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let client = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let run = RUNS.fetch_add(1, Ordering::Relaxed) << 16;
    client.block_on(async {
        let from = Instant::now() + warms;
        let mut all = Vec::new();
        for number in 0..drivers {
            let driver = Driver::new(program.address, run + number + 1, material).await;
            all.push(driver.play(play, (from, from + lasts), pace(number)));
        }
        Driven::of_all(futures_util::future::join_all(all).await)
    })
}

/// The whole ladder.
pub fn climb(folder: &Path, lasts: Duration) -> f64 {
    let data = folder.join("store");
    let program = Program::start(&data);
    println!(
        "newborn cases over HTTP, durable: 6 requests, 11 calls that return at once, 5 approvals, 5 % returned"
    );
    let mut best = 0.0;
    for (drivers, limit) in [(1, Some(800.0)), (64, Some(3_500.0)), (256, None)] {
        let before = (usage(program.id()).0, usage(std::process::id()).0, disk(&data));
        let start = Instant::now();
        let mut rung = rung(&program, drivers, (Play::Short, Material::Same), lasts);
        let (cases, whole) = (rung.driven.cases.count() as f64, start.elapsed().as_secs_f64());
        let all = rung.rate * whole;
        let after = (usage(program.id()).0, usage(std::process::id()).0, disk(&data));
        let what = format!("{drivers} drivers: cases completed");
        match limit {
            Some(limit) => at_least(&what, rung.rate, "/s", limit),
            None => println!("  {what:<46}{:>10.2} /s", rung.rate),
        }
        let driven = &mut rung.driven;
        println!(
            "    requests a case {:.2}, returned {:.1} %; processor {:.2} ms a case (client {:.2}); disk {:.1} KiB a case; memory {:.0} MiB",
            driven.requests as f64 / cases,
            driven.returned as f64 / cases * 100.0,
            (after.0 - before.0) / all * 1e3,
            (after.1 - before.1) / all * 1e3,
            (after.2 as f64 - before.2 as f64) / all / 1024.0,
            usage(program.id()).1
        );
        let told = |what: &str, figures: &mut super::figures::Figures| {
            println!(
                "    {what:<44}p50 {:>7.2} ms   p99 {:>7.2} ms",
                figures.percentile(0.5),
                figures.percentile(0.99)
            );
        };
        told("a case", &mut driven.cases);
        told("begun, to its first clerk", &mut driven.starts);
        told("an approval, to the next clerk or the end", &mut driven.approvals);
        best = f64::max(best, rung.rate);
    }
    let mut own = rung(&program, 64, (Play::Short, Material::Own), lasts);
    println!("  {:<46}{:>10.2} /s", "64 drivers, each case with a file of its own", own.rate);
    println!(
        "    {:<44}p50 {:>7.2} ms   p99 {:>7.2} ms",
        "begun, to its first clerk",
        own.driven.starts.percentile(0.5),
        own.driven.starts.percentile(0.99)
    );
    let mut steps = rung(&program, 64, (Play::Steps, Material::Same), lasts);
    let requests = steps.driven.requests as f64 / steps.driven.cases.count() as f64;
    println!("  {:<46}{:>10.2} /s   {requests:.1} requests each", "64 drivers, step by step", steps.rate);
    let p50 = steps.driven.approvals.percentile(0.5);
    println!("    {:<44}p50 {p50:>7.2} ms", "an approval, acknowledged");
    at_most(
        "64 drivers: p99 of an approval, acknowledged",
        steps.driven.approvals.percentile(0.99),
        "ms",
        5.0,
    );
    program.stop();
    best
}
