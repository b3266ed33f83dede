//! `onething check`: all problems, with place and mend.

use super::{Everywhere, FINDINGS, Failure, GOOD, output};
use crate::library::{self, Loaded, Place};
use clap::{Args, ValueEnum};
use onething_engine::scenario::check::assumed;
use onething_engine::scenario::diagnostic::{self, Diagnostic, Severity};
use onething_engine::scenario::source::Sources;
use onething_engine::scenario::text::Language;
use std::io::IsTerminal;
use std::path::PathBuf;

/// All problems of scenario files, with place and mend.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  onething check newborn-birth --format json")]
pub struct Check {
    /// Scenario ids or paths; a directory of scenarios checks them all [default: the whole library]
    paths: Vec<String>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// List every fact whose source is `assumed`
    #[arg(long)]
    assumed: bool,
    /// Show hints too
    #[arg(long)]
    hints: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
}

/// Runs the verb.
pub fn run(verb: &Check, everywhere: &Everywhere) -> Result<u8, Failure> {
    let all = load(verb, everywhere)?;
    let mut worst = GOOD;
    let mut text = String::new();
    for (name, loaded) in &all {
        let shown: Vec<Diagnostic> = shown(verb, loaded);
        if loaded.has_errors() {
            worst = FINDINGS;
        }
        match verb.format {
            Format::Human => text += &human(name, &shown, &loaded.sources, everywhere.language()),
            Format::Json | Format::Sarif => {}
        }
        if verb.assumed && verb.format == Format::Human {
            text += &assumed_list(name, loaded);
        }
    }
    match verb.format {
        Format::Human => output::write(None, text.trim_end())?,
        Format::Json => output::write(None, &output::json(&json(&all, verb))?)?,
        Format::Sarif => {
            let runs: Vec<(Vec<Diagnostic>, &Sources)> =
                all.iter().map(|(_, loaded)| (shown(verb, loaded), &loaded.sources)).collect();
            let runs: Vec<(&[Diagnostic], &Sources)> = runs.iter().map(|(d, s)| (&d[..], *s)).collect();
            output::write(None, &diagnostic::sarif(&runs))?;
        }
    }
    Ok(worst)
}

fn load(verb: &Check, everywhere: &Everywhere) -> Result<Vec<(String, Loaded)>, Failure> {
    let place = everywhere.place();
    if verb.paths.is_empty() {
        return Ok(library::load_all(&place)?);
    }
    let mut all = Vec::new();
    for path in &verb.paths {
        let directory = PathBuf::from(path);
        if directory.is_dir() && !directory.join("scenario.yaml").is_file() {
            let inside = library::load_all(&Place::Directory(directory))?;
            if inside.is_empty() {
                let message = format!("{path}: no scenario in it (a folder with a scenario.yaml)");
                return Err(Failure { code: super::UNREADABLE, message });
            }
            all.extend(inside);
        } else {
            all.push((path.clone(), library::load(&place, path)?));
        }
    }
    Ok(all)
}

fn shown(verb: &Check, loaded: &Loaded) -> Vec<Diagnostic> {
    let wanted = |d: &&Diagnostic| verb.hints || d.severity != Severity::Hint;
    loaded.diagnostics.iter().filter(wanted).cloned().collect()
}

fn human(name: &str, shown: &[Diagnostic], sources: &Sources, language: Language) -> String {
    if shown.is_empty() {
        return match language {
            Language::Zh => format!("{name}：没有问题\n"),
            Language::En => format!("{name}: no problems\n"),
        };
    }
    let colour = std::io::stdout().is_terminal();
    diagnostic::human(shown, sources, language, colour) + "\n"
}

/// Prints a scenario's findings to stderr, for verbs that need one without errors.
pub fn print_human(loaded: &Loaded, language: Language) -> Result<(), Failure> {
    let errors: Vec<Diagnostic> =
        loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
    let colour = std::io::stderr().is_terminal();
    anstream::eprint!("{}", diagnostic::human(&errors, &loaded.sources, language, colour));
    Ok(())
}

fn json(all: &[(String, Loaded)], verb: &Check) -> serde_json::Value {
    let scenarios = all.iter().map(|(name, loaded)| {
        let mut entry = serde_json::json!({
            "scenario": name,
            "diagnostics": diagnostic::json(&shown(verb, loaded), &loaded.sources),
        });
        if verb.assumed {
            let list = loaded.scenario.iter().flat_map(|s| assumed(s)).map(|(path, _)| path);
            entry["assumed"] = list.collect();
        }
        entry
    });
    serde_json::json!({ "scenarios": scenarios.collect::<Vec<_>>() })
}

fn assumed_list(name: &str, loaded: &Loaded) -> String {
    let Some(scenario) = &loaded.scenario else { return String::new() };
    let list = assumed(scenario);
    let mut text = format!("{name}: {} assumed facts\n", list.len());
    for (path, span) in list {
        text += &format!("  {path}  ({})\n", diagnostic::place(&loaded.sources, span));
    }
    text
}
