//! Registers of simulated systems: records that services read and change.
//!
//! A record stands in the register of its kind (`person`, `household`, a licence) under an identity: the number by
//! which the world knows it, or, of what has none yet, the parties it belongs to. What a system or an item issues is
//! written to it; a later application of the same person reads it. Every change is a [`RegisterChange`], a plain
//! value that gives the same state each time it is applied, so that a journal can hold it.

mod family;
#[cfg(test)]
mod tests;

pub(super) use family::{Identities, identity_element};
pub use family::{People, Wrong, load, written};

use super::behaviour::Behaviour;
use jiff::Timestamp;
use onething_engine::scenario::model::Id;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a record stands: the register and the identity.
pub type Place = (Id, Arc<str>);

/// Where a change stands among all: given when it is made, so that changes that are read again in any order come to
/// the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Turn {
    /// Its number among all changes, from 1; 0: it was not made yet.
    pub number: u64,
    /// The number that its record got when it was written first.
    pub record: u64,
}

impl Turn {
    fn is_new(&self) -> bool {
        self.number == 0
    }
}

/// A change of what simulated systems know, or of how they behave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum RegisterChange {
    /// Values of a record become these; the rest of it stays.
    Written {
        /// The register: a kind of party, or a licence.
        register: Id,
        /// The identity.
        identity: Arc<str>,
        /// Element and text.
        values: Vec<(Id, Arc<str>)>,
        /// Relations to other records: name of the relation, register, identity.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        relations: Vec<(Id, Id, Arc<str>)>,
        /// Its place among all changes, and the number of its record.
        #[serde(default, skip_serializing_if = "Turn::is_new")]
        turn: Turn,
    },
    /// A record, or some of its values, is struck.
    Struck {
        /// The register.
        register: Id,
        /// The identity.
        identity: Arc<str>,
        /// Elements; none: the whole record.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        elements: Vec<Id>,
        /// Its place among all changes.
        #[serde(default, skip_serializing_if = "Turn::is_new")]
        turn: Turn,
    },
    /// A call failed because its behaviour says that so many do.
    Failed {
        /// Of which system, service or licence the behaviour is.
        target: Id,
        /// The call's key.
        key: String,
    },
    /// A system, service or licence behaves like this from then on.
    Behaves {
        /// Which.
        target: Id,
        /// How; none: as usual.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        behaviour: Option<Behaviour>,
        /// Since when.
        since: Timestamp,
    },
}

impl RegisterChange {
    /// Its turn among all changes of registers.
    pub fn turn(&self) -> Turn {
        match self {
            RegisterChange::Written { turn, .. } | RegisterChange::Struck { turn, .. } => *turn,
            RegisterChange::Failed { .. } | RegisterChange::Behaves { .. } => Turn::default(),
        }
    }
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// Text by element.
    pub values: BTreeMap<Id, Arc<str>>,
    /// Relations: name, and where the other stands.
    pub relations: Vec<(Id, Place)>,
    /// Its number in the order of first writing.
    number: u64,
}

/// All records.
#[derive(Debug, Clone)]
pub struct Registers {
    records: BTreeMap<Id, BTreeMap<Arc<str>, Record>>,
    /// By number: from the oldest on.
    order: BTreeMap<u64, Place>,
    written: u64,
    /// How many records stand by their relations alone.
    by_relation: usize,
    most: usize,
    /// The number of the last change.
    changes: u64,
}

impl Registers {
    /// None yet; beyond `most` records the oldest are forgotten.
    pub fn new(most: usize) -> Self {
        Self {
            records: BTreeMap::new(),
            order: BTreeMap::new(),
            written: 0,
            by_relation: 0,
            most: most.max(1),
            changes: 0,
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Whether a party may have a record whose own identities are these: register and identity.
    pub(super) fn may_know<'a>(&self, mut identities: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
        self.by_relation > 0 || identities.any(|(register, identity)| self.get(register, identity).is_some())
    }

    /// A record.
    pub fn get(&self, register: &str, identity: &str) -> Option<&Record> {
        self.records.get(register)?.get(identity)
    }

    /// Every record, by register and identity.
    pub fn all(&self) -> impl Iterator<Item = (&Id, &Arc<str>, &Record)> {
        let registers = self.records.iter();
        registers.flat_map(|(register, all)| all.iter().map(move |(at, record)| (register, at, record)))
    }

    /// Every record with its place, from the first that was written on.
    pub fn oldest_first(&self) -> impl Iterator<Item = (&Place, &Record)> {
        self.order.values().filter_map(|place| Some((place, self.get(&place.0, &place.1)?)))
    }

    /// Makes a change: a new one gets its turn, one that was made before has it.
    pub fn make(&mut self, change: &mut RegisterChange) {
        match change {
            RegisterChange::Written { register, identity, values, relations, turn } => {
                turn.number = self.numbered(turn.number);
                let place = (register.clone(), identity.clone());
                turn.record = self.write_as(turn.record, place, values, relations);
            }
            RegisterChange::Struck { register, identity, elements, turn } => {
                turn.number = self.numbered(turn.number);
                self.strike(register, identity, elements);
            }
            RegisterChange::Failed { .. } | RegisterChange::Behaves { .. } => {}
        }
    }

    fn numbered(&mut self, number: u64) -> u64 {
        let number = if number == 0 { self.changes + 1 } else { number };
        self.changes = self.changes.max(number);
        number
    }

    /// Writes values and relations of a record; the rest of it stays.
    pub fn write(&mut self, place: Place, values: &[(Id, Arc<str>)], relations: &[(Id, Id, Arc<str>)]) {
        self.write_as(0, place, values, relations);
    }

    /// The same, of a record that had a number before; its number.
    fn write_as(
        &mut self,
        number: u64,
        place: Place,
        values: &[(Id, Arc<str>)],
        relations: &[(Id, Id, Arc<str>)],
    ) -> u64 {
        let register = self.records.entry(place.0.clone()).or_default();
        let record = register.entry(place.1.clone()).or_insert_with(|| {
            let number = if number == 0 { self.written + 1 } else { number };
            self.written = self.written.max(number);
            self.by_relation += usize::from(place.1.contains(family::BY_RELATION));
            self.order.insert(number, place);
            Record { number, ..Record::default() }
        });
        let number = record.number;
        record.values.extend(values.iter().cloned());
        for (name, other, identity) in relations {
            let relation = (name.clone(), (other.clone(), identity.clone()));
            // In an order of their own, whichever came first.
            if let Err(at) = record.relations.binary_search(&relation) {
                record.relations.insert(at, relation);
            }
        }
        while self.order.len() > self.most
            && let Some((_, (register, identity))) = self.order.first_key_value()
        {
            let (register, identity) = (register.clone(), identity.clone());
            self.strike(&register, &identity, &[]);
        }
        number
    }

    /// Strikes a record, or some of its values.
    pub fn strike(&mut self, register: &str, identity: &str, elements: &[Id]) {
        let Some(all) = self.records.get_mut(register) else { return };
        match all.get_mut(identity) {
            Some(record) if !elements.is_empty() => record.values.retain(|name, _| !elements.contains(name)),
            Some(record) => {
                self.order.remove(&record.number);
                self.by_relation -= usize::from(identity.contains(family::BY_RELATION));
                all.remove(identity);
            }
            None => {}
        }
        if all.is_empty() {
            self.records.remove(register);
        }
    }
}
