//! Large catalogues, read once: a compiled copy by the hash of all their files, so that a changed byte is a
//! different copy. A copy that is missing, damaged or of another build is made again; nothing else depends
//! on it, and removing the folder loses nothing but time.

use super::folder::SourceText;
use onething_engine::check::{self, Parsed};
use onething_engine::scenario::diagnostic::Diagnostic;
use onething_engine::scenario::model::Catalogue;
use onething_engine::scenario::source::Sources;
use onething_engine::scenario::syntax::Budget;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Below so many bytes reading the text takes no longer than reading a copy.
const WORTH_BYTES: usize = 1 << 20;
/// Copies kept; the oldest beyond are removed.
const KEPT: usize = 4;

/// Whether files are large enough for a copy to be worth it.
pub fn is_worth_it(files: &[&SourceText]) -> bool {
    files.iter().map(|f| f.bytes.len()).sum::<usize>() >= WORTH_BYTES
}

/// The catalogue of some files, from its copy where there is one.
///
/// # Errors
/// What is wrong with the files.
pub fn catalogue(files: &[&SourceText]) -> Result<(Arc<Catalogue>, Sources), (Vec<Diagnostic>, Sources)> {
    catalogue_in(folder().as_deref(), files)
}

/// The same with copies kept in a folder, or nowhere.
///
/// # Errors
/// What is wrong with the files.
pub fn catalogue_in(
    folder: Option<&Path>,
    files: &[&SourceText],
) -> Result<(Arc<Catalogue>, Sources), (Vec<Diagnostic>, Sources)> {
    let place = folder.map(|folder| folder.join(format!("{}.catalogue", key(files))));
    if let Some(catalogue) = place.as_deref().and_then(read) {
        let mut sources = Sources::default();
        for file in files {
            sources.add(file.name.as_str(), String::from_utf8_lossy(&file.bytes));
        }
        return Ok((Arc::new(catalogue), sources));
    }
    let (catalogue, findings, sources) = check::catalogue(parse(files, 0));
    match catalogue {
        Some(catalogue) if findings.is_empty() => {
            if let Some(place) = &place {
                write(place, &catalogue);
            }
            Ok((Arc::new(catalogue), sources))
        }
        _ => Err((findings, sources)),
    }
}

/// Parses files side by side, on as many threads as there are cores; `first` is the number of the first source.
pub fn parse<'a>(files: &[&'a SourceText], first: usize) -> Vec<Parsed<'a>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let one = |(number, file): (usize, &&'a SourceText)| {
        Parsed::new((file.name.as_str(), &file.bytes), number, &Budget::LOCAL)
    };
    let numbered: Vec<(usize, &&'a SourceText)> = (first..).zip(files).collect();
    if cores == 1 || !is_worth_it(files) {
        return numbered.into_iter().map(one).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut parsed: Vec<(usize, Parsed<'a>)> = std::thread::scope(|scope| {
        let work = || {
            let mut mine = Vec::new();
            // Whoever is free takes the next file; files differ in size.
            while let Some(file) = numbered.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                mine.push((file.0, one(*file)));
            }
            mine
        };
        let threads: Vec<_> = (0..cores.min(files.len())).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    parsed.sort_by_key(|(number, _)| *number);
    parsed.into_iter().map(|(_, parsed)| parsed).collect()
}

/// `ONETHING_CACHE`, else the user's cache folder; none where there is neither.
fn folder() -> Option<PathBuf> {
    let of = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    of("ONETHING_CACHE")
        .or_else(|| of("XDG_CACHE_HOME").map(|p| p.join("onething")))
        .or_else(|| of("HOME").map(|p| p.join(".cache").join("onething")))
}

/// The hash of the names and bytes of files, and of the build that compiles them.
fn key(files: &[&SourceText]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(concat!("onething ", env!("CARGO_PKG_VERSION"), " catalogue 7").as_bytes());
    for file in files {
        for part in [file.name.as_bytes(), &file.bytes] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// A copy: the hash of what follows, the length of the services, the services, all the rest of the catalogue.
/// The two are about as long, so that two threads read them in half the time.
fn read(place: &Path) -> Option<Catalogue> {
    let bytes = fs::read(place).ok()?;
    let (hash, content) = bytes.split_at_checked(blake3::OUT_LEN)?;
    let (length, parts) = content.split_first_chunk()?;
    let (services, rest) = parts.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    std::thread::scope(|scope| {
        let services = scope.spawn(|| rmp_serde::from_slice(services).ok());
        let whole = scope.spawn(|| blake3::hash(content).as_bytes() == hash);
        let rest: Option<Catalogue> = rmp_serde::from_slice(rest).ok();
        let (services, whole) = (services.join().ok()??, whole.join().ok()?);
        rest.filter(|_| whole).map(|rest| Catalogue { services, ..rest })
    })
}

/// Writes a copy, aside first. That it cannot be written costs time, not results, so nothing is said.
fn write(place: &Path, catalogue: &Catalogue) {
    let rest = Catalogue { services: Default::default(), ..catalogue.clone() };
    let (Ok(services), Ok(rest)) = (rmp_serde::to_vec(&catalogue.services), rmp_serde::to_vec(&rest)) else {
        return;
    };
    let Some(folder) = place.parent() else { return };
    let aside = folder.join(format!(".{}.part", std::process::id()));
    let content = [&(services.len() as u64).to_le_bytes()[..], &services, &rest].concat();
    let bytes = [blake3::hash(&content).as_bytes().as_slice(), &content].concat();
    let written = fs::create_dir_all(folder)
        .and_then(|()| fs::write(&aside, bytes))
        .and_then(|()| fs::rename(&aside, place));
    match written {
        Ok(()) => remove_oldest(folder),
        Err(_) => drop(fs::remove_file(&aside)),
    }
}

fn remove_oldest(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut copies: Vec<(std::time::SystemTime, PathBuf)> = entries
        .flatten()
        .filter(|e| e.path().extension().is_some_and(|x| x == "catalogue"))
        .filter_map(|e| Some((e.metadata().ok()?.modified().ok()?, e.path())))
        .collect();
    copies.sort();
    let beyond = copies.len().saturating_sub(KEPT);
    copies.into_iter().take(beyond).for_each(|(_, path)| drop(fs::remove_file(path)));
}
