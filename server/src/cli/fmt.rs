//! `onething fmt`: one layout for scenario files; comments stay.

use super::words::say;
use super::{Everywhere, FINDINGS, Failure, GOOD, check, output};
use clap::Args;
use onething_engine::scenario::{source::Sources, syntax};
use std::fs;
use std::path::PathBuf;

/// Put scenario files into the one layout; comments stay.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  onething fmt --check scenarios/newborn-birth/scenario.yaml")]
pub struct Fmt {
    /// YAML files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Change nothing; say which files are not in the layout
    #[arg(long)]
    check: bool,
}

/// Runs the verb.
pub fn run(verb: &Fmt, everywhere: &Everywhere) -> Result<u8, Failure> {
    let mut code = GOOD;
    for file in &verb.files {
        let text = fs::read_to_string(file).map_err(|error| Failure::unreadable(file, &error))?;
        match syntax::fmt::fmt(&text) {
            Ok(formatted) if formatted == text => {}
            Ok(_) if verb.check => {
                let (zh, en) =
                    ("：格式有待整理（onething fmt 可改）", ": not in the layout (`onething fmt` mends it)");
                output::write(None, &format!("{}{}", file.display(), say(everywhere.language(), zh, en)))?;
                code = FINDINGS;
            }
            Ok(formatted) => output::write_file(file, formatted.as_bytes())?,
            Err(findings) => {
                let mut sources = Sources::default();
                sources.add(file.display().to_string(), text.as_str());
                check::print_findings(&findings, &sources, everywhere.language());
                code = FINDINGS;
            }
        }
    }
    Ok(code)
}
