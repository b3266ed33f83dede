//! `onething publish`: a new version of a scenario for a store that no server has open.

use super::store::not_opened;
use super::{Everywhere, FINDINGS, Failure, GOOD, INTERNAL, borrowed, check, output};
use crate::host;
use crate::library;
use crate::runner::NotPublished;
use clap::{Args, ValueEnum};
use onething_engine::check::Checked;
use onething_engine::scenario::text::{Language, Text};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Publish a new version of a scenario; applications that run keep theirs.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething publish newborn-birth --data ./data\n  onething publish newborn-birth --format json --data ./data"
)]
pub struct Publish {
    /// Scenario id or path
    scenario: String,
    /// The folder of the store; no server may have it open (a server takes versions over its API)
    #[arg(long, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
    /// How it is told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// What was published, for programs.
#[derive(Debug, Serialize)]
struct Published<'a> {
    scenario: &'a str,
    /// The hash of its files, by which it is named.
    version: String,
    data: &'a Path,
}

/// Runs the verb.
///
/// # Errors
/// The scenario has errors, or the store cannot be opened.
pub fn run(verb: &Publish, everywhere: &Everywhere) -> Result<u8, Failure> {
    let files = library::files(&everywhere.place(), &verb.scenario)?;
    borrowed::note_of(files.iter().map(|(name, text)| (&**name, &**text)), everywhere);
    let (runner, _) = host::offline(&verb.data).map_err(|e| not_opened(&e))?;
    match runner.publish(files, None) {
        Ok(version) => {
            let definition = runner.shared().definitions.definition(version);
            let definition = definition.map_err(|error| failed(&error))?;
            let scenario = &*definition.scenario.id.value;
            let published = Published { scenario, version: version.to_string(), data: &verb.data };
            output::write(None, &told(&published, verb.format, everywhere.language())?)?;
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
        Err(NotPublished::Failed(error)) => Err(failed(&error)),
    }
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure { code: INTERNAL, message: Text::same(error.to_string()) }
}

fn told(published: &Published<'_>, format: Format, language: Language) -> Result<String, Failure> {
    let Published { scenario, version, data } = published;
    let data = data.display();
    Ok(match (format, language) {
        (Format::Json, _) => output::json(published)?,
        (Format::Human, Language::Zh) => format!(
            "已发布 {scenario}，版本 {version}，数据目录 {data}\n新办件用这一版本，在办的仍用原版本；启动服务：onething serve --data {data}"
        ),
        (Format::Human, Language::En) => format!(
            "published {scenario}, version {version}, in {data}\nnew applications take it, those under way keep theirs; serve it: onething serve --data {data}"
        ),
    })
}
