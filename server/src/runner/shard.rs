//! A shard: the one that writes applications and lines whose ids fall to it, one turn after another. What it has
//! loaded it keeps while there is room; what is not yet on the medium it keeps in any case.

use super::aftermath::{self, Row};
use super::commit;
use super::counted::Decided;
use super::course::Course;
use super::dossier::Dossier;
use super::error::Error;
use super::inbox::Inbox;
use super::line::{self, LineRow};
use super::mail::{Mail, To, What};
use super::message::{Ask, LineAsk, LineWhat, Message};
use super::record::MailId;
use super::rows;
use super::shared::{Shared, seen};
use super::starts::StartedRow;
use crate::planted::{Bug, has};
use onething_engine::application::{Actor, Command, TimerId};
use onething_engine::hold::HoldKey;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// An application that is loaded.
pub(super) struct Held {
    pub(super) dossier: Dossier,
    pub(super) course: Arc<Course>,
    /// The rows of what is open, as the index has them or is about to.
    pub(super) rows: Vec<Row>,
    /// The key of what lists show of it; empty while it has none.
    pub(super) listed: Vec<u8>,
    bytes: usize,
    used: u64,
}

impl Held {
    /// One that is about to begin.
    pub(super) fn new(dossier: Dossier, course: Arc<Course>) -> Self {
        Self { dossier, course, rows: Vec::new(), listed: Vec::new(), bytes: 0, used: 0 }
    }

    /// About how much memory it takes.
    fn weigh(&mut self) {
        let rows: usize = self.rows.iter().map(|(key, value)| key.len() + value.len() + 48).sum();
        let state = &self.dossier.state;
        let values: usize = state.facts.iter().filter_map(|f| f.value.as_deref()).map(str::len).sum();
        self.bytes = 1_024 + 32 * (state.steps.len() + state.facts.len()) + values + rows;
    }
}

/// One shard.
pub struct Shard {
    pub(super) number: usize,
    pub(super) shared: Arc<Shared>,
    inbox: Arc<Inbox>,
    held: HashMap<Uuid, Held>,
    by_use: BTreeMap<u64, Uuid>,
    bytes: usize,
    most_bytes: usize,
    turns: u64,
    pub(super) lines: BTreeMap<HoldKey, LineRow>,
    /// What it counts.
    pub(super) decided: Decided,
    /// Starts under a key that the index may not have yet.
    pub(super) starting: BTreeMap<u64, StartedRow>,
}

impl Shard {
    /// A shard with nothing loaded.
    pub fn new(number: usize, shared: Arc<Shared>, inbox: Arc<Inbox>, most_bytes: usize) -> Self {
        Self {
            number,
            shared,
            inbox,
            held: HashMap::new(),
            by_use: BTreeMap::new(),
            bytes: 0,
            most_bytes,
            turns: 0,
            lines: BTreeMap::new(),
            decided: Decided::default(),
            starting: BTreeMap::new(),
        }
    }

    /// Does the next thing; none where there is nothing to do.
    pub fn step(&mut self) -> Option<()> {
        self.inbox.take().map(|message| self.take(message))
    }

    /// Does something.
    pub(super) fn take(&mut self, message: Message) {
        let shared = self.shared.clone();
        let _busy = shared.busy.until_done();
        self.act(message);
    }

    /// So many messages come to nothing.
    pub(super) fn leave(&self, messages: usize) {
        (0..messages).for_each(|_| self.shared.busy.end());
    }

    fn act(&mut self, message: Message) {
        match message {
            Message::Ask(ask) => self.ask(*ask, None),
            Message::Line(ask) => self.line(*ask, None),
            Message::Move(ask) => self.move_application(*ask),
            Message::Mail(id, mail) => self.mail(id, *mail),
            Message::Due(application, timer) => self.due(application, timer),
            Message::Close => {}
        }
    }

    fn due(&mut self, application: Uuid, timer: u32) {
        let command = Command::Due { timer: TimerId(timer) };
        self.ask(Ask::of_world(application, Actor::Timer, command), None);
    }

    fn mail(&mut self, id: MailId, mail: Mail) {
        match (mail.to, mail.what) {
            (To::Application(application), What::Command(command)) => {
                // What is taken back is taken back in the applicant's name.
                let by = match command {
                    Command::Withdraw { .. } => Actor::Applicant,
                    _ => Actor::System,
                };
                self.ask(Ask::of_world(application, by, command), Some(id));
            }
            (To::Application(application), What::Begin(start, values)) => {
                self.begin_run(id, application, *start, &values);
            }
            (To::Application(application), What::Ended { task, granted, values }) => {
                self.run_ended(id, application, task, granted, &values);
            }
            (To::Application(application), What::HandIn(task)) => self.hand_over(id, application, task),
            (To::Line(key, version), What::Line(command)) => {
                let what = LineWhat::Command(command);
                self.line(LineAsk { key, version, what, reply: None }, Some(id));
            }
            (To::Line(key, version), What::Test(holder, waits)) => {
                let what = LineWhat::Test(holder, waits);
                self.line(LineAsk { key, version, what, reply: None }, Some(id));
            }
            // What cannot be is no reason to stop; it is taken out.
            (To::Application(_), What::Line(_) | What::Test(..))
            | (To::Line(..), What::Command(_) | What::Begin(..) | What::Ended { .. } | What::HandIn(_)) => {
                commit::drop_mail(&self.shared, self.shared.clock.now(), id);
            }
        }
    }

    /// Takes an application out of what is loaded, or loads it; none where there is none.
    pub(super) fn lend(&mut self, id: Uuid) -> Result<Option<Held>, Error> {
        if let Some(held) = self.held.remove(&id) {
            self.by_use.remove(&held.used);
            self.bytes = self.bytes.saturating_sub(held.bytes);
            return Ok(Some(held));
        }
        load(&self.shared, id)
    }

    /// Gives it back.
    pub(super) fn give_back(&mut self, mut held: Held) {
        self.turns += 1;
        held.used = self.turns;
        held.weigh();
        self.bytes += held.bytes;
        let id = held.dossier.id;
        self.by_use.insert(held.used, id);
        self.held.insert(id, held);
        self.make_room();
    }

    /// Lets go of what was not used for longest and is on the medium.
    fn make_room(&mut self) {
        let durable = seen(&self.shared.durable);
        while self.bytes > self.most_bytes && self.held.len() > 1 {
            let Some((used, id)) = self.by_use.first_key_value().map(|(used, id)| (*used, *id)) else {
                return;
            };
            let is_new = self.held.get(&id).is_some_and(|held| held.dossier.last_record > durable);
            if is_new && !has(Bug::CacheAhead) {
                return;
            }
            self.by_use.remove(&used);
            if let Some(held) = self.held.remove(&id) {
                self.bytes = self.bytes.saturating_sub(held.bytes);
            }
        }
    }

    /// After a turn that the journal did not take, what it changed is nowhere; what was before is read again once
    /// it is on the medium.
    pub(super) fn settle(&self, last_record: u64) {
        if seen(&self.shared.durable) >= last_record {
            return;
        }
        let (told, hears) = std::sync::mpsc::channel();
        let committed = Box::new(move |_| {
            let _ = told.send(());
        });
        if self.shared.journal.append(self.shared.clock.now(), Vec::new(), committed).is_ok() {
            self.shared.journal.urge();
            while self.shared.journal.commit() {}
            let _ = hears.recv();
        }
    }

    /// A line, as it stands.
    pub(super) fn lend_line(&mut self, key: &HoldKey) -> Result<Option<LineRow>, Error> {
        match self.lines.remove(key) {
            Some(line) => Ok(Some(line)),
            None => line::load(&self.shared, key),
        }
    }

    /// Counts an application's command of outside as taken up.
    pub(super) fn taken_up(&self) {
        self.shared.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Reads an application from the index.
pub(super) fn load(shared: &Shared, id: Uuid) -> Result<Option<Held>, Error> {
    let key = rows::application(id);
    let Some(row) = shared.index.get(&key)? else { return Ok(None) };
    let dossier = Dossier::read(&row).map_err(|e| Error::damaged_row(&key, &e))?;
    let course = shared.definitions.course(&dossier.start)?;
    let course = course.map_err(|why| Error::damaged_row(&key, &why))?;
    let rows = aftermath::open_rows(&dossier, &course).map_err(Error::Unwritable)?;
    let listed = aftermath::listed_key(&dossier);
    Ok(Some(Held { rows, listed, ..Held::new(dossier, course) }))
}
