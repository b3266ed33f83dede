//! The count of a plan in one way, line by line.

use super::text::Label;
use indexmap::IndexMap;
use onething_engine::analyse::show::{Shown, ShownFigure};
use onething_engine::plan::figure::Figure;
use onething_engine::scenario::model::Scenario;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The count of a plan in one way.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CountView {
    /// The scenario.
    pub scenario: String,
    /// The plan.
    pub plan: String,
    /// Who applies.
    pub applicant: String,
    /// The answer of every situation in this way.
    #[schema(value_type = BTreeMap<String, String>)]
    pub given: IndexMap<String, String>,
    /// The text that ends this way, if one does.
    pub stop: Option<Label>,
    /// The version of the counting rules.
    pub rules: &'static str,
    /// Every figure, in the order of reports.
    pub figures: Vec<CountedFigure>,
}

/// A figure, and the lines that it is counted from.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CountedFigure {
    /// Its name: `items`, `departments`, `fields` and so on, as in comparisons.
    pub id: &'static str,
    /// What it is called.
    pub title: Label,
    /// Its unit: `count`, `wd`, `d`, `CNY`, `min`.
    pub unit: &'static str,
    /// What it comes to in this way.
    pub value: f64,
    /// The counting rules it goes by, by number.
    pub rules: Vec<u16>,
    /// What it is made of. Limits are longest paths, and not the sum of these.
    pub lines: Vec<CountedLine>,
}

/// One thing that is counted.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CountedLine {
    /// What: `mother.name`, `household_registration.review`.
    pub what: String,
    /// What it is called, where it has a label.
    pub title: Option<Label>,
    /// How much.
    pub amount: f64,
    /// The item on whose own list it stands; none: it is counted once for all.
    pub of: Option<String>,
}

impl CountView {
    /// The count of what is shown of a plan.
    pub fn of(scenario: &Scenario, shown: &Shown) -> Self {
        let titles = titles(scenario, shown);
        Self {
            scenario: shown.scenario.clone(),
            plan: shown.plan.clone(),
            applicant: shown.applicant.clone(),
            given: shown.given.clone(),
            stop: shown.stop.as_ref().map(Into::into),
            rules: shown.rules,
            figures: Figure::ALL
                .iter()
                .map(|figure| CountedFigure::of(*figure, shown.count.get(figure.name()), &titles))
                .collect(),
        }
    }
}

impl CountedFigure {
    fn of(figure: Figure, shown: Option<&ShownFigure>, titles: &BTreeMap<&str, Label>) -> Self {
        let lines = shown.iter().flat_map(|shown| &shown.lines);
        Self {
            id: figure.name(),
            title: Label { zh: figure.zh().to_owned(), en: figure.en().to_owned() },
            unit: figure.unit(),
            value: shown.map_or(0.0, |shown| shown.value),
            rules: figure.rules().iter().copied().map(u16::from).collect(),
            lines: lines
                .map(|line| CountedLine {
                    what: line.what.clone(),
                    title: titles.get(line.what.as_str()).cloned(),
                    amount: line.amount,
                    of: line.of.clone(),
                })
                .collect(),
        }
    }
}

/// What lines may be of, and what that is called. Names of different kinds are told apart by their form.
fn titles<'a>(scenario: &'a Scenario, shown: &'a Shown) -> BTreeMap<&'a str, Label> {
    let catalogue = &scenario.catalogue;
    let departments = catalogue.departments.iter().map(|(id, one)| (&**id, &one.title));
    let systems = catalogue.systems.iter().map(|(id, one)| (&**id, &one.title));
    let items = shown.items.iter().map(|item| (item.id.as_str(), &item.title));
    let steps = shown.steps.iter().map(|step| (step.id.as_str(), &step.title));
    let asked = shown.ask.fields.iter().chain(&shown.ask.materials);
    let asked = asked.map(|thing| (thing.id.as_str(), &thing.title));
    let all = systems.chain(departments).chain(items).chain(asked).chain(steps);
    all.map(|(name, title)| (name, title.into())).collect()
}
