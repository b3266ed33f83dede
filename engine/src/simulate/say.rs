//! What is said to an application, small enough to be looked up by, and the command that it stands for.

use super::model::{StepPlay, Variant, Words, own};
use crate::application::command::{Actor, Command, Declared, PersonId, Submission};
use crate::application::program::{FactId, StepId, StepKind};
use crate::application::state::{Application, CallId, Fees, How, Mode, TaskId};
use std::sync::Arc;

/// A step and its visit.
pub(super) type Task = (u16, u16);

/// Which of what a step may find out was found: its position.
pub(super) type Found = u8;

/// Nothing was found where something was asked for.
pub(super) const NOTHING: Found = Found::MAX;

/// What is said. The state of the application and this settle the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Say {
    Open,
    /// Everything that a form asks and is not known, but materials.
    Fill(Task),
    /// A material of a form, by its position, where it is not known.
    Attach(Task, u16),
    Submit(Task),
    /// Every field that is wanted again.
    FillWanted,
    /// A material is handed in, or handed in again.
    HandIn(FactId),
    Supplement(Task),
    Pay,
    Complete(Task, Found),
    Refuse(Task),
    Return(Task),
    /// Whether rule decides.
    Rule(Task, bool),
    Message(Task, Found),
    Collect(Task),
    Delivered(Task),
    ChildEnded(Task, Found),
    Free(Task),
    /// The thing is held: nobody else asks for it.
    HoldTook(Task),
    /// What was held is let go, or its term is over.
    HoldOver(Task),
    /// An answer to an attempt.
    Answer(Task, u16, Found),
    Fail(Task, u16),
    /// The timer at a position is due.
    Due(u16),
    Retry(Task),
    FallBack(Task),
}

impl Say {
    /// What it is looked up by.
    #[inline]
    pub fn key(self) -> u64 {
        let of = |verb: u64, (step, visit): Task, more: u16, found: Found| {
            verb | u64::from(found) << 8
                | u64::from(more) << 16
                | u64::from(step) << 32
                | u64::from(visit) << 48
        };
        match self {
            Self::Open => 0,
            Self::Fill(task) => of(1, task, 0, 0),
            Self::Attach(task, at) => of(2, task, at, 0),
            Self::Submit(task) => of(3, task, 0, 0),
            Self::FillWanted => 4,
            Self::HandIn(fact) => of(5, (0, 0), fact.0, 0),
            Self::Supplement(task) => of(6, task, 0, 0),
            Self::Pay => 7,
            Self::Complete(task, found) => of(8, task, 0, found),
            Self::Refuse(task) => of(9, task, 0, 0),
            Self::Return(task) => of(10, task, 0, 0),
            Self::Rule(task, decided) => of(11, task, 0, decided.into()),
            Self::Message(task, found) => of(12, task, 0, found),
            Self::Collect(task) => of(13, task, 0, 0),
            Self::Delivered(task) => of(14, task, 0, 0),
            Self::ChildEnded(task, found) => of(15, task, 0, found),
            Self::Free(task) => of(16, task, 0, 0),
            Self::Answer(task, attempt, found) => of(17, task, attempt, found),
            Self::Fail(task, attempt) => of(18, task, attempt, 0),
            Self::Due(at) => of(19, (0, 0), at, 0),
            Self::Retry(task) => of(20, task, 0, 0),
            Self::FallBack(task) => of(21, task, 0, 0),
            Self::HoldTook(task) => of(22, task, 0, 0),
            Self::HoldOver(task) => of(23, task, 0, 0),
        }
    }
}

/// What is said in applications of one variant, in memory of one host alone.
pub(super) struct Spoken {
    signed_in: Vec<Submission>,
    /// By step.
    steps: Vec<Words>,
    /// Why something is refused.
    refused: Arc<str>,
    /// Why a call fails.
    failed: Arc<str>,
}

impl Spoken {
    pub fn of(variant: &Variant) -> Self {
        Self {
            signed_in: variant.signed_in.iter().map(own).collect(),
            steps: variant.steps.iter().map(|step| step.words.own()).collect(),
            refused: Arc::from("不符合条件"),
            failed: Arc::from("service failed"),
        }
    }

    fn words(&self, step: u16) -> Option<&Words> {
        self.steps.get(usize::from(step))
    }

    /// What a visit of a step tells.
    fn values(&self, (step, _): Task, found: Found) -> Vec<Submission> {
        let words = self.words(step);
        let finding = words.and_then(|words| words.findings.get(usize::from(found)));
        finding.map_or_else(Vec::new, |finding| finding.values.clone())
    }
}

/// To whom something is said.
pub(super) struct Listener<'a> {
    pub variant: &'a Variant,
    pub spoken: &'a Spoken,
    pub application: &'a Application,
}

impl Listener<'_> {
    /// The command that something said stands for, and whose it is; none where nothing is left to say.
    pub fn command(&self, say: Say) -> Option<(Actor, Command)> {
        let command = match say {
            Say::Open => Command::Open { values: self.spoken.signed_in.clone() },
            Say::Fill(task) => Command::Fill { values: self.asked(task)? },
            Say::Attach((step, _), at) => {
                let (fact, hash) = self.spoken.words(step)?.materials.get(usize::from(at))?;
                if self.application.knows(*fact) {
                    return None;
                }
                self.declared(*fact).unwrap_or(Command::Attach { fact: *fact, hash: hash.clone() })
            }
            Say::Submit(task) => Command::Submit { task: id(task) },
            Say::FillWanted => Command::Fill { values: self.wanted()? },
            Say::HandIn(fact) => match self.declared(fact) {
                Some(command) => command,
                None => Command::Attach { fact, hash: self.file(fact)? },
            },
            Say::Supplement(task) => Command::Supplement { task: id(task) },
            Say::Pay => {
                let Fees::Due(amount, _) = self.application.fees else { return None };
                Command::Pay { amount }
            }
            Say::Collect(task) => Command::Collect { task: id(task) },
            Say::Complete(..) | Say::Refuse(_) | Say::Return(_) => return self.decided(say),
            Say::Due(at) => {
                let timer = self.application.timers.get(usize::from(at))?.id;
                return Some((Actor::Timer, Command::Due { timer }));
            }
            Say::Retry(task) => return Some((OPERATOR, Command::Retry { task: id(task) })),
            Say::FallBack(task) => return Some((OPERATOR, Command::FallBack { task: id(task) })),
            _ => return self.by_system(say).map(|command| (Actor::System, command)),
        };
        Some((Actor::Applicant, command))
    }

    /// The declaration that the plan asks for in place of a paper, where it is asked now.
    fn declared(&self, fact: FactId) -> Option<Command> {
        let declares = self.application.declares(&self.variant.program, fact);
        declares.then_some(Command::Commit { declared: Declared::Material(fact) })
    }

    /// What people of a department say.
    fn decided(&self, say: Say) -> Option<(Actor, Command)> {
        let (Say::Complete(task, _) | Say::Refuse(task) | Say::Return(task)) = say else { return None };
        let work = self.application.work_of(id(task).step)?;
        let play = self.play(task)?;
        let agreed = if work.mode == Mode::Undo { 0 } else { work.agreed.len() };
        let by = Actor::Clerk { person: PersonId(1), department: play.desk(agreed).1 };
        let command = match say {
            Say::Complete(_, found) => {
                let tells = matches!(work.mode, Mode::Usual | Mode::ByPeople);
                let values = if tells { self.spoken.values(task, found) } else { Vec::new() };
                Command::Complete { task: id(task), values }
            }
            Say::Refuse(_) => {
                Command::Refuse { task: id(task), item: None, why: self.spoken.refused.clone() }
            }
            _ => Command::Return { task: id(task), item: None, wanted: play.wanted.clone() },
        };
        Some((by, command))
    }

    fn by_system(&self, say: Say) -> Option<Command> {
        Some(match say {
            Say::Rule(task, decided) => Command::Rule { task: id(task), decided },
            Say::Message(task, found) => {
                let facts = self.variant.program.step(id(task).step)?;
                let StepKind::WaitMessage(message, _) = facts.kind else { return None };
                Command::Message { message, values: self.spoken.values(task, found) }
            }
            Say::Delivered(task) => Command::Delivered { task: id(task) },
            Say::ChildEnded(task, found) => {
                let values = self.spoken.values(task, found);
                Command::ChildEnded { task: id(task), granted: true, values }
            }
            Say::Free(task) => Command::HoldTested { task: id(task), free: true },
            Say::HoldTook(task) => Command::HoldTook { task: id(task) },
            Say::HoldOver(task) => Command::HoldOver { task: id(task) },
            Say::Answer(task, attempt, found) => {
                let undo =
                    self.application.work_of(id(task).step).is_some_and(|work| work.mode == Mode::Undo);
                let values = match (found, undo) {
                    (_, true) => Some(Vec::new()),
                    (NOTHING, false) => None,
                    (found, false) => Some(self.spoken.values(task, found)),
                };
                Command::Answer { call: CallId { task: id(task), attempt }, values }
            }
            Say::Fail(task, attempt) => {
                Command::Fail { call: CallId { task: id(task), attempt }, why: self.spoken.failed.clone() }
            }
            _ => return None,
        })
    }

    fn play(&self, (step, _): Task) -> Option<&StepPlay> {
        self.variant.steps.get(usize::from(step))
    }

    /// Fields of a form that are not known; none where there are none.
    fn asked(&self, (step, _): Task) -> Option<Vec<Submission>> {
        let fields = &self.spoken.words(step)?.fields;
        some(fields.iter().filter(|field| !self.application.knows(field.fact)).cloned().collect())
    }

    /// Fields that have to be handed in again; none where there are none.
    fn wanted(&self) -> Option<Vec<Submission>> {
        let is_wanted = |fact: FactId| self.application.fact(fact).is_some_and(|f| f.how == How::Wanted);
        let mut values: Vec<Submission> =
            self.variant.fields.iter().filter(|field| is_wanted(field.fact)).cloned().collect();
        values.sort_by_key(|value| value.fact);
        some(values)
    }

    /// What stands for the file of a material: what is handed in again is another one.
    fn file(&self, fact: FactId) -> Option<Arc<str>> {
        let facts = self.variant.program.fact(fact)?;
        let asked = self.application.fact(fact).map_or(0, |f| f.asked);
        Some(Arc::from(crate::people::file(&format!("{} {asked}", facts.name))))
    }
}

const OPERATOR: Actor = Actor::Operator(PersonId(1));

pub(super) fn id((step, visit): Task) -> TaskId {
    TaskId { step: StepId(step), visit }
}

fn some(values: Vec<Submission>) -> Option<Vec<Submission>> {
    (!values.is_empty()).then_some(values)
}
