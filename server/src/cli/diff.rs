//! `onething diff A B`: what differs in meaning.

use super::table::{number, table};
use super::{Everywhere, FINDINGS, Failure, GOOD, output, sound};
use clap::{Args, ValueEnum};
use onething_engine::analyse::difference::{Difference, difference};
use onething_engine::plan::figure::Figure;
use onething_engine::scenario::text::Language;

/// What differs in meaning between two scenarios.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  onething diff newborn-birth ./scenarios/newborn-birth/scenario.yaml\n\nExit code 0: they mean the same; 1: they differ."
)]
pub struct Diff {
    /// Scenario id or path
    before: String,
    /// Scenario id or path
    after: String,
    /// How the difference is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Runs the verb.
pub fn run(verb: &Diff, everywhere: &Everywhere) -> Result<u8, Failure> {
    let before = sound(everywhere, &verb.before)?;
    let after = sound(everywhere, &verb.after)?;
    let (Some(before), Some(after)) = (&before.scenario, &after.scenario) else {
        return Err(Failure::usage("no scenario"));
    };
    let difference = difference(before, after);
    let text = match verb.format {
        Format::Human => human(&difference, everywhere.language()),
        Format::Json => output::json(&difference)?,
    };
    output::write(None, &text)?;
    Ok(if difference.is_empty() { GOOD } else { FINDINGS })
}

fn human(difference: &Difference, language: Language) -> String {
    let say = |zh: &'static str, en: &'static str| match language {
        Language::Zh => zh,
        Language::En => en,
    };
    if difference.is_empty() {
        return say("含义相同", "they mean the same").to_owned();
    }
    let mut lines = Vec::new();
    for change in &difference.facts {
        lines.push(match (&change.before, &change.after) {
            (Some(before), Some(after)) => format!("~ {}: {before} → {after}", change.path),
            (None, Some(after)) => format!("+ {}: {after}", change.path),
            (Some(before), None) => format!("- {}: {before}", change.path),
            (None, None) => continue,
        });
    }
    if !difference.figures.is_empty() {
        let rows = difference.figures.iter().map(|change| {
            let figure = Figure::ALL.iter().find(|f| f.name() == change.figure);
            let name = figure.map_or(change.figure, |f| say(f.zh(), f.en()));
            vec![format!("{} · {name}", change.plan), number(change.before), number(change.after)]
        });
        let header = [
            say("方案 · 指标（基准情形）", "plan · figure (base way)"),
            say("之前", "before"),
            say("之后", "after"),
        ];
        lines.push(String::new());
        lines.push(table(&header, rows, true));
    }
    lines.join("\n")
}
