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
            number_text(text).map(Value::Number).ok_or(EvaluationError::NoValue)
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

/// A number as an expression writes it, with a sign; not what else Rust reads as one: `1_000`, `+1`, `1e3`.
fn number_text(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.ends_with(|c: char| c.is_ascii_digit());
    plain.then(|| Decimal::from_str_exact(text).ok()).flatten()
}

/// Rounded to so many decimals; a negative scale rounds to tens, hundreds… Scales go as far as FEEL's (DMN 1.5
/// table 74), further than the digits of our numbers.
fn rounded(n: Decimal, scale: Decimal, strategy: RoundingStrategy) -> Option<Decimal> {
    let scale: i64 = scale.is_integer().then(|| scale.try_into().ok()).flatten()?;
    if !(-6111..=6176).contains(&scale) {
        return None;
    }
    if scale >= 0 {
        let scale = u32::try_from(scale).ok()?.min(Decimal::MAX_SCALE);
        return Some(n.round_dp_with_strategy(scale, strategy));
    }
    // n = whole + rest, both exact: dividing n itself could round a second time.
    let Some(power) = Decimal::TEN.checked_powi(-scale) else {
        let up = match strategy {
            RoundingStrategy::AwayFromZero => !n.is_zero(),
            RoundingStrategy::ToPositiveInfinity => n > Decimal::ZERO,
            RoundingStrategy::ToNegativeInfinity => n < Decimal::ZERO,
            _ => false,
        };
        return (!up).then_some(Decimal::ZERO);
    };
    let rest = n.checked_rem(power)?;
    let whole = n.checked_sub(rest)?.checked_div(power)?.trunc();
    let odd = !(whole % Decimal::TWO).is_zero();
    let half = power.checked_div(Decimal::TWO)?;
    let away = match strategy {
        RoundingStrategy::AwayFromZero => !rest.is_zero(),
        RoundingStrategy::ToPositiveInfinity => rest > Decimal::ZERO,
        RoundingStrategy::ToNegativeInfinity => rest < Decimal::ZERO,
        RoundingStrategy::MidpointAwayFromZero => rest.abs() >= half,
        RoundingStrategy::MidpointTowardZero => rest.abs() > half,
        RoundingStrategy::MidpointNearestEven => rest.abs() > half || (rest.abs() == half && odd),
        _ => false,
    };
    let step = if n.is_sign_negative() { -Decimal::ONE } else { Decimal::ONE };
    let whole = if away { whole.checked_add(step)? } else { whole };
    whole.checked_mul(power)
}
