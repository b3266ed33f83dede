//! The whole language: one scenario with every construct, and one that is a `flow`; what they mean, fact by
//! fact, as recorded beside them. `UPDATE_EXPECT=1` writes the records anew.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

use onething_engine::check::check;
use onething_engine::scenario::diagnostic::{Severity, human};
use onething_engine::scenario::facts::Facts;
use onething_engine::scenario::model::{Scenario, Step};
use onething_engine::scenario::source::SourceId;
use onething_engine::scenario::syntax::{Budget, fmt, parse};
use onething_engine::scenario::text::Language;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("language")
}

fn text(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

/// A scenario over the catalogue beside it, checked the whole way; sound ones only.
fn read(name: &str) -> Arc<Scenario> {
    let (scenario, catalogue) = (text(name), text("catalogue.yaml"));
    let checked = check((name, scenario.as_bytes()), &[("catalogue.yaml", catalogue.as_bytes())]);
    let said = &checked.diagnostics;
    assert!(said.is_empty(), "{}", human(said, &checked.sources, Language::En, false));
    checked.scenario.unwrap()
}

/// All facts of what the scenario itself says, one a line.
fn facts(scenario: &Scenario) -> String {
    let own = [
        "messages.",
        "items.",
        "flow.",
        "simulation.",
        "regions.",
        "departments.market.staff.",
        "systems.registry.",
    ];
    let facts = Facts::of(scenario);
    let lines = facts.iter().filter(|(path, _)| own.iter().any(|own| path.starts_with(own)));
    lines.map(|(path, value)| format!("{path}: {value}\n")).collect()
}

fn recorded(name: &str, is: &str) {
    let file = folder().join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, is).unwrap();
    }
    let was = fs::read_to_string(&file).unwrap_or_default();
    assert!(was == is, "{} is not what is read now; UPDATE_EXPECT=1 records it:\n{is}", file.display());
}

#[test]
fn every_construct_means_what_is_recorded() {
    recorded("scenario.txt", &facts(&read("scenario.yaml")));
}

#[test]
fn a_flow_is_one_item_of_the_department_in_charge() {
    recorded("flow.txt", &facts(&read("flow.yaml")));
}

/// The YAML blocks of a page.
fn blocks(page: &str) -> Vec<&str> {
    page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_examples_of_the_format_reference_read() {
    let page = fs::read_to_string(folder().join("../../docs/format.md")).unwrap();
    let (scenario, catalogue) = (text("scenario.yaml"), text("catalogue.yaml"));
    let (head, tail) = scenario.split_once("items:\n").unwrap();
    let (_, plans) = tail.split_once("plans:\n").unwrap();
    let mut seen = 0;
    for block in blocks(&page) {
        let item = "department: market, limit: { promised: 1wd }";
        let whole = match block.split_once("steps:\n") {
            Some(("", steps)) => {
                let steps = steps.replace('\n', "\n    ");
                let item = item.replace(", ", "\n    ");
                format!(
                    "{head}items:\n  a:\n    {item}\n    steps:\n    {}\nplans:\n{plans}",
                    steps.trim_end()
                )
            }
            _ => {
                // It takes the place of the section of its first key, and of what follows that.
                let (section, _) = block.split_once(':').unwrap();
                let (before, _) = head.split_once(&format!("\n{section}:\n")).unwrap();
                let wait = "[{ answer: { wait: reply } }]";
                format!("{before}\n{block}items:\n  a: {{ {item}, steps: {wait} }}\nplans:\n{plans}")
            }
        };
        let checked = check(("format.md", whole.as_bytes()), &[("catalogue.yaml", catalogue.as_bytes())]);
        let errors = checked.diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned();
        let errors: Vec<_> = errors.collect();
        assert!(errors.is_empty(), "{}\n{whole}", human(&errors, &checked.sources, Language::En, false));
        assert!(checked.scenario.is_some());
        seen += 1;
    }
    assert_eq!(seen, 3, "blocks of YAML");
}

#[test]
fn every_kind_of_step_is_among_them() {
    let scenario = read("scenario.yaml");
    let steps = scenario.items.values().flat_map(|i| &i.steps).flat_map(|s| s.all());
    // The first word of a variant's name as Rust shows it is its kind.
    let mut kinds: Vec<String> = steps
        .map(|step: &Step| {
            let shown = format!("{:?}", step.kind);
            shown.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned()
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    let all = [
        "Any", "Call", "Choose", "Each", "Hold", "HoldFree", "Human", "Notify", "Parallel", "Repeat", "Run",
        "Special", "Wait",
    ];
    assert_eq!(kinds, all);
}

#[test]
fn the_layout_keeps_what_they_say() {
    for name in ["scenario.yaml", "flow.yaml", "catalogue.yaml"] {
        let laid = fmt::fmt(&text(name)).unwrap();
        assert_eq!(fmt::fmt(&laid).unwrap(), laid, "{name} is laid out twice");
        let tree = |text: &str| parse(SourceId(0), text, &Budget::LOCAL).unwrap();
        assert!(tree(&laid).says_the_same(&tree(&text(name))), "{name} says something else");
        assert_eq!(laid, text(name), "{name} is not in the layout");
    }
}
