//! Asks the outside for what it owes: simulated systems at once, real ones through their performers. Whatever is
//! asked again, after a restart or because nobody knows whether it was heard, is asked under the same key.

use super::aftermath::{OwedKind, OwedRow, beside_systems};
use super::counted;
use super::course::Course;
use super::dossier::Dossier;
use super::error::Error;
use super::message::{Ask, Message, Refusal, Reply};
use super::record::{Entry, Kept};
use super::shared::{Owing, Shared};
use crate::clock;
use crate::notices::Receivers;
use crate::planted::{Bug, has};
use crate::systems::registers::RegisterChange;
use crate::systems::simulated::Simulated;
use crate::systems::work::Work;
use crate::systems::{Answer, Call, Known, Performed, Standing, known};
use onething_engine::application::program::{Program, StepFacts};
use onething_engine::application::state::TimerKind;
use onething_engine::application::{Actor, CallId, Command, Moment, Rejection, Submission, TaskId};
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::Id;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};
use uuid::Uuid;

/// A simulated parcel takes two days.
const DELIVERY: i64 = 2 * 24 * 60 * 60 * 1_000;

/// Who answers for the systems of a catalogue.
pub trait Outside: Send + Sync {
    /// Takes a call that no simulated system answers, and answers through [`answer`] when it can. Whether it took
    /// it; what it does not take is simulated.
    fn take(&self, shared: &Arc<Shared>, system: &Id, call: &Call) -> bool;
    /// Whether the steps of a system wait for somebody who answers by hand.
    fn by_hand(&self, system: &str) -> bool;
    /// Nobody waits for a call any more that it took, if it did.
    fn drop_call(&self, _system: &Id, _key: &str) {}
    /// Whether a system is simulated, so that what it answers at once may be taken in the turn that asks: nothing
    /// outside this process hears of it before that turn is on the medium.
    fn is_simulated(&self, _system: &str) -> bool {
        false
    }
    /// Who is told of what happens, and of what.
    fn receivers(&self) -> Receivers {
        Receivers::new()
    }
}

/// Asks the outside.
pub struct Dispatcher {
    shared: Arc<Shared>,
    inbox: Receiver<Owing>,
}

impl Dispatcher {
    /// One that has asked for nothing yet.
    pub fn new(shared: Arc<Shared>, inbox: Receiver<Owing>) -> Self {
        Self { shared, inbox }
    }

    /// Works until the runner is gone.
    pub fn run(self) {
        while let Ok(owing) = self.inbox.recv() {
            if self.shared.closing.load(std::sync::atomic::Ordering::Acquire) {
                self.shared.busy.end();
                continue;
            }
            self.take(&owing);
        }
    }

    /// Does the next thing; none where there is nothing to do.
    pub fn step(&mut self) -> Option<()> {
        match self.inbox.try_recv() {
            Ok(owing) => {
                self.take(&owing);
                Some(())
            }
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => None,
        }
    }

    fn take(&self, owing: &Owing) {
        if let Err(error) = self.perform(owing) {
            self.shared.fail(&error);
        }
        self.shared.busy.end();
    }

    fn perform(&self, owing: &Owing) -> Result<(), Error> {
        let Some((dossier, course)) = self.shared.application(owing.application)? else { return Ok(()) };
        match owing.row.kind {
            OwedKind::Rule => self.rule(&dossier, &course, &owing.row),
            OwedKind::Delivery => self.delivery(&dossier, &owing.row),
            OwedKind::Call(attempt, undo) => {
                let call = call(&dossier, &course, (&owing.system, &owing.row), attempt, undo);
                if !self.shared.outwards.by_hand(&owing.system)
                    && !self.shared.outwards.take(&self.shared, &owing.system, &call)
                {
                    let performed = self.shared.simulated.perform(&call);
                    answer_later(&self.shared, &call, performed);
                }
            }
        }
        Ok(())
    }

    fn rule(&self, dossier: &Dossier, course: &Course, row: &OwedRow) {
        if self.shared.outwards.by_hand(beside_systems::RULES) {
            return;
        }
        let command = ruled(&self.shared.simulated, dossier, course, row);
        let ask = Ask::of_world(dossier.id, Actor::System, command);
        self.shared.send(self.shared.shard_of(dossier.id), Message::Ask(Box::new(ask)));
    }

    /// In a sandbox a parcel arrives by itself; in truth somebody says so.
    fn delivery(&self, dossier: &Dossier, row: &OwedRow) {
        if self.shared.clock.kind() == clock::Kind::Real
            || self.shared.outwards.by_hand(beside_systems::DELIVERY)
        {
            return;
        }
        let ask = Ask::of_world(dossier.id, Actor::System, Command::Delivered { task: row.task });
        let at = row.since.0.saturating_add(DELIVERY);
        self.shared.wheel.send_at(at, self.shared.shard_of(dossier.id), Message::Ask(Box::new(ask)));
    }
}

/// What comes of a step that is decided by rule.
pub(super) fn ruled(simulated: &Simulated, dossier: &Dossier, course: &Course, row: &OwedRow) -> Command {
    let known = known(&dossier.state);
    let decided = simulated.decides(&standing(dossier, course, &course.way(), &known), row.task);
    Command::Rule { task: row.task, decided }
}

/// An application as systems see it.
pub fn standing<'a>(dossier: &Dossier, course: &'a Course, way: &'a Way, known: &'a [Known]) -> Standing<'a> {
    Standing {
        application: dossier.id,
        scenario: &course.definition.scenario,
        way,
        program: &course.program,
        opened: dossier.state.opened.unwrap_or(dossier.state.at).timestamp(),
        known,
    }
}

/// When an attempt was made: so long before the machine stops waiting for it.
fn called_at(dossier: &Dossier, facts: Option<&StepFacts>, call: CallId) -> Option<Moment> {
    let until = dossier.state.timer(TimerKind::Answer(call))?.at;
    Some(until.plus(-facts?.timeout))
}

/// The key of a call: the same whenever this attempt is asked for.
pub(super) fn key(application: Uuid, task: TaskId, attempt: u16, undo: bool) -> String {
    let what = if undo { "undo-" } else { "" };
    format!("{application}-{what}{}-{}-{attempt}", task.step.0, task.visit)
}

/// What is owed to a system. Its key is the same whenever this attempt is asked for.
pub(super) fn call(
    dossier: &Dossier,
    course: &Course,
    (system, row): (&Id, &OwedRow),
    attempt: u16,
    undo: bool,
) -> Call {
    let task = row.task;
    let program = &course.program;
    let facts = program.step(task.step);
    let given = facts.map(|s| &s.uses[..]).unwrap_or_default().iter().filter_map(|fact| {
        let value = dossier.state.fact(*fact).and_then(|f| f.value.clone());
        Some((program.fact(*fact)?.name.clone(), value))
    });
    Call {
        key: key(dossier.id, task, attempt, undo),
        application: dossier.id,
        scenario: course.definition.scenario.clone(),
        plan: course.plan.clone(),
        program: program.clone(),
        opened: dossier.state.opened.unwrap_or(dossier.state.at).timestamp(),
        known: known(&dossier.state),
        step: task.step,
        attempt: CallId { task, attempt },
        service: row.service.clone(),
        system: Some(system.clone()).filter(|s| &**s != beside_systems::UNKNOWN),
        about: facts.map(|s| s.about.clone()).unwrap_or_else(|| Arc::from([])),
        given: given.collect(),
        undo,
        at: called_at(dossier, facts, CallId { task, attempt }).unwrap_or(row.since).timestamp(),
        timeout_ms: facts.map_or(0, |s| s.timeout),
        way: course.way(),
    }
}

/// Brings an answer when its time has come.
fn answer_later(shared: &Arc<Shared>, call: &Call, performed: Performed) {
    let said = performed.after_ms.map(|_| &performed.answer);
    called(call, said, performed.after_ms.unwrap_or(0));
    // A system that never answers is told by the machine's own time limit.
    let Some(after) = performed.after_ms else { return };
    let to = (call.application, call.attempt, &*call.program);
    let ask = answering(shared, to, performed.answer, &performed.changes, None);
    let (shard, message) = (shared.shard_of(call.application), Message::Ask(Box::new(ask)));
    if after <= 1 {
        shared.send(shard, message);
    } else {
        shared.wheel.send_at(shared.clock.now().saturating_add(after), shard, message);
    }
}

/// Brings an answer now.
pub fn answer(shared: &Arc<Shared>, call: &Call, answer: Answer) {
    called(call, Some(&answer), shared.clock.now().saturating_sub(call.at.as_millisecond()));
    let ask = answering(shared, (call.application, call.attempt, &call.program), answer, &[], None);
    shared.send(shared.shard_of(call.application), Message::Ask(Box::new(ask)));
}

fn called(call: &Call, answer: Option<&Answer>, ms: i64) {
    counted::called(call.system.as_deref().unwrap_or(beside_systems::UNKNOWN), answer, ms);
}

/// The same, where only what was told to the outside is known, and whoever answers is told that it was taken:
/// returns once what came of it is on the medium. One that is gone needs no answer.
///
/// # Errors
/// The index or the journal fails; nothing came of it then, and it may be sent again.
pub async fn answer_to(shared: &Arc<Shared>, work: &Work, answer: Answer) -> Result<(), Error> {
    let (application, attempt) = (work.application, work.attempt);
    counted::called(&work.system, Some(&answer), shared.clock.now().saturating_sub(work.at.as_millisecond()));
    let Some(program) = program_of(shared, application)? else { return Ok(()) };
    let (told, hears) = tokio::sync::oneshot::channel();
    let heard: Reply = Box::new(move |answer| {
        // Whoever asked may have gone.
        let _ = told.send(answer);
    });
    let ask = answering(shared, (application, attempt, &program), answer, &[], Some(heard));
    shared.send(shared.shard_of(application), Message::Ask(Box::new(ask)));
    // That the machine has no use for it any more is no fault of whoever answers.
    hears.await.unwrap_or(Err(Error::Closing)).map(|_| ())
}

fn program_of(shared: &Shared, application: Uuid) -> Result<Option<Arc<Program>>, Error> {
    Ok(shared.application(application)?.map(|(_, course)| course.program.clone()))
}

/// The command that an answer is. What the machine cannot take of it counts as a failure of the system; `heard` is
/// told what came of the one or the other.
fn answering(
    shared: &Arc<Shared>,
    (application, attempt, program): (Uuid, CallId, &Program),
    answer: Answer,
    changes: &[RegisterChange],
    heard: Option<Reply>,
) -> Ask {
    let command = command_of(program, attempt, answer);
    let mut ask = Ask::of_world(application, Actor::System, command);
    // Should it be moved to another version meanwhile, the answer is not that of the step in this place there.
    let at = attempt.task.step;
    ask.step = program.step(at).map(|step| (at, step.id.clone()));
    ask.beside = beside(changes);
    let own = shared.clone();
    ask.reply = Some(Box::new(move |told| {
        let failure = match &told {
            Ok(Err(Refusal::Rejected(why))) => unusable(attempt, why),
            _ => None,
        };
        if let Some(command) = failure {
            let mut fail = Ask::of_world(application, Actor::System, command);
            fail.reply = heard;
            own.send(own.shard_of(application), Message::Ask(Box::new(fail)));
        } else if let Some(heard) = heard {
            heard(told);
        }
    }));
    ask
}

/// The command that an answer is.
pub(super) fn command_of(program: &Program, attempt: CallId, answer: Answer) -> Command {
    let submission = |(name, value): (Id, Arc<str>)| {
        let fact = program.find_fact(&name)?;
        Some(Submission { fact, value })
    };
    match answer {
        Answer::Found(values) => {
            let values = values.into_iter().filter_map(submission).collect();
            Command::Answer { call: attempt, values: Some(values) }
        }
        Answer::Nothing => Command::Answer { call: attempt, values: None },
        Answer::Failed(why) => Command::Fail { call: attempt, why: why.into() },
    }
}

/// The failure that an answer counts as which the machine cannot use; none where it was no longer waited for.
pub(super) fn unusable(attempt: CallId, why: &Rejection) -> Option<Command> {
    let counts = matches!(why, Rejection::BadValue(_) | Rejection::NotAsked(_) | Rejection::NoSuchFact);
    let why = || Arc::from(format!("the answer cannot be used: {}", why.name()));
    counts.then(|| Command::Fail { call: attempt, why: why() })
}

/// What is kept together with an answer.
pub(super) fn beside(changes: &[RegisterChange]) -> Vec<Entry> {
    let changes = changes.iter().filter(|_| !has(Bug::RegisterUnkept));
    changes.filter_map(kept).map(Entry::Kept).collect()
}

/// The room of changes of registers.
pub const REGISTER: &str = "register";

/// How a change of registers or behaviours is kept.
pub fn kept(change: &RegisterChange) -> Option<Kept> {
    let (room, key, gone) = match change {
        // Each change has a row of its own, in their order.
        RegisterChange::Written { turn, .. } | RegisterChange::Struck { turn, .. } => {
            (REGISTER, format!("{:016x}", turn.0), false)
        }
        RegisterChange::Failed { target, key } => ("failed", format!("{target}/{key}"), false),
        RegisterChange::Behaves { target, behaviour, .. } => {
            ("behaviour", target.to_string(), behaviour.is_none())
        }
    };
    let value = rmp_serde::to_vec_named(change).ok()?;
    Some(Kept { room: room.into(), key, value: (!gone).then_some(value) })
}
