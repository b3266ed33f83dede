//! What a turn's events mean for the world around an application. Nothing is kept of an event itself.

use crate::application::decide::Sink;
use crate::application::event::{Event, EventKind};
use crate::application::program::{FactId, ItemIndex, StepId};
use crate::application::state::{CallId, Ending, Standing, TimerKind};

/// Something that somebody has to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owed {
    /// A step may wait for somebody.
    Step(StepId),
    /// A system is called.
    Call(CallId),
    /// Fees are due.
    Fees,
    /// A material is promised.
    Promise(FactId),
    /// A person has to mend something.
    Incident(StepId),
}

/// Something to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noted {
    Ended(ItemIndex, Ending),
    Overdue(ItemIndex),
    Returned(ItemIndex),
    FellBack,
    Failed,
    Done(StepId),
}

/// What was heard in a turn.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub owed: Vec<Owed>,
    pub noted: Vec<Noted>,
    /// A timer was set.
    pub timers: bool,
}

impl Heard {
    pub fn clear(&mut self) {
        self.owed.clear();
        self.noted.clear();
        self.timers = false;
    }
}

impl Sink for Heard {
    #[inline(always)]
    fn take(&mut self, event: &Event) {
        match event.kind {
            EventKind::StepOpened { step, .. }
            | EventKind::HandedToPeople { step }
            | EventKind::IncidentResolved { step }
            | EventKind::Agreed { step, .. }
            | EventKind::UndoStarted { step }
            | EventKind::StepStands { step, standing: Standing::Working | Standing::Supplement } => {
                self.owed.push(Owed::Step(step));
            }
            EventKind::Incident { step, .. } => self.owed.push(Owed::Incident(step)),
            EventKind::Called { call } => self.owed.push(Owed::Call(call)),
            EventKind::FeesDue { amount } if amount > 0 => self.owed.push(Owed::Fees),
            EventKind::Deferred { fact } => self.owed.push(Owed::Promise(fact)),
            // When a call is not answered is known when it is made.
            EventKind::TimerSet { kind: TimerKind::Answer(_), .. } => {}
            EventKind::TimerSet { .. } => self.timers = true,
            EventKind::ItemEnded { item, ending, .. } => self.noted.push(Noted::Ended(item, ending)),
            EventKind::Overdue { item } => self.noted.push(Noted::Overdue(item)),
            EventKind::ItemReturned { item, .. } => self.noted.push(Noted::Returned(item)),
            EventKind::FellBack { .. } => self.noted.push(Noted::FellBack),
            EventKind::Failed { .. } => self.noted.push(Noted::Failed),
            EventKind::StepDone { step, .. } => self.noted.push(Noted::Done(step)),
            _ => {}
        }
    }
}
