//! The pages in a real Chromium: every journey of `tests/browser/journeys`, each against a server of its own.
//!
//! It needs Node with npm, a Chromium, and a program with its pages; where one is missing it says so and is skipped,
//! but not under `ONETHING_REQUIRE_ALL=1`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "serving/client.rs"]
#[allow(dead_code, reason = "journeys ask by themselves; of the client only the server is used here")]
mod client;

use client::{Server, folder};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::time::Instant;

const REQUIRE_ALL: &str = "ONETHING_REQUIRE_ALL";

/// How many journeys go side by side: each waits for its server and browser most of the time.
const LANES: usize = 2;

#[test]
fn people_get_through_in_a_real_browser() {
    let Some(browser) = ready() else { return };
    let waiting = Mutex::new(journeys(&browser));
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(|| {
                while let Some(journey) = next(&waiting) {
                    let name = journey.file_stem().unwrap().to_string_lossy().into_owned();
                    if !got_through(&browser, &journey, &name) {
                        failed.lock().unwrap().push(name);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{failed:?}");
}

/// Its lock is held for no longer than this.
fn next(waiting: &Mutex<Vec<PathBuf>>) -> Option<PathBuf> {
    waiting.lock().unwrap().pop()
}

/// A browser on a busy machine may be too slow once; what is wrong is wrong again, on a new server.
fn got_through(browser: &Path, journey: &Path, name: &str) -> bool {
    (1..=2).any(|round| {
        let started = Instant::now();
        let told = gone(browser, journey, &format!("browser-{name}-{round}"));
        println!("== {name}, round {round}: {} s", started.elapsed().as_secs());
        if !told.status.success() {
            println!("{}", said(&told));
        }
        told.status.success()
    })
}

/// A journey against a server of its own.
fn gone(browser: &Path, journey: &Path, data: &str) -> Output {
    let data = folder(data);
    let server = Server::start(&data);
    let told = node(browser)
        .args(["--test", "--test-reporter=spec"])
        .arg(journey)
        .env("ONETHING_ORIGIN", format!("http://{}", server.address))
        .output()
        .unwrap();
    drop(server);
    drop(std::fs::remove_dir_all(&data));
    told
}

/// What of the pages is no page: how texts are read, told apart and counted.
#[test]
fn the_parts_of_the_pages_do_what_they_say() {
    // Where the build script has put the sources and installed what they need.
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../web/work");
    if let Some(what) = (!work.join("node_modules").is_dir()).then_some("the build of the web front end") {
        let all = std::env::var(REQUIRE_ALL).is_ok_and(|value| value == "1");
        assert!(!all, "{what} is missing, and {REQUIRE_ALL}=1 lets nothing be skipped");
        println!("skipped: {what} is missing");
        return;
    }
    let told = Command::new("npm").arg("test").current_dir(work).output().unwrap();
    assert!(told.status.success(), "{}", said(&told));
}

/// The folder of the journeys with what they import; none where something that they need is missing.
fn ready() -> Option<PathBuf> {
    let what = missing();
    let all = std::env::var(REQUIRE_ALL).is_ok_and(|value| value == "1");
    assert!(what.is_none() || !all, "{what:?} is missing, and {REQUIRE_ALL}=1 lets nothing be skipped");
    if let Some(what) = what {
        println!("skipped: {what} is missing");
        return None;
    }
    // Beside the sources npm would leave its packages.
    let (from, to) = (sources(), PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("browser"));
    for folder in ["", "journeys"] {
        std::fs::create_dir_all(to.join(folder)).unwrap();
        for file in files(&from.join(folder)) {
            std::fs::copy(&file, to.join(folder).join(file.file_name().unwrap())).unwrap();
        }
    }
    let told = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&to).output().unwrap();
    assert!(told.status.success(), "npm ci: {}", said(&told));
    Some(to)
}

fn missing() -> Option<&'static str> {
    let runs = |program: &str, argument: &str| {
        Command::new(program).arg(argument).output().is_ok_and(|told| told.status.success())
    };
    let chromium = ["chromium", "chromium-browser", "google-chrome"];
    if !runs("node", "--version") || !runs("npm", "--version") {
        return Some("Node with npm");
    }
    if !chromium.iter().any(|name| runs(name, "--version")) {
        return Some("a Chromium");
    }
    let data = folder("browser-pages");
    let server = Server::start(&data);
    let page = server.raw("GET", "/", &[("Accept", "text/html")], b"");
    let has_pages = page.is_some_and(|page| String::from_utf8_lossy(&page.body).contains("/assets/"));
    drop(server);
    drop(std::fs::remove_dir_all(&data));
    (!has_pages).then_some("a program with its pages (built with ONETHING_SKIP_UI or without npm)")
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/browser")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn journeys(browser: &Path) -> Vec<PathBuf> {
    // Those of the sources: a copy may still have what is gone. The shortest stand first, for the last is taken first
    // and two lanes are left together where the short ones come last.
    let mut all = files(&sources().join("journeys"));
    all.sort_by_key(|file| std::fs::metadata(file).map_or(0, |it| it.len()));
    all.iter().map(|file| browser.join("journeys").join(file.file_name().unwrap())).collect()
}

fn node(browser: &Path) -> Command {
    let mut node = Command::new("node");
    node.current_dir(browser);
    node
}

fn said(told: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr))
}
