//! Follows the journal: takes changes without waiting for the disk, shows them at once, and brings them to the
//! index many at a time.
//!
//! What was put stands in the **overlay**. In turns, the overlay becomes the **batch** under way, with one change
//! for each key, and the index applies it; a row that was born and died in between comes to the index as the
//! removal of nothing. Where more is put than a batch should have, the overlay is sealed and waits its turn, and
//! another is begun. A batch that was applied is held until the index keeps it ([`Index::keep`]): a failure takes
//! back what is not kept. Whoever reads looks at the overlay, at those sealed, at the batch under way, at those
//! held, and then at the index.
//!
//! Where the index fails, all that it has lost waits to be applied again and what is read stays right; only the
//! lag grows, until [`Follower::is_crowded`] says that nothing more may come.

mod layers;
mod read;
mod turn;

use self::layers::{Batch, Layer};
use super::{Change, Error, Index, Late};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

/// When the index is written to, and how far it may lag behind.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long changes are gathered. While the index is slow they are gathered longer: up to ten times that.
    pub pause: Duration,
    /// Rows of a batch, about: sled lets nobody read while it writes one, and its memory grows with it.
    pub batch: usize,
    /// Bytes of a batch, about.
    pub batch_bytes: usize,
    /// Rows that may lag behind before it is crowded.
    pub rows: usize,
    /// Bytes that may lag behind before it is crowded.
    pub bytes: usize,
    /// Whether a thread of its own takes the turns; else [`Follower::step`] does, as simulations want.
    pub threads: bool,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            pause: Duration::from_millis(200),
            batch: 8_192,
            batch_bytes: 4 << 20,
            rows: 200_000,
            bytes: 128 << 20,
            threads: true,
        }
    }
}

/// What was put and is not yet in the index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lag {
    /// Rows; one that was changed often counts once.
    pub rows: usize,
    /// Bytes of their keys and values.
    pub bytes: usize,
}

#[derive(Default)]
struct State {
    overlay: Layer,
    /// Batches that wait, the oldest first.
    sealed: VecDeque<Arc<Batch>>,
    /// The batch under way.
    batch: Option<Arc<Batch>>,
    /// Batches that were applied and that the index may still lose, the oldest first.
    held: VecDeque<Arc<Batch>>,
    /// How often a batch was begun, or given back.
    begun: u64,
    /// How many turns have ended, well or not.
    ended: u64,
    /// The sequence that was put last.
    last: u64,
    /// The sequence that the index stands at.
    applied: u64,
    failed: Option<Arc<Error>>,
    /// It failed in a way that waiting does not mend.
    is_over: bool,
    /// Somebody waits for everything that was put.
    hurry: bool,
    closing: bool,
}

impl State {
    fn lag(&self) -> Lag {
        let batches = self.sealed.iter().chain(&self.batch);
        let lags = batches.map(|batch| batch.layer.lag()).chain([self.overlay.lag()]);
        lags.fold(Lag::default(), |sum, lag| Lag { rows: sum.rows + lag.rows, bytes: sum.bytes + lag.bytes })
    }

    /// Makes a batch of the overlay.
    fn seal(&mut self) {
        let layer = std::mem::take(&mut self.overlay);
        self.sealed.push_back(Arc::new(Batch { layer, sequence: self.last }));
    }

    /// Every batch, the newest first.
    fn batches(&self) -> impl Iterator<Item = &Arc<Batch>> {
        self.sealed.iter().rev().chain(&self.batch).chain(self.held.iter().rev())
    }

    /// After a failure the index stands at `applied`: what it lacks waits to be applied again.
    fn give_back(&mut self, applied: u64) {
        for batch in self.batch.take().into_iter().chain(self.held.drain(..).rev()) {
            if batch.sequence > applied {
                self.sealed.push_front(batch);
            }
        }
        self.applied = applied;
        self.begun += 1;
    }

    fn is_behind(&self) -> bool {
        self.batch.is_some() || self.last > self.applied
    }
}

struct Shared {
    index: Arc<dyn Index>,
    pace: Pace,
    state: Mutex<State>,
    /// There is something to do, or it is over.
    work: Condvar,
    /// A turn has ended.
    done: Condvar,
    /// Held by those who need that no other batch is begun meanwhile.
    begin: RwLock<()>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nobody panics while holding it; what it guards is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_crowded(&self, state: &State) -> bool {
        let lag = state.lag();
        lag.rows >= self.pace.rows || lag.bytes >= self.pace.bytes
    }
}

/// An index that is written to behind those who use it. Dropping it stops it.
pub struct Follower {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Follower {
    /// Begins to follow.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(index: Arc<dyn Index>, pace: Pace) -> Result<Self, Error> {
        let applied = index.applied();
        let state = State { last: applied, applied, ..State::default() };
        let shared = Arc::new(Shared {
            index,
            pace,
            state: Mutex::new(state),
            work: Condvar::new(),
            done: Condvar::new(),
            begin: RwLock::new(()),
        });
        let mut thread = None;
        if pace.threads {
            let shared = shared.clone();
            let builder = std::thread::Builder::new().name("index".into());
            thread = Some(builder.spawn(move || shared.follow()).map_err(Error::Thread)?);
        }
        Ok(Self { shared, thread: Mutex::new(thread) })
    }

    /// Takes all changes of one record of the journal, which belong together; reads see them from now on. Called
    /// in the order of the journal. A sequence that was put before changes nothing, so that a journal may be
    /// read again from a little earlier.
    pub fn put(&self, changes: Vec<Change>, sequence: u64) {
        self.put_all(changes, Vec::new(), sequence);
    }

    /// The same with rows that are written only when they are wanted.
    pub fn put_all(&self, changes: Vec<Change>, late: Vec<(Vec<u8>, Arc<dyn Late>)>, sequence: u64) {
        let mut state = self.shared.state();
        if sequence <= state.last {
            return;
        }
        let was_idle = !state.is_behind();
        for (key, value) in changes {
            state.overlay.put(key, value);
        }
        for (key, late) in late {
            state.overlay.put_late(key, late);
        }
        state.last = sequence;
        let lag = state.overlay.lag();
        let is_much = lag.rows >= self.shared.pace.batch || lag.bytes >= self.shared.pace.batch_bytes;
        if is_much {
            state.seal();
        }
        drop(state);
        if was_idle || is_much {
            self.shared.work.notify_one();
        }
    }

    /// The sequence that the index stands at.
    pub fn applied(&self) -> u64 {
        self.shared.state().applied
    }

    /// The sequence that was put last: what reads see.
    pub fn last(&self) -> u64 {
        self.shared.state().last
    }

    /// What was put and is not yet in the index.
    pub fn lag(&self) -> Lag {
        self.shared.state().lag()
    }

    /// Whether so much lags behind that nothing more should come.
    pub fn is_crowded(&self) -> bool {
        self.shared.is_crowded(&self.shared.state())
    }

    /// Waits until it is not crowded.
    ///
    /// # Errors
    /// It is crowded, and the index has failed.
    pub fn wait_for_room(&self) -> Result<(), Arc<Error>> {
        let mut state = self.shared.state();
        while self.shared.is_crowded(&state) {
            if let Some(why) = &state.failed {
                return Err(why.clone());
            }
            if self.shared.pace.threads && !state.closing {
                self.shared.work.notify_one();
                state = self.shared.done.wait(state).unwrap_or_else(PoisonError::into_inner);
            } else {
                drop(state);
                self.shared.turn();
                state = self.shared.state();
            }
        }
        Ok(())
    }

    /// Why the index is not written to, if it is not. A full disk is tried again by itself, and this is over
    /// once there is room; anything else stays until the next start.
    pub fn failed(&self) -> Option<Arc<Error>> {
        self.shared.state().failed.clone()
    }

    /// Waits until everything that was put is in the index. What failed for want of room is tried once more.
    ///
    /// # Errors
    /// The index has failed.
    pub fn flush(&self) -> Result<(), Arc<Error>> {
        let mut state = self.shared.state();
        let wanted = state.last;
        let before = state.ended;
        while state.applied < wanted {
            let was_tried = state.ended > before;
            match &state.failed {
                Some(why) if state.is_over || was_tried => return Err(why.clone()),
                _ => {}
            }
            if self.shared.pace.threads && !state.closing {
                state.hurry = true;
                self.shared.work.notify_one();
                state = self.shared.done.wait(state).unwrap_or_else(PoisonError::into_inner);
            } else {
                drop(state);
                self.shared.turn();
                state = self.shared.state();
            }
        }
        Ok(())
    }

    /// Applies what was put until now, or the oldest batch that waits, where no thread does it ([`Pace::threads`]); whether there was
    /// any and the index took it.
    pub fn step(&self) -> bool {
        self.shared.turn()
    }

    /// Brings what was put to the index and ends. Later calls read, and nothing more is written.
    pub fn stop(&self) {
        self.shared.state().closing = true;
        self.shared.work.notify_all();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        match thread {
            Some(thread) => {
                if thread.join().is_err() {
                    tracing::error!("the thread of the index panicked");
                }
            }
            None => while self.shared.turn() {},
        }
        self.shared.done.notify_all();
    }

    /// The index below.
    pub fn index(&self) -> &Arc<dyn Index> {
        &self.shared.index
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.stop();
    }
}
