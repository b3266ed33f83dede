//! What the world is owed, as data. A host carries effects out after the events are safe, at least once.

use super::moment::Moment;
use super::program::{FactId, ItemIndex};
use super::state::{CallId, TaskId, TimerId};
use crate::scenario::model::{Id, MessageId, Run};
use crate::scenario::text::Text;
use std::sync::Arc;

/// Names an effect for ever: the event it follows from and its number among that event's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EffectId {
    /// Of the event.
    pub sequence: u64,
    /// From 0.
    pub number: u16,
}

/// One effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Its name.
    pub id: EffectId,
    /// What.
    pub kind: EffectKind,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum EffectKind {
    /// Call a service or fetch a licence; answer with `Answer` or `Fail`.
    Call {
        /// The attempt.
        call: CallId,
        /// The service or licence.
        service: Id,
        /// Whom it is about, by name in order of its roles.
        about: Arc<[String]>,
        /// What it starts from.
        given: Vec<(FactId, Option<Arc<str>>)>,
        /// Whether it undoes the step instead of doing it.
        undo: bool,
    },
    /// Send `Due` when the time has come.
    SetTimer {
        /// Which.
        timer: TimerId,
        /// When.
        at: Moment,
    },
    /// Forget a timer.
    DropTimer {
        /// Which.
        timer: TimerId,
    },
    /// Decide an automatic step by rule, and answer with `Rule`.
    Decide {
        /// The step.
        task: TaskId,
    },
    /// Tell somebody.
    Notify {
        /// Whom, by name of party; `applicant`, `escalation`.
        to: Id,
        /// What.
        text: Text,
    },
    /// Hurry an item along (督办).
    Escalate {
        /// Which.
        item: ItemIndex,
    },
    /// Ask for payment.
    RequestPayment {
        /// In fen.
        amount: u64,
    },
    /// Pay back the fee of an item.
    Refund {
        /// Which.
        item: ItemIndex,
        /// In fen.
        amount: u64,
    },
    /// Issue an e-licence.
    IssueCertificate {
        /// By which item.
        item: ItemIndex,
        /// Holder, by name.
        holder: Id,
        /// Which licence.
        licence: Id,
    },
    /// Send the results, and say `Delivered`.
    Deliver {
        /// The step.
        task: TaskId,
    },
    /// Route messages of this kind here.
    AwaitMessage {
        /// The step.
        task: TaskId,
        /// Which.
        message: MessageId,
        /// The value by which it finds this application.
        reply_to: Option<Arc<str>>,
    },
    /// Begin another application, and answer with `ChildEnded`.
    RunScenario {
        /// The step.
        task: TaskId,
        /// What to run.
        run: Arc<Run>,
    },
    /// Take the application back that a step began, if it has not ended, as its applicant would; nobody waits for
    /// its end any more.
    WithdrawRun {
        /// The step.
        task: TaskId,
    },
    /// Take a thing, or join its line; answer with `HoldTook`, `HoldWaits`, `HoldRenewed`,
    /// `HoldOver`.
    TakeHold {
        /// The step.
        task: TaskId,
    },
    /// Leave the line or let the thing go; also where `TakeHold` has not been answered yet.
    LeaveHold {
        /// The step.
        task: TaskId,
    },
    /// Say whether a thing is free, with `HoldTested`; where the step waits, say it again when that changes.
    TestHold {
        /// The step.
        task: TaskId,
    },
}
