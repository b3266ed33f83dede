//! `onething export` and `onething replay`: the history of an application as lines of JSON, and the same folded
//! again: what was written once folds to the same state for ever.

use super::store::not_opened;
use super::{Everywhere, FINDINGS, Failure, GOOD, INTERNAL, output};
use crate::host;
use crate::runner::{History, NotHistory};
use clap::Args;
use onething_engine::scenario::text::Text;
use std::path::PathBuf;
use uuid::Uuid;

/// The history of an application, as lines of JSON.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething export 019a0000-0000-7000-8000-000000000000 --data ./data -o history.jsonl"
)]
pub struct Export {
    /// The application
    application: Uuid,
    /// The folder of the store; no server may have it open
    #[arg(long, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
pub fn export(verb: &Export) -> Result<u8, Failure> {
    let (runner, _) = host::offline(&verb.data).map_err(|e| not_opened(&e))?;
    let failed =
        |error: crate::runner::Error| Failure { code: INTERNAL, message: Text::same(error.to_string()) };
    let history = History::of(&runner, verb.application).map_err(failed)?;
    let history =
        history.ok_or_else(|| Failure::usage(Text::new("没有这个办件", "there is no such application")))?;
    output::write(verb.output.as_deref(), history.lines().trim_end())?;
    Ok(GOOD)
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
