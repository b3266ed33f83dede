//! The shipped scenarios, read from the repository.

use onething_engine::check::check;
use onething_engine::scenario::model::Scenario;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn library() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

/// Every shipped scenario, over the catalogues that it names.
pub fn scenarios() -> Vec<Arc<Scenario>> {
    let mut all = Vec::new();
    let mut folders: Vec<PathBuf> = fs::read_dir(library()).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let Ok(text) = fs::read_to_string(folder.join("scenario.yaml")) else { continue };
        let line = text.lines().find_map(|line| line.strip_prefix("catalogue:")).unwrap();
        let names = line.split('#').next().unwrap().trim_matches([' ', '[', ']']).split(',');
        let files: Vec<(String, Vec<u8>)> = names
            .map(|name| format!("{}.yaml", name.trim().replace('_', "-")))
            .map(|name| (name.clone(), fs::read(library().join("catalogue").join(&name)).unwrap()))
            .collect();
        let catalogues: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
        let checked = check(("scenario.yaml", text.as_bytes()), &catalogues);
        assert!(!checked.has_errors(), "{}: {:?}", folder.display(), checked.diagnostics);
        all.push(checked.scenario.unwrap());
    }
    assert!(all.len() >= 6, "only {} scenarios", all.len());
    all
}
