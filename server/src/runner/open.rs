//! Opens a runner over a store: brings the index to where the journal is, asks again for what is owed, and hands
//! out the parts that work, on threads of their own or step by step.

use super::commit::{deliver, owe};
use super::definitions::{Definitions, as_slice};
use super::dispatch::{Dispatcher, Outside, REGISTER};
use super::error::Error;
use super::feed::Feed;
use super::handle::Runner;
use super::inbox::Inbox;
use super::message::Message;
use super::people::People;
use super::recent::Recent;
use super::record::MailId;
use super::recover::Recovery;
use super::rows::{Key, Parts as KeyParts, family};
use super::shard::Shard;
use super::shared::{Busy, Crowd, Owing, Shared};
use super::starts::REMEMBERED;
use super::turn::read_owed;
use super::wheel::Wheel;
use super::worklists::Worklists;
use crate::clock::{self, Clock};
use crate::disk::Disk;
use crate::index::{self, Follower};
use crate::journal::{self, Journal, Lookup};
use crate::notices::{self, Office, Outbox, Receivers};
use crate::planted::{Bug, has};
use crate::systems::simulated::Simulated;
use onething_engine::application::Moment;
use std::ops::Bound;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

/// Rows that are looked at in one go.
const PAGE: usize = 512;

/// How a runner works.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How many shards there are: as many as cores.
    pub shards: usize,
    /// Bytes of loaded applications that each shard keeps.
    pub cache: usize,
    /// Commands from outside that may wait for shards; more are told to come again.
    pub waiting: usize,
    /// Which clock it has.
    pub clock: clock::Kind,
    /// How long starts under an idempotency key are remembered, in milliseconds.
    pub remembered: i64,
    /// How the journal is kept.
    pub journal: journal::Options,
    /// How the index follows.
    pub pace: index::Pace,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            shards: std::thread::available_parallelism().map_or(2, usize::from),
            cache: 64 << 20,
            waiting: 4_096,
            clock: clock::Kind::Real,
            remembered: REMEMBERED,
            journal: journal::Options::default(),
            pace: index::Pace::default(),
        }
    }
}

/// What was found when a store was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The last record.
    pub last: u64,
    /// Records that the index did not have yet.
    pub caught_up: u64,
    /// A batch that nobody was told of was cut off.
    pub torn: bool,
}

/// What works. Each part can be driven step by step instead of by a thread.
pub struct Parts {
    /// The shards.
    pub shards: Vec<Shard>,
    /// Asks the outside.
    pub dispatcher: Dispatcher,
    shared: Arc<Shared>,
}

/// A runner that was opened.
pub struct Opened {
    /// Its handle.
    pub runner: Arc<Runner>,
    /// What works.
    pub parts: Parts,
    /// What was found.
    pub seen: Seen,
}

/// Opens a runner over a journal and an index. `progress` is told how many records were read.
///
/// # Errors
/// The journal is damaged, or a record is not understood.
pub fn open(
    disk: Arc<dyn Disk>,
    journal: impl Into<journal::Folders>,
    index: Arc<dyn index::Index>,
    options: Options,
    simulated: Arc<Simulated>,
    outside: Arc<dyn Outside>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Opened, Error> {
    let journal = journal.into();
    let index = Arc::new(Follower::start(index, options.pace)?);
    let from = index.applied() + 1;
    let mut recovery = Recovery::new(index.clone(), options.remembered);
    let opened = Journal::open(disk.clone(), journal.clone(), options.journal, from, |record| {
        progress(record.sequence, from);
        recovery.see(&record)
    })?;
    let seen = Seen { last: opened.last, caught_up: recovery.records, torn: opened.torn };
    drop(recovery);
    let lookup = Lookup::new(disk, journal);
    if opened.last < index.last() {
        // The journal is the truth; rows of records that it does not have are none.
        return Err(Error::Row(format!(
            "it knows record {} and the journal ends with {}",
            index.last(),
            opened.last
        )));
    }
    let latest = match opened.latest {
        // The last segment has only just been begun.
        None if opened.last > 0 => Some(lookup.record(opened.last)?.at),
        latest => latest,
    };
    let latest = latest.filter(|_| !has(Bug::ClockForgotten));
    let clock = clock_of(&index, options.clock, latest.unwrap_or(0))?;
    let people = people_of(&index)?;
    systems_of(&index, &simulated)?;
    let worklists = worklists_of(&index)?;
    let office = office_of(&index, outside.receivers())?;
    let (outbound, inbound) = channel();
    let inboxes: Vec<Arc<Inbox>> = (0..options.shards.max(1)).map(|_| Arc::default()).collect();
    let shared = Arc::new(Shared {
        journal: opened.journal,
        lookup,
        definitions: Definitions::new(index.clone()),
        index,
        clock,
        people,
        recent: Recent::default(),
        feed: Feed::new(opened.last),
        worklists,
        office,
        wheel: Wheel::default(),
        simulated: simulated.clone(),
        outwards: outside,
        outside: outbound,
        shards: inboxes.clone(),
        durable: AtomicU64::new(opened.last),
        busy: Busy::default(),
        waiting: AtomicUsize::new(0),
        most_waiting: options.waiting,
        crowd: Crowd::default(),
        remembered: options.remembered,
        sweeper: Mutex::default(),
        closing: AtomicBool::new(false),
        fatal: OnceLock::new(),
    });
    let shard = |(number, inbox)| Shard::new(number, shared.clone(), inbox, options.cache);
    let parts = Parts {
        shards: inboxes.into_iter().enumerate().map(shard).collect(),
        dispatcher: Dispatcher::new(shared.clone(), inbound),
        shared: shared.clone(),
    };
    Ok(Opened { runner: Arc::new(Runner::new(shared, simulated)), parts, seen })
}

fn clock_of(index: &Follower, kind: clock::Kind, latest: i64) -> Result<Clock, Error> {
    let key = Key::of(family::KEPT).name("clock").done();
    let ahead = index.get(&key)?.and_then(|row| Some(i64::from_be_bytes(row.try_into().ok()?)));
    Ok(Clock::new(kind, ahead.unwrap_or(0), latest))
}

fn people_of(index: &Follower) -> Result<People, Error> {
    let people = People::default();
    each(index, Key::of(family::PERSON), |key, value| {
        let (number, name): (u32, String) =
            rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?;
        if !has(Bug::PeopleForgotten) {
            people.lock().give(name.into(), number);
        }
        Ok(())
    })?;
    Ok(people)
}

/// How many tasks there are on every worklist.
fn worklists_of(index: &Follower) -> Result<Worklists, Error> {
    let worklists = Worklists::default();
    each(index, Key::of(family::TASK), |key, value| {
        worklists.found(key, value);
        Ok(())
    })?;
    Ok(worklists)
}

/// What receivers of notifications were owed.
fn office_of(index: &Follower, receivers: Receivers) -> Result<Office, Error> {
    let mut kept = Vec::new();
    each(index, Key::of(family::KEPT).name(notices::ROOM), |key, value| {
        kept.push(rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?);
        Ok(())
    })?;
    Ok(Office::new(receivers, Outbox::restored(kept), Moment(clock::machine())))
}

/// Simulated systems are as they were.
fn systems_of(index: &Follower, simulated: &Simulated) -> Result<(), Error> {
    // Behaviours first: failures are counted against them. Registers in the order of their changes.
    for room in ["behaviour", "failed", REGISTER] {
        each(index, Key::of(family::KEPT).name(room), |key, value| {
            let change = rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?;
            simulated.apply(&change);
            Ok(())
        })?;
    }
    Ok(())
}

/// Looks at every row whose key begins with another.
fn each(
    index: &Follower,
    of: Key,
    mut see: impl FnMut(&[u8], &[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let (from, to) = of.range();
    let mut from = Bound::Included(from);
    loop {
        let rows = index.scan(as_slice(&from), as_slice(&to), false, PAGE)?;
        let Some((last, _)) = rows.last() else { return Ok(()) };
        from = Bound::Excluded(last.clone());
        for (key, value) in &rows {
            see(key, value)?;
        }
    }
}

impl Parts {
    /// Asks again for what was owed when the store was closed, and gives mail that was not taken. Slowly enough
    /// that what is asked now does not have to wait for all of it.
    ///
    /// # Errors
    /// The index fails.
    pub fn resume(&self) -> Result<(), Error> {
        resume(&self.shared, || true)
    }

    /// Gives each part a thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn spawn(self) -> Result<Vec<JoinHandle<()>>, Error> {
        let failed = |error: std::io::Error| Error::Disk(error.to_string());
        let named = |name: String| std::thread::Builder::new().name(name);
        let mut threads = Vec::new();
        for (number, shard) in self.shards.into_iter().enumerate() {
            let Some(inbox) = self.shared.shards.get(number).cloned() else { continue };
            inbox.employ(shard);
            let thread = named(format!("shard-{number}")).spawn(move || inbox.run());
            threads.push(thread.map_err(failed)?);
        }
        let dispatcher = self.dispatcher;
        // It ends when the last handle of the runner is gone, which nobody waits for.
        named("outside".into()).spawn(move || dispatcher.run()).map_err(failed)?;
        let shared = self.shared.clone();
        threads.push(named("timers".into()).spawn(move || watch(&shared)).map_err(failed)?);
        let shared = self.shared;
        let again = move || {
            let patient = || {
                shared.busy.wait(Duration::from_millis(200));
                !shared.closing.load(Ordering::Acquire)
            };
            if let Err(error) = resume(&shared, patient) {
                shared.fail(&error);
            }
        };
        threads.push(named("resume".into()).spawn(again).map_err(failed)?);
        Ok(threads)
    }
}

/// Sends what is due, until the runner is closing.
fn watch(shared: &Shared) {
    while !shared.closing.load(Ordering::Acquire) {
        let now = shared.clock.now();
        match shared.wheel.turn(shared, now) {
            Ok(done) => shared.wheel.sleep(done.next.and_then(|at| shared.clock.until(at))),
            Err(error) => {
                shared.fail(&error);
                std::thread::sleep(Duration::from_millis(500));
            }
        }
    }
}

/// Asks again and delivers, page by page; between two pages `go_on` may wait, or end it.
fn resume(shared: &Shared, go_on: impl Fn() -> bool) -> Result<(), Error> {
    let until = shared.index.last();
    let pages = |of: u8, see: &mut dyn FnMut(&[u8], Vec<u8>)| {
        let (from, to) = Key::of(of).range();
        let mut from = Bound::Included(from);
        loop {
            let rows = shared.index.scan(as_slice(&from), as_slice(&to), false, PAGE)?;
            let Some((last, _)) = rows.last() else { return Ok::<(), Error>(()) };
            from = Bound::Excluded(last.clone());
            for (key, value) in rows {
                see(&key, value);
            }
            if !go_on() {
                return Ok(());
            }
        }
    };
    pages(family::MAIL, &mut |key, value| {
        let mut parts = KeyParts(key.get(1..).unwrap_or_default());
        let id = parts.number().zip(parts.short());
        // What came since was delivered when it came.
        if let (Some((sequence, number)), Ok(mail)) = (id, rmp_serde::from_slice(&value))
            && sequence <= until
            && !has(Bug::MailNotResumed)
        {
            deliver(shared, MailId { sequence, number }, mail);
        }
    })?;
    pages(family::OWED, &mut |key, value| {
        let id = key.len().checked_sub(18).and_then(|at| KeyParts(&key[at..]).id());
        if let (Some(application), Some((system, row))) = (id, read_owed(&(key.to_vec(), value)))
            && !has(Bug::OwedNotResumed)
        {
            owe(shared, Owing { system, application, row });
        }
    })
}

impl Shared {
    /// Takes nothing more, and waits until what was taken is on the medium.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Release);
        self.wheel.wake();
        for shard in 0..self.shards.len() {
            self.send(shard, Message::Close);
        }
    }
}
