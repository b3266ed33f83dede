//! Lines of held things (rule 44): each owned by one shard, each turn one record, so that a release and the next
//! one's taking effect are kept or lost together. Applications hear of it by mail.

use super::commit::{self, Outcome};
use super::dossier::Version;
use super::error::Error;
use super::mail::{self, Mail, To, What};
use super::message::{LineAsk, LineWhat, Message, Receipt, Refusal};
use super::record::{Entry, LineTurn, MailId};
use super::rows::{self, Key, family};
use super::shard::Shard;
use super::shared::Shared;
use crate::index::Change;
use crate::planted::{Bug, has};
use onething_engine::application::{Command, Moment, StepId, TaskId};
use onething_engine::calendar::Calendar;
use onething_engine::hold::{self, HoldKey, HolderId, Line, News, is_free, news};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A line as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineRow {
    /// The version whose catalogue tells its days: that of the last who asked.
    pub version: Version,
    /// The line.
    pub line: Line,
    /// Steps that wait until nobody holds the thing.
    pub tests: Vec<HolderId>,
}

/// The row of a line.
pub fn key(of: &HoldKey) -> Vec<u8> {
    Key::of(family::LINE).name(&of.element).name(&of.value).done()
}

/// Reads a line from the index.
///
/// # Errors
/// The index fails, or the row is none.
pub fn load(shared: &Shared, of: &HoldKey) -> Result<Option<LineRow>, Error> {
    let key = key(of);
    let Some(row) = shared.index.get(&key)? else { return Ok(None) };
    rmp_serde::from_slice(&row).map(Some).map_err(|e| Error::damaged_row(&key, &e))
}

/// The changes of rows from one state of a line to another.
///
/// # Errors
/// What cannot be written.
pub fn changes(of: &HoldKey, before: Option<&LineRow>, after: &LineRow) -> Result<Vec<Change>, String> {
    let row = rmp_serde::to_vec_named(after).map_err(|e| e.to_string())?;
    let mut changes = vec![(key(of), Some(row))];
    let thing = Key::default().name(&of.element).name(&of.value).done();
    let due = |row: &LineRow| row.line.next_due().map(|at| rows::line_timer(Moment::from(at), &thing));
    let (was, is) = (before.and_then(due), due(after));
    if was != is {
        changes.extend(was.map(|key| (key, None)));
        changes.extend(is.filter(|_| !has(Bug::LineTimerLost)).map(|key| (key, Some(Vec::new()))));
    }
    Ok(changes)
}

/// Mail to those whom a turn concerns: what happened in the line, that the thing is free, what was answered.
pub fn mail(events: &[hold::Event], freed: &[HolderId], answered: &[(HolderId, bool)]) -> Vec<Mail> {
    let told = news(events).filter(|(_, news)| *news != News::Took || !has(Bug::NextInLineUntold));
    let told = told.map(|(holder, news)| {
        let task = task(holder);
        let command = match news {
            News::Took => Command::HoldTook { task },
            News::Waits(place) => Command::HoldWaits { task, place },
            News::Renewed => Command::HoldRenewed { task },
            News::Over => Command::HoldOver { task },
        };
        (holder, command)
    });
    let tested = |holder, free| (holder, Command::HoldTested { task: task(holder), free });
    let freed = freed.iter().map(|holder| tested(*holder, true));
    let answered = answered.iter().map(|(holder, free)| tested(*holder, *free));
    let all = told.chain(freed).chain(answered);
    let to = |holder: HolderId| To::Application(Uuid::from_u128(holder.application));
    all.map(|(holder, command)| Mail { to: to(holder), what: What::Command(command) }).collect()
}

fn task(holder: HolderId) -> TaskId {
    TaskId { step: StepId(holder.step), visit: holder.visit }
}

/// What came of asking a line.
struct Taken {
    row: LineRow,
    events: Vec<hold::Event>,
    answered: Vec<(HolderId, bool)>,
    freed: Vec<HolderId>,
}

impl Shard {
    /// Asks a line.
    pub(super) fn line(&mut self, mut ask: LineAsk, mail: Option<MailId>) {
        let at = self.shared.clock.now();
        let reply = ask.reply.take();
        let before = match self.lend_line(&ask.key) {
            Ok(before) => before,
            Err(error) => {
                self.shared.fail(&error);
                if let Some(reply) = reply {
                    reply(Err(error));
                }
                return;
            }
        };
        let taken = self.asked(&ask, before.as_ref(), at);
        let told = Receipt { application: Uuid::nil(), sequence: 0, record: 0 };
        let (outcome, after) = match taken {
            Ok(Some(taken)) => match written(&ask, before.as_ref(), taken, mail) {
                Ok(both) => both,
                Err(why) => return self.shared.fail(&Error::Unwritable(why)),
            },
            refused => {
                self.keep(&ask.key, before);
                if let Some(id) = mail {
                    commit::drop_mail(&self.shared, at, id);
                }
                if let Some(reply) = reply {
                    let told = refused.map(|_| told).map_err(Refusal::Line);
                    commit::answer_after(&self.shared, at, u64::MAX, told, reply);
                }
                return;
            }
        };
        let reply = reply.map(|reply| (reply, told));
        match commit::commit(&self.shared, at, outcome, reply) {
            Ok(_) => self.keep(&ask.key, Some(after)),
            // What was decided is nowhere; what was before still stands.
            Err((error, reply)) => {
                self.keep(&ask.key, before);
                match reply {
                    Some(reply) => reply(Err(error)),
                    None => self.again(&error, mail, || Message::Line(Box::new(ask))),
                }
            }
        }
    }

    fn keep(&mut self, key: &HoldKey, line: Option<LineRow>) {
        if self.lines.len() > 4_096 {
            // All are on the medium after this, and are read again when they are asked for.
            self.settle(u64::MAX);
            self.lines.clear();
        }
        if let Some(line) = line {
            self.lines.insert(key.clone(), line);
        }
    }

    /// What comes of it; none where nothing changes.
    fn asked(
        &self,
        ask: &LineAsk,
        before: Option<&LineRow>,
        at: i64,
    ) -> Result<Option<Taken>, hold::Rejection> {
        let Some(calendar) = self.calendar(ask.version) else { return Ok(None) };
        let fresh = || LineRow { version: ask.version, line: Line::default(), tests: Vec::new() };
        let mut row = before.cloned().unwrap_or_else(fresh);
        let now = Moment(at).timestamp().max(row.line.at);
        let mut events = Vec::new();
        let mut answered = Vec::new();
        match &ask.what {
            LineWhat::Command(command) => {
                if matches!(command, hold::Command::Join(_)) {
                    row.version = ask.version;
                }
                events = hold::turn(&mut row.line, command, now, &calendar)?;
            }
            LineWhat::Test(holder, waits) => {
                let free = is_free(&row.line, now, &calendar);
                answered.push((*holder, free));
                if !free && *waits && !row.tests.contains(holder) {
                    row.tests.push(*holder);
                }
            }
        }
        let is_free = is_free(&row.line, now, &calendar);
        let asked_now = matches!(ask.what, LineWhat::Test(..));
        let freed = if is_free && !asked_now { std::mem::take(&mut row.tests) } else { Vec::new() };
        if events.is_empty() && answered.is_empty() && freed.is_empty() {
            return Ok(None);
        }
        Ok(Some(Taken { row, events, answered, freed }))
    }

    fn calendar(&self, version: Version) -> Option<Calendar> {
        self.shared.definitions.definition(version).ok()?.calendar.clone()
    }
}

/// The record and rows of a turn.
fn written(
    ask: &LineAsk,
    before: Option<&LineRow>,
    taken: Taken,
    mail: Option<MailId>,
) -> Result<(Outcome, LineRow), String> {
    let Taken { row, events, answered, freed } = taken;
    let mails = self::mail(&events, &freed, &answered);
    let (key, tests) = (ask.key.clone(), row.tests.clone());
    let turn = LineTurn { key, version: row.version, mail, events, answered, tests };
    let mut outcome = Outcome { records: vec![Entry::Line(turn).write()?], ..Outcome::default() };
    outcome.changes = changes(&ask.key, before, &row)?;
    outcome.changes.extend(mail.map(|id| (mail::key(id), None)));
    outcome.mail = (0_u16..).zip(mails).map(|(number, mail)| (0, number, mail)).collect();
    outcome.timer = row.line.next_due().map(|at| at.as_millisecond());
    Ok((outcome, row))
}
