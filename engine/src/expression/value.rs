//! Values.

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::sync::Arc;

/// A days and time duration, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(pub i64);

/// A years and months duration, in months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Months(pub i64);

/// A value; there is no null. Numbers are equal by value, not by digits: `1.0 = 1`.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A decimal number.
    Number(Decimal),
    /// Text.
    Text(Arc<str>),
    /// True or false.
    Boolean(bool),
    /// A civil date.
    Date(Date),
    /// A civil time of day.
    Time(Time),
    /// A civil date and time.
    DateTime(DateTime),
    /// Days, hours, minutes and seconds.
    DaysDuration(Seconds),
    /// Years and months.
    MonthsDuration(Months),
    /// A list.
    List(Arc<[Value]>),
    /// A range.
    Range(Arc<RangeValue>),
}

/// A range; an end that is none is open to that side.
#[derive(Debug, Clone, PartialEq)]
pub struct RangeValue {
    /// Lower end, and whether it belongs to the range.
    pub low: Option<(Value, bool)>,
    /// Upper end, and whether it belongs to the range.
    pub high: Option<(Value, bool)>,
}

impl RangeValue {
    /// Whether a value lies in the range.
    pub fn contains(&self, value: &Value) -> bool {
        let above = self.low.as_ref().is_none_or(|(low, inside)| match value.order(low) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => *inside,
            _ => false,
        });
        above
            && self.high.as_ref().is_none_or(|(high, inside)| match value.order(high) {
                Some(Ordering::Less) => true,
                Some(Ordering::Equal) => *inside,
                _ => false,
            })
    }
}

impl Value {
    /// Its canonical text: what a value of its type is handed in as. Lists are told with commas; ranges have none.
    pub fn canonical(&self) -> String {
        match self {
            Value::Number(number) => number.normalize().to_string(),
            Value::Text(text) => text.to_string(),
            Value::Boolean(truth) => truth.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Time(time) => time.to_string(),
            Value::DateTime(moment) => moment.to_string(),
            Value::DaysDuration(seconds) => format!("{}s", seconds.0),
            Value::MonthsDuration(months) => format!("{}mo", months.0),
            Value::List(members) => members.iter().map(Value::canonical).collect::<Vec<_>>().join(", "),
            Value::Range(_) => String::new(),
        }
    }

    /// The order of two values of one ordered type; none for others.
    pub fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
            (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
            (Value::DaysDuration(a), Value::DaysDuration(b)) => Some(a.cmp(b)),
            (Value::MonthsDuration(a), Value::MonthsDuration(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}
