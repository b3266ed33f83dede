//! Parties: who and what a scenario is about.

use super::{Condition, Id, PartyId, ServiceId, Span, Spanned};
use crate::scenario::text::Text;
use indexmap::IndexMap;

/// A party. `kind` is `person` unless `is:` names another.
#[derive(Debug, Clone)]
pub struct Party {
    /// Its name in the scenario.
    pub id: Id,
    /// Label; the id where none is written.
    pub title: Text,
    /// Its kind: `person`, `couple`, or a key of the catalogue's `elements`.
    pub kind: Id,
    /// May be the one who applies.
    pub applicant: bool,
    /// Relation name → possible targets; conditional ones (`of: { mother: …, father: … }`) have several.
    pub relations: IndexMap<Id, Vec<RelationTarget>>,
    /// Exists only when this holds.
    pub when: Option<Condition>,
    /// A list party (`many: 1..4`).
    pub many: Option<Many>,
    /// The name where it is defined.
    pub span: Span,
}

/// One target of a relation, under a condition.
#[derive(Debug, Clone)]
pub struct RelationTarget {
    /// The related party.
    pub party: PartyId,
    /// When it is the one; none: always.
    pub when: Option<Condition>,
    /// Where it is written.
    pub span: Span,
}

/// A list party and how its number of members is known.
#[derive(Debug, Clone)]
pub struct Many {
    /// Fewest members.
    pub min: u32,
    /// Most members.
    pub max: u32,
    /// The service whose answer tells the number; none: it is asked.
    pub count_from: Option<Spanned<ServiceId>>,
    /// Share of each number from `min` to `max`; empty: equal.
    pub weights: Vec<f64>,
}
