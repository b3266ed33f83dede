//! `onething graph` as SVG and JSON, for both plans and other ways through.

use super::program::Folder;
use serde_json::Value;
use std::collections::BTreeSet;

const WAYS: &[&[&str]] = &[
    &["--plan", "joint"],
    &["--plan", "separate"],
    &["--given", "count_child=n2"],
    &["--given", "born=elsewhere", "--given", "household=with_father"],
];

fn graph(format: &str, way: &[&str]) -> String {
    let folder = Folder::new(&format!("graph-{format}-{}", way.join("-").replace('=', "_")));
    let mut arguments = vec!["graph", "newborn-birth", "--format", format];
    arguments.extend(way);
    let ended = folder.onething(&arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{way:?}");
    ended.stdout
}

fn names<'v>(json: &'v Value, list: &str) -> Vec<&'v str> {
    json[list].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[test]
fn json_is_one_process_without_loose_ends() {
    for way in WAYS {
        let json: Value = serde_json::from_str(&graph("json", way)).expect("JSON");
        assert_eq!(json["scenario"], "newborn-birth");
        let (lanes, nodes) = (names(&json, "lanes"), names(&json, "nodes"));
        let different: BTreeSet<&str> = nodes.iter().copied().collect();
        assert_eq!(different.len(), nodes.len(), "{way:?}: a node stands twice");
        assert!(nodes.len() > 10 && lanes.len() >= 5, "{way:?}");
        for node in json["nodes"].as_array().unwrap() {
            assert!(lanes.contains(&node["lane"].as_str().unwrap()), "{node}");
        }
        let edges: Vec<(&str, &str)> = json["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| (e["from"].as_str().unwrap(), e["to"].as_str().unwrap()))
            .collect();
        assert!(edges.iter().all(|(a, b)| different.contains(a) && different.contains(b)), "{way:?}");
        let starts = nodes.iter().filter(|n| edges.iter().all(|(_, to)| to != *n)).count();
        let ends = nodes.iter().filter(|n| edges.iter().all(|(from, _)| from != *n)).count();
        assert_eq!((starts, ends), (1, 1), "{way:?}: one start and one end");
    }
}

#[test]
fn svg_is_well_formed_and_says_its_labels() {
    for way in WAYS {
        for (language, label) in [("zh", "医疗保障局"), ("en", "Medical Insurance Bureau")] {
            let arguments: Vec<&str> = way.iter().copied().chain(["--lang", language]).collect();
            let svg = graph("svg", &arguments);
            let picture = roxmltree::Document::parse(&svg).unwrap_or_else(|e| panic!("{way:?}: {e}"));
            let root = picture.root_element();
            assert_eq!(root.tag_name().name(), "svg");
            assert!(root.attribute("viewBox").is_some());
            let said: String = root.descendants().filter_map(|n| n.text()).collect();
            // A long label may be broken into lines, at blanks in English.
            let without_blanks = |text: &str| text.split_whitespace().collect::<String>();
            assert!(without_blanks(&said).contains(&without_blanks(label)), "{way:?}: no {label}");
        }
    }
}

#[test]
fn the_ending_of_a_file_says_the_format() {
    let folder = Folder::new("graph-endings");
    let first = [
        ("a.svg", "<svg"),
        ("a.dot", "digraph"),
        ("a.gv", "digraph"),
        ("a.mmd", "flowchart"),
        ("a.json", "{"),
    ];
    for (file, start) in first {
        let ended = folder.onething(&["graph", "newborn-birth", "-o", file]);
        assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (0, "", ""), "{file}");
        let text = std::fs::read_to_string(folder.path(file)).unwrap();
        assert!(text.lines().take(5).any(|line| line.contains(start)), "{file}: {:.80}", text);
    }
}
