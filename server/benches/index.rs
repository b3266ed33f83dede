//! How fast the index follows and opens, and what it keeps in memory: `cargo bench -p onething --bench index`.
//!
//! One row each for a million open applications, of 500 bytes, made through the follower as the server does; then
//! each question in a process of its own, so that its memory is its own. Another number of rows may be given.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use onething_engine::random::Random;
use onething_server::index::{Follower, Index, Options, Pace, open};
use std::ops::Bound;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROWS: u64 = 1_000_000;
const LENGTH: usize = 500;
/// Memory that an open application may take, in bytes.
const MEMORY: f64 = 512.0;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match arguments.as_slice() {
        [what, folder, rows] => child(what, Path::new(folder), rows.parse().unwrap()),
        [rows] => all(rows.parse().expect("a number of rows")),
        _ => all(ROWS),
    }
}

fn all(rows: u64) {
    let folder = std::env::temp_dir().join(format!("onething-index-{}", std::process::id()));
    // `follow` ends as a kill would; what is opened after it has to be recovered.
    for what in ["fill", "open", "follow", "open"] {
        let exe = std::env::current_exe().unwrap();
        let status =
            Command::new(exe).args([what, &folder.display().to_string(), &rows.to_string()]).status();
        assert!(status.is_ok_and(|status| status.success() || what == "follow"), "{what} failed");
    }
    let _ = std::fs::remove_dir_all(folder);
}

fn child(what: &str, folder: &Path, rows: u64) {
    match what {
        "fill" => fill(folder, rows),
        "open" => reopen(folder, rows),
        "follow" => follow(folder, rows),
        other => panic!("no such part: {other}"),
    }
}

fn options() -> Options {
    Options { cache: 128 << 20, ..Options::default() }
}

/// Keys follow one another as ids with a time in them do.
fn key(number: u64) -> Vec<u8> {
    let mut key = vec![1];
    key.extend(number.to_be_bytes());
    key.extend(number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    key
}

fn value(random: &mut Random) -> Vec<u8> {
    let first = random.below(256);
    (0..LENGTH).map(|at| (first + at * 31) as u8).collect()
}

/// Resident memory now and at most, in MiB.
fn memory() -> (f64, f64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0");
        line.trim_matches(|c: char| !c.is_ascii_digit()).parse::<f64>().unwrap_or(0.0) / 1024.0
    };
    (of("VmRSS:"), of("VmHWM:"))
}

/// Processor time of this process until now: what a wall clock would show were nothing else running.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}

fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(
            |entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().unwrap().len() },
        )
        .sum()
}

fn follower(index: Arc<dyn Index>) -> Follower {
    Follower::start(index, Pace::default()).unwrap()
}

fn fill(folder: &Path, rows: u64) {
    let opened = open(folder, &options()).unwrap();
    let follower = follower(opened.index);
    let mut random = Random::new(1);
    let start = Instant::now();
    for number in 1..=rows {
        if number.is_multiple_of(64) {
            follower.wait_for_room().unwrap();
        }
        follower.put(vec![(key(number), Some(value(&mut random)))], number);
    }
    follower.flush().unwrap();
    let seconds = start.elapsed().as_secs_f64();
    println!("{rows} rows of {LENGTH} bytes put and followed: {:.0} rows/s", rows as f64 / seconds);
    let start = Instant::now();
    drop(follower);
    println!("closed in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    println!("on disk: {} MiB; memory while filling: {:.0} MiB at most", size(folder) >> 20, memory().1);
}

fn reopen(folder: &Path, rows: u64) {
    let before = memory().0;
    let (start, busy) = (Instant::now(), processor());
    let opened = open(folder, &options()).unwrap();
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    assert_eq!(opened.rebuild, None);
    assert!(opened.index.count(1) >= rows);
    let limit = 2000.0;
    let verdict = if milliseconds < limit { "within" } else { "OVER" };
    println!("opened, every row compared: {milliseconds:.0} ms   limit {limit} ms: {verdict}");
    println!("  of the processors: {:.0} ms, on two threads", processor() - busy);
    let (now, most) = memory();
    let each = (now - before) * 1024.0 * 1024.0 / rows as f64;
    let verdict = if each < MEMORY { "within" } else { "OVER" };
    println!(
        "memory after: {now:.0} MiB ({most:.0} at most), {each:.0} bytes a row   limit {MEMORY}: {verdict}"
    );
    let start = Instant::now();
    let page = opened.index.scan(Bound::Included(&key(rows / 2)), Bound::Unbounded, false, 50).unwrap();
    println!("a page of {}: {:.0} µs", page.len(), start.elapsed().as_secs_f64() * 1e6);
    let mut random = Random::new(2);
    let start = Instant::now();
    for _ in 0..20_000 {
        let number = 1 + random.below(rows as usize) as u64;
        assert!(opened.index.get(&key(number)).unwrap().is_some());
    }
    println!("a row: {:.1} µs; memory {:.0} MiB", start.elapsed().as_secs_f64() * 1e6 / 20_000.0, memory().0);
}

/// Rows changed at random as fast as it goes, each with a row of another family that is born and soon dies; beside
/// it somebody who reads.
fn follow(folder: &Path, rows: u64) {
    let index = open(folder, &options()).unwrap().index;
    let mut sequence = index.applied();
    let follower = Arc::new(follower(index));
    let over = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let reader = {
        let (follower, over) = (follower.clone(), over.clone());
        std::thread::spawn(move || {
            let (mut random, mut times) = (Random::new(3), Vec::new());
            while !over.load(std::sync::atomic::Ordering::Relaxed) {
                let number = 1 + random.below(rows as usize) as u64;
                let start = Instant::now();
                follower.get(&key(number)).unwrap();
                times.push(start.elapsed());
                std::thread::sleep(Duration::from_micros(500));
            }
            times.sort();
            times
        })
    };
    let mut random = Random::new(4);
    let (start, first, mut changes) = (Instant::now(), sequence, 0);
    while start.elapsed() < Duration::from_secs(10) {
        sequence += 1;
        if sequence.is_multiple_of(64) {
            follower.wait_for_room().unwrap();
        }
        let number = 1 + random.below(rows as usize) as u64;
        let (born, dead) = (sequence.to_be_bytes(), (sequence - 200.min(sequence - first)).to_be_bytes());
        let batch = vec![
            (key(number), Some(value(&mut random))),
            ([&[2][..], &born].concat(), Some(vec![1; 60])),
            ([&[2][..], &dead].concat(), None),
        ];
        changes += batch.len();
        follower.put(batch, sequence);
    }
    let applied = follower.applied() - first;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "followed {:.0} sequences/s ({:.0} changes/s put)",
        applied as f64 / seconds,
        changes as f64 / seconds
    );
    over.store(true, std::sync::atomic::Ordering::Relaxed);
    let times = reader.join().unwrap();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("reads beside it: p50 {:.3} ms, p99 {:.1} ms, longest {:.0} ms", at(0.5), at(0.99), at(1.0));
    println!("on disk: {} MiB; memory {:.0} MiB at most", size(folder) >> 20, memory().1);
    std::process::abort();
}
