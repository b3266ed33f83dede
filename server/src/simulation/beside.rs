//! What stands in a report beside the figures of a simulation: the processes, drawn, and what the counting rules say.

use super::scenarios::given;
use crate::library::choice;
use crate::report::comparison::Picture;
use crate::words;
use onething_engine::analyse::compare::{Comparison, compare};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::process::draw::diagram;
use onething_engine::process::layout::layout;
use onething_engine::process::picture::svg;
use onething_engine::scenario::check::assumed;
use onething_engine::scenario::model::{Plan, Scenario};
use onething_engine::scenario::text::{Language, Text};

/// The process of a plan in one way, drawn.
///
/// # Errors
/// Which steps wait for each other.
pub fn picture(planner: &Planner<'_>, plan: &Plan, way: &Way, language: Language) -> Result<Picture, Text> {
    let process =
        compile(&planner.derive(plan, MeasureSet::all(plan), way), plan).map_err(|circle| circle.text())?;
    let title = words::named(&plan.title, &plan.id, language);
    Ok(Picture { title, svg: svg(&layout(&diagram(&process), language)) })
}

/// The processes of some plans in the base way; what cannot be drawn is left out, for it was not simulated either.
pub fn pictures(scenario: &Scenario, plans: &[&str], given: &[String], language: Language) -> Vec<Picture> {
    let Ok(way) = choice::way(scenario, given) else { return Vec::new() };
    let planner = Planner::new(scenario);
    let plans = plans.iter().filter_map(|name| choice::named(scenario, name).ok());
    plans.filter_map(|plan| picture(&planner, plan, &way, language).ok()).collect()
}

/// The processes of every scenario that was simulated, each in its base way; plans of several scenarios are joined by
/// `+`, as an outcome tells them. What cannot be drawn is left out.
pub fn pictures_of(
    scenarios: &[&Scenario],
    plans: &[&str],
    settled: &[String],
    language: Language,
) -> Vec<Picture> {
    let [_, _, ..] = scenarios else {
        return scenarios.first().map_or_else(Vec::new, |one| pictures(one, plans, settled, language));
    };
    let mut all = Vec::new();
    for ((at, scenario), own) in scenarios.iter().enumerate().zip(given(settled, scenarios)) {
        let mut named: Vec<&str> = plans.iter().filter_map(|plans| plans.split('+').nth(at)).collect();
        named.dedup();
        let title = scenario.title.in_language(language);
        let drawn = pictures(scenario, &named, &own, language).into_iter();
        all.extend(drawn.map(|drawn| Picture { title: format!("{title} · {}", drawn.title), ..drawn }));
    }
    all
}

/// Two plans by the counting rules; none where they are one, or there is no such plan.
pub fn counted(scenario: &Scenario, from: &str, to: &str, given: &[String]) -> Option<Comparison> {
    if from == to {
        return None;
    }
    let way = choice::way(scenario, given).ok()?;
    let (from, to) = (choice::named(scenario, from).ok()?, choice::named(scenario, to).ok()?);
    Some(compare(&Planner::new(scenario), from, to, &way, assumed(scenario).len()))
}
