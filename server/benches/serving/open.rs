//! Very many open applications: how soon a server is ready over them, and what it takes of memory and disk.

use super::client::{Connection, Request};
use super::figures::{Figures, at_most, disk, usage};
use super::journey::{Driven, Driver, Material};
use super::ladder::played;
use super::program::Program;
use std::path::Path;
use std::time::{Duration, Instant};

/// Drivers that fill the store.
const DRIVERS: u64 = 64;
/// Cases that are completed before, to tell what a finished one leaves on the disk.
const FINISHED: Duration = Duration::from_secs(20);

/// Fills a store with open applications, each with its first clerk, and looks at it again.
pub fn measure(folder: &Path, applications: u64) {
    let data = folder.join("store");
    let program = Program::start(&data);
    let (before, finished) = (disk(&data), played(&program, DRIVERS, FINISHED));
    let cases = finished.cases.count();
    stop(program);
    let whole = disk(&data).saturating_sub(before) as f64;
    println!("{cases} finished applications");
    at_most("disk of each, index and all", whole / cases as f64 / 1024.0, "KiB", 8.0);

    let program = Program::start(&data);
    let (start, size) = (Instant::now(), disk(&data));
    fill(&program, applications);
    let rate = applications as f64 / start.elapsed().as_secs_f64();
    println!("{applications} open applications begun over HTTP, {rate:.0}/s");
    let memory = usage(program.id()).1;
    stop(program);
    let each = (disk(&data).saturating_sub(size)) as f64 / applications as f64 / 1024.0;
    println!("  disk of each {each:.1} KiB; memory while they were begun {memory:.0} MiB");

    let program = Program::start(&data);
    at_most("ready after a clean stop", program.started.as_secs_f64(), "s", 2.0);
    let bytes = usage(program.id()).1 * 1024.0 * 1024.0 / applications as f64;
    at_most("resident memory of each", bytes, "bytes", 512.0);
    worklist(&program);
    // Something is under way when it is killed.
    fill(&program, DRIVERS * 20);
    program.kill();
    let program = Program::start(&data);
    at_most("ready after kill -9", program.started.as_secs_f64(), "s", 10.0);
    worklist(&program);
    program.stop();
}

fn stop(program: Program) {
    let start = Instant::now();
    program.stop();
    println!("  stopped in {:.1} s", start.elapsed().as_secs_f64());
}

/// Begins so many, which stay with their first clerk.
fn fill(program: &Program, applications: u64) {
    let client = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    client.block_on(async {
        let mut all = Vec::new();
        for number in 0..DRIVERS {
            let driver = Driver::new(program.address, number + 1, Material::Same).await;
            all.push(driver.begin(applications / DRIVERS));
        }
        Driven::of_all(futures_util::future::join_all(all).await)
    });
}

/// The first page of the fullest worklist.
fn worklist(program: &Program) {
    let client = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut figures = client.block_on(async {
        let (mut connection, mut figures) =
            (Connection::to(program.address).await.unwrap(), Figures::default());
        for _ in 0..200 {
            let path = "/api/v1/tasks?department=health&limit=50";
            let request = Request { method: "GET", path, role: "clerk:health", ..Request::default() };
            let begun = Instant::now();
            let answer = connection.ask(&request).await.unwrap();
            figures.add(begun.elapsed());
            assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(answer.body));
        }
        figures
    });
    println!("  a worklist's first page of 50: p50 {:.2} ms", figures.percentile(0.5));
    at_most("p99 of it", figures.percentile(0.99), "ms", 5.0);
}
