//! `onething check`: all problems, with place and mend.

use super::{Everywhere, FINDINGS, Failure, GOOD, output};
use crate::library::runs::{self, Known};
use crate::library::{self, Loaded, Place};
use clap::{Args, ValueEnum};
use onething_engine::scenario::check::assumed;
use onething_engine::scenario::diagnostic::{self, Diagnostic, Severity};
use onething_engine::scenario::source::Sources;
use onething_engine::scenario::text::{Language, Text};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// All problems of scenario files, with place and mend.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething check\n  onething check newborn-birth --hints --assumed\n  onething check newborn-birth --format json"
)]
pub struct Check {
    /// Scenario ids or paths; a directory of scenarios checks them all [default: the whole library]
    paths: Vec<String>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// List every fact whose source is `assumed`
    #[arg(long)]
    assumed: bool,
    /// Show hints too, beside errors and warnings
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
    let mut all = load(&verb.paths, everywhere)?;
    look_up_runs(&mut all, everywhere);
    let mut worst = GOOD;
    let mut text = String::new();
    for (name, loaded) in &all {
        if loaded.has_errors() {
            worst = FINDINGS;
        }
        match verb.format {
            Format::Human => text += &human(verb, name, loaded, everywhere.language()),
            Format::Json | Format::Sarif => {}
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

/// The scenarios of ids, paths and directories; the whole library where none is named.
pub(super) fn load(paths: &[String], everywhere: &Everywhere) -> Result<Vec<(String, Loaded)>, Failure> {
    let place = everywhere.place();
    if paths.is_empty() {
        return Ok(library::load_all(&place)?);
    }
    let mut all = Vec::new();
    for path in paths {
        let directory = PathBuf::from(path);
        if directory.is_dir() && !directory.join("scenario.yaml").is_file() {
            let inside = library::load_all(&Place::Directory(directory))?;
            if inside.is_empty() {
                let message = Text::new(
                    format!("{path}：里面没有场景（场景是含 scenario.yaml 的目录）"),
                    format!("{path}: no scenario in it (a folder with a scenario.yaml)"),
                );
                return Err(Failure { code: super::UNREADABLE, message });
            }
            all.extend(inside);
        } else {
            all.push((path.clone(), super::found(everywhere, path)?));
        }
    }
    Ok(all)
}

/// Adds what is found of scenarios that steps run, where there are such steps: by what is checked together and by
/// what the verbs that play them would find.
fn look_up_runs(all: &mut [(String, Loaded)], everywhere: &Everywhere) {
    let runs = |loaded: &Loaded| loaded.scenario.as_ref().is_some_and(|s| runs::runs(s).next().is_some());
    if !all.iter().any(|(_, loaded)| runs(loaded)) {
        return;
    }
    let mut known = Known::default();
    let shipped = everywhere.scenarios.is_none().then_some(Place::Embedded);
    // A library that cannot be read is told by the verbs that need it; here less is known.
    let places = [everywhere.place()].into_iter().chain(shipped);
    let found = places.filter_map(|place| library::load_all(&place).ok());
    all.iter().for_each(|(name, loaded)| known.add(name, loaded));
    found.flatten().for_each(|(name, loaded)| known.add(&name, &loaded));
    for (_, loaded) in all.iter_mut().filter(|(_, loaded)| !loaded.has_errors()) {
        let findings = loaded.scenario.as_ref().map(|scenario| known.findings(scenario));
        loaded.diagnostics.extend(findings.into_iter().flatten());
    }
}

fn shown(verb: &Check, loaded: &Loaded) -> Vec<Diagnostic> {
    let wanted = |d: &&Diagnostic| verb.hints || d.severity != Severity::Hint;
    loaded.diagnostics.iter().filter(wanted).cloned().collect()
}

/// The findings of one scenario; hints that are not shown are counted.
fn human(verb: &Check, name: &str, loaded: &Loaded, language: Language) -> String {
    let shown = shown(verb, loaded);
    let hidden = match loaded.diagnostics.len() - shown.len() {
        0 => String::new(),
        n => match language {
            Language::Zh => format!("（另有 {n} 条提示，用 --hints 显示）"),
            Language::En if n == 1 => " (1 hint not shown; --hints shows it)".to_owned(),
            Language::En => format!(" ({n} hints not shown; --hints shows them)"),
        },
    };
    let said = match (shown.is_empty(), language) {
        (true, Language::Zh) => format!("{name}：没有问题"),
        (true, Language::En) => format!("{name}: no problems"),
        (false, _) => diagnostic::human(&shown, &loaded.sources, language, std::io::stdout().is_terminal()),
    };
    let mut text = said + &hidden + "\n";
    if verb.assumed {
        text += &assumed_list(name, loaded, language);
    }
    text
}

/// Prints a scenario's errors to stderr, for verbs that need one without errors.
pub fn print_errors(loaded: &Loaded, language: Language) {
    let errors: Vec<Diagnostic> =
        loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
    print_findings(&errors, &loaded.sources, language);
}

/// Prints findings to stderr.
pub fn print_findings(findings: &[Diagnostic], sources: &Sources, language: Language) {
    let colour = std::io::stderr().is_terminal();
    // Nobody is left to tell if stderr is closed.
    let _ = writeln!(anstream::stderr(), "{}", diagnostic::human(findings, sources, language, colour));
}

fn json(all: &[(String, Loaded)], verb: &Check) -> serde_json::Value {
    let scenarios = all.iter().map(|(name, loaded)| {
        let mut entry = serde_json::json!({
            "scenario": name,
            "diagnostics": diagnostic::json(&shown(verb, loaded), &loaded.sources),
            "hidden_hints": loaded.diagnostics.len() - shown(verb, loaded).len(),
        });
        if verb.assumed {
            let list = loaded.scenario.iter().flat_map(|s| assumed(s)).map(|(path, _)| path);
            entry["assumed"] = list.collect();
        }
        entry
    });
    serde_json::json!({ "scenarios": scenarios.collect::<Vec<_>>() })
}

fn assumed_list(name: &str, loaded: &Loaded, language: Language) -> String {
    let Some(scenario) = &loaded.scenario else { return String::new() };
    let list = assumed(scenario);
    let mut text = match language {
        Language::Zh => format!("{name}：{} 条事实为假定\n", list.len()),
        Language::En if list.len() == 1 => format!("{name}: 1 assumed fact\n"),
        Language::En => format!("{name}: {} assumed facts\n", list.len()),
    };
    let width = list.iter().map(|(path, _)| path.len()).max().unwrap_or(0);
    for (path, span) in list {
        text += &format!("  {path:width$}  {}\n", diagnostic::place(&loaded.sources, span));
    }
    text
}
