//! Systems and the services they offer.

use super::{DepartmentId, ElementId, Id, Period, Source, Span, SystemId, WorkTime};
use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};

/// A system of a department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct System {
    /// Label.
    pub title: Text,
    /// Its owner.
    pub department: DepartmentId,
    /// Every call to this system passes through that one too (so it is touched too).
    pub via: Option<SystemId>,
    /// How it behaves when simulated.
    pub simulated: Simulated,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: Span,
}

/// How a system behaves in simulation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Simulated {
    /// Time one call takes.
    pub latency: Option<WorkTime>,
    /// Chance that a call is answered, 0–1.
    pub available: Option<f64>,
    /// Calendar by id, or none for `always`.
    pub open: Option<Id>,
    /// Time after which a call counts as not answered.
    pub timeout: Option<Period>,
    /// How often it is tried again; none: three times, ten seconds apart.
    #[serde(default)]
    pub retry: Option<Retry>,
}

/// `retry: { times, every }`: how a call that is not answered is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// How often after the first time.
    pub times: u32,
    /// How long after the last failure.
    pub every: Period,
}

/// A role in `about`: a kind (`it: person`), or a relation of an earlier role (`other: spouse of one`),
/// with `each` for all who fill it at once (`baby: each child of mother`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// The role's name.
    pub name: Id,
    /// The kind of party that may fill it.
    pub kind: Id,
    /// Relation and the position of the earlier role it starts from.
    pub relation: Option<(Id, u8)>,
    /// One call answers for all of them.
    pub each: bool,
    /// Where it is written.
    pub span: Span,
}

/// An element of a role, possibly through relations of it: `it.id_number`, `holder.one.id_number`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDatum {
    /// Position of the role.
    pub role: u8,
    /// Relations to follow from it, `one` in `holder.one.id_number`.
    pub path: Vec<Id>,
    /// The element at the end.
    pub element: ElementId,
    /// Where it is written.
    pub span: Span,
}

/// One operation of a system: it needs all of `given` and supplies all of `returns` (rule 6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// `system.service`.
    pub id: Id,
    /// The system that offers it.
    pub system: SystemId,
    /// Label; the id where none is written.
    pub title: Text,
    /// Whom it is about.
    pub about: Vec<Role>,
    /// What must be known to call it.
    pub given: Vec<RoleDatum>,
    /// What an answer supplies.
    pub returns: Vec<RoleDatum>,
    /// Chance that the thing asked for is found, 0–1; for simulation and run time only.
    pub found: Option<f64>,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: Span,
}
