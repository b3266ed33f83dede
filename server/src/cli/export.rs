//! `onething export` and `onething replay`: the history of an application as lines of JSON, and the same folded
//! again: what was written once folds to the same state for ever. Event logs for process mining are in [`log`].

mod log;

use super::store::{no_store, not_opened};
use super::{Everywhere, FINDINGS, Failure, GOOD, INTERNAL, output};
use crate::host;
use crate::runner::{Filter, History, NotHistory, Runner};
use crate::store::Store;
use clap::{Args, ValueEnum};
use onething_engine::scenario::text::Text;
use std::io::Write;
use std::path::PathBuf;
use uuid::Uuid;

/// Applications listed in one go.
const PAGE: usize = 500;

/// The history of an application as lines of JSON, or event logs for process mining.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething export 019a0000-0000-7000-8000-000000000000 --data ./data -o history.jsonl\n  onething export --all --format xes --data ./data -o log.xes"
)]
pub struct Export {
    /// The application
    #[arg(required_unless_present = "all")]
    application: Option<Uuid>,
    /// All applications of the store, the newest first
    #[arg(long, conflicts_with = "application")]
    all: bool,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// The folder of the store; no server may have it open
    #[arg(long, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Everything that happened, with values: to be replayed
    Jsonl,
    /// Event log: a line for each piece of work
    Csv,
    /// Event log: IEEE 1849 XES
    Xes,
    /// Event log: OCEL 2.0 JSON
    Ocel,
}

/// Fold a history again and compare.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething replay history.jsonl\n  onething replay history.jsonl --scenario newborn-birth"
)]
pub struct Replay {
    /// A file that `onething export` wrote
    history: PathBuf,
    /// Fold it over this scenario instead of its own version, and show where they part
    #[arg(long, value_name = "SCENARIO")]
    scenario: Option<String>,
}

/// Runs `export`.
///
/// # Errors
/// There is no such application, or the store cannot be opened.
pub fn export(verb: &Export, everywhere: &Everywhere) -> Result<u8, Failure> {
    // Opening would make a store where there is none, and tell that nothing ever happened.
    Store::existing(&verb.data).map_err(|e| no_store(&e))?;
    let (runner, _) = host::offline(&verb.data).map_err(|e| not_opened(&e))?;
    let wanted = match verb.application {
        Some(one) => vec![one],
        None => all(&runner)?,
    };
    output::write_pieces(verb.output.as_deref(), |out| {
        let logged = log::writer(verb.format, &runner, &wanted, everywhere.language())?;
        match logged {
            Some(writer) => log::write(writer, &runner, &wanted, out),
            None => histories(&runner, &wanted, out),
        }
    })?;
    Ok(GOOD)
}

/// Histories one behind another, each from its first line to its state.
fn histories(runner: &Runner, wanted: &[Uuid], out: &mut dyn Write) -> Result<(), Failure> {
    for id in wanted {
        let history = History::of(runner, *id).map_err(|e| failed(&e))?.ok_or_else(missing)?;
        out.write_all(history.lines().as_bytes())?;
    }
    Ok(())
}

/// Every application of the store, the newest first.
fn all(runner: &Runner) -> Result<Vec<Uuid>, Failure> {
    let (mut found, mut after) = (Vec::new(), None::<Vec<u8>>);
    loop {
        let page = runner.list(&Filter::default(), after.as_deref(), PAGE).map_err(|e| failed(&e))?;
        found.extend(page.found.into_iter().map(|(id, _)| id));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(found),
        }
    }
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure { code: INTERNAL, message: Text::same(error.to_string()) }
}

fn missing() -> Failure {
    Failure::usage(Text::new("没有这个办件", "there is no such application"))
}

/// Runs `replay`.
///
/// # Errors
/// The file is no history, or it parts from what it is folded over.
pub fn replay(verb: &Replay, everywhere: &Everywhere) -> Result<u8, Failure> {
    let text = std::fs::read_to_string(&verb.history).map_err(|e| Failure::unreadable(&verb.history, &e))?;
    let files = match &verb.scenario {
        Some(scenario) => Some(crate::library::files(&everywhere.place(), scenario)?),
        None => None,
    };
    let replayed = History::read(&text).and_then(|history| history.replay(files.as_deref()));
    match replayed {
        Ok(replayed) => {
            let said = Text::new(
                format!("{} 个事件，折叠结果与记录一致：{}", replayed.events, replayed.status),
                format!("{} events, folded to the same as before: {}", replayed.events, replayed.status),
            );
            output::write(None, said.in_language(everywhere.language()))?;
            Ok(GOOD)
        }
        Err(NotHistory::Parts(divergence)) => {
            let said = divergence.in_language(everywhere.language());
            output::write(None, said)?;
            Ok(FINDINGS)
        }
        Err(NotHistory::Wrong(line, what)) => {
            let file = verb.history.display();
            let message = Text::same(format!("{file}:{line}: {what}"));
            Err(Failure { code: super::UNREADABLE, message })
        }
    }
}
