//! Making values agree with the answers of a way: a search over the values that the unmet answers rest on.

use super::Maker;
use super::choices::Literals;
use super::truth::{Known, told};
use crate::expression::Value;
use crate::plan::grounding::InstanceId;
use crate::scenario::model::{
    Condition, Datum, ElementId, ElementType, KnownFrom, Name, ServiceId, Situation, SituationId,
};

/// Most pairs of changes tried for one unmet answer; single changes are all tried.
const MOST_PAIRS: usize = 4_000;
/// Random changes of several values at once, when no single one and no pair will do.
const MOST_LEAPS: usize = 2_000;

/// Something that may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lever {
    Value(InstanceId, ElementId),
    Found(ServiceId),
}

/// A change.
#[derive(Debug, Clone, PartialEq)]
enum Change {
    Value(InstanceId, ElementId, Value),
    Found(ServiceId, bool),
}

impl Maker<'_, '_> {
    /// Changes values until the answers of the way are what they come to; notes those that cannot be.
    pub(super) fn agree(&mut self) {
        let scenario = self.grounding.scenario();
        for (index, situation) in scenario.situations.values().enumerate() {
            let id = SituationId::from(index);
            if situation.known_from.is_some() && !self.is_met(id, situation) {
                self.meet(situation);
            }
        }
        let unmet = scenario.situations.values().enumerate().map(|(i, s)| (SituationId::from(i), s));
        self.population.contradictions = unmet
            .filter(|(id, s)| s.known_from.is_some() && !self.is_met(*id, s))
            .map(|(id, _)| id)
            .collect();
    }

    fn is_met(&self, id: SituationId, situation: &Situation) -> bool {
        let known = Known::new(self.grounding, &self.population);
        told(situation, &known) == Some(self.grounding.way().bits(id))
    }

    fn unmet(&self) -> usize {
        let all = self.grounding.scenario().situations.values().enumerate();
        all.filter(|(i, s)| s.known_from.is_some() && !self.is_met(SituationId::from(*i), s)).count()
    }

    /// The first change, pair or leap that leaves fewer answers unmet.
    fn meet(&mut self, situation: &Situation) {
        let changes = self.changes(situation);
        let before = self.unmet();
        for change in &changes {
            if self.tried(&[change], before) {
                return;
            }
        }
        let pairs =
            changes.iter().enumerate().flat_map(|(i, a)| changes.iter().skip(i + 1).map(move |b| (a, b)));
        for (a, b) in pairs.take(MOST_PAIRS) {
            if self.tried(&[a, b], before) {
                return;
            }
        }
        for _ in 0..MOST_LEAPS.min(changes.len().saturating_mul(50)) {
            let size = 3 + self.random.below(3);
            let picked: Vec<usize> = (0..size).map(|_| self.random.below(changes.len())).collect();
            let leap: Vec<&Change> = picked.iter().filter_map(|i| changes.get(*i)).collect();
            if self.tried(&leap, before) {
                return;
            }
        }
    }

    /// Makes changes; takes them back unless fewer answers are unmet.
    fn tried(&mut self, changes: &[&Change], before: usize) -> bool {
        let kept = (self.population.values.clone(), self.population.not_found.clone());
        for change in changes {
            match change {
                Change::Value(instance, element, value) => {
                    self.put(*instance, *element, value.clone());
                }
                Change::Found(service, true) => {
                    self.population.not_found.remove(service);
                }
                Change::Found(service, false) => {
                    self.population.not_found.insert(*service);
                }
            }
        }
        self.computed();
        if self.unmet() < before {
            return true;
        }
        (self.population.values, self.population.not_found) = kept;
        false
    }

    /// Every change of something that an answer rests on.
    fn changes(&self, situation: &Situation) -> Vec<Change> {
        let mut levers = Vec::new();
        let mut literals = Literals::default();
        match &situation.known_from {
            Some(KnownFrom::Element(datum)) => {
                self.levers_of(datum.value, &mut levers);
                literals.texts.extend(situation.answers.iter().map(|a| a.id.to_string()));
            }
            Some(KnownFrom::Conditions(conditions)) => {
                for (_, condition) in conditions {
                    literals.read(&condition.text.value);
                    self.levers_behind(condition, &mut levers);
                }
            }
            None => {}
        }
        let all: Vec<Lever> = levers.clone();
        let mut changes = Vec::new();
        for lever in all {
            match lever {
                Lever::Found(service) => {
                    changes.push(Change::Found(service, !self.population.is_found(service)));
                }
                Lever::Value(instance, element) if !self.fixed.contains(&(instance, element)) => {
                    let catalogue = &self.grounding.scenario().catalogue;
                    let mut candidates = match catalogue.element(element) {
                        Some((_, facts)) => literals.candidates(facts, catalogue, self.population.today),
                        None => Vec::new(),
                    };
                    // What others have: for conditions that compare two values.
                    candidates.extend(levers.iter().filter_map(|other| match other {
                        Lever::Value(i, e) => self.population.value(*i, *e).cloned(),
                        Lever::Found(_) => None,
                    }));
                    let now = self.population.value(instance, element);
                    candidates.retain(|c| Some(c) != now && self.fits(element, c));
                    changes.extend(candidates.into_iter().map(|c| Change::Value(instance, element, c)));
                }
                Lever::Value(..) => {}
            }
        }
        changes
    }

    fn levers_behind(&self, condition: &Condition, levers: &mut Vec<Lever>) {
        for name in &condition.reads {
            match name {
                Name::Datum(datum) => self.levers_of(*datum, levers),
                Name::Found(service, _) if !levers.contains(&Lever::Found(*service)) => {
                    levers.push(Lever::Found(*service));
                }
                _ => {}
            }
        }
    }

    /// A value, or what it is computed from.
    fn levers_of(&self, datum: Datum, levers: &mut Vec<Lever>) {
        let scenario = self.grounding.scenario();
        for instance in self.grounding.resolve(datum.party, None) {
            let mut pending = vec![datum.element];
            let mut seen = Vec::new();
            while let Some(element) = pending.pop() {
                if seen.contains(&element) {
                    continue;
                }
                seen.push(element);
                match scenario.catalogue.element(element) {
                    Some((_, e)) if e.computed.is_some() => pending.extend(&e.computed_from),
                    _ => {
                        let lever = Lever::Value(instance, element);
                        if !levers.contains(&lever) {
                            levers.push(lever);
                        }
                    }
                }
            }
        }
        for fact in scenario.computed.iter().filter(|f| f.datum == datum) {
            for name in &fact.value.reads {
                match name {
                    // Facts may rest on one another; one level is what people write.
                    Name::Datum(of) if *of != datum => {
                        let more = self.grounding.resolve(of.party, None);
                        levers.extend(more.into_iter().map(|i| Lever::Value(i, of.element)));
                    }
                    _ => {}
                }
            }
        }
    }

    fn fits(&self, element: ElementId, value: &Value) -> bool {
        let Some((_, element)) = self.grounding.scenario().catalogue.element(element) else { return false };
        match (&element.ty, value) {
            (ElementType::OneOf(values), Value::Text(text)) => values.contains(text),
            (ElementType::Text, Value::Text(_))
            | (ElementType::Number, Value::Number(_))
            | (ElementType::Boolean, Value::Boolean(_))
            | (ElementType::Date, Value::Date(_))
            | (ElementType::Time, Value::Time(_))
            | (ElementType::DateTime, Value::DateTime(_)) => true,
            _ => false,
        }
    }
}
