//! Reads source files from disk: bounded, and never out of the folder through a symbolic link.

use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Largest source file read from disk.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A source file as read.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// The name shown in findings.
    pub name: String,
    /// Its bytes; whether they are text is the reader's to say.
    pub bytes: Vec<u8>,
}

/// Why a file or folder cannot be read.
#[derive(Debug)]
pub enum Error {
    /// There is nothing there.
    Missing(PathBuf),
    /// No scenario of that id; those there are.
    Unknown {
        /// The id asked for.
        id: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A folder where a file was meant, without a `scenario.yaml` in it.
    NoScenario(PathBuf),
    /// Longer than is read.
    TooLong(PathBuf, u64),
    /// A symbolic link that leads out of the folder.
    LeadsOut(PathBuf),
    /// Anything else the system says.
    Io(PathBuf, io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Missing(path) => {
                write!(f, "{}: no such file or folder", path.display())
            }
            Error::Unknown { id, known } => {
                write!(f, "no scenario `{id}`")?;
                match known.is_empty() {
                    true => write!(f, ", and none at all in this place; say where with --scenarios DIR"),
                    false => write!(f, "; there are: {}", known.join(", ")),
                }
            }
            Error::NoScenario(path) => {
                write!(f, "{}: a folder without a scenario.yaml; name the file or its folder", path.display())
            }
            Error::TooLong(path, bytes) => {
                write!(f, "{}: {bytes} bytes, more than the {MAX_BYTES} that are read", path.display())
            }
            Error::LeadsOut(path) => {
                write!(f, "{}: a symbolic link out of its folder; put the file itself there", path.display())
            }
            Error::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

/// Reads one file of a folder.
pub fn read(path: &Path, within: &Path) -> Result<SourceText, Error> {
    let io = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Error::Missing(path.to_owned()),
        _ => Error::Io(path.to_owned(), error),
    };
    let real = path.canonicalize().map_err(io)?;
    let root = within.canonicalize().map_err(io)?;
    if !real.starts_with(&root) {
        return Err(Error::LeadsOut(path.to_owned()));
    }
    let file = fs::File::open(&real).map_err(io)?;
    let meta = file.metadata().map_err(io)?;
    if meta.is_dir() {
        return Err(Error::NoScenario(path.to_owned()));
    }
    if meta.len() > MAX_BYTES {
        return Err(Error::TooLong(path.to_owned(), meta.len()));
    }
    let mut bytes = Vec::new();
    // A file that grows while it is read, or a device without a length, still ends at the bound.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::TooLong(path.to_owned(), bytes.len() as u64));
    }
    Ok(SourceText { name: path.display().to_string(), bytes })
}

/// The YAML files directly in a folder, in name order; none if there is no such folder.
pub fn yaml_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::Io(folder.to_owned(), error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Error::Io(folder.to_owned(), error))?.path();
        if path.extension().is_some_and(|e| e == "yaml" || e == "yml") && !path.is_dir() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The folders with a `scenario.yaml` directly under a directory, in name order.
pub fn scenario_folders(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(directory).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::Missing(directory.to_owned()),
        _ => Error::Io(directory.to_owned(), error),
    })?;
    let mut folders = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Error::Io(directory.to_owned(), error))?.path();
        if path.join("scenario.yaml").is_file() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}
