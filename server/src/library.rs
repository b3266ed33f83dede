//! Finds, bounds and reads scenario folders: from a directory, or the library embedded in the binary.

pub mod cache;
pub mod choice;
mod embedded;
mod folder;
mod load;
pub mod observations;
pub mod runs;
pub mod template;
mod tests;

pub use choice::instead;
pub use folder::{Error, SourceText};
pub use load::{Loaded, check_text, files, files_of_text, ids, load, load_all};
pub use tests::{TestFiles, folder_of, tests};

use std::path::PathBuf;

/// Where scenarios are looked for.
#[derive(Debug, Clone)]
pub enum Place {
    /// A directory with `catalogue/` and a folder per scenario.
    Directory(PathBuf),
    /// The library inside the binary.
    Embedded,
}

impl Place {
    /// `--scenarios DIR`, else `./scenarios` where there is one, else the embedded library.
    pub fn choose(directory: Option<PathBuf>) -> Self {
        match directory {
            Some(directory) => Place::Directory(directory),
            None if PathBuf::from("scenarios").is_dir() => Place::Directory(PathBuf::from("scenarios")),
            None => Place::Embedded,
        }
    }
}
