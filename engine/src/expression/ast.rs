//! The tree as written.

use super::value::Value;
use std::ops::Range;

/// A node and its bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ast {
    pub(super) kind: AstKind,
    pub(super) range: Range<usize>,
    /// Nodes on the longest way down, this one included: what walking the tree costs in stack.
    pub(super) height: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum AstKind {
    Literal(Value),
    /// A dotted name; every segment with its bytes.
    Name(Vec<(String, Range<usize>)>),
    Negate(Box<Ast>),
    Binary(Operator, Box<Ast>, Box<Ast>),
    And(Vec<Ast>),
    Or(Vec<Ast>),
    Between(Box<Ast>, Box<Ast>, Box<Ast>),
    /// A value, and the tests of which one must hold.
    In(Box<Ast>, Vec<Test>),
    If(Box<Ast>, Box<Ast>, Box<Ast>),
    Quantified {
        every: bool,
        variable: String,
        list: Box<Ast>,
        condition: Box<Ast>,
    },
    Call(String, Vec<Ast>),
    List(Vec<Ast>),
    Range {
        low: Box<Ast>,
        low_inside: bool,
        high: Box<Ast>,
        high_inside: bool,
    },
    Member(Box<Ast>, String),
}

impl AstKind {
    /// The height of the highest of its parts.
    pub(super) fn height_below(&self) -> usize {
        let highest = |members: &[Ast]| members.iter().map(|m| m.height).max().unwrap_or(0);
        match self {
            AstKind::Literal(_) | AstKind::Name(_) => 0,
            AstKind::Negate(inner) | AstKind::Member(inner, _) => inner.height,
            AstKind::Binary(_, left, right) => left.height.max(right.height),
            AstKind::And(members)
            | AstKind::Or(members)
            | AstKind::Call(_, members)
            | AstKind::List(members) => highest(members),
            AstKind::Between(a, b, c) | AstKind::If(a, b, c) => a.height.max(b.height).max(c.height),
            AstKind::In(value, tests) => value.height.max(Test::highest(tests)),
            AstKind::Quantified { list, condition, .. } => list.height.max(condition.height),
            AstKind::Range { low, high, .. } => low.height.max(high.height),
        }
    }
}

/// One unary test: a value to equal, a range or list to be in, or a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Value(Ast),
    Compare(Operator, Ast),
    Not(Vec<Test>),
    Any,
}

impl Test {
    /// The height of the highest of some tests.
    pub(super) fn highest(tests: &[Test]) -> usize {
        let height = |test: &Test| match test {
            Test::Value(ast) | Test::Compare(_, ast) => ast.height,
            Test::Not(tests) => Test::highest(tests) + 1,
            Test::Any => 0,
        };
        tests.iter().map(height).max().unwrap_or(0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

impl Operator {
    /// Whether it compares, and so gives a truth.
    pub(super) fn compares(self) -> bool {
        use Operator::{AtLeast, AtMost, Equal, Greater, Less, Unequal};
        matches!(self, Equal | Unequal | Less | AtMost | Greater | AtLeast)
    }
}
