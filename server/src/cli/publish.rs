//! `onething publish`: a new version of a scenario for a store that no server has open.

use super::store::not_opened;
use super::{Everywhere, FINDINGS, Failure, GOOD, INTERNAL, check, output};
use crate::host;
use crate::library;
use crate::runner::NotPublished;
use clap::Args;
use onething_engine::check::Checked;
use onething_engine::scenario::text::Text;
use std::path::PathBuf;

/// Publish a new version of a scenario; applications that run keep theirs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  onething publish newborn-birth --data ./data")]
pub struct Publish {
    /// Scenario id or path
    scenario: String,
    /// The folder of the store; no server may have it open (a server takes versions over its API)
    #[arg(long, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
}

/// Runs the verb.
///
/// # Errors
/// The scenario has errors, or the store cannot be opened.
pub fn run(verb: &Publish, everywhere: &Everywhere) -> Result<u8, Failure> {
    let files = library::files(&everywhere.place(), &verb.scenario)?;
    let (runner, _) = host::offline(&verb.data).map_err(|e| not_opened(&e))?;
    match runner.publish(files, None) {
        Ok(version) => {
            output::write(None, &version.to_string())?;
            Ok(GOOD)
        }
        Err(NotPublished::Findings(diagnostics, sources)) => {
            let checked = Checked { scenario: None, diagnostics, sources };
            check::print_errors(&checked, everywhere.language());
            Err(Failure { code: FINDINGS, message: Text::new("", "") })
        }
        Err(NotPublished::NoScenario) => Err(Failure {
            code: FINDINGS,
            message: Text::new("其中没有场景", "there is no scenario in it"),
        }),
        Err(NotPublished::Failed(error)) => {
            Err(Failure { code: INTERNAL, message: Text::same(error.to_string()) })
        }
    }
}
