//! Requests under an idempotency key. While the first is under way, a repeat is told so, whatever it is about: nobody
//! knows yet how the first is answered. Once it was answered, a repeat of what an application remembers is answered by
//! it; time that goes on, tokens, migrations and deliveries are remembered here, and a repeat is answered as the first
//! was, also after a restart: their answers are kept in the journal, but for what may be shown once alone. Only what a
//! crash ends between the deed and its answer, which nobody has heard, is done anew when it is repeated.

mod answer;

use super::Api;
use super::granted::Granted;
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use crate::clock::machine;
use crate::runner::{Error, Runner};
use answer::{ROOM, Told};
use axum::body::Body;
use axum::response::Response;
use http_body_util::BodyExt;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Most answers that are kept, however young; beyond, the oldest are forgotten.
const MOST: usize = 10_000;

/// Whose key.
pub type Name = (Arc<str>, String);

/// Whether the body of an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// It is told again.
    Again,
    /// It holds a secret: it is told again as long as this process lives, and written nowhere.
    Once,
}

#[derive(Debug, Default)]
struct Kept {
    /// Those that are under way.
    running: BTreeSet<Name>,
    /// The hash of what was asked, and what was answered; by hash of the name.
    by: BTreeMap<String, (blake3::Hash, Told)>,
    /// Those that were answered, in order, and when: milliseconds since 1970 by the machine.
    order: VecDeque<(i64, String)>,
    /// What was kept before this process began is here.
    is_read: bool,
}

/// What was asked under which key, and answered. Copies are the same.
#[derive(Debug, Clone, Default)]
pub struct Repeats(Arc<Mutex<Kept>>);

/// One request under a key that is under way, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    repeats: Repeats,
    name: Name,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.repeats.kept().running.remove(&self.name);
    }
}

impl Repeats {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a request of somebody under a key; none while another one under it is under way.
    pub fn begin(&self, name: Name) -> Option<Turn> {
        let is_first = self.kept().running.insert(name.clone());
        is_first.then(|| Turn { repeats: self.clone(), name })
    }

    /// Reads what was kept before this process began, once.
    fn read(&self, runner: &Runner) -> Result<(), Error> {
        let mut kept = self.kept();
        if !kept.is_read {
            let mut found = answer::all(runner)?;
            found.sort_by_key(|(_, row)| row.at);
            for (key, row) in found {
                let (at, asked, told) = row.parts();
                kept.put(at, key, asked, told);
            }
            kept.is_read = true;
        }
        Ok(())
    }

    /// What was answered to the same, where it was within that time.
    fn told(&self, name: &Name, asked: blake3::Hash, within: Duration) -> Result<Option<Told>, Problem> {
        let within = i64::try_from(within.as_millis()).unwrap_or(i64::MAX);
        let kept = self.kept();
        let found = kept.by.get(&answer::key(name));
        match found.filter(|(_, told)| machine().saturating_sub(told.at) < within) {
            Some((before, _)) if *before != asked => Err(Problem::new(kinds::IDEMPOTENCY_MISMATCH)),
            known => Ok(known.map(|(_, told)| told.clone())),
        }
    }

    /// Keeps an answer in memory; those that no longer are kept.
    fn keep(&self, name: &Name, asked: blake3::Hash, told: Told, within: Duration) -> Vec<String> {
        let from = machine().saturating_sub(i64::try_from(within.as_millis()).unwrap_or(i64::MAX));
        let mut kept = self.kept();
        kept.put(told.at, answer::key(name), asked, told);
        kept.forget(from)
    }
}

impl Kept {
    fn put(&mut self, at: i64, key: String, asked: blake3::Hash, told: Told) {
        self.by.insert(key.clone(), (asked, told));
        self.order.push_back((at, key));
    }

    /// Forgets what is too old, and the oldest of what is too much.
    fn forget(&mut self, from: i64) -> Vec<String> {
        let mut forgotten = Vec::new();
        while let Some((at, key)) = self.order.front() {
            let is_latest = self.by.get(key).is_some_and(|(_, told)| told.at == *at);
            if is_latest && *at >= from && self.by.len() <= MOST {
                break;
            }
            if let Some((_, key)) = self.order.pop_front()
                && is_latest
            {
                self.by.remove(&key);
                forgotten.push(key);
            }
        }
        forgotten
    }
}

impl Api {
    /// Does something once under a key. What failed may be asked again.
    ///
    /// # Errors
    /// The key was used for something else, it fails, or its answer cannot be kept.
    pub async fn once(
        &self,
        granted: &Granted,
        key: &IdempotencyKey,
        (operation, asked, shown): (&str, &(impl Serialize + Sync), Shown),
        work: impl Future<Output = Result<Response, Problem>> + Send,
    ) -> Result<Response, Problem> {
        let Some(key) = &key.0 else { return work.await };
        let within = self.limits().key_kept;
        let asked = serde_json::to_vec(&(operation, asked)).unwrap_or_default();
        let (name, asked) = ((granted.principal.id.0.clone(), key.clone()), blake3::hash(&asked));
        let (repeats, runner) = (self.repeats().clone(), self.desk().runner.clone());
        beside(move || repeats.read(&runner)).await?;
        if let Some(told) = self.repeats().told(&name, asked, within)? {
            return told.again();
        }
        let (parts, body) = work.await?.into_parts();
        let body = body.collect().await.map_err(|_| Problem::new(kinds::INTERNAL))?.to_bytes();
        let told = Told {
            at: machine(),
            status: parts.status,
            headers: parts.headers.clone(),
            body: Some(body.clone()),
        };
        let row = answer::written(asked, &told, shown)?;
        let forgotten = self.repeats().keep(&name, asked, told, within);
        let (runner, key) = (self.desk().runner.clone(), answer::key(&name));
        let keep = move || {
            runner.keep(ROOM, &key, Some(row))?;
            forgotten.iter().filter(|gone| **gone != key).try_for_each(|gone| runner.keep(ROOM, gone, None))
        };
        // What was done is done: its answer waits for no place among derivations.
        beside(keep).await?;
        Ok(Response::from_parts(parts, Body::from(body)))
    }
}

/// Does something that waits for the medium off the threads that serve requests.
async fn beside(work: impl FnOnce() -> Result<(), Error> + Send + 'static) -> Result<(), Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Problem::new(kinds::INTERNAL))?.map_err(Problem::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use axum::http::{HeaderMap, StatusCode};

    fn name(text: &str) -> Name {
        (Arc::from("somebody"), text.to_owned())
    }

    fn told(at: i64, body: &'static str) -> Told {
        let body = Some(Bytes::from_static(body.as_bytes()));
        Told { at, status: StatusCode::OK, headers: HeaderMap::new(), body }
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn one_at_a_time_under_a_key() {
        let repeats = Repeats::default();
        let begin = |who: &str| repeats.begin((who.into(), "k".to_owned()));
        let first = begin("a");
        assert!(first.is_some() && begin("a").is_none() && begin("b").is_some());
        drop(first);
        assert!(begin("a").is_some());
    }

    #[test]
    fn a_repeat_is_answered_as_before_until_its_time_is_over() {
        let (repeats, asked) = (Repeats::default(), blake3::hash(b"asked"));
        assert!(matches!(repeats.told(&name("a"), asked, LONG), Ok(None)));
        assert!(repeats.keep(&name("a"), asked, told(machine(), "first"), LONG).is_empty());
        let again = repeats.told(&name("a"), asked, LONG);
        assert!(matches!(again, Ok(Some(told)) if told.body.as_deref() == Some(&b"first"[..])));
        assert!(repeats.told(&name("a"), blake3::hash(b"another"), LONG).is_err());
        // Its time is over, whatever is asked under it then.
        for asked in [asked, blake3::hash(b"another")] {
            assert!(matches!(repeats.told(&name("a"), asked, Duration::ZERO), Ok(None)));
        }
    }

    #[test]
    fn what_is_too_old_goes_when_something_else_is_kept() {
        let (repeats, asked, now) = (Repeats::default(), blake3::hash(b"asked"), machine());
        repeats.keep(&name("a"), asked, told(now - 61_000, "old"), Duration::from_secs(100));
        assert_eq!(repeats.keep(&name("b"), asked, told(now, "new"), LONG), [answer::key(&name("a"))]);
        assert!(matches!(repeats.told(&name("a"), asked, Duration::from_secs(100)), Ok(None)));
    }

    #[test]
    fn only_so_many_are_kept_and_the_oldest_go_first() {
        let (repeats, asked, now) = (Repeats::default(), blake3::hash(b"asked"), machine());
        let mut forgotten = Vec::new();
        for number in 0..=MOST {
            forgotten.extend(repeats.keep(&name(&number.to_string()), asked, told(now, "done"), LONG));
        }
        assert_eq!(forgotten, [answer::key(&name("0"))]);
        assert!(matches!(repeats.told(&name("1"), asked, LONG), Ok(Some(_))));
        assert!(matches!(repeats.told(&name("0"), asked, LONG), Ok(None)));
    }

    #[test]
    fn what_is_kept_again_under_a_key_is_kept_once() {
        let (repeats, asked, now) = (Repeats::default(), blake3::hash(b"asked"), machine());
        repeats.keep(&name("a"), asked, told(now - 90_000, "old"), Duration::from_secs(1_000));
        let forgotten = repeats.keep(&name("a"), asked, told(now, "new"), LONG);
        assert!(forgotten.is_empty());
        assert!(matches!(repeats.told(&name("a"), asked, LONG), Ok(Some(told)) if told.at == now));
    }
}
