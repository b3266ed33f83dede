//! One plan in one way, told in full: what applies, what is asked and what supplies the rest, what happens
//! when a supplier does not answer, the order, the steps, the count; each with the rule it goes by.

use crate::plan::applicable::Inapplicable;
use crate::plan::derive::{Derivation, Planner};
use crate::plan::explain::{AskExplained, explain};
use crate::plan::fallback::{Fallback, fallbacks};
use crate::plan::figure::{COUNTING_RULES, Figure};
use crate::plan::levers::MeasureSet;
use crate::plan::route::{Lane, Stop, StopKind, counted};
use crate::plan::way::Way;
use crate::scenario::model::{Plan, Unit};
use crate::scenario::text::Text;
use indexmap::IndexMap;
use serde::Serialize;

/// An item that applies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownItem {
    /// Its name; `…_2` for a second member.
    pub id: String,
    /// Label.
    pub title: Text,
    /// Who handles it.
    pub department: Text,
    /// Items that must end before it (rules 13–15).
    pub after: Vec<String>,
    /// The limit in this plan, `0wd`; none where the scenario states none (rule 34).
    pub limit: Option<String>,
    /// Whether it lies on the longest path of limits.
    pub critical: bool,
}

/// An item that does not apply, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its name.
    pub id: String,
    /// Why.
    pub because: Text,
}

/// A step, as the process has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownStep {
    /// `household_registration.review`.
    pub id: String,
    /// Label.
    pub title: Text,
    /// Whose: the applicant or a department.
    pub lane: Text,
    /// Steps that must end before it, directly.
    pub after: Vec<String>,
    /// Whether it is counted as a step of a person (rule 32).
    pub human: bool,
}

/// One thing that is counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownLine {
    /// What.
    pub what: String,
    /// How much.
    pub amount: f64,
    /// On whose own list; none: once for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// One figure and what it is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownFigure {
    /// The sum.
    pub value: f64,
    /// The counting rules it goes by, by number.
    pub rules: &'static [u8],
    /// Its parts; limits are longest paths, not sums.
    pub lines: Vec<ShownLine>,
}

/// A plan in one way; its JSON is stable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// The scenario.
    pub scenario: String,
    /// Its label.
    pub title: Text,
    /// The plan.
    pub plan: String,
    /// Who applies.
    pub applicant: String,
    /// The answer of every situation in this way.
    pub given: IndexMap<String, String>,
    /// The text that ends this way, if one does (rule 18).
    pub stop: Option<Text>,
    /// Items that apply.
    pub items: Vec<ShownItem>,
    /// Items that do not.
    pub left_out: Vec<LeftOut>,
    /// What is asked and why; what is not and what supplies it.
    pub ask: AskExplained,
    /// What is asked when a service or licence does not answer (rule 6).
    pub fallbacks: Vec<Fallback>,
    /// Steps in order.
    pub steps: Vec<ShownStep>,
    /// Every figure that is not 0.
    pub count: IndexMap<&'static str, ShownFigure>,
    /// The counting rules.
    pub rules: &'static str,
}

/// Shows a plan in one way.
pub fn show(planner: &Planner<'_>, plan: &Plan, way: &Way) -> Shown {
    let set = MeasureSet::all(plan);
    let derivation = planner.derive(plan, set, way);
    let scenario = planner.scenario;
    Shown {
        scenario: scenario.id.value.to_string(),
        title: scenario.title.clone(),
        plan: plan.id.to_string(),
        applicant: scenario.party(way.applicant).map_or("?", |p| &*p.id).to_owned(),
        given: given(&derivation),
        stop: way.stop(scenario).and_then(|(_, answer)| answer.stops.clone()),
        items: items(&derivation),
        left_out: left_out(&derivation),
        ask: explain(&derivation),
        fallbacks: fallbacks(planner, plan, set, way),
        steps: steps(&derivation),
        count: count(&derivation),
        rules: COUNTING_RULES,
    }
}

fn given(derivation: &Derivation<'_>) -> IndexMap<String, String> {
    let situations = derivation.scenario().situations.values().enumerate();
    situations
        .map(|(index, situation)| {
            let chosen = derivation.way().chosen(index.into(), situation);
            let names: Vec<&str> = chosen.map(|a| &*a.id).collect();
            (situation.id.to_string(), names.join("+"))
        })
        .collect()
}

fn items(derivation: &Derivation<'_>) -> Vec<ShownItem> {
    let scenario = derivation.scenario();
    let days = |position: usize| match derivation.limit(position) {
        Some(limit) if limit.unit == Unit::WorkingDays => limit.amount,
        _ => 0,
    };
    let (_, critical) = derivation.order.critical_path(days);
    let in_order = derivation.order.sequence.iter().copied();
    in_order
        .filter_map(|position| {
            let item = scenario.item(derivation.applicable.uses.get(position)?.item)?;
            let department = scenario.catalogue.department(item.department);
            let before = derivation.order.before.get(position).into_iter().flatten();
            Some(ShownItem {
                id: derivation.use_name(position),
                title: item.title.clone(),
                department: department.map(|(_, d)| d.title.clone()).unwrap_or_default(),
                after: before.map(|b| derivation.use_name(*b)).collect(),
                limit: derivation.limit(position).map(|l| l.to_string()),
                critical: critical.contains(&position),
            })
        })
        .collect()
}

fn left_out(derivation: &Derivation<'_>) -> Vec<LeftOut> {
    let scenario = derivation.scenario();
    derivation
        .applicable
        .left_out
        .iter()
        .filter_map(|why| {
            let (id, because) = match why {
                Inapplicable::Condition(id) => {
                    let condition = scenario.item(*id)?.when.as_ref().map_or("", |c| &*c.text.value);
                    (
                        id,
                        Text::new(
                            format!("条件不成立：{condition}"),
                            format!("its condition does not hold: {condition}"),
                        ),
                    )
                }
                Inapplicable::NotChosen(id) => {
                    (id, Text::new("申请人未选办", "the applicant did not choose it"))
                }
                Inapplicable::Nobody(id) => {
                    (id, Text::new("没有办理对象", "nobody it would be done for is there"))
                }
            };
            Some(LeftOut { id: scenario.item(*id)?.id.to_string(), because })
        })
        .collect()
}

fn steps(derivation: &Derivation<'_>) -> Vec<ShownStep> {
    let route = counted(&derivation.route);
    let stops = &route.stops;
    let catalogue = &derivation.scenario().catalogue;
    stops
        .iter()
        .filter(|stop| stop.kind != StopKind::Gate)
        .map(|stop| ShownStep {
            id: stop.id.clone(),
            title: stop.title.clone(),
            lane: match stop.lane {
                Lane::Applicant => Text::new("申请人", "Applicant"),
                Lane::Department(id) => {
                    catalogue.department(id).map(|(_, d)| d.title.clone()).unwrap_or_default()
                }
            },
            after: nearest(stops, stop).into_iter().map(|s| s.id.clone()).collect(),
            human: stop.is_human(),
        })
        .collect()
}

/// The stops before one, gates looked through.
fn nearest<'a>(stops: &'a [Stop], stop: &'a Stop) -> Vec<&'a Stop> {
    let before = stop.after.iter().filter_map(|a| stops.get(*a));
    let through = |s: &'a Stop| if s.kind == StopKind::Gate { nearest(stops, s) } else { vec![s] };
    before.flat_map(through).collect()
}

fn count(derivation: &Derivation<'_>) -> IndexMap<&'static str, ShownFigure> {
    let figures = Figure::ALL.iter().filter(|f| derivation.count().of(**f).next().is_some());
    figures
        .map(|figure| {
            let lines = derivation.count().of(*figure);
            let lines = lines.map(|line| ShownLine {
                what: line.what.clone(),
                amount: line.amount * line.chance,
                of: line.of.clone(),
            });
            let shown = ShownFigure {
                value: derivation.count().figure(*figure),
                rules: figure.rules(),
                lines: lines.collect(),
            };
            (figure.name(), shown)
        })
        .collect()
}
