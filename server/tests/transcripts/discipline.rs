//! Results to stdout, messages to stderr; no colour into pipes; closed pipes; files written whole or not at
//! all; exit codes.

use super::program::Folder;
use std::fs;

const RESULTS: &[&str] = &[
    "onething --help",
    "onething compare newborn-birth --lang zh",
    "onething check",
    "onething check --format sarif",
    "onething compare newborn-birth",
    "onething compare newborn-birth --format json",
    "onething show newborn-birth --lang zh",
    "onething show newborn-birth --format json",
    "onething graph newborn-birth",
    "onething explain",
    "onething schema",
];

/// Command lines that are wrong in some way, and the exit code each ends with.
const FAILURES: &[(&str, i32)] = &[
    ("onething nonsense", 2),
    ("onething show", 2),
    ("onething show newborn-birth --plan nowhere", 2),
    ("onething show newborn-birth --given born", 2),
    ("onething show newborn-birth --given nowhere=x", 2),
    ("onething show newborn-birth --given born=nowhere", 2),
    ("onething show newborn-birth --given applicant=child", 2),
    ("onething compare newborn-birth nowhere", 2),
    ("onething explain E9999", 2),
    ("onething new Not-An-Id", 2),
    ("onething new a --city 1", 2),
    ("onething show nowhere", 3),
    ("onething show nowhere/scenario.yaml", 3),
    ("onething check scenarios/catalogue", 3),
    ("onething --scenarios nowhere check", 3),
    ("onething fmt nowhere.yaml", 3),
    ("onething graph newborn-birth -o nowhere/newborn.svg", 3),
    ("onething compare newborn-birth -o scenarios", 3),
    ("onething show newborn-birth -o scenarios/newborn-birth/scenario.yaml/x.txt", 3),
    ("onething new a -o scenarios/newborn-birth/scenario.yaml/a", 3),
];

#[test]
fn results_go_to_stdout_without_colour() {
    let folder = Folder::new("results");
    for line in RESULTS {
        let ended = folder.shell(line);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{line}");
        assert!(ended.stdout.len() > 20 && ended.stdout.ends_with('\n'), "{line}");
        assert!(!ended.stdout.contains('\u{1b}'), "{line}: colour in a pipe");
    }
}

#[test]
fn messages_go_to_stderr_and_nothing_is_left_behind() {
    let folder = Folder::new("failures");
    let before = folder.listing();
    for (line, code) in FAILURES {
        for language in ["en", "zh"] {
            let ended = folder.shell(&format!("{line} --lang {language}"));
            assert_eq!((ended.code, ended.stdout.as_str()), (*code, ""), "{line}\n{}", ended.stderr);
            assert!(ended.stderr.ends_with('\n') && !ended.stderr.contains("panicked"), "{line}");
            assert!(!ended.stderr.contains('\u{1b}'), "{line}: colour in a pipe");
            let chinese = ended.stderr.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(chinese, language == "zh", "{line}: {}", ended.stderr);
        }
        assert_eq!(folder.listing(), before, "{line}: something is left behind");
    }
}

#[test]
fn findings_end_with_1() {
    let folder = Folder::new("findings");
    let file = folder.path("scenarios/newborn-birth/scenario.yaml");
    let sound = fs::read_to_string(&file).unwrap();
    fs::write(&file, sound.replace("lead: health", "lead: helth")).unwrap();
    let checked = folder.onething(&["check"]);
    assert_eq!((checked.code, checked.stderr.as_str()), (1, ""));
    assert!(checked.stdout.contains("helth"), "{}", checked.stdout);
    for verb in ["show", "compare", "graph"] {
        let ended = folder.onething(&[verb, "newborn-birth"]);
        assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{verb}");
        assert!(ended.stderr.contains("helth"), "{verb}: {}", ended.stderr);
        let last = ended.stderr.lines().last().unwrap();
        assert!(last.starts_with("onething: newborn-birth has errors"), "{verb}: {last}");
    }
    fs::write(&file, sound.replace("lead: health", "lead: health   ")).unwrap();
    assert_eq!(folder.onething(&["fmt", "--check", "scenarios/newborn-birth/scenario.yaml"]).code, 1);
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = Folder::new("pipes");
    for line in RESULTS {
        // The reader is gone before anything is written.
        let ended = folder.shell(&format!("{{ sleep 0.2; {line} 2>err; echo $? >code; }} | true"));
        assert_eq!(ended.code, 0, "{line}");
        let read = |file: &str| fs::read_to_string(folder.path(file)).unwrap();
        assert_eq!((read("code").trim(), read("err").as_str()), ("0", ""), "{line}");
        let head = folder.shell(&format!("{line} | head -1"));
        assert_eq!((head.code, head.stderr.as_str()), (0, ""), "{line}");
    }
}

#[test]
fn closed_stderr_is_no_panic() {
    let folder = Folder::new("closed-stderr");
    for (line, code) in FAILURES {
        let ended = folder.shell(&format!("{line} 2>&-"));
        assert_eq!((ended.code, ended.stdout.as_str()), (*code, ""), "{line}");
    }
}

#[test]
fn a_result_in_a_file_is_the_result() {
    let folder = Folder::new("files");
    for line in
        ["show newborn-birth", "compare newborn-birth --format csv", "graph newborn-birth --format dot"]
    {
        let printed = folder.shell(&format!("onething {line}")).stdout;
        let ended = folder.shell(&format!("onething {line} -o result.txt"));
        assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (0, "", ""), "{line}");
        let written = fs::read_to_string(folder.path("result.txt")).unwrap();
        assert_eq!(written.trim_end(), printed.trim_end(), "{line}");
    }
    let aside = folder.listing().into_iter().filter(|path| path.ends_with(".part"));
    assert_eq!(aside.count(), 0);
}

#[test]
fn a_first_scenario_does_not_hide_the_shipped_ones() {
    let folder = Folder::empty("first");
    assert_eq!(folder.onething(&["new", "my-scene"]).code, 0);
    for line in ["onething show newborn-birth", "onething show my-scene", "onething check newborn-birth"] {
        let ended = folder.shell(line);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{line}");
    }
    let ended = folder.onething(&["show", "nowhere"]);
    assert!(ended.stderr.contains("my-scene, newborn-birth"), "{}", ended.stderr);
}
