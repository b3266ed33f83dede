//! The command line as its user sees it: transcripts under `transcripts/*.txt` (commands, what they print, how
//! they end), the JSON of a comparison, JSON Schema, SARIF, help, pipes and files that cannot be written.
//!
//! A transcript is run line by line in a fresh folder with a copy of `scenarios/`:
//!
//! ```text
//! # a remark
//! $ onething show nowhere
//! ! onething: no scenario `nowhere`; there are: newborn-birth
//! [exit 3]
//! ```
//!
//! What follows a `$` line is its stdout, its stderr (`! `), and how it ended unless with 0.
//! `UPDATE_EXPECT=1` writes all that anew; a new transcript needs only its `$` lines.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "transcripts/city.rs"]
mod city;
#[path = "transcripts/codes.rs"]
mod codes;
#[path = "transcripts/contract.rs"]
mod contract;
#[path = "transcripts/discipline.rs"]
mod discipline;
#[path = "transcripts/findings.rs"]
mod findings;
#[path = "transcripts/help.rs"]
mod help;
#[path = "transcripts/junit.rs"]
mod junit;
#[path = "transcripts/pictures.rs"]
mod pictures;
#[path = "transcripts/program.rs"]
mod program;
#[path = "transcripts/run.rs"]
mod run;
#[path = "transcripts/schema.rs"]
mod schema;
#[path = "transcripts/testing.rs"]
mod testing;

use program::{Folder, repository};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// Transcripts there must be, lest a wrong path makes the test hold of nothing.
const LEAST: usize = 10;

fn transcripts() -> Vec<PathBuf> {
    let folder = repository().join("server/tests/transcripts");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|f| f.extension().is_some_and(|e| e == "txt")).collect();
    files.sort();
    files
}

/// Runs the `$` lines of a transcript; remarks and blank lines between commands stay.
fn replay(name: &str, transcript: &str) -> String {
    let folder = Folder::new(&format!("transcript-{name}"));
    let mut text = String::new();
    for line in transcript.lines() {
        if line.starts_with('#') {
            let _ = writeln!(text, "{line}");
        }
        let Some(command) = line.strip_prefix("$ ") else { continue };
        let ended = folder.shell(command);
        let _ = writeln!(text, "$ {command}");
        for line in ended.stdout.trim_end_matches('\n').lines() {
            let _ = writeln!(text, "{}", line.trim_end());
        }
        for line in ended.stderr.lines() {
            let _ = writeln!(text, "{}", format!("! {line}").trim_end());
        }
        if ended.code != 0 {
            let _ = writeln!(text, "[exit {}]", ended.code);
        }
        text.push('\n');
    }
    text
}

#[test]
fn transcripts_are_as_written() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let files = transcripts();
    assert!(files.len() >= LEAST, "{} transcripts", files.len());
    let mut differing = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let written = fs::read_to_string(&file).unwrap();
        assert!(written.contains("$ "), "{name}: no command");
        let now = replay(&name, &written);
        if update {
            fs::write(&file, now).unwrap();
        } else if now != written {
            let at = now.lines().zip(written.lines()).position(|(now, written)| now != written);
            let at = at.unwrap_or_else(|| now.lines().count().min(written.lines().count()));
            let line = |text: &str| text.lines().nth(at).unwrap_or("(end)").to_owned();
            let (was, is) = (line(&written), line(&now));
            differing.push(format!("{name}.txt:{}\n  was: {was}\n  is:  {is}", at + 1));
        }
    }
    assert!(differing.is_empty(), "UPDATE_EXPECT=1 writes these anew:\n{}", differing.join("\n"));
}
