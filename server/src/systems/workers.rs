//! Pull workers: a department's system that cannot be reached from here fetches its calls, and tells what came of them.
//!
//! [`Workers`] is a table of calls and leases, pure: the moment is handed in. A call waits in the queue of its system,
//! first in, first out. A worker leases it for a while and has it alone so long; a heartbeat lengthens the lease. When
//! a lease is over without a word the call goes back to its old place in the queue, so a call is done at least once.
//! Whoever completes it first wins, even where its lease is over by then; whoever completes it again is told so. A
//! call that failed leaves the table: whether it is tried again is decided by the state machine, as a new call.
//! Everything is keyed by the call's key, so that after a restart, when calls are offered again, a lease from before
//! can still be completed.

mod lease;
#[cfg(test)]
mod tests;

pub use lease::{Lease, Over};

use super::recent::Recent;
use super::work::Work;
use onething_engine::scenario::model::Id;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a table holds at most, and how long leases last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Calls of one system, queued or leased.
    pub calls: usize,
    /// Calls that one request leases.
    pub lease: usize,
    /// Calls that one worker holds at a time.
    pub held: usize,
    /// Shortest lease, in milliseconds.
    pub shortest_ms: i64,
    /// Longest lease, in milliseconds.
    pub longest_ms: i64,
    /// Keys that are over and still told apart from unknown ones.
    pub remembered: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: 10_000,
            lease: 100,
            held: 1_000,
            shortest_ms: 1_000,
            longest_ms: 3_600_000,
            remembered: 100_000,
        }
    }
}

/// A call that a worker has for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leased {
    /// The lease.
    pub lease: Lease,
    /// Until when, in milliseconds since 1970.
    pub until_ms: i64,
    /// The call.
    pub work: Work,
}

/// What became of a call that was offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// It waits in the queue.
    Queued,
    /// A call of this key is here already, or is over.
    Known,
}

/// The queue of a system is full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Full {
    /// The system.
    pub system: Id,
    /// How many calls of it there are.
    pub calls: usize,
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} calls wait for the workers of `{}`; no more are taken", self.calls, self.system)
    }
}

impl std::error::Error for Full {}

/// One call in the table.
#[derive(Debug, Clone)]
struct Entry {
    work: Work,
    /// Its place: calls are numbered as they are offered.
    place: u64,
    /// How often it was leased.
    leases: u32,
    held: Option<Held>,
}

#[derive(Debug, Clone)]
struct Held {
    worker: String,
    number: u32,
    until_ms: i64,
}

/// Calls of one system that wait or are leased.
#[derive(Debug, Clone, Default)]
struct Queue {
    /// Keys that wait, by place.
    waiting: BTreeMap<u64, String>,
    calls: usize,
}

/// What a system's workers have to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Load {
    /// Calls that wait.
    pub waiting: usize,
    /// Calls that are leased.
    pub leased: usize,
}

/// The table.
#[derive(Debug, Clone)]
pub struct Workers {
    limits: Limits,
    calls: BTreeMap<String, Entry>,
    queues: BTreeMap<Id, Queue>,
    /// When leases are over: moment and key.
    ends: BTreeSet<(i64, String)>,
    /// How many calls a worker of a system holds.
    holds: BTreeMap<(Id, String), usize>,
    over: Recent<String, Ended>,
    places: u64,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Completed,
    Failed,
    Dropped,
}

impl Workers {
    /// An empty table.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            calls: BTreeMap::new(),
            queues: BTreeMap::new(),
            ends: BTreeSet::new(),
            holds: BTreeMap::new(),
            over: Recent::new(limits.remembered),
            places: 0,
        }
    }

    /// Puts a call into the queue of its system.
    ///
    /// # Errors
    /// The queue is full.
    pub fn offer(&mut self, work: Work) -> Result<Offered, Full> {
        if self.calls.contains_key(&work.key) || self.over.get(&work.key).is_some() {
            return Ok(Offered::Known);
        }
        let queue = self.queues.entry(work.system.clone()).or_default();
        if queue.calls >= self.limits.calls {
            return Err(Full { system: work.system, calls: queue.calls });
        }
        self.places += 1;
        queue.calls += 1;
        queue.waiting.insert(self.places, work.key.clone());
        self.calls.insert(work.key.clone(), Entry { work, place: self.places, leases: 0, held: None });
        Ok(Offered::Queued)
    }

    /// Gives a worker the calls of a system that wait longest, at most so many, for so many milliseconds. Leases that
    /// are over by then count as over.
    pub fn lease(&mut self, system: &str, worker: &str, most: usize, ms: i64, now_ms: i64) -> Vec<Leased> {
        self.expire(now_ms);
        let until_ms = now_ms.saturating_add(self.bounded(ms));
        let Some((id, queue)) = self.queues.get_key_value(system) else { return Vec::new() };
        let name = (id.clone(), worker.to_owned());
        let held = self.holds.get(&name).copied().unwrap_or(0);
        let most = most.min(self.limits.lease).min(self.limits.held.saturating_sub(held));
        let keys: Vec<String> = queue.waiting.values().take(most).cloned().collect();
        keys.iter().filter_map(|key| self.give(key, &name, until_ms)).collect()
    }

    fn give(&mut self, key: &str, (system, worker): &(Id, String), until_ms: i64) -> Option<Leased> {
        let entry = self.calls.get_mut(key)?;
        entry.leases = entry.leases.saturating_add(1);
        let number = entry.leases;
        entry.held = Some(Held { worker: worker.clone(), number, until_ms });
        self.queues.get_mut(system)?.waiting.remove(&entry.place);
        self.ends.insert((until_ms, key.to_owned()));
        *self.holds.entry((system.clone(), worker.clone())).or_default() += 1;
        let lease = Lease { key: key.to_owned(), number };
        Some(Leased { lease, until_ms, work: entry.work.clone() })
    }

    fn bounded(&self, ms: i64) -> i64 {
        ms.clamp(self.limits.shortest_ms, self.limits.longest_ms.max(self.limits.shortest_ms))
    }

    /// Lengthens a lease to so many milliseconds from now; until when it lasts then.
    ///
    /// # Errors
    /// The lease is over, or another worker's.
    pub fn heartbeat(&mut self, lease: &Lease, worker: &str, ms: i64, now_ms: i64) -> Result<i64, Over> {
        self.expire(now_ms);
        let until_ms = now_ms.saturating_add(self.bounded(ms));
        let held = match self.calls.get_mut(&lease.key) {
            Some(entry) => entry.held.as_mut(),
            None => return Err(self.ended(&lease.key)),
        };
        let held =
            held.filter(|held| held.number == lease.number && held.worker == worker).ok_or(Over::Lapsed)?;
        self.ends.remove(&(held.until_ms, lease.key.clone()));
        // A heartbeat never shortens.
        held.until_ms = held.until_ms.max(until_ms);
        self.ends.insert((held.until_ms, lease.key.clone()));
        Ok(held.until_ms)
    }

    /// A worker has done a call. The first to say so wins, whoever has the lease by then.
    ///
    /// # Errors
    /// The call is over, or was never here.
    pub fn complete(&mut self, lease: &Lease) -> Result<Work, Over> {
        self.end(&lease.key, Ended::Completed)
    }

    /// A worker could not do a call. Only whoever has the lease may say so.
    ///
    /// # Errors
    /// The lease is over, or another worker's; the call is over, or was never here.
    pub fn fail(&mut self, lease: &Lease, worker: &str, now_ms: i64) -> Result<Work, Over> {
        self.expire(now_ms);
        let Some(entry) = self.calls.get(&lease.key) else { return Err(self.ended(&lease.key)) };
        let ours = |held: &Held| held.number == lease.number && held.worker == worker;
        if !entry.held.as_ref().is_some_and(ours) {
            return Err(Over::Lapsed);
        }
        self.end(&lease.key, Ended::Failed)
    }

    /// A call whose answer could not be kept waits again, for whoever fetches it next.
    pub fn reopen(&mut self, work: Work) {
        self.over.remove(&work.key);
        // Where the queue is full by now, nobody answers in time, and the machine goes on without.
        let _ = self.offer(work);
    }

    /// A call that nobody waits for any more: its application went on without it.
    pub fn drop_call(&mut self, key: &str) -> Option<Work> {
        self.end(key, Ended::Dropped).ok()
    }

    /// The call of a key that is neither completed nor failed.
    pub fn get(&self, key: &str) -> Option<&Work> {
        self.calls.get(key).map(|entry| &entry.work)
    }

    /// Sends calls whose lease is over back to their places in the queues; how many.
    pub fn expire(&mut self, now_ms: i64) -> usize {
        let mut expired = 0;
        while self.ends.first().is_some_and(|(until, _)| *until <= now_ms)
            && let Some((_, key)) = self.ends.pop_first()
        {
            let Some(entry) = self.calls.get_mut(&key) else { continue };
            let Some(held) = entry.held.take() else { continue };
            let system = entry.work.system.clone();
            if let Some(queue) = self.queues.get_mut(&system) {
                queue.waiting.insert(entry.place, key);
            }
            self.let_go(system, held.worker);
            expired += 1;
        }
        expired
    }

    /// When the next lease is over, in milliseconds since 1970.
    pub fn next_end_ms(&self) -> Option<i64> {
        self.ends.first().map(|(until, _)| *until)
    }

    /// What the workers of a system have to do.
    pub fn load(&self, system: &str) -> Load {
        let Some(queue) = self.queues.get(system) else { return Load::default() };
        Load { waiting: queue.waiting.len(), leased: queue.calls.saturating_sub(queue.waiting.len()) }
    }

    fn end(&mut self, key: &str, how: Ended) -> Result<Work, Over> {
        let Some(entry) = self.calls.remove(key) else { return Err(self.ended(key)) };
        let system = entry.work.system.clone();
        if let Some(queue) = self.queues.get_mut(&system) {
            queue.waiting.remove(&entry.place);
            queue.calls = queue.calls.saturating_sub(1);
            if queue.calls == 0 {
                self.queues.remove(&system);
            }
        }
        if let Some(held) = entry.held {
            self.ends.remove(&(held.until_ms, key.to_owned()));
            self.let_go(system, held.worker);
        }
        self.over.put(key.to_owned(), how);
        Ok(entry.work)
    }

    fn let_go(&mut self, system: Id, worker: String) {
        let name = (system, worker);
        if let Some(held) = self.holds.get_mut(&name) {
            *held = held.saturating_sub(1);
            if *held == 0 {
                self.holds.remove(&name);
            }
        }
    }

    /// Why a call is not here.
    fn ended(&self, key: &str) -> Over {
        match self.over.get(&key.to_owned()) {
            Some(Ended::Completed) => Over::Completed,
            Some(Ended::Failed) => Over::Failed,
            Some(Ended::Dropped) => Over::Dropped,
            None => Over::Unknown,
        }
    }
}
