//! What happens once a turn is on the medium, in the order of the journal: the index sees it, then the receipt is
//! given, then the world is told. Nothing of it happens before.

use super::aftermath::{self, OwedRow};
use super::course::Course;
use super::dossier::Dossier;
use super::error::Error;
use super::feed::Happening;
use super::mail::{self, Mail, To};
use super::message::{Message, Receipt, Refusal, Reply};
use super::recent::Found;
use super::record::{Dropped, Entry, MailId};
use super::rows;
use super::shared::{Owing, Shared, seen};
use super::worklists::Counted;
use crate::index::{Change, Late};
use crate::journal::{Committed, Kind};
use crate::notices::Delivery;
use crate::planted::{Bug, has};
use onething_engine::scenario::model::Id;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// Makes rows that need the number of their record.
pub type Numbered = Box<dyn FnOnce(u64) -> Vec<Change> + Send>;

/// What a turn leaves to be done once it is durable.
#[derive(Default)]
pub struct Outcome {
    /// Its records.
    pub records: Vec<(Kind, Vec<u8>)>,
    /// Changes of rows, but for those that need the number of a record.
    pub changes: Vec<Change>,
    /// An application after it, which is to be told the number of its last record; at which of the records.
    pub dossier: Option<(Dossier, Arc<Course>, usize)>,
    /// Mail: at which of the records, and which number it has there.
    pub mail: Vec<(usize, u16, Mail)>,
    /// What the outside owes from now on.
    pub owed: Vec<(Id, Uuid, OwedRow)>,
    /// Calls that nobody waits for any more: of which system, and their keys.
    pub dropped: Vec<(Id, String)>,
    /// Tasks that came onto worklists or left them.
    pub counted: Vec<Counted>,
    /// What receivers of notifications are owed from now on.
    pub deliveries: Vec<Delivery>,
    /// When the first timer is due that was set.
    pub timer: Option<i64>,
    /// What those who watch are told.
    pub happening: Option<Happening>,
    /// More rows that need the number of their record: at which of the records, and how.
    pub numbered: Vec<(usize, Numbered)>,
}

/// Takes a turn to the journal. The number of its last record.
///
/// # Errors
/// The journal does not take it: nothing happened, and the reply is handed back.
pub fn commit(
    shared: &Arc<Shared>,
    at: i64,
    mut outcome: Outcome,
    reply: Option<(Reply, Receipt)>,
) -> Result<u64, (Error, Option<Reply>)> {
    let records = std::mem::take(&mut outcome.records);
    let count = records.len() as u64;
    let own = shared.clone();
    // The reply is shared with the callback so that it is not lost where the journal does not take the records.
    let slot = Arc::new(std::sync::Mutex::new(reply));
    let inside = slot.clone();
    let committed: Committed = Box::new(move |result| {
        let reply = inside.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        match result {
            Ok(last) => done(&own, (last + 1 - count, last), at, outcome, reply),
            Err(why) => {
                let error = Error::Journal(why);
                own.fail(&error);
                if let Some((reply, _)) = reply {
                    reply(Err(error));
                }
            }
        }
        own.busy.end();
    });
    shared.busy.begin();
    let early = slot.clone();
    let appended = shared.journal.append(at, records, committed);
    if let (true, Ok(last)) = (has(Bug::AcknowledgedEarly), &appended)
        && let Some((reply, receipt)) = early.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
    {
        reply(Ok(Ok(Receipt { record: *last, ..receipt })));
    }
    appended.map_err(|why| {
        shared.busy.end();
        let error = Error::Journal(why);
        shared.fail(&error);
        let reply = slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        (error, reply.map(|(reply, _)| reply))
    })
}

/// The rows of an application that change with every turn: written once they come to the index.
fn rows_of((dossier, course): &Found) -> Vec<(Vec<u8>, Arc<dyn Late>)> {
    let (own, listed) = (OwnRow(dossier.clone()), ListedRow(dossier.clone(), course.clone()));
    vec![(rows::application(dossier.id), Arc::new(own)), (aftermath::listed_key(dossier), Arc::new(listed))]
}

/// About how long these rows are, in bytes.
const LENGTH: usize = 1_024;

struct OwnRow(Arc<Dossier>);

impl Late for OwnRow {
    fn write(&self) -> Vec<u8> {
        written(self.0.write().map(|mut row| {
            Dossier::note(&mut row, self.0.last_record);
            row
        }))
    }

    fn length(&self) -> usize {
        LENGTH
    }
}

struct ListedRow(Arc<Dossier>, Arc<Course>);

impl Late for ListedRow {
    fn write(&self) -> Vec<u8> {
        written(aftermath::write(&aftermath::listed(&self.0, &self.1)))
    }

    fn length(&self) -> usize {
        LENGTH / 4
    }
}

/// What cannot be written is a mistake of this program, and is read as damaged.
fn written(row: Result<Vec<u8>, String>) -> Vec<u8> {
    row.unwrap_or_else(|error| {
        tracing::error!(error, "a row cannot be written");
        Vec::new()
    })
}

fn done(
    shared: &Arc<Shared>,
    (first, last): (u64, u64),
    at: i64,
    outcome: Outcome,
    reply: Option<(Reply, Receipt)>,
) {
    let number = |at: usize| first + at as u64;
    let mut changes = outcome.changes;
    let turned = outcome.dossier.map(|(dossier, course, at)| {
        let dossier = Arc::new(Dossier { last_record: number(at), ..dossier });
        (dossier, course)
    });
    let mut mails = Vec::with_capacity(outcome.mail.len());
    for (at, position, mail) in outcome.mail {
        let id = MailId { sequence: number(at), number: position };
        match rmp_serde::to_vec_named(&mail) {
            Ok(row) => changes.push((mail::key(id), Some(row))),
            Err(error) => shared.fail(&Error::Unwritable(error.to_string())),
        }
        mails.push((id, mail));
    }
    for (at, rows) in outcome.numbered {
        changes.extend(rows(number(at)));
    }
    let remembered_from = at.saturating_sub(shared.remembered);
    let mut sweeper = shared.sweeper.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Err(error) = sweeper.sweep(&shared.index, (first, last), remembered_from, &mut changes) {
        shared.fail(&error);
    }
    drop(sweeper);
    shared.recent.forget_changed(&changes);
    shared.index.put_all(changes, turned.as_ref().map(rows_of).unwrap_or_default(), last);
    if let Some((dossier, course)) = turned {
        shared.recent.put(dossier, course);
    }
    shared.worklists.count(outcome.counted);
    shared.durable.store(last, Ordering::Release);
    if let Some((reply, receipt)) = reply {
        reply(Ok(Ok(Receipt { record: last, ..receipt })));
    }
    if let Some(happening) = outcome.happening {
        shared.feed.tell(Happening { record: last, ..happening });
    }
    for (id, mail) in mails {
        deliver(shared, id, mail);
    }
    for (system, key) in &outcome.dropped {
        shared.outwards.drop_call(system, key);
    }
    for (system, application, row) in outcome.owed {
        owe(shared, Owing { system, application, row });
    }
    shared.office.queued(outcome.deliveries);
    if let Some(at) = outcome.timer {
        shared.wheel.note(at);
    }
}

/// Gives mail to whom it is for.
pub fn deliver(shared: &Shared, id: MailId, mail: Mail) {
    let shard = match &mail.to {
        To::Application(application) => shared.shard_of(*application),
        To::Line(key, _) => shared.shard_of_line(key),
    };
    shared.send(shard, Message::Mail(id, Box::new(mail)));
}

/// Hands on what the outside owes.
pub fn owe(shared: &Shared, owing: Owing) {
    shared.busy.begin();
    if shared.outside.send(owing).is_err() {
        shared.busy.end();
    }
}

/// Answers once everything up to a record is on the medium: what is told rests on it.
pub fn answer_after(
    shared: &Arc<Shared>,
    at: i64,
    rests_on: u64,
    answer: Result<Receipt, Refusal>,
    reply: Reply,
) {
    if seen(&shared.durable) >= rests_on {
        return reply(Ok(answer));
    }
    let own = shared.clone();
    let slot = Arc::new(std::sync::Mutex::new(Some(reply)));
    let inside = slot.clone();
    let take = |slot: &std::sync::Mutex<Option<Reply>>| {
        slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
    };
    shared.busy.begin();
    let committed: Committed = Box::new(move |result| {
        if let Some(reply) = take(&inside) {
            reply(match result {
                Ok(_) => Ok(answer),
                Err(why) => Err(Error::Journal(why)),
            });
        }
        own.busy.end();
    });
    if let Err(why) = shared.journal.append(at, Vec::new(), committed) {
        shared.busy.end();
        if let Some(reply) = take(&slot) {
            reply(Err(Error::Journal(why)));
        }
    }
}

/// Takes mail that led to nothing out.
pub fn drop_mail(shared: &Arc<Shared>, at: i64, id: MailId) {
    let Ok(record) = Entry::Dropped(Dropped { mail: id }).write() else { return };
    let changes = vec![(mail::key(id), None)];
    let outcome = Outcome { records: vec![record], changes, ..Outcome::default() };
    // Where the journal does not take it, it comes again after the next start.
    let _ = commit(shared, at, outcome, None);
}
