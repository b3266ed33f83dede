//! What the parts of a runner share.

use super::aftermath::OwedRow;
use super::definitions::Definitions;
use super::dispatch::Outside;
use super::dossier::Dossier;
use super::error::Error;
use super::feed::Feed;
use super::inbox::Inbox;
use super::message::Message;
use super::people::People;
use super::recent::{Found, Recent};
use super::rows;
use super::starts::Sweeper;
use super::wheel::Wheel;
use super::worklists::Worklists;
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
    /// How many tasks there are on every worklist.
    pub worklists: Worklists,
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
    /// What waits for the shards.
    pub shards: Vec<Arc<Inbox>>,
    /// The last record that is on the medium and in the index.
    pub durable: AtomicU64,
    /// What is under way.
    pub busy: Busy,
    /// Commands from outside that wait for a shard.
    pub waiting: AtomicUsize,
    /// Most of them.
    pub most_waiting: usize,
    /// Commands from outside that are not answered yet.
    pub crowd: Crowd,
    /// How long starts under an idempotency key are remembered, in milliseconds.
    pub remembered: i64,
    /// Takes out those that are not remembered any more.
    pub(super) sweeper: Mutex<Sweeper>,
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
        if self.shards.get(shard).is_none_or(|shard| shard.put(message).is_err()) {
            // The shard has ended; what it owed is told by the journal when it is opened again.
            self.busy.end();
        }
    }

    /// Gives a shard something to do and does it here, where nobody works that shard; what comes of it is on its way
    /// to the medium then. Where nothing else is under way, it is brought there, too, before this returns.
    pub fn send_and_work(&self, shard: usize, message: Message) {
        self.busy.begin();
        let is_alone = self.crowd.is_alone();
        self.journal.expect(self.crowd.asking.load(Ordering::Relaxed));
        let held = self.journal.hold();
        if self.shards.get(shard).is_none_or(|shard| shard.put_and_work(message).is_err()) {
            self.busy.end();
        }
        held.release(is_alone);
    }

    /// Notes why the process has to end.
    pub fn fail(&self, error: &Error) {
        if error.is_fatal() {
            let _ = self.fatal.set(error.clone());
            self.wheel.wake();
        }
    }
}

/// Whether commands come one by one, each once the one before is answered, or many at once.
#[derive(Default)]
pub struct Crowd {
    /// Commands that are not answered yet.
    asking: AtomicUsize,
    /// Commands ever.
    asked: AtomicU64,
    /// Up to which command they came many at once.
    until: AtomicU64,
}

/// So many commands long a crowd is taken to last.
const LASTS: u64 = 64;
/// One command in so many is not taken to be alone, to see whether others come meanwhile.
const LOOKS: u64 = 32;

impl Crowd {
    /// A command has come.
    pub fn begin(&self) {
        let asked = self.asked.fetch_add(1, Ordering::AcqRel);
        if self.asking.fetch_add(1, Ordering::AcqRel) > 0 {
            self.until.store(asked + LASTS, Ordering::Release);
        }
    }

    /// One was answered, or never will be.
    pub fn end(&self) {
        self.asking.fetch_sub(1, Ordering::AcqRel);
    }

    /// Whether nobody seems to come beside the one who asks now.
    fn is_alone(&self) -> bool {
        let asked = self.asked.load(Ordering::Acquire);
        asked > self.until.load(Ordering::Acquire) && !asked.is_multiple_of(LOOKS)
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

    /// It is over when this is dropped.
    pub fn until_done(&self) -> UntilDone<'_> {
        UntilDone(self)
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

/// Something that had begun is over when this is dropped, also where it panics.
pub struct UntilDone<'b>(&'b Busy);

impl Drop for UntilDone<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Reads an atomic number that others write.
pub fn seen(number: &AtomicU64) -> u64 {
    number.load(Ordering::Acquire)
}

#[cfg(test)]
mod tests {
    use super::{Crowd, LASTS, LOOKS};

    #[test]
    fn who_is_answered_before_the_next_comes_is_alone_but_for_a_look_now_and_then() {
        let crowd = Crowd::default();
        let alone = |crowd: &Crowd| {
            crowd.begin();
            let is_alone = crowd.is_alone();
            crowd.end();
            is_alone
        };
        let found = (0..10 * LOOKS).filter(|_| alone(&crowd)).count() as u64;
        assert_eq!(found, 10 * (LOOKS - 1));
        crowd.begin();
        assert!(!alone(&crowd));
        crowd.end();
        // It is forgotten only after a while.
        assert!((0..LASTS - 1).all(|_| !alone(&crowd)));
        assert!((0..2).any(|_| alone(&crowd)));
    }
}
