//! Facts by position, and conditions over them.

use super::{FactId, FactKind, Program, StepId};
use crate::application::state::Application;
use crate::calendar::Calendar;
use crate::expression::{Expression, Slot, Value, Values, WorkingDays};
use crate::scenario::model::ElementType;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use std::sync::Arc;

/// Computed elements rest on one another at most so deep; circles of them are findings.
const DEEPEST: u8 = 64;

/// An expression whose names are settled: a condition, or what a computed element is computed by.
#[derive(Debug, Clone)]
pub(in crate::application) struct Judged {
    pub(in crate::application) expression: Expression,
    pub(in crate::application) slots: Vec<(Slot, Source)>,
    /// The facts that it reads, and those that the computed ones of them are computed from.
    pub(in crate::application) facts: Vec<FactId>,
    /// The fact that it asks about and nothing else, which is not computed.
    pub(in crate::application) plain: Option<FactId>,
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

impl Source {
    /// The facts that it stands for.
    pub(in crate::application) fn facts(&self) -> &[FactId] {
        match self {
            Source::Fixed(_) => &[],
            Source::Fact(fact) => std::slice::from_ref(fact),
            Source::Members(facts) => facts,
        }
    }
}

/// Values of facts: as an application knows them, or as somebody supposes.
trait Told {
    /// What the text of a fact reads as; none where it is not told.
    fn read(&self, fact: FactId, ty: &ElementType) -> Option<Value>;
}

impl Told for Application {
    fn read(&self, fact: FactId, ty: &ElementType) -> Option<Value> {
        let known = self.fact(fact).filter(|f| f.how.is_known())?;
        read(ty, known.value.as_deref()?)
    }
}

/// Values of facts that somebody supposes.
struct Supposed<'a>(&'a dyn Fn(FactId) -> Option<Arc<str>>);

impl Told for Supposed<'_> {
    fn read(&self, fact: FactId, ty: &ElementType) -> Option<Value> {
        read(ty, &(self.0)(fact)?)
    }
}

/// What an expression reads.
struct Reading<'a, T> {
    program: &'a Program,
    told: &'a T,
    slots: &'a [(Slot, Source)],
    calendar: Option<&'a Calendar>,
    at: Timestamp,
    /// How many computed elements this is the computation of.
    depth: u8,
}

impl<T: Told> Reading<'_, T> {
    /// A value that was told; else, where it is computed, what it comes to.
    fn fact(&self, fact: FactId) -> Option<Value> {
        let FactKind::Field(ty, _) = &self.program.fact(fact)?.kind else { return None };
        self.told.read(fact, ty).or_else(|| self.computed(fact))
    }

    fn computed(&self, fact: FactId) -> Option<Value> {
        let by = self.program.computed.get(&fact).filter(|_| self.depth < DEEPEST)?;
        let inner = Reading { slots: &by.slots, depth: self.depth + 1, ..*self };
        by.expression.evaluate(&inner).ok()
    }
}

impl<T: Told> Values for Reading<'_, T> {
    fn get(&self, slot: Slot) -> Option<Value> {
        match self.slots.iter().find(|(s, _)| *s == slot).map(|(_, source)| source)? {
            Source::Fixed(value) => Some(value.clone()),
            Source::Fact(fact) => self.fact(*fact),
            Source::Members(facts) => {
                let all = facts.iter().map(|f| self.fact(*f)).collect::<Option<Vec<Value>>>();
                all.map(|v| Value::List(v.into()))
            }
        }
    }

    fn today(&self) -> Option<Date> {
        self.calendar.map(|c| c.date(self.at))
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        self.calendar.map(|c| c as &dyn WorkingDays)
    }
}

impl Program {
    /// Whether a truth is known to be true; none where it is not known, or no truth.
    #[inline]
    pub(in crate::application) fn is_true(&self, state: &Application, fact: FactId) -> Option<bool> {
        let known = state.fact(fact).filter(|f| f.how.is_known())?;
        match (&self.fact(fact)?.kind, known.value.as_deref()?) {
            (FactKind::Field(ElementType::Boolean, _), "true") => Some(true),
            (FactKind::Field(ElementType::Boolean, _), "false") => Some(false),
            _ => None,
        }
    }
}

impl Judged {
    /// Whether it holds; none where a value that it reads is not known.
    #[inline]
    pub(in crate::application) fn holds(
        &self,
        program: &Program,
        state: &Application,
        calendar: Option<&Calendar>,
    ) -> Option<bool> {
        if let Some(fact) = self.plain {
            return program.is_true(state, fact);
        }
        let (slots, at) = (&self.slots[..], state.at.timestamp());
        let reading = Reading { program, told: state, slots, calendar, at, depth: 0 };
        self.expression.evaluate_boolean(&reading).ok()
    }
}

/// A canonical text as a value of its type.
pub(in crate::application) fn read(ty: &ElementType, text: &str) -> Option<Value> {
    match ty {
        ElementType::Text
        | ElementType::IdNumberCn
        | ElementType::PhoneCn
        | ElementType::CreditCodeCn
        | ElementType::Region => Some(Value::Text(text.into())),
        ElementType::OneOf(ids) => ids.iter().find(|id| &***id == text).map(|id| Value::Text(id.clone())),
        ElementType::Number => text.parse::<Decimal>().ok().map(Value::Number),
        ElementType::Boolean => match text {
            "true" => Some(Value::Boolean(true)),
            "false" => Some(Value::Boolean(false)),
            _ => None,
        },
        ElementType::Date => text.parse::<Date>().ok().map(Value::Date),
        ElementType::Time => text.parse::<Time>().ok().map(Value::Time),
        ElementType::DateTime => text.parse::<DateTime>().ok().map(Value::DateTime),
    }
}

/// Whether a canonical text is a value of a type.
pub(in crate::application) fn is_readable(ty: &ElementType, text: &str) -> bool {
    match ty {
        ElementType::Text
        | ElementType::IdNumberCn
        | ElementType::PhoneCn
        | ElementType::CreditCodeCn
        | ElementType::Region => true,
        ElementType::Boolean => matches!(text, "true" | "false"),
        _ => read(ty, text).is_some(),
    }
}

impl Program {
    /// The value of a fact as an application knows it; of a computed one, what it comes to.
    pub(in crate::application) fn value(
        &self,
        state: &Application,
        fact: FactId,
        calendar: Option<&Calendar>,
    ) -> Option<Value> {
        let at = state.at.timestamp();
        Reading { program: self, told: state, slots: &[], calendar, at, depth: 0 }.fact(fact)
    }

    /// The text of a fact as an application knows it; of a computed one, what it comes to without a calendar.
    pub fn text(&self, state: &Application, fact: FactId) -> Option<Arc<str>> {
        let known = state.fact(fact).and_then(|f| f.value.clone());
        known.or_else(|| self.value(state, fact, None).map(|value| value.canonical().into()))
    }

    /// Whether the condition of a way out of a step would hold at a time if facts had these values; none where
    /// it has no condition, or a value that it reads is missing. A computed element follows from the others
    /// where it has no value of its own.
    pub fn would_hold(
        &self,
        step: StepId,
        way: usize,
        at: Timestamp,
        value: &dyn Fn(FactId) -> Option<Arc<str>>,
    ) -> Option<bool> {
        let facts = self.step(step)?;
        let judged = facts.next.get(way)?.when.as_ref()?;
        let calendar = facts.calendar.and_then(|c| self.calendars.get(usize::from(c)));
        let (slots, told) = (&judged.slots[..], &Supposed(value));
        let reading = Reading { program: self, told, slots, calendar, at, depth: 0 };
        judged.expression.evaluate_boolean(&reading).ok()
    }
}

impl Judged {
    /// The facts it reads; of computed ones also what they are computed from.
    pub(in crate::application) fn facts(&self) -> impl Iterator<Item = FactId> + '_ {
        self.facts.iter().copied()
    }
}
