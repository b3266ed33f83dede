//! What differs in meaning between two scenarios: facts added, removed and changed, and what that does to
//! the figures of the plans they share.

use crate::plan::derive::Planner;
use crate::plan::figure::Figure;
use crate::plan::levers::MeasureSet;
use crate::plan::way::Way;
use crate::scenario::facts::Facts;
use crate::scenario::model::Scenario;
use serde::Serialize;

/// One fact that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactChange {
    /// `items.household_registration.limit.promised`.
    pub path: String,
    /// Its value before; none: it was not there.
    pub before: Option<String>,
    /// Its value after; none: it is gone.
    pub after: Option<String>,
}

/// One figure of a plan that differs, in the base way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureChange {
    /// The plan.
    pub plan: String,
    /// The figure.
    pub figure: &'static str,
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
}

/// All that differs; its JSON is stable.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Difference {
    /// Facts, in the order of the scenario.
    pub facts: Vec<FactChange>,
    /// Figures, by plan.
    pub figures: Vec<FigureChange>,
}

impl Difference {
    /// Whether the two mean the same.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.figures.is_empty()
    }
}

/// Compares two scenarios.
pub fn difference(before: &Scenario, after: &Scenario) -> Difference {
    Difference { facts: facts(&Facts::of(before), &Facts::of(after)), figures: figures(before, after) }
}

/// Facts that differ: those of the first in its order, then those that only the second has.
pub fn facts(before: &Facts, after: &Facts) -> Vec<FactChange> {
    let change = |path: &str, before: Option<&str>, after: Option<&str>| FactChange {
        path: path.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    let changed = before
        .iter()
        .filter(|(path, value)| after.get(path) != Some(value))
        .map(|(path, value)| change(path, Some(value), after.get(path)));
    let added = after
        .iter()
        .filter(|(path, _)| before.get(path).is_none())
        .map(|(path, value)| change(path, None, Some(value)));
    changed.chain(added).collect()
}

fn figures(before: &Scenario, after: &Scenario) -> Vec<FigureChange> {
    let mut changes = Vec::new();
    for (name, plan) in &before.plans {
        let Some(other) = after.plans.get(name) else { continue };
        let count = |scenario: &Scenario, plan| {
            let way = Way::base(scenario);
            Planner::new(scenario).derive(plan, MeasureSet::all(plan), &way).count().clone()
        };
        let (was, is) = (count(before, plan), count(after, other));
        for figure in Figure::ALL {
            if was.figure(*figure) != is.figure(*figure) {
                changes.push(FigureChange {
                    plan: name.to_string(),
                    figure: figure.name(),
                    before: was.figure(*figure),
                    after: is.figure(*figure),
                });
            }
        }
    }
    changes
}

#[cfg(test)]
mod tests;
