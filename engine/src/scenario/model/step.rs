//! Steps of an item.

use super::{Condition, DepartmentId, Id, Period, ServiceId, Span, Spanned, SystemId, WorkTime};
use crate::scenario::text::Text;

/// What a step is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// Work of a person: accept, review, decide, issue, deliver, or a name of the item's own.
    Human,
    /// Work of a person outside the limit (特别程序): hearing, inspection, card making; the id says which.
    Special(Id),
    /// A call of a system's service.
    Call(ServiceId),
    /// A notice to a party.
    Notify,
}

/// A step of an item.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name: `accept`.
    pub name: Id,
    /// Label.
    pub title: Text,
    /// What it is.
    pub kind: StepKind,
    /// Who does it, by role.
    pub role: Option<Id>,
    /// Another department than the item's.
    pub department: Option<DepartmentId>,
    /// Another system than the item's.
    pub system: Option<SystemId>,
    /// How long the work takes.
    pub takes: Option<WorkTime>,
    /// A limit of its own.
    pub within: Option<Spanned<Period>>,
    /// How it can end.
    pub outcome: Outcome,
    /// Only when this holds.
    pub when: Option<Condition>,
    /// The name where it is defined.
    pub span: Span,
}

/// Chances of a step's outcomes; they sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Goes on.
    pub approve: f64,
    /// Returned to the applicant to mend.
    pub correct: f64,
    /// Refused.
    pub reject: f64,
    /// How long the applicant takes to mend.
    pub corrects_in: Option<WorkTime>,
}

impl Default for Outcome {
    fn default() -> Self {
        Self { approve: 1.0, correct: 0.0, reject: 0.0, corrects_in: None }
    }
}
