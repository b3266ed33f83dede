//! Situations: questions whose answers select what applies.

use super::{Condition, Datum, Id, ItemId, PartyId, Span, Spanned};
use crate::scenario::text::Text;

/// What a situation is at bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SituationKind {
    /// Written under `situations`.
    Question,
    /// An `optional: true` item: always put to the applicant, not counted as a field (rule 17).
    OptionalItem(ItemId),
    /// The number of members of a `many` party (rule 21).
    Count(PartyId),
}

/// A situation.
#[derive(Debug, Clone)]
pub struct Situation {
    /// Its name; optional items and counts get `choose_<item>` and `count_<party>`.
    pub id: Id,
    /// What it is at bottom.
    pub kind: SituationKind,
    /// The question in everyday words; none: it cannot be asked.
    pub ask: Option<Text>,
    /// The field that is asked in place of a question (`ask_field`); answers follow from it.
    pub ask_field: Option<Datum>,
    /// Possible answers, at least one.
    pub answers: Vec<Answer>,
    /// Several answers may hold at once (`any_of`).
    pub several: bool,
    /// How the answer is known without asking.
    pub known_from: Option<KnownFrom>,
    /// Share of each answer, as long as `answers`; equal where `weighted` is false.
    pub weights: Vec<f64>,
    /// Whether `weights` were written.
    pub weighted: bool,
    /// Weights that hold instead when an earlier situation's answer makes the condition true; first match wins.
    pub conditional: Vec<ConditionalWeights>,
    /// The name where it is defined.
    pub span: Span,
}

/// One possible answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its name, used in conditions.
    pub id: Id,
    /// Label; the id where none is written.
    pub title: Text,
    /// Choosing it ends the way, with this explanation (阻塞情形, rule 18).
    pub stops: Option<Text>,
    /// Where it is written.
    pub span: Span,
}

/// How a situation is known without asking (rule 9).
#[derive(Debug, Clone)]
pub enum KnownFrom {
    /// An element whose values are the answers.
    Element(Spanned<Datum>),
    /// A condition per answer, by position; the last answer is the otherwise.
    Conditions(Vec<(usize, Condition)>),
}

/// `{ when, weights }` of a situation.
#[derive(Debug, Clone)]
pub struct ConditionalWeights {
    /// Over earlier situations.
    pub when: Condition,
    /// As long as the answers.
    pub weights: Vec<f64>,
}
