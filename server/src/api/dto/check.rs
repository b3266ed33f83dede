//! A scenario's text, checked.

use super::form::FormView;
use super::graph::GraphDocument;
use super::scenario::PlanView;
use super::text::Label;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A scenario's text to be checked.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// The text of a `scenario.yaml`, at most 1 MiB.
    pub text: String,
    /// The plan whose graph and form are shown; the first that is not separate where it is absent.
    pub plan: Option<String>,
    /// Answers, `SITUATION=ANSWER` joined by commas, of the way that they are shown in; the rest is the base way.
    pub given: Option<String>,
    /// Whether findings alone are wanted, as while somebody types: no plan is derived for it. Not unless it is said.
    #[serde(default)]
    pub findings_only: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CheckResult {
    /// Whether there are no errors.
    pub sound: bool,
    /// All findings, the true mistake first.
    #[schema(value_type = Vec<Finding>)]
    pub diagnostics: serde_json::Value,
    /// The plans and what they come to; empty while there are errors.
    pub plans: Vec<PlanView>,
    /// The graph of the plan in the way; none while there are errors.
    pub graph: Option<GraphDocument>,
    /// What the plan asks in the way; none while there are errors.
    pub form: Option<FormView>,
}

/// A finding; the shape of `onething check --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Its stable name; `onething explain CODE` tells it in full.
    pub code: String,
    /// `error`, `warning` or `hint`.
    pub severity: String,
    /// Where.
    pub at: Option<FindingPlace>,
    /// What is wrong.
    pub message: Label,
    /// How to mend it.
    pub mend: Label,
    /// Other places that have to do with it.
    pub also: Vec<FindingAlso>,
    /// An edit that mends it.
    pub edit: Option<FindingEdit>,
}

/// A place in a text; lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingPlace {
    /// The file.
    pub file: String,
    /// First line.
    pub line: usize,
    /// First column.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Behind the last column.
    pub end_column: usize,
}

/// Another place that has to do with a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingAlso {
    /// Where.
    pub at: Option<FindingPlace>,
    /// Why.
    pub why: Label,
}

/// An edit that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingEdit {
    /// What is replaced.
    pub at: Option<FindingPlace>,
    /// With what.
    pub with: String,
}
