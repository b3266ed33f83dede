//! One application from start to end in virtual time: a host over the same `decide` and `effects` that run
//! real ones. Systems answer from one [`Population`](crate::population::Population), clerks work within the
//! shifts of their departments, the applicant fills in what is asked; a [`Script`] says what goes otherwise.
//!
//! [`rehearse`] plays a script; the same script gives the same events. What came of it is a [`Rehearsal`]:
//! the events, a [trace](trace) for people, and what can be [measured](measure).

mod applicant;
mod cast;
mod clerk;
mod course;
mod holds;
mod host;
pub mod measure;
mod names;
pub mod record;
mod script;
mod stage;
mod systems;
#[cfg(test)]
mod tests;
pub mod time;
pub mod trace;
mod world;

pub use script::{
    Behaviour, Decision, Deed, Habits, Handing, Happening, Move, OtherApplication, OtherHold, Script, Verb,
    When,
};
pub use stage::NotStaged;
pub(crate) use stage::Stage;

use crate::application::event::Event;
use crate::application::program::{NotRunnable, Program, StepId};
use crate::application::state::Application;
use crate::application::waiting::Waiting;
use crate::calendar::Calendar;
use crate::hold::HoldKey;
use crate::plan::derive::Planner;
use crate::process::graph::Process;
use crate::scenario::model::{Id, Plan, Scenario, SituationId};
use crate::scenario::source::Span;
use crate::scenario::text::Text;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Finds scenarios that a step runs.
pub trait Library {
    /// A scenario by its id, if there is one.
    fn scenario(&self, id: &str) -> Option<std::sync::Arc<Scenario>>;

    /// Whether what a step runs counts as granted at once where there is no such scenario here; else that is a
    /// mistake of the scenario.
    fn grants_the_unknown(&self) -> bool {
        false
    }
}

/// A library without scenarios: what a step runs is granted at once.
pub struct NoLibrary;

impl Library for NoLibrary {
    fn scenario(&self, _: &str) -> Option<std::sync::Arc<Scenario>> {
        None
    }

    fn grants_the_unknown(&self) -> bool {
        true
    }
}

/// A command that was not taken.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// When.
    pub at: Timestamp,
    /// Which rejection: `faulty`.
    pub name: &'static str,
    /// What was asked for.
    pub command: &'static str,
    /// What is wrong, in full.
    pub text: Text,
    /// After which event.
    pub after: u64,
}

/// Something that the world was told.
#[derive(Debug, Clone)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// After which event.
    pub after: u64,
    /// To whom, by name.
    pub to: Id,
    /// What.
    pub text: Text,
}

/// An e-licence that was issued.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// When.
    pub at: Timestamp,
    /// `child.birth_medical_certificate`.
    pub name: String,
}

/// Something that happened in the line of a thing.
#[derive(Debug, Clone)]
pub struct HoldTold {
    /// After which event of the application.
    pub after: u64,
    /// Which thing.
    pub key: HoldKey,
    /// It is about this application; else about another.
    pub ours: bool,
    /// What.
    pub event: crate::hold::Event,
}

/// An application beside the one that is rehearsed.
#[derive(Debug, Clone)]
pub struct Beside {
    /// What the script calls it; of one that a step runs, the step.
    pub name: Id,
    /// Whether a step runs it.
    pub is_run: bool,
    /// Of which scenario; none: the same.
    pub scenario: Option<std::sync::Arc<Scenario>>,
    /// What came of it.
    pub rehearsal: Rehearsal,
}

/// What came of a rehearsal.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// What was run.
    pub program: Program,
    /// The process that it runs.
    pub process: Process,
    /// Everything that happened.
    pub events: Vec<Event>,
    /// The application at the end.
    pub application: Application,
    /// Commands that were not taken.
    pub refusals: Vec<Refusal>,
    /// Notices sent.
    pub notices: Vec<Told>,
    /// E-licences issued.
    pub certificates: Vec<Certificate>,
    /// Situations that were asked on its forms.
    pub questions: Vec<String>,
    /// Situations whose answer is not what the values of the people come to.
    pub contradictions: Vec<SituationId>,
    /// Parts of the script that never came to pass, and why.
    pub never: Vec<(Span, Text)>,
    /// What happened in the lines of things.
    pub holds: Vec<HoldTold>,
    /// Applications beside it: those that its script tells of, then those that steps ran.
    pub beside: Vec<Beside>,
    /// What it waits for at the end, where it is not over.
    pub waiting: Vec<Waiting>,
    /// How steps ended.
    decided: BTreeSet<(StepId, &'static str)>,
    /// Visits to apply, by the count.
    visits: measure::Visits,
    /// The calendar of each item's department.
    calendars: Vec<Option<Calendar>>,
}

/// Plays a script of a plan.
///
/// # Errors
/// Why there is nothing to play: a process that cannot be run, or a name in the script that means nothing.
pub fn rehearse(
    scenario: &Scenario,
    plan: &Plan,
    script: &Script,
    library: &dyn Library,
) -> Result<Rehearsal, NotStaged> {
    rehearse_planned(&Planner::new(scenario), plan, script, library)
}

/// The same with what the scenario's catalogue supplies indexed already.
///
/// # Errors
/// As [`rehearse`].
pub fn rehearse_planned(
    planner: &Planner<'_>,
    plan: &Plan,
    script: &Script,
    library: &dyn Library,
) -> Result<Rehearsal, NotStaged> {
    let mut all = cast::rehearsed(planner, plan, script, library)?.into_iter();
    let Some(mut ours) = all.next() else { return Err(NotStaged::NotRunnable(NotRunnable::TooLarge)) };
    ours.rehearsal.beside = all.collect();
    Ok(ours.rehearsal)
}

impl Rehearsal {
    /// Whether a step was done, at least once.
    pub fn is_done(&self, step: StepId) -> bool {
        use crate::application::event::EventKind;
        self.events.iter().any(|e| matches!(e.kind, EventKind::StepDone { step: done, .. } if done == step))
    }
}
