//! Facts by position, and conditions over them.

use super::FactId;
use crate::expression::{Expression, Slot, Value};

/// A condition whose names are settled.
#[derive(Debug, Clone)]
pub(in crate::application) struct Judged {
    pub(in crate::application) expression: Expression,
    pub(in crate::application) slots: Vec<(Slot, Source)>,
}

/// Where a name's value comes from.
#[derive(Debug, Clone)]
pub(in crate::application) enum Source {
    /// It is part of the way.
    Fixed(Value),
    /// A fact.
    Fact(FactId),
    /// The same fact of every member of a party.
    Members(Vec<FactId>),
}
