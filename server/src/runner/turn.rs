//! One turn: load, decide, apply, commit, act. The whole way of a command in this file; what follows once it is on
//! the medium is in [`commit`](super::commit).

use super::aftermath::{self, OwedRow, Row, Runnable};
use super::commit::{self, Outcome};
use super::definitions::Definitions;
use super::dossier::{Dossier, Start};
use super::error::Error;
use super::feed::Happening;
use super::mail;
use super::message::{Ask, AskedUnder, Message, Receipt, Refusal, Reply};
use super::record::{Entry, Happened, MailId, Turn};
use super::rows::{self, Key, Parts, family};
use super::shard::{Held, Shard};
use crate::index::Change;
use crate::planted::{Bug, has};
use onething_engine::application::decide::turn;
use onething_engine::application::state::KEYS_KEPT;
use onething_engine::application::{Actor, Command, Envelope, Event, EventKind, Moment};
use onething_engine::scenario::model::Id;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// How long something that the journal did not take waits before it comes again, in milliseconds.
const PAUSE: i64 = 1_000;

/// The record directly before, whose number is not known while both are written.
pub const DIRECTLY_BEFORE: u64 = u64::MAX;

/// The application that a start under an idempotency key began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartedRow {
    /// Which.
    pub application: Uuid,
    /// The number of its last event by then.
    pub sequence: u64,
    /// Under which key, and what was asked.
    pub under: AskedUnder,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

impl Shard {
    /// Asks an application; every way out gives an answer.
    pub(super) fn ask(&mut self, mut ask: Ask, mail: Option<MailId>) {
        let at = self.shared.clock.now();
        let reply = ask.reply.take();
        if ask.counted {
            self.taken_up();
        }
        let lent = match self.begun_before(&ask) {
            Ok(Some(told)) => return self.answer(at, u64::MAX, told, reply, mail),
            Ok(None) => self.lend(ask.application),
            Err(error) => Err(error),
        };
        let held = match lent {
            Ok(Some(held)) => Ok(Some(held)),
            Ok(None) => self.begin(&mut ask),
            Err(error) => Err(error),
        };
        match held {
            Ok(Some(held)) => self.turn(ask, held, at, mail, reply),
            Ok(None) => self.answer(at, 0, Err(Refusal::NoApplication), reply, mail),
            Err(error) => self.failed(&error, &ask, mail, reply),
        }
    }

    /// An application that is about to begin; none where nothing says with what.
    fn begin(&self, ask: &mut Ask) -> Result<Option<Held>, Error> {
        let Some(mut start) = ask.start.take() else { return Ok(None) };
        let course = self.shared.definitions.course(&start)?;
        let course = course.map_err(|why| Error::Unwritable(why.to_string()))?;
        // The plan that was taken is the one that is kept: it is what was offered then.
        start.plan = course.plan.clone();
        Ok(Some(Held::new(Dossier::new(ask.application, start), course, Vec::new())))
    }

    /// What a start under the same key was answered.
    fn begun_before(&self, ask: &Ask) -> Result<Option<Result<Receipt, Refusal>>, Error> {
        let Some(under) = ask.key.filter(|_| ask.start.is_some()) else { return Ok(None) };
        if has(Bug::StartKeyForgotten) {
            return Ok(None);
        }
        let told = |was: &StartedRow| match was.under.asks_the_same(under) {
            true => Ok(Receipt { application: was.application, sequence: was.sequence, record: 0 }),
            false => Err(Refusal::KeyReused),
        };
        if let Some(was) = self.starting.get(&under.key()) {
            return Ok(Some(told(was)));
        }
        let key = started_key(under);
        let Some(row) = self.shared.index.get(&key)? else { return Ok(None) };
        let was = rmp_serde::from_slice(&row).map_err(|e| Error::damaged_row(&key, &e))?;
        Ok(Some(told(&was)))
    }

    fn turn(&mut self, ask: Ask, mut held: Held, at: i64, mail: Option<MailId>, reply: Option<Reply>) {
        let rests_on = held.dossier.last_record;
        if let Some(told) = known_already(&ask, &held) {
            self.give_back(held, 0);
            return self.answer(at, rests_on, told, reply, mail);
        }
        let moment = Moment(at.max(held.dossier.state.at.0));
        match decide(&ask, &mut held, moment) {
            Err(refusal) => {
                if rests_on > 0 {
                    self.give_back(held, 0);
                }
                self.answer(at, rests_on, Err(refusal), reply, mail);
            }
            Ok(turns) => match self.written(&ask, &mut held, turns, mail) {
                Ok(outcome) => self.commit(&ask, held, (at, mail), outcome, reply),
                Err(error) => self.failed(&error, &ask, mail, reply),
            },
        }
    }

    /// The records and rows of what was decided.
    fn written(
        &self,
        ask: &Ask,
        held: &mut Held,
        turns: Vec<Vec<Event>>,
        mail: Option<MailId>,
    ) -> Result<Outcome, Error> {
        let mut outcome = Outcome::default();
        let dossier = &mut held.dossier;
        let library = Library(&self.shared.definitions);
        let mut names = Vec::new();
        let fresh = dossier.last_record == 0;
        let last = turns.len().saturating_sub(1);
        for (number, events) in turns.into_iter().enumerate() {
            let mails = aftermath::mail(dossier, &held.course, &events, &library);
            let numbered = (0_u16..).zip(mails).map(|(position, mail)| (number, position, mail));
            outcome.mail.extend(numbered);
            names.extend(events.iter().map(|event| event.kind.name()));
            note_timers(&mut outcome, &events);
            let turn = Turn {
                application: dossier.id,
                previous: if number == 0 { dossier.last_record } else { DIRECTLY_BEFORE },
                start: (fresh && number == 0).then(|| dossier.start.clone()),
                by: ask.principal.clone(),
                mail: mail.filter(|_| number == last && !has(Bug::MailKept)),
                under: ask.key.filter(|_| fresh && number == last),
                happened: Happened::of(events),
            };
            outcome.records.push(Entry::Turn(turn).write().map_err(Error::Unwritable)?);
        }
        for entry in &ask.beside {
            outcome.records.push(entry.write().map_err(Error::Unwritable)?);
            outcome.changes.extend(beside(entry));
        }
        outcome.dossier =
            Some((rows::application(dossier.id), dossier.write().map_err(Error::Unwritable)?, last));
        let after = aftermath::rows(dossier, &held.course).map_err(Error::Unwritable)?;
        note_owed(&mut outcome, dossier.id, &held.rows, &after);
        outcome.changes.extend(differences(std::mem::take(&mut held.rows), &after));
        held.rows = after;
        outcome.changes.extend(mail.filter(|_| !has(Bug::MailKept)).map(|id| (mail::key(id), None)));
        outcome.happening = Some(happening(dossier, &held.course, names));
        Ok(outcome)
    }

    fn commit(
        &mut self,
        ask: &Ask,
        mut held: Held,
        (at, mail): (i64, Option<MailId>),
        mut outcome: Outcome,
        reply: Option<Reply>,
    ) {
        let beside = ask.beside.len() as u64;
        let row = outcome.dossier.as_ref().map_or(0, |(_, row, _)| row.len());
        let sequence = held.dossier.state.sequence;
        let receipt = Receipt { application: held.dossier.id, sequence, record: 0 };
        if let Some(under) = ask.key.filter(|_| held.dossier.last_record == 0) {
            outcome.changes.extend(self.note_start(under, receipt, at));
        }
        let before = held.dossier.last_record;
        let reply = reply.map(|reply| (reply, receipt));
        match commit::commit(&self.shared, at, outcome, reply) {
            Ok(last) => {
                held.dossier.last_record = last - beside;
                self.give_back(held, row);
            }
            Err((error, reply)) => {
                // What was decided is nowhere: the state from before is read again when it is asked for.
                self.starting.clear();
                self.settle(before);
                self.failed(&error, ask, mail, reply);
            }
        }
    }

    fn note_start(&mut self, under: AskedUnder, receipt: Receipt, at: i64) -> Option<Change> {
        if self.starting.len() > 4_096 {
            // All are in the index after this.
            self.settle(u64::MAX);
            self.starting.clear();
        }
        let Receipt { application, sequence, .. } = receipt;
        let row = StartedRow { application, sequence, under, at };
        self.starting.insert(under.key(), row);
        started(&row)
    }

    fn answer(
        &self,
        at: i64,
        rests_on: u64,
        told: Result<Receipt, Refusal>,
        reply: Option<Reply>,
        mail: Option<MailId>,
    ) {
        if let Some(id) = mail {
            commit::drop_mail(&self.shared, at, id);
        }
        if let Some(reply) = reply {
            commit::answer_after(&self.shared, at, rests_on, told, reply);
        }
    }

    /// Somebody who waits for an answer is told. What the world or time says comes again: the disk may have room
    /// by then.
    fn failed(&self, error: &Error, ask: &Ask, mail: Option<MailId>, reply: Option<Reply>) {
        self.shared.fail(error);
        if let Some(reply) = reply {
            return reply(Err(error.clone()));
        }
        let again = Ask {
            commands: ask.commands.clone(),
            beside: ask.beside.clone(),
            start: ask.start.clone(),
            ..Ask::of_world(ask.application, ask.by, Command::Withdraw { item: None })
        };
        self.again(error, mail, || Message::Ask(Box::new(again)));
    }

    /// Something that nobody waits for an answer to comes again; mail as it lies in the index.
    pub(super) fn again(&self, error: &Error, mail: Option<MailId>, message: impl FnOnce() -> Message) {
        if error.is_fatal() {
            return;
        }
        let stored = |id: MailId| {
            let row = self.shared.index.get(&mail::key(id)).ok()??;
            Some(Message::Mail(id, Box::new(rmp_serde::from_slice(&row).ok()?)))
        };
        let message = match mail {
            Some(id) => stored(id),
            None => Some(message()),
        };
        if let Some(message) = message {
            self.shared.wheel.send_at(self.shared.clock.now() + PAUSE, self.number, message);
        }
    }
}

/// What is known without asking the machine: that it has changed since, or that the same was asked before.
fn known_already(ask: &Ask, held: &Held) -> Option<Result<Receipt, Refusal>> {
    let state = &held.dossier.state;
    let application = held.dossier.id;
    if let Some(under) = ask.key.filter(|_| !has(Bug::KeyForgotten)) {
        for (key, sequence) in state.keys.iter().rev().take(KEYS_KEPT) {
            match under.matches(*key) {
                Some(same) if same || has(Bug::OtherPayloadTaken) => {
                    return Some(Ok(Receipt { application, sequence: *sequence, record: 0 }));
                }
                Some(_) => return Some(Err(Refusal::KeyReused)),
                None => {}
            }
        }
    }
    match ask.expect {
        Some(expected) if expected != state.sequence && !has(Bug::StaleTaken) => {
            Some(Err(Refusal::Stale(state.sequence)))
        }
        _ => None,
    }
}

/// Decides all commands, or none: the events of each.
fn decide(ask: &Ask, held: &mut Held, at: Moment) -> Result<Vec<Vec<Event>>, Refusal> {
    let several = ask.commands.len() > 1;
    let before = several.then(|| held.dossier.state.clone());
    let mut turns = Vec::with_capacity(ask.commands.len());
    for (number, command) in ask.commands.iter().enumerate() {
        let is_last = number + 1 == ask.commands.len();
        // What the applicant did is told by the applicant, whatever came before by somebody else.
        let by = if matches!(command, Command::Open { .. }) && ask.by != Actor::Applicant {
            Actor::System
        } else {
            ask.by
        };
        let key = ask.key.filter(|_| is_last).map(AskedUnder::remembered);
        let envelope = Envelope { at, by, key, command: command.clone() };
        let mut events = Vec::new();
        if let Err(rejection) = turn(&held.course.program, &mut held.dossier.state, &envelope, &mut events) {
            if let Some(before) = before.filter(|_| !has(Bug::HalfTaken)) {
                held.dossier.state = before;
            }
            return Err(Refusal::Rejected(Box::new(rejection)));
        }
        turns.push(events);
    }
    Ok(turns)
}

fn happening(dossier: &Dossier, course: &super::course::Course, events: Vec<&'static str>) -> Happening {
    let mut departments: Vec<Id> =
        course.program.items.iter().map(|item| course.department(item.department)).collect();
    departments.sort();
    departments.dedup();
    Happening {
        record: 0,
        application: dossier.id,
        scenario: dossier.start.scenario.clone(),
        subject: dossier.start.subject.clone(),
        departments,
        at: dossier.state.at,
        sequence: dossier.state.sequence,
        events,
    }
}

fn note_timers(outcome: &mut Outcome, events: &[Event]) {
    let set = events.iter().filter_map(|event| match event.kind {
        EventKind::TimerSet { at, .. } => Some(at.0),
        _ => None,
    });
    outcome.timer = set.chain(outcome.timer).min();
}

/// The row that an entry of a room is.
pub(super) fn beside(entry: &Entry) -> Option<Change> {
    let Entry::Kept(kept) = entry else { return None };
    let key = Key::of(family::KEPT).name(&kept.room).name(&kept.key).done();
    Some((key, kept.value.clone()))
}

/// What is owed now and was not before.
fn note_owed(outcome: &mut Outcome, application: Uuid, before: &[Row], after: &[Row]) {
    let owed = |row: &&Row| row.0.first() == Some(&family::OWED);
    for row in after.iter().filter(owed) {
        if !before.contains(row)
            && let Some((system, owed)) = read_owed(row)
        {
            outcome.owed.push((system, application, owed));
        }
    }
}

/// What a row says is owed, and by which system.
pub(super) fn read_owed((key, value): &Row) -> Option<(Id, OwedRow)> {
    let system = Parts(key.get(1..)?).name()?;
    Some((system.into(), rmp_serde::from_slice(value).ok()?))
}

/// The changes from some sorted rows to others.
pub(super) fn differences(before: Vec<Row>, after: &[Row]) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut left = before.into_iter().peekable();
    for row in after {
        while let Some((key, _)) = left.next_if(|(key, _)| *key < row.0) {
            changes.push((key, None));
        }
        match left.next_if(|(key, _)| *key == row.0) {
            Some((_, value)) if value == row.1 => {}
            _ => changes.push((row.0.clone(), Some(row.1.clone()))),
        }
    }
    changes.extend(left.map(|(key, _)| (key, None)));
    changes.retain(|(_, value)| value.is_some() || !has(Bug::RowsLeft));
    changes
}

/// The key of a start under an idempotency key.
pub(super) fn started_key(under: AskedUnder) -> Vec<u8> {
    Key::of(family::STARTED).number(under.key()).done()
}

/// The row of a start under an idempotency key.
pub(super) fn started(row: &StartedRow) -> Option<Change> {
    rmp_serde::to_vec(row).ok().map(|bytes| (started_key(row.under), Some(bytes)))
}

/// The library as a step that runs another scenario sees it.
pub(super) struct Library<'a>(pub(super) &'a Definitions);

impl Runnable for Library<'_> {
    fn start_of(&self, scenario: &str, plan: Option<&str>) -> Option<Start> {
        let latest = self.0.latest(scenario).ok()??;
        let definition = self.0.definition(latest.version).ok()?;
        let plans = &definition.scenario.plans;
        let usual = || plans.keys().find(|id| &***id != "separate").or(plans.keys().next()).cloned();
        let applicant = definition.scenario.applicants().next()?;
        Some(Start {
            scenario: scenario.into(),
            version: latest.version,
            plan: plan.map(Id::from).or_else(usual)?,
            applicant: definition.scenario.party(applicant)?.id.clone(),
            answers: Vec::new(),
            subject: Arc::from(""),
            run_by: None,
            handed: None,
        })
    }
}
