//! A test as it is read.

use crate::rehearsal::Script;
use crate::scenario::model::{Id, Period};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;

/// A scenario test.
#[derive(Debug, Clone)]
pub struct ScenarioTest {
    /// Label.
    pub title: Text,
    /// The plan.
    pub plan: Id,
    /// What is given and what happens.
    pub script: Script,
    /// What must come of it.
    pub expected: Vec<Expectation>,
    /// Where it is written.
    pub span: Span,
}

/// One thing that must come of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// What.
    pub what: Expected,
    /// Its key, where it is written.
    pub key: Span,
    /// Its value, where it is written.
    pub span: Span,
}

/// What must come of a test.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// By which plan it is handled.
    Plan(Id),
    /// The application's status.
    Status(Id),
    /// An item's status.
    Item(Spanned<Id>, Id),
    /// The region whose office handles an item.
    Office(Spanned<Id>, Id),
    /// Exactly these fields were asked.
    Fields(Vec<Id>),
    /// Exactly these materials were asked.
    Materials(Vec<Id>),
    /// These steps were done in this order.
    Steps(Vec<Id>),
    /// These steps were not done.
    NotSteps(Vec<Id>),
    /// So many handoffs.
    Handoffs(u32),
    /// So much of its limit an item used.
    DaysUsed(Spanned<Id>, Period),
    /// So many visits.
    Trips(u32),
    /// Exactly these certificates were issued.
    Certificates(Vec<Id>),
    /// Those with these names were told something, in this order.
    Notices(Vec<Id>),
    /// These events happened in this order; a kind, or a kind and the name of what it is about.
    Events(Vec<Id>),
    /// None of these events happened; written alike.
    NotEvents(Vec<Id>),
    /// Commands were rejected for these reasons, in this order.
    Rejections(Vec<Id>),
    /// A figure of the count.
    Figure(Spanned<Id>, f64),
    /// The same of another application, by its name.
    Of(Spanned<Id>, Box<Expectation>),
}
