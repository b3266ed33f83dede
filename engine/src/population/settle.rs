//! Values that come out while an application runs: what a review finds, what an inspection measures. They may fall
//! so or so; whatever is told of them from then on is told alike.

use super::person::Person;
use super::{Maker, Population, truth, worth_trying};
use crate::expression::Value;
use crate::plan::grounding::{Grounding, InstanceId};
use crate::random::Random;
use crate::scenario::model::{ElementId, Name};
use std::collections::BTreeMap;

/// Most pairs of changes that are tried.
const MOST_PAIRS: usize = 2_000;

type Key = (InstanceId, ElementId);

/// What is asked of values that are not settled yet.
pub struct Asked<'a> {
    /// Values that conditions read.
    pub reads: &'a [Key],
    /// The conditions as they are written: they name values worth trying.
    pub conditions: &'a [&'a str],
    /// Whether nobody has told a value yet, and work will.
    pub is_open: &'a dyn Fn(Key) -> bool,
    /// Whether people are as they should be.
    pub holds: &'a dyn Fn(&Population) -> bool,
}

impl Population {
    /// The same people with one or two open values otherwise, so that what is asked holds and the answers of the
    /// way are as true of them as before; none where no value that was tried will do.
    pub fn settled(&self, grounding: &Grounding<'_>, asked: &Asked<'_>) -> Option<Self> {
        let changes = self.open_values(grounding, asked);
        let tried = |changes: &[&(Key, Value)]| {
            self.changed(grounding, changes).filter(|people| (asked.holds)(people))
        };
        let alone = changes.iter().find_map(|change| tried(&[change]));
        alone.or_else(|| {
            let behind = |at: usize| changes.iter().skip(at + 1);
            let pairs = changes.iter().enumerate().flat_map(|(at, a)| behind(at).map(move |b| (a, b)));
            pairs.filter(|(a, b)| a.0 != b.0).take(MOST_PAIRS).find_map(|(a, b)| tried(&[a, b]))
        })
    }

    /// Every other value of what is open, or of what it is computed from.
    fn open_values(&self, grounding: &Grounding<'_>, asked: &Asked<'_>) -> Vec<(Key, Value)> {
        let catalogue = &grounding.scenario().catalogue;
        let mut keys: Vec<Key> = Vec::new();
        for key in asked.reads.iter().flat_map(|key| inputs(grounding, *key)) {
            let changes = catalogue.element(key.1).is_some_and(|(_, e)| !Person::is_told_by(e));
            if changes && !keys.contains(&key) && !self.fixed.contains(&key) && (asked.is_open)(key) {
                keys.push(key);
            }
        }
        let mut values = Vec::new();
        for key in &keys {
            let Some((_, element)) = catalogue.element(key.1) else { continue };
            let mut candidates = worth_trying(element, catalogue, asked.conditions, self.today);
            // What others have: for conditions that compare two values.
            candidates.extend(asked.reads.iter().filter_map(|other| self.value(other.0, other.1)).cloned());
            let now = self.value(key.0, key.1);
            candidates.retain(|value| Some(value) != now && super::values::is_of(&element.ty, value));
            values.extend(candidates.into_iter().map(|value| (*key, value)));
        }
        values
    }

    fn changed(&self, grounding: &Grounding<'_>, changes: &[&(Key, Value)]) -> Option<Self> {
        let mut maker = Maker {
            grounding,
            random: Random::new(0),
            persons: BTreeMap::new(),
            compiled: truth::compiled(grounding),
            fixed: self.fixed.clone(),
            population: self.clone(),
        };
        let before = maker.unmet();
        for ((instance, element), value) in changes {
            maker.put(*instance, *element, value.clone());
        }
        maker.computed();
        (maker.unmet() <= before).then_some(maker.population)
    }
}

/// A value, or those that it is computed from.
pub fn inputs(grounding: &Grounding<'_>, key: Key) -> Vec<Key> {
    let scenario = grounding.scenario();
    let (mut pending, mut seen, mut inputs) = (vec![key], Vec::new(), Vec::new());
    while let Some(key) = pending.pop() {
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let (instance, element) = key;
        let computed = scenario.catalogue.element(element).filter(|(_, e)| e.computed.is_some());
        let is_it = |of: InstanceId, datum: crate::scenario::model::Datum| {
            datum.element == element && grounding.resolve(datum.party, Some(of)).contains(&of)
        };
        let fact = scenario.computed.iter().find(|f| is_it(instance, f.datum));
        match (computed, fact) {
            (Some((_, facts)), _) => pending.extend(facts.computed_from.iter().map(|e| (instance, *e))),
            (None, Some(fact)) => {
                for name in &fact.value.reads {
                    let Name::Datum(of) = name else { continue };
                    let parties = grounding.resolve(of.party, Some(instance));
                    pending.extend(parties.into_iter().map(|party| (party, of.element)));
                }
            }
            (None, None) => inputs.push(key),
        }
    }
    inputs
}
