//! The tree as written.

use super::value::Value;
use std::ops::Range;

/// A node and its bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ast {
    pub(super) kind: AstKind,
    pub(super) range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum AstKind {
    Literal(Value),
    /// A dotted name; every segment with its bytes.
    Name(Vec<(String, Range<usize>)>),
    Negate(Box<Ast>),
    Binary(Operator, Box<Ast>, Box<Ast>),
    And(Box<Ast>, Box<Ast>),
    Or(Box<Ast>, Box<Ast>),
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

/// One unary test: a value to equal, a range or list to be in, or a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Value(Ast),
    Compare(Operator, Ast),
    Not(Vec<Test>),
    Any,
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
