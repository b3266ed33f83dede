//! Tests that run again whenever a file under the scenarios changes, until the program is stopped.

use super::{Test, once, targets};
use crate::cli::{Everywhere, Failure};
use crate::library;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

/// How often files are looked at. Looking is cheap: some ten files a scenario.
const PAUSE: Duration = Duration::from_millis(300);

type Seen = BTreeMap<PathBuf, SystemTime>;

/// Tests, waits for a change, and tests again.
pub(super) fn watched(verb: &Test, everywhere: &Everywhere) -> Result<u8, Failure> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for target in targets(verb, everywhere)? {
        // Catalogues stand beside the scenarios' folders.
        let folder = library::folder_of(&target.loaded);
        let above = folder.as_deref().and_then(Path::parent).map(|p| p.join("catalogue"));
        folders.extend(folder.into_iter().chain(above));
    }
    folders.sort();
    folders.dedup();
    loop {
        let seen = seen(&folders);
        if let Err(failure) = once(verb, everywhere) {
            failure.print(everywhere.language());
        }
        while self::seen(&folders) == seen {
            thread::sleep(PAUSE);
        }
    }
}

fn seen(folders: &[PathBuf]) -> Seen {
    let mut seen = Seen::new();
    let mut pending = folders.to_vec();
    while let Some(folder) = pending.pop() {
        // A folder that is gone for a moment is looked at again the next time.
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            match entry.metadata() {
                Ok(meta) if meta.is_dir() => pending.push(path),
                Ok(meta) if path.extension().is_some_and(|e| e == "yaml" || e == "yml") => {
                    seen.insert(path, meta.modified().unwrap_or(SystemTime::UNIX_EPOCH));
                }
                _ => {}
            }
        }
    }
    seen
}
