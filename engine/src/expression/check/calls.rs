//! Calls, `if`, `some` and `every`.

use super::sequences::type_of;
use super::{Checker, Typed};
use crate::expression::ast::Ast;
use crate::expression::compiled::Code;
use crate::expression::error::{ErrorKind, ExpressionError};
use crate::expression::function::{self, Function};
use crate::expression::types::Type;
use crate::expression::value::Value;
use std::ops::Range;

impl Checker<'_> {
    pub(super) fn conditional(&mut self, condition: &Ast, then: &Ast, otherwise: &Ast) -> Typed {
        let (condition_code, then_typed, otherwise_typed) =
            (self.truth(condition), self.check(then), self.check(otherwise));
        let ((then_code, then_ty), (otherwise_code, otherwise_ty)) = (then_typed?, otherwise_typed?);
        let Some(ty) = then_ty.joined(&otherwise_ty) else {
            self.wrong_type(&otherwise.range, &then_ty, &otherwise_ty);
            return None;
        };
        Some((Code::If(Box::new(condition_code?), Box::new(then_code), Box::new(otherwise_code)), ty))
    }

    pub(super) fn quantified(&mut self, every: bool, variable: &str, list: &Ast, condition: &Ast) -> Typed {
        let (list_code, ty) = self.check(list)?;
        let inner = match ty {
            Type::List(inner) => *inner,
            other => {
                self.wrong_type(&list.range, &Type::List(Box::new(Type::Text)), &other);
                return None;
            }
        };
        self.variables.push((variable.to_owned(), inner));
        let condition = self.truth(condition);
        self.variables.pop();
        let kind = Code::Quantified { every, list: Box::new(list_code), condition: Box::new(condition?) };
        Some((kind, Type::Boolean))
    }

    pub(super) fn call(&mut self, name: &str, arguments: &[Ast], range: &Range<usize>) -> Typed {
        if name == "found" {
            return self.found(arguments, range);
        }
        if let ("not", [inner]) = (name, arguments) {
            let inner = self.truth(inner)?;
            return Some((Code::Call(Function::Not, vec![inner]), Type::Boolean));
        }
        let checked: Vec<Typed> = arguments.iter().map(|a| self.check(a)).collect();
        let checked: Vec<(Code, Type)> = checked.into_iter().collect::<Option<_>>()?;
        let types: Vec<&Type> = checked.iter().map(|(_, ty)| ty).collect();
        match function::find(name, &types) {
            Ok((function, ty)) => {
                self.by_the_day |= function.needs_calendar();
                if function.needs_calendar() && !self.scope.has_calendar() {
                    let found = ExpressionError::new(
                        range.clone(),
                        ErrorKind::UnknownFunction,
                        format!("`{name}` 在这里不可用：结果随日期而变"),
                        format!("`{name}` cannot be used here: its result changes with the day"),
                    );
                    self.errors
                        .push(found.mend("把它写在场景的条件里", "write it in a condition of the scenario"));
                    return None;
                }
                let codes: Vec<Code> = checked.into_iter().map(|(code, _)| code).collect();
                self.fold(function, codes, ty, range)
            }
            Err(mistake) => {
                self.errors.push(mistake.at(name, range));
                None
            }
        }
    }

    /// Calls of constants that build a value (`date("2026-03-02")`) are made here, once.
    pub(super) fn fold(
        &mut self,
        function: Function,
        codes: Vec<Code>,
        ty: Type,
        range: &Range<usize>,
    ) -> Typed {
        let constants: Option<Vec<Value>> = codes
            .iter()
            .map(|c| match c {
                Code::Constant(value) => Some(value.clone()),
                _ => None,
            })
            .collect();
        let Some(constants) = constants.filter(|_| function.builds()) else {
            return Some((Code::Call(function, codes), ty));
        };
        match function.build(&constants) {
            // `duration` yields one of two types, told by its text.
            Some(value) => {
                let ty = type_of(&value);
                Some((Code::Constant(value), ty))
            }
            None => {
                if let Some(construct) = function.outside(&constants) {
                    self.errors.push(construct.at(range.clone()));
                    return None;
                }
                let found = ExpressionError::new(
                    range.clone(),
                    ErrorKind::BadLiteral,
                    "没有这样的值",
                    "there is no such value",
                );
                self.errors.push(found.mend(
                    "例：date(\"2026-03-02\")、duration(\"P1Y2M\")、duration(\"P3DT2H\")",
                    "for example: date(\"2026-03-02\"), duration(\"P1Y2M\"), duration(\"P3DT2H\")",
                ));
                None
            }
        }
    }
}
