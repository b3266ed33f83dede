//! Texts of scenarios that are being edited.

use super::check::Finding;
use super::text::Label;
use onething_engine::analyse::difference::Difference;
use onething_engine::plan::figure::Figure;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A text to be put into the one layout.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormatRequest {
    /// The text of a `scenario.yaml`, at most 1 MiB.
    pub text: String,
}

/// A text in the one layout.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Formatted {
    /// The text; comments stay. None where it cannot be read as YAML.
    pub text: Option<String>,
    /// Whether that is another text than was sent.
    pub changed: bool,
    /// Why it cannot be read.
    #[schema(value_type = Vec<Finding>)]
    pub diagnostics: Value,
}

/// A text to be compared with a version.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DifferenceRequest {
    /// The text of a `scenario.yaml`, at most 1 MiB.
    pub text: String,
    /// The version that it is compared with: its hash, or the first 8 digits of it or more; the latest where it is
    /// absent.
    pub version: Option<String>,
}

/// What differs in meaning.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DifferenceView {
    /// The scenario.
    pub scenario: String,
    /// Whether the text has no errors; one that has is not compared.
    pub sound: bool,
    /// All findings of the text.
    #[schema(value_type = Vec<Finding>)]
    pub diagnostics: Value,
    /// Whether the two mean the same; none where the text is not compared.
    pub same: Option<bool>,
    /// Facts that differ, in the order of the published scenario, then those that only the text has.
    pub facts: Vec<FactChanged>,
    /// Figures of plans that both have and that differ, in the base way.
    pub figures: Vec<FigureChanged>,
}

/// A fact that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FactChanged {
    /// `items.household_registration.limit.promised`.
    pub path: String,
    /// What it was; none: it was not there.
    pub before: Option<String>,
    /// What it is in the text; none: it is gone.
    pub after: Option<String>,
}

/// A figure that differs.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FigureChanged {
    /// The plan.
    pub plan: String,
    /// The figure.
    pub figure: &'static str,
    /// What it is called.
    pub title: Label,
    /// What it was.
    pub before: f64,
    /// What it is in the text.
    pub after: f64,
}

impl DifferenceView {
    /// What two scenarios differ in; none where the text has errors.
    pub fn of(scenario: String, diagnostics: Value, difference: Option<Difference>) -> Self {
        let same = difference.as_ref().map(Difference::is_empty);
        let Difference { facts, figures } = difference.unwrap_or_default();
        Self {
            scenario,
            sound: same.is_some(),
            diagnostics,
            same,
            facts: facts
                .into_iter()
                .map(|fact| FactChanged { path: fact.path, before: fact.before, after: fact.after })
                .collect(),
            figures: figures
                .into_iter()
                .map(|change| FigureChanged {
                    title: Figure::ALL
                        .iter()
                        .find(|figure| figure.name() == change.figure)
                        .map(|figure| Label { zh: figure.zh().to_owned(), en: figure.en().to_owned() })
                        .unwrap_or_default(),
                    plan: change.plan,
                    figure: change.figure,
                    before: change.before,
                    after: change.after,
                })
                .collect(),
        }
    }
}
