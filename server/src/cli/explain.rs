//! `onething explain CODE`: a finding's code told in full.

use super::{Everywhere, Failure, GOOD, output};
use clap::Args;
use onething_engine::scenario::diagnostic::codes;
use onething_engine::scenario::text::Text;

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
        Failure::usage(Text::new(
            format!("没有代码 `{code}`；`onething explain` 列出全部代码"),
            format!("no code `{code}`; `onething explain` lists all"),
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
