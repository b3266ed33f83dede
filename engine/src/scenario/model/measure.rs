//! Measures: the streamlining levers of a plan.

use super::{
    Condition, Datum, DepartmentId, Id, ItemId, LicenceId, Need, Period, ServiceId, Span, Spanned, SystemId,
    WorkTime,
};

use crate::scenario::text::Text;

/// A measure as listed in a plan. `name` is its key: `one_form`, `share`, `merge`…
#[derive(Debug, Clone)]
pub struct Measure {
    /// What it does.
    pub kind: MeasureKind,
    /// Where it is written.
    pub span: Span,
}

/// What a measure does (rules 22–28).
#[derive(Debug, Clone)]
pub enum MeasureKind {
    /// 多表合一: each element once.
    OneForm,
    /// 一套材料: each material once.
    OneSet,
    /// 实名登录 through a system: sign-in values are known.
    SignIn(SystemId),
    /// 数据共享: services that may be called.
    Share(Vec<ShareEntry>),
    /// 电子证照: licences that may be fetched.
    Licences(Vec<LicenceEntry>),
    /// 前序结果免交: what one item gives is not asked again.
    Results,
    /// 并联: items wait only where a dependency asks for it.
    Parallel,
    /// One step in place of the steps of a name in all applicable items.
    Merge(Merge),
    /// 智能审批: steps done by rule.
    Auto(Vec<AutoEntry>),
    /// 即办: this plan's limits.
    Promise(Vec<PromiseEntry>),
    /// One delivery in place of collecting.
    Deliver(Deliver),
    /// 全程网办: no visits to apply.
    Online,
}

impl MeasureKind {
    /// The measure's key in a file.
    pub fn name(&self) -> &'static str {
        match self {
            MeasureKind::OneForm => "one_form",
            MeasureKind::OneSet => "one_set",
            MeasureKind::SignIn(_) => "sign_in",
            MeasureKind::Share(_) => "share",
            MeasureKind::Licences(_) => "licences",
            MeasureKind::Results => "results",
            MeasureKind::Parallel => "parallel",
            MeasureKind::Merge(_) => "merge",
            MeasureKind::Auto(_) => "auto",
            MeasureKind::Promise(_) => "promise",
            MeasureKind::Deliver(_) => "deliver",
            MeasureKind::Online => "online",
        }
    }
}

/// Whether an entry list names its members or takes all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// `all` or a pattern `system.*`.
    All,
    /// By name.
    Named,
}

/// One service that may be called. Patterns are expanded while lowering, in catalogue order.
#[derive(Debug, Clone)]
pub struct ShareEntry {
    /// The service.
    pub service: ServiceId,
    /// Only when this holds.
    pub when: Option<Condition>,
    /// Named or through a pattern.
    pub scope: Scope,
    /// Where the entry is written.
    pub span: Span,
}

/// One licence that may be fetched.
#[derive(Debug, Clone)]
pub struct LicenceEntry {
    /// The licence.
    pub licence: LicenceId,
    /// Only when this holds.
    pub when: Option<Condition>,
    /// Named or through `all`.
    pub scope: Scope,
    /// Where the entry is written.
    pub span: Span,
}

/// `merge: { steps, into, by, system, takes }` (rule 25).
#[derive(Debug, Clone)]
pub struct Merge {
    /// Name of the steps it replaces.
    pub steps: Spanned<Id>,
    /// Name of the step that replaces them.
    pub into: Id,
    /// Label of that step; the name where none is written.
    pub title: Text,
    /// Who does it.
    pub by: DepartmentId,
    /// By which role; none: the role of the first step it replaces.
    pub role: Option<Id>,
    /// In which system.
    pub system: Option<SystemId>,
    /// How long it takes; none: the longest of the replaced ones.
    pub takes: Option<WorkTime>,
}

/// One step done by rule: `item.step`, with the share that goes to people (rule 26).
#[derive(Debug, Clone)]
pub struct AutoEntry {
    /// The item.
    pub item: ItemId,
    /// The step's name.
    pub step: Id,
    /// Share decided by rule, 0–1; the rest goes to people.
    pub decides: f64,
    /// Where it is written.
    pub span: Span,
}

/// One promised limit of the plan.
#[derive(Debug, Clone)]
pub struct PromiseEntry {
    /// The item.
    pub item: ItemId,
    /// Its limit.
    pub limit: Spanned<Period>,
}

/// `deliver: { together, needs }` (rule 28).
#[derive(Debug, Clone)]
pub struct Deliver {
    /// All results in one parcel.
    pub together: bool,
    /// What must be asked to deliver.
    pub needs: Vec<Need<Datum>>,
}
