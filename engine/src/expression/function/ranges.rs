//! How points and ranges lie to one another (DMN 1.5 table 78).

use super::{Called, Function, Signature};
use crate::expression::evaluate::EvaluationError;
use crate::expression::types::Type;
use crate::expression::value::{RangeValue, Value};
use std::cmp::Ordering;

pub(super) fn result(function: Function, types: &[&Type]) -> Signature {
    use Function::{
        After, Before, Coincides, During, FinishedBy, Finishes, Includes, Meets, MetBy, Overlaps,
        OverlapsAfter, OverlapsBefore, StartedBy, Starts,
    };
    let ours = matches!(
        function,
        Before
            | After
            | Meets
            | MetBy
            | Overlaps
            | OverlapsBefore
            | OverlapsAfter
            | Finishes
            | FinishedBy
            | Includes
            | During
            | Starts
            | StartedBy
            | Coincides
    );
    if !ours {
        return None;
    }
    let both = |f: Function| matches!(f, Meets | MetBy | Overlaps | OverlapsBefore | OverlapsAfter);
    Some(match types {
        [Type::Range(a), Type::Range(b)] if a == b => Ok(Type::Boolean),
        [Type::Range(a), b]
            if !both(function)
                && **a == **b
                && matches!(function, Before | After | Includes | StartedBy | FinishedBy) =>
        {
            Ok(Type::Boolean)
        }
        [a, Type::Range(b)]
            if !both(function)
                && **a == **b
                && matches!(function, Before | After | During | Starts | Finishes) =>
        {
            Ok(Type::Boolean)
        }
        [a, b] if a == b && a.ordered() && matches!(function, Before | After | Coincides) => {
            Ok(Type::Boolean)
        }
        _ => Err("ranges or points of one type"),
    })
}

/// A point or range as two ends with whether they belong.
type Ends<'a> = ((&'a Value, bool), (&'a Value, bool));

fn ends(value: &Value) -> Option<Ends<'_>> {
    match value {
        Value::Range(range) => {
            let RangeValue { low: Some((low, low_in)), high: Some((high, high_in)) } = &**range else {
                return None;
            };
            Some(((low, *low_in), (high, *high_in)))
        }
        point => Some(((point, true), (point, true))),
    }
}

pub(super) fn call(function: Function, arguments: &[Value]) -> Called {
    let [a, b] = arguments else { return None };
    let (Some(x), Some(y)) = (ends(a), ends(b)) else { return Some(Err(EvaluationError::NoValue)) };
    let is_range = |v: &Value| matches!(v, Value::Range(_));
    Some(Ok(Value::Boolean(match function {
        Function::Before => before(x, y),
        Function::After => before(y, x),
        Function::Meets => meets(x, y),
        Function::MetBy => meets(y, x),
        Function::Overlaps => !before(x, y) && !before(y, x),
        Function::OverlapsBefore => overlaps_before(x, y),
        Function::OverlapsAfter => overlaps_before(y, x),
        Function::Includes => includes(x, y),
        Function::During => includes(y, x),
        Function::Starts if is_range(a) => same(x.0, y.0) && ends_no_later(x.1, y.1),
        Function::Starts => same(x.0, y.0) && y.0.1,
        Function::StartedBy if is_range(b) => same(y.0, x.0) && ends_no_later(y.1, x.1),
        Function::StartedBy => same(x.0, y.0) && x.0.1,
        Function::Finishes if is_range(a) => same(x.1, y.1) && starts_no_earlier(x.0, y.0),
        Function::Finishes => same(x.1, y.1) && y.1.1,
        Function::FinishedBy if is_range(b) => same(y.1, x.1) && starts_no_earlier(y.0, x.0),
        Function::FinishedBy => same(x.1, y.1) && x.1.1,
        Function::Coincides => same(x.0, y.0) && same(x.1, y.1),
        _ => return None,
    })))
}

fn order(a: &Value, b: &Value) -> Ordering {
    a.order(b).unwrap_or(Ordering::Equal)
}

fn same(a: (&Value, bool), b: (&Value, bool)) -> bool {
    order(a.0, b.0) == Ordering::Equal && a.1 == b.1
}

fn before(x: Ends<'_>, y: Ends<'_>) -> bool {
    match order(x.1.0, y.0.0) {
        Ordering::Less => true,
        Ordering::Equal => !(x.1.1 && y.0.1),
        Ordering::Greater => false,
    }
}

fn meets(x: Ends<'_>, y: Ends<'_>) -> bool {
    x.1.1 && y.0.1 && order(x.1.0, y.0.0) == Ordering::Equal
}

fn ends_no_later(a: (&Value, bool), b: (&Value, bool)) -> bool {
    match order(a.0, b.0) {
        Ordering::Less => true,
        Ordering::Equal => !a.1 || b.1,
        Ordering::Greater => false,
    }
}

fn starts_no_earlier(a: (&Value, bool), b: (&Value, bool)) -> bool {
    match order(a.0, b.0) {
        Ordering::Greater => true,
        Ordering::Equal => !a.1 || b.1,
        Ordering::Less => false,
    }
}

fn includes(x: Ends<'_>, y: Ends<'_>) -> bool {
    starts_no_earlier(y.0, x.0) && ends_no_later(y.1, x.1)
}

fn overlaps_before(x: Ends<'_>, y: Ends<'_>) -> bool {
    let starts_earlier =
        order(x.0.0, y.0.0) == Ordering::Less || (order(x.0.0, y.0.0) == Ordering::Equal && x.0.1 && !y.0.1);
    starts_earlier && !before(x, y) && ends_no_later(x.1, y.1)
}
