//! What compiling gives: the tree that is evaluated, and what the host may ask of it.

use super::ast::Operator;
use super::evaluate::{EvaluationError, evaluate};
use super::function::{Function, Member};
use super::types::Type;
use super::value::Value;
use super::{Slot, Values};
use std::ops::Range;
use std::sync::Arc;

/// A name that an expression reads, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Its slot.
    pub slot: Slot,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// As written.
    pub path: String,
}

/// A compiled expression; cheap to clone, may cross threads.
#[derive(Debug, Clone)]
pub struct Expression {
    inner: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    text: String,
    code: Code,
    ty: Type,
    reads: Vec<Read>,
    by_the_day: bool,
}

impl Expression {
    pub(super) fn new(text: &str, code: Code, ty: Type, reads: Vec<Read>, by_the_day: bool) -> Self {
        Self { inner: Arc::new(Compiled { text: text.to_owned(), code, ty, reads, by_the_day }) }
    }

    /// Its value.
    ///
    /// # Errors
    /// A name without a value, a division by zero, a number out of range, a date outside the calendar.
    pub fn evaluate(&self, values: &dyn Values) -> Result<Value, EvaluationError> {
        evaluate(&self.inner.code, values)
    }

    /// Its value as a truth.
    ///
    /// # Errors
    /// As [`Expression::evaluate`]; also if it is not a truth value.
    pub fn evaluate_boolean(&self, values: &dyn Values) -> Result<bool, EvaluationError> {
        match self.evaluate(values)? {
            Value::Boolean(truth) => Ok(truth),
            _ => Err(EvaluationError::NotBoolean),
        }
    }

    /// The type of its value.
    pub fn ty(&self) -> &Type {
        &self.inner.ty
    }

    /// Every name it reads, in order of mention; unary tests read their input first, with the whole text as
    /// its place and no path. A value that is not among them cannot change the outcome.
    pub fn reads(&self) -> &[Read] {
        &self.inner.reads
    }

    /// Whether its value may change with the day on which it is evaluated.
    pub fn changes_with_the_day(&self) -> bool {
        self.inner.by_the_day
    }

    /// The name that it is, where it is nothing but a name.
    pub fn as_name(&self) -> Option<Slot> {
        match self.inner.code {
            Code::Slot(slot) => Some(slot),
            _ => None,
        }
    }

    /// As written.
    pub fn text(&self) -> &str {
        &self.inner.text
    }
}

/// What is evaluated: names are slots, types are settled.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Code {
    Constant(Value),
    Slot(Slot),
    /// A variable of `some`/`every`, counted from the innermost.
    Variable(usize),
    /// A slot compared with a text: most conditions are this.
    SlotIs(Slot, Arc<str>, bool),
    Negate(Box<Code>),
    Binary(Operator, Box<Code>, Box<Code>),
    /// All hold.
    And(Vec<Code>),
    /// One holds.
    Or(Vec<Code>),
    In(Box<Code>, Vec<CodeTest>),
    If(Box<Code>, Box<Code>, Box<Code>),
    Quantified {
        every: bool,
        list: Box<Code>,
        condition: Box<Code>,
    },
    Call(Function, Vec<Code>),
    List(Vec<Code>),
    Range {
        low: Box<Code>,
        low_inside: bool,
        high: Box<Code>,
        high_inside: bool,
    },
    Member(Box<Code>, Member),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum CodeTest {
    Equal(Code),
    Inside(Code),
    AnyOf(Code),
    Compare(Operator, Code),
    Not(Vec<CodeTest>),
    Any,
}
