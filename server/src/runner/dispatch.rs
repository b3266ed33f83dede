//! Asks the outside for what it owes: simulated systems at once, real ones through their performers. Whatever is
//! asked again, after a restart or because nobody knows whether it was heard, is asked under the same key.

use super::aftermath::{OwedKind, OwedRow, beside_systems};
use super::course::Course;
use super::dossier::Dossier;
use super::error::Error;
use super::message::{Ask, Message, Refusal, Reply};
use super::record::{Entry, Kept};
use super::rows;
use super::shared::{Owing, Shared};
use crate::clock;
use crate::planted::{Bug, has};
use crate::systems::registers::RegisterChange;
use crate::systems::simulated::Simulated;
use crate::systems::{Answer, Call, Performed, Standing, known};
use onething_engine::application::program::Program;
use onething_engine::application::{Actor, CallId, Command, Rejection, Submission};
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
}

/// Asks the outside.
pub struct Dispatcher {
    shared: Arc<Shared>,
    inbox: Receiver<Owing>,
    simulated: Arc<Simulated>,
    outside: Arc<dyn Outside>,
}

impl Dispatcher {
    /// One that has asked for nothing yet.
    pub fn new(
        shared: Arc<Shared>,
        inbox: Receiver<Owing>,
        simulated: Arc<Simulated>,
        outside: Arc<dyn Outside>,
    ) -> Self {
        Self { shared, inbox, simulated, outside }
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
        let key = rows::application(owing.application);
        let Some(row) = self.shared.index.get(&key)? else { return Ok(()) };
        let dossier = Dossier::read(&row).map_err(|e| Error::damaged_row(&key, &e))?;
        let course = self.shared.definitions.course(&dossier.start)?;
        let course = course.map_err(|why| Error::damaged_row(&key, &why))?;
        let scenario = &course.definition.scenario;
        let Ok(way) = dossier.start.way(scenario) else { return Ok(()) };
        match owing.row.kind {
            OwedKind::Rule => self.rule(&dossier, &course, &way, &owing.row),
            OwedKind::Delivery => self.delivery(&dossier, &owing.row),
            OwedKind::Call(attempt, undo) => {
                let call = call(&dossier, &course, way, owing, attempt, undo);
                if !self.outside.by_hand(&owing.system)
                    && !self.outside.take(&self.shared, &owing.system, &call)
                {
                    let performed = self.simulated.perform(&call);
                    answer_later(&self.shared, &call, performed);
                }
            }
        }
        Ok(())
    }

    fn rule(&self, dossier: &Dossier, course: &Course, way: &Way, row: &OwedRow) {
        if self.outside.by_hand(beside_systems::RULES) {
            return;
        }
        let known = known(&dossier.state);
        let standing = standing(dossier, course, way, &known);
        let decided = self.simulated.decides(&standing, row.task);
        let command = Command::Rule { task: row.task, decided };
        let ask = Ask::of_world(dossier.id, Actor::System, command);
        self.shared.send(self.shared.shard_of(dossier.id), Message::Ask(Box::new(ask)));
    }

    /// In a sandbox a parcel arrives by itself; in truth somebody says so.
    fn delivery(&self, dossier: &Dossier, row: &OwedRow) {
        if self.shared.clock.kind() == clock::Kind::Real || self.outside.by_hand(beside_systems::DELIVERY) {
            return;
        }
        let ask = Ask::of_world(dossier.id, Actor::System, Command::Delivered { task: row.task });
        let at = row.since.0.saturating_add(DELIVERY);
        self.shared.wheel.send_at(at, self.shared.shard_of(dossier.id), Message::Ask(Box::new(ask)));
    }
}

/// An application as systems see it.
pub fn standing<'a>(
    dossier: &Dossier,
    course: &'a Course,
    way: &'a Way,
    known: &'a [(onething_engine::application::FactId, Arc<str>)],
) -> Standing<'a> {
    Standing {
        application: dossier.id,
        scenario: &course.definition.scenario,
        way,
        program: &course.program,
        opened: dossier.state.opened.unwrap_or(dossier.state.at).timestamp(),
        known,
    }
}

/// What is owed to a system. Its key is the same whenever this attempt is asked for.
fn call(dossier: &Dossier, course: &Course, way: Way, owing: &Owing, attempt: u16, undo: bool) -> Call {
    let task = owing.row.task;
    let program = &course.program;
    let facts = program.step(task.step);
    let given = facts.map(|s| &s.uses[..]).unwrap_or_default().iter().filter_map(|fact| {
        let value = dossier.state.fact(*fact).and_then(|f| f.value.clone());
        Some((program.fact(*fact)?.name.clone(), value))
    });
    let what = if undo { "undo-" } else { "" };
    Call {
        key: format!("{}-{what}{}-{}-{attempt}", dossier.id, task.step.0, task.visit),
        application: dossier.id,
        scenario: course.definition.scenario.clone(),
        plan: course.plan.clone(),
        program: program.clone(),
        opened: dossier.state.opened.unwrap_or(dossier.state.at).timestamp(),
        known: known(&dossier.state),
        step: task.step,
        attempt: CallId { task, attempt },
        service: owing.row.service.clone(),
        system: Some(owing.system.clone()).filter(|s| &**s != beside_systems::UNKNOWN),
        about: facts.map(|s| s.about.clone()).unwrap_or_else(|| Arc::from([])),
        given: given.collect(),
        undo,
        at: owing.row.since.timestamp(),
        timeout_ms: facts.map_or(0, |s| s.timeout),
        way,
    }
}

/// Brings an answer when its time has come.
fn answer_later(shared: &Arc<Shared>, call: &Call, performed: Performed) {
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
    let ask = answering(shared, (call.application, call.attempt, &call.program), answer, &[], None);
    shared.send(shared.shard_of(call.application), Message::Ask(Box::new(ask)));
}

/// The same, where only its application and attempt are known, and whoever answers is told that it was taken:
/// returns once what came of it is on the medium. One that is gone needs no answer.
///
/// # Errors
/// The index or the journal fails; nothing came of it then, and it may be sent again.
pub async fn answer_to(
    shared: &Arc<Shared>,
    application: Uuid,
    attempt: CallId,
    answer: Answer,
) -> Result<(), Error> {
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
    let key = rows::application(application);
    let Some(row) = shared.index.get(&key)? else { return Ok(None) };
    let dossier = Dossier::read(&row).map_err(|e| Error::damaged_row(&key, &e))?;
    let course = shared.definitions.course(&dossier.start)?;
    course.map(|course| Some(course.program.clone())).map_err(|why| Error::damaged_row(&key, &why))
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
    let submission = |(name, value): (Id, Arc<str>)| {
        let fact = program.find_fact(&name)?;
        Some(Submission { fact, value })
    };
    let command = match answer {
        Answer::Found(values) => {
            let values = values.into_iter().filter_map(submission).collect();
            Command::Answer { call: attempt, values: Some(values) }
        }
        Answer::Nothing => Command::Answer { call: attempt, values: None },
        Answer::Failed(why) => Command::Fail { call: attempt, why: why.into() },
    };
    let mut ask = Ask::of_world(application, Actor::System, command);
    let changes = changes.iter().filter(|_| !has(Bug::RegisterUnkept));
    ask.beside = changes.filter_map(kept).map(Entry::Kept).collect();
    let own = shared.clone();
    ask.reply = Some(Box::new(move |told| match told {
        Ok(Err(Refusal::Rejected(why))) if is_unusable(&why) => {
            let why = Arc::from(format!("the answer cannot be used: {}", why.name()));
            let mut fail = Ask::of_world(application, Actor::System, Command::Fail { call: attempt, why });
            fail.reply = heard;
            own.send(own.shard_of(application), Message::Ask(Box::new(fail)));
        }
        told => {
            if let Some(heard) = heard {
                heard(told);
            }
        }
    }));
    ask
}

fn is_unusable(why: &Rejection) -> bool {
    matches!(why, Rejection::BadValue(_) | Rejection::NotAsked(_) | Rejection::NoSuchFact)
}

/// How a change of registers or behaviours is kept: what is said last of a record's value counts.
pub fn kept(change: &RegisterChange) -> Option<Kept> {
    let (room, key, gone) = match change {
        RegisterChange::Written { register, identity, values, .. } => {
            // One row for each set of values that a record got, so that none takes away what another told.
            let names: Vec<&str> = values.iter().map(|(name, _)| &**name).collect();
            ("register", format!("{register}/{identity}/{}", names.join("+")), false)
        }
        RegisterChange::Struck { register, identity, elements } => {
            let names: Vec<&str> = elements.iter().map(|name| &**name).collect();
            ("register", format!("{register}/{identity}/!{}", names.join("+")), false)
        }
        RegisterChange::Failed { target, key } => ("failed", format!("{target}/{key}"), false),
        RegisterChange::Behaves { target, behaviour, .. } => {
            ("behaviour", target.to_string(), behaviour.is_none())
        }
    };
    let value = rmp_serde::to_vec_named(change).ok()?;
    Some(Kept { room: room.into(), key, value: (!gone).then_some(value) })
}
