//! The shipped scenarios and their tests, read from the repository and played on this thread.

use onething_engine::check::check;
use onething_engine::plan::derive::Planner;
use onething_engine::rehearsal;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::source::SourceId;
use onething_engine::scenario::syntax::{Budget, from_bytes};
use onething_engine::testing::{ScenarioTest, read, read_people, run};
use onething_tests::repository::root;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Every shipped scenario with its tests.
pub struct Library {
    scenarios: BTreeMap<String, Shelved>,
}

struct Shelved {
    scenario: Arc<Scenario>,
    tests: Vec<(String, ScenarioTest)>,
}

impl rehearsal::Library for Library {
    fn scenario(&self, id: &str) -> Option<Arc<Scenario>> {
        self.scenarios.get(id).map(|s| s.scenario.clone())
    }
}

/// The files of a folder with an ending, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

impl Library {
    /// Reads all of it; none of it may have an error.
    pub fn load() -> Self {
        let scenarios = root().join("scenarios");
        let catalogues: Vec<(String, Vec<u8>)> = files(&scenarios.join("catalogue"))
            .iter()
            .map(|path| (name(path), fs::read(path).unwrap()))
            .collect();
        let beside: Vec<(&str, &[u8])> = catalogues.iter().map(|(n, b)| (&**n, &**b)).collect();
        let mut found = BTreeMap::new();
        for entry in fs::read_dir(&scenarios).unwrap() {
            let folder = entry.unwrap().path();
            let file = folder.join("scenario.yaml");
            let Ok(bytes) = fs::read(&file) else { continue };
            let checked = check(("scenario.yaml", &bytes), &beside);
            assert!(!checked.has_errors(), "{}", file.display());
            let scenario = checked.scenario.unwrap();
            let tests = tests(&folder.join("tests"), &scenario);
            found.insert(name(&folder), Shelved { scenario, tests });
        }
        assert!(found.len() > 5, "the scenarios were not found");
        Self { scenarios: found }
    }

    /// Plays every test; what is not as expected.
    pub fn test(&self) -> Result<(), String> {
        for (id, shelved) in &self.scenarios {
            let planner = Planner::new(&shelved.scenario);
            for (name, test) in &shelved.tests {
                let outcome = run(&planner, test, self);
                if let Some(failure) = outcome.failures.first() {
                    return Err(format!("{id}/tests/{name}: {:?}", failure));
                }
            }
        }
        Ok(())
    }
}

/// The tests of a scenario; files of people beside them are none.
fn tests(folder: &Path, scenario: &Scenario) -> Vec<(String, ScenarioTest)> {
    let mut found = Vec::new();
    for path in files(folder) {
        let tree = from_bytes(SourceId(0), &fs::read(&path).unwrap(), &Budget::LOCAL).unwrap();
        if tree.get("kind").and_then(|kind| kind.text()).is_some_and(|kind| &**kind == "people") {
            continue;
        }
        let mut people = |file: &str| {
            let tree =
                from_bytes(SourceId(0), &fs::read(folder.join(file)).unwrap(), &Budget::LOCAL).unwrap();
            Ok(read_people(&tree).0)
        };
        let (test, _) = read(&tree, scenario, &mut people, &rehearsal::NoLibrary);
        found.push((name(&path), test.unwrap_or_else(|| panic!("{}", path.display()))));
    }
    assert!(!found.is_empty(), "{}: no tests", folder.display());
    found
}
