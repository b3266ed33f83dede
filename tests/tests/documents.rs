//! Documents that are made from the code are what the code makes: `UPDATE_EXPECT=1` writes them anew.

#![allow(clippy::expect_used)]

use onething_engine::check::check;
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
fn the_pictures_of_the_newborn_process_are_drawn_from_its_facts() {
    let read = |path: &str| fs::read(root().join(path)).expect("a shipped file");
    let scenario = read("scenarios/newborn-birth/scenario.yaml");
    let catalogues = [read("scenarios/catalogue/zibo.yaml"), read("scenarios/catalogue/holidays-cn.yaml")];
    let checked = check(
        ("scenario.yaml", &scenario),
        &[("zibo.yaml", &catalogues[0]), ("holidays-cn.yaml", &catalogues[1])],
    );
    let scenario = checked.scenario.expect("it reads");
    let planner = Planner::new(&scenario);
    let way = Way::base(&scenario);
    for plan in scenario.plans.values() {
        let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
        let process = compile(&derivation, plan).expect("no circle");
        for (language, ending) in [(Language::Zh, "zh"), (Language::En, "en")] {
            let picture = svg(&layout(&diagram(&process), language));
            expect(&format!("docs/pictures/newborn-{}.{ending}.svg", plan.id), &picture);
        }
    }
}

#[test]
fn the_format_reference_has_all_rules_and_the_scenarios_keys() {
    let text = fs::read_to_string(root().join("docs/format.md")).expect("it is there");
    for rule in 1..=44 {
        assert!(text.contains(&format!("\n{rule}. ")), "rule {rule} is missing");
    }
}
