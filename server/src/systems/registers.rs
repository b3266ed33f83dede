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
pub use family::{People, Wrong, load, places, written};

use super::behaviour::Behaviour;
use jiff::Timestamp;
use onething_engine::scenario::model::Id;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Where a record stands: the register and the identity.
pub type Place = (Id, Arc<str>);

/// Where a change stands among all: given when it is made, so that changes that are read again in their order come to
/// the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Turn(
    /// Its number among all changes, from 1; 0: it was not made yet.
    pub u64,
);

impl Turn {
    fn is_new(&self) -> bool {
        self.0 == 0
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
        /// Its place among all changes.
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
    /// By which change each value was told last.
    told: BTreeMap<Id, u64>,
    /// By which change each relation was told last; as long as `relations`.
    related: Vec<u64>,
    /// The change that wrote it last.
    last: u64,
}

impl Record {
    /// The earliest change of which something is left.
    fn oldest(&self) -> u64 {
        self.told.values().chain(&self.related).copied().min().unwrap_or(self.last)
    }

    /// Forgets what a change told, unless it was told again; whether nothing is left.
    fn forget(&mut self, change: u64) -> bool {
        let told = &mut self.told;
        self.values.retain(|name, _| told.get(name) != Some(&change));
        told.retain(|_, by| *by != change);
        let mut by = self.related.iter();
        self.relations.retain(|_| by.next() != Some(&change));
        self.related.retain(|by| *by != change);
        self.values.is_empty() && self.relations.is_empty() && self.last <= change
    }
}

/// All records.
#[derive(Debug, Clone)]
pub struct Registers {
    records: BTreeMap<Id, BTreeMap<Arc<str>, Record>>,
    /// Which records were changed by the changes that are remembered, the oldest first.
    log: VecDeque<(u64, Place)>,
    count: usize,
    /// How many records stand by their relations alone.
    by_relation: usize,
    /// How many changes are remembered.
    most: u64,
    /// The number of the last change.
    changes: u64,
}

impl Registers {
    /// None yet; what a change told is forgotten once so many more were made and it was not told again. A function of
    /// the last `most` changes alone, so that no more need be kept.
    pub fn new(most: u64) -> Self {
        Self {
            records: BTreeMap::new(),
            log: VecDeque::new(),
            count: 0,
            by_relation: 0,
            most: most.max(1),
            changes: 0,
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
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

    /// Every record with its place, by the earliest change of which something is left.
    pub fn oldest_first(&self) -> Vec<(Place, &Record)> {
        let mut all: Vec<(Place, &Record)> = self
            .all()
            .map(|(register, identity, record)| ((register.clone(), identity.clone()), record))
            .collect();
        all.sort_by_key(|(_, record)| (record.oldest(), record.last));
        all
    }

    /// Makes a change: a new one gets its turn, one that was made before has it.
    pub fn make(&mut self, change: &mut RegisterChange) {
        match change {
            RegisterChange::Written { register, identity, values, relations, turn } => {
                turn.0 = self.numbered(turn.0);
                self.write_at(turn.0, (register.clone(), identity.clone()), values, relations);
                self.forget();
            }
            RegisterChange::Struck { register, identity, elements, turn } => {
                turn.0 = self.numbered(turn.0);
                self.strike(register, identity, elements);
                self.forget();
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
        let number = self.numbered(0);
        self.write_at(number, place, values, relations);
        self.forget();
    }

    fn write_at(
        &mut self,
        number: u64,
        place: Place,
        values: &[(Id, Arc<str>)],
        relations: &[(Id, Id, Arc<str>)],
    ) {
        let register = self.records.entry(place.0.clone()).or_default();
        let record = register.entry(place.1.clone()).or_insert_with(|| {
            self.count += 1;
            self.by_relation += usize::from(place.1.contains(family::BY_RELATION));
            Record::default()
        });
        record.last = number;
        record.values.extend(values.iter().cloned());
        record.told.extend(values.iter().map(|(name, _)| (name.clone(), number)));
        for (name, other, identity) in relations {
            let relation = (name.clone(), (other.clone(), identity.clone()));
            // In an order of their own, whichever came first.
            match record.relations.binary_search(&relation) {
                Ok(at) => record.related[at] = number,
                Err(at) => {
                    record.relations.insert(at, relation);
                    record.related.insert(at, number);
                }
            }
        }
        self.log.push_back((number, place));
    }

    /// Forgets what was told too many changes ago.
    fn forget(&mut self) {
        let upto = self.changes.saturating_sub(self.most);
        while let Some((number, (register, identity))) = self.log.pop_front_if(|(number, _)| *number <= upto)
        {
            let record = self.records.get_mut(&register).and_then(|all| all.get_mut(&identity));
            if record.is_some_and(|record| record.forget(number)) {
                self.strike(&register, &identity, &[]);
            }
        }
    }

    /// Strikes a record, or some of its values.
    pub fn strike(&mut self, register: &str, identity: &str, elements: &[Id]) {
        let Some(all) = self.records.get_mut(register) else { return };
        match all.get_mut(identity) {
            Some(record) if !elements.is_empty() => {
                record.values.retain(|name, _| !elements.contains(name));
                record.told.retain(|name, _| !elements.contains(name));
            }
            Some(_) => {
                self.count -= 1;
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
