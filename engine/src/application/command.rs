//! What may be asked of an application, by whom and when.

use super::moment::Moment;
use super::program::{FactId, ItemIndex};
use super::state::{CallId, TaskId, TimerId};
use crate::scenario::model::{DepartmentId, MessageId, Period};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A person as the host numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub u32);

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The applicant, or an agent of theirs.
    Applicant,
    /// A person of a department.
    Clerk {
        /// Who.
        person: PersonId,
        /// Of which department.
        department: DepartmentId,
    },
    /// A system that answers, or the host on behalf of the world.
    System,
    /// Time that has passed.
    Timer,
    /// Who mends incidents.
    Operator(PersonId),
}

/// An idempotency key, hashed to 64 bits by the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(pub u64);

/// A command as it reaches the machine. The host stamps the moment, once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Actor,
    /// Under which key; a second command of one key is answered with the first one's sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// What.
    pub command: Command,
}

/// A value handed in: the fact and its canonical text. A material's value is the hash of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Which fact.
    pub fact: FactId,
    /// Its value: numbers, truths, dates as ISO text.
    pub value: Arc<str>,
}

/// One thing that the applicant has to hand in again, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Which field or material.
    pub fact: FactId,
    /// What is wrong with it.
    pub why: Arc<str>,
}

/// What is declared in a commitment (告知承诺).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Declared {
    /// That what a material would prove is so.
    Material(FactId),
    /// That all conditions of an item are met.
    Item(ItemIndex),
}

/// What is asked of an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Begins it; values that sign-in tells.
    Open {
        /// What sign-in tells.
        values: Vec<Submission>,
    },
    /// Saves fields of a draft.
    Fill {
        /// The fields.
        values: Vec<Submission>,
    },
    /// Attaches a material, stored under its hash.
    Attach {
        /// Which material.
        fact: FactId,
        /// BLAKE3 of the file: 64 hexadecimal digits.
        hash: Arc<str>,
    },
    /// Hands in a form.
    Submit {
        /// The form.
        task: TaskId,
    },
    /// Hands in what a correction or a fallback asked for.
    Supplement {
        /// The step that asked.
        task: TaskId,
    },
    /// Takes back the application, or one item.
    Withdraw {
        /// Which item; none: all.
        item: Option<ItemIndex>,
    },
    /// Pays the fees.
    Pay {
        /// In fen (0.01 CNY).
        amount: u64,
    },
    /// Rates the service (好差评), once, when it is over.
    Rate {
        /// 1 (worst) to 5.
        grade: u8,
    },
    /// Declares instead of proving (告知承诺).
    Commit {
        /// What.
        declared: Declared,
    },
    /// Promises a material for later (容缺).
    Defer {
        /// Which material.
        fact: FactId,
    },
    /// Collects a result.
    Collect {
        /// The step.
        task: TaskId,
    },
    /// Takes a task from the worklist.
    Claim {
        /// Which.
        task: TaskId,
    },
    /// Gives it back.
    Release {
        /// Which.
        task: TaskId,
    },
    /// Hands it to another person.
    Reassign {
        /// Which.
        task: TaskId,
        /// To whom.
        to: PersonId,
    },
    /// Ends a task well: accepts, approves, issues.
    Complete {
        /// Which.
        task: TaskId,
        /// Values that the work brought about.
        values: Vec<Submission>,
    },
    /// Returns to the applicant to mend (补正): all at once, once per item.
    Return {
        /// From which task.
        task: TaskId,
        /// For which item; none: all that the task serves.
        item: Option<ItemIndex>,
        /// What is to be mended.
        wanted: Vec<Wanted>,
    },
    /// Refuses (不予批准).
    Refuse {
        /// At which task.
        task: TaskId,
        /// Which item; none: all that the task serves.
        item: Option<ItemIndex>,
        /// The reason.
        why: Arc<str>,
    },
    /// Does not accept (不予受理).
    NotAccept {
        /// At which task.
        task: TaskId,
        /// Which item; none: all that the task serves.
        item: Option<ItemIndex>,
        /// The reason.
        why: Arc<str>,
    },
    /// Begins a special procedure (特别程序): outside the limit.
    Suspend {
        /// Which item.
        item: ItemIndex,
        /// Its own limit.
        limit: Period,
        /// Which procedure, and on what ground.
        why: Arc<str>,
    },
    /// Ends the special procedure.
    Resume {
        /// Which item.
        item: ItemIndex,
    },
    /// Revokes a result that rests on a broken commitment.
    Revoke {
        /// Which item.
        item: ItemIndex,
        /// What was not true.
        why: Arc<str>,
    },
    /// The parcel has arrived.
    Delivered {
        /// The step.
        task: TaskId,
    },
    /// A system answers.
    Answer {
        /// Which call.
        call: CallId,
        /// What it found; none: nothing.
        values: Option<Vec<Submission>>,
    },
    /// A system does not answer.
    Fail {
        /// Which call.
        call: CallId,
        /// What it said.
        why: Arc<str>,
    },
    /// Whether an automatic step was decided by rule; else a person decides.
    Rule {
        /// The step.
        task: TaskId,
        /// Decided by rule.
        decided: bool,
    },
    /// A time has come.
    Due {
        /// Which timer.
        timer: TimerId,
    },
    /// A message has come.
    Message {
        /// Which.
        message: MessageId,
        /// What it brings.
        values: Vec<Submission>,
    },
    /// The application that a step runs has ended.
    ChildEnded {
        /// The step.
        task: TaskId,
        /// Whether its result was granted.
        granted: bool,
        /// What it brings back, of what the step gives.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        values: Vec<Submission>,
    },
    /// The thing is held from now on.
    HoldTook {
        /// The step.
        task: TaskId,
    },
    /// Another holds the thing; this one stands in line.
    HoldWaits {
        /// The step.
        task: TaskId,
        /// How many are before it.
        place: u32,
    },
    /// The hold was renewed.
    HoldRenewed {
        /// The step.
        task: TaskId,
    },
    /// The hold is over: released, lapsed, or left the line.
    HoldOver {
        /// The step.
        task: TaskId,
    },
    /// Whether anybody holds the thing that a step asks about.
    HoldTested {
        /// The step.
        task: TaskId,
        /// Nobody does.
        free: bool,
    },
    /// Tries again what an incident stopped.
    Retry {
        /// The step.
        task: TaskId,
    },
    /// Gives the values that a step lacks.
    AnswerInstead {
        /// The step.
        task: TaskId,
        /// The values.
        values: Vec<Submission>,
    },
    /// Takes the next rung of the fallbacks; where there is none, goes on without.
    FallBack {
        /// The step.
        task: TaskId,
    },
}

impl Command {
    /// The name of a command, as it is written in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Open { .. } => "open",
            Command::Fill { .. } => "fill",
            Command::Attach { .. } => "attach",
            Command::Submit { .. } => "submit",
            Command::Supplement { .. } => "supplement",
            Command::Withdraw { .. } => "withdraw",
            Command::Pay { .. } => "pay",
            Command::Rate { .. } => "rate",
            Command::Commit { .. } => "commit",
            Command::Defer { .. } => "defer",
            Command::Collect { .. } => "collect",
            Command::Claim { .. } => "claim",
            Command::Release { .. } => "release",
            Command::Reassign { .. } => "reassign",
            Command::Complete { .. } => "complete",
            Command::Return { .. } => "return",
            Command::Refuse { .. } => "refuse",
            Command::NotAccept { .. } => "not_accept",
            Command::Suspend { .. } => "suspend",
            Command::Resume { .. } => "resume",
            Command::Revoke { .. } => "revoke",
            Command::Delivered { .. } => "delivered",
            Command::Answer { .. } => "answer",
            Command::Fail { .. } => "fail",
            Command::Rule { .. } => "rule",
            Command::Due { .. } => "due",
            Command::Message { .. } => "message",
            Command::ChildEnded { .. } => "child_ended",
            Command::HoldTook { .. } => "hold_took",
            Command::HoldWaits { .. } => "hold_waits",
            Command::HoldRenewed { .. } => "hold_renewed",
            Command::HoldOver { .. } => "hold_over",
            Command::HoldTested { .. } => "hold_tested",
            Command::Retry { .. } => "retry",
            Command::AnswerInstead { .. } => "answer_instead",
            Command::FallBack { .. } => "fall_back",
        }
    }
}
