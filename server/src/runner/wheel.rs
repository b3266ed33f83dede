//! What comes by itself later: answers that simulated systems give after their latency, kept in memory, for they
//! can be asked for again; and the timers of applications and lines, which are rows of the index. Whatever is due
//! is done in order of its time, however late that is.

use super::definitions::as_slice;
use super::error::Error;
use super::message::{LineAsk, LineWhat, Message};
use super::rows::{Key, Parts, family};
use super::shared::Shared;
use crate::planted::{Bug, has};
use onething_engine::application::Moment;
use onething_engine::hold::{Command, HoldKey};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Timers that are looked at in one go.
const AT_ONCE: usize = 1_024;
/// How long nothing is looked at while nothing is due.
const NAP: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Inside {
    /// What comes, in order: to which shard.
    coming: BTreeMap<(i64, u64), (usize, Message)>,
    given: u64,
    /// Rows whose command is on its way.
    sent: BTreeSet<Vec<u8>>,
    /// Something came that may be due before all else.
    stirred: bool,
}

/// What comes later.
#[derive(Default)]
pub struct Wheel {
    inside: Mutex<Inside>,
    /// Held through a whole turn: what two would send at once would come in no order.
    turning: Mutex<()>,
    stir: Condvar,
}

/// What is due.
enum What {
    /// Something to tell a shard.
    Message(usize, Message),
    /// The timer of a row.
    Timer(Vec<u8>),
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Whether anything was due.
    pub any: bool,
    /// When the next thing is due.
    pub next: Option<i64>,
}

impl Wheel {
    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something to tell a shard at a time.
    pub fn send_at(&self, at: i64, shard: usize, message: Message) {
        let mut inside = self.lock();
        inside.given += 1;
        let number = inside.given;
        inside.coming.insert((at, number), (shard, message));
        inside.stirred = true;
        drop(inside);
        self.stir.notify_all();
    }

    /// A timer was set that may be due soon, or it is over.
    pub fn wake(&self) {
        self.lock().stirred = true;
        self.stir.notify_all();
    }

    /// Waits until something may be due.
    pub fn sleep(&self, most: Option<u64>) {
        let most = most.map_or(NAP, |ms| Duration::from_millis(ms).min(NAP));
        let inside = self.lock();
        let waited = self.stir.wait_timeout_while(inside, most, |inside| !inside.stirred);
        let (mut inside, _) = waited.unwrap_or_else(PoisonError::into_inner);
        inside.stirred = false;
    }

    /// When the next thing is due.
    ///
    /// # Errors
    /// The index fails.
    pub fn next(&self, shared: &Shared) -> Result<Option<i64>, Error> {
        let first_row = timers(shared, None, 1)?.first().and_then(|key| due_of(key)).map(|at| at.0);
        let first_coming = self.lock().coming.first_key_value().map(|((at, _), _)| *at);
        Ok(first_row.into_iter().chain(first_coming).min())
    }

    /// Sends whatever is due at a time, in order.
    ///
    /// # Errors
    /// The index fails.
    pub fn turn(&self, shared: &Shared, now: i64) -> Result<Done, Error> {
        let _turning = self.turning.lock().unwrap_or_else(PoisonError::into_inner);
        let early = if has(Bug::TimerEarly) { 3_600_000 } else { 0 };
        let rows = timers(shared, Some(now + early), AT_ONCE)?;
        let mut due: Vec<(i64, What)> = Vec::new();
        {
            let mut inside = self.lock();
            // What is no longer there was taken.
            let still: BTreeSet<&Vec<u8>> = rows.iter().collect();
            inside.sent.retain(|key| still.contains(key));
            for key in &rows {
                if inside.sent.insert(key.clone()) {
                    due.push((due_of(key).map_or(now, |at| at.0), What::Timer(key.clone())));
                }
            }
            let later = inside.coming.split_off(&(now.saturating_add(1), 0));
            let coming = std::mem::replace(&mut inside.coming, later);
            due.extend(coming.into_iter().map(|((at, _), (shard, one))| (at, What::Message(shard, one))));
        }
        // Stable: of one time, timers come before answers, each in its own order.
        due.sort_by_key(|(at, _)| *at);
        let any = !due.is_empty();
        for (_, what) in due {
            match what {
                What::Message(shard, message) => shared.send(shard, message),
                What::Timer(key) => fire(shared, &key),
            }
        }
        let next = match rows.len() {
            AT_ONCE => Some(now),
            _ => self.next_after(shared, now)?,
        };
        Ok(Done { any, next })
    }

    /// The same, after a time: what is due and sent is still there until it is taken.
    fn next_after(&self, shared: &Shared, now: i64) -> Result<Option<i64>, Error> {
        let from = Key::of(family::TIMER).moment(Moment(now.saturating_add(1))).done();
        let (_, to) = Key::of(family::TIMER).range();
        let rows = shared.index.scan(Bound::Included(&from), as_slice(&to), false, 1)?;
        let row = rows.first().and_then(|(key, _)| due_of(key)).map(|at| at.0);
        let coming = self.lock().coming.first_key_value().map(|((at, _), _)| *at);
        Ok(row.into_iter().chain(coming).min())
    }

    /// Forgets everything that only memory knows, as a crash does.
    pub fn forget(&self) {
        *self.lock() = Inside::default();
    }
}

/// Keys of timers in order: those due by a time, or all.
fn timers(shared: &Shared, by: Option<i64>, most: usize) -> Result<Vec<Vec<u8>>, Error> {
    let (from, mut to) = Key::of(family::TIMER).range();
    if let Some(by) = by {
        to = Bound::Excluded(Key::of(family::TIMER).moment(Moment(by.saturating_add(1))).done());
    }
    let rows = shared.index.scan(Bound::Included(&from), as_slice(&to), false, most)?;
    Ok(rows.into_iter().map(|(key, _)| key).collect())
}

fn due_of(key: &[u8]) -> Option<Moment> {
    Parts(key.get(1..)?).moment()
}

/// Tells whom a timer belongs to that it is due.
fn fire(shared: &Shared, key: &[u8]) {
    let mut parts = Parts(key.get(1..).unwrap_or_default());
    let _ = parts.moment();
    match parts.byte() {
        Some(b'a') => {
            if let (Some(id), Some(timer)) = (parts.id(), parts.number()) {
                let timer = u32::try_from(timer).unwrap_or(u32::MAX);
                shared.send(shared.shard_of(id), Message::Due(id, timer));
            }
        }
        Some(b'h') => {
            if let (Some(element), Some(value)) = (parts.name(), parts.name()) {
                let key = HoldKey { element: element.into(), value: value.into() };
                if let Ok(Some(line)) = super::line::load(shared, &key) {
                    let what = LineWhat::Command(Command::Due);
                    let ask = LineAsk { version: line.version, key: key.clone(), what, reply: None };
                    shared.send(shared.shard_of_line(&key), Message::Line(Box::new(ask)));
                }
            }
        }
        _ => {}
    }
}
