//! Lists; positions count from 1, negative ones from the end.

use super::{Called, Function, Signature};
use crate::expression::ast::Operator;
use crate::expression::evaluate::{EvaluationError, Machine, list};
use crate::expression::operate::operate;
use crate::expression::types::Type;
use crate::expression::value::Value;
use rust_decimal::Decimal;
use std::cmp::Ordering;

pub(super) fn result(function: Function, types: &[&Type]) -> Signature {
    use Function::{
        All, Any, Append, Concatenate, Count, DistinctValues, Flatten, IndexOf, InsertBefore, ListContains,
        Max, Mean, Median, Min, Remove, Reverse, Sublist, Sum, Union,
    };
    use Type::{Boolean, EmptyList, List, Number};
    Some(match (function, types) {
        (Count, [List(_) | EmptyList]) => Ok(Number),
        (Count, _) => Err("list"),
        (Sum | Mean | Median, [List(inner)]) if **inner == Number => Ok(Number),
        (Sum | Mean | Median, several) if !several.is_empty() && several.iter().all(|t| **t == Number) => {
            Ok(Number)
        }
        (Sum | Mean | Median, _) => Err("list of number"),
        (Min | Max, [List(inner)]) if inner.ordered() => Ok((**inner).clone()),
        (Min | Max, [first, rest @ ..]) if first.ordered() && rest.iter().all(|t| t == first) => {
            Ok((*first).clone())
        }
        (Min | Max, _) => Err("list of ordered values"),
        (All | Any, [List(inner)]) if **inner == Boolean => Ok(Boolean),
        (All | Any, [EmptyList]) => Ok(Boolean),
        (All | Any, several) if !several.is_empty() && several.iter().all(|t| **t == Boolean) => Ok(Boolean),
        (All | Any, _) => Err("list of boolean"),
        (ListContains, [List(inner), element]) if inner.comparable(element) => Ok(Boolean),
        (ListContains, [EmptyList, _]) => Ok(Boolean),
        (ListContains, _) => Err("list, element of the same type"),
        (Append, [List(inner), rest @ ..]) => listed(inner, rest).ok_or("list, elements of the same type"),
        (Append, [EmptyList, first, rest @ ..]) => {
            listed(first, rest).ok_or("list, elements of the same type")
        }
        (Append, _) => Err("list, elements of the same type"),
        (Concatenate | Union, [first, rest @ ..]) => {
            match rest.iter().try_fold((*first).clone(), |sum, t| sum.joined(t)) {
                Some(joined @ (List(_) | EmptyList)) => Ok(joined),
                _ => Err("lists of the same type"),
            }
        }
        (Concatenate | Union, []) => Err("lists of the same type"),
        (InsertBefore, [List(inner), Number, element]) => {
            listed(inner, &[*element]).ok_or("list, position, element of the same type")
        }
        (InsertBefore, _) => Err("list, position, element of the same type"),
        (Remove, [l @ List(_), Number]) => Ok((*l).clone()),
        (Remove, _) => Err("list, position"),
        (Reverse | DistinctValues, [l @ (List(_) | EmptyList)]) => Ok((*l).clone()),
        (Reverse | DistinctValues, _) => Err("list"),
        (IndexOf, [List(inner), element]) if inner.comparable(element) => Ok(List(Box::new(Number))),
        (IndexOf, _) => Err("list, element of the same type"),
        (Sublist, [l @ List(_), Number] | [l @ List(_), Number, Number]) => Ok((*l).clone()),
        (Sublist, _) => Err("list, start | list, start, length"),
        (Flatten, [t]) => flattened(t),
        (Flatten, _) => Err("list"),
        _ => return None,
    })
}

/// The list of what joins with all of the rest. Not simply of the first: a text joins a closed set of texts
/// without being of it.
fn listed(first: &Type, rest: &[&Type]) -> Option<Type> {
    let joined = rest.iter().try_fold(first.clone(), |sum, ty| sum.joined(ty))?;
    Some(Type::List(Box::new(joined)))
}

fn flattened(ty: &Type) -> Result<Type, &'static str> {
    match ty {
        Type::List(inner) => match &**inner {
            Type::List(_) => flattened(inner),
            _ => Ok(ty.clone()),
        },
        Type::EmptyList => Ok(Type::EmptyList),
        _ => Err("list"),
    }
}

pub(super) fn call(function: Function, machine: &mut Machine<'_>, arguments: &[Value]) -> Called {
    use Function::{All, Any, Count, Max, Mean, Median, Min, Sum};
    let several: &[Value] = match arguments {
        [Value::List(members)] => members,
        other => other,
    };
    Some(match function {
        Count => Ok(Value::Number(Decimal::from(several.len()))),
        Sum => sum(several),
        Mean => mean(several),
        Median => median(several),
        Min => extreme(several, Ordering::Less),
        Max => extreme(several, Ordering::Greater),
        All => Ok(Value::Boolean(several.iter().all(|v| *v == Value::Boolean(true)))),
        Any => Ok(Value::Boolean(several.contains(&Value::Boolean(true)))),
        _ => return reshape(function, machine, arguments),
    })
}

fn reshape(function: Function, machine: &mut Machine<'_>, arguments: &[Value]) -> Called {
    Some(match (function, arguments) {
        (Function::ListContains, [Value::List(l), element]) => Ok(Value::Boolean(l.contains(element))),
        (Function::Append, [Value::List(l), rest @ ..]) => list([l, rest].concat()),
        (Function::Concatenate, lists) => joined(lists).and_then(list),
        (Function::Union, lists) => joined(lists).and_then(|all| distinct(machine, all)),
        (Function::InsertBefore, [Value::List(l), Value::Number(at), element]) => position(at, l.len())
            .and_then(|at| {
                let mut members = l.to_vec();
                members.insert(at, element.clone());
                list(members)
            }),
        (Function::Remove, [Value::List(l), Value::Number(at)]) => position(at, l.len()).and_then(|at| {
            let mut members = l.to_vec();
            members.remove(at);
            list(members)
        }),
        (Function::Reverse, [Value::List(l)]) => list(l.iter().rev().cloned().collect()),
        (Function::DistinctValues, [Value::List(l)]) => distinct(machine, l.to_vec()),
        (Function::IndexOf, [Value::List(l), element]) => {
            let places = l.iter().enumerate().filter(|(_, v)| *v == element);
            list(places.map(|(i, _)| Value::Number(Decimal::from(i + 1))).collect())
        }
        (Function::Sublist, [Value::List(l), Value::Number(start), rest @ ..]) => sublist(l, start, rest),
        (Function::Flatten, [value]) => {
            let mut flat = Vec::new();
            flatten(value, &mut flat);
            list(flat)
        }
        _ => return None,
    })
}

fn sum(values: &[Value]) -> Result<Value, EvaluationError> {
    let mut values = values.iter().cloned();
    // FEEL makes the sum of nothing null; here it is an error.
    let first = values.next().ok_or(EvaluationError::NoValue)?;
    values.try_fold(first, |sum, value| operate(Operator::Add, sum, value))
}

fn mean(values: &[Value]) -> Result<Value, EvaluationError> {
    let total = sum(values)?;
    operate(Operator::Divide, total, Value::Number(Decimal::from(values.len())))
}

fn median(values: &[Value]) -> Result<Value, EvaluationError> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.order(b).unwrap_or(Ordering::Equal));
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => Err(EvaluationError::NoValue),
        n if n % 2 == 1 => Ok(sorted.swap_remove(middle)),
        _ => mean(&sorted[middle - 1..=middle]),
    }
}

fn extreme(values: &[Value], wanted: Ordering) -> Result<Value, EvaluationError> {
    let best = values.iter().reduce(|best, v| if v.order(best) == Some(wanted) { v } else { best });
    best.cloned().ok_or(EvaluationError::NoValue)
}

fn joined(lists: &[Value]) -> Result<Vec<Value>, EvaluationError> {
    let mut joined = Vec::new();
    for l in lists {
        let Value::List(members) = l else { return Err(EvaluationError::WrongType) };
        joined.extend(members.iter().cloned());
    }
    Ok(joined)
}

fn distinct(machine: &mut Machine<'_>, values: Vec<Value>) -> Result<Value, EvaluationError> {
    let mut distinct: Vec<Value> = Vec::new();
    for value in values {
        // Every value is compared with all kept so far.
        machine.burn(distinct.len() / 32)?;
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    list(distinct)
}

/// A position from 1, or from the end if negative, as an index.
fn position(at: &Decimal, length: usize) -> Result<usize, EvaluationError> {
    let at: i64 = at.trunc().try_into().map_err(|_| EvaluationError::NoValue)?;
    let length = i64::try_from(length).map_err(|_| EvaluationError::TooLarge)?;
    let index = if at > 0 { at - 1 } else { length + at };
    if at == 0 || index < 0 || index >= length {
        return Err(EvaluationError::NoValue);
    }
    usize::try_from(index).map_err(|_| EvaluationError::NoValue)
}

fn sublist(l: &[Value], start: &Decimal, rest: &[Value]) -> Result<Value, EvaluationError> {
    let start = position(start, l.len())?;
    let length = match rest {
        [Value::Number(length)] => {
            usize::try_from(i64::try_from(length.trunc()).map_err(|_| EvaluationError::NoValue)?)
                .map_err(|_| EvaluationError::NoValue)?
        }
        _ => l.len(),
    };
    if !rest.is_empty() && (length == 0 || start.saturating_add(length) > l.len()) {
        return Err(EvaluationError::NoValue);
    }
    list(l.iter().skip(start).take(length).cloned().collect())
}

/// Nesting of values is bounded by the nesting of the expression that made them.
fn flatten(value: &Value, into: &mut Vec<Value>) {
    match value {
        Value::List(members) => members.iter().for_each(|m| flatten(m, into)),
        other => into.push(other.clone()),
    }
}
