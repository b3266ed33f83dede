//! Types.

use std::fmt;
use std::sync::Arc;

/// The type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// A decimal number.
    Number,
    /// Text.
    Text,
    /// One of a closed set of texts: the answers of a situation, the values of an element.
    OneOf(Arc<[Arc<str>]>),
    /// True or false.
    Boolean,
    /// A civil date.
    Date,
    /// A civil time of day.
    Time,
    /// A civil date and time.
    DateTime,
    /// Days, hours, minutes and seconds.
    DaysDuration,
    /// Years and months.
    MonthsDuration,
    /// A list of values of one type.
    List(Box<Type>),
    /// A list without members, of any type.
    EmptyList,
    /// A range of ordered values.
    Range(Box<Type>),
}

impl Type {
    /// Its name in Chinese.
    pub fn zh(&self) -> &'static str {
        match self {
            Type::Number => "数",
            Type::Text | Type::OneOf(_) => "文字",
            Type::Boolean => "真假值",
            Type::Date => "日期",
            Type::Time => "时刻",
            Type::DateTime => "日期时间",
            Type::DaysDuration => "天数时长",
            Type::MonthsDuration => "年月时长",
            Type::List(_) | Type::EmptyList => "列表",
            Type::Range(_) => "区间",
        }
    }

    /// Whether values of the two types can be equal.
    pub fn comparable(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Text | Type::OneOf(_), Type::Text | Type::OneOf(_)) => true,
            (Type::EmptyList, Type::List(_) | Type::EmptyList) | (Type::List(_), Type::EmptyList) => true,
            (Type::List(a), Type::List(b)) | (Type::Range(a), Type::Range(b)) => a.comparable(b),
            (a, b) => a == b,
        }
    }

    /// Whether a value of this type may stand where `wanted` is.
    pub fn fits(&self, wanted: &Type) -> bool {
        match (self, wanted) {
            (Type::OneOf(_), Type::Text) => true,
            (Type::OneOf(a), Type::OneOf(b)) => a.iter().all(|value| b.contains(value)),
            // Which of the texts it will be cannot be known here; the value is checked where it is used.
            (Type::Text, Type::OneOf(_)) => true,
            (Type::EmptyList, Type::List(_)) => true,
            (Type::List(a), Type::List(b)) => a.fits(b),
            (a, b) => a == b,
        }
    }

    /// Whether `<` and its kin order values of this type.
    pub fn ordered(&self) -> bool {
        matches!(
            self,
            Type::Number
                | Type::Text
                | Type::Date
                | Type::Time
                | Type::DateTime
                | Type::DaysDuration
                | Type::MonthsDuration
        )
    }

    /// The one type of two that may stand in one list.
    pub fn joined(&self, other: &Type) -> Option<Type> {
        match (self, other) {
            (a, b) if a == b => Some(a.clone()),
            (Type::Text | Type::OneOf(_), Type::Text | Type::OneOf(_)) => Some(Type::Text),
            (Type::EmptyList, list @ Type::List(_)) | (list @ Type::List(_), Type::EmptyList) => {
                Some(list.clone())
            }
            (Type::List(a), Type::List(b)) => a.joined(b).map(|t| Type::List(Box::new(t))),
            _ => None,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Number => f.write_str("number"),
            Type::Text | Type::OneOf(_) => f.write_str("text"),
            Type::Boolean => f.write_str("boolean"),
            Type::Date => f.write_str("date"),
            Type::Time => f.write_str("time"),
            Type::DateTime => f.write_str("date and time"),
            Type::DaysDuration => f.write_str("days and time duration"),
            Type::MonthsDuration => f.write_str("years and months duration"),
            Type::List(inner) => write!(f, "list of {inner}"),
            Type::EmptyList => f.write_str("empty list"),
            Type::Range(inner) => write!(f, "range of {inner}"),
        }
    }
}
