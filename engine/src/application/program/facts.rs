//! Facts by position, and conditions over them.

use super::{FactId, FactKind, Program};
use crate::application::state::Application;
use crate::calendar::Calendar;
use crate::expression::{Expression, Slot, Value, Values, WorkingDays};
use crate::scenario::model::ElementType;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

/// A condition whose names are settled.
#[derive(Debug, Clone)]
pub(in crate::application) struct Judged {
    pub(in crate::application) expression: Expression,
    pub(in crate::application) slots: Vec<(Slot, Source)>,
    /// The fact that it asks about and nothing else.
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

/// What a condition reads while an application runs.
pub(in crate::application) struct Reading<'a> {
    pub(in crate::application) program: &'a Program,
    pub(in crate::application) state: &'a Application,
    pub(in crate::application) slots: &'a [(Slot, Source)],
    pub(in crate::application) calendar: Option<&'a Calendar>,
}

/// Whether a truth is known to be true; none where it is not known, or no truth.
#[inline]
fn is_true(program: &Program, state: &Application, fact: FactId) -> Option<bool> {
    let known = state.fact(fact).filter(|f| f.how.is_known())?;
    match (&program.fact(fact)?.kind, known.value.as_deref()?) {
        (FactKind::Field(ElementType::Boolean, _), "true") => Some(true),
        (FactKind::Field(ElementType::Boolean, _), "false") => Some(false),
        _ => None,
    }
}

impl Judged {
    /// A condition over the values of slots.
    pub(in crate::application) fn new(expression: Expression, slots: Vec<(Slot, Source)>) -> Self {
        let asked = expression.as_name();
        let plain = slots.iter().find_map(|(slot, source)| match source {
            Source::Fact(fact) if Some(*slot) == asked => Some(*fact),
            _ => None,
        });
        Self { expression, slots, plain }
    }

    /// Whether it holds; none where a value that it reads is not known.
    #[inline]
    pub(in crate::application) fn holds(
        &self,
        program: &Program,
        state: &Application,
        calendar: Option<&Calendar>,
    ) -> Option<bool> {
        if let Some(fact) = self.plain {
            return is_true(program, state, fact);
        }
        let reading = Reading { program, state, slots: &self.slots, calendar };
        self.expression.evaluate_boolean(&reading).ok()
    }
}

impl Reading<'_> {
    fn fact(&self, fact: FactId) -> Option<Value> {
        let known = self.state.fact(fact).filter(|f| f.how.is_known())?;
        match &self.program.fact(fact)?.kind {
            FactKind::Field(ty, _) => read(ty, known.value.as_deref()?),
            FactKind::Material(_) => None,
        }
    }
}

impl Values for Reading<'_> {
    fn get(&self, slot: Slot) -> Option<Value> {
        match self.slots.iter().find(|(s, _)| *s == slot).map(|(_, source)| source)? {
            Source::Fixed(value) => Some(value.clone()),
            Source::Fact(fact) => self.fact(*fact),
            Source::Members(facts) => facts
                .iter()
                .map(|f| self.fact(*f))
                .collect::<Option<Vec<Value>>>()
                .map(|v| Value::List(v.into())),
        }
    }

    fn today(&self) -> Option<jiff::civil::Date> {
        self.calendar.map(|c| c.date(self.state.at.timestamp()))
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        self.calendar.map(|c| c as &dyn WorkingDays)
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

impl Judged {
    /// The facts it reads.
    pub(in crate::application) fn facts(&self) -> impl Iterator<Item = FactId> + '_ {
        self.slots
            .iter()
            .flat_map(|(_, source)| match source {
                Source::Fixed(_) => &[][..],
                Source::Fact(fact) => std::slice::from_ref(fact),
                Source::Members(facts) => &facts[..],
            })
            .copied()
    }
}
