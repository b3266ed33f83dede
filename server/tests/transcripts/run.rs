//! What `onething run` promises: the same bytes for the same command, lines that stand under one another, JSON that
//! is documented.

use super::program::{Folder, repository};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use unicode_width::UnicodeWidthStr;

const SCENES: &[&str] = &[
    "business-deregistration",
    "citizen-death",
    "court-equity-control",
    "equity-transfer",
    "home-transfer-with-utilities",
    "newborn-birth",
];

fn run(folder: &Folder, arguments: &[&str]) -> String {
    let all: Vec<&str> = ["run"].into_iter().chain(arguments.iter().copied()).collect();
    let ended = folder.onething(&all);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{arguments:?}");
    ended.stdout
}

#[test]
fn the_same_command_gives_the_same_bytes() {
    let folder = Folder::new("run-same");
    for scene in SCENES {
        for format in ["human", "json"] {
            let drawn = [*scene, "--seed", "7", "--down", "population=2h", "--format", format];
            assert_eq!(run(&folder, &drawn), run(&folder, &drawn), "{scene}");
        }
        let other = |seed: &str| run(&folder, &[*scene, "--seed", seed, "--format", "json"]);
        assert_ne!(other("1"), other("2"), "{scene}: two seeds");
    }
}

#[test]
fn what_is_done_stands_in_one_column() {
    let folder = Folder::new("run-columns");
    for scene in SCENES {
        for language in ["zh", "en"] {
            let text = run(&folder, &[*scene, "--lang", language]);
            // The longest name of all leaves two blanks; every other line is filled up to there.
            let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
            let trace: Vec<&str> = lines
                .into_iter()
                .filter(|l| l.width() > 14 && !l.contains("：办结（") && !l.contains(": Approved"))
                .collect();
            let column = |line: &str| {
                // Behind the time and the mark: the first run of two blanks behind a name.
                let name = line.char_indices().skip(2).find(|(_, c)| !" 0123456789:!".contains(*c))?.0;
                let gap = name + line[name..].find("  ")?;
                let what = gap + line[gap..].find(|c| c != ' ')?;
                Some(line[..what].width())
            };
            let columns: BTreeSet<usize> = trace.iter().filter_map(|line| column(line)).collect();
            assert_eq!(columns.len(), 1, "{scene} {language}: {columns:?}\n{text}");
        }
    }
}

/// Names of keys in the first column of the table in `docs/run.md`.
fn documented() -> BTreeSet<String> {
    let text = fs::read_to_string(repository().join("docs/run.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let first = rows.filter_map(|row| row.split('|').nth(1).map(str::to_owned));
    first.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_key_of_the_json_is_documented_and_the_other_way_round() {
    let folder = Folder::new("run-json");
    let documented = documented();
    for scene in SCENES {
        let json: Value = serde_json::from_str(&run(&folder, &[*scene, "--format", "json"])).unwrap();
        let keys: BTreeSet<String> = json.as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, documented, "{scene}");
        assert_eq!(json["version"], 1);
        for (name, item) in json["items"].as_object().unwrap() {
            let keys: Vec<&str> = item.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(keys, ["days_used", "limit", "status", "title"], "{scene} {name}");
        }
        let sequence = json["events"].as_array().unwrap().iter().map(|e| e["sequence"].as_u64().unwrap());
        assert!(sequence.eq(1..=json["events"].as_array().unwrap().len() as u64), "{scene}");
        let times = json["events"].as_array().unwrap().iter().map(|e| e["at"].as_str().unwrap());
        assert!(times.clone().zip(times.skip(1)).all(|(a, b)| a.get(..19) <= b.get(..19)), "{scene}");
    }
}
