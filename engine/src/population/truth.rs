//! What expressions read of a population; computed elements; the answers that values come to.

use super::{Maker, Population};
use crate::expression::{Expression, Slot, Value, Values, WorkingDays};
use crate::plan::grounding::{Grounding, InstanceId};
use crate::plan::truth::WayValues;
use crate::scenario::lower::computed::computation;
use crate::scenario::model::{Datum, ElementId, Id, KnownFrom, Name, Situation};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::sync::Arc;

/// A population as the values of a scenario's expressions.
pub struct Known<'a> {
    grounding: &'a Grounding<'a>,
    population: &'a Population,
    /// The member that a list party means here.
    bound: Option<InstanceId>,
    today: Date,
    calendar: Option<&'a dyn WorkingDays>,
}

impl<'a> Known<'a> {
    /// What a population says on its own day.
    pub fn new(grounding: &'a Grounding<'a>, population: &'a Population) -> Self {
        Self { grounding, population, bound: None, today: population.today, calendar: None }
    }

    /// The same for one member of a list party.
    #[must_use]
    pub fn bound(mut self, member: Option<InstanceId>) -> Self {
        self.bound = member;
        self
    }

    /// The same on another day, by a calendar.
    #[must_use]
    pub fn on(mut self, today: Date, calendar: Option<&'a dyn WorkingDays>) -> Self {
        (self.today, self.calendar) = (today, calendar);
        self
    }

    fn datum(&self, datum: Datum) -> Option<Value> {
        let scenario = self.grounding.scenario();
        let of = self.grounding.resolve(datum.party, self.bound);
        let many = match datum.party {
            crate::scenario::model::PartyRef::Party(id) => scenario.party(id)?.many.is_some(),
            crate::scenario::model::PartyRef::Applicant => false,
        };
        let is_bound = self.bound.is_some_and(|b| of == [b]);
        if many && !is_bound {
            let members: Option<Vec<Value>> =
                of.iter().map(|i| self.population.value(*i, datum.element).cloned()).collect();
            return members.map(|m| Value::List(Arc::from(m)));
        }
        self.population.value(*of.first()?, datum.element).cloned()
    }
}

impl Values for Known<'_> {
    fn get(&self, slot: Slot) -> Option<Value> {
        match self.grounding.scenario().names.name(slot)? {
            Name::Situation(_) => WayValues::new(self.grounding.scenario(), self.grounding.way()).get(slot),
            Name::Datum(datum) => self.datum(datum),
            Name::Found(service, _) => Some(Value::Boolean(self.population.is_found(service))),
            Name::Count(party) => Some(Value::Number(Decimal::from(self.grounding.of_party(party).count()))),
        }
    }

    fn today(&self) -> Option<Date> {
        Some(self.today)
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        self.calendar
    }
}

/// The answer that values come to, as bits; none where they do not tell (rule 9).
pub(super) fn told(situation: &Situation, known: &Known<'_>) -> Option<u64> {
    match situation.known_from.as_ref()? {
        KnownFrom::Element(datum) => match known.datum(datum.value)? {
            Value::Text(text) => {
                situation.answers.iter().position(|a| a.id == text).filter(|at| *at < 64).map(|at| 1 << at)
            }
            _ => None,
        },
        KnownFrom::Conditions(conditions) => {
            let mut bits = 0;
            for (answer, condition) in conditions.iter().filter(|(answer, _)| *answer < 64) {
                if condition.expression.evaluate_boolean(known).ok()? {
                    bits |= 1 << answer;
                    if !situation.several {
                        return Some(bits);
                    }
                }
            }
            if bits == 0 && !situation.several {
                let last = situation.answers.len().checked_sub(1).filter(|at| *at < 64)?;
                bits = 1 << last;
            }
            Some(bits)
        }
    }
}

/// The computed elements of a catalogue whose kind some party is, compiled: element, kind, expression.
pub(super) fn compiled(grounding: &Grounding<'_>) -> Vec<(ElementId, Id, Expression)> {
    let catalogue = &grounding.scenario().catalogue;
    let mut all = Vec::new();
    for (index, element) in catalogue.elements.values().enumerate() {
        if element.computed.is_none() || grounding.of_kind(&element.kind).next().is_none() {
            continue;
        }
        if let Some(compiled) = computation(catalogue, ElementId::from(index)) {
            all.push((ElementId::from(index), element.kind.clone(), compiled));
        }
    }
    all
}

struct PartyValues<'a> {
    instance: InstanceId,
    population: &'a Population,
}

impl Values for PartyValues<'_> {
    fn get(&self, slot: Slot) -> Option<Value> {
        self.population.value(self.instance, ElementId(slot.0)).cloned()
    }

    fn today(&self) -> Option<Date> {
        Some(self.population.today)
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        None
    }
}

impl Maker<'_, '_> {
    /// Computed values follow from what they are computed from: those of the catalogue, then the scenario's.
    pub(super) fn computed(&mut self) {
        let compiled = std::mem::take(&mut self.compiled);
        // As often as computed elements rest on one another at most.
        for _ in 0..compiled.len() {
            let mut changed = false;
            for (element, kind, expression) in &compiled {
                for id in self.grounding.of_kind(kind).collect::<Vec<_>>() {
                    changed |= self.compute(id, *element, expression);
                }
            }
            if !changed {
                break;
            }
        }
        self.compiled = compiled;
        let scenario = self.grounding.scenario();
        for fact in &scenario.computed {
            if !self.grounding.way().holds_or_none(scenario, fact.when.as_ref()) {
                continue;
            }
            for id in self.grounding.resolve(fact.datum.party, None) {
                let known = Known::new(self.grounding, &self.population).bound(Some(id));
                if let Ok(value) = fact.value.expression.evaluate(&known) {
                    self.put(id, fact.datum.element, value);
                }
            }
        }
    }

    fn compute(&mut self, instance: InstanceId, id: ElementId, expression: &Expression) -> bool {
        let party = PartyValues { instance, population: &self.population };
        expression.evaluate(&party).is_ok_and(|value| self.put(instance, id, value))
    }

    /// Puts a value that is not given; whether that changed anything.
    pub(super) fn put(&mut self, instance: InstanceId, element: ElementId, value: Value) -> bool {
        let key = (instance, element);
        if self.fixed.contains(&key) || self.population.values.get(&key) == Some(&value) {
            return false;
        }
        self.population.values.insert(key, value);
        true
    }
}
