//! Brings an index to where the journal is: the same rows and the same mail that the live turns made, from the
//! records alone.

use super::aftermath::{self, Row};
use super::course::Course;
use super::definitions::{self, Definitions};
use super::dossier::Dossier;
use super::error::Error;
use super::line::{self, LineRow};
use super::mail::{self, Mail};
use super::moving::Carried;
use super::record::{Entry, LineTurn, MailId, Moved, Turn};
use super::rows::{self, Key, family};
use super::starts::{self, StartedRow, Sweeper};
use super::turn::{self, Library};
use crate::index::{Change, Follower};
use crate::journal::Record;
use crate::planted::{Bug, has};
use onething_engine::application::{Event, apply};
use onething_engine::hold::{self, HoldKey, Line};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Most applications and lines that are kept while records are read.
const KEPT: usize = 50_000;

struct Folded {
    dossier: Dossier,
    course: Arc<Course>,
    rows: Vec<Row>,
}

/// Reads records into an index.
pub struct Recovery {
    index: Arc<Follower>,
    definitions: Definitions,
    applications: BTreeMap<Uuid, Folded>,
    lines: BTreeMap<HoldKey, LineRow>,
    /// How long starts under an idempotency key are remembered.
    remembered: i64,
    sweeper: Sweeper,
    /// How many records were read.
    pub records: u64,
}

impl Recovery {
    /// Begins where an index is; `remembered` is how long starts under an idempotency key are.
    pub fn new(index: Arc<Follower>, remembered: i64) -> Self {
        Self {
            definitions: Definitions::new(index.clone()),
            index,
            applications: BTreeMap::new(),
            lines: BTreeMap::new(),
            remembered,
            sweeper: Sweeper::default(),
            records: 0,
        }
    }

    /// Takes the next record.
    ///
    /// # Errors
    /// It is not understood, or the index fails.
    pub fn see(&mut self, record: &Record) -> Result<(), Error> {
        self.records += 1;
        if record.sequence <= self.index.last() + u64::from(has(Bug::RecordSkipped)) {
            return Ok(());
        }
        let mut changes = match Entry::read(record)? {
            Entry::Turn(turn) => self.turn(record.sequence, turn, record.at)?,
            Entry::Line(turn) => self.line(record.sequence, turn)?,
            Entry::Published(published) => {
                definitions::rows(&published, record.sequence, record.at).map_err(Error::Unwritable)?
            }
            Entry::Numbered(numbered) => vec![person(&numbered.principal, numbered.number)],
            Entry::Clock(set) => vec![clock(set.ahead)],
            Entry::Moved(moved) => self.moved(record.sequence, moved)?,
            Entry::Dropped(dropped) => vec![(mail::key(dropped.mail), None)],
            entry @ Entry::Kept(_) => turn::rows(&entry).collect(),
        };
        let remembered_from = record.at.saturating_sub(self.remembered);
        let records = (record.sequence, record.sequence);
        self.sweeper.sweep(&self.index, records, remembered_from, &mut changes)?;
        self.index.wait_for_room().map_err(Error::Index)?;
        self.index.put(changes, record.sequence);
        Ok(())
    }

    fn turn(&mut self, sequence: u64, turn: Turn, at: i64) -> Result<Vec<Change>, Error> {
        let Turn { application, start, mail: answers, under, happened, .. } = turn;
        let mut folded = match (self.applications.remove(&application), start) {
            (Some(folded), _) => folded,
            (None, Some(start)) => self.derive(Dossier::new(application, start), false)?,
            (None, None) => self.load(application)?,
        };
        let events: Vec<Event> = happened.into_iter().flat_map(super::record::Happened::events).collect();
        for event in &events {
            apply(&mut folded.dossier.state, event);
        }
        let dossier = &mut folded.dossier;
        dossier.last_record = sequence;
        let mails = aftermath::mail(dossier, &folded.course, &events, &Library(&self.definitions));
        let mut changes = self.replaced(&mut folded)?;
        changes.extend(posted(sequence, mails)?);
        changes.extend(answers.map(|id| (mail::key(id), None)));
        let told = folded.dossier.state.sequence;
        let started = under.map(|under| StartedRow { application, sequence: told, under, at });
        changes.extend(started.as_ref().and_then(starts::started));
        self.keep(application, folded);
        Ok(changes)
    }

    fn moved(&mut self, sequence: u64, moved: Moved) -> Result<Vec<Change>, Error> {
        let application = moved.application;
        let mut folded = match self.applications.remove(&application) {
            Some(folded) => folded,
            None => self.load(application)?,
        };
        let Moved { state, things, runs, handed, version, .. } = moved;
        let carried = Carried { state: *state, things, runs, handed };
        folded.dossier = carried.into_dossier(folded.dossier, version);
        folded.dossier.last_record = sequence;
        let rows = std::mem::take(&mut folded.rows);
        folded = Folded { rows, ..self.derive(folded.dossier, false)? };
        let changes = self.replaced(&mut folded)?;
        self.keep(application, folded);
        Ok(changes)
    }

    /// The changes of an application's rows.
    fn replaced(&self, folded: &mut Folded) -> Result<Vec<Change>, Error> {
        let dossier = &folded.dossier;
        let mut row = dossier.write().map_err(Error::Unwritable)?;
        Dossier::note(&mut row, dossier.last_record);
        let mut after = aftermath::rows(dossier, &folded.course).map_err(Error::Unwritable)?;
        after.retain(|(key, _)| key.first() != Some(&family::TIMER) || !has(Bug::TimersNotRebuilt));
        let mut changes = turn::differences(std::mem::take(&mut folded.rows), &after);
        changes.push((rows::application(dossier.id), Some(row)));
        folded.rows = after;
        Ok(changes)
    }

    fn derive(&self, dossier: Dossier, stored: bool) -> Result<Folded, Error> {
        let key = rows::application(dossier.id);
        let course = self.definitions.course(&dossier.start)?;
        let course = course.map_err(|why| Error::damaged_row(&key, &why))?;
        let rows = match stored {
            true => aftermath::rows(&dossier, &course).map_err(Error::Unwritable)?,
            false => Vec::new(),
        };
        Ok(Folded { dossier, course, rows })
    }

    fn load(&self, application: Uuid) -> Result<Folded, Error> {
        let key = rows::application(application);
        let row = self.index.get(&key)?.ok_or_else(|| Error::damaged_row(&key, &"it is not there"))?;
        let dossier = Dossier::read(&row).map_err(|e| Error::damaged_row(&key, &e))?;
        self.derive(dossier, true)
    }

    fn keep(&mut self, application: Uuid, folded: Folded) {
        if self.applications.len() >= KEPT {
            // Whoever is needed again is in the index.
            self.applications.clear();
        }
        if folded.dossier.state.closed.is_none() {
            self.applications.insert(application, folded);
        }
    }

    fn line(&mut self, sequence: u64, turn: LineTurn) -> Result<Vec<Change>, Error> {
        let before = match self.lines.remove(&turn.key) {
            Some(before) => Some(before),
            None => self.stored_line(&turn.key)?,
        };
        let fresh = || LineRow { version: turn.version, line: Line::default(), tests: Vec::new() };
        let mut after = before.clone().unwrap_or_else(fresh);
        after.version = turn.version;
        for event in &turn.events {
            hold::apply(&mut after.line, event);
        }
        let waited = before.as_ref().map(|b| &b.tests[..]).unwrap_or_default();
        let freed: Vec<_> = waited.iter().filter(|t| !turn.tests.contains(t)).copied().collect();
        after.tests = turn.tests;
        let mut changes = line::changes(&turn.key, before.as_ref(), &after).map_err(Error::Unwritable)?;
        changes.extend(posted(sequence, line::mail(&turn.events, &freed, &turn.answered))?);
        changes.extend(turn.mail.map(|id| (mail::key(id), None)));
        if self.lines.len() >= KEPT {
            self.lines.clear();
        }
        self.lines.insert(turn.key, after);
        Ok(changes)
    }

    fn stored_line(&self, key: &HoldKey) -> Result<Option<LineRow>, Error> {
        let at = line::key(key);
        let Some(row) = self.index.get(&at)? else { return Ok(None) };
        rmp_serde::from_slice(&row).map(Some).map_err(|e| Error::damaged_row(&at, &e))
    }
}

/// The rows of mail.
fn posted(sequence: u64, mails: Vec<Mail>) -> Result<Vec<Change>, Error> {
    let numbered = (0_u16..).zip(mails);
    let row = |(number, mail): (u16, Mail)| {
        let row = rmp_serde::to_vec_named(&mail).map_err(|e| Error::Unwritable(e.to_string()))?;
        Ok((mail::key(MailId { sequence, number }), Some(row)))
    };
    numbered.map(row).collect()
}

/// The row of a person's number.
pub fn person(principal: &str, number: u32) -> Change {
    let key = Key::of(family::PERSON).name(principal).done();
    // The whole name stands in the value, for a key may hold only a part of it.
    let value = rmp_serde::to_vec(&(number, principal)).unwrap_or_default();
    (key, Some(value))
}

/// The row of how far the sandbox clock is ahead.
pub fn clock(ahead: i64) -> Change {
    (Key::of(family::KEPT).name("clock").done(), Some(ahead.to_be_bytes().to_vec()))
}
