//! The sources of the front end: which files they are, what they come to, and a copy of them to work in.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What is made from the sources, at the top of their folder.
const MADE: [&str; 5] = ["node_modules", "dist", "coverage", "test-results", "playwright-report"];

/// What cargo should watch: every entry but what is made.
///
/// # Errors
/// The folder cannot be listed.
pub fn watched(sources: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(sources)? {
        let entry = entry?;
        if !is_made(&entry) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn is_made(entry: &fs::DirEntry) -> bool {
    MADE.iter().any(|name| entry.file_name() == *name)
}

/// Every source file below a folder, relative to it, in order; links are left out, for they may lead anywhere.
///
/// # Errors
/// A folder cannot be listed.
pub fn files(sources: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = watched(sources)?;
    while let Some(path) = waiting.pop() {
        let kind = fs::symlink_metadata(&path)?.file_type();
        if kind.is_dir() {
            for entry in fs::read_dir(&path)? {
                waiting.push(entry?.path());
            }
        } else if kind.is_file() {
            found.push(path.strip_prefix(sources).map_err(io::Error::other)?.to_path_buf());
        }
    }
    found.sort();
    Ok(found)
}

/// What some files come to: another text of any of them, or another set of them, is another stamp.
///
/// # Errors
/// A file is there and cannot be read.
pub fn stamp(folder: &Path, files: &[PathBuf], also: &[&[u8]]) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        match fs::read(folder.join(file)) {
            Ok(text) => Some(text).hash(&mut hasher),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None::<Vec<u8>>.hash(&mut hasher),
            Err(error) => return Err(error),
        }
    }
    also.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

/// Makes a folder hold these sources and nothing else, but for what is installed there.
///
/// # Errors
/// Something cannot be read, written or removed.
pub fn copy(sources: &Path, files: &[PathBuf], work: &Path) -> io::Result<()> {
    fs::create_dir_all(work)?;
    for entry in fs::read_dir(work)? {
        let entry = entry?;
        if entry.file_name() == "node_modules" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    for file in files {
        let to = work.join(file);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(sources.join(file), to)?;
    }
    Ok(())
}
