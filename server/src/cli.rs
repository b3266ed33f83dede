//! The command line: one verb a file. Results go to stdout, messages to stderr.

mod audit;
mod borrowed;
mod calibrate;
mod check;
mod chinese;
mod chosen;
mod compare;
mod conform;
mod diff;
mod explain;
mod export;
mod failure;
mod fmt;
mod graph;
mod migrate;
mod new;
mod output;
mod progress;
mod publish;
mod rows;
mod run;
mod schema;
mod serve;
mod shelf;
mod show;
mod simulate;
mod store;
mod table;
mod test;
mod token;
mod trail;

pub use failure::{FINDINGS, Failure, GOOD, INTERNAL, UNREADABLE, USAGE};

use crate::library::{self, Loaded, Place};
use crate::words;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use onething_engine::scenario::text::{Language, Text};
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

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

impl Arguments {
    /// The language that messages are said in.
    pub fn language(&self) -> Language {
        self.common.language()
    }
}

/// Options of every verb.
#[derive(Debug, Clone, clap::Args)]
pub struct Everywhere {
    /// Directory with `catalogue/` and a folder per scenario [default: ./scenarios, else the shipped library]
    #[arg(long, global = true, value_name = "DIR")]
    scenarios: Option<PathBuf>,
    /// Language of labels and messages [default: en]
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
}

/// Language of labels and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Lang {
    /// As it is written.
    fn name(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }
}

impl Everywhere {
    fn place(&self) -> Place {
        Place::choose(self.scenarios.clone())
    }

    fn language(&self) -> Language {
        match self.lang {
            Some(Lang::Zh) => Language::Zh,
            Some(Lang::En) | None => Language::En,
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
    /// One application, start to end, in virtual time
    Run(run::Run),
    /// Many applications in virtual time: times, waits, staff
    Simulate(simulate::Simulate),
    /// Parameters of the simulator from a log of real work
    Calibrate(calibrate::Calibrate),
    /// A log of real work replayed on the process: where it deviates
    Conform(conform::Conform),
    /// Scenario tests: played in virtual time and compared
    Test(test::Test),
    /// A scenario folder to start from, or a synthetic city
    New(new::New),
    /// JSON Schema, for completion in editors
    Schema(schema::Schema),
    /// Serve the API and the page
    Serve(serve::Serve),
    /// Publish a new version of a scenario; applications that run keep theirs
    Publish(publish::Publish),
    /// Move running applications to another version of their scenario, those that can be
    Migrate(migrate::Migrate),
    /// The history of an application as lines of JSON, or event logs for process mining
    Export(export::Export),
    /// Fold a history again and compare
    Replay(export::Replay),
    /// Look a store over, make its index again, copy it, archive what is old
    Store(store::StoreVerb),
    /// Prove the audit trail: who did what when
    Audit(audit::AuditVerb),
    /// Give out and revoke tokens
    Token(token::TokenVerb),
}

/// Reads a command line. Help and version are printed to stdout, mistakes to stderr; the error is then the
/// exit code.
pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Arguments, u8> {
    let words: Vec<OsString> = words.into_iter().collect();
    let in_chinese = chinese::asked_for(&words);
    let command = match in_chinese {
        true => chinese::command(Arguments::command(), &words),
        false => Arguments::command(),
    };
    let read = command.try_get_matches_from(words).and_then(|found| Arguments::from_arg_matches(&found));
    read.map_err(|error| {
        // Nobody is left to tell if the reader has gone, and that is no failure of ours.
        if error.use_stderr() && in_chinese {
            let _ = writeln!(anstream::stderr(), "{}", chinese::mistake(&error));
        } else {
            let _ = error.print();
        }
        if error.use_stderr() { USAGE } else { GOOD }
    })
}

/// Carries out a command line; the code is the exit code.
pub fn run(arguments: Arguments) -> Result<u8, Failure> {
    let everywhere = arguments.common;
    match arguments.verb {
        None => serve::plain(&everywhere),
        Some(Verb::Check(verb)) => check::run(&verb, &everywhere),
        Some(Verb::Fmt(verb)) => fmt::run(&verb, &everywhere),
        Some(Verb::Diff(verb)) => diff::run(&verb, &everywhere),
        Some(Verb::Explain(verb)) => explain::run(&verb, &everywhere),
        Some(Verb::Show(verb)) => show::run(&verb, &everywhere),
        Some(Verb::Graph(verb)) => graph::run(&verb, &everywhere),
        Some(Verb::Compare(verb)) => compare::run(&verb, &everywhere),
        Some(Verb::Run(verb)) => run::run(&verb, &everywhere),
        Some(Verb::Calibrate(verb)) => calibrate::run(&verb, &everywhere),
        Some(Verb::Conform(verb)) => conform::run(&verb, &everywhere),
        Some(Verb::Simulate(verb)) => simulate::run(&verb, &everywhere),
        Some(Verb::Test(verb)) => test::run(&verb, &everywhere),
        Some(Verb::New(verb)) => new::run(&verb, &everywhere),
        Some(Verb::Schema(verb)) => schema::run(&verb),
        Some(Verb::Serve(verb)) => serve::run(&verb, &everywhere),
        Some(Verb::Publish(verb)) => publish::run(&verb, &everywhere),
        Some(Verb::Migrate(verb)) => migrate::run(&verb, &everywhere),
        Some(Verb::Export(verb)) => export::export(&verb, &everywhere),
        Some(Verb::Replay(verb)) => export::replay(&verb, &everywhere),
        Some(Verb::Store(verb)) => store::run(&verb, &everywhere),
        Some(Verb::Audit(verb)) => audit::run(&verb, &everywhere),
        Some(Verb::Token(verb)) => token::run(&verb, &everywhere),
    }
}

/// A scenario without errors; its errors are shown and end the verb otherwise.
fn sound(everywhere: &Everywhere, scenario: &str) -> Result<Loaded, Failure> {
    let loaded = found(everywhere, scenario)?;
    if loaded.scenario.is_some() && !loaded.has_errors() {
        return Ok(loaded);
    }
    check::print_errors(&loaded, everywhere.language());
    let message = Text::new(
        format!("{scenario} 有错误；`onething check {scenario}` 列出全部问题"),
        format!("{scenario} has errors; `onething check {scenario}` lists all findings"),
    );
    Err(Failure { code: FINDINGS, message })
}

/// A scenario by id or path. Where no place is named, the shipped library stands behind `./scenarios`: a first
/// scenario of one's own does not hide the examples.
fn found(everywhere: &Everywhere, scenario: &str) -> Result<Loaded, Failure> {
    let loaded = looked_up(everywhere, scenario)?;
    borrowed::note(&loaded, everywhere);
    Ok(loaded)
}

fn looked_up(everywhere: &Everywhere, scenario: &str) -> Result<Loaded, Failure> {
    let here = match library::load(&everywhere.place(), scenario) {
        Err(library::Error::Unknown { id, known }) if everywhere.scenarios.is_none() => (id, known),
        other => return Ok(other?),
    };
    match library::load(&Place::Embedded, scenario) {
        Err(library::Error::Unknown { known, .. }) => {
            let (id, mut all) = here;
            all.extend(known);
            all.sort();
            all.dedup();
            Err(library::Error::Unknown { id, known: all }.into())
        }
        other => Ok(other?),
    }
}
