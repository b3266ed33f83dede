//! Plans: ways to deliver a scenario.

use super::{Condition, Id, Measure, Span, SystemId};
use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};

/// A plan: a list of measures over the same facts. The separate plan has none.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its name: `separate`, `joint`.
    pub id: Id,
    /// Label.
    pub title: Text,
    /// Offered only when this holds.
    pub when: Option<Condition>,
    /// Systems that the plan needs whatever the case; brought in by `online`.
    pub runs_on: Vec<SystemId>,
    /// The measures, in listed order.
    pub measures: Vec<Measure>,
    /// What happens when a system does not answer, in order.
    pub fallbacks: Vec<Fallback>,
    /// The name where it is defined; the scenario's id for a separate plan that is not written.
    pub span: Span,
}

/// What happens when a system does not answer at run time (rule 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fallback {
    /// Ask the applicant for it.
    Upload,
    /// Accept with the material still missing (容缺受理).
    Provisional,
    /// Accept a signed declaration (告知承诺).
    Commitment,
    /// Wait until the system answers.
    Wait,
}
