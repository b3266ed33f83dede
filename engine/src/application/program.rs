//! The process of a plan in one way, compiled flat for running: positions instead of names.

mod compile;
mod deadline;
mod facts;
mod marks;
mod reach;
mod tables;

pub use compile::NotRunnable;
pub(super) use deadline::elapsed;
pub(super) use facts::{Judged, Source, is_readable};
pub(super) use marks::Marks;
pub(super) use reach::Items;
pub(super) use tables::Tables;

use crate::calendar::{Calendar, WeeklyDue};
use crate::plan::route::Lane;
use crate::process::graph::{Gate, Signal};
use crate::scenario::model::{
    AfterRefusal, DepartmentId, ElementType, Fallback, Id, MessageId, Period, Retry, Run,
};
use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

macro_rules! positions {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u16);
        impl $name {
            /// The position in its table.
            #[inline]
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    )*};
}

positions! {
    /// A step of a program: any node of its process.
    StepId;
    /// An item of a program: a use of an item of the scenario.
    ItemIndex;
    /// A field or material that a program speaks of.
    FactId;
}

/// What runs applications of one plan in one way.
#[derive(Debug, Clone)]
pub struct Program {
    /// The scenario's id.
    pub scenario: Id,
    /// The plan's id.
    pub plan: Id,
    /// Label.
    pub title: Text,
    /// Every node of the process.
    pub steps: Vec<StepFacts>,
    /// The items, in order of the derivation.
    pub items: Vec<ItemFacts>,
    /// Fields and materials.
    pub facts: Vec<FactFacts>,
    /// Where it begins.
    pub start: StepId,
    /// Where it ends.
    pub end: StepId,
    /// What happens when a system does not answer, in order.
    pub fallbacks: Vec<Fallback>,
    /// Calendars of the items' departments.
    pub calendars: Vec<Calendar>,
    /// What every turn looks up.
    pub(super) tables: Tables,
    /// What computed elements are computed by, where steps read them.
    pub(super) computed: BTreeMap<FactId, Judged>,
    pub(super) by_name: BTreeMap<String, StepId>,
    pub(super) fact_by_name: BTreeMap<String, FactId>,
}

/// What a step does when a token reaches it.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// Nothing: the begin.
    Start,
    /// The application ends.
    End,
    /// The applicant fills a form.
    Form,
    /// A person of a department works.
    Task,
    /// The same, outside the limit.
    Special,
    /// Decided by rule, or else by people.
    Automatic,
    /// A system is called.
    Call,
    /// A notice is sent.
    Notice,
    /// A time is waited for.
    WaitTime(Period),
    /// An instant that a fact tells is waited for.
    WaitMoment(FactId),
    /// A message is waited for; the fact by whose value it finds its application.
    WaitMessage(MessageId, Option<FactId>),
    /// Another scenario is run.
    Run(Arc<Run>),
    /// A thing is taken for this application alone, at once or by its turn.
    Hold,
    /// Its turn in the line of a hold is waited for.
    HoldLine,
    /// The end of a hold is waited for.
    HoldEnd,
    /// Asks whether a thing is free; whether the item is refused when it is not.
    HoldFree(bool),
    /// The applicant collects.
    Collect,
    /// Results are sent.
    Deliver,
    /// Branches begin.
    Split(Gate),
    /// Branches meet.
    Join(Gate),
}

/// One step, ready to run.
#[derive(Debug, Clone)]
pub struct StepFacts {
    /// Its name: `household_registration.review`.
    pub id: Id,
    /// Label.
    pub title: Text,
    /// What it does.
    pub kind: StepKind,
    /// Who does it.
    pub lane: Lane,
    /// By which role.
    pub role: Option<Id>,
    /// Departments that take part in the same visit and must agree too.
    pub with: Vec<DepartmentId>,
    /// The items it serves.
    pub items: Vec<ItemIndex>,
    /// Where tokens go from it.
    pub next: Vec<Way>,
    /// How many tokens a join waits for.
    pub waits_for: u16,
    /// Of a split of some branches: where they meet; of that join: its split.
    pub partner: Option<StepId>,
    /// What must be known for it.
    pub uses: Vec<FactId>,
    /// What is known after it.
    pub supplies: Vec<FactId>,
    /// Whether a department confirms here what a paper would prove (部门核验); what it does not confirm is asked.
    pub verifies: bool,
    /// What a form asks.
    pub asks: Vec<FactId>,
    /// The service or licence called.
    pub calls: Option<Id>,
    /// Whom the call is about, by name in order of its roles.
    pub about: Arc<[String]>,
    /// After how many milliseconds a call counts as not answered.
    pub timeout: i64,
    /// How a call is tried again.
    pub retry: Retry,
    /// Of an automatic step: the share of cases that rule leaves to people, 0–1.
    pub human: f64,
    /// A limit of its own; of a message, how long it is waited for.
    pub within: Option<Period>,
    /// Whether its items are refused when `within` is over.
    pub late_refuses: bool,
    /// What a message that it waits for may bring.
    pub brings: Vec<FactId>,
    /// The wait or hold that it belongs to: of a split on how that ended, of the line and the end of a hold.
    pub belongs_to: Option<StepId>,
    /// Most rounds of a repetition that this step closes.
    pub most: Option<u32>,
    /// What undoes it.
    pub undo: Option<Undo>,
    /// Whom a notice goes to, by name, and what it says.
    pub notice: Option<(Id, Text)>,
    /// What every turn asks of it.
    pub(super) marks: Marks,
    /// Items whose work lies at or behind this step.
    pub(super) reach: Items,
    /// The calendar of its department.
    pub(super) calendar: Option<u16>,
}

/// An edge out of a step.
#[derive(Debug, Clone)]
pub struct Way {
    /// Where to.
    pub to: StepId,
    /// Taken when this holds; none: on the signal, else otherwise.
    pub(super) when: Option<Judged>,
    /// Taken when what the split belongs to ended like this.
    pub on: Option<Signal>,
    /// Share of cases that take it, where only a run can tell.
    pub chance: Option<f64>,
    /// What is known once it is taken.
    pub supplies: Vec<FactId>,
    /// Leads back to where a repetition begins.
    pub back: bool,
}

impl StepFacts {
    /// Whether it decides on no item and only supplies what is asked of the applicant where it does not: a call, or work
    /// that confirms a paper.
    pub fn only_supplies(&self) -> bool {
        self.kind == StepKind::Call || self.verifies
    }

    /// What an operator may give where the step cannot go on: what it supplies and uses; where a branch or the end of a
    /// repetition cannot be judged, what its condition reads is lacking.
    pub fn given_by_hand(&self) -> Vec<FactId> {
        let read = self.next.iter().filter_map(|way| way.when.as_ref()).flat_map(|when| when.facts());
        self.supplies.iter().chain(&self.uses).copied().chain(read).collect()
    }
}

impl Way {
    /// The facts that decide whether it is taken.
    pub fn reads(&self) -> impl Iterator<Item = FactId> + '_ {
        self.when.iter().flat_map(Judged::facts)
    }

    /// Whether a condition decides whether it is taken.
    pub fn has_condition(&self) -> bool {
        self.when.is_some()
    }
}

/// What undoes a step (compensation).
#[derive(Debug, Clone, PartialEq)]
pub enum Undo {
    /// A call of a service.
    Call(Id),
    /// Work of a person.
    Task(Option<Id>),
    /// A notice.
    Notice(Id, Text),
}

/// One item, ready to run.
#[derive(Debug, Clone)]
pub struct ItemFacts {
    /// Its name of use.
    pub id: Id,
    /// Label.
    pub title: Text,
    /// Who handles it.
    pub department: DepartmentId,
    /// Its limit in this plan.
    pub limit: Option<Period>,
    /// Its fee, in fen.
    pub fee: u64,
    /// Whether the fee is dropped, or paid back, where it ends without its result.
    pub refund: bool,
    /// What becomes of the others when it is refused.
    pub on_refusal: AfterRefusal,
    /// Items that rest on its result, directly or not.
    pub dependants: Vec<ItemIndex>,
    /// Fields and materials that it needs.
    pub needs: Vec<FactId>,
    /// Fields and materials that its result makes known.
    pub gives: Vec<FactId>,
    /// E-licences that it issues: holder and licence.
    pub certificates: Vec<(String, Id)>,
    /// A commitment in place of its review, and the names of the steps that follow its result.
    pub commitment: Option<ItemPledge>,
    /// Whether people accept it.
    pub by_people: bool,
    /// The office that handles it; none: the department itself.
    pub office: Option<OfficeFacts>,
    pub(super) calendar: Option<u16>,
    /// When its limit ends in usual weeks, where that is in working days.
    pub(super) weekly_due: Option<WeeklyDue>,
}

/// Offices by region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeFacts {
    /// The fact whose value is a region.
    pub region: FactId,
    /// Of every region the one whose office handles it: itself, or the larger one of the level that does.
    pub of: BTreeMap<Id, Id>,
}

/// A commitment that an item offers in this way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemPledge {
    /// Its limit then.
    pub limit: Period,
    /// Its steps that follow the result.
    pub then: Vec<StepId>,
}

/// A field or a material.
#[derive(Debug, Clone)]
pub struct FactFacts {
    /// `mother.id_number`.
    pub name: Id,
    /// Label.
    pub title: Text,
    /// What it is.
    pub kind: FactKind,
    /// Whether the applicant may be asked for it.
    pub askable: bool,
    /// Whether the plan lets the applicant declare in place of handing it in (告知承诺), without anything having failed.
    pub declarable: bool,
}

/// What a fact is.
#[derive(Debug, Clone, PartialEq)]
pub enum FactKind {
    /// A field: its type and its longest text.
    Field(ElementType, Option<u32>),
    /// A material; how long after acceptance it may be handed in.
    Material(Option<Period>),
}

impl Program {
    /// The step of an id.
    #[inline]
    pub fn step(&self, id: StepId) -> Option<&StepFacts> {
        self.steps.get(id.index())
    }
    /// The item of an id.
    #[inline]
    pub fn item(&self, id: ItemIndex) -> Option<&ItemFacts> {
        self.items.get(id.index())
    }
    /// Whether what a turn does may change with the day, other than by when its timers are due.
    pub(super) fn changes_with_the_day(&self) -> bool {
        let ways = self.steps.iter().flat_map(|step| &step.next).filter_map(|way| way.when.as_ref());
        let judged =
            ways.chain(self.computed.values()).any(|judged| judged.expression.changes_with_the_day());
        // Whether a call is tried again may rest on what a calendar knows.
        let tried = |step: &StepFacts| step.retry.times > 0 && elapsed(step.retry.every).is_none();
        judged || self.steps.iter().any(tried)
    }
    /// The fact of an id.
    #[inline]
    pub fn fact(&self, id: FactId) -> Option<&FactFacts> {
        self.facts.get(id.index())
    }
    /// The step of a name.
    pub fn find_step(&self, name: &str) -> Option<StepId> {
        self.by_name.get(name).copied()
    }
    /// The fact of a name.
    pub fn find_fact(&self, name: &str) -> Option<FactId> {
        self.fact_by_name.get(name).copied()
    }
    /// The item of a name.
    pub fn find_item(&self, name: &str) -> Option<ItemIndex> {
        let at = self.items.iter().position(|i| &*i.id == name)?;
        u16::try_from(at).ok().map(ItemIndex)
    }
}
