//! The handle of a runner: what the API, the command line and tests ask of it.

use super::commit::{self, Outcome};
use super::counted;
use super::course::{Course, NoCourse};
use super::definitions::{self, Listing};
use super::dossier::{Dossier, Start, Version};
use super::error::Error;
use super::message::{Answer, Ask, LineAsk, LineWhat, Message, Receipt, Refusal, Reply};
use super::recent::Found;
use super::record::{ClockSet, Entry, Numbered, Published};
use super::recover;
use super::rows::{self, Key, family};
use super::shared::Shared;
use crate::systems::simulated::Simulated;
use onething_engine::application::command::PersonId;
use onething_engine::application::{Actor, Command, Submission};
use onething_engine::check::Checked;
use onething_engine::scenario::diagnostic::Diagnostic;
use onething_engine::scenario::model::Id;
use onething_engine::scenario::source::Sources;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Pages of `scan` that look for who waits for a message.
const MOST_WAITING: usize = 1_024;
/// Longest time that an advance waits for what is under way.
const PATIENCE: Duration = Duration::from_secs(30);

/// A runner.
pub struct Runner {
    shared: Arc<Shared>,
    simulated: Arc<Simulated>,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum NotPublished {
    /// The files have errors.
    Findings(Vec<Diagnostic>, Sources),
    /// There is no scenario among them.
    NoScenario,
    /// Our fault.
    Failed(Error),
}

/// What a message led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// Whom it found, and what came of it there.
    pub found: Vec<(Uuid, Result<Receipt, Refusal>)>,
}

/// Why a message went nowhere.
#[derive(Debug)]
pub enum NoMessage {
    /// No published scenario has a message of that name.
    Unknown,
    /// Nobody waits for it with this value.
    Nobody,
    /// Our fault.
    Failed(Error),
}

/// How far time goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// To a time, in milliseconds since 1970.
    Time(i64),
    /// To when the next thing is due.
    Next,
}

/// What an advance did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advanced {
    /// What time it is now.
    pub now: i64,
    /// At how many moments something was due.
    pub stops: u64,
    /// Whether it came as far as it was to.
    pub reached: bool,
}

impl Runner {
    pub(super) fn new(shared: Arc<Shared>, simulated: Arc<Simulated>) -> Self {
        Self { shared, simulated }
    }

    /// What its parts share.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The simulated systems.
    pub fn simulated(&self) -> &Arc<Simulated> {
        &self.simulated
    }

    /// Asks an application; the answer comes to the ask's reply.
    ///
    /// # Errors
    /// Too much waits, the index lags too far behind, or it is closing. The ask is then gone, and nothing happened.
    pub fn submit(&self, mut ask: Ask) -> Result<(), Error> {
        let shared = &self.shared;
        if shared.closing.load(Ordering::Acquire) {
            return Err(Error::Closing);
        }
        if let Some(error) = shared.fatal.get() {
            return Err(error.clone());
        }
        if shared.index.is_crowded() || shared.waiting.load(Ordering::Acquire) >= shared.most_waiting {
            return Err(Error::Busy);
        }
        let (command, since) = (counted::name(&ask.commands), Instant::now());
        let asking = Asking::begin(shared);
        ask.reply = ask.reply.map(|reply| -> Reply {
            Box::new(move |told| {
                counted::answered(command, since, &told);
                drop(asking);
                reply(told);
            })
        });
        shared.waiting.fetch_add(1, Ordering::AcqRel);
        ask.counted = true;
        let shard = shared.shard_of(ask.application);
        shared.send_and_work(shard, Message::Ask(Box::new(ask)));
        Ok(())
    }

    /// The same, and waits for the answer.
    ///
    /// # Errors
    /// As [`Runner::submit`], or as the journal fails.
    pub async fn ask(&self, mut ask: Ask) -> Answer {
        let (told, hears) = tokio::sync::oneshot::channel();
        ask.reply = Some(Box::new(move |answer| {
            // Whoever asked may have gone.
            let _ = told.send(answer);
        }));
        self.submit(ask)?;
        hears.await.unwrap_or(Err(Error::Closing))
    }

    /// An id for an application that is begun now: under an idempotency key one that the key's shard owns, so that
    /// two who ask at once find one another.
    pub fn new_id(&self, under: Option<super::message::AskedUnder>) -> Uuid {
        let shards = self.shared.shards.len().max(1) as u64;
        loop {
            let id = Uuid::now_v7();
            match under {
                Some(under) if self.shared.shard_of(id) as u64 != under.key() % shards => {}
                _ => return id,
            }
        }
    }

    /// An application as it is on the medium; none where there is none.
    ///
    /// # Errors
    /// The index fails.
    pub fn application(&self, id: Uuid) -> Result<Option<Found>, Error> {
        self.shared.application(id)
    }

    /// What would run from a start.
    ///
    /// # Errors
    /// There is no such version, or no course in this way.
    pub fn course(&self, start: &Start) -> Result<Result<Arc<Course>, NoCourse>, Error> {
        self.shared.definitions.course(start)
    }

    /// The number of a person, given where they have none yet.
    ///
    /// # Errors
    /// The journal does not take it.
    pub fn person(&self, principal: &str) -> Result<PersonId, Error> {
        let mut people = self.shared.people.lock();
        if let Some(number) = people.number(principal) {
            return Ok(number);
        }
        let number = people.next();
        let numbered = Numbered { principal: principal.into(), number };
        let change = recover::person(principal, number);
        // Whatever this person does next is behind this record in the journal.
        self.record(&Entry::Numbered(numbered), vec![change], None)?;
        people.give(principal.into(), number);
        Ok(PersonId(number))
    }

    /// Publishes a version of a scenario: its own file first, then the catalogue's. One that is the latest already
    /// is left as it is.
    ///
    /// # Errors
    /// The files have errors, or the journal does not take it.
    pub fn publish(
        &self,
        files: Vec<(String, String)>,
        by: Option<Arc<str>>,
    ) -> Result<Version, NotPublished> {
        let checked = definitions::check(&files).ok_or(NotPublished::NoScenario)?;
        self.publish_checked(checked, files, by)
    }

    /// The same where they were read and checked already.
    ///
    /// # Errors
    /// The files have errors, or the journal does not take it.
    pub fn publish_checked(
        &self,
        checked: Checked,
        files: Vec<(String, String)>,
        by: Option<Arc<str>>,
    ) -> Result<Version, NotPublished> {
        if checked.has_errors() {
            return Err(NotPublished::Findings(checked.diagnostics, checked.sources));
        }
        let scenario = checked.scenario.ok_or(NotPublished::NoScenario)?;
        let (id, version) = (scenario.id.value.clone(), definitions::version(&files));
        let latest = self.shared.definitions.latest(&id).map_err(NotPublished::Failed)?;
        if latest.is_some_and(|latest| latest.version == version) {
            return Ok(version);
        }
        let published = Published { scenario: id.clone(), version, files, by };
        let (entry, at) = (Entry::Published(published.clone()), self.shared.clock.now());
        let rows: commit::Numbered =
            Box::new(move |record| definitions::rows(&published, record, at).unwrap_or_default());
        let outcome = Outcome { numbered: vec![(0, rows)], ..Outcome::default() };
        self.record_and_wait(&entry, outcome).map_err(NotPublished::Failed)?;
        self.shared.definitions.published(&id);
        Ok(version)
    }

    /// Every scenario with its latest version.
    ///
    /// # Errors
    /// The index fails.
    pub fn scenarios(&self) -> Result<Vec<(Id, Listing)>, Error> {
        self.shared.definitions.latest_of_all()
    }

    /// Sends a message of the world to whoever waits for it with a value, and to what they hold.
    ///
    /// # Errors
    /// Nobody waits for it.
    pub async fn message(
        &self,
        scenario: &str,
        name: &str,
        value: &str,
        values: &[(Id, Arc<str>)],
    ) -> Result<Sent, NoMessage> {
        let waiting = self.awaiting(scenario, name, value).map_err(NoMessage::Failed)?;
        if waiting.is_empty() {
            return Err(NoMessage::Nobody);
        }
        let mut found = Vec::new();
        for id in waiting {
            let Some((dossier, course)) = self.application(id).map_err(NoMessage::Failed)? else { continue };
            let Some(message) = course.messages.iter().find(|m| &*m.name == name) else { continue };
            let brings = |(name, value): &(Id, Arc<str>)| {
                let fact = course.program.find_fact(name)?;
                Some(Submission { fact, value: value.clone() })
            };
            let values = values.iter().filter_map(brings).collect();
            let command = Command::Message { message: message.id, values };
            let version = Some(dossier.start.version);
            let ask = Ask { version, ..Ask::of_world(id, Actor::System, command) };
            let mut told = self.ask(ask).await.map_err(NoMessage::Failed)?;
            for ask in lines(&dossier, &course, message.id) {
                let heard = self.ask_line(ask).await.map_err(NoMessage::Failed)?;
                // What it holds heard it; that no step waited for it is no refusal then.
                if told.is_err() || heard.is_err() {
                    told = heard.map(|receipt| Receipt { application: id, ..receipt });
                }
            }
            found.push((id, told));
        }
        Ok(Sent { found })
    }

    async fn ask_line(&self, mut ask: LineAsk) -> Answer {
        let (told, hears) = tokio::sync::oneshot::channel();
        ask.reply = Some(Box::new(move |answer| {
            let _ = told.send(answer);
        }));
        let shard = self.shared.shard_of_line(&ask.key);
        self.shared.send(shard, Message::Line(Box::new(ask)));
        hears.await.unwrap_or(Err(Error::Closing))
    }

    /// Who waits for a message with a value.
    fn awaiting(&self, scenario: &str, name: &str, value: &str) -> Result<Vec<Uuid>, Error> {
        let (from, to) = Key::of(family::AWAITING).name(scenario).name(name).name(value).range();
        let to = definitions::as_slice(&to);
        let found = self.shared.index.scan(Bound::Included(&from), to, false, MOST_WAITING)?;
        let id = |key: &[u8]| rows::Parts(key.get(key.len().checked_sub(16)?..)?).id();
        Ok(found.iter().filter_map(|(key, _)| id(key)).collect())
    }

    /// Lets the time of a sandbox go on. Whatever becomes due on the way is done at its own time, in order; once that
    /// has taken as long as `patience`, time stays where it is.
    ///
    /// # Errors
    /// The index fails, or what is under way does not end.
    pub fn advance(
        &self,
        to: To,
        patience: Duration,
        mut drive: impl FnMut() -> bool,
    ) -> Result<Advanced, Error> {
        let shared = &self.shared;
        shared.clock.stand_at(shared.clock.now());
        let gone = self.go(to, Instant::now() + patience, &mut drive);
        let now = shared.clock.now();
        let ahead = shared.clock.go_on();
        let (stops, reached) = gone?;
        let entry = Entry::Clock(ClockSet { ahead });
        let outcome = Outcome { changes: vec![recover::clock(ahead)], ..Outcome::default() };
        self.record_and_wait(&entry, outcome)?;
        shared.wheel.wake();
        Ok(Advanced { now, stops, reached })
    }

    /// The way of an advance: at how many moments something was due, and whether it came to its end.
    fn go(&self, to: To, until: Instant, drive: &mut dyn FnMut() -> bool) -> Result<(u64, bool), Error> {
        let shared = &self.shared;
        let (mut stops, mut last) = (0, None);
        self.quiet(drive)?;
        let target = match to {
            To::Time(at) => at,
            To::Next => shared.wheel.next(shared)?.unwrap_or_else(|| shared.clock.now()),
        };
        while let Some(next) = shared.wheel.next(shared)?.filter(|next| *next <= target) {
            if Instant::now() >= until {
                return Ok((stops, false));
            }
            let is_another = last.replace(next) != Some(next);
            stops += u64::from(is_another);
            shared.clock.stand_at(next);
            let any = shared.wheel.turn(shared, shared.clock.now())?.any;
            self.quiet(drive)?;
            // What another thread sent was on its way; what was sent and is never taken is not due again.
            if !any && !is_another {
                break;
            }
        }
        shared.clock.stand_at(target);
        Ok((stops, true))
    }

    /// Waits until nothing is under way.
    fn quiet(&self, drive: &mut dyn FnMut() -> bool) -> Result<(), Error> {
        while drive() {}
        if self.shared.busy.wait(PATIENCE) { Ok(()) } else { Err(Error::Busy) }
    }

    /// Takes nothing more and waits until what was taken is on the medium and in the index.
    ///
    /// # Errors
    /// It takes too long, or the index fails.
    pub fn close(&self, patience: Duration) -> Result<(), Error> {
        self.shared.close();
        let is_quiet = self.shared.busy.wait(patience);
        self.shared.index.flush().map_err(Error::Index)?;
        self.shared.index.stop();
        self.shared.index.index().close();
        if is_quiet { Ok(()) } else { Err(Error::Busy) }
    }
}

/// A command from outside that is not answered yet; dropped when it is, or never will be.
struct Asking(Arc<Shared>);

impl Asking {
    fn begin(shared: &Arc<Shared>) -> Self {
        shared.crowd.begin();
        Self(shared.clone())
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.crowd.end();
    }
}

/// What an application holds that listens to a message.
fn lines(
    dossier: &Dossier,
    course: &Course,
    message: onething_engine::scenario::model::MessageId,
) -> Vec<LineAsk> {
    let of_step = |step| {
        let thing = course.things.get(&step)?;
        let task = dossier.state.task(step);
        let holder = super::mail::holder(dossier.id, task);
        if thing.release == Some(message) {
            return Some(onething_engine::hold::Command::Release { holder });
        }
        (thing.renew == Some(message)).then_some(onething_engine::hold::Command::Renew { holder })
    };
    let asks = dossier.things.iter().filter_map(|(step, key)| {
        let what = LineWhat::Command(of_step(*step)?);
        Some(LineAsk { key: key.clone(), version: dossier.start.version, what, reply: None })
    });
    asks.collect()
}
