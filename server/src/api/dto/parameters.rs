//! What a simulation can be run otherwise with.

use crate::desk::label::Label;
use crate::desk::views::name_of;
use onething_engine::simulate::Parameter;
use serde::Serialize;
use utoipa::ToSchema;

/// What a run of a scenario can vary.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParametersView {
    /// The scenario.
    pub scenario: String,
    /// The plan.
    pub plan: String,
    /// Each with what is so now, by kind.
    pub parameters: Vec<ParameterView>,
}

/// One thing that can be otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParameterView {
    /// What an entry of `what_if` begins with; `PATH=VALUE`, `PATH=+1` or `PATH=x0.5` makes it otherwise.
    #[schema(example = "staff.police.officer")]
    pub path: String,
    /// `arrivals`, `staff`, `queue`, `available`, `found`, `correct` or `refuse`.
    pub kind: String,
    /// Label of what it is of: a department and role, a system, a service or licence, a step.
    pub title: Label,
    /// Label of the unit; a chance is a share from 0 to 1.
    pub unit: Label,
    /// What is so now.
    pub value: f64,
    /// The least that it may be.
    pub min: f64,
    /// The most that it may be; none: no most.
    pub max: Option<f64>,
}

impl From<&Parameter> for ParameterView {
    fn from(parameter: &Parameter) -> Self {
        let (min, max) = parameter.kind.range();
        Self {
            path: parameter.path.clone(),
            kind: name_of(&parameter.kind),
            title: (&parameter.title).into(),
            unit: (&parameter.kind.unit()).into(),
            value: parameter.value,
            min,
            max,
        }
    }
}
