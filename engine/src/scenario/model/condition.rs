//! Conditions (`when`) and other expressions over a scenario's names.

use super::{Datum, Id, PartyId, PartyRef, ServiceId, SituationId, Spanned};
use crate::expression::{Expression, Slot};

/// What a name in an expression stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// The answer of a situation: one of its answers, or a list of them for `any_of`.
    Situation(SituationId),
    /// The value of a data element.
    Datum(Datum),
    /// Whether a service finds what it is asked for, about this party or about any of the scenario's parties.
    Found(ServiceId, Option<PartyRef>),
    /// How many members a `many` party has.
    Count(PartyId),
}

/// The names that expressions of one scenario read; a [`Slot`] is a position here.
#[derive(Debug, Clone, Default)]
pub struct NameTable {
    names: Vec<Name>,
}

impl NameTable {
    /// The slot of a name, new if it was not read before.
    pub fn slot(&mut self, name: Name) -> Slot {
        let at = self.names.iter().position(|n| *n == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        Slot(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// Every name that is read.
    pub fn iter(&self) -> impl Iterator<Item = &Name> {
        self.names.iter()
    }

    /// What a slot stands for.
    pub fn name(&self, slot: Slot) -> Option<Name> {
        self.names.get(slot.0 as usize).copied()
    }
}

/// A compiled expression, and where it is written.
#[derive(Debug, Clone)]
pub struct Condition {
    /// As written.
    pub text: Spanned<Id>,
    /// Compiled.
    pub expression: Expression,
    /// What it reads, in order of first mention, without repetition.
    pub reads: Vec<Name>,
}

impl Condition {
    /// The situations it reads.
    pub fn situations(&self) -> impl Iterator<Item = SituationId> + '_ {
        self.reads.iter().filter_map(|name| match name {
            Name::Situation(id) => Some(*id),
            _ => None,
        })
    }

    /// Whether the answers of situations decide it, so that a way does, not a run.
    pub fn is_settled_by_situations(&self) -> bool {
        self.reads.iter().all(|name| matches!(name, Name::Situation(_)))
    }
}
