//! What a turn's events mean for the world around an application. Nothing is kept of an event itself.

use super::model::{Play, Variant};
use super::say::Task;
use crate::application::decide::Sink;
use crate::application::event::{Event, EventKind};
use crate::application::memo::{Digest, submitted};
use crate::application::program::{FactId, ItemIndex, StepId, StepKind};
use crate::application::state::{Application, CallId, Ending, HoldStanding, Mode, Standing, TimerKind};
use smallvec::SmallVec;

/// Something that somebody has to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owed {
    /// A step may wait for somebody: what it does wait for is seen when the turn is over.
    Step(StepId),
    /// The applicant has to mend what a step returned.
    Mend(Task),
    /// People have to undo a step.
    Undo(Task),
    /// People of the department whose turn it is have work, once so many have agreed.
    Work(Task, u8),
    /// The applicant or the world has something to do, which takes its time.
    Act(Task),
    /// The machine goes on at once.
    GoOn(Task),
    /// A system is called.
    Call(CallId),
    /// Fees are due.
    Fees,
    /// A material is promised.
    Promise(FactId),
    /// A person has to mend something.
    Incident(Task),
    /// A step holds a thing from now on.
    Held(Task),
    /// What a step was about to hold, or holds, is needed no more.
    LetGo(Task),
}

/// Something to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noted {
    /// An item ended; where the moment stands at which it was handed in.
    Ended(ItemIndex, Ending, Option<u16>),
    Overdue(ItemIndex),
    Returned(ItemIndex),
    FellBack,
    Failed,
}

/// What was heard in a turn.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub owed: SmallVec<[Owed; 4]>,
    pub noted: SmallVec<[Noted; 2]>,
    /// A timer was set that nobody knows of yet.
    pub timers: bool,
    /// The application is over.
    pub closed: bool,
    /// Steps of people, systems and the applicant that were done.
    pub activities: u8,
    /// Results that the applicant came for.
    pub collected: u8,
    /// The same steps by name, and those that are open: for a log.
    pub done: Vec<StepId>,
    pub open: Vec<StepId>,
}

/// What was heard, in brief.
#[derive(Debug, Clone, Copy)]
pub(super) struct Brief {
    /// What is owed, where that is one thing alone.
    pub only: Option<Owed>,
    /// Something else is owed, or to be counted.
    pub more: bool,
    pub timers: bool,
    pub closed: bool,
    pub activities: u8,
    pub collected: u8,
}

impl Digest for Heard {
    type Brief = Brief;

    fn brief(&self) -> Brief {
        let only = if let [only] = &self.owed[..] { Some(*only) } else { None };
        Brief {
            only,
            more: self.owed.len() > 1 || !self.noted.is_empty(),
            timers: self.timers,
            closed: self.closed,
            activities: self.activities,
            collected: self.collected,
        }
    }

    fn clear(&mut self) {
        self.owed.clear();
        self.noted.clear();
        self.done.clear();
        self.open.clear();
        (self.timers, self.closed) = (false, false);
        (self.activities, self.collected) = (0, 0);
    }
}

impl Heard {
    /// The turn is over: what is owed rests on how things stand now, and on how steps are played.
    pub fn settle(&mut self, variant: &Variant, application: &Application) {
        let play = |step: StepId| variant.steps.get(step.index()).map_or(Play::Nothing, |step| step.play);
        self.closed = application.closed.is_some();
        self.done.retain(|step| play(*step) != Play::Nothing);
        let worked = self.done.iter().filter(|step| play(**step) != Play::HoldEnd);
        self.activities = u8::try_from(worked.count()).unwrap_or(u8::MAX);
        let collected = self.done.iter().filter(|step| play(**step) == Play::Collect);
        self.collected = u8::try_from(collected.count()).unwrap_or(u8::MAX);
        let open = &mut self.open;
        self.owed.retain(|owed| match *owed {
            Owed::Step(step) => {
                if application.work_of(step).is_some() && play(step) != Play::Nothing && !open.contains(&step)
                {
                    open.push(step);
                }
                let Some(settled) = waits(application, step, play(step)) else { return false };
                *owed = settled;
                true
            }
            Owed::Incident(ref mut task) | Owed::Held(ref mut task) => {
                task.1 = application.step(StepId(task.0)).visit;
                true
            }
            Owed::LetGo(ref mut task) => match held(variant, application, StepId(task.0)) {
                Some(hold) => {
                    *task = hold;
                    true
                }
                None => false,
            },
            _ => true,
        });
        for noted in &mut self.noted {
            if let Noted::Ended(item, _, at) = noted {
                *at = submitted(application, *item).and_then(|at| u16::try_from(at).ok());
            }
        }
    }
}

/// The hold that a step which is needed no more is of, where it is not over.
fn held(variant: &Variant, application: &Application, step: StepId) -> Option<Task> {
    let facts = variant.program.step(step)?;
    let hold = match facts.kind {
        StepKind::Hold => step,
        StepKind::HoldLine | StepKind::HoldEnd => facts.belongs_to?,
        _ => return None,
    };
    let over = matches!(application.hold(hold), Some(HoldStanding::Over | HoldStanding::LeftTheLine));
    (!over).then(|| (hold.0, application.step(hold).visit))
}

/// Whom an open step waits for; none where that is heard of by itself.
fn waits(application: &Application, step: StepId, play: Play) -> Option<Owed> {
    let work = application.work_of(step)?;
    let task = (step.0, application.step(step).visit);
    let agreed = u8::try_from(work.agreed.len()).unwrap_or(u8::MAX);
    match (work.standing, play) {
        (Standing::Supplement, _) => Some(Owed::Mend(task)),
        (Standing::Working, _) if work.mode == Mode::Undo => Some(Owed::Undo(task)),
        (Standing::Working, Play::Work) => Some(Owed::Work(task, agreed)),
        (Standing::Working, Play::Automatic) if work.mode != Mode::Usual => Some(Owed::Work(task, agreed)),
        (Standing::Working, Play::Automatic | Play::Run | Play::Free) => Some(Owed::GoOn(task)),
        (Standing::Working, Play::Form | Play::Message | Play::Collect | Play::Deliver | Play::Hold) => {
            Some(Owed::Act(task))
        }
        _ => None,
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
            EventKind::Incident { step, .. } => self.owed.push(Owed::Incident((step.0, 0))),
            EventKind::Called { call } => self.owed.push(Owed::Call(call)),
            EventKind::HoldStands { step, standing: HoldStanding::Holding } => {
                self.owed.push(Owed::Held((step.0, 0)));
            }
            EventKind::StepSkipped { step, begun: true } => self.owed.push(Owed::LetGo((step.0, 0))),
            EventKind::FeesDue { amount } if amount > 0 => self.owed.push(Owed::Fees),
            EventKind::Deferred { fact } => self.owed.push(Owed::Promise(fact)),
            // When a call is not answered is known when it is made.
            EventKind::TimerSet { kind: TimerKind::Answer(_), .. } => {}
            EventKind::TimerSet { .. } => self.timers = true,
            EventKind::ItemEnded { item, ending, .. } => self.noted.push(Noted::Ended(item, ending, None)),
            EventKind::Overdue { item } => self.noted.push(Noted::Overdue(item)),
            EventKind::ItemReturned { item, .. } => self.noted.push(Noted::Returned(item)),
            EventKind::FellBack { .. } => self.noted.push(Noted::FellBack),
            EventKind::Failed { .. } => self.noted.push(Noted::Failed),
            EventKind::StepDone { step, .. } => self.done.push(step),
            _ => {}
        }
    }
}
