//! Being among others: unary tests, `in`, `between`.

use super::sequences::folded_range;
use super::{Checker, Typed};
use crate::expression::ast::{Ast, Operator, Test};
use crate::expression::compiled::{Code, CodeTest};
use crate::expression::types::Type;
use crate::expression::value::Value;
use std::ops::Range;

/// What is tested.
pub(super) struct Input<'a> {
    pub(super) ty: &'a Type,
    /// Its value, if it is written out.
    pub(super) constant: Option<&'a Value>,
    /// Its bytes.
    pub(super) range: Range<usize>,
}

impl Checker<'_> {
    /// `value in (tests)`.
    pub(super) fn within(&mut self, value: &Ast, tests: &[Test]) -> Typed {
        let (code, ty) = self.check(value)?;
        let constant = match &code {
            Code::Constant(constant) => Some(constant),
            _ => None,
        };
        let tests = self.tests(tests, &Input { ty: &ty, constant, range: value.range.clone() });
        Some((Code::In(Box::new(code), tests), Type::Boolean))
    }

    pub(super) fn between(&mut self, value: &Ast, low: &Ast, high: &Ast) -> Typed {
        let (value_typed, low_typed, high_typed) = (self.check(value), self.check(low), self.check(high));
        let ((code, ty), (low_code, low_ty), (high_code, high_ty)) = (value_typed?, low_typed?, high_typed?);
        for (other, range) in [(&low_ty, &low.range), (&high_ty, &high.range)] {
            if *other != ty || !ty.ordered() {
                self.incomparable(&ty, other, range);
                return None;
            }
        }
        let range = Code::Range {
            low: Box::new(low_code),
            low_inside: true,
            high: Box::new(high_code),
            high_inside: true,
        };
        Some((Code::In(Box::new(code), vec![CodeTest::Inside(folded_range(range))]), Type::Boolean))
    }

    pub(super) fn tests(&mut self, tests: &[Test], input: &Input<'_>) -> Vec<CodeTest> {
        tests.iter().filter_map(|test| self.test(test, input)).collect()
    }

    fn test(&mut self, test: &Test, input: &Input<'_>) -> Option<CodeTest> {
        match test {
            Test::Any => Some(CodeTest::Any),
            Test::Not(tests) => Some(CodeTest::Not(self.tests(tests, input))),
            Test::Compare(operator, ast) => {
                let (code, ty) = self.check(ast)?;
                let equality = matches!(operator, Operator::Equal | Operator::Unequal);
                if !(if equality { input.ty.comparable(&ty) } else { *input.ty == ty && ty.ordered() }) {
                    self.incomparable(input.ty, &ty, &ast.range);
                    return None;
                }
                self.possible_values(input.ty, &code, &ast.range)?;
                Some(CodeTest::Compare(*operator, code))
            }
            Test::Value(ast) => self.value_test(ast, input),
        }
    }

    /// A value as a test: a range or list to be in, else a value to equal.
    fn value_test(&mut self, ast: &Ast, input: &Input<'_>) -> Option<CodeTest> {
        let (code, ty) = self.check(ast)?;
        match &ty {
            Type::Range(inner) if inner.comparable(input.ty) => Some(CodeTest::Inside(code)),
            Type::List(inner) if inner.comparable(input.ty) => {
                if let Code::List(members) = &code {
                    for member in members {
                        self.possible_values(input.ty, member, &ast.range)?;
                    }
                }
                // A text asked for among the members of a closed set must be one of them.
                if let Some(constant) = input.constant {
                    self.possible_values(inner, &Code::Constant(constant.clone()), &input.range)?;
                }
                Some(CodeTest::AnyOf(code))
            }
            Type::EmptyList => Some(CodeTest::AnyOf(code)),
            _ if ty.comparable(input.ty) => {
                self.possible_values(input.ty, &code, &ast.range)?;
                Some(CodeTest::Equal(code))
            }
            _ => {
                self.incomparable(input.ty, &ty, &ast.range);
                None
            }
        }
    }
}
