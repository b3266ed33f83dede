//! Texts; positions count characters from 1, as FEEL does.

use super::{Called, Function, Signature};
use crate::expression::evaluate::{EvaluationError, Machine};
use crate::expression::limits::MAX_TEXT;
use crate::expression::types::Type;
use crate::expression::value::{Months, Seconds, Value};
use rust_decimal::Decimal;
use std::sync::Arc;

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::OneOf(_))
}

pub(super) fn result(function: Function, types: &[&Type]) -> Signature {
    use Function::{
        Contains, EndsWith, LowerCase, StartsWith, StringJoin, StringLength, Substring, SubstringAfter,
        SubstringBefore, UpperCase,
    };
    use Type::{Boolean, List, Number, Range, Text};
    Some(match (function, types) {
        (Function::String, [List(_) | Range(_) | Type::EmptyList]) => Err("a single value"),
        (Function::String, [_]) => Ok(Text),
        (Function::String, _) => Err("a single value"),
        (Substring, [text, Number] | [text, Number, Number]) if is_text(text) => Ok(Text),
        (Substring, _) => Err("text, start | text, start, length"),
        (StringLength, [text]) if is_text(text) => Ok(Number),
        (UpperCase | LowerCase, [text]) if is_text(text) => Ok(Text),
        (StringLength | UpperCase | LowerCase, _) => Err("text"),
        (Contains | StartsWith | EndsWith, [a, b]) if is_text(a) && is_text(b) => Ok(Boolean),
        (SubstringBefore | SubstringAfter, [a, b]) if is_text(a) && is_text(b) => Ok(Text),
        (Contains | StartsWith | EndsWith | SubstringBefore | SubstringAfter, _) => Err("text, text"),
        (StringJoin, [List(inner)]) if is_text(inner) => Ok(Text),
        (StringJoin, [List(inner), text]) if is_text(inner) && is_text(text) => Ok(Text),
        (StringJoin, _) => Err("list of text | list of text, delimiter"),
        _ => return None,
    })
}

pub(super) fn call(function: Function, machine: &mut Machine<'_>, arguments: &[Value]) -> Called {
    let number = |n: usize| Ok(Value::Number(Decimal::from(n)));
    Some(match (function, arguments) {
        (Function::String, [value]) => written(value).and_then(text),
        (Function::Substring, [Value::Text(whole), Value::Number(start)]) => substring(whole, start, None),
        (Function::Substring, [Value::Text(whole), Value::Number(start), Value::Number(length)]) => {
            substring(whole, start, Some(length))
        }
        (Function::StringLength, [Value::Text(t)]) => number(t.chars().count()),
        (Function::UpperCase, [Value::Text(t)]) => text(t.to_uppercase()),
        (Function::LowerCase, [Value::Text(t)]) => text(t.to_lowercase()),
        (Function::Contains, [Value::Text(a), Value::Text(b)]) => Ok(Value::Boolean(a.contains(&**b))),
        (Function::StartsWith, [Value::Text(a), Value::Text(b)]) => Ok(Value::Boolean(a.starts_with(&**b))),
        (Function::EndsWith, [Value::Text(a), Value::Text(b)]) => Ok(Value::Boolean(a.ends_with(&**b))),
        (Function::SubstringBefore, [Value::Text(a), Value::Text(b)]) => {
            text(a.split_once(&**b).map_or("", |(before, _)| before).to_owned())
        }
        (Function::SubstringAfter, [Value::Text(a), Value::Text(b)]) if b.is_empty() => text(a.to_string()),
        (Function::SubstringAfter, [Value::Text(a), Value::Text(b)]) => {
            text(a.split_once(&**b).map_or("", |(_, after)| after).to_owned())
        }
        (Function::StringJoin, [Value::List(members), rest @ ..]) => {
            let delimiter = match rest {
                [Value::Text(delimiter)] => &**delimiter,
                _ => "",
            };
            join(machine, members, delimiter)
        }
        _ => return None,
    })
}

fn text(text: String) -> Result<Value, EvaluationError> {
    if text.len() > MAX_TEXT {
        return Err(EvaluationError::TooLarge);
    }
    Ok(Value::Text(Arc::from(text)))
}

fn join(machine: &mut Machine<'_>, members: &[Value], delimiter: &str) -> Result<Value, EvaluationError> {
    machine.burn(members.len())?;
    let mut joined = String::new();
    for (position, member) in members.iter().enumerate() {
        let Value::Text(member) = member else { return Err(EvaluationError::WrongType) };
        if position > 0 {
            joined += delimiter;
        }
        joined += member;
        if joined.len() > MAX_TEXT {
            return Err(EvaluationError::TooLarge);
        }
    }
    text(joined)
}

/// From a position counted from 1, or from the end if negative; what begins outside the text or has no
/// character has no value (DMN 1.5 table 73).
fn substring(whole: &str, start: &Decimal, length: Option<&Decimal>) -> Result<Value, EvaluationError> {
    let start: i64 = start.trunc().try_into().map_err(|_| EvaluationError::OutOfRange)?;
    let count = i64::try_from(whole.chars().count()).map_err(|_| EvaluationError::TooLarge)?;
    let from = match start {
        0 => return Err(EvaluationError::NoValue),
        s if s > 0 => s - 1,
        s => count + s,
    };
    if from < 0 || from >= count {
        return Err(EvaluationError::NoValue);
    }
    let take = match length {
        None => count,
        Some(length) => length.trunc().try_into().map_err(|_| EvaluationError::OutOfRange)?,
    };
    if take < 1 {
        return Err(EvaluationError::NoValue);
    }
    let (from, take) = (usize::try_from(from).unwrap_or(0), usize::try_from(take).unwrap_or(0));
    text(whole.chars().skip(from).take(take).collect())
}

/// A value as FEEL writes it.
fn written(value: &Value) -> Result<String, EvaluationError> {
    Ok(match value {
        Value::Number(n) => n.normalize().to_string(),
        Value::Text(t) => t.to_string(),
        Value::Boolean(b) => b.to_string(),
        Value::Date(d) => d.to_string(),
        Value::Time(t) => t.to_string(),
        Value::DateTime(d) => d.to_string(),
        Value::DaysDuration(Seconds(s)) => days_text(*s),
        Value::MonthsDuration(Months(m)) => months_text(*m),
        Value::List(_) | Value::Range(_) => return Err(EvaluationError::WrongType),
    })
}

fn days_text(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let s = seconds.unsigned_abs();
    let mut date = String::new();
    if s >= 86_400 {
        date = format!("{}D", s / 86_400);
    }
    let mut time = String::new();
    for (amount, unit) in [(s % 86_400 / 3_600, 'H'), (s % 3_600 / 60, 'M'), (s % 60, 'S')] {
        if amount > 0 {
            time += &format!("{amount}{unit}");
        }
    }
    match (date.is_empty(), time.is_empty()) {
        (true, true) => "PT0S".to_owned(),
        (_, true) => format!("{sign}P{date}"),
        _ => format!("{sign}P{date}T{time}"),
    }
}

fn months_text(months: i64) -> String {
    let sign = if months < 0 { "-" } else { "" };
    let m = months.unsigned_abs();
    match (m / 12, m % 12) {
        (0, 0) => "P0M".to_owned(),
        (years, 0) => format!("{sign}P{years}Y"),
        (0, months) => format!("{sign}P{months}M"),
        (years, months) => format!("{sign}P{years}Y{months}M"),
    }
}
