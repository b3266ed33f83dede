//! What `onething test` promises: one order of results, coverage painted where it was reached, generated tests of
//! every shipped scenario that pass and reach everything.

use super::program::Folder;
use roxmltree::Document;
use serde_json::Value;
use std::fs;

const SCENES: &[&str] = &[
    "business-deregistration",
    "citizen-death",
    "court-equity-control",
    "equity-transfer",
    "home-transfer-with-utilities",
    "newborn-birth",
];

#[test]
fn results_come_in_the_order_of_names_however_they_are_played() {
    let folder = Folder::new("test-order");
    let once = || {
        let json: Value =
            serde_json::from_str(&folder.onething(&["test", "newborn-birth", "--format", "json"]).stdout)
                .unwrap();
        let tests = json["scenarios"][0]["tests"].as_array().unwrap().clone();
        tests.iter().map(|t| t["test"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = once();
    assert!(first.len() >= 6 && first.is_sorted(), "{first:?}");
    for _ in 0..5 {
        assert_eq!(once(), first);
    }
}

#[test]
fn generated_tests_of_every_scenario_pass_and_reach_everything() {
    let folder = Folder::new("test-generate");
    for scene in SCENES {
        let tests = folder.path(&format!("scenarios/{scene}/tests"));
        let _ = fs::remove_dir_all(&tests);
        let ended = folder.onething(&["test", scene, "--generate", "--at-least", "100"]);
        assert_eq!(ended.code, 0, "{scene}\n{}\n{}", ended.stdout, ended.stderr);
        assert!(ended.stdout.contains("(100%)") && ended.stdout.contains(" 0 failed"), "{}", ended.stdout);
        let written = fs::read_dir(&tests).unwrap().count();
        assert!(written >= 2, "{scene}: {written}");
        let again = folder.onething(&["test", scene, "--generate"]);
        assert_eq!(fs::read_dir(&tests).unwrap().count(), written, "{scene}: {}", again.stderr);
    }
}

#[test]
fn coverage_is_painted_where_it_is_reached() {
    let folder = Folder::new("test-paint");
    let ended = folder.onething(&["test", "newborn-birth", "-o", "coverage.svg"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let text = fs::read_to_string(folder.path("coverage.svg")).unwrap();
    let document = Document::parse(&text).unwrap_or_else(|why| panic!("{why}"));
    let styles: String =
        document.descendants().filter(|n| n.has_tag_name("style")).filter_map(|n| n.text()).collect();
    // What the tests of the scenario reach is green; nothing that is red is told to be covered.
    assert!(styles.contains("[data-id=\"apply\"] .ot-body{fill:#cfe8cf}"), "{styles}");
    let coverage = folder.onething(&["test", "newborn-birth", "--format", "json", "--coverage"]).stdout;
    let coverage: Value = serde_json::from_str(&coverage).unwrap();
    let goals = coverage["scenarios"][0]["coverage"]["goals"].as_array().unwrap().clone();
    let steps: Vec<&Value> = goals.iter().filter(|goal| goal["kind"] == "steps").collect();
    assert!(steps.len() > 5);
    for goal in steps {
        let name = goal["goal"].as_str().unwrap().trim_start_matches("joint: ");
        let missed = styles.contains(&format!("[data-id=\"{name}\"] .ot-body{{fill:#f3c1c1}}"));
        assert_eq!(missed, goal["tests"] == 0, "{name}");
    }
}
