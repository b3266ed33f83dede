//! `onething schema`: JSON Schema, for completion in editors.

use super::{Failure, GOOD, output};
use clap::{Args, ValueEnum};
use onething_engine::scenario::grammar::schema;

/// JSON Schema, for completion in editors.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  onething schema scenario > scenario.schema.json")]
pub struct Schema {
    /// Of which kind of file
    #[arg(value_enum, default_value_t = Kind::Scenario)]
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Scenario,
    Catalogue,
    Test,
    People,
}

/// Runs the verb.
pub fn run(verb: &Schema) -> Result<u8, Failure> {
    let schema = match verb.kind {
        Kind::Scenario => schema::scenario(),
        Kind::Catalogue => schema::catalogue(),
        Kind::Test => schema::test(),
        Kind::People => schema::people(),
    };
    output::write(None, &output::json(&schema)?)?;
    Ok(GOOD)
}
