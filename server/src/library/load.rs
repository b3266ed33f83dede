//! From an id or a path to a checked scenario with all its findings.

use super::folder::{self, Error, SourceText};
use super::{Place, cache, embedded};
use onething_engine::check::{self, Checked, Parsed};
use onething_engine::scenario::lower::scenario::catalogues_named;
use onething_engine::scenario::source::SourceId;
use onething_engine::scenario::syntax::{Budget, from_bytes};
use std::path::{Component, Path, PathBuf};

/// A scenario and everything found while reading it.
pub type Loaded = Checked;

/// The files of one scenario: itself, and the catalogues beside it.
#[derive(Debug)]
pub struct Located {
    scenario: SourceText,
    catalogues: Vec<SourceText>,
}

/// Finds the files of a scenario by id or path.
pub fn locate(place: &Place, scenario: &str) -> Result<Located, Error> {
    let path = Path::new(scenario);
    // A path is told from an id by its look; an id never has a separator or an ending.
    let is_path =
        scenario.contains(['/', '\\']) || path.extension().is_some() || scenario == "." || scenario == "..";
    if is_path {
        return at_path(path);
    }
    match place {
        Place::Directory(directory) => {
            let folder = directory.join(scenario);
            if folder.join("scenario.yaml").is_file() {
                return at_path(&folder);
            }
            let known = folder::scenario_folders(directory)?;
            let known = known.iter().filter_map(|f| f.file_name()).map(|n| n.to_string_lossy().into_owned());
            Err(Error::Unknown { id: scenario.to_owned(), known: known.collect() })
        }
        Place::Embedded => {
            let wanted = format!("onething:{scenario}/scenario.yaml");
            let mut all = embedded::scenarios();
            match all.iter().position(|s| s.name == wanted) {
                Some(position) => {
                    Ok(Located { scenario: all.swap_remove(position), catalogues: embedded::catalogues() })
                }
                None => {
                    Err(Error::Unknown { id: scenario.to_owned(), known: all.iter().map(id_of).collect() })
                }
            }
        }
    }
}

fn id_of(shipped: &SourceText) -> String {
    shipped.name.trim_start_matches("onething:").trim_end_matches("/scenario.yaml").to_owned()
}

fn at_path(path: &Path) -> Result<Located, Error> {
    let file = if path.is_dir() { path.join("scenario.yaml") } else { path.to_owned() };
    if path.is_dir() && !file.is_file() {
        return Err(Error::NoScenario(path.to_owned()));
    }
    if !file.exists() {
        return Err(Error::Missing(path.to_owned()));
    }
    let folder = file
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), Path::to_owned);
    let scenario = folder::read(&file, &folder)?;
    Ok(Located { scenario, catalogues: catalogues_beside(&folder)? })
}

/// `catalogue/` in the scenario's own folder, beside it, or one above that.
fn catalogues_beside(folder: &Path) -> Result<Vec<SourceText>, Error> {
    for ancestor in [folder.to_owned(), above(folder), above(&above(folder))] {
        let catalogue = ancestor.join("catalogue");
        let files = folder::yaml_files(&catalogue)?;
        if !files.is_empty() {
            return files.iter().map(|file| folder::read(file, &catalogue)).collect();
        }
    }
    Ok(embedded::catalogues())
}

/// The folder above, written as a person would: `scenarios`, not `scenarios/newborn-birth/..`.
fn above(folder: &Path) -> PathBuf {
    match (folder.components().next_back(), folder.parent()) {
        (Some(Component::Normal(_)), Some(parent)) if parent.as_os_str().is_empty() => PathBuf::from("."),
        (Some(Component::Normal(_)), Some(parent)) => parent.to_owned(),
        _ => folder.join(".."),
    }
}

/// Reads and checks a scenario.
pub fn load(place: &Place, scenario: &str) -> Result<Loaded, Error> {
    let located = locate(place, scenario)?;
    Ok(check_located(&located))
}

fn check_located(located: &Located) -> Loaded {
    let scenario = (located.scenario.name.as_str(), &located.scenario.bytes[..]);
    let all: Vec<&SourceText> = located.catalogues.iter().collect();
    if cache::is_worth_it(&all) {
        let named = named(scenario.1, &all);
        // Findings of the catalogues themselves are told by the usual way below, the scenario's place first.
        if let Some(Ok((catalogue, sources))) = named.map(|named| cache::catalogue(&named)) {
            return check::check_with(scenario, &catalogue, sources);
        }
    }
    check::check_parsed(Parsed::new(scenario, 0, &Budget::LOCAL), cache::parse(&all, 1))
}

/// The catalogue files that a scenario names, where that can be told before they are parsed.
fn named<'a>(scenario: &[u8], files: &[&'a SourceText]) -> Option<Vec<&'a SourceText>> {
    let tree = from_bytes(SourceId(0), scenario, &Budget::LOCAL).ok()?;
    let names = catalogues_named(&tree);
    let named: Vec<&SourceText> = files
        .iter()
        .copied()
        .filter(|f| id_line(&f.bytes).is_some_and(|id| names.iter().any(|n| n.value.as_bytes() == id)))
        .collect();
    (named.len() == names.len()).then_some(named)
}

/// What stands behind `id:` at the top level of a file, among its first lines.
fn id_line(bytes: &[u8]) -> Option<&[u8]> {
    let mut lines = bytes.split(|b| *b == b'\n').take(40);
    lines.find_map(|line| line.strip_prefix(b"id:")).map(<[u8]>::trim_ascii)
}

/// Checks a scenario's text as if it stood in a folder of a place, within a budget of its own.
///
/// # Errors
/// The place's catalogues cannot be read.
pub fn check_text(place: &Place, scenario: SourceText, budget: &Budget) -> Result<Loaded, Error> {
    let catalogues = catalogues(place)?;
    let files: Vec<&SourceText> = catalogues.iter().collect();
    let parsed = Parsed::new((scenario.name.as_str(), &scenario.bytes), 0, budget);
    Ok(check::check_parsed(parsed, cache::parse(&files, 1)))
}

/// Reads and checks every scenario of a place, or those under a path, in name order.
pub fn load_all(place: &Place) -> Result<Vec<(String, Loaded)>, Error> {
    match place {
        Place::Embedded => {
            let scenarios = embedded::scenarios();
            let located = scenarios.into_iter().map(|scenario| {
                let name = id_of(&scenario);
                (name, check_located(&Located { scenario, catalogues: embedded::catalogues() }))
            });
            Ok(located.collect())
        }
        Place::Directory(directory) => folder::scenario_folders(directory)?
            .iter()
            .map(|folder| {
                let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                Ok((name, check_located(&at_path(folder)?)))
            })
            .collect(),
    }
}

/// The files of a scenario, as a version of it is made of: its own first, then those of the catalogues that it
/// names, in order of their names.
///
/// # Errors
/// They cannot be read, or are no text.
pub fn files(place: &Place, scenario: &str) -> Result<Vec<(String, String)>, Error> {
    texts(&locate(place, scenario)?)
}

/// The same of a text as if it stood in a folder of a place.
///
/// # Errors
/// The place's catalogues cannot be read, or are no text.
pub fn files_of_text(place: &Place, id: &str, text: String) -> Result<Vec<(String, String)>, Error> {
    let name = match place {
        Place::Directory(directory) => directory.join(id).join("scenario.yaml").display().to_string(),
        Place::Embedded => format!("onething:{id}/scenario.yaml"),
    };
    texts(&Located {
        scenario: SourceText { name, bytes: text.into_bytes() },
        catalogues: catalogues(place)?,
    })
}

/// The catalogues of a place.
fn catalogues(place: &Place) -> Result<Vec<SourceText>, Error> {
    match place {
        Place::Directory(directory) => catalogues_beside(directory),
        Place::Embedded => Ok(embedded::catalogues()),
    }
}

fn texts(located: &Located) -> Result<Vec<(String, String)>, Error> {
    let all: Vec<&SourceText> = located.catalogues.iter().collect();
    let named = named(&located.scenario.bytes, &all).unwrap_or(all);
    let text = |source: &SourceText| {
        let text = String::from_utf8(source.bytes.clone());
        let wrong = |e| std::io::Error::new(std::io::ErrorKind::InvalidData, e);
        text.map(|text| (source.name.clone(), text))
            .map_err(|e| Error::Io(PathBuf::from(&source.name), wrong(e)))
    };
    let mut files = vec![text(&located.scenario)?];
    let mut catalogues = named.into_iter().map(text).collect::<Result<Vec<_>, Error>>()?;
    catalogues.sort();
    files.extend(catalogues);
    Ok(files)
}

/// The ids of the scenarios of a place, in order.
///
/// # Errors
/// The place cannot be read.
pub fn ids(place: &Place) -> Result<Vec<String>, Error> {
    let mut ids: Vec<String> = match place {
        Place::Embedded => embedded::scenarios().iter().map(id_of).collect(),
        Place::Directory(directory) => {
            let folders = folder::scenario_folders(directory)?;
            let name = |f: &PathBuf| f.file_name().map(|n| n.to_string_lossy().into_owned());
            folders.iter().filter_map(name).collect()
        }
    };
    ids.sort();
    Ok(ids)
}
