//! `onething fmt`: one layout for scenario files; comments stay.

use super::{Everywhere, FINDINGS, Failure, GOOD, UNREADABLE, output};
use clap::Args;
use onething_engine::scenario::{diagnostic, source::Sources, syntax};
use std::fs;
use std::io::IsTerminal;
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
        let text = fs::read_to_string(file)
            .map_err(|error| Failure { code: UNREADABLE, message: format!("{}: {error}", file.display()) })?;
        match syntax::fmt::fmt(&text) {
            Ok(formatted) if formatted == text => {}
            Ok(_) if verb.check => {
                output::write(None, &format!("{}: not in the layout", file.display()))?;
                code = FINDINGS;
            }
            Ok(formatted) => output::write_file(file, formatted.as_bytes())?,
            Err(findings) => {
                let mut sources = Sources::default();
                sources.add(file.display().to_string(), text.as_str());
                let colour = std::io::stderr().is_terminal();
                anstream::eprint!(
                    "{}",
                    diagnostic::human(&findings, &sources, everywhere.language(), colour)
                );
                code = FINDINGS;
            }
        }
    }
    Ok(code)
}
