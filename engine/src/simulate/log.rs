//! What happened, activity by activity, for those who want a log of it.

use crate::application::command::Envelope;
use crate::application::memo::Came;
use crate::application::moment::Moment;
use crate::application::program::{Program, StepId};

/// One visit of one step that has ended.
#[derive(Debug, Clone, Copy)]
pub struct Activity<'m> {
    /// Of which replication, from 0.
    pub replication: u32,
    /// The number of its application among those of all scenarios, from 0.
    pub case: u64,
    /// The position of its scenario among those of the model.
    pub part: usize,
    /// The position of its way among those of the model.
    pub way: usize,
    /// The program of its way.
    pub program: &'m Program,
    /// The step.
    pub step: StepId,
    /// Which visit of it, from 1.
    pub visit: u16,
    /// When it was reached.
    pub enabled: Moment,
    /// When somebody began.
    pub start: Moment,
    /// When it was done.
    pub end: Moment,
    /// How it ended.
    pub ended: Ended,
}

/// How an activity ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// As it should.
    Done,
    /// Returned to the applicant to mend (补正).
    Returned,
    /// Refused (不予批准).
    Refused,
    /// What was returned, mended by the applicant.
    Mended,
}

/// One command that was sent to the machine, and what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'m> {
    /// The number of its application, from 0.
    pub case: u64,
    /// The position of its way among those of the model.
    pub way: usize,
    /// The program of its way.
    pub program: &'m Program,
    /// The command, when it was sent, and by whom.
    pub envelope: &'m Envelope,
    /// The events that it gave, in order; why it was not taken where it was not.
    pub came: Came<'m>,
}

/// Takes what happened.
pub trait Log {
    /// Whether anything is kept; else nothing is noted for it.
    const IS_KEPT: bool = true;
    /// Whether it hears of every command and every event; else none is copied for it.
    const HEARS_TURNS: bool = false;

    /// Takes a command with what came of it, in the order in which they were sent. Asked where
    /// [`HEARS_TURNS`](Self::HEARS_TURNS) alone.
    fn turn(&mut self, _: &Turn<'_>) {}

    /// Takes an activity; those of one application come in order of their ends.
    fn take(&mut self, activity: &Activity<'_>);
    /// An application is over, or left under way at the end.
    fn close(&mut self, _case: u64) {}
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLog;

impl Log for NoLog {
    const IS_KEPT: bool = false;

    #[inline(always)]
    fn take(&mut self, _: &Activity<'_>) {}
}
