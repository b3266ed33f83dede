//! Counts and times, and how they are told beside their limits.

use std::time::Duration;

/// So many in a second.
pub fn rate(count: u64, lasts: Duration) -> f64 {
    count as f64 / lasts.as_secs_f64()
}

/// How long things took.
#[derive(Default)]
pub struct Figures(Vec<u32>);

impl Figures {
    /// One more, in microseconds.
    pub fn add(&mut self, took: Duration) {
        self.0.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    /// All together.
    pub fn of_all(all: impl IntoIterator<Item = Self>) -> Self {
        Self(all.into_iter().flat_map(|figures| figures.0).collect())
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// What a share of them did not take longer than, in milliseconds.
    pub fn percentile(&mut self, share: f64) -> f64 {
        self.0.sort_unstable();
        let last = self.0.len().saturating_sub(1);
        let at = (last as f64 * share).round() as usize;
        self.0.get(at).map_or(f64::NAN, |micros| f64::from(*micros) / 1e3)
    }
}

/// Tells a figure beside a limit that it is to reach.
pub fn at_least(what: &str, figure: f64, unit: &str, limit: f64) {
    told(what, figure, unit, limit, figure >= limit, "at least");
}

/// Tells a figure beside a limit that it is to keep.
pub fn at_most(what: &str, figure: f64, unit: &str, limit: f64) {
    told(what, figure, unit, limit, figure <= limit, "at most");
}

fn told(what: &str, figure: f64, unit: &str, limit: f64, good: bool, how: &str) {
    let verdict = if good { "within" } else { "OUTSIDE" };
    // Of nothing there is no share.
    let ratio = if limit > 0.0 { format!(" ({:.2} of it)", figure / limit) } else { String::new() };
    println!("  {what:<46}{figure:>10.2} {unit:<9} limit {how} {limit} {unit}: {verdict}{ratio}");
}

/// What a process has used: processor time in seconds, resident memory in MiB.
pub fn usage(process: u32) -> (f64, f64) {
    let read = |name: &str| std::fs::read_to_string(format!("/proc/{process}/{name}")).unwrap_or_default();
    let stat = read("stat");
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    let seconds = ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0;
    let status = read("status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    let memory = line.trim_matches(|c: char| !c.is_ascii_digit()).parse::<f64>().unwrap_or(0.0) / 1024.0;
    (seconds, memory)
}

/// Bytes of a folder as the disk counts them.
pub fn disk(folder: &std::path::Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let of = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(found) if found.is_dir() => disk(&entry.path()),
        Ok(found) => found.blocks() * 512,
        Err(_) => 0,
    };
    entries.map(of).sum()
}
