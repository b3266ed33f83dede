//! Transcripts of the machine: text in, text out. A file of `tests/machine/` tells stories of one verb: commands,
//! one a line, and below each what came of it: its events with the effects that they owe, or why it was not
//! taken. `UPDATE_EXPECT=1` writes what came of them anew.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

mod transcripts {
    pub mod play;
    pub mod read;
    pub mod stage;
    pub mod verbs;
    pub mod write;
}

use onething_engine::application::{EventKind, Rejection};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use transcripts::play::play;
use transcripts::stage::folder;
use transcripts::verbs::VERBS;

/// Every kind of effect, as transcripts write it.
const EFFECTS: [&str; 16] = [
    "await_message",
    "call",
    "decide",
    "deliver",
    "drop_timer",
    "escalate",
    "issue_certificate",
    "leave_hold",
    "notify",
    "refund",
    "request_payment",
    "run_scenario",
    "set_timer",
    "take_hold",
    "test_hold",
    "withdraw_run",
];

/// The files, in order of their names.
fn files() -> Vec<PathBuf> {
    let all = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = all.filter(|p| p.extension().is_some_and(|e| e == "txt")).collect();
    found.sort();
    found
}

fn name(file: &std::path::Path) -> String {
    file.file_stem().unwrap().to_string_lossy().into_owned()
}

/// A few lines from where two texts part.
fn parting(was: &str, is: &str) -> String {
    let at = was.lines().zip(is.lines()).take_while(|(a, b)| a == b).count();
    let some = |text: &str| text.lines().skip(at).take(6).map(|l| format!("    {l}\n")).collect::<String>();
    format!("  line {}, recorded:\n{}  now:\n{}", at + 1, some(was), some(is))
}

#[test]
fn what_comes_of_every_command_is_as_recorded() {
    let mut other = Vec::new();
    for file in files() {
        let was = fs::read_to_string(&file).unwrap();
        let is = play(&name(&file), &was).text;
        if was == is {
            continue;
        }
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&file, is).unwrap();
        } else {
            other.push(format!("{}:\n{}", file.display(), parting(&was, &is)));
        }
    }
    assert!(other.is_empty(), "not as recorded (UPDATE_EXPECT=1 records it):\n{}", other.join("\n"));
}

#[test]
fn every_event_every_rejection_and_every_verb_is_in_a_transcript() {
    let (mut events, mut rejections, mut verbs) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut effects: BTreeSet<String> = BTreeSet::new();
    for file in files() {
        let played = play(&name(&file), &fs::read_to_string(&file).unwrap());
        events.extend(played.events);
        rejections.extend(played.rejections);
        verbs.extend(played.taken);
        effects.extend(played.effects);
    }
    let missing = |all: &[&'static str], seen: &BTreeSet<&str>| -> Vec<&'static str> {
        all.iter().copied().filter(|name| !seen.contains(name)).collect()
    };
    let (events, rejections, verbs) =
        (missing(EventKind::NAMES, &events), missing(Rejection::NAMES, &rejections), missing(&VERBS, &verbs));
    assert!(
        events.is_empty() && rejections.is_empty() && verbs.is_empty(),
        "in no transcript: events {events:?}, rejections {rejections:?}, verbs taken {verbs:?}"
    );
    assert!(effects.iter().eq(EFFECTS.iter()), "effects owed in transcripts: {effects:#?}");
}

#[test]
fn every_verb_has_a_file_of_its_own_and_every_file_is_of_a_verb() {
    let named: BTreeSet<String> = files().iter().map(|file| name(file)).collect();
    let verbs: BTreeSet<String> = VERBS.iter().map(|verb| (*verb).to_owned()).collect();
    let beside: BTreeSet<String> = ["envelope"].map(str::to_owned).into();
    let (unwritten, odd): (Vec<_>, Vec<_>) = (
        verbs.difference(&named).collect(),
        named.difference(&verbs).filter(|n| !beside.contains(*n)).collect(),
    );
    assert!(unwritten.is_empty() && odd.is_empty(), "no file: {unwritten:?}; of no verb: {odd:?}");
}
