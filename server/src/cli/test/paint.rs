//! Coverage painted on the process: what tests reach green, what none reaches red.

use super::case::Tested;
use crate::cli::Failure;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::process::draw::diagram;
use onething_engine::process::layout::layout;
use onething_engine::process::picture::svg as svg_of;
use onething_engine::scenario::text::{Language, Text};
use std::collections::BTreeSet;

/// The process of the plan that is tested most, in the base way, of the first scenario with tests.
pub fn svg(all: &[Tested], language: Language) -> Result<String, Failure> {
    let no_picture = || Failure::usage(Text::new("没有可画的测试", "there is no test to paint"));
    let tested = all.iter().find(|t| !t.cases.is_empty()).ok_or_else(no_picture)?;
    let scenario = tested.scenario.as_deref().ok_or_else(no_picture)?;
    let plans: Vec<_> = tested.cases.iter().filter_map(|c| c.test.as_ref()).map(|t| &t.plan).collect();
    let count = |id: &_| plans.iter().filter(|p| **p == id).count();
    let plan = scenario.plans.values().max_by_key(|p| count(&p.id)).ok_or_else(no_picture)?;
    let way = Way::base(scenario);
    let planner = Planner::new(scenario);
    let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
    let process = compile(&derivation, plan).map_err(|circle| Failure::usage(circle.to_string()))?;
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for rehearsal in tested.cases.iter().filter_map(|c| c.rehearsal.as_ref()) {
        if rehearsal.program.plan == plan.id {
            done.extend(rehearsal.steps_done());
        }
    }
    let drawn = diagram(&process);
    let mut text = svg_of(&layout(&drawn, language));
    let mut style = String::from("<style>");
    for node in process.graph.node_weights().filter(|n| !n.is_routing()) {
        let fill = if done.contains(node.id.as_str()) { "#cfe8cf" } else { "#f3c1c1" };
        // Ids are snake_case words with dots and brackets: nothing that ends a CSS string.
        style +=
            &format!("[data-id=\"{}\"] .ot-body{{fill:{fill}}}", node.id.replace(['"', '\\', '<', '&'], ""));
    }
    style += "</style>";
    if let Some(end) = text.rfind("</svg>") {
        text.insert_str(end, &style);
    }
    Ok(text)
}
