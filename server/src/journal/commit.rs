//! Takes records; [`batch`](super::batch) brings them to the medium, many with one sync.
//!
//! Room is made before records are taken: either the segment being written or the one made beforehand has it. So
//! what was taken never fails for want of room, and nothing that was decided has to be taken back.

use super::SECTOR;
use super::batch::{Writer, commit, wait_for_work, write};
use super::error::Error;
use super::frame;
use super::open::{self, Options, Tail};
use super::record::{self, Hash, Kind, LONGEST};
use crate::disk::{Disk, File};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Told once records are on the medium: the number of the last one; or why they never will be.
pub type Committed = Box<dyn FnOnce(Result<u64, Arc<Error>>) + Send>;

/// Records that become durable together, or not at all.
pub(super) struct Waiting {
    pub(super) at: i64,
    pub(super) records: Vec<(Kind, Vec<u8>)>,
    pub(super) bytes: u64,
    pub(super) committed: Committed,
}

#[derive(Default)]
pub(super) struct Queue {
    pub(super) waiting: VecDeque<Waiting>,
    /// Bytes that what waits and what is being written may take, at most.
    pub(super) bytes: u64,
    /// Bytes left in the segment, before any of `bytes`.
    pub(super) left: u64,
    /// The number of the last record that was taken.
    pub(super) last: u64,
    /// The number of the last record that is on the medium, and its hash.
    pub(super) durable: u64,
    pub(super) head: Hash,
    /// A segment made beforehand.
    pub(super) prepared: Option<Arc<dyn File>>,
    /// A segment is wanted beforehand.
    pub(super) wanted: bool,
    /// How often making one failed for want of room.
    pub(super) full: u64,
    pub(super) stopped: Option<Arc<Error>>,
    pub(super) closing: bool,
    /// The thread waits for something to write.
    pub(super) is_idle: bool,
    /// How many it waits for before it writes.
    pub(super) gathers: usize,
    /// How many are about to take records here, and write them or tell the thread afterwards.
    pub(super) held: usize,
}

impl Queue {
    fn has_room(&self, bytes: u64) -> bool {
        self.prepared.is_some() || self.bytes + bytes <= self.left
    }
}

pub(super) struct Shared {
    pub(super) queue: Mutex<Queue>,
    /// Something waits to be written, or it is over.
    pub(super) work: Condvar,
    /// There may be room for more, or there never will be.
    pub(super) room: Condvar,
    /// A segment is wanted, or it is over.
    pub(super) want: Condvar,
    /// How many ask at once, as whoever has them take records says.
    pub(super) crowd: AtomicUsize,
    /// Held by whoever makes a segment or gives it its name: both go by the one name that it has beforehand.
    pub(super) making: Mutex<()>,
    pub(super) disk: Arc<dyn Disk>,
    pub(super) folder: PathBuf,
    pub(super) options: Options,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nobody panics while holding one of these; what they guard is whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Waits until a condition may have changed.
    pub(super) fn wait<'q>(
        &self,
        condition: &Condvar,
        queue: MutexGuard<'q, Queue>,
    ) -> MutexGuard<'q, Queue> {
        condition.wait(queue).unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the thread that something waits.
    fn wake(&self, queue: &Queue) {
        if queue.is_idle && queue.waiting.len() >= queue.gathers.max(1) {
            self.work.notify_one();
        }
    }

    /// Tells the thread not to wait for more.
    fn urge(&self, queue: &mut Queue) {
        queue.gathers = 0;
        self.wake(queue);
    }

    /// Makes a segment beforehand, where there is none.
    fn prepare(&self) {
        let _making = lock(&self.making);
        if lock(&self.queue).prepared.is_some() {
            lock(&self.queue).wanted = false;
            self.room.notify_all();
            return;
        }
        let made = open::prepare(&*self.disk, &self.folder, self.options.segment);
        let mut queue = lock(&self.queue);
        queue.wanted = false;
        match made {
            Ok(file) => queue.prepared = Some(file),
            Err(Error::Full) => queue.full += 1,
            // Only what needs another segment fails; the next who does tries again.
            Err(error) => {
                queue.full += 1;
                let _ = error;
            }
        }
        drop(queue);
        self.room.notify_all();
    }
}

/// A journal that takes records. Dropping it waits until what was taken is on the medium.
pub struct Journal {
    shared: Arc<Shared>,
    writer: Arc<Mutex<Writer>>,
    threads: Vec<JoinHandle<()>>,
}

impl Journal {
    pub(super) fn start(
        disk: Arc<dyn Disk>,
        folder: PathBuf,
        options: Options,
        tail: Tail,
    ) -> Result<Self, Error> {
        let last = tail.next - 1;
        let left = tail.length.saturating_sub(tail.at);
        let queue = Queue { last, durable: last, head: tail.previous, left, ..Queue::default() };
        let shared = Arc::new(Shared {
            queue: Mutex::new(queue),
            work: Condvar::new(),
            room: Condvar::new(),
            want: Condvar::new(),
            crowd: AtomicUsize::new(0),
            making: Mutex::new(()),
            disk,
            folder,
            options,
        });
        let writer = Arc::new(Mutex::new(Writer::new(tail)));
        let mut journal = Self { shared, writer, threads: Vec::new() };
        if options.threads {
            journal.spawn()?;
        }
        Ok(journal)
    }

    fn spawn(&mut self) -> Result<(), Error> {
        let failed = |error: std::io::Error| Error::Stopped(error.to_string());
        let (shared, writer) = (self.shared.clone(), self.writer.clone());
        let write = move || {
            while wait_for_work(&shared) && commit(&shared, &writer) {
                // Where the processors are full, those whom this batch answered come again before the next is taken.
                std::thread::yield_now();
            }
        };
        self.threads.push(std::thread::Builder::new().name("journal".into()).spawn(write).map_err(failed)?);
        let shared = self.shared.clone();
        let prepare = move || {
            loop {
                let mut queue = lock(&shared.queue);
                while !(queue.wanted || queue.closing) {
                    queue = shared.wait(&shared.want, queue);
                }
                if queue.closing {
                    return;
                }
                drop(queue);
                shared.prepare();
            }
        };
        let builder = std::thread::Builder::new().name("journal-segments".into());
        self.threads.push(builder.spawn(prepare).map_err(failed)?);
        Ok(())
    }

    /// Takes records that become durable together; numbers follow one another in the order of calls. The number
    /// of the last is returned at once; `committed` is told later, in the same order. Where too much waits, the
    /// caller waits. No records: `committed` is told once everything taken before is on the medium.
    ///
    /// # Errors
    /// The journal has stopped, is full, or the records are too long; `committed` is then not told.
    pub fn append(
        &self,
        at: i64,
        records: Vec<(Kind, Vec<u8>)>,
        committed: Committed,
    ) -> Result<u64, Arc<Error>> {
        let body: usize = records.iter().map(|(_, payload)| record::most(payload.len())).sum();
        let longest = records.iter().map(|(_, payload)| payload.len()).max().unwrap_or(0);
        let bytes = if records.is_empty() { 0 } else { frame::most(body as u64) };
        if longest > LONGEST || bytes + SECTOR as u64 > self.shared.options.segment {
            return Err(Arc::new(Error::TooLong(longest)));
        }
        let mut queue = self.make_room(bytes)?;
        queue.last += records.len() as u64;
        queue.bytes += bytes;
        queue.waiting.push_back(Waiting { at, records, bytes, committed });
        let last = queue.last;
        if queue.held == 0 || queue.waiting.len() == queue.gathers {
            self.shared.wake(&queue);
        }
        Ok(last)
    }

    /// The thread is not told of records that are taken until this is released.
    pub fn hold(&self) -> Hold<'_> {
        lock(&self.shared.queue).held += 1;
        Hold(self)
    }

    /// The thread is told at once of what waits, whoever holds.
    pub fn urge(&self) {
        self.shared.urge(&mut lock(&self.shared.queue));
    }

    /// So many ask at once: while that is many, records are gathered a little, for a sync costs more than they do.
    pub fn expect(&self, crowd: usize) {
        self.shared.crowd.store(crowd, Ordering::Relaxed);
    }

    /// Waits until there is room, or it is clear that there is none.
    fn make_room(&self, bytes: u64) -> Result<MutexGuard<'_, Queue>, Arc<Error>> {
        let mut queue = lock(&self.shared.queue);
        let mut asked_at = None;
        loop {
            if let Some(why) = &queue.stopped {
                return Err(why.clone());
            }
            let crowded = queue.bytes > 0 && queue.bytes + bytes > self.shared.options.waiting;
            if !crowded && queue.has_room(bytes) {
                return Ok(queue);
            }
            if !self.shared.options.threads {
                drop(queue);
                queue = self.make_room_here(crowded)?;
                continue;
            }
            if !crowded {
                match asked_at {
                    Some(full) if queue.full > full => return Err(Arc::new(Error::Full)),
                    Some(_) => {}
                    None => asked_at = Some(queue.full),
                }
                queue.wanted = true;
                self.shared.want.notify_one();
            }
            // Also where it was not to be told yet: there is no room before it has written.
            self.shared.urge(&mut queue);
            queue = self.shared.wait(&self.shared.room, queue);
        }
    }

    /// The same where no thread does it.
    fn make_room_here(&self, crowded: bool) -> Result<MutexGuard<'_, Queue>, Arc<Error>> {
        if crowded {
            commit(&self.shared, &self.writer);
            return Ok(lock(&self.shared.queue));
        }
        let before = lock(&self.shared.queue).full;
        self.shared.prepare();
        let queue = lock(&self.shared.queue);
        if queue.full > before { Err(Arc::new(Error::Full)) } else { Ok(queue) }
    }

    /// Writes one batch of what waits, where no thread does it ([`Options::threads`]); whether there was any. Where
    /// one does, nothing.
    pub fn commit(&self) -> bool {
        self.threads.is_empty() && !self.is_empty() && commit(&self.shared, &self.writer)
    }

    fn is_empty(&self) -> bool {
        lock(&self.shared.queue).waiting.is_empty()
    }

    /// The number of the last record on the medium and its hash: what a checkpoint outside keeps.
    pub fn head(&self) -> (u64, Hash) {
        let queue = lock(&self.shared.queue);
        (queue.durable, queue.head)
    }

    /// Why it has stopped, if it has.
    pub fn stopped(&self) -> Option<Arc<Error>> {
        lock(&self.shared.queue).stopped.clone()
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        lock(&self.shared.queue).closing = true;
        self.shared.work.notify_all();
        self.shared.want.notify_all();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
        while self.commit() {}
    }
}

/// Whoever takes records and sees to it that they are written.
#[must_use]
pub struct Hold<'j>(&'j Journal);

impl Hold<'_> {
    /// The thread is told that there is something to write; or it is written here, where nobody writes already.
    pub fn release(self, here: bool) {
        let journal = self.0;
        if here
            && !journal.threads.is_empty()
            && !journal.is_empty()
            && let Ok(mut writer) = journal.writer.try_lock()
        {
            write(&journal.shared, &mut writer);
        }
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        let shared = &self.0.shared;
        let mut queue = lock(&shared.queue);
        queue.held -= 1;
        shared.wake(&queue);
    }
}
