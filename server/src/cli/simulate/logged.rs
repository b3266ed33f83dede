//! The log of a simulation's first replication, as a file.

use crate::cli::{Failure, output};
use crate::simulation::logged::{self, Format};
use onething_engine::scenario::text::{Language, Text};
use onething_engine::simulate::{Model, Options, Watch};
use std::path::Path;

/// Plays the first replication once more and writes what happens: CSV, XES or OCEL by the end of the file's name.
pub fn write(
    file: &Path,
    model: &Model<'_>,
    options: &Options,
    language: Language,
    watch: &dyn Watch,
) -> Result<(), Failure> {
    let format = Format::of_name(&file.to_string_lossy()).ok_or_else(|| {
        let file = file.display();
        Failure::usage(Text::new(
            format!("--log {file}：文件名请以 .csv、.xes 或 .ocel.json 结尾"),
            format!("--log {file}: end the name in .csv, .xes or .ocel.json"),
        ))
    })?;
    output::write_pieces(Some(file), |out| Ok(logged::write(out, format, (model, options), language, watch)?))
}
