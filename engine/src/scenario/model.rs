//! The typed facts of a catalogue and of a scenario, one noun a file. Every value that a finding may
//! point at keeps its [`Span`](super::source::Span).
//!
//! Ids are indices into the tables of [`Catalogue`] and [`Scenario`]; names are looked up once, while
//! lowering, so that deriving a plan compares integers.

mod calendar;
mod catalogue;
mod condition;
mod department;
mod document;
mod duration;
mod element;
mod flow;
mod item;
mod licence;
mod measure;
mod origin;
mod party;
mod plan;
mod region;
mod root;
mod service;
mod simulation;
mod situation;
mod step;

pub use calendar::{CalendarFacts, Unbuildable};
pub use catalogue::{Catalogue, CatalogueFacts, CatalogueItem, Holidays};
pub use condition::{Condition, Name, NameTable};
pub use department::{Department, Level, Staff};
pub use document::{Material, NoProof, Treated, Verification};
pub use duration::{Period, Unit, WorkTime};
pub use element::{Computed, Element, ElementType, Personal};
pub use flow::{
    Branch, Call, Each, Hold, HoldFree, Message, Notice, Renewal, Repeat, Run, TermFrom, Wait, WaitFor,
};
pub use item::{AfterRefusal, At, Gives, Item, ItemCommitment, Limit, Need, Needs, Visits};
pub use licence::Licence;
pub use measure::{
    AutoEntry, Deliver, LicenceEntry, Listed, Measure, MeasureKind, Merge, PaperEntry, PromiseEntry, Scope,
    ShareEntry, measure_label,
};
pub use origin::Source;
pub use party::{Many, Party, RelationTarget};
pub use plan::{Fallback, Plan};
pub use region::Region;
pub use root::{ComputedFact, Costs, Given, Overridden, Override, Scenario};
pub use service::{Retry, Role, RoleDatum, Service, Simulated, System};
pub use simulation::{ApplicantFacts, Arrivals, Simulation};
pub use situation::{Answer, ConditionalWeights, KnownFrom, Situation, SituationKind};
pub use step::{Outcome, Step, StepKind};

use super::source::{Span, Spanned};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A name as written in a file: snake_case ASCII (a scenario's own id: kebab-case).
pub type Id = Arc<str>;

macro_rules! index_types {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);
        impl $name {
            /// The position in its table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
        impl From<usize> for $name {
            fn from(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
        }
    )*};
}

index_types! {
    /// A department of the catalogue.
    DepartmentId;
    /// A data element of the catalogue, of one kind of party.
    ElementId;
    /// A system of the catalogue.
    SystemId;
    /// A service of the catalogue.
    ServiceId;
    /// A material of the catalogue.
    MaterialId;
    /// A licence of the catalogue.
    LicenceId;
    /// A party of the scenario.
    PartyId;
    /// A situation of the scenario, optional items and member counts among them.
    SituationId;
    /// An item of the scenario.
    ItemId;
    /// A plan of the scenario.
    PlanId;
    /// A message that applications of the scenario wait for.
    MessageId;
    /// A region of the catalogue.
    RegionId;
}

/// Who a fact is about: the applicant, whoever signs in, or a party by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyRef {
    /// The person who signed in.
    Applicant,
    /// A party by name.
    Party(PartyId),
}

/// A data element of a party: `mother.id_number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Datum {
    /// Whose.
    pub party: PartyRef,
    /// Which element.
    pub element: ElementId,
}

/// A material of a party: `mother.id_card`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Document {
    /// Whose.
    pub party: PartyRef,
    /// Which material.
    pub material: MaterialId,
}
