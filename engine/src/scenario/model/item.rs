//! Items: service items of departments, as facts.

use super::{
    Condition, Datum, DepartmentId, Document, Id, ItemId, Level, LicenceId, PartyId, PartyRef, Period,
    Source, Span, Spanned, Step, SystemId,
};
use crate::scenario::text::Text;
use std::sync::Arc;

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
    pub steps: Vec<Arc<Step>>,
    /// Visits when applied for on its own.
    pub visits: Visits,
    /// Fee in CNY.
    pub fee: Option<f64>,
    /// Whether the fee is dropped, or paid back, where the item ends without its result.
    pub refund: bool,
    /// What becomes of the application when this item is refused.
    pub on_refusal: AfterRefusal,
    /// A signed declaration in place of all its review before the result (告知承诺).
    pub commitment: Option<ItemCommitment>,
    /// Handled by the office of its department in a region; none: by the department itself.
    pub at: Option<At>,
    /// Where the facts come from.
    pub source: Option<Source>,
    /// The name where it is defined.
    pub span: Span,
}

/// What happens to the other items of an application when one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AfterRefusal {
    /// They go on; what rested on this item's result does not start.
    #[default]
    StopDependants,
    /// They go on, also those behind it.
    GoOn,
    /// All open ones end.
    StopAll,
}

/// `commitment: { limit, when, then }`: the applicant declares, the result is given at once, and the review
/// follows as a check; a broken commitment revokes the result.
#[derive(Debug, Clone)]
pub struct ItemCommitment {
    /// Limit of the item under commitment.
    pub limit: Spanned<Period>,
    /// Offered only when this holds.
    pub when: Option<Condition>,
    /// Steps that follow the result, by name; the rest come before it.
    pub then: Vec<Spanned<Id>>,
}

/// `at: { region: home.region, level: county }`: the office for where somebody or something is.
#[derive(Debug, Clone)]
pub struct At {
    /// The element whose value is a region.
    pub region: Datum,
    /// At which level: the region of that level which it is in; none: the region itself.
    pub level: Option<Level>,
    /// Where it is written.
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
