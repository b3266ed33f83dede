//! Thirty bugs planted in the machine, one at a time: the tests must notice every one. A bug counts only
//! where a check that passes without it fails with it. The checks are those of the other test files, played here
//! on this thread, for which alone the bug is switched on.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[allow(dead_code, reason = "only what plays on one thread is used here")]
#[path = "machine"]
mod machine {
    pub mod census;
    pub mod draw;
    pub mod driver;
    mod found;
    pub mod laws;
    pub mod play;
    pub mod program;
    pub mod values;
    pub mod witness;
}
#[path = "planted"]
mod planted {
    pub mod library;
    pub mod lines;
}
#[allow(dead_code, reason = "only what plays on one thread is used here")]
#[path = "small_scope"]
mod small_scope {
    pub mod explore;
    pub mod reference;
    pub mod text;
    pub mod tree;
}
#[allow(dead_code, reason = "only what plays on one thread is used here")]
#[path = "transcripts"]
mod transcripts {
    pub mod play;
    pub mod read;
    pub mod stage;
    pub mod verbs;
    pub mod write;
}

use onething_engine::planted::{Bug, with};
use onething_tests::bugs::{unnoticed, words};
use planted::library::Library;
use planted::lines::renewals;
use small_scope::tree::{Blocks, trees};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Scenarios that are drawn for each bug.
const DRAWN: u64 = 12;

/// A check: panics, or says what is wrong.
type Check<'c> = (&'static str, Box<dyn Fn() -> Result<(), String> + 'c>);

/// Every recorded transcript comes out as recorded.
fn recorded() -> Result<(), String> {
    let mut files: Vec<_> = std::fs::read_dir(transcripts::stage::folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    for file in files {
        let was = std::fs::read_to_string(&file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let is = transcripts::play::play(&name, &was).text;
        if let Some((_, line)) = was.lines().zip(is.lines()).find(|(a, b)| a != b) {
            return Err(format!("{name}.txt now says {line:?}"));
        }
        if was != is {
            return Err(format!("{name}.txt is longer or shorter than recorded"));
        }
    }
    Ok(())
}

/// Every tree of up to three steps does what the reference interpreter says.
fn small() -> Result<(), String> {
    let base = small_scope::explore::base();
    for steps in 1..=3 {
        let all = trees(steps, Blocks { any: steps < 3, empty: false });
        small_scope::explore::explore_here(&all, false, &base);
    }
    Ok(())
}

/// The laws hold over scenarios drawn by chance.
fn drawn() -> Result<(), String> {
    let played = machine::play::all(0..DRAWN);
    if played.broken.is_empty() { Ok(()) } else { Err(played.told()) }
}

/// Whether a check notices a bug, and how it says so.
fn notices(bug: Option<Bug>, check: &Check<'_>) -> Option<String> {
    let run = || with(bug, || check.1());
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(())) => None,
        Ok(Err(told)) => Some(told),
        Err(panic) => Some(words(&*panic)),
    }
}

#[test]
fn planted_bugs_are_noticed() {
    let library = Library::load();
    let checks: [Check<'_>; 5] = [
        ("transcripts", Box::new(recorded)),
        ("lines", Box::new(renewals)),
        ("scenario tests", Box::new(|| library.test())),
        ("small scope", Box::new(small)),
        ("laws", Box::new(drawn)),
    ];
    // What the checks say of a bug is expected here.
    std::panic::set_hook(Box::new(|_| {}));
    let sound: Vec<_> = checks.iter().filter_map(|c| Some((c.0, notices(None, c)?))).collect();
    let unnoticed =
        unnoticed(Bug::ALL, |bug| checks.iter().find_map(|c| Some((c.0, notices(Some(*bug), c)?))));
    let _ = std::panic::take_hook();
    assert!(sound.is_empty(), "without any bug: {sound:#?}");
    assert_eq!(Bug::ALL.len(), 30);
    assert!(unnoticed.is_empty(), "nobody notices {unnoticed:?}");
}
