//! `onething explain CODE`: a finding's code told in full.

use super::{Everywhere, Failure, GOOD, output};
use clap::Args;
use onething_engine::scenario::diagnostic::codes;

/// A finding's code told in full.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  onething explain E0101")]
pub struct Explain {
    /// The code, such as E0101; none lists all codes
    code: Option<String>,
}

/// Runs the verb.
pub fn run(verb: &Explain, everywhere: &Everywhere) -> Result<u8, Failure> {
    let language = everywhere.language();
    let Some(code) = &verb.code else {
        let lines: Vec<String> =
            codes::all().iter().map(|c| format!("{}  {}", c.code, c.title.in_language(language))).collect();
        output::write(None, &lines.join("\n"))?;
        return Ok(GOOD);
    };
    let found = codes::find(&code.to_uppercase());
    let found = found.ok_or_else(|| {
        Failure::usage(format!(
            "no code `{code}`; `onething explain` lists all (没有这个代码，不带参数可列出全部)"
        ))
    })?;
    output::write(
        None,
        &format!(
            "{}: {}\n\n{}",
            found.code,
            found.title.in_language(language),
            found.text.in_language(language)
        ),
    )?;
    Ok(GOOD)
}
