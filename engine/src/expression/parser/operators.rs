//! Operators by precedence climbing. From the weakest: or, and, comparison with `in` and `between`, + −, * /,
//! **; a sign binds tightest. All are left-associative: `2 ** 3 ** 2` is 64 and `-2 ** 2` is 4, as the order
//! of FEEL's grammar has it (DMN 1.5 §10.3.1.2, rules 4 and 51).

use super::{Parsed, Parser};
use crate::expression::ast::{Ast, AstKind, Operator};
use crate::expression::error::{ErrorKind, ExpressionError};
use crate::expression::lexer::Token;
use crate::expression::outside;

/// How tightly an operator binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Power,
    Sign,
}

/// What stands between two operands.
enum Infix {
    Or,
    And,
    Between,
    In,
    InstanceOf,
    Binary(Operator),
}

impl Infix {
    fn strength(&self) -> Strength {
        match self {
            Infix::Or => Strength::Or,
            Infix::And => Strength::And,
            Infix::Between | Infix::In | Infix::InstanceOf => Strength::Comparison,
            Infix::Binary(operator) => strength(*operator),
        }
    }
}

fn strength(operator: Operator) -> Strength {
    match operator {
        Operator::Add | Operator::Subtract => Strength::Sum,
        Operator::Multiply | Operator::Divide => Strength::Product,
        Operator::Power => Strength::Power,
        _ => Strength::Comparison,
    }
}

impl Strength {
    fn tighter(self) -> Strength {
        match self {
            Strength::Or => Strength::And,
            Strength::And => Strength::Comparison,
            Strength::Comparison => Strength::Sum,
            Strength::Sum => Strength::Product,
            Strength::Product => Strength::Power,
            Strength::Power | Strength::Sign => Strength::Sign,
        }
    }
}

impl Parser<'_> {
    /// Operands and the operators between them that bind at least so tightly.
    pub(super) fn climb(&mut self, weakest: Strength) -> Parsed<Ast> {
        self.enter()?;
        let start = self.range().start;
        let mut left = self.signed()?;
        while let Some(infix) = self.infix().filter(|infix| infix.strength() >= weakest) {
            let at = self.range();
            self.at += 1;
            left = match infix {
                Infix::InstanceOf => return Err(outside::INSTANCE_OF.at(at)),
                Infix::Between => self.between(start, left)?,
                Infix::In => {
                    let tests = self.in_tests()?;
                    self.node(start, AstKind::In(Box::new(left), tests))?
                }
                _ => {
                    let right = self.climb(infix.strength().tighter())?;
                    self.joined(start, &infix, left, right)?
                }
            };
            if infix.strength() == Strength::Comparison {
                self.unchained()?;
            }
        }
        self.leave();
        Ok(left)
    }

    /// Operands of + and −: where comparisons do not belong.
    pub(super) fn sum(&mut self) -> Parsed<Ast> {
        self.climb(Strength::Sum)
    }

    /// The comparison operator at the cursor.
    pub(super) fn comparison_operator(&self) -> Option<Operator> {
        match self.peek() {
            Token::Symbol(symbol) => {
                operator(symbol).filter(|found| strength(*found) == Strength::Comparison)
            }
            _ => None,
        }
    }

    fn infix(&self) -> Option<Infix> {
        match self.peek() {
            Token::Symbol(symbol) => operator(symbol).map(Infix::Binary),
            Token::Name(name) => Some(match name.as_str() {
                "or" => Infix::Or,
                "and" => Infix::And,
                "between" => Infix::Between,
                "in" => Infix::In,
                "instance" => Infix::InstanceOf,
                _ => return None,
            }),
            _ => None,
        }
    }

    fn between(&mut self, start: usize, value: Ast) -> Parsed<Ast> {
        let low = self.sum()?;
        self.expect_word("and")?;
        let high = self.sum()?;
        self.node(start, AstKind::Between(Box::new(value), Box::new(low), Box::new(high)))
    }

    /// One node for a whole row of `and` or of `or`, however long; one for every other pair.
    fn joined(&mut self, start: usize, infix: &Infix, left: Ast, right: Ast) -> Parsed<Ast> {
        let kind = match (infix, left.kind) {
            (Infix::Binary(operator), kind) => {
                AstKind::Binary(*operator, Box::new(Ast { kind, ..left }), Box::new(right))
            }
            (Infix::Or, AstKind::Or(members)) => AstKind::Or(with(members, right)),
            (Infix::And, AstKind::And(members)) => AstKind::And(with(members, right)),
            (Infix::Or, kind) => AstKind::Or(vec![Ast { kind, ..left }, right]),
            (_, kind) => AstKind::And(vec![Ast { kind, ..left }, right]),
        };
        self.node(start, kind)
    }

    /// After a comparison no other may follow.
    fn unchained(&self) -> Parsed<()> {
        if self.infix().is_none_or(|next| next.strength() != Strength::Comparison) {
            return Ok(());
        }
        let found = ExpressionError::new(
            self.range(),
            ErrorKind::Syntax,
            "比较不能连写",
            "comparisons cannot be chained",
        );
        Err(found.mend("写成 x >= 1 and x <= 5，或 x in [1..5]", "write x >= 1 and x <= 5, or x in [1..5]"))
    }

    fn signed(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        if !self.eat_symbol("-") {
            return self.member();
        }
        self.enter()?;
        let inner = self.signed()?;
        self.leave();
        self.node(start, AstKind::Negate(Box::new(inner)))
    }
}

fn with(mut members: Vec<Ast>, last: Ast) -> Vec<Ast> {
    members.push(last);
    members
}

fn operator(symbol: &str) -> Option<Operator> {
    Some(match symbol {
        "=" => Operator::Equal,
        "!=" => Operator::Unequal,
        "<" => Operator::Less,
        "<=" => Operator::AtMost,
        ">" => Operator::Greater,
        ">=" => Operator::AtLeast,
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        "/" => Operator::Divide,
        "**" => Operator::Power,
        _ => return None,
    })
}
