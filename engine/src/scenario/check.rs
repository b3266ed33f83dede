//! Findings about the facts of a scenario as they stand, without deriving plans.

mod assumed;
mod blocks;
mod calendars;
mod choices;
mod conditions;
mod limits;
mod messages;
mod priority;
mod reached;
mod usage;

use super::diagnostic::Diagnostic;
use super::model::{Overridden, Scenario, Source};
use super::text::Text;
pub use assumed::{Sources, assumed, sources};
use std::collections::BTreeMap;

/// All findings about a scenario's facts.
pub fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    usage::check(scenario, &mut findings);
    conditions::check(scenario, &mut findings);
    blocks::check(scenario, &mut findings);
    messages::check(scenario, &mut findings);
    limits::check(scenario, &mut findings);
    calendars::check(scenario, &mut findings);
    priority::check(scenario, &mut findings);
    choices::check(scenario, &mut findings);
    sign_in(scenario, &mut findings);
    overrides(scenario, &mut findings);
    findings
}

/// The measure `sign_in` without values that sign-in tells.
fn sign_in(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    for plan in scenario.plans.values() {
        for measure in plan.measures.iter().filter(|m| m.kind.name() == "sign_in") {
            if scenario.sign_in.is_empty() {
                let message = Text::new("登录什么也没告诉", "sign-in tells nothing");
                let mend = Text::new(
                    "写 sign_in: [applicant.id_number, applicant.name]",
                    "write `sign_in: [applicant.id_number, applicant.name]` for the scenario",
                );
                findings.push(Diagnostic::new("W0702", measure.span, message).mend(mend));
            }
        }
    }
}

/// Every override is listed (rule 38), and of two at one path the one that does not hold.
fn overrides(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let last: BTreeMap<(Overridden, &str), usize> = scenario
        .overrides
        .iter()
        .enumerate()
        .map(|(number, over)| ((over.of, over.path.as_str()), number))
        .collect();
    for (number, over) in scenario.overrides.iter().enumerate() {
        let path = &over.path;
        let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
        let wholes = ends.filter_map(|end| last.get(&(over.of, path.get(..end)?)));
        let later = wholes.filter(|later| **later > number).max();
        if let Some(later) = later.and_then(|later| scenario.overrides.get(*later)) {
            let message = Text::new(
                format!("`{path}` 之后又被改写，此处不生效"),
                format!("`{path}` is overridden once more; this does not hold"),
            );
            let found = Diagnostic::new("H0202", over.span, message);
            findings.push(found.also(later.span, Text::new("生效的在这里", "this holds")));
            continue;
        }
        let message = match (over.of, over.replaces) {
            (Overridden::Catalogue, true) => {
                Text::new(format!("改写目录的 `{path}`"), format!("overrides the catalogue's `{path}`"))
            }
            (Overridden::Catalogue, false) => {
                Text::new(format!("向目录补充 `{path}`"), format!("adds `{path}` to the catalogue"))
            }
            (Overridden::Scenario, true) => {
                Text::new(format!("改写本场景的 `{path}`"), format!("overrides the scenario's `{path}`"))
            }
            (Overridden::Scenario, false) => {
                Text::new(format!("向本场景补充 `{path}`"), format!("adds `{path}` to the scenario"))
            }
        };
        let found = Diagnostic::new("H0201", over.span, message);
        findings.push(match &over.source {
            Some(Source { text, .. }) => {
                found.label(Text::new(format!("出处：{text}"), format!("source: {text}")))
            }
            None => found,
        });
    }
}
