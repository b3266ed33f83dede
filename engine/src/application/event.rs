//! What has happened to an application. The state is a fold of these; nothing else is kept.

use super::command::{Actor, Key, PersonId};
use super::moment::Moment;
use super::program::{FactId, ItemIndex, StepId};
use super::state::{CallId, Cause, Closing, Ending, HoldStanding, How, Mode, Standing, TimerId, TimerKind};
use crate::calendar::StopReason;
use crate::scenario::model::{DepartmentId, Fallback, MessageId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One event: what, when, by whom, and its number in the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// From 1, without gaps.
    pub sequence: u64,
    /// When.
    pub at: Moment,
    /// Who brought it about.
    pub by: Actor,
    /// What.
    pub kind: EventKind,
}

macro_rules! event_kinds {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident : $ty:ty,)+ })?;)+) => {
        /// What has happened. Variants are frozen from the first release on: a new meaning is a new variant.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum EventKind {
            $($(#[$doc])* $name $({ $($(#[$field_doc])* $field: $ty,)+ })?,)+
        }

        impl EventKind {
            /// The names of all kinds.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// The position of the kind among the names.
            pub fn position(&self) -> usize {
                enum Kind {
                    $($name,)+
                }
                match self {
                    $(EventKind::$name { .. } => Kind::$name as usize,)+
                }
            }

            /// The name of the kind.
            pub fn name(&self) -> &'static str {
                match self {
                    $(EventKind::$name { .. } => stringify!($name),)+
                }
            }
        }
    };
}

event_kinds! {
    /// A command was taken under a key; its last event.
    Keyed {
        /// The key.
        key: Key,
    };
    /// The application was begun; how much there is to keep of its program.
    Opened {
        /// Steps.
        steps: u16,
        /// Items.
        items: u16,
        /// Fields and materials.
        facts: u16,
    };
    /// A field was saved, not yet handed in.
    Drafted {
        /// Which.
        fact: FactId,
        /// Its value.
        value: Arc<str>,
    };
    /// A material was attached, not yet handed in.
    Attached {
        /// Which.
        fact: FactId,
        /// BLAKE3 of its file.
        hash: Arc<str>,
    };
    /// The applicant was asked for something.
    Asked {
        /// For what.
        fact: FactId,
        /// By which step.
        step: StepId,
        /// Why: what is wrong with it; none on a form.
        why: Option<Arc<str>>,
    };
    /// A fact became known.
    Known {
        /// Which.
        fact: FactId,
        /// How.
        how: How,
        /// Its value, where it is told.
        value: Option<Arc<str>>,
    };
    /// A fact that a system was to supply is not known.
    Missing {
        /// Which.
        fact: FactId,
    };
    /// A token reached a join that waits for more.
    Arrived {
        /// The join.
        step: StepId,
    };
    /// Branches were taken.
    Branched {
        /// The split.
        step: StepId,
        /// How many.
        taken: u16,
    };
    /// A repetition was left; where it is reached again, its rounds are counted anew.
    RoundsEnded {
        /// Where it is judged.
        step: StepId,
    };
    /// A step was reached and its work begins.
    StepOpened {
        /// Which.
        step: StepId,
        /// How it is done.
        mode: Mode,
    };
    /// A step stands otherwise than before.
    StepStands {
        /// Which.
        step: StepId,
        /// How it stands now.
        standing: Standing,
    };
    /// A step was done.
    StepDone {
        /// Which.
        step: StepId,
        /// It left something that a withdrawal has to look at.
        undoable: bool,
    };
    /// A step was passed without work, or what was left of it: the items it serves have ended.
    StepSkipped {
        /// Which.
        step: StepId,
        /// Whether its work had begun.
        begun: bool,
    };
    /// People decide what rule could not.
    HandedToPeople {
        /// The step.
        step: StepId,
    };
    /// The step is a check behind a result that rests on a commitment.
    CheckDone {
        /// Which.
        step: StepId,
    };
    /// A form was handed in.
    Submitted {
        /// The form.
        step: StepId,
    };
    /// A task was taken from the worklist.
    Claimed {
        /// Which.
        step: StepId,
        /// By whom.
        person: PersonId,
    };
    /// It was given back.
    Released {
        /// Which.
        step: StepId,
    };
    /// It was handed to another person.
    Reassigned {
        /// Which.
        step: StepId,
        /// To whom.
        to: PersonId,
    };
    /// A system was called.
    Called {
        /// The attempt.
        call: CallId,
    };
    /// A system answered.
    Answered {
        /// The attempt.
        call: CallId,
        /// Whether it found something.
        found: bool,
    };
    /// A system did not answer, or said that it cannot.
    Failed {
        /// The attempt.
        call: CallId,
        /// What it said; none: it did not answer in time.
        why: Option<Arc<str>>,
    };
    /// An answer came when nobody waited for it; it changes nothing.
    LateAnswer {
        /// The attempt.
        call: CallId,
    };
    /// A fallback was taken.
    FellBack {
        /// The step whose system did not answer.
        step: StepId,
        /// Which.
        rung: Fallback,
    };
    /// A material was promised for later.
    Deferred {
        /// Which.
        fact: FactId,
    };
    /// An item was declared instead of reviewed.
    Committed {
        /// Which.
        item: ItemIndex,
    };
    /// The item was handed in.
    ItemSubmitted {
        /// Which.
        item: ItemIndex,
    };
    /// The item was accepted.
    ItemAccepted {
        /// Which.
        item: ItemIndex,
        /// Since when; earlier than the event where it is deemed accepted.
        since: Moment,
        /// Because nobody told the applicant in time what was missing.
        deemed: bool,
    };
    /// Work behind the acceptance has begun.
    ItemHandled {
        /// Which.
        item: ItemIndex,
    };
    /// Returned to the applicant to mend.
    ItemReturned {
        /// Which.
        item: ItemIndex,
        /// At which task.
        step: StepId,
    };
    /// The applicant has mended it.
    ItemSupplemented {
        /// Which.
        item: ItemIndex,
        /// For which task.
        step: StepId,
    };
    /// The clock of its limit stands.
    ClockStopped {
        /// Which.
        item: ItemIndex,
        /// Why.
        reason: StopReason,
    };
    /// The clock runs again.
    ClockResumed {
        /// Which.
        item: ItemIndex,
    };
    /// A special procedure began.
    ItemSuspended {
        /// Which.
        item: ItemIndex,
        /// Which procedure, and on what ground.
        why: Arc<str>,
    };
    /// The special procedure is over.
    ItemResumed {
        /// Which.
        item: ItemIndex,
    };
    /// The limit is over and the item is not.
    Overdue {
        /// Which.
        item: ItemIndex,
    };
    /// The end of a limit is not known: a year of the calendar is missing.
    LimitUnknown {
        /// Which.
        item: ItemIndex,
    };
    /// The item ended.
    ItemEnded {
        /// Which.
        item: ItemIndex,
        /// How.
        ending: Ending,
        /// The reason, where one is given.
        why: Option<Arc<str>>,
    };
    /// An e-licence was issued.
    CertificateIssued {
        /// By which item.
        item: ItemIndex,
        /// Which of its licences.
        number: u16,
    };
    /// A result that rested on a broken commitment was revoked.
    Revoked {
        /// Which.
        item: ItemIndex,
        /// What was not true.
        why: Arc<str>,
    };
    /// A timer was set.
    TimerSet {
        /// Its number.
        timer: TimerId,
        /// When it is due.
        at: Moment,
        /// What for.
        kind: TimerKind,
    };
    /// Its time came.
    TimerFired {
        /// Which.
        timer: TimerId,
    };
    /// It is no longer needed.
    TimerDropped {
        /// Which.
        timer: TimerId,
    };
    /// A person has to act, or it stands still.
    Incident {
        /// Which step.
        step: StepId,
        /// Why.
        cause: Cause,
    };
    /// An operator acted.
    IncidentResolved {
        /// Which step.
        step: StepId,
    };
    /// A message came that a step waited for.
    MessageReceived {
        /// Which.
        message: MessageId,
        /// The step.
        step: StepId,
    };
    /// A wait was over before what it waited for came, or work took longer than its own limit.
    WaitedLong {
        /// The step.
        step: StepId,
    };
    /// Another application that a step ran has ended.
    ChildEnded {
        /// The step.
        step: StepId,
        /// Whether its result was granted.
        granted: bool,
    };
    /// The thing was free, or not.
    HoldTested {
        /// The step.
        step: StepId,
        /// Nobody holds it.
        free: bool,
    };
    /// How a hold stands: otherwise than before, or the same after a renewal.
    HoldStands {
        /// The step that took it.
        step: StepId,
        /// How it stands now.
        standing: HoldStanding,
    };
    /// One department of several agreed.
    Agreed {
        /// At which step.
        step: StepId,
        /// Which.
        department: DepartmentId,
    };
    /// Fees are due.
    FeesDue {
        /// In fen.
        amount: u64,
    };
    /// They were paid.
    Paid {
        /// In fen.
        amount: u64,
    };
    /// The fee of an item that ended without its result is paid back.
    Refunded {
        /// Which.
        item: ItemIndex,
        /// In fen.
        amount: u64,
    };
    /// A notice was sent.
    Notified {
        /// The step.
        step: StepId,
    };
    /// The undoing of a done step began.
    UndoStarted {
        /// Which.
        step: StepId,
    };
    /// It was undone.
    Undone {
        /// Which.
        step: StepId,
    };
    /// It could not be undone, or nothing undoes it.
    NotUndone {
        /// Which.
        step: StepId,
        /// Why.
        why: WhyNot,
    };
    /// The applicant took it back; what was done is being undone.
    Withdrawn;
    /// The application is over.
    Closed {
        /// How.
        closing: Closing,
    };
    /// The service was rated.
    Rated {
        /// 1 (worst) to 5.
        grade: u8,
    };
}

/// Why a done step stays done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyNot {
    /// Its scenario names nothing that undoes it.
    NothingDeclared,
    /// What undoes it failed.
    Failed,
    /// An item that it was done for has its result, which stands.
    ResultStands,
}
