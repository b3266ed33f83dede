//! Numbers.

use super::{Called, Function, Signature};
use crate::expression::evaluate::EvaluationError;
use crate::expression::types::Type;
use crate::expression::value::{Months, Seconds, Value};
use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

pub(super) fn result(function: Function, types: &[&Type]) -> Signature {
    use Function::{
        Abs, Ceiling, Even, Floor, Modulo, Odd, RoundDown, RoundHalfDown, RoundHalfUp, RoundUp, Sqrt,
    };
    use Type::{Boolean, DaysDuration, MonthsDuration, Number, OneOf, Text};
    Some(match (function, types) {
        (Function::Number, [Text | OneOf(_)]) => Ok(Number),
        (Function::Number, _) => Err("text"),
        (Abs, [DaysDuration]) => Ok(DaysDuration),
        (Abs, [MonthsDuration]) => Ok(MonthsDuration),
        (Abs | Sqrt, [Number]) | (Floor | Ceiling, [Number] | [Number, Number]) => Ok(Number),
        (Even | Odd, [Number]) => Ok(Boolean),
        (
            Modulo | Function::Decimal | RoundUp | RoundDown | RoundHalfUp | RoundHalfDown,
            [Number, Number],
        ) => Ok(Number),
        (Abs | Sqrt | Even | Odd, _) => Err("number"),
        (Floor | Ceiling, _) => Err("number | number, scale"),
        (Modulo, _) => Err("dividend, divisor"),
        (Function::Decimal | RoundUp | RoundDown | RoundHalfUp | RoundHalfDown, _) => Err("number, scale"),
        _ => return None,
    })
}

pub(super) fn call(function: Function, arguments: &[Value]) -> Called {
    let some = |n: Option<Decimal>| n.map(Value::Number).ok_or(EvaluationError::OutOfRange);
    Some(match (function, arguments) {
        (Function::Number, [Value::Text(text)]) => {
            text.parse().map(Value::Number).map_err(|_| EvaluationError::NoValue)
        }
        (Function::Abs, [Value::Number(n)]) => Ok(Value::Number(n.abs())),
        (Function::Abs, [Value::DaysDuration(Seconds(s))]) => {
            Ok(Value::DaysDuration(Seconds(s.saturating_abs())))
        }
        (Function::Abs, [Value::MonthsDuration(Months(m))]) => {
            Ok(Value::MonthsDuration(Months(m.saturating_abs())))
        }
        (Function::Sqrt, [Value::Number(n)]) => n.sqrt().map(Value::Number).ok_or(EvaluationError::NoValue),
        (Function::Floor, [Value::Number(n)]) => Ok(Value::Number(n.floor())),
        (Function::Ceiling, [Value::Number(n)]) => Ok(Value::Number(n.ceil())),
        (Function::Floor, [Value::Number(n), Value::Number(scale)]) => {
            some(rounded(*n, *scale, RoundingStrategy::ToNegativeInfinity))
        }
        (Function::Ceiling, [Value::Number(n), Value::Number(scale)]) => {
            some(rounded(*n, *scale, RoundingStrategy::ToPositiveInfinity))
        }
        (Function::Modulo, [Value::Number(_), Value::Number(b)]) if b.is_zero() => {
            Err(EvaluationError::DivisionByZero)
        }
        (Function::Modulo, [Value::Number(a), Value::Number(b)]) => some(modulo(*a, *b)),
        (Function::Even, [Value::Number(n)]) => Ok(Value::Boolean((*n % Decimal::TWO).is_zero())),
        (Function::Odd, [Value::Number(n)]) => Ok(Value::Boolean((*n % Decimal::TWO).abs() == Decimal::ONE)),
        (_, [Value::Number(n), Value::Number(scale)]) => {
            // `decimal` rounds half to even (DMN 1.5 table 74).
            let strategy = match function {
                Function::Decimal => RoundingStrategy::MidpointNearestEven,
                Function::RoundUp => RoundingStrategy::AwayFromZero,
                Function::RoundDown => RoundingStrategy::ToZero,
                Function::RoundHalfUp => RoundingStrategy::MidpointAwayFromZero,
                Function::RoundHalfDown => RoundingStrategy::MidpointTowardZero,
                _ => return None,
            };
            some(rounded(*n, *scale, strategy))
        }
        _ => return None,
    })
}

/// `dividend − divisor · floor(dividend / divisor)`: the sign of the divisor (DMN 1.5 table 74).
fn modulo(a: Decimal, b: Decimal) -> Option<Decimal> {
    let rest = a.checked_rem(b)?;
    if !rest.is_zero() && (rest.is_sign_negative() != b.is_sign_negative()) {
        rest.checked_add(b)
    } else {
        Some(rest)
    }
}

/// Rounded to so many decimals; a negative scale rounds to tens, hundreds…
fn rounded(n: Decimal, scale: Decimal, strategy: RoundingStrategy) -> Option<Decimal> {
    let scale: i64 = scale.is_integer().then(|| scale.try_into().ok()).flatten()?;
    if scale >= 0 {
        let scale = u32::try_from(scale).ok().filter(|s| *s <= 28)?;
        return Some(n.round_dp_with_strategy(scale, strategy));
    }
    let power = Decimal::TEN.checked_powi(-scale)?;
    n.checked_div(power)?.round_dp_with_strategy(0, strategy).checked_mul(power)
}
