//! Two plans of a scenario side by side: every figure, what is asked and why, and what each measure saves.

use super::attribution::{Attribution, attribute};
use super::waterfall::{WaterfallStep, waterfall};
use crate::plan::derive::Planner;
use crate::plan::explain::{AskExplained, explain};
use crate::plan::figure::{COUNTING_RULES, Figure};
use crate::plan::levers::MeasureSet;
use crate::plan::summary::{AllWays, Method, Spread, Summary};
use crate::plan::way::Way;
use crate::scenario::model::{PartyId, Plan, Scenario};
use crate::scenario::text::Text;
use indexmap::IndexMap;
use serde::Serialize;
use std::sync::Arc;

/// One figure before and after.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// Under the first plan.
    pub from: Spread,
    /// Under the second.
    pub to: Spread,
    /// (from − to) / from of the base way, in percent; none from 0 (rule 36).
    pub saved_percent: Option<f64>,
}

/// What some figures consist of, in the base way of a plan (rules 30, 32, 33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Beside {
    /// Handoffs that the applicant carries.
    pub handoffs_by_applicant: u32,
    /// Handoffs between departments.
    pub handoffs_between_departments: u32,
    /// Steps outside the limit.
    pub special_steps: u32,
    /// Questions among the fields.
    pub questions: u32,
    /// Companies that take part, shown and not counted.
    pub companies: u32,
}

/// Figures for an applicant for whom they differ from the first one's (rule 4).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ApplicantFigures {
    /// Who applies.
    pub applicant: String,
    /// Every figure that differs.
    pub figures: IndexMap<&'static str, Change>,
}

/// A way that ends with an explanation, left out of the figures (rule 18).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stop {
    /// The answer that ends it, `situation=answer`.
    pub answer: String,
    /// What the applicant is told.
    pub text: Text,
    /// Its chance.
    pub chance: f64,
}

/// Two plans compared; its JSON is the analyst's contract. Every text in it (`title`, `because` of what is
/// asked, `why` of the waterfall) is an object of both languages, `{"zh": …, "en": …}`; for each figure the
/// changes of the waterfall, and the shares of the attribution, sum to `to.base − from.base`, systems and data
/// sources excepted (rule 31).
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The scenario.
    pub scenario: String,
    /// Its label.
    pub title: Text,
    /// The first plan.
    pub from: String,
    /// The second plan.
    pub to: String,
    /// Every figure, by name.
    pub figures: IndexMap<&'static str, Change>,
    /// What stands beside the figures, for both plans.
    pub beside: BesideBoth,
    /// Figures of other applicants, where they differ.
    pub applicants: Vec<ApplicantFigures>,
    /// Ways that stop.
    pub stops: Vec<Stop>,
    /// Measure by measure, in listed order, on the base way; changes sum to the whole.
    pub waterfall: Vec<WaterfallStep>,
    /// Each measure's fair share of every change (Shapley), on the base way.
    pub attribution: Attribution,
    /// What the second plan asks in the base way, and why.
    pub ask: AskExplained,
    /// How expected figures were found.
    pub method: Method,
    /// How many facts are assumed rather than sourced.
    pub assumed_facts: usize,
    /// The counting rules.
    pub rules: &'static str,
}

/// [`Beside`] of both plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BesideBoth {
    /// The first plan.
    pub from: Beside,
    /// The second plan.
    pub to: Beside,
}

/// Compares two plans over all ways; `base` fixes the way on which measures are told apart.
pub fn compare(
    planner: &Planner<'_>,
    from: &Plan,
    to: &Plan,
    base: &Way,
    assumed_facts: usize,
) -> Comparison {
    let over =
        |plan: &Plan, applicant| Arc::new(AllWays::new(planner, plan, MeasureSet::all(plan), applicant));
    compare_over(planner, (from, to), base, assumed_facts, &over)
}

/// The same where what a plan with all its measures comes to over all ways of an applicant is told by `over`: it
/// takes most of the time, and is the same whatever the base.
pub fn compare_over(
    planner: &Planner<'_>,
    (from, to): (&Plan, &Plan),
    base: &Way,
    assumed_facts: usize,
    over: &dyn Fn(&Plan, PartyId) -> Arc<AllWays>,
) -> Comparison {
    let scenario = planner.scenario;
    let summary =
        |plan: &Plan, applicant| over(plan, applicant).with_base(planner, plan, MeasureSet::all(plan), base);
    let (from_set, to_set) = (MeasureSet::all(from), MeasureSet::all(to));
    let both = |applicant| (summary(from, applicant), summary(to, applicant));
    let (before, after) = both(base.applicant);
    let derived = planner.derive(to, to_set, base);
    Comparison {
        scenario: scenario.id.value.to_string(),
        title: scenario.title.clone(),
        from: from.id.to_string(),
        to: to.id.to_string(),
        figures: changes(&before, &after),
        beside: BesideBoth {
            from: beside(planner, from, from_set, base),
            to: beside(planner, to, to_set, base),
        },
        applicants: other_applicants(scenario, base, &changes(&before, &after), &both),
        stops: after
            .stops
            .iter()
            .map(|(answer, text, chance)| Stop {
                answer: answer.clone(),
                text: text.clone(),
                chance: *chance,
            })
            .collect(),
        waterfall: waterfall(planner, from, to, base),
        attribution: attribute(planner, to, base),
        ask: explain(&derived),
        method: after.method,
        assumed_facts,
        rules: COUNTING_RULES,
    }
}

fn beside(planner: &Planner<'_>, plan: &Plan, set: MeasureSet, way: &Way) -> Beside {
    let derivation = planner.derive(plan, set, way);
    let count = derivation.count();
    let handoffs = count.of(Figure::Handoffs).count();
    let between = handoffs.saturating_sub(count.carried_by_applicant as usize);
    Beside {
        handoffs_by_applicant: count.carried_by_applicant,
        handoffs_between_departments: u32::try_from(between).unwrap_or(u32::MAX),
        special_steps: count.special_steps,
        questions: count.questions,
        companies: count.companies,
    }
}

fn changes(before: &Summary, after: &Summary) -> IndexMap<&'static str, Change> {
    let spread =
        |summary: &Summary, figure: Figure| summary.figures.get(&figure).copied().unwrap_or_default();
    Figure::ALL
        .iter()
        .map(|figure| {
            let (from, to) = (spread(before, *figure), spread(after, *figure));
            (figure.name(), Change { from, to, saved_percent: saved_percent(from.base, to.base) })
        })
        .collect()
}

/// (from − to) / from in percent, one decimal; from 0 there is none (rule 36).
pub fn saved_percent(from: f64, to: f64) -> Option<f64> {
    (from > 0.0).then(|| ((from - to) / from * 1000.0).round() / 10.0)
}

fn other_applicants(
    scenario: &Scenario,
    base: &Way,
    usual: &IndexMap<&'static str, Change>,
    both: &dyn Fn(PartyId) -> (Summary, Summary),
) -> Vec<ApplicantFigures> {
    let mut differing = Vec::new();
    for applicant in scenario.applicants().filter(|a| *a != base.applicant) {
        let (before, after) = both(applicant);
        let figures: IndexMap<_, _> = changes(&before, &after)
            .into_iter()
            .filter(|(name, change)| usual.get(name) != Some(change))
            .collect();
        if !figures.is_empty() {
            let applicant = scenario.party(applicant).map_or("?", |p| &*p.id).to_owned();
            differing.push(ApplicantFigures { applicant, figures });
        }
    }
    differing
}
