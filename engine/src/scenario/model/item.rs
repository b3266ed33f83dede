//! Items: service items of departments, as facts.

use super::{
    Condition, Datum, DepartmentId, Document, Id, ItemId, LicenceId, PartyId, PartyRef, Period, Source, Span,
    Spanned, Step, SystemId,
};
use crate::scenario::text::Text;

/// A service item of one department.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name in the scenario.
    pub id: Id,
    /// Label.
    pub title: Text,
    /// Who handles it.
    pub department: DepartmentId,
    /// The system it is handled in.
    pub system: Option<SystemId>,
    /// 实施编码, GB/T 39046 / live codes: 31 characters.
    pub code: Option<Spanned<Id>>,
    /// Statutory and promised limit.
    pub limit: Limit,
    /// Applies only when this holds.
    pub when: Option<Condition>,
    /// Chosen by the applicant with this chance; none: not optional.
    pub optional: Option<f64>,
    /// Items that must end first.
    pub after: Vec<Spanned<ItemId>>,
    /// Done once per member of this party.
    pub each: Option<PartyId>,
    /// What it needs.
    pub needs: Needs,
    /// What it gives when it ends.
    pub gives: Gives,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// Visits when applied for on its own.
    pub visits: Visits,
    /// Fee in CNY.
    pub fee: Option<f64>,
    /// Where the facts come from.
    pub source: Option<Source>,
    /// The name where it is defined.
    pub span: Span,
}

/// Limits of an item, acceptance to result.
#[derive(Debug, Clone, Default)]
pub struct Limit {
    /// 法定.
    pub statutory: Option<Spanned<Period>>,
    /// 承诺.
    pub promised: Option<Spanned<Period>>,
}

/// A need, under a condition.
#[derive(Debug, Clone)]
pub struct Need<T> {
    /// What is needed.
    pub what: T,
    /// Only when this holds.
    pub when: Option<Condition>,
    /// Where it is written.
    pub span: Span,
}

/// What an item needs, in file order.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Data elements.
    pub fields: Vec<Need<Datum>>,
    /// Materials.
    pub materials: Vec<Need<Document>>,
}

/// What an item gives when it ends.
#[derive(Debug, Clone, Default)]
pub struct Gives {
    /// Data elements.
    pub fields: Vec<Spanned<Datum>>,
    /// Materials, on paper.
    pub materials: Vec<Spanned<Document>>,
    /// E-licences and who holds them.
    pub licences: Vec<Spanned<(PartyRef, LicenceId)>>,
}

/// Visits to a place when applied for on its own (到办事现场次数).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Visits {
    /// To apply.
    pub apply: u32,
    /// To collect the result.
    pub collect: u32,
}
