//! Documents that are made from the code are what the code makes: `UPDATE_EXPECT=1` writes them anew.

#![allow(clippy::expect_used)]

use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::process::draw::diagram;
use onething_engine::process::layout::layout;
use onething_engine::process::picture::svg;
use onething_engine::scenario::grammar::reference;
use onething_engine::scenario::text::Language;
use onething_server::access::policy;
use onething_server::config;
use onething_server::library::{self, Place};
use onething_tests::repository::root;
use std::fs;

/// Compares a document with what it should be, or writes it.
fn expect(path: &str, made: &str) {
    let file = root().join(path);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, made).expect("the document can be written");
    }
    let is = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        is == made,
        "{path} is not what the code makes; UPDATE_EXPECT=1 cargo test -p onething-tests --test documents writes it"
    );
}

#[test]
fn the_reference_of_keys_is_that_of_the_grammar() {
    expect("docs/keys.md", &reference::markdown());
}

#[test]
fn the_pages_of_settings_and_of_access_are_those_of_their_tables() {
    expect("docs/config.md", &config::reference::markdown());
    expect("docs/access.md", &policy::markdown());
}

#[test]
fn every_scene_shows_its_process_as_it_is_drawn_now() {
    let mut shown = 0;
    for id in library::ids(&Place::Embedded).expect("the shipped library") {
        let scenario = library::load(&Place::Embedded, &id).expect("it reads").scenario.expect("it is sound");
        let planner = Planner::new(&scenario);
        let way = Way::base(&scenario);
        let readme = fs::read_to_string(root().join(format!("scenarios/{id}/README.md"))).expect("a README");
        let joint = format!("](../../docs/pictures/{id}-joint.zh.svg)");
        assert!(
            readme.contains(&joint),
            "scenarios/{id}/README.md: shows no picture; write `![joint process{joint}`"
        );
        // The README of the whole shows the newborn one's plans beside each other.
        let plans = scenario.plans.values().filter(|plan| &*plan.id == "joint" || id == "newborn-birth");
        for plan in plans {
            let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
            let process = compile(&derivation, plan).expect("no circle");
            for (language, ending) in [(Language::Zh, "zh"), (Language::En, "en")] {
                let picture = svg(&layout(&diagram(&process), language));
                expect(&format!("docs/pictures/{id}-{}.{ending}.svg", plan.id), &picture);
                shown += 1;
            }
        }
    }
    assert!(shown >= 60, "{shown} pictures");
}

#[test]
fn the_format_reference_has_all_rules_and_the_scenarios_keys() {
    let text = fs::read_to_string(root().join("docs/format.md")).expect("it is there");
    for rule in 1..=44 {
        assert!(text.contains(&format!("\n{rule}. ")), "rule {rule} is missing");
    }
}
