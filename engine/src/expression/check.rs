//! Names to slots, types to every node: the tree that is evaluated.

mod calls;
mod membership;
mod names;
mod operators;
mod sequences;

use super::ast::{Ast, AstKind};
use super::compiled::{Code, Expression, Read};
use super::error::{ErrorKind, ExpressionError};
use super::parser::{parse, parse_tests};
use super::types::Type;
use super::{Scope, Slot};
use membership::Input;
use sequences::type_of;
use std::ops::Range;

/// Compiles an expression; `expected` is the type that its place asks for.
///
/// # Errors
/// All mistakes that could be told apart, in order of place.
pub fn compile(
    text: &str,
    scope: &dyn Scope,
    expected: Option<&Type>,
) -> Result<Expression, Vec<ExpressionError>> {
    let ast = parse(text).map_err(|error| vec![error])?;
    let mut checker = Checker::new(scope);
    let checked = checker.check(&ast);
    if let (Some((_, ty)), Some(expected)) = (&checked, expected)
        && !ty.fits(expected)
    {
        checker.wrong_type(&ast.range, expected, ty);
    }
    match checked {
        Some((code, ty)) if checker.errors.is_empty() => {
            Ok(Expression::new(text, code, ty, checker.reads, checker.by_the_day))
        }
        _ => {
            checker.errors.sort_by_key(|e| e.range.start);
            Err(checker.errors)
        }
    }
}

/// Compiles unary tests (`[18..60], > 3`) of an input of a type, itself read from `slot`.
///
/// # Errors
/// As [`compile`].
pub fn compile_unary_tests(
    text: &str,
    scope: &dyn Scope,
    slot: Slot,
    input: &Type,
) -> Result<Expression, Vec<ExpressionError>> {
    let tests = parse_tests(text).map_err(|error| vec![error])?;
    let mut checker = Checker::new(scope);
    checker.reads.push(Read { slot, range: 0..text.len(), path: String::new() });
    let tests = checker.tests(&tests, &Input { ty: input, constant: None, range: 0..text.len() });
    if !checker.errors.is_empty() {
        checker.errors.sort_by_key(|e| e.range.start);
        return Err(checker.errors);
    }
    let code = Code::In(Box::new(Code::Slot(slot)), tests);
    Ok(Expression::new(text, code, Type::Boolean, checker.reads, checker.by_the_day))
}

struct Checker<'a> {
    scope: &'a dyn Scope,
    errors: Vec<ExpressionError>,
    reads: Vec<Read>,
    variables: Vec<(String, Type)>,
    /// A function was met whose result changes with the day.
    by_the_day: bool,
}

type Typed = Option<(Code, Type)>;

impl<'a> Checker<'a> {
    fn new(scope: &'a dyn Scope) -> Self {
        Self { scope, errors: Vec::new(), reads: Vec::new(), variables: Vec::new(), by_the_day: false }
    }
}

impl Checker<'_> {
    fn wrong_type(&mut self, range: &Range<usize>, wanted: &Type, is: &Type) {
        let zh = format!("这里应是{}，却是{}", wanted.zh(), is.zh());
        let en = format!("here belongs a {wanted}, not a {is}");
        let mut found = ExpressionError::new(range.clone(), ErrorKind::WrongType, zh, en);
        if *wanted == Type::Boolean {
            found = found.mend("写成比较，如 x = \"…\"", "write a comparison, such as x = \"…\"");
        }
        self.errors.push(found);
    }

    fn check(&mut self, ast: &Ast) -> Typed {
        match &ast.kind {
            AstKind::Literal(value) => Some((Code::Constant(value.clone()), type_of(value))),
            AstKind::Name(segments) => self.name(segments),
            AstKind::Negate(inner) => self.negate(inner),
            AstKind::Binary(operator, left, right) => self.binary(*operator, left, right, &ast.range),
            AstKind::And(members) => Some((Code::And(self.truths(members)?), Type::Boolean)),
            AstKind::Or(members) => Some((Code::Or(self.truths(members)?), Type::Boolean)),
            AstKind::Between(value, low, high) => self.between(value, low, high),
            AstKind::In(value, tests) => self.within(value, tests),
            AstKind::If(condition, then, otherwise) => self.conditional(condition, then, otherwise),
            AstKind::Quantified { every, variable, list, condition } => {
                self.quantified(*every, variable, list, condition)
            }
            AstKind::Call(name, arguments) => self.call(name, arguments, &ast.range),
            AstKind::List(members) => self.list(members),
            AstKind::Range { low, low_inside, high, high_inside } => {
                self.range(low, *low_inside, high, *high_inside)
            }
            AstKind::Member(value, name) => {
                let (code, ty) = self.check(value)?;
                self.member(code, &ty, name, &ast.range)
            }
        }
    }

    fn truth(&mut self, ast: &Ast) -> Option<Code> {
        let (code, ty) = self.check(ast)?;
        if ty != Type::Boolean {
            self.wrong_type(&ast.range, &Type::Boolean, &ty);
            return None;
        }
        Some(code)
    }

    /// All of them, so that every mistake is told.
    fn truths(&mut self, members: &[Ast]) -> Option<Vec<Code>> {
        let checked: Vec<Option<Code>> = members.iter().map(|member| self.truth(member)).collect();
        checked.into_iter().collect()
    }
}
