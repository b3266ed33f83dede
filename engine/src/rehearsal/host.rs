//! The turn of a rehearsal: the next thing due becomes a command, its events are kept, their effects carried
//! out. Who has to act is read off the state after every turn, so that nothing is forgotten.

use super::cast::Part;
use super::course::Courses;
use super::holds::{Holds, Other};
use super::script::{Decision, Deed, Habits, Move, Script, When};
use super::stage::Stage;
use super::time::{later, plus};
use super::world::World;
use super::{Certificate, HoldTold, Library, Refusal, Told};
use crate::application::command::{Actor, Command, Declared, Envelope};
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

/// Something due.
#[derive(Debug, Clone)]
pub(super) enum Due {
    /// The application begins.
    Begin,
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

/// One application under way.
pub(super) struct Host<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) script: &'a Script,
    pub(super) library: &'a dyn Library,
    /// The parts that steps run.
    pub(super) runs: &'a BTreeMap<StepId, usize>,
    /// Its number among the applications that are played.
    pub(super) number: usize,
    /// When it begins.
    pub(super) start: Timestamp,
    /// What it shares with the others; lent for a turn.
    pub(super) world: World,
    pub(super) habits: Habits,
    pub(super) random: Random,
    pub(super) application: Application,
    pub(super) now: Timestamp,
    queue: BTreeMap<(Timestamp, u64), Due>,
    /// What people have on their desks, so that nothing is done twice.
    desks: BTreeSet<Act>,
    /// What could not be done as the step stands now.
    given_up: BTreeSet<Act>,
    /// Decisions of the script that wait for their task.
    pub(super) decisions: Vec<(Span, Decision)>,
    /// The applicant does nothing more.
    pub(super) applicant_waits: bool,
    pub(super) form: Vec<(Spanned<Id>, Id)>,
    pub(super) holds: Holds,
    pub(super) courses: Courses,
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
    pub(super) fn new(part: &'a Part<'a>, library: &'a dyn Library, number: usize, start: Timestamp) -> Self {
        let script = part.script;
        Self {
            stage: &part.stage,
            script,
            library,
            runs: &part.runs,
            number,
            start,
            world: World::default(),
            habits: Habits::default(),
            random: Random::new(script.seed ^ 0x5eed),
            application: Application::default(),
            now: Timestamp::MIN,
            queue: BTreeMap::new(),
            desks: BTreeSet::new(),
            given_up: BTreeSet::new(),
            decisions: Vec::new(),
            applicant_waits: false,
            form: script.form.clone(),
            holds: Holds::default(),
            courses: Courses::new(script.seed),
            happened: BTreeSet::new(),
            ended: Ended::default(),
        }
    }

    /// It begins when its time has come.
    pub(super) fn awaits_its_start(&mut self) {
        self.push(self.start, Due::Begin);
    }

    fn begin(&mut self) {
        let values = self.signed_in();
        self.command(Actor::Applicant, Command::Open { values });
        for (at, happening) in self.script.happenings.iter().enumerate() {
            if happening.after.is_none() {
                let when = self.when(happening.at, self.start);
                self.push(when, Due::Happening(at));
            }
        }
    }

    /// The application that ran it has no use for it any more.
    pub(super) fn is_taken_back(&mut self) {
        if self.application.opened.is_none() {
            // It has not begun, and does not.
            self.queue.clear();
        } else if self.application.closed.is_none() && !self.application.withdrawing {
            self.command(Actor::Applicant, Command::Withdraw { item: None });
            self.look_around();
        }
    }

    /// When the next thing is due, and its number.
    pub(super) fn next_due(&self) -> Option<(Timestamp, u64)> {
        self.queue.first_key_value().map(|(key, _)| *key)
    }

    /// Does what is due next.
    pub(super) fn step(&mut self) {
        let Some(((at, _), due)) = self.queue.pop_first() else { return };
        self.now = self.now.max(at);
        match due {
            Due::Begin => self.begin(),
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
        self.world.queued += 1;
        self.queue.insert((at.max(self.now), self.world.queued), due);
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
                    command: command.name(),
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
                self.courses.passed(step);
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
                    let from_now = behaviours.iter().map(|(name, b)| (name.value.clone(), b.clone(), now));
                    self.world.behaviours.extend(from_now);
                }
                Deed::Message(name, values) => self.send(name, values),
                Deed::Applicant(Move::Wait) => self.applicant_waits = true,
                Deed::Applicant(Move::Rate) => {
                    self.command(Actor::Applicant, Command::Rate { grade: 5 });
                }
                Deed::Applicant(Move::Commit(item)) => {
                    if let Some(item) = self.stage.program.find_item(&item.value) {
                        let declared = Declared::Item(item);
                        self.command(Actor::Applicant, Command::Commit { declared });
                    }
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
    pub(super) fn look_around(&mut self) {
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
