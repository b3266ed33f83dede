//! Names and values for tests.

use crate::expression::{Expression, compile};
use crate::expression::{Scope, Slot, Type, UnknownName, Value, Values, WorkingDays};
use jiff::civil::Date;

/// Named values; some may be unknown. Every day up to 2030 is a working day.
#[derive(Debug, Clone, Default)]
pub(super) struct World {
    pub(super) names: Vec<(String, Type)>,
    pub(super) values: Vec<Option<Value>>,
}

impl World {
    pub(super) fn with(mut self, name: &str, ty: Type, value: Value) -> Self {
        self.names.push((name.to_owned(), ty));
        self.values.push(Some(value));
        self
    }

    /// A name given by a text of the language.
    pub(super) fn given(self, name: &str, text: &str) -> Self {
        let expression = compile(text, &self, None).expect("an expression");
        let value = expression.evaluate(&self).expect("a value");
        self.with(name, expression.ty().clone(), value)
    }

    pub(super) fn compiled(&self, text: &str) -> Expression {
        compile(text, self, None).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
    }

    pub(super) fn truth(&self, text: &str) -> bool {
        let truth = self.compiled(text).evaluate_boolean(self);
        truth.unwrap_or_else(|error| panic!("{text}: {error:?}"))
    }
}

impl Scope for World {
    fn resolve(&self, path: &[&str]) -> Result<(Slot, Type), UnknownName> {
        let name = path.join(".");
        let at = self.names.iter().position(|(n, _)| *n == name);
        let at = at.ok_or(UnknownName { nearest: None, at_segment: 0 })?;
        Ok((Slot(u32::try_from(at).expect("few names")), self.names[at].1.clone()))
    }

    fn resolve_found(&self, path: &[&str], _: Option<&str>) -> Result<Slot, UnknownName> {
        self.resolve(path).map(|(slot, _)| slot)
    }

    fn has_calendar(&self) -> bool {
        true
    }
}

impl Values for World {
    fn get(&self, slot: Slot) -> Option<Value> {
        self.values.get(slot.0 as usize).cloned().flatten()
    }

    fn today(&self) -> Option<Date> {
        Some(Date::constant(2026, 3, 2))
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        Some(self)
    }
}

impl WorkingDays for World {
    fn is_working_day(&self, day: Date) -> Option<bool> {
        (day.year() < 2030).then_some(true)
    }

    fn add(&self, day: Date, working_days: i64) -> Option<Date> {
        let day = day.checked_add(jiff::Span::new().try_days(working_days).ok()?).ok()?;
        (day.year() < 2030).then_some(day)
    }

    fn between(&self, from: Date, to: Date) -> Option<i64> {
        Some(to.since(from).ok()?.get_days().into())
    }
}
