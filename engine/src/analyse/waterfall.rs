//! What each measure changes when measures are taken in listed order, on one way (rule 37).

use crate::plan::count::Count;
use crate::plan::derive::{Derivation, Planner};
use crate::plan::explain::{done_without, supply_chain};
use crate::plan::figure::Figure;
use crate::plan::levers::MeasureSet;
use crate::plan::route::Stop;
use crate::plan::supply::Fact;
use crate::plan::way::Way;
use crate::scenario::model::Plan;
use crate::scenario::text::Text;
use serde::Serialize;
use std::collections::BTreeMap;

/// What one measure changes of one figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WaterfallStep {
    /// The measure; `−merge` where the first plan has it and it is taken back first.
    pub measure: String,
    /// The figure.
    pub figure: &'static str,
    /// The change; worsening is above 0.
    pub change: f64,
    /// What came and went, and why; its changes sum to `change`.
    pub because: Vec<Reason>,
}

/// One thing that came or went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// `mother.id_card`, `insurance_enrolment.review`.
    pub what: String,
    /// By how much it changed the figure.
    pub change: f64,
    /// Why.
    pub why: Text,
}

/// Every change, measure by measure: the first plan's measures taken back from last to first, then the
/// second plan's taken in order. The changes of a figure sum to the whole difference exactly.
pub fn waterfall(planner: &Planner<'_>, from: &Plan, to: &Plan, way: &Way) -> Vec<WaterfallStep> {
    let mut steps = Vec::new();
    for last in (0..from.measures.len()).rev() {
        let name = format!("−{}", from.measures[last].kind.name());
        let with = planner.derive(from, MeasureSet((1 << (last + 1)) - 1), way);
        let without = planner.derive(from, MeasureSet((1 << last) - 1), way);
        steps.extend(changes(&name, &with, &without));
    }
    for next in 0..to.measures.len() {
        let name = to.measures[next].kind.name();
        let without = planner.derive(to, MeasureSet((1 << next) - 1), way);
        let with = planner.derive(to, MeasureSet((1 << (next + 1)) - 1), way);
        steps.extend(changes(name, &without, &with));
    }
    steps
}

fn changes(measure: &str, before: &Derivation<'_>, after: &Derivation<'_>) -> Vec<WaterfallStep> {
    let mut steps = Vec::new();
    // Systems and data sources are information, never a saving (rule 31).
    for figure in Figure::ALL.iter().filter(|f| !matches!(f, Figure::Systems | Figure::DataSources)) {
        let change = after.count().figure(*figure) - before.count().figure(*figure);
        let because = reasons(*figure, before, after);
        if change.abs() > 1e-9 {
            steps.push(WaterfallStep { measure: measure.to_owned(), figure: figure.name(), change, because });
        }
    }
    steps
}

/// Line by line: what is counted more or less often than before.
fn reasons(figure: Figure, before: &Derivation<'_>, after: &Derivation<'_>) -> Vec<Reason> {
    let mut amounts: BTreeMap<String, (f64, Option<Fact>)> = BTreeMap::new();
    let mut gather = |count: &Count, sign: f64| {
        for line in count.of(figure) {
            let entry = amounts.entry(line.what.clone()).or_insert((0.0, line.fact));
            entry.0 += sign * line.amount * line.chance;
        }
    };
    gather(before.count(), -1.0);
    gather(after.count(), 1.0);
    amounts
        .into_iter()
        .filter(|(_, (change, _))| change.abs() > 1e-9)
        .map(|(what, (change, fact))| {
            let why = why(&what, figure, change, fact, after);
            Reason { what, change, why }
        })
        .collect()
}

fn why(what: &str, figure: Figure, change: f64, fact: Option<Fact>, after: &Derivation<'_>) -> Text {
    if let Some(fact) = fact.filter(|_| change < 0.0) {
        let still = after.count().of(figure).any(|line| line.what == what);
        return if still {
            Text::new("只收一次", "asked once instead of on every form")
        } else if let Some(why) = done_without(after, fact) {
            why
        } else {
            let chain = supply_chain(after, fact);
            Text::new(format!("免填免交：{chain}"), format!("supplied: {chain}"))
        };
    }
    match (figure, change < 0.0) {
        (Figure::Steps, true) => {
            after.route.stops.iter().flat_map(Stop::leaves).find(|s| s.id == what).map_or_else(
                || merged_into(what, after),
                |_| Text::new("由系统自动办理", "done by rule, without people"),
            )
        }
        (_, true) => Text::new("不再需要", "no longer needed"),
        (_, false) => Text::new("此举措带来", "brought in by this measure"),
    }
}

/// The step that a step which is gone became part of, if there is one.
fn merged_into(what: &str, after: &Derivation<'_>) -> Text {
    let step = what.rsplit('.').next().unwrap_or(what);
    match after.levers.merge_of(step) {
        Some((_, merge)) => {
            Text::new(format!("并入 {}", merge.title.zh), format!("merged into {}", merge.into))
        }
        None => Text::new("不再需要", "no longer needed"),
    }
}
