//! The desk (窗口): what people ask in words, turned into what the machine is asked in numbers, and what it says
//! turned back. No rule is here; a name that means nothing is told with those that would.

pub mod applicant;
pub mod asked;
pub mod clerk;
pub mod generated;
pub mod known;
pub mod label;
pub mod names;
pub mod outside;
pub mod papers;
pub mod start;
pub mod told;
pub mod value_type;
pub mod views;

use crate::materials::Materials;
use crate::runner::{self, Found, NoCourse, Receipt, Refusal, Runner};
use onething_engine::application::program::StepId;
use onething_engine::application::state::TaskId;
use onething_engine::scenario::text::Text;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use uuid::Uuid;

/// A task, or a call, as the world names it: `APPLICATION.STEP.VISIT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskRef {
    /// Of which application.
    pub application: Uuid,
    /// Which.
    pub task: TaskId,
}

impl fmt::Display for TaskRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.application, self.task.step.0, self.task.visit)
    }
}

impl FromStr for TaskRef {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(());
        let application = next()?.parse().map_err(|_| ())?;
        let step = StepId(next()?.parse().map_err(|_| ())?);
        let visit = next()?.parse().map_err(|_| ())?;
        match parts.next() {
            None => Ok(Self { application, task: TaskId { step, visit } }),
            Some(_) => Err(()),
        }
    }
}

/// Something that is wrong with what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// JSON pointer to it.
    pub pointer: String,
    /// What is wrong.
    pub what: Text,
    /// How to mend it.
    pub mend: Text,
}

/// Why something asked in words could not even be asked of the machine.
#[derive(Debug)]
pub enum Unable {
    /// There is no such application or task.
    Missing,
    /// There is no such scenario, or none of that version: what is not there, and those there are.
    NoScenario(Text, Text),
    /// Names or values that mean nothing.
    Wrong(Vec<Wrong>),
    /// There is no process in this way.
    NoCourse(NoCourse),
    /// A material cannot be stored.
    Material(crate::materials::Error),
    /// Our fault.
    Failed(runner::Error),
}

impl From<runner::Error> for Unable {
    fn from(error: runner::Error) -> Self {
        Self::Failed(error)
    }
}

/// What came of something that was asked in words.
pub type Done = Result<Result<Receipt, Refusal>, Unable>;

/// Who asks, and under which conditions.
#[derive(Debug, Clone)]
pub struct Asker {
    /// The principal's id.
    pub principal: Arc<str>,
    /// The idempotency key as it was sent, with the bytes of what is asked.
    pub key: Option<(String, Vec<u8>)>,
    /// Only where this is the number of the last event.
    pub expect: Option<u64>,
}

/// The desk.
#[derive(Clone)]
pub struct Desk {
    /// The runner behind it.
    pub runner: Arc<Runner>,
    /// Files that were handed in.
    pub materials: Arc<Materials>,
    /// Whether what nobody says is taken from the simulated world: of sign-in, and of what a clerk's work brings.
    pub sandbox: bool,
}

impl Desk {
    /// An application.
    ///
    /// # Errors
    /// There is none.
    pub fn application(&self, id: Uuid) -> Result<Found, Unable> {
        self.runner.application(id)?.ok_or(Unable::Missing)
    }
}
