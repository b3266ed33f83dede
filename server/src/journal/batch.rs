//! Writes what waits, batch by batch, and tells those whose records are on the medium.

use super::SECTOR;
use super::commit::{Queue, Shared, Waiting, lock};
use super::error::Error;
use super::frame::{self, Header};
use super::open::{self, Tail};
use super::record;
use crate::planted::{Bug, has};
use crate::telemetry::metric::{JOURNAL_APPEND_DURATION, JOURNAL_FSYNC_DURATION};
use metrics::Histogram;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long what waits is gathered at most while many ask at once: about as long as some syncs take.
const GATHERED: Duration = Duration::from_millis(1);

/// Waits until there is something to write; false: it is over.
pub(super) fn wait_for_work(shared: &Shared) -> bool {
    let mut queue = lock(&shared.queue);
    while queue.waiting.is_empty() {
        if queue.closing || queue.stopped.is_some() {
            return false;
        }
        queue.is_idle = true;
        queue = shared.wait(&shared.work, queue);
        queue.is_idle = false;
    }
    gather(shared, queue);
    true
}

/// Waits a little for more, where many ask at once.
fn gather(shared: &Shared, mut queue: MutexGuard<'_, Queue>) {
    queue.gathers = shared.crowd.load(Ordering::Relaxed) / 4;
    if queue.waiting.len() < queue.gathers {
        queue.is_idle = true;
        let wants_more = |queue: &mut Queue| queue.waiting.len() < queue.gathers && !queue.closing;
        let gathered = shared.work.wait_timeout_while(queue, GATHERED, wants_more);
        queue = gathered.unwrap_or_else(PoisonError::into_inner).0;
        queue.is_idle = false;
    }
    queue.gathers = 0;
}

/// Writes one batch, if anything waits; whether to go on.
pub(super) fn commit(shared: &Shared, writer: &Mutex<Writer>) -> bool {
    write(shared, &mut lock(writer))
}

pub(super) fn write(shared: &Shared, writer: &mut Writer) -> bool {
    let batch = take(shared);
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

/// What waits, up to the longest batch.
fn take(shared: &Shared) -> Vec<Waiting> {
    let mut queue = lock(&shared.queue);
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
    batch
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
pub(super) struct Writer {
    pub(super) tail: Tail,
    body: Vec<u8>,
    buffer: Vec<u8>,
    /// How long writing and syncing takes.
    times: (Histogram, Histogram),
}

impl Writer {
    pub(super) fn new(tail: Tail) -> Self {
        let times = (JOURNAL_APPEND_DURATION.histogram(&[]), JOURNAL_FSYNC_DURATION.histogram(&[]));
        Self { tail, body: Vec::new(), buffer: Vec::new(), times }
    }

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
        self.body.clear();
        self.buffer.clear();
        let base = batch.iter().find(|w| !w.records.is_empty()).map_or(0, |w| w.at);
        let mut next = self.tail.next;
        for (at, (kind, payload)) in batch.iter().flat_map(|w| w.records.iter().map(move |r| (w.at, r))) {
            record::write(&mut self.body, base, next, at, *kind, payload);
            next += 1;
        }
        let number = |count: usize| u32::try_from(count).map_err(|_| Error::TooLong(count));
        let (length, count) = (number(self.body.len())?, number(count)?);
        let header = Header { length, count, first: self.tail.next, base, hash: [0; 16] };
        let at = frame::place(self.tail.at);
        let (previous, seed) = (&self.tail.previous, self.tail.seed);
        let hash = frame::write(&mut self.buffer, at, &header, &self.body, previous, seed);
        let failed = |error: std::io::Error| Error::Stopped(format!("{}: {error}", self.tail.path.display()));
        let begin = Instant::now();
        self.tail.file.write_at(&self.buffer, at).map_err(failed)?;
        let written = begin.elapsed();
        if !has(Bug::SyncSkipped) {
            let synced = self.tail.file.sync();
            if !has(Bug::SyncFailureIgnored) {
                synced.map_err(failed)?;
            }
        }
        self.times.0.record(written.as_secs_f64());
        self.times.1.record((begin.elapsed() - written).as_secs_f64());
        self.tail.at = at + self.buffer.len() as u64;
        (self.tail.next, self.tail.previous) = (next, hash);
        Ok(())
    }

    /// Goes on in the segment that was made beforehand.
    fn roll(&mut self, shared: &Shared) -> Result<(), Error> {
        let stopped = |error: Error| Error::Stopped(error.to_string());
        let _making = lock(&shared.making);
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
