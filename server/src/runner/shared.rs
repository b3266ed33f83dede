//! What the parts of a runner share.

use super::aftermath::OwedRow;
use super::definitions::Definitions;
use super::dispatch::Outside;
use super::dossier::Dossier;
use super::error::Error;
use super::feed::Feed;
use super::message::Message;
use super::people::People;
use super::recent::{Found, Recent};
use super::rows;
use super::wheel::Wheel;
use crate::clock::Clock;
use crate::index::Follower;
use crate::journal::{Journal, Lookup};
use crate::notices::Office;
use crate::systems::simulated::Simulated;
use onething_engine::hold::HoldKey;
use onething_engine::scenario::model::Id;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Something that the outside owes, to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owing {
    /// By which system.
    pub system: Id,
    /// To which application.
    pub application: Uuid,
    /// What.
    pub row: OwedRow,
}

/// What the parts of a runner share.
pub struct Shared {
    /// The truth.
    pub journal: Journal,
    /// Single records of it.
    pub lookup: Lookup,
    /// What can be made again from it.
    pub index: Arc<Follower>,
    /// Published versions.
    pub definitions: Definitions,
    /// Time.
    pub clock: Clock,
    /// Numbers of persons.
    pub people: People,
    /// The applications that took a turn last.
    pub recent: Recent,
    /// What has happened, as it happens.
    pub feed: Feed,
    /// What receivers of notifications are owed.
    pub office: Office,
    /// What comes by itself later.
    pub wheel: Wheel,
    /// Simulated systems.
    pub simulated: Arc<Simulated>,
    /// Who answers for which system.
    pub outwards: Arc<dyn Outside>,
    /// What is owed by the outside, to whoever asks for it.
    pub outside: Sender<Owing>,
    /// The shards.
    pub shards: Vec<Sender<Message>>,
    /// The last record that is on the medium and in the index.
    pub durable: AtomicU64,
    /// What is under way.
    pub busy: Busy,
    /// Commands from outside that wait for a shard.
    pub waiting: AtomicUsize,
    /// Most of them.
    pub most_waiting: usize,
    /// How long starts under an idempotency key are remembered, in milliseconds.
    pub remembered: i64,
    /// No more is taken.
    pub closing: AtomicBool,
    /// Why the process has to end.
    pub fatal: OnceLock<Error>,
}

impl Shared {
    /// An application as it is on the medium; none where there is none.
    ///
    /// # Errors
    /// The index fails.
    pub fn application(&self, id: Uuid) -> Result<Option<Found>, Error> {
        if let Some(found) = self.recent.get(id) {
            return Ok(Some(found));
        }
        let key = rows::application(id);
        let Some(row) = self.index.get(&key)? else { return Ok(None) };
        let dossier = Dossier::read(&row).map_err(|e| Error::damaged_row(&key, &e))?;
        let course = self.definitions.course(&dossier.start)?;
        let course = course.map_err(|why| Error::damaged_row(&key, &why))?;
        Ok(Some((Arc::new(dossier), course)))
    }

    /// The shard that owns an application.
    pub fn shard_of(&self, application: Uuid) -> usize {
        // The last bytes of an id are chance.
        let low = application.as_u128() as u64;
        usize::try_from(low % self.shards.len().max(1) as u64).unwrap_or(0)
    }

    /// The shard that owns a held thing.
    pub fn shard_of_line(&self, key: &HoldKey) -> usize {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        usize::try_from(hasher.finish() % self.shards.len().max(1) as u64).unwrap_or(0)
    }

    /// Gives a shard something to do.
    pub fn send(&self, shard: usize, message: Message) {
        self.busy.begin();
        let gone = self.shards.get(shard).is_none_or(|shard| shard.send(message).is_err());
        if gone {
            // The shard has ended; what it owed is told by the journal when it is opened again.
            self.busy.end();
        }
    }

    /// Notes why the process has to end.
    pub fn fail(&self, error: &Error) {
        if error.is_fatal() {
            let _ = self.fatal.set(error.clone());
            self.wheel.wake();
        }
    }
}

/// How much is under way: asked and not yet answered, with all that follows at once.
#[derive(Default)]
pub struct Busy {
    count: AtomicUsize,
    /// How many wait until nothing is.
    waiting: AtomicUsize,
    lock: Mutex<()>,
    idle: Condvar,
}

impl Busy {
    /// Something has begun.
    pub fn begin(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    /// It is over.
    pub fn end(&self) {
        let before = self.count.fetch_sub(1, Ordering::SeqCst);
        if before == 1 && self.waiting.load(Ordering::SeqCst) > 0 {
            // Whoever has looked and not yet waits holds this.
            drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner));
            self.idle.notify_all();
        }
    }

    /// Whether nothing is under way.
    pub fn is_idle(&self) -> bool {
        self.count.load(Ordering::SeqCst) == 0
    }

    /// Waits until nothing is under way, at most so long; whether that was so.
    pub fn wait(&self, most: Duration) -> bool {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.idle.wait_timeout_while(lock, most, |()| !self.is_idle());
        drop(waited);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        self.is_idle()
    }
}

/// Reads an atomic number that others write.
pub fn seen(number: &AtomicU64) -> u64 {
    number.load(Ordering::Acquire)
}
