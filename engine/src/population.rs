//! One made-up population behind all systems: the people, households and companies of a way, such that every
//! service and licence that is asked about them answers alike, and the answers of the way are true of them.
//!
//! [`Population::new`] makes it from a seed; the same seed gives the same people. Values that a test gives
//! stand; what nothing says anything about is made up by the type and name of its element. Where values
//! and answers cannot agree, [`Population::contradictions`] says so. Systems contradict each other only
//! where a host makes one misbehave.

mod agree;
mod choices;
mod person;
mod settle;
#[cfg(test)]
mod tests;
mod truth;
pub mod values;

pub use choices::worth_trying;
pub use settle::{Asked, inputs};
pub use truth::Known;

use crate::expression::{Expression, Value};
use crate::plan::grounding::{Grounding, InstanceId};
use crate::random::Random;
use crate::scenario::model::{ElementId, Id, ServiceId, SituationId};
use jiff::civil::Date;
use person::Person;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A value that is given.
pub type GivenValue = (InstanceId, ElementId, Value);

/// Everything that systems know about the parties of a way.
#[derive(Debug, Clone)]
pub struct Population {
    values: BTreeMap<(InstanceId, ElementId), Value>,
    not_found: BTreeSet<ServiceId>,
    contradictions: Vec<SituationId>,
    /// Values that must stay as they are.
    fixed: BTreeSet<(InstanceId, ElementId)>,
    today: Date,
}

impl Population {
    /// The people of a way, on a day.
    pub fn new(grounding: &Grounding<'_>, seed: u64, today: Date, given: &[GivenValue]) -> Self {
        let empty = Self {
            values: BTreeMap::new(),
            not_found: BTreeSet::new(),
            contradictions: Vec::new(),
            fixed: BTreeSet::new(),
            today,
        };
        let mut maker = Maker {
            grounding,
            random: Random::new(seed),
            persons: BTreeMap::new(),
            compiled: truth::compiled(grounding),
            fixed: given.iter().map(|(i, e, _)| (*i, *e)).collect(),
            population: empty,
        };
        maker.persons(given);
        maker.elements();
        for (instance, element, value) in given {
            maker.population.values.insert((*instance, *element), value.clone());
        }
        maker.computed();
        maker.agree();
        maker.retell();
        Self { fixed: maker.fixed, ..maker.population }
    }

    /// The value of an element of a party.
    pub fn value(&self, instance: InstanceId, element: ElementId) -> Option<&Value> {
        self.values.get(&(instance, element))
    }

    /// Whether a service has what it is asked for: the answers of the way may say that it has not.
    pub fn is_found(&self, service: ServiceId) -> bool {
        !self.not_found.contains(&service)
    }

    /// The services that have not what they are asked for.
    pub fn not_found(&self) -> &BTreeSet<ServiceId> {
        &self.not_found
    }

    /// Situations whose answer in the way is not what the values come to, whatever else was tried.
    pub fn contradictions(&self) -> &[SituationId] {
        &self.contradictions
    }

    /// The day on which these people are so.
    pub fn today(&self) -> Date {
        self.today
    }
}

/// A population while it is made.
struct Maker<'g, 's> {
    grounding: &'g Grounding<'s>,
    random: Random,
    persons: BTreeMap<InstanceId, Person>,
    compiled: Vec<(ElementId, Id, Expression)>,
    /// Values that must stay as they are.
    fixed: BTreeSet<(InstanceId, ElementId)>,
    population: Population,
}

impl Maker<'_, '_> {
    /// Who they are: sex by the role they have for others, children young and with a parent's surname.
    fn persons(&mut self, given: &[GivenValue]) {
        let ids: Vec<InstanceId> = self.grounding.of_kind("person").collect();
        for id in ids.iter().copied() {
            let child = !self.grounding.related(id, "parent").is_empty();
            let role = self.role(id);
            let male = match role {
                Some(male) => male,
                None => self.random.below(2) == 0,
            };
            let mut person = Person::new(male, child, self.population.today, &mut self.random);
            for (_, element, value) in given.iter().filter(|(of, ..)| *of == id) {
                if let Some((_, element)) = self.grounding.scenario().catalogue.element(*element) {
                    person.learn(element, value);
                }
            }
            self.persons.insert(id, person);
            if role.is_some() {
                self.fixed.extend(self.element_of(id, "sex").map(|sex| (id, sex)));
            }
        }
        for id in ids {
            let parent =
                ["father", "mother"].iter().find_map(|r| self.grounding.related(id, r).first().cloned());
            let surname = parent.and_then(|p| self.persons.get(&p.instance)).map(|p| p.surname.clone());
            if let (Some(surname), Some(person)) = (surname, self.persons.get_mut(&id)) {
                person.surname = surname;
            }
        }
    }

    /// Whether somebody calls this one a father (true) or a mother (false).
    fn role(&self, id: InstanceId) -> Option<bool> {
        let called = |name: &str| {
            self.grounding.ids().any(|other| {
                self.grounding.party(other).is_some_and(|p| p.relations.contains_key(name))
                    && self.grounding.related(other, name).iter().any(|r| r.instance == id)
            })
        };
        match (called("father") || called("husband"), called("mother") || called("wife")) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    /// An element of a party by its own name.
    fn element_of(&self, id: InstanceId, name: &str) -> Option<ElementId> {
        let kind = &self.grounding.party(id)?.kind;
        let elements = &self.grounding.scenario().catalogue.elements;
        elements.get_index_of(&*format!("{kind}.{name}")).map(ElementId::from)
    }

    /// Every element of every party: people first, for the others are described by them.
    fn elements(&mut self) {
        let (people, others): (Vec<_>, Vec<_>) = self
            .grounding
            .ids()
            .partition(|id| self.grounding.party(*id).is_some_and(|p| &*p.kind == "person"));
        for id in people.into_iter().chain(others) {
            let Some(party) = self.grounding.party(id) else { continue };
            let catalogue = self.grounding.scenario().catalogue.clone();
            for (index, element) in
                catalogue.elements.values().enumerate().filter(|(_, e)| e.kind == party.kind)
            {
                let of_person = self.persons.get(&id).and_then(|p| p.value(element));
                let told = of_person.or_else(|| self.told_by_relation(id, &element.name));
                let value = match told {
                    Some(value) => value,
                    None => values::usual(element, &catalogue, self.population.today, &mut self.random),
                };
                self.population.values.insert((id, ElementId::from(index)), value);
            }
        }
    }

    /// `owner_name` of a shop is the name of its owner; a household's head and address are those of a member.
    fn told_by_relation(&self, id: InstanceId, name: &str) -> Option<Value> {
        let party = self.grounding.party(id)?;
        for relation in party.relations.keys() {
            let other = self.grounding.related(id, relation).first()?.instance;
            let wanted = match name.strip_prefix(&**relation).and_then(|rest| rest.strip_prefix('_')) {
                Some(rest) => rest,
                None if name == "head_name" => "name",
                None if &*party.kind != "person" && name == "address" => "address",
                None => continue,
            };
            let element = self.element_of(other, wanted)?;
            if let Some(value) = self.population.value(other, element) {
                return Some(value.clone());
            }
        }
        None
    }

    /// What follows from a person once answers and values agree: the number from birthday and sex, the address
    /// from the province. Given values stay.
    fn retell(&mut self) {
        let catalogue = self.grounding.scenario().catalogue.clone();
        let ids: Vec<InstanceId> = self.persons.keys().copied().collect();
        for id in ids {
            let Some(mut person) = self.persons.get(&id).cloned() else { continue };
            let own = |(of, element): &(InstanceId, ElementId)| (*of == id).then_some(*element);
            let mut known: Vec<ElementId> = self.population.values.keys().filter_map(own).collect();
            // What was given is learned last: it says who the person is.
            known.sort_by_key(|element| self.fixed.contains(&(id, *element)));
            for element in &known {
                let value = self.population.value(id, *element).cloned();
                if let (Some((_, facts)), Some(value)) = (catalogue.element(*element), value)
                    && (&*facts.name != "id_number" || self.fixed.contains(&(id, *element)))
                {
                    person.learn(facts, &value);
                }
            }
            for element in known.into_iter().filter(|e| !self.fixed.contains(&(id, *e))) {
                let Some((_, facts)) = catalogue.element(element) else { continue };
                if matches!(&*facts.name, "id_number" | "address" | "registered_address")
                    && let Some(value) = person.value(facts)
                {
                    self.population.values.insert((id, element), value);
                }
            }
        }
        self.retell_households();
        self.computed();
    }

    /// Addresses and names of people may have changed since others were described by them.
    fn retell_households(&mut self) {
        let keys: Vec<(InstanceId, ElementId)> = self.population.values.keys().copied().collect();
        let catalogue = self.grounding.scenario().catalogue.clone();
        for (id, element) in keys.into_iter().filter(|key| !self.fixed.contains(key)) {
            let person = self.persons.contains_key(&id);
            let name =
                catalogue.element(element).map(|(_, e)| e.name.clone()).unwrap_or_else(|| Arc::from(""));
            if let Some(value) = self.told_by_relation(id, &name).filter(|_| !person) {
                self.population.values.insert((id, element), value);
            }
        }
    }
}
