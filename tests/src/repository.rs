//! The repository's own files, as text.

use std::fs;
use std::path::{Path, PathBuf};

/// A text file of the repository.
#[derive(Debug, Clone)]
pub struct File {
    /// Path from the repository's root, with `/` between its parts.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl File {
    /// The name without folders and extension.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.split('.').next().unwrap_or_default()
    }
}

/// What holds nothing a person wrote.
const NOT_OURS: [&str; 7] =
    [".git", "target", "data", "server/web/dist", "fuzz/target", "fuzz/artifacts", "fuzz/corpus"];
/// What packages are installed in, wherever it stands.
const PACKAGES: &str = "node_modules";

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// All text files that people wrote, in order of path; files that are no UTF-8 are left out.
///
/// # Panics
/// A folder cannot be listed.
pub fn files() -> Vec<File> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let list = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in list.flatten() {
            let path = entry.path();
            let Ok(relative) = path.strip_prefix(&root) else { continue };
            // In a second work tree `.git` is a file.
            if relative.ends_with(PACKAGES) || NOT_OURS.iter().any(|name| relative == Path::new(name)) {
                continue;
            }
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
                found.push(File { path: parts.join("/"), text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// All Rust files, in order of path.
pub fn rust() -> Vec<File> {
    files().into_iter().filter(|file| file.path.ends_with(".rs")).collect()
}

/// One file by its path from the root, if it exists.
pub fn file(path: &str) -> Option<File> {
    fs::read_to_string(root().join(path)).ok().map(|text| File { path: path.to_owned(), text })
}
