//! Takes records and brings them to the medium, many with one sync.
//!
//! Room is made before records are taken: either the segment being written or the one made beforehand has it. So
//! what was taken never fails for want of room, and nothing that was decided has to be taken back.

use super::SECTOR;
use super::error::Error;
use super::open::{self, Options, Tail};
use super::record::{self, Hash, Header, Kind, LONGEST};
use crate::disk::{Disk, File};
use crate::planted::{Bug, has};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Told once records are on the medium: the number of the last one; or why they never will be.
pub type Committed = Box<dyn FnOnce(Result<u64, Arc<Error>>) + Send>;

/// Records that become durable together, or not at all.
struct Waiting {
    at: i64,
    records: Vec<(Kind, Vec<u8>)>,
    bytes: u64,
    committed: Committed,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// Bytes of what waits and of what is being written, in whole sectors.
    bytes: u64,
    /// Bytes left in the segment, before any of `bytes`.
    left: u64,
    /// The number of the last record that was taken.
    last: u64,
    /// The number of the last record that is on the medium, and its hash.
    durable: u64,
    head: Hash,
    /// A segment made beforehand.
    prepared: Option<Arc<dyn File>>,
    /// A segment is wanted beforehand.
    wanted: bool,
    /// How often making one failed for want of room.
    full: u64,
    stopped: Option<Arc<Error>>,
    closing: bool,
}

impl Queue {
    fn has_room(&self, bytes: u64) -> bool {
        self.prepared.is_some() || self.bytes + bytes <= self.left
    }
}

struct Shared {
    queue: Mutex<Queue>,
    /// Something waits to be written, or it is over.
    work: Condvar,
    /// There may be room for more, or there never will be.
    room: Condvar,
    /// A segment is wanted, or it is over.
    want: Condvar,
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    options: Options,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nobody panics while holding one of these; what they guard is whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Waits until a condition may have changed.
    fn wait<'q>(&self, condition: &Condvar, queue: MutexGuard<'q, Queue>) -> MutexGuard<'q, Queue> {
        condition.wait(queue).unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a segment beforehand.
    fn prepare(&self) {
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
            disk,
            folder,
            options,
        });
        let writer = Arc::new(Mutex::new(Writer { tail, buffer: Vec::new() }));
        let mut journal = Self { shared, writer, threads: Vec::new() };
        if options.threads {
            journal.spawn()?;
        }
        Ok(journal)
    }

    fn spawn(&mut self) -> Result<(), Error> {
        let failed = |error: std::io::Error| Error::Stopped(error.to_string());
        let (shared, writer) = (self.shared.clone(), self.writer.clone());
        let write = move || while commit(&shared, &writer, true) {};
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
        let bytes: usize = records.iter().map(|(_, payload)| record::span(payload.len())).sum();
        let longest = records.iter().map(|(_, payload)| payload.len()).max().unwrap_or(0);
        let bytes = bytes.next_multiple_of(SECTOR) as u64;
        if longest > LONGEST || bytes + SECTOR as u64 > self.shared.options.segment {
            return Err(Arc::new(Error::TooLong(longest)));
        }
        let mut queue = self.make_room(bytes)?;
        queue.last += records.len() as u64;
        queue.bytes += bytes;
        queue.waiting.push_back(Waiting { at, records, bytes, committed });
        let last = queue.last;
        drop(queue);
        self.shared.work.notify_one();
        Ok(last)
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
            queue = self.shared.wait(&self.shared.room, queue);
        }
    }

    /// The same where no thread does it.
    fn make_room_here(&self, crowded: bool) -> Result<MutexGuard<'_, Queue>, Arc<Error>> {
        if crowded {
            commit(&self.shared, &self.writer, false);
            return Ok(lock(&self.shared.queue));
        }
        let before = lock(&self.shared.queue).full;
        self.shared.prepare();
        let queue = lock(&self.shared.queue);
        if queue.full > before { Err(Arc::new(Error::Full)) } else { Ok(queue) }
    }

    /// Writes one batch of what waits, where no thread does it ([`Options::threads`]); whether there was any. Where
    /// one does, nothing: it holds what writes even while it waits for work.
    pub fn commit(&self) -> bool {
        self.threads.is_empty()
            && !lock(&self.shared.queue).waiting.is_empty()
            && commit(&self.shared, &self.writer, false)
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

/// Writes one batch; whether to go on.
fn commit(shared: &Shared, writer: &Mutex<Writer>, wait: bool) -> bool {
    let mut writer = lock(writer);
    let Some(batch) = take(shared, wait) else { return false };
    match writer.write(shared, &batch) {
        Ok(()) => {
            acknowledge(shared, &writer.tail, batch);
            true
        }
        Err(error) => {
            stop(shared, batch, error);
            false
        }
    }
}

/// What waits, up to the longest batch; none when it is over.
fn take(shared: &Shared, wait: bool) -> Option<Vec<Waiting>> {
    let mut queue = lock(&shared.queue);
    while queue.waiting.is_empty() {
        if queue.closing || queue.stopped.is_some() || !wait {
            return None;
        }
        queue = shared.wait(&shared.work, queue);
    }
    let most = shared.options.batch.min(shared.options.segment - SECTOR as u64);
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while let Some(next) = queue.waiting.pop_front() {
        if !batch.is_empty() && bytes + next.bytes > most {
            queue.waiting.push_front(next);
            break;
        }
        bytes += next.bytes;
        batch.push(next);
    }
    Some(batch)
}

fn acknowledge(shared: &Shared, tail: &Tail, batch: Vec<Waiting>) {
    let bytes: u64 = batch.iter().map(|w| w.bytes).sum();
    let records: u64 = batch.iter().map(|w| w.records.len() as u64).sum();
    let mut queue = lock(&shared.queue);
    let mut number = queue.durable;
    queue.bytes -= bytes;
    queue.durable += records;
    queue.head = tail.previous;
    queue.left = tail.length.saturating_sub(tail.at);
    if queue.prepared.is_none() && queue.left < tail.length / 2 && !queue.wanted {
        queue.wanted = true;
        shared.want.notify_one();
    }
    drop(queue);
    shared.room.notify_all();
    for waiting in batch {
        number += waiting.records.len() as u64;
        (waiting.committed)(Ok(number));
    }
}

/// Nothing is taken any more.
fn stop(shared: &Shared, batch: Vec<Waiting>, error: Error) {
    let why = Arc::new(error);
    let mut queue = lock(&shared.queue);
    queue.stopped = Some(why.clone());
    queue.bytes = 0;
    let rest = std::mem::take(&mut queue.waiting);
    drop(queue);
    shared.room.notify_all();
    for waiting in batch.into_iter().chain(rest) {
        (waiting.committed)(Err(why.clone()));
    }
}

/// The one that writes.
struct Writer {
    tail: Tail,
    buffer: Vec<u8>,
}

impl Writer {
    /// Brings a batch to the medium. Whatever fails leaves in doubt what is there.
    fn write(&mut self, shared: &Shared, batch: &[Waiting]) -> Result<(), Error> {
        let count: usize = batch.iter().map(|w| w.records.len()).sum();
        if count == 0 {
            return Ok(());
        }
        let bytes: u64 = batch.iter().map(|w| w.bytes).sum();
        if self.tail.at + bytes > self.tail.length {
            self.roll(shared)?;
        }
        self.buffer.clear();
        let (first, mut next, mut previous) = (self.tail.next, self.tail.next, self.tail.previous);
        for (at, (kind, payload)) in batch.iter().flat_map(|w| w.records.iter().map(move |r| (w.at, r))) {
            let header = Header {
                length: payload.len(),
                payload_crc: 0,
                sequence: next,
                at,
                previous,
                kind: *kind,
                is_first: next == first,
                is_last: next + 1 == first + count as u64,
            };
            previous = record::write(&mut self.buffer, &header, payload);
            next += 1;
        }
        let failed = |error: std::io::Error| Error::Stopped(format!("{}: {error}", self.tail.path.display()));
        self.tail.file.write_at(&self.buffer, self.tail.at).map_err(failed)?;
        if !has(Bug::SyncSkipped) {
            let synced = self.tail.file.sync();
            if !has(Bug::SyncFailureIgnored) {
                synced.map_err(failed)?;
            }
        }
        self.tail.at = (self.tail.at + self.buffer.len() as u64).next_multiple_of(SECTOR as u64);
        (self.tail.next, self.tail.previous) = (next, previous);
        Ok(())
    }

    /// Goes on in the segment that was made beforehand.
    fn roll(&mut self, shared: &Shared) -> Result<(), Error> {
        let stopped = |error: Error| Error::Stopped(error.to_string());
        let prepared = lock(&shared.queue).prepared.take();
        let length = shared.options.segment;
        let file = match prepared {
            Some(file) => file,
            None => open::prepare(&*shared.disk, &shared.folder, length).map_err(stopped)?,
        };
        let (next, previous) = (self.tail.next, self.tail.previous);
        self.tail =
            open::name(&*shared.disk, &shared.folder, file, next, &previous, length).map_err(stopped)?;
        Ok(())
    }
}
