//! From a drawn text to a program that runs: checked, derived, compiled.

use super::draw::CATALOGUE;
use onething_engine::application::program::Program;
use onething_engine::check::check;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::{Way, enumerate};
use onething_engine::process::compile::compile;
use onething_engine::random::Random;
use onething_engine::scenario::diagnostic::Severity;
use onething_engine::scenario::model::{Plan, Scenario};
use std::sync::Arc;

/// Reads a text; what the check finds, hints aside, is why it is refused.
pub fn read(text: &str) -> Result<Arc<Scenario>, Vec<String>> {
    let checked = check(("drawn.yaml", text.as_bytes()), &[("catalogue.yaml", CATALOGUE.as_bytes())]);
    // Offices without a calendar are drawn on purpose: their limits are not known, and that is told.
    let findings = checked.diagnostics.iter().filter(|d| d.severity != Severity::Hint && d.code != "W0801");
    let findings: Vec<String> = findings.map(|d| format!("{} {}", d.code, d.message.en)).collect();
    match checked.scenario {
        Some(scenario) if findings.is_empty() => Ok(scenario),
        _ => Err(findings),
    }
}

/// A way through a scenario that does not stop, drawn, and a plan that is offered in it, compiled.
pub fn program(scenario: &Scenario, random: &mut Random) -> Option<Program> {
    let applicant = scenario.applicants().next()?;
    let ways: Vec<Way> = enumerate(scenario, applicant).into_iter().map(|w| w.way).collect();
    let ways: Vec<Way> = ways.into_iter().filter(|way| way.stop(scenario).is_none()).collect();
    let way = ways.get(random.below(ways.len()))?;
    let plans: Vec<_> =
        scenario.plans.values().filter(|p| way.holds_or_none(scenario, p.when.as_ref())).collect();
    let plan = plans.get(random.below(plans.len()))?;
    Some(compiled(scenario, plan, way))
}

/// The program of a plan in a way.
pub fn compiled(scenario: &Scenario, plan: &Plan, way: &Way) -> Program {
    let planner = Planner::new(scenario);
    let derivation = planner.derive(plan, MeasureSet::all(plan), way);
    let process = compile(&derivation, plan).unwrap_or_else(|circle| panic!("checked, and yet {circle}"));
    let program = Program::compile(&derivation, &process, plan);
    program.unwrap_or_else(|why| panic!("checked, and yet {why}"))
}
