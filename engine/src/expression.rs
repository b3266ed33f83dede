//! The one expression language: a typed subset of FEEL (DMN 1.5), compiled and checked once, evaluated
//! within bounds. Where the subset overlaps FEEL it means the same, but nothing is silently null: what FEEL
//! makes null is an error here, at compile time where it can be known.
//!
//! [`compile`] turns text into an [`Expression`] over the names of a [`Scope`]; [`Expression::evaluate`]
//! reads [`Values`]. Nothing here has a clock: `today()` is a value that the host hands in.

mod ast;
mod check;
mod compiled;
mod error;
mod evaluate;
mod function;
mod lexer;
mod limits;
mod operate;
mod outside;
mod parser;
#[cfg(test)]
mod tests;
mod types;
mod value;

pub use check::{compile, compile_unary_tests};
pub use compiled::{Expression, Read};
pub use error::{ErrorKind, ExpressionError};
pub use evaluate::EvaluationError;
pub use types::Type;
pub use value::{Months, RangeValue, Seconds, Value};

use jiff::civil::Date;

/// A name that an expression reads, as its scope numbered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

/// A name that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// The nearest known name for the segment, if one is near.
    pub nearest: Option<String>,
    /// Which segment of the dotted name is not known.
    pub at_segment: usize,
}

/// The names an expression may read, at compile time.
pub trait Scope {
    /// The slot and type of a dotted name.
    ///
    /// # Errors
    /// The segment that is not known.
    fn resolve(&self, path: &[&str]) -> Result<(Slot, Type), UnknownName>;

    /// The slot of `found(service)` or `found(service, party)`, a boolean.
    ///
    /// # Errors
    /// The service is not known, or, at the segment behind its name, the party.
    fn resolve_found(&self, path: &[&str], about: Option<&str>) -> Result<Slot, UnknownName>;

    /// Whether `today()`, `age()` and the working-day functions may be used.
    fn has_calendar(&self) -> bool;
}

/// The values an expression reads, when it is evaluated.
pub trait Values {
    /// The value of a slot; none while it is not known.
    fn get(&self, slot: Slot) -> Option<Value>;
    /// The date that `today()` means.
    fn today(&self) -> Option<Date>;
    /// The calendar of working days.
    fn working_days(&self) -> Option<&dyn WorkingDays>;
}

/// Working days; none means that the answer lies outside the loaded years.
pub trait WorkingDays {
    /// Whether a day is a working day.
    fn is_working_day(&self, day: Date) -> Option<bool>;
    /// The day so many working days after (before, if negative).
    fn add(&self, day: Date, working_days: i64) -> Option<Date>;
    /// Working days after the first day up to and with the second; negative the other way round.
    fn between(&self, from: Date, to: Date) -> Option<i64>;
}
