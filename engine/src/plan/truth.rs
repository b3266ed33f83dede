//! What conditions read in a way: the answers of its situations.

use super::way::Way;
use crate::expression::{Slot, Value, Values, WorkingDays};
use crate::scenario::model::{Name, Scenario, SituationId};
use std::sync::Arc;

/// The answers of a way as values of expressions. Values of data elements are unknown at design time.
pub struct WayValues<'a> {
    scenario: &'a Scenario,
    way: &'a Way,
}

impl<'a> WayValues<'a> {
    /// The values of a way.
    pub fn new(scenario: &'a Scenario, way: &'a Way) -> Self {
        Self { scenario, way }
    }

    fn answer(&self, id: SituationId) -> Option<Value> {
        let situation = self.scenario.situation(id)?;
        if situation.several {
            let chosen: Vec<Value> =
                self.way.chosen(id, situation).map(|a| Value::Text(a.id.clone())).collect();
            return Some(Value::List(Arc::from(chosen)));
        }
        let answer = self.way.chosen(id, situation).next()?;
        Some(Value::Text(answer.id.clone()))
    }
}

impl Values for WayValues<'_> {
    fn get(&self, slot: Slot) -> Option<Value> {
        match self.scenario.names.name(slot)? {
            Name::Situation(id) => self.answer(id),
            Name::Datum(_) | Name::Found(..) | Name::Count(_) => None,
        }
    }

    fn today(&self) -> Option<jiff::civil::Date> {
        None
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        None
    }
}
