//! The command line: one verb a file. Results go to stdout, messages to stderr.

mod check;
mod compare;
mod diff;
mod explain;
mod fmt;
mod given;
mod graph;
mod new;
mod output;
mod schema;
mod show;
mod table;
mod welcome;

use crate::library::{self, Loaded, Place};
use clap::{Parser, Subcommand, ValueEnum};
use onething_engine::scenario::text::Language;
use std::path::PathBuf;

/// Exit code: done, nothing found wrong.
pub const GOOD: u8 = 0;
/// Exit code: findings (errors in a scenario, failed tests).
pub const FINDINGS: u8 = 1;
/// Exit code: the command line is wrong.
pub const USAGE: u8 = 2;
/// Exit code: input cannot be read.
pub const UNREADABLE: u8 = 3;
/// Exit code: our fault.
pub const INTERNAL: u8 = 4;

/// Why a verb ended without its result.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: u8,
    /// What to say; empty where the findings have been shown already.
    pub message: String,
}

impl Failure {
    /// The command line asks for something that is not there.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { code: USAGE, message: message.into() }
    }
}

impl From<library::Error> for Failure {
    fn from(error: library::Error) -> Self {
        Self { code: UNREADABLE, message: error.to_string() }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        // A reader that has seen enough (`| head`) is no failure of ours.
        let code = if error.kind() == std::io::ErrorKind::BrokenPipe { GOOD } else { INTERNAL };
        let message = if code == GOOD { String::new() } else { error.to_string() };
        Self { code, message }
    }
}

/// Design, check, compare and run one-thing (一件事) government services.
#[derive(Debug, Parser)]
#[command(
    name = "onething",
    version,
    about,
    after_help = "Try:\n  onething compare newborn-birth\n  onething show newborn-birth --given household=with_father"
)]
pub struct Arguments {
    #[command(flatten)]
    common: Everywhere,
    #[command(subcommand)]
    verb: Option<Verb>,
}

/// Options of every verb.
#[derive(Debug, Clone, clap::Args)]
pub struct Everywhere {
    /// Directory with `catalogue/` and a folder per scenario [default: ./scenarios, else the shipped library]
    #[arg(long, global = true, value_name = "DIR")]
    scenarios: Option<PathBuf>,
    /// Language of labels and messages
    #[arg(long, global = true, value_enum, default_value_t = Lang::En)]
    lang: Lang,
}

/// Language of labels and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Everywhere {
    fn place(&self) -> Place {
        Place::choose(self.scenarios.clone())
    }

    fn language(&self) -> Language {
        match self.lang {
            Lang::Zh => Language::Zh,
            Lang::En => Language::En,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// All problems of scenario files, with place and mend
    Check(check::Check),
    /// Put scenario files into the one layout; comments stay
    Fmt(fmt::Fmt),
    /// What differs in meaning between two scenarios
    Diff(diff::Diff),
    /// A finding's code told in full
    Explain(explain::Explain),
    /// What applies, what is asked and why, the order, the count
    Show(show::Show),
    /// The process as a picture or data
    Graph(graph::Graph),
    /// Before and after: figures, each measure's share, what is asked and why
    Compare(compare::Compare),
    /// A scenario folder to start from, or a synthetic city
    New(new::New),
    /// JSON Schema, for completion in editors
    Schema(schema::Schema),
}

/// Carries out a command line; the code is the exit code.
pub fn run(arguments: Arguments) -> Result<u8, Failure> {
    let everywhere = arguments.common;
    match arguments.verb {
        None => welcome::run(&everywhere),
        Some(Verb::Check(verb)) => check::run(&verb, &everywhere),
        Some(Verb::Fmt(verb)) => fmt::run(&verb, &everywhere),
        Some(Verb::Diff(verb)) => diff::run(&verb, &everywhere),
        Some(Verb::Explain(verb)) => explain::run(&verb, &everywhere),
        Some(Verb::Show(verb)) => show::run(&verb, &everywhere),
        Some(Verb::Graph(verb)) => graph::run(&verb, &everywhere),
        Some(Verb::Compare(verb)) => compare::run(&verb, &everywhere),
        Some(Verb::New(verb)) => new::run(&verb),
        Some(Verb::Schema(verb)) => schema::run(&verb),
    }
}

/// A scenario without errors; its errors are shown and end the verb otherwise.
fn sound(everywhere: &Everywhere, scenario: &str) -> Result<Loaded, Failure> {
    let loaded = library::load(&everywhere.place(), scenario)?;
    if loaded.scenario.is_some() && !loaded.has_errors() {
        return Ok(loaded);
    }
    check::print_human(&loaded, everywhere.language())?;
    Err(Failure {
        code: FINDINGS,
        message: format!("{scenario} has errors; `onething check` lists all findings"),
    })
}
