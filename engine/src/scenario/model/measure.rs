//! Measures: the streamlining levers of a plan.

use super::{
    Condition, Datum, DepartmentId, Id, ItemId, LicenceId, MaterialId, Need, Period, ServiceId, Span,
    Spanned, SystemId, Treated, WorkTime,
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
    Share(Listed<ShareEntry>),
    /// 电子证照: licences that may be fetched.
    Licences(Listed<LicenceEntry>),
    /// 直接取消: papers that are required no more.
    Cancel(Listed<PaperEntry>),
    /// 告知承诺: papers that the applicant declares in place of handing them in.
    Commit(Listed<PaperEntry>),
    /// 部门核验: papers that the departments which would have issued them confirm instead.
    Verify(Listed<PaperEntry>),
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
            MeasureKind::Cancel(_) => "cancel",
            MeasureKind::Commit(_) => "commit",
            MeasureKind::Verify(_) => "verify",
            MeasureKind::Results => "results",
            MeasureKind::Parallel => "parallel",
            MeasureKind::Merge(_) => "merge",
            MeasureKind::Auto(_) => "auto",
            MeasureKind::Promise(_) => "promise",
            MeasureKind::Deliver(_) => "deliver",
            MeasureKind::Online => "online",
        }
    }

    /// Whether what is asked, and what supplies the rest, can depend on it; the others only change steps,
    /// limits and visits, or how often the same thing is counted.
    pub fn bears_on_ask(&self) -> bool {
        match self {
            MeasureKind::OneForm
            | MeasureKind::SignIn(_)
            | MeasureKind::Share(_)
            | MeasureKind::Licences(_)
            | MeasureKind::Cancel(_)
            | MeasureKind::Commit(_)
            | MeasureKind::Verify(_)
            | MeasureKind::Results
            | MeasureKind::Deliver(_) => true,
            MeasureKind::OneSet
            | MeasureKind::Parallel
            | MeasureKind::Merge(_)
            | MeasureKind::Auto(_)
            | MeasureKind::Promise(_)
            | MeasureKind::Online => false,
        }
    }
}

/// The label of a measure's key; none if no measure has it.
pub fn measure_label(name: &str) -> Option<Text> {
    Some(match name {
        "one_form" => Text::new("多表合一", "One form"),
        "one_set" => Text::new("一套材料", "One set of materials"),
        "sign_in" => Text::new("实名登录", "Known from sign-in"),
        "share" => Text::new("数据共享", "Data sharing"),
        "licences" => Text::new("电子证照", "Electronic licences"),
        "cancel" => Text::new("直接取消", "Cancelled papers"),
        "commit" => Text::new("告知承诺", "Declarations in place of papers"),
        "verify" => Text::new("部门核验", "Papers verified by their departments"),
        "results" => Text::new("前序结果免交", "Earlier results"),
        "parallel" => Text::new("并联办理", "Items in parallel"),
        "merge" => Text::new("环节合并", "Merged steps"),
        "auto" => Text::new("智能审批", "Decided by rule"),
        "promise" => Text::new("压减时限", "Shorter limits"),
        "deliver" => Text::new("统一送达", "One delivery"),
        "online" => Text::new("全程网办", "All online"),
        _ => return None,
    })
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

/// One paper that may be done without.
#[derive(Debug, Clone)]
pub struct PaperEntry {
    /// The paper.
    pub material: MaterialId,
    /// Only when this holds.
    pub when: Option<Condition>,
    /// Named or through `all`.
    pub scope: Scope,
    /// Where the entry is written.
    pub span: Span,
}

/// An entry of a list that is looked up by what it is about.
pub trait Entry {
    /// What it is about.
    fn key(&self) -> u32;
}

impl Entry for ShareEntry {
    fn key(&self) -> u32 {
        self.service.0
    }
}

impl Entry for LicenceEntry {
    fn key(&self) -> u32 {
        self.licence.0
    }
}

impl Entry for PaperEntry {
    fn key(&self) -> u32 {
        self.material.0
    }
}

impl MeasureKind {
    /// The papers that it lets do without, and what takes their place; none for any other measure.
    pub fn papers(&self) -> Option<(Treated, &Listed<PaperEntry>)> {
        match self {
            MeasureKind::Cancel(list) => Some((Treated::Cancelled, list)),
            MeasureKind::Commit(list) => Some((Treated::Committed, list)),
            MeasureKind::Verify(list) => Some((Treated::Verified, list)),
            _ => None,
        }
    }

    /// The conditions of its entries; none where it has no list of entries under conditions.
    pub fn conditions(&self) -> Vec<&Condition> {
        match self {
            MeasureKind::Share(list) => list.entries().iter().filter_map(|e| e.when.as_ref()).collect(),
            MeasureKind::Licences(list) => list.entries().iter().filter_map(|e| e.when.as_ref()).collect(),
            MeasureKind::Cancel(list) | MeasureKind::Commit(list) | MeasureKind::Verify(list) => {
                list.entries().iter().filter_map(|e| e.when.as_ref()).collect()
            }
            MeasureKind::Deliver(deliver) => deliver.needs.iter().filter_map(|n| n.when.as_ref()).collect(),
            _ => Vec::new(),
        }
    }
}

/// No entry.
const NOWHERE: u32 = u32::MAX;

/// Entries in listed order; a later entry for the same thing overrides an earlier one, so that a pattern can
/// be followed by an exception.
#[derive(Debug, Clone)]
pub struct Listed<E> {
    entries: Vec<E>,
    /// Key → position; [`NOWHERE`] for keys without an entry.
    by_key: Vec<u32>,
}

impl<E: Entry> From<Vec<E>> for Listed<E> {
    fn from(entries: Vec<E>) -> Self {
        let length = entries.iter().map(|e| e.key() as usize + 1).max().unwrap_or(0);
        let mut by_key = vec![NOWHERE; length];
        for (position, entry) in (0_u32..).zip(&entries) {
            by_key[entry.key() as usize] = position;
        }
        Self { entries, by_key }
    }
}

impl<E: Entry> Listed<E> {
    /// All entries, in listed order.
    pub fn entries(&self) -> &[E] {
        &self.entries
    }

    /// The entry in force for a thing, and its position.
    pub fn find(&self, key: u32) -> Option<(u32, &E)> {
        let position = *self.by_key.get(key as usize).filter(|p| **p != NOWHERE)?;
        self.entries.get(position as usize).map(|entry| (position, entry))
    }
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
