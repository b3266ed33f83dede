//! The state of one application: flat and small, positions in its program.

mod few;

pub use few::Few;

use super::command::{Key, PersonId};
use super::moment::Moment;
use super::program::{FactId, ItemIndex, StepId};
use crate::calendar::StopReason;
use crate::scenario::model::{DepartmentId, Fallback};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Commands whose keys are remembered.
pub const KEYS_KEPT: usize = 64;

/// One visit of one step: a step in a repetition is visited several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaskId {
    /// The step.
    pub step: StepId,
    /// Which visit, from 1.
    pub visit: u16,
}

/// One attempt of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CallId {
    /// The visit that calls.
    pub task: TaskId,
    /// Which attempt, from 1.
    pub attempt: u16,
}

/// A timer of this application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimerId(pub u32);

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Nothing has reached it.
    #[default]
    Idle,
    /// Work is under way.
    Open,
    /// Done.
    Done,
    /// Passed without work, for the items it serves have ended.
    Skipped,
}

/// A step's progress, packed into one small number when it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "u64", into = "u64")]
pub struct StepState {
    /// How far.
    pub phase: Phase,
    /// How often it was reached.
    pub visit: u16,
    /// Tokens that wait at a join.
    pub arrived: u16,
    /// Of a split of some branches: how many were taken. Where a repetition is judged: the visit on which it was
    /// left last.
    pub taken: u16,
    /// Its time was over before what it waited for came.
    pub late: bool,
}

impl From<u64> for StepState {
    fn from(packed: u64) -> Self {
        let phase = match packed & 3 {
            0 => Phase::Idle,
            1 => Phase::Open,
            2 => Phase::Done,
            _ => Phase::Skipped,
        };
        let part = |shift: u32| u16::try_from(packed >> shift & 0xffff).unwrap_or(0);
        Self { phase, visit: part(2), arrived: part(18), taken: part(34), late: packed >> 50 & 1 == 1 }
    }
}

impl From<StepState> for u64 {
    fn from(state: StepState) -> u64 {
        let phase = match state.phase {
            Phase::Idle => 0,
            Phase::Open => 1,
            Phase::Done => 2,
            Phase::Skipped => 3,
        };
        phase
            | u64::from(state.visit) << 2
            | u64::from(state.arrived) << 18
            | u64::from(state.taken) << 34
            | u64::from(state.late) << 50
    }
}

/// What an open step is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its own work: a form, a task, a wait, another scenario.
    Working,
    /// An answer; the number of the attempt.
    Calling(u16),
    /// The next attempt, after so many.
    Retrying(u16),
    /// The applicant's supplement.
    Supplement,
    /// The result is kept back: fees are due or a material is still missing.
    Withheld,
    /// A person has to mend something.
    Incident(Cause),
}

/// Why a person has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A system did not answer and nothing can stand in.
    NoAnswer,
    /// The plan waits until the system answers.
    WaitsForSystem,
    /// A branch cannot be chosen: a value is not known.
    Undecided,
    /// A repetition has gone its most rounds.
    TooManyRounds,
    /// A time cannot be worked out: a value or a year of the calendar is missing.
    NoTime,
    /// A value that it starts from is not known.
    NotKnown,
}

/// An open step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Which.
    pub step: StepId,
    /// Since when.
    pub since: Moment,
    /// What it waits for.
    pub standing: Standing,
    /// Who has claimed it.
    pub claimed_by: Option<PersonId>,
    /// How it is being done.
    pub mode: Mode,
    /// The last fallback taken.
    pub rung: Option<Fallback>,
    /// What the applicant has to hand in for it, beyond what a form asks.
    pub wanted: Few<FactId>,
    /// How often its system was called.
    pub attempts: u16,
    /// Departments of several that have agreed.
    pub agreed: Few<DepartmentId>,
}

/// How a hold stands (rule 44).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldStanding {
    /// Another holds the thing; so many are before this one.
    InLine(u32),
    /// It has taken effect.
    Holding,
    /// In effect and renewed; what is done then has still to begin.
    Renewed,
    /// It was in effect and is over.
    Over,
    /// It was over before it took effect.
    LeftTheLine,
}

/// How a step is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// As it is written.
    #[default]
    Usual,
    /// By people, for rule could not decide.
    ByPeople,
    /// As a check after the result; the token has gone on.
    Check,
    /// Undoing a done step.
    Undo,
}

/// How an item ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// 办结·准予
    Approved,
    /// 办结·不予
    Refused,
    /// 不予受理
    NotAccepted,
    /// 撤件
    Withdrawn,
    /// 异常终止
    Terminated,
}

/// A stop of an item's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Why.
    pub reason: StopReason,
    /// Since when.
    pub from: Moment,
    /// Until when; none while it stands.
    pub until: Option<Moment>,
}

/// An item's progress.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ItemState {
    /// When it was handed in.
    pub submitted: Option<Moment>,
    /// When it was accepted.
    pub accepted: Option<Moment>,
    /// Work after acceptance has begun.
    pub handling: bool,
    /// How and when it ended.
    pub ended: Option<(Ending, Moment)>,
    /// Returned once.
    pub returned: bool,
    /// Accepted because nobody told the applicant in time what was missing.
    pub deemed: bool,
    /// The task that waits for the applicant's correction.
    pub correcting: Option<StepId>,
    /// Reasons that keep its clock standing.
    pub standing_still: u16,
    /// A special procedure that a person began is under way.
    pub suspended: bool,
    /// Declared instead of reviewed.
    pub committed: bool,
    /// The limit is over.
    pub overdue: bool,
    /// A time of it could not be worked out: a year of the calendar is missing.
    pub time_unknown: bool,
    /// Stops of its clock.
    pub stops: Vec<Stop>,
}

/// How a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "u8", into = "u8")]
pub enum How {
    /// Not known.
    #[default]
    Unknown,
    /// In a draft, not handed in.
    Draft,
    /// Has to be handed in again.
    Wanted,
    /// Handed in again, not yet sent.
    Redone,
    /// Told by sign-in.
    SignIn,
    /// Asked of the applicant.
    Asked,
    /// Told by a system.
    Call,
    /// The result of an item.
    Result,
    /// Brought about by a step's work.
    Step,
    /// Brought by a message.
    Message,
    /// Given by an operator.
    Operator,
    /// The system that was to supply it did not.
    Missing,
    /// A material promised for later (容缺).
    Deferred,
    /// Declared (告知承诺).
    Declared,
}

const HOWS: [How; 14] = [
    How::Unknown,
    How::Draft,
    How::Wanted,
    How::Redone,
    How::SignIn,
    How::Asked,
    How::Call,
    How::Result,
    How::Step,
    How::Message,
    How::Operator,
    How::Missing,
    How::Deferred,
    How::Declared,
];

impl From<u8> for How {
    fn from(byte: u8) -> Self {
        HOWS.get(usize::from(byte)).copied().unwrap_or_default()
    }
}

impl From<How> for u8 {
    fn from(how: How) -> u8 {
        how as u8
    }
}

impl How {
    /// Whether what it says may be built on.
    #[inline]
    pub fn is_known(self) -> bool {
        !matches!(self, How::Unknown | How::Draft | How::Wanted | How::Redone | How::Missing)
    }
}

/// What is known of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FactState {
    /// How.
    pub how: How,
    /// How often the applicant was asked for it.
    pub asked: u8,
    /// Its value, or a material's hash; none where only that it is known matters.
    pub value: Option<Arc<str>>,
}

/// What a timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerKind {
    /// The limit of an item.
    Limit(ItemIndex),
    /// The five working days in which the applicant must be told what is missing.
    Notice(ItemIndex),
    /// An answer of a system.
    Answer(CallId),
    /// The next attempt of a call.
    Retry(TaskId),
    /// A time that a step waits for.
    Wait(TaskId),
    /// How long a step may wait or take.
    Within(TaskId),
    /// A material that was promised.
    Provisional(FactId),
    /// A special procedure.
    Suspension(ItemIndex),
}

/// A running timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// Its number.
    pub id: TimerId,
    /// When it is due.
    pub at: Moment,
    /// What for.
    pub kind: TimerKind,
}

/// How an application is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// All items have ended.
    Concluded,
    /// Taken back.
    Withdrawn,
}

/// Fees of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fees {
    /// Not asked for.
    #[default]
    None,
    /// Asked for, in fen, since when.
    Due(u64, Moment),
    /// Paid.
    Paid(u64),
}

/// One application: a fold of its events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "super::stored::Stored", into = "super::stored::Stored")]
pub struct Application {
    /// Number of the last event.
    pub sequence: u64,
    /// Moment of the last event.
    pub at: Moment,
    /// When it was opened.
    pub opened: Option<Moment>,
    /// When and how it was over.
    pub closed: Option<(Closing, Moment)>,
    /// Taken back, and the undoing is not over.
    pub withdrawing: bool,
    /// Something was taken back or ended badly, so that there may be something to undo.
    pub fallen: bool,
    /// Steps whose work was done and not undone, in order.
    pub done: Vec<StepId>,
    /// Progress of steps.
    pub steps: Vec<StepState>,
    /// Open steps.
    pub work: Vec<Work>,
    /// Progress of items.
    pub items: Vec<ItemState>,
    /// What is known.
    pub facts: Vec<FactState>,
    /// Running timers.
    pub timers: Vec<Timer>,
    /// Number of the last timer.
    pub last_timer: u32,
    /// How holds stand, by the step that took them.
    pub holds: Vec<(StepId, HoldStanding)>,
    /// Fees.
    pub fees: Fees,
    /// 好差评
    pub rated: Option<u8>,
    /// Keys of the last commands, with the sequence of each one's last event.
    pub keys: Vec<(Key, u64)>,
}

impl Application {
    /// The open work of a step.
    #[inline]
    pub fn work_of(&self, step: StepId) -> Option<&Work> {
        self.work.iter().find(|w| w.step == step)
    }
    /// How the hold of a step stands.
    #[inline]
    pub fn hold(&self, step: StepId) -> Option<HoldStanding> {
        self.holds.iter().find(|(s, _)| *s == step).map(|(_, standing)| *standing)
    }
    /// The progress of a step.
    #[inline]
    pub fn step(&self, step: StepId) -> StepState {
        self.steps.get(step.index()).copied().unwrap_or_default()
    }
    /// The present visit of a step.
    #[inline]
    pub fn task(&self, step: StepId) -> TaskId {
        TaskId { step, visit: self.step(step).visit }
    }
    /// The progress of an item.
    #[inline]
    pub fn item(&self, item: ItemIndex) -> Option<&ItemState> {
        self.items.get(item.index())
    }
    /// Whether an item applies and has not ended.
    #[inline]
    pub fn is_live(&self, item: ItemIndex) -> bool {
        self.item(item).is_some_and(|i| i.ended.is_none())
    }
    /// What is known of a fact.
    #[inline]
    pub fn fact(&self, fact: FactId) -> Option<&FactState> {
        self.facts.get(fact.index())
    }
    /// Whether a fact is known.
    #[inline]
    pub fn knows(&self, fact: FactId) -> bool {
        self.fact(fact).is_some_and(|f| f.how.is_known())
    }
    /// The timer of a purpose.
    #[inline]
    pub fn timer(&self, kind: TimerKind) -> Option<&Timer> {
        self.timers.iter().find(|t| t.kind == kind)
    }
}
