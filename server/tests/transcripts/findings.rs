//! Findings for programs: SARIF 2.1.0 and JSON name the place that is meant, also behind Chinese.

use super::program::Folder;
use serde_json::Value;
use std::fs;

const FILE: &str = "scenarios/newborn-birth/scenario.yaml";
/// Mistakes on lines of their own, behind Chinese where that can be: what is written, and what in its place.
const MISTAKES: &[(&str, &str)] = &[
    ("en: A child is born }", "ne: A child is born }"),
    ("en: Household registration }", "eng: Household registration }"),
    ("en: married }, unmarried", "em: married }, unmarried"),
    ("special: card_making", "spezial: card_making"),
];

/// A folder with mistakes, and the key of each at line and column (from 1, in characters).
fn broken(name: &str) -> (Folder, Vec<(String, usize, usize)>) {
    let folder = Folder::new(name);
    let mut text = fs::read_to_string(folder.path(FILE)).unwrap();
    for (right, wrong) in MISTAKES {
        assert_eq!(text.matches(right).count(), 1, "{right}");
        text = text.replace(right, wrong);
    }
    fs::write(folder.path(FILE), &text).unwrap();
    let places = MISTAKES.iter().map(|(_, wrong)| {
        let (line, at) = text.lines().enumerate().find_map(|(n, line)| Some((n, line.find(wrong)?))).unwrap();
        let before = &text.lines().nth(line).unwrap()[..at];
        (wrong.split(':').next().unwrap().to_owned(), line + 1, before.chars().count() + 1)
    });
    let places: Vec<_> = places.collect();
    let behind_chinese = MISTAKES.iter().filter(|(_, wrong)| {
        text.lines().any(|line| line.find(wrong).is_some_and(|at| !line[..at].is_ascii()))
    });
    assert!(behind_chinese.count() >= 2, "no mistake stands behind Chinese");
    (folder, places)
}

#[test]
fn sarif_names_rules_and_places() {
    let (folder, places) = broken("sarif");
    let ended = folder.onething(&["check", "newborn-birth", "--format", "sarif"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (1, ""));
    let log: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
    let runs = log["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1);
    // Without this columns are UTF-16 units (SARIF 2.1.0, 3.14.17).
    assert_eq!(runs[0]["columnKind"], "unicodeCodePoints");
    let driver = &runs[0]["tool"]["driver"];
    assert_eq!(driver["name"], "onething");
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        for text in ["shortDescription", "help"] {
            assert!(rule[text]["text"].as_str().is_some_and(|t| t.len() > 10), "{rule}");
        }
    }
    let results = runs[0]["results"].as_array().unwrap();
    for result in results {
        assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]), "{result}");
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], FILE);
        assert!(place["region"].as_object().unwrap().values().all(|n| n.as_u64().unwrap() >= 1));
    }
    for (key, line, column) in places {
        let region = |result: &&Value| {
            let region = &result["locations"][0]["physicalLocation"]["region"];
            region["startLine"] == line
                && region["startColumn"] == column
                && region["endLine"] == line
                && region["endColumn"] == column + key.chars().count()
        };
        assert!(results.iter().any(|r| region(&r)), "`{key}` at {line}:{column}:\n{log:#}");
    }
}

#[test]
fn sarif_of_sound_files_has_no_results() {
    let ended = Folder::new("sarif-sound").onething(&["check", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!((ended.code, log["runs"][0]["results"].as_array().unwrap().len()), (0, 0));
}

#[test]
fn json_names_the_same_places() {
    let (folder, places) = broken("json");
    let ended = folder.onething(&["check", "newborn-birth", "--format", "json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (1, ""));
    let json: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let scenario = &json["scenarios"][0];
    assert_eq!(scenario["scenario"], "newborn-birth");
    let found = scenario["diagnostics"].as_array().unwrap();
    for (key, line, column) in places {
        let one = found.iter().find(|d| d["at"]["line"] == line && d["at"]["column"] == column);
        let one = one.unwrap_or_else(|| panic!("`{key}` at {line}:{column}:\n{scenario:#}"));
        assert_eq!(one["code"], "E0101");
        assert_eq!(one["severity"], "error");
        for language in ["zh", "en"] {
            assert!(one["message"][language].as_str().unwrap().contains(&key), "{one}");
        }
    }
}

#[test]
fn assumed_facts_are_listed_for_programs_too() {
    let folder = Folder::new("assumed");
    let ended = folder.onething(&["check", "newborn-birth", "--assumed", "--format", "json"]);
    let json: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let listed = json["scenarios"][0]["assumed"].as_array().unwrap().len();
    let human = folder.onething(&["check", "newborn-birth", "--assumed"]).stdout;
    assert!(human.contains(&format!("{listed} assumed facts")), "{listed}\n{human}");
}
