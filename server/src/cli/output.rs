//! Results to stdout, or to a file as a whole or not at all.

use super::Failure;
use onething_engine::scenario::text::Text;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a result to stdout, or to `file`: beside it first, then renamed, so that no half-written file ever
/// bears its name.
pub fn write(file: Option<&Path>, text: &str) -> Result<(), Failure> {
    match file {
        None => {
            let mut out = anstream::stdout().lock();
            out.write_all(text.as_bytes())?;
            if !text.ends_with('\n') {
                out.write_all(b"\n")?;
            }
            out.flush()?;
            Ok(())
        }
        Some(path) => write_file(path, text.as_bytes()),
    }
}

/// The same for what is made piece by piece and may be too large to be held: `make` writes it.
pub fn write_pieces(
    file: Option<&Path>,
    make: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let Some(path) = file else {
        let mut out = anstream::stdout().lock();
        make(&mut out)?;
        out.flush()?;
        return Ok(());
    };
    let aside = aside(path)?;
    let unwritable = |error: std::io::Error| Failure::unwritable(path, &error);
    let made = fs::File::create(&aside).map_err(unwritable).and_then(|file| {
        let mut out = BufWriter::new(file);
        make(&mut out)?;
        out.flush().and_then(|()| fs::rename(&aside, path)).map_err(unwritable)
    });
    if made.is_err() {
        // Nothing is left behind; that the removal may fail too changes nothing for the user.
        let _ = fs::remove_file(&aside);
    }
    made
}

/// The file that a format which is no text needs; a terminal would show noise.
///
/// # Errors
/// No file was given.
pub fn file<'p>(file: Option<&'p Path>, format: &str) -> Result<&'p Path, Failure> {
    file.ok_or_else(|| {
        Failure::usage(Text::new(
            format!("--format {format} 要写入文件：请加 -o 文件名.{format}"),
            format!("--format {format} needs a file: add -o FILE.{format}"),
        ))
    })
}

/// Writes a whole file beside its place, then renames it.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let aside = aside(path)?;
    let written = fs::write(&aside, bytes).and_then(|()| fs::rename(&aside, path));
    if written.is_err() {
        // Nothing is left behind; that the removal may fail too changes nothing for the user.
        let _ = fs::remove_file(&aside);
    }
    written.map_err(|error| Failure::unwritable(path, &error))
}

/// Where a file is written before it takes its place.
fn aside(path: &Path) -> Result<PathBuf, Failure> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(|| {
        let path = path.display();
        Failure::usage(Text::new(format!("{path}：不是文件名"), format!("{path}: not a file name")))
    })?;
    Ok(folder.join(format!(".{}.{}.part", name.to_string_lossy(), std::process::id())))
}

/// Pretty JSON.
pub fn json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map_err(|error| Failure { code: super::INTERNAL, message: error.to_string().into() })
}
