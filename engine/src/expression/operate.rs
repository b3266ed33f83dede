//! Arithmetic (DMN 1.5 tables 52–55): numbers, and dates with durations. Overflow is an error.

use super::ast::Operator;
use super::evaluate::EvaluationError;
use super::types::Type;
use super::value::{Months, Seconds, Value};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use rust_decimal::{Decimal, MathematicalOps};
use std::sync::Arc;

/// The type of an operation; none if there is none of these types.
pub(super) fn result_type(operator: Operator, left: &Type, right: &Type) -> Option<Type> {
    use Operator::{Add, Divide, Multiply, Power, Subtract};
    use Type::{Date, DateTime, DaysDuration, MonthsDuration, Number, OneOf, Text, Time};
    Some(match (operator, left, right) {
        (Add | Subtract | Multiply | Divide | Power, Number, Number) => Number,
        (Add, Text | OneOf(_), Text | OneOf(_)) => Text,
        (Subtract, Date, Date) | (Subtract, DateTime, DateTime) | (Subtract, Time, Time) => DaysDuration,
        (Add | Subtract, Date, DaysDuration | MonthsDuration) => Date,
        (Add | Subtract, DateTime, DaysDuration | MonthsDuration) => DateTime,
        (Add | Subtract, Time, DaysDuration) => Time,
        (Add, DaysDuration | MonthsDuration, Date) => Date,
        (Add, DaysDuration | MonthsDuration, DateTime) => DateTime,
        (Add, DaysDuration, Time) => Time,
        (Add | Subtract, DaysDuration, DaysDuration) => DaysDuration,
        (Add | Subtract, MonthsDuration, MonthsDuration) => MonthsDuration,
        (Multiply, DaysDuration, Number)
        | (Multiply, Number, DaysDuration)
        | (Divide, DaysDuration, Number) => DaysDuration,
        (Multiply, MonthsDuration, Number)
        | (Multiply, Number, MonthsDuration)
        | (Divide, MonthsDuration, Number) => MonthsDuration,
        (Divide, DaysDuration, DaysDuration) | (Divide, MonthsDuration, MonthsDuration) => Number,
        _ => return None,
    })
}

/// Carries out an operation.
pub(super) fn operate(operator: Operator, left: Value, right: Value) -> Result<Value, EvaluationError> {
    use EvaluationError::OutOfRange;
    use Operator::{Add, Divide, Multiply, Subtract};
    let signed = |seconds: i64| if operator == Subtract { seconds.checked_neg() } else { Some(seconds) };
    match (operator, left, right) {
        (_, Value::Number(a), Value::Number(b)) => number(operator, a, b).map(Value::Number),
        (Add, Value::Text(a), Value::Text(b)) => text(&a, &b),
        (Subtract, Value::Date(a), Value::Date(b)) => days_between(a, b).map(Value::DaysDuration),
        (Subtract, Value::DateTime(a), Value::DateTime(b)) => seconds_between(a, b).map(Value::DaysDuration),
        (Subtract, Value::Time(a), Value::Time(b)) => {
            let date = Date::default();
            seconds_between(date.to_datetime(a), date.to_datetime(b)).map(Value::DaysDuration)
        }
        (Add | Subtract, Value::Date(date), Value::DaysDuration(Seconds(s)))
        | (Add, Value::DaysDuration(Seconds(s)), Value::Date(date)) => {
            let moment = date.to_datetime(jiff::civil::Time::midnight());
            let moment = moment.checked_add(SignedDuration::from_secs(signed(s).ok_or(OutOfRange)?));
            moment.map(|m| Value::Date(m.date())).map_err(|_| OutOfRange)
        }
        (Add | Subtract, Value::Date(date), Value::MonthsDuration(Months(m)))
        | (Add, Value::MonthsDuration(Months(m)), Value::Date(date)) => {
            add_months(date, signed(m).ok_or(OutOfRange)?).map(Value::Date)
        }
        (Add | Subtract, Value::DateTime(moment), Value::DaysDuration(Seconds(s)))
        | (Add, Value::DaysDuration(Seconds(s)), Value::DateTime(moment)) => {
            let moment = moment.checked_add(SignedDuration::from_secs(signed(s).ok_or(OutOfRange)?));
            moment.map(Value::DateTime).map_err(|_| OutOfRange)
        }
        (Add | Subtract, Value::DateTime(moment), Value::MonthsDuration(Months(m)))
        | (Add, Value::MonthsDuration(Months(m)), Value::DateTime(moment)) => {
            let date = add_months(moment.date(), signed(m).ok_or(OutOfRange)?)?;
            Ok(Value::DateTime(date.to_datetime(moment.time())))
        }
        (Add | Subtract, Value::Time(time), Value::DaysDuration(Seconds(s)))
        | (Add, Value::DaysDuration(Seconds(s)), Value::Time(time)) => {
            // A time of day goes round the clock (DMN 1.5 table 55).
            let duration = SignedDuration::from_secs(signed(s).ok_or(OutOfRange)?);
            Ok(Value::Time(time.wrapping_add(duration)))
        }
        (Add | Subtract, Value::DaysDuration(Seconds(a)), Value::DaysDuration(Seconds(b))) => {
            let sum = signed(b).and_then(|b| a.checked_add(b)).ok_or(OutOfRange)?;
            Ok(Value::DaysDuration(Seconds(sum)))
        }
        (Add | Subtract, Value::MonthsDuration(Months(a)), Value::MonthsDuration(Months(b))) => {
            let sum = signed(b).and_then(|b| a.checked_add(b)).ok_or(OutOfRange)?;
            Ok(Value::MonthsDuration(Months(sum)))
        }
        (Multiply | Divide, Value::DaysDuration(Seconds(s)), Value::Number(n))
        | (Multiply, Value::Number(n), Value::DaysDuration(Seconds(s))) => {
            scaled(operator, s, n).map(|s| Value::DaysDuration(Seconds(s)))
        }
        (Multiply | Divide, Value::MonthsDuration(Months(m)), Value::Number(n))
        | (Multiply, Value::Number(n), Value::MonthsDuration(Months(m))) => {
            scaled(operator, m, n).map(|m| Value::MonthsDuration(Months(m)))
        }
        (Divide, Value::DaysDuration(Seconds(a)), Value::DaysDuration(Seconds(b)))
        | (Divide, Value::MonthsDuration(Months(a)), Value::MonthsDuration(Months(b))) => {
            number(Divide, Decimal::from(a), Decimal::from(b)).map(Value::Number)
        }
        _ => Err(EvaluationError::WrongType),
    }
}

fn text(a: &Arc<str>, b: &Arc<str>) -> Result<Value, EvaluationError> {
    if a.len() + b.len() > super::limits::MAX_TEXT {
        return Err(EvaluationError::TooLarge);
    }
    Ok(Value::Text(Arc::from(format!("{a}{b}"))))
}

fn number(operator: Operator, a: Decimal, b: Decimal) -> Result<Decimal, EvaluationError> {
    let result = match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide if b.is_zero() => return Err(EvaluationError::DivisionByZero),
        Operator::Divide => a.checked_div(b),
        Operator::Power => power(a, b),
        _ => return Err(EvaluationError::WrongType),
    };
    result.ok_or(EvaluationError::OutOfRange)
}

fn power(a: Decimal, b: Decimal) -> Option<Decimal> {
    if a.is_zero() && b.is_sign_negative() && !b.is_zero() {
        return None;
    }
    if !b.is_integer() {
        return if a.is_sign_negative() { None } else { a.checked_powd(b) };
    }
    let exponent: i64 = b.try_into().ok()?;
    if exponent.unsigned_abs() > 1_000 {
        return None;
    }
    a.checked_powi(exponent)
}

fn scaled(operator: Operator, amount: i64, by: Decimal) -> Result<i64, EvaluationError> {
    let result = number(operator, Decimal::from(amount), by)?;
    result.trunc().try_into().map_err(|_| EvaluationError::OutOfRange)
}

fn days_between(a: Date, b: Date) -> Result<Seconds, EvaluationError> {
    let days = a.since(b).map_err(|_| EvaluationError::OutOfRange)?.get_days();
    Ok(Seconds(i64::from(days) * 86_400))
}

fn seconds_between(a: DateTime, b: DateTime) -> Result<Seconds, EvaluationError> {
    Ok(Seconds(a.duration_since(b).as_secs()))
}

/// The same day so many months on; the last of the month where there is no such day (民法典 202).
pub(super) fn add_months(date: Date, months: i64) -> Result<Date, EvaluationError> {
    // Months since year 0. Spelled out because conditions on ages and terms are evaluated by the thousand; a
    // general span of time costs several times as much.
    let counted = (i64::from(date.year()) * 12 + i64::from(date.month()) - 1).checked_add(months);
    let counted = counted.ok_or(EvaluationError::OutOfRange)?;
    let year = i16::try_from(counted.div_euclid(12)).map_err(|_| EvaluationError::OutOfRange)?;
    let month = i8::try_from(counted.rem_euclid(12) + 1).map_err(|_| EvaluationError::OutOfRange)?;
    let first = Date::new(year, month, 1).map_err(|_| EvaluationError::OutOfRange)?;
    Date::new(year, month, date.day().min(first.days_in_month())).map_err(|_| EvaluationError::OutOfRange)
}
