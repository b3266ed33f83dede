//! Lists and ranges.

use super::{Checker, Typed};
use crate::expression::ast::Ast;
use crate::expression::compiled::Code;
use crate::expression::error::{ErrorKind, ExpressionError};
use crate::expression::types::Type;
use crate::expression::value::{RangeValue, Value};
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn list(&mut self, members: &[Ast]) -> Typed {
        let checked: Vec<Typed> = members.iter().map(|m| self.check(m)).collect();
        let checked: Vec<(Code, Type)> = checked.into_iter().collect::<Option<_>>()?;
        let mut ty: Option<Type> = None;
        for ((_, member), ast) in checked.iter().zip(members) {
            ty = match ty {
                None => Some(member.clone()),
                Some(so_far) => match so_far.joined(member) {
                    Some(joined) => Some(joined),
                    None => {
                        self.wrong_type(&ast.range, &so_far, member);
                        return None;
                    }
                },
            };
        }
        let codes: Vec<Code> = checked.into_iter().map(|(code, _)| code).collect();
        Some((Code::List(codes), ty.map_or(Type::EmptyList, |t| Type::List(Box::new(t)))))
    }

    pub(super) fn range(&mut self, low: &Ast, low_inside: bool, high: &Ast, high_inside: bool) -> Typed {
        let (low_typed, high_typed) = (self.check(low), self.check(high));
        let ((low_code, low_ty), (high_code, high_ty)) = (low_typed?, high_typed?);
        if low_ty != high_ty || !low_ty.ordered() {
            self.incomparable(&low_ty, &high_ty, &high.range);
            return None;
        }
        if let (Code::Constant(a), Code::Constant(b)) = (&low_code, &high_code)
            && a.order(b) == Some(std::cmp::Ordering::Greater)
        {
            let found = ExpressionError::new(
                low.range.start..high.range.end,
                ErrorKind::BadLiteral,
                "区间的下端大于上端",
                "the range starts above its end",
            );
            self.errors.push(found.mend("把小的写在前面", "write the lower end first"));
            return None;
        }
        let range =
            Code::Range { low: Box::new(low_code), low_inside, high: Box::new(high_code), high_inside };
        Some((folded_range(range), Type::Range(Box::new(low_ty))))
    }
}

/// A range of constants is a constant.
pub(super) fn folded_range(code: Code) -> Code {
    let Code::Range { low, low_inside, high, high_inside } = code else { return code };
    match (*low, *high) {
        (Code::Constant(low), Code::Constant(high)) => {
            let range = RangeValue { low: Some((low, low_inside)), high: Some((high, high_inside)) };
            Code::Constant(Value::Range(Arc::new(range)))
        }
        (low, high) => Code::Range { low: Box::new(low), low_inside, high: Box::new(high), high_inside },
    }
}

/// The type of a value.
pub(super) fn type_of(value: &Value) -> Type {
    match value {
        Value::Number(_) => Type::Number,
        Value::Text(_) => Type::Text,
        Value::Boolean(_) => Type::Boolean,
        Value::Date(_) => Type::Date,
        Value::Time(_) => Type::Time,
        Value::DateTime(_) => Type::DateTime,
        Value::DaysDuration(_) => Type::DaysDuration,
        Value::MonthsDuration(_) => Type::MonthsDuration,
        Value::List(members) => members.first().map_or(Type::EmptyList, |m| Type::List(Box::new(type_of(m)))),
        Value::Range(range) => {
            let end = range.low.as_ref().or(range.high.as_ref());
            Type::Range(Box::new(end.map_or(Type::Number, |(value, _)| type_of(value))))
        }
    }
}
