//! The tests beside a scenario, and the files of people that they share.

use super::embedded;
use super::folder::{self, Error, SourceText};
use super::load::Loaded;
use std::path::{Path, PathBuf};

/// The YAML files of a scenario's `tests` folder.
#[derive(Debug)]
pub struct TestFiles {
    /// Where they are; none for a scenario inside the binary.
    pub folder: Option<PathBuf>,
    /// Tests and files of people, in name order.
    pub files: Vec<SourceText>,
}

/// The folder of a scenario that was read; none for one inside the binary.
pub fn folder_of(loaded: &Loaded) -> Option<PathBuf> {
    let name = file_of(loaded)?;
    if name.starts_with("onething:") {
        return None;
    }
    let parent = Path::new(&name).parent().filter(|p| !p.as_os_str().is_empty());
    Some(parent.map_or_else(|| PathBuf::from("."), Path::to_owned))
}

/// The name of the file that a scenario was read from.
fn file_of(loaded: &Loaded) -> Option<String> {
    let scenario = loaded.scenario.as_ref()?;
    loaded.sources.get(scenario.id.span.source).map(|file| file.name.to_string())
}

/// The tests of a scenario that was read.
///
/// # Errors
/// A file that cannot be read.
pub fn tests(loaded: &Loaded) -> Result<TestFiles, Error> {
    let Some(folder) = folder_of(loaded) else {
        let name = file_of(loaded).unwrap_or_default();
        let start = name.trim_end_matches("scenario.yaml").to_owned() + "tests/";
        return Ok(TestFiles { folder: None, files: embedded::under(&start) });
    };
    let folder = folder.join("tests");
    let files = folder::yaml_files(&folder)?;
    let files: Result<Vec<SourceText>, Error> =
        files.iter().map(|file| folder::read(file, &folder)).collect();
    Ok(TestFiles { folder: Some(folder), files: files? })
}
