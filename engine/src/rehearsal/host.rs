//! The turn of a rehearsal: the next thing due becomes a command, its events are kept, their effects carried
//! out. Who has to act is read off the state after every turn, so that nothing is forgotten.

use super::holds::{Holds, Other};
use super::script::{Behaviour, Decision, Deed, Habits, Move, Script, When};
use super::stage::Stage;
use super::time::{later, plus};
use super::{Certificate, HoldTold, Library, Refusal, Told};
use crate::application::command::{Actor, Command, Envelope};
use crate::application::decide::turn;
use crate::application::effects::effects;
use crate::application::event::{Event, EventKind};
use crate::application::moment::Moment;
use crate::application::program::StepId;
use crate::application::rejection::Rejection;
use crate::application::state::{Application, TaskId};
use crate::application::waiting::{Waiting, waiting};
use crate::hold::HoldKey;
use crate::random::Random;
use crate::scenario::model::Id;
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Most turns of one rehearsal.
const MOST_TURNS: usize = 50_000;

/// Something due.
#[derive(Debug, Clone)]
pub(super) enum Due {
    /// A command, ready.
    Command(Actor, Command),
    /// A part of the script.
    Happening(usize),
    /// A person acts on an open step.
    Act(Act),
    /// A place in a line ends by itself.
    Line(HoldKey),
    /// Another application joins or leaves a line.
    Other(usize, Other),
}

/// Something that a person does when they get to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    /// The applicant fills a form.
    Form(TaskId),
    /// A clerk works.
    Work(TaskId),
    /// The applicant hands in what was asked for.
    Supplement(TaskId),
    /// The applicant collects.
    Collect(TaskId),
    /// The parcel arrives.
    Arrive(TaskId),
    /// The applicant pays.
    Pay(u64),
    /// The applicant hands in a promised material.
    HandIn(crate::application::program::FactId),
}

/// A rehearsal under way.
pub(super) struct Host<'a> {
    pub(super) stage: Stage<'a>,
    pub(super) script: &'a Script,
    pub(super) library: &'a dyn Library,
    pub(super) depth: usize,
    pub(super) habits: Habits,
    pub(super) random: Random,
    pub(super) application: Application,
    pub(super) now: Timestamp,
    queue: BTreeMap<(Timestamp, u64), Due>,
    queued: u64,
    /// What people have on their desks, so that nothing is done twice.
    desks: BTreeSet<Act>,
    /// What could not be done as the step stands now.
    given_up: BTreeSet<Act>,
    /// How systems behave, later entries before earlier ones; since when.
    pub(super) behaviours: Vec<(Id, Behaviour, Timestamp)>,
    /// How often a system or service has failed on purpose.
    pub(super) failed: BTreeMap<usize, u32>,
    /// Decisions of the script that wait for their task.
    pub(super) decisions: Vec<(Span, Decision)>,
    /// The applicant does nothing more.
    pub(super) applicant_waits: bool,
    pub(super) form: Vec<(Spanned<Id>, Id)>,
    pub(super) holds: Holds,
    happened: BTreeSet<usize>,
    pub(super) ended: Ended,
}

/// What is left of a rehearsal.
#[derive(Default)]
pub(super) struct Ended {
    pub(super) events: Vec<Event>,
    pub(super) application: Application,
    pub(super) refusals: Vec<Refusal>,
    pub(super) notices: Vec<Told>,
    pub(super) certificates: Vec<Certificate>,
    pub(super) never: Vec<(Span, Text)>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) holds: Vec<HoldTold>,
    pub(super) decided: BTreeSet<(StepId, &'static str)>,
}

impl<'a> Host<'a> {
    pub(super) fn new(stage: Stage<'a>, script: &'a Script, library: &'a dyn Library, depth: usize) -> Self {
        let behaviours = script.systems.iter().map(|(n, b)| (n.value.clone(), b.clone(), script.start));
        let holds = Holds::new(stage.main_calendar());
        Self {
            behaviours: behaviours.collect(),
            stage,
            script,
            library,
            depth,
            habits: Habits::default(),
            random: Random::new(script.seed ^ 0x5eed),
            application: Application::default(),
            now: script.start,
            queue: BTreeMap::new(),
            queued: 0,
            desks: BTreeSet::new(),
            given_up: BTreeSet::new(),
            failed: BTreeMap::new(),
            decisions: Vec::new(),
            applicant_waits: false,
            form: script.form.clone(),
            holds,
            happened: BTreeSet::new(),
            ended: Ended::default(),
        }
    }

    /// From the opening until nothing is due.
    pub(super) fn play(&mut self) {
        self.others();
        let values = self.signed_in();
        self.command(Actor::Applicant, Command::Open { values });
        for (at, happening) in self.script.happenings.iter().enumerate() {
            if happening.after.is_none() {
                let when = self.when(happening.at, self.script.start);
                self.push(when, Due::Happening(at));
            }
        }
        self.look_around();
        for _ in 0..MOST_TURNS {
            let Some(((at, _), due)) = self.queue.pop_first() else { break };
            self.now = self.now.max(at);
            match due {
                Due::Command(by, command) => self.due_command(by, command),
                Due::Happening(index) => self.happen(index),
                Due::Line(key) => self.line_due(&key),
                Due::Other(index, other) => self.other_acts(index, other, self.now),
                Due::Act(act) => {
                    self.desks.remove(&act);
                    if !self.act(act) {
                        self.given_up.insert(act);
                    }
                }
            }
            self.look_around();
        }
    }

    /// What came of it.
    pub(super) fn finish(mut self) -> Ended {
        for (index, happening) in self.script.happenings.iter().enumerate() {
            if !self.happened.contains(&index) {
                let step = happening.after.as_ref().map_or("", |s| &*s.value);
                let why = Text::new(format!("`{step}` 始终没有办完"), format!("`{step}` was never done"));
                self.ended.never.push((happening.span, why));
            }
        }
        for (span, decision) in &self.decisions {
            let step = &decision.at.value;
            let why = Text::new(
                format!("`{step}` 始终没有轮到工作人员办理"),
                format!("no clerk ever came to decide at `{step}`"),
            );
            self.ended.never.push((*span, why));
        }
        self.ended.waiting = waiting(self.stage.program, &self.application);
        self.ended.application = self.application;
        self.ended
    }

    pub(super) fn push(&mut self, at: Timestamp, due: Due) {
        self.queued += 1;
        self.queue.insert((at.max(self.now), self.queued), due);
    }

    fn when(&self, at: Option<When>, from: Timestamp) -> Timestamp {
        match at {
            None => from,
            Some(When::At(instant)) => instant.max(from),
            Some(When::Later(period)) => later(from, period, self.stage.main_calendar()),
        }
    }

    /// Sends a command; its events are kept and their effects carried out.
    pub(super) fn command(&mut self, by: Actor, command: Command) -> bool {
        match self.sent(by, &command) {
            Ok(()) => true,
            Err(rejection) => {
                self.ended.refusals.push(Refusal {
                    at: self.now,
                    name: rejection.name(),
                    command: command_name(&command),
                    text: super::trace::rejection(self.stage.program, &rejection),
                    after: self.application.sequence,
                });
                false
            }
        }
    }

    /// The same; what is not taken is nobody's concern.
    pub(super) fn sent(&mut self, by: Actor, command: &Command) -> Result<(), Rejection> {
        let envelope = Envelope { at: Moment::from(self.now), by, key: None, command: command.clone() };
        let mut events: Vec<Event> = Vec::new();
        turn(self.stage.program, &mut self.application, &envelope, &mut events)?;
        self.ended.decided.extend(outcome(command));
        for event in &events {
            self.notice_event(event);
        }
        for event in &events {
            for effect in effects(self.stage.program, &self.application, event) {
                self.carry_out(effect);
            }
        }
        self.ended.events.append(&mut events);
        Ok(())
    }

    /// Timers and answers that nobody waits for any more are left alone.
    fn due_command(&mut self, by: Actor, command: Command) {
        if let Command::Due { timer } = command
            && !self.application.timers.iter().any(|t| t.id == timer)
        {
            return;
        }
        self.command(by, command);
    }

    /// What the script has to do with an event: steps it waits for, and desks that are free again.
    fn notice_event(&mut self, event: &Event) {
        let stirred = match event.kind {
            EventKind::StepOpened { step, .. }
            | EventKind::StepStands { step, .. }
            | EventKind::HandedToPeople { step }
            | EventKind::ItemReturned { step, .. }
            | EventKind::ItemSupplemented { step, .. } => Some(step),
            EventKind::StepDone { step, .. } => {
                self.script_after(step);
                None
            }
            EventKind::ItemResumed { .. } | EventKind::Paid { .. } => {
                self.given_up.clear();
                None
            }
            _ => None,
        };
        if let Some(step) = stirred {
            self.given_up.retain(|act| act.step() != Some(step));
        }
    }

    fn script_after(&mut self, step: StepId) {
        let Some(name) = self.stage.program.step(step).map(|s| s.id.clone()) else { return };
        for (index, happening) in self.script.happenings.iter().enumerate() {
            let is_after = happening.after.as_ref().is_some_and(|after| after.value == name);
            if is_after && self.happened.insert(index) {
                let when = self.when(happening.at, self.now);
                self.push(when, Due::Happening(index));
            }
        }
    }

    fn happen(&mut self, index: usize) {
        self.happened.insert(index);
        let script = self.script;
        let Some(happening) = script.happenings.get(index) else { return };
        for deed in &happening.deeds {
            match deed {
                Deed::Clerk(decision) => self.scripted(happening.span, decision, happening.at.is_some()),
                Deed::System(behaviours) => {
                    let now = self.now;
                    self.behaviours
                        .extend(behaviours.iter().map(|(name, b)| (name.value.clone(), b.clone(), now)));
                }
                Deed::Message(name, values) => self.message(name, values),
                Deed::Applicant(Move::Wait) => self.applicant_waits = true,
                Deed::Applicant(Move::Rate) => {
                    self.command(Actor::Applicant, Command::Rate { grade: 5 });
                }
                Deed::Applicant(Move::Fill(values)) => self.form.extend(values.iter().cloned()),
                Deed::Applicant(Move::SupplementAfter(period)) => {
                    let then = later(self.now, *period, self.stage.main_calendar());
                    self.habits.supplement =
                        then.duration_since(self.now).as_millis().try_into().unwrap_or(i64::MAX);
                }
                Deed::Applicant(Move::Withdraw(item)) => {
                    let item = item.as_ref().and_then(|name| self.stage.program.find_item(&name.value));
                    self.command(Actor::Applicant, Command::Withdraw { item });
                }
            }
        }
    }

    /// Whether a part of the script has come to pass.
    pub(super) fn has_happened(&self, index: usize) -> bool {
        self.happened.contains(&index)
    }

    /// Puts on desks whatever somebody has to do and has not on theirs yet.
    fn look_around(&mut self) {
        for (act, at) in self.todo() {
            if !self.given_up.contains(&act) && self.desks.insert(act) {
                self.push(at, Due::Act(act));
            }
        }
    }

    /// Whether something is on a desk already.
    pub(super) fn desks_have(&self, act: Act) -> bool {
        self.desks.contains(&act)
    }

    /// So long after now.
    pub(super) fn after(&self, milliseconds: i64) -> Timestamp {
        plus(self.now, milliseconds)
    }
}

impl Act {
    /// The step it is about.
    pub(super) fn step(self) -> Option<StepId> {
        match self {
            Act::Form(task)
            | Act::Work(task)
            | Act::Supplement(task)
            | Act::Collect(task)
            | Act::Arrive(task) => Some(task.step),
            Act::Pay(_) | Act::HandIn(_) => None,
        }
    }
}

/// The outcome of a step that a command is.
fn outcome(command: &Command) -> Option<(StepId, &'static str)> {
    match command {
        Command::Complete { task, .. } => Some((task.step, "approve")),
        Command::Return { task, .. } => Some((task.step, "correct")),
        Command::Refuse { task, .. } | Command::NotAccept { task, .. } => Some((task.step, "reject")),
        Command::Rule { task, decided } => Some((task.step, if *decided { "rule" } else { "people" })),
        _ => None,
    }
}

/// The name of a command, as it is written in JSON.
pub(super) fn command_name(command: &Command) -> &'static str {
    match command {
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
        Command::HoldOver { .. } => "hold_over",
        Command::HoldTested { .. } => "hold_tested",
        Command::Retry { .. } => "retry",
        Command::AnswerInstead { .. } => "answer_instead",
        Command::FallBack { .. } => "fall_back",
    }
}
