//! Operators: what may be combined and compared with what.

use super::{Checker, Typed};
use crate::expression::ast::{Ast, Operator};
use crate::expression::compiled::Code;
use crate::expression::error::{ErrorKind, ExpressionError};
use crate::expression::operate;
use crate::expression::types::Type;
use crate::expression::value::Value;
use crate::nearest::nearest;
use std::ops::Range;

impl Checker<'_> {
    pub(super) fn negate(&mut self, inner: &Ast) -> Typed {
        let (code, ty) = self.check(inner)?;
        if !matches!(ty, Type::Number | Type::DaysDuration | Type::MonthsDuration) {
            self.wrong_type(&inner.range, &Type::Number, &ty);
            return None;
        }
        if let Code::Constant(Value::Number(n)) = code {
            return Some((Code::Constant(Value::Number(-n)), ty));
        }
        Some((Code::Negate(Box::new(code)), ty))
    }

    pub(super) fn binary(
        &mut self,
        operator: Operator,
        left: &Ast,
        right: &Ast,
        range: &Range<usize>,
    ) -> Typed {
        let (left_typed, right_typed) = (self.check(left), self.check(right));
        let ((left_code, left_ty), (right_code, right_ty)) = (left_typed?, right_typed?);
        let equality = matches!(operator, Operator::Equal | Operator::Unequal);
        if !operator.compares() {
            return match operate::result_type(operator, &left_ty, &right_ty) {
                Some(ty) => Some((Code::Binary(operator, Box::new(left_code), Box::new(right_code)), ty)),
                None => {
                    let zh = format!("{}与{}之间不能这样运算", left_ty.zh(), right_ty.zh());
                    let en = format!("a {left_ty} and a {right_ty} cannot be combined so");
                    self.errors.push(ExpressionError::new(range.clone(), ErrorKind::WrongType, zh, en));
                    None
                }
            };
        }
        let possible =
            if equality { left_ty.comparable(&right_ty) } else { left_ty == right_ty && left_ty.ordered() };
        if !possible {
            self.incomparable(&left_ty, &right_ty, range);
            return None;
        }
        self.possible_values(&left_ty, &right_code, &right.range)?;
        self.possible_values(&right_ty, &left_code, &left.range)?;
        if let (Code::Constant(_), Code::Constant(_)) = (&left_code, &right_code) {
            let found = ExpressionError::new(
                range.clone(),
                ErrorKind::ImpossibleComparison,
                "两个定值的比较，结果永远一样",
                "two constants compared always come out the same",
            );
            self.errors.push(found.mend("与一个情形或数据元比较", "compare with a situation or an element"));
            return None;
        }
        Some((comparison_code(operator, left_code, right_code), Type::Boolean))
    }

    pub(super) fn incomparable(&mut self, left: &Type, right: &Type, range: &Range<usize>) {
        let zh = format!("{}与{}不能比较", left.zh(), right.zh());
        let en = format!("a {left} cannot be compared with a {right}");
        let mut found = ExpressionError::new(range.clone(), ErrorKind::WrongType, zh, en);
        if matches!((left, right), (Type::List(_), _) | (_, Type::List(_))) {
            found = found
                .mend("问列表里有没有：\"…\" in 列表", "ask whether it is in the list: \"…\" in the_list");
        }
        self.errors.push(found);
    }

    /// A text that a closed set does not have can never be equal to one of it.
    pub(super) fn possible_values(&mut self, ty: &Type, other: &Code, range: &Range<usize>) -> Option<()> {
        let (Type::OneOf(values), Code::Constant(Value::Text(text))) = (ty, other) else { return Some(()) };
        if values.contains(text) {
            return Some(());
        }
        let list = values.join(" ");
        let found = ExpressionError::new(
            range.clone(),
            ErrorKind::ImpossibleComparison,
            format!("\"{text}\" 不是可能的取值，永远不相等"),
            format!("\"{text}\" is not a possible value, so they are never equal"),
        );
        let near = nearest(text, values.iter().map(|v| &**v));
        self.errors.push(match near {
            Some(near) => found.mend(
                format!("是不是想写 \"{near}\"？取值有：{list}"),
                format!("did you mean \"{near}\"? the values are: {list}"),
            ),
            None => found.mend(format!("取值有：{list}"), format!("the values are: {list}")),
        });
        None
    }
}

fn comparison_code(operator: Operator, left: Code, right: Code) -> Code {
    let equality = matches!(operator, Operator::Equal | Operator::Unequal);
    match (left, right) {
        (Code::Slot(slot), Code::Constant(Value::Text(text)))
        | (Code::Constant(Value::Text(text)), Code::Slot(slot))
            if equality =>
        {
            Code::SlotIs(slot, text, operator == Operator::Equal)
        }
        (left, right) => Code::Binary(operator, Box::new(left), Box::new(right)),
    }
}
