//! A small world for expressions: one name of each type, a calendar that knows two centuries.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date, time};
use onething_engine::expression::{
    Months, RangeValue, Scope, Seconds, Slot, Type, UnknownName, Value, Values, WorkingDays,
};
use std::sync::Arc;

/// The names that expressions may read, in the order of their slots.
pub const NAMES: [&str; 14] = [
    "number",
    "zero",
    "text",
    "answer",
    "flag",
    "day",
    "clock",
    "moment",
    "span",
    "months",
    "numbers",
    "days",
    "child.birth_date",
    "unknown",
];

/// The slot of `found(register.record)`.
pub const FOUND: Slot = Slot(100);
/// The slot of a range of numbers, `range`.
const RANGE: Slot = Slot(101);

/// The world; `silent` knows no value at all.
pub struct World {
    /// No name has a value, there is no today and no calendar.
    pub silent: bool,
}

/// The type of a slot; none for slots that do not exist.
pub fn type_of(slot: Slot) -> Option<Type> {
    Some(match slot.0 {
        0 | 1 => Type::Number,
        2 | 13 => Type::Text,
        3 => Type::OneOf(["yes", "no"].map(Arc::from).as_slice().into()),
        4 | 100 => Type::Boolean,
        5 => Type::Date,
        6 => Type::Time,
        7 => Type::DateTime,
        8 => Type::DaysDuration,
        9 => Type::MonthsDuration,
        10 => Type::List(Box::new(Type::Number)),
        11 | 12 => Type::List(Box::new(Type::Date)),
        101 => Type::Range(Box::new(Type::Number)),
        _ => return None,
    })
}

impl Scope for World {
    fn resolve(&self, path: &[&str]) -> Result<(Slot, Type), UnknownName> {
        let name = path.join(".");
        let at = NAMES.iter().position(|n| *n == name).and_then(|at| u32::try_from(at).ok());
        let slot = if name == "range_of_numbers" { Some(RANGE) } else { at.map(Slot) };
        slot.and_then(|slot| Some((slot, type_of(slot)?)))
            .ok_or(UnknownName { nearest: Some("number".to_owned()), at_segment: 0 })
    }

    fn resolve_found(&self, path: &[&str], _: Option<&str>) -> Result<Slot, UnknownName> {
        (path == ["register", "record"]).then_some(FOUND).ok_or(UnknownName { nearest: None, at_segment: 0 })
    }

    fn has_calendar(&self) -> bool {
        true
    }
}

impl Values for World {
    fn get(&self, slot: Slot) -> Option<Value> {
        if self.silent {
            return None;
        }
        let day = date(2025, 2, 28);
        let days: Arc<[Value]> = [Value::Date(day), Value::Date(date(2024, 2, 29))].into();
        Some(match slot.0 {
            0 => Value::Number(42.into()),
            1 => Value::Number(0.into()),
            2 => Value::Text("出生 text é".into()),
            3 => Value::Text("yes".into()),
            4 | 100 => Value::Boolean(true),
            5 => Value::Date(day),
            6 => Value::Time(time(23, 59, 59, 0)),
            7 => Value::DateTime(day.to_datetime(time(8, 30, 0, 0))),
            8 => Value::DaysDuration(Seconds(90_061)),
            9 => Value::MonthsDuration(Months(-13)),
            10 => Value::List([1, 2, 2, 3].map(|n| Value::Number(n.into())).into()),
            11 | 12 => Value::List(days),
            101 => {
                let end = |n: i64| Some((Value::Number(n.into()), true));
                Value::Range(Arc::new(RangeValue { low: end(1), high: end(10) }))
            }
            _ => return None,
        })
    }

    fn today(&self) -> Option<Date> {
        (!self.silent).then(|| date(2026, 1, 5))
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        (!self.silent).then_some(self as &dyn WorkingDays)
    }
}

impl WorkingDays for World {
    fn is_working_day(&self, day: Date) -> Option<bool> {
        let known = (1900..2100).contains(&day.year());
        known.then(|| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
    }

    fn add(&self, day: Date, working_days: i64) -> Option<Date> {
        let (mut day, mut left) = (day, working_days);
        if left.checked_abs()? > 5_000 {
            return None;
        }
        while left != 0 {
            day = day.checked_add(left.signum().days()).ok()?;
            if self.is_working_day(day)? {
                left -= left.signum();
            }
        }
        Some(day)
    }

    fn between(&self, from: Date, to: Date) -> Option<i64> {
        if to < from {
            return self.between(to, from).map(|count| -count);
        }
        let (mut day, mut count) = (from, 0);
        while day < to {
            day = day.tomorrow().ok()?;
            count += i64::from(self.is_working_day(day)?);
        }
        Some(count)
    }
}

/// Whether a value is of a type.
pub fn is_of(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Number(_), Type::Number)
        | (Value::Text(_), Type::Text | Type::OneOf(_))
        | (Value::Boolean(_), Type::Boolean)
        | (Value::Date(_), Type::Date)
        | (Value::Time(_), Type::Time)
        | (Value::DateTime(_), Type::DateTime)
        | (Value::DaysDuration(_), Type::DaysDuration)
        | (Value::MonthsDuration(_), Type::MonthsDuration) => true,
        (Value::List(members), Type::List(inner)) => members.iter().all(|member| is_of(member, inner)),
        (Value::List(members), Type::EmptyList) => members.is_empty(),
        (Value::Range(range), Type::Range(inner)) => {
            [&range.low, &range.high].iter().all(|end| end.as_ref().is_none_or(|(v, _)| is_of(v, inner)))
        }
        _ => false,
    }
}
