//! `onething migrate`: running applications moved to another version of their scenario, in a store that no server has
//! open.

use super::store::not_opened;
use super::{Everywhere, FINDINGS, Failure, GOOD, INTERNAL, output};
use crate::host;
use crate::runner::Verdict;
use clap::{Args, ValueEnum};
use onething_engine::scenario::text::{Language, Text};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

/// Who moved it, where nobody has signed in.
const BY: &str = "onething-migrate";

/// Move running applications to another version of their scenario, those that can be.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething migrate newborn-birth --dry-run --data ./data\n  onething migrate newborn-birth --data ./data"
)]
pub struct Migrate {
    /// Scenario id
    scenario: String,
    /// To this version: its hash, or the begin of it [default: the latest]
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,
    /// Change nothing, and say of each application whether it can be moved and why not
    #[arg(long)]
    dry_run: bool,
    /// The folder of the store; no server may have it open (a server does it over its API)
    #[arg(long, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// To be read
    Human,
    /// One object
    Json,
}

/// Runs the verb. The code is 1 where applications stay that should have been moved.
///
/// # Errors
/// There is no such version, or the store cannot be opened.
pub fn run(verb: &Migrate, everywhere: &Everywhere) -> Result<u8, Failure> {
    let (runner, _) = host::offline(&verb.data).map_err(|e| not_opened(&e))?;
    let to = runner.version_named(&verb.scenario, verb.to.as_deref()).map_err(|e| failed(&e))?;
    let to = to.ok_or_else(|| no_version(verb))?;
    let mut verdicts: Vec<(Uuid, Verdict)> = Vec::new();
    let judged = runner.each_open(&verb.scenario, |id| {
        let verdict = match verb.dry_run {
            true => runner.would_move(id, to)?,
            false => runner.move_to(id, to, Arc::from(BY), || runner.work())?,
        };
        verdicts.push((id, verdict));
        Ok(true)
    });
    judged.map_err(|e| failed(&e))?;
    let told = match verb.format {
        Format::Human => page(&verdicts, everywhere.language()),
        Format::Json => {
            let told = document(verb, &to.to_string(), &verdicts);
            serde_json::to_string_pretty(&told).map_err(|e| failed(&e))?
        }
    };
    output::write(None, &told)?;
    let stays = verdicts.iter().any(|(_, verdict)| matches!(verdict, Verdict::Stays(_)));
    Ok(if stays { FINDINGS } else { GOOD })
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure { code: INTERNAL, message: Text::same(error.to_string()) }
}

fn no_version(verb: &Migrate) -> Failure {
    let scenario = &verb.scenario;
    Failure::usage(match &verb.to {
        None => Text::new(
            format!("没有发布过场景 `{scenario}`；先用 `onething publish` 发布"),
            format!("no version of `{scenario}` was published; do so with `onething publish` first"),
        ),
        Some(begin) => Text::new(
            format!("场景 `{scenario}` 没有唯一以 `{begin}` 开头的版本（至少写八位）"),
            format!("no one version of `{scenario}` begins with `{begin}` (write eight digits at least)"),
        ),
    })
}

fn count(verdicts: &[(Uuid, Verdict)], name: &str) -> usize {
    verdicts.iter().filter(|(_, verdict)| verdict.name() == name).count()
}

fn page(verdicts: &[(Uuid, Verdict)], language: Language) -> String {
    let mut page = String::new();
    for (id, verdict) in verdicts {
        let word = match verdict {
            Verdict::Movable => Text::new("可以转入", "can be moved"),
            Verdict::Moved => Text::new("已转入", "moved"),
            Verdict::There => Text::new("已是该版本", "is of this version already"),
            Verdict::Over => Text::new("已办结", "is over"),
            Verdict::Stays(_) => Text::new("保持原版本", "stays in its version"),
            Verdict::Missing => Text::new("不存在", "is not there"),
        };
        let _ = writeln!(page, "{id}  {}", word.in_language(language));
        if let Verdict::Stays(reasons) = verdict {
            for reason in reasons {
                let _ = writeln!(page, "    {}", reason.in_language(language));
            }
        }
    }
    let (movable, moved) = (count(verdicts, "movable"), count(verdicts, "moved"));
    let (stays, there) = (count(verdicts, "stays"), count(verdicts, "there"));
    let all = verdicts.len();
    let sum = Text::new(
        format!("在办 {all} 件：可转入 {movable}，已转入 {moved}，保持原版本 {stays}，本已是该版本 {there}"),
        format!("{all} open: {movable} can be moved, {moved} moved, {stays} stay, {there} there already"),
    );
    page.push_str(sum.in_language(language));
    page
}

fn document(verb: &Migrate, to: &str, verdicts: &[(Uuid, Verdict)]) -> Value {
    let one = |(id, verdict): &(Uuid, Verdict)| {
        let reasons = match verdict {
            Verdict::Stays(reasons) => reasons.as_slice(),
            _ => &[],
        };
        let reasons: Vec<Value> =
            reasons.iter().map(|text| json!({ "zh": text.zh, "en": text.en })).collect();
        json!({ "application": id, "verdict": verdict.name(), "reasons": reasons })
    };
    json!({
        "scenario": verb.scenario, "to": to, "dry_run": verb.dry_run, "total": verdicts.len(),
        "movable": count(verdicts, "movable"), "moved": count(verdicts, "moved"),
        "stays": count(verdicts, "stays"), "there": count(verdicts, "there"),
        "applications": verdicts.iter().map(one).collect::<Vec<_>>(),
    })
}
