//! One turn: load, decide, apply, commit, act. The whole way of a command in this file; what follows once it is on
//! the medium is in [`commit`](super::commit).

use super::aftermath::{self, OwedRow, Row, Runnable};
use super::beside;
use super::commit::{self, Outcome};
use super::counted;
use super::course::Course;
use super::definitions::Definitions;
use super::dispatch::REGISTER;
use super::dossier::{Dossier, Handed, Start};
use super::error::Error;
use super::feed::Happening;
use super::mail;
use super::message::{Ask, AskedUnder, Message, Receipt, Refusal, Reply};
use super::record::{Entry, Happened, MailId, Turn};
use super::rows::{Key, Parts, family};
use super::shard::{Held, Shard};
use super::starts::{StartedRow, started, started_key, week_of};
use super::worklists;
use crate::index::Change;
use crate::planted::{Bug, has};
use crate::systems::simulated::CHANGES;
use onething_engine::application::decide::turn;
use onething_engine::application::state::KEYS_KEPT;
use onething_engine::application::{Actor, Command, Envelope, Event, EventKind, Moment, StepId};
use onething_engine::scenario::model::Id;
use std::sync::Arc;
use uuid::Uuid;

/// How long something that the journal did not take waits before it comes again, in milliseconds.
const PAUSE: i64 = 1_000;

impl Shard {
    /// Asks an application; every way out gives an answer.
    pub(super) fn ask(&mut self, mut ask: Ask, mail: Option<MailId>) {
        let at = self.shared.clock.now();
        let reply = ask.reply.take();
        if ask.counted {
            self.taken_up();
        }
        let lent = match self.begun_before(&ask, at) {
            Ok(Some(told)) => return self.answer(at, u64::MAX, told, reply, mail),
            Ok(None) if std::mem::take(&mut ask.is_new) => Ok(None),
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
        Ok(Some(Held::new(Dossier::new(ask.application, start), course)))
    }

    /// What a start under the same key was answered.
    fn begun_before(&self, ask: &Ask, at: i64) -> Result<Option<Result<Receipt, Refusal>>, Error> {
        let Some(under) = ask.key.filter(|_| ask.start.is_some()) else { return Ok(None) };
        if has(Bug::StartKeyForgotten) {
            return Ok(None);
        }
        let remembered = self.shared.remembered;
        let is_remembered = |was: &StartedRow| at.saturating_sub(was.at) < remembered;
        let told = |was: &StartedRow| match was.under.asks_the_same(under) {
            true => Ok(Receipt { application: was.application, sequence: was.sequence, record: 0 }),
            false => Err(Refusal::KeyReused),
        };
        if let Some(was) = self.starting.get(&under.key()) {
            return Ok(Some(was).filter(|was| is_remembered(was)).map(told));
        }
        for week in (week_of(at.saturating_sub(remembered))..=week_of(at)).rev() {
            let key = started_key(under, week);
            let Some(row) = self.shared.index.get(&key)? else { continue };
            let was: StartedRow = rmp_serde::from_slice(&row).map_err(|e| Error::damaged_row(&key, &e))?;
            if is_remembered(&was) {
                return Ok(Some(told(&was)));
            }
        }
        Ok(None)
    }

    fn turn(&mut self, ask: Ask, mut held: Held, at: i64, mail: Option<MailId>, reply: Option<Reply>) {
        let rests_on = held.dossier.last_record;
        if let Some(told) = known_already(&ask, &held) {
            self.give_back(held);
            return self.answer(at, rests_on, told, reply, mail);
        }
        let moment = Moment(at.max(held.dossier.state.at.0));
        let decided = decide(&ask, &mut held, moment);
        self.decided.count(counted::name(&ask.commands), if decided.is_ok() { "taken" } else { "rejected" });
        match decided {
            Err(refusal) => {
                if rests_on > 0 {
                    self.give_back(held);
                }
                self.answer(at, rests_on, Err(refusal), reply, mail);
            }
            Ok(mut events) => {
                // What the journal does not take is asked again without it, for it is answered anew then.
                let answered = self.goes_on(&mut held, moment, &mut events);
                match self.written((&ask, &answered), &mut held, events, mail) {
                    Ok(outcome) => self.commit(&ask, held, (at, mail), outcome, reply),
                    Err(error) => self.failed(&error, &ask, mail, reply),
                }
            }
        }
    }

    /// The records and rows of what was decided.
    fn written(
        &self,
        (ask, answered): (&Ask, &[Entry]),
        held: &mut Held,
        events: Vec<Event>,
        mail: Option<MailId>,
    ) -> Result<Outcome, Error> {
        let mut outcome = Outcome::default();
        let dossier = &mut held.dossier;
        let fresh = dossier.last_record == 0;
        let mails = aftermath::mail(dossier, &held.course, &events, &Library(&self.shared.definitions));
        outcome.mail = (0_u16..).zip(mails).map(|(position, mail)| (0, position, mail)).collect();
        let names = events.iter().map(|event| event.kind.name()).collect();
        outcome.timer = next_timer(dossier, &events);
        outcome.deliveries = self.owed_to_receivers(dossier, &held.course, &events);
        let issued = self.issued(dossier, &held.course, &events);
        let turn = Turn {
            application: dossier.id,
            previous: dossier.last_record,
            start: fresh.then(|| dossier.start.clone()),
            by: ask.principal.clone(),
            mail: mail.filter(|_| !has(Bug::MailKept)),
            under: ask.key.filter(|_| fresh),
            happened: Happened::of(events),
        };
        outcome.records.push(Entry::Turn(turn).write().map_err(Error::Unwritable)?);
        for entry in ask.beside.iter().chain(answered) {
            outcome.records.push(entry.write().map_err(Error::Unwritable)?);
            outcome.changes.extend(rows(entry));
        }
        beside::keep(&mut outcome, &issued)?;
        outcome.changes.extend(mail.filter(|_| !has(Bug::MailKept)).map(|id| (mail::key(id), None)));
        outcome.happening = Some(happening(dossier, &held.course, names));
        changed(&mut outcome, held)?;
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
        // What is kept together with it stands behind its own records.
        let own = outcome.dossier.as_ref().map_or(0, |(_, _, at)| at + 1);
        let beside = (outcome.records.len() - own) as u64;
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
                self.give_back(held);
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
            version: ask.version,
            step: ask.step.clone(),
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

/// The rows of an application that has changed, and what is owed for it.
pub(super) fn changed(outcome: &mut Outcome, held: &mut Held) -> Result<(), Error> {
    let dossier = &held.dossier;
    let after = aftermath::open_rows(dossier, &held.course).map_err(Error::Unwritable)?;
    note_owed(outcome, dossier.id, &held.rows, &after);
    counted::passed(&held.rows, &after);
    outcome.counted = worklists::changed(&held.rows, &after);
    beside::note_dropped(outcome, dossier.id, &held.rows, &after);
    let listed = aftermath::listed_key(dossier);
    let before = std::mem::replace(&mut held.listed, listed.clone());
    let is_gone = !before.is_empty() && before != listed && !has(Bug::RowsLeft);
    outcome.changes.extend(is_gone.then_some((before, None)));
    outcome.dossier = Some((dossier.clone(), held.course.clone(), 0));
    outcome.changes.extend(differences(std::mem::replace(&mut held.rows, after.clone()), &after));
    Ok(())
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
    let start = &held.dossier.start;
    let program = &held.course.program;
    let there = |(at, name): &(StepId, Id)| program.step(*at).is_some_and(|step| step.id == *name);
    let meant = ask.expect.is_none_or(|expected| expected == state.sequence || has(Bug::StaleTaken))
        && (ask.start.is_some() || ask.version.is_none_or(|version| version == start.version))
        && ask.step.as_ref().is_none_or(there);
    (!meant).then_some(Err(Refusal::Stale(state.sequence)))
}

/// Decides all commands, or none: the events of them all.
fn decide(ask: &Ask, held: &mut Held, at: Moment) -> Result<Vec<Event>, Refusal> {
    let several = ask.commands.len() > 1;
    let before = several.then(|| held.dossier.state.clone());
    let mut events = Vec::new();
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
        if let Err(rejection) = turn(&held.course.program, &mut held.dossier.state, &envelope, &mut events) {
            if let Some(before) = before.filter(|_| !has(Bug::HalfTaken)) {
                held.dossier.state = before;
            }
            return Err(Refusal::Rejected(Box::new(rejection)));
        }
    }
    Ok(events)
}

fn happening(dossier: &Dossier, course: &Course, events: Vec<&'static str>) -> Happening {
    Happening {
        record: 0,
        application: dossier.id,
        scenario: dossier.start.scenario.clone(),
        subject: dossier.start.subject.clone(),
        departments: course.departments.clone(),
        at: dossier.state.at,
        sequence: dossier.state.sequence,
        events,
    }
}

/// When the first timer is due, where any was set that still runs.
fn next_timer(dossier: &Dossier, events: &[Event]) -> Option<i64> {
    let sets = |event: &Event| matches!(event.kind, EventKind::TimerSet { .. });
    let first = dossier.state.timers.iter().map(|timer| timer.at.0).min();
    first.filter(|_| events.iter().any(sets))
}

/// The row that an entry of a room is; of a change of registers also that it takes the place of one that is so old
/// that it is forgotten.
pub(super) fn rows(entry: &Entry) -> impl Iterator<Item = Change> {
    let kept = match entry {
        Entry::Kept(kept) => Some(kept),
        _ => None,
    };
    let key = |room: &str, key: &str| Key::of(family::KEPT).name(room).name(key).done();
    let own = kept.map(|kept| (key(&kept.room, &kept.key), kept.value.clone()));
    let number =
        kept.filter(|kept| &*kept.room == REGISTER).and_then(|k| u64::from_str_radix(&k.key, 16).ok());
    let forgotten = number.and_then(|number| number.checked_sub(CHANGES)).filter(|number| *number > 0);
    own.into_iter().chain(forgotten.map(|number| (key(REGISTER, &format!("{number:016x}")), None)))
}

/// What is owed now and was not before.
pub(super) fn note_owed(outcome: &mut Outcome, application: Uuid, before: &[Row], after: &[Row]) {
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
            // What is asked on its forms is known, or its applicant is asked.
            handed: Some(Box::new(Handed { submit: true, ..Handed::default() })),
        })
    }
}
