//! Requests under an idempotency key. While the first is under way, a repeat is told so, whatever it is about: nobody
//! knows yet how the first is answered. Once it was answered, a repeat of what an application remembers is answered by
//! it; time that goes on, tokens, migrations and deliveries are remembered here, and a repeat is answered as the first
//! was. Kept in memory: such a request that is repeated after a restart of the server is a new one.

use super::Api;
use super::granted::Granted;
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Most answers that are kept, however young; beyond, the oldest are forgotten.
const MOST: usize = 10_000;

/// Whose key.
pub type Name = (Arc<str>, String);

#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Debug, Default)]
struct Kept {
    /// Those that are under way.
    running: BTreeSet<Name>,
    /// The hash of what was asked, and what was answered.
    by: BTreeMap<Name, (blake3::Hash, Told)>,
    /// Those that were answered, in order, and when.
    order: VecDeque<(Instant, Name)>,
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

    /// What was answered to the same, where it was within that time.
    fn told(&self, name: &Name, asked: blake3::Hash, within: Duration) -> Result<Option<Told>, Problem> {
        let mut kept = self.kept();
        kept.forget(|at| at.elapsed() >= within);
        match kept.by.get(name) {
            Some((before, _)) if *before != asked => Err(Problem::new(kinds::IDEMPOTENCY_MISMATCH)),
            known => Ok(known.map(|(_, told)| told.clone())),
        }
    }

    fn keep(&self, name: Name, asked: blake3::Hash, told: Told) {
        let mut kept = self.kept();
        kept.by.insert(name.clone(), (asked, told));
        kept.order.push_back((Instant::now(), name));
        if kept.order.len() > MOST {
            let mut first = true;
            kept.forget(|_| std::mem::take(&mut first));
        }
    }
}

impl Kept {
    /// Forgets the oldest while they are to be forgotten.
    fn forget(&mut self, mut is_old: impl FnMut(Instant) -> bool) {
        while self.order.front().is_some_and(|(at, _)| is_old(*at)) {
            if let Some((_, oldest)) = self.order.pop_front() {
                self.by.remove(&oldest);
            }
        }
    }
}

impl Api {
    /// Does something once under a key. What failed may be asked again.
    ///
    /// # Errors
    /// The key was used for something else, or it fails.
    pub async fn once(
        &self,
        granted: &Granted,
        key: &IdempotencyKey,
        (operation, asked): (&str, &(impl Serialize + Sync)),
        work: impl Future<Output = Result<Response, Problem>> + Send,
    ) -> Result<Response, Problem> {
        let Some(key) = &key.0 else { return work.await };
        let asked = serde_json::to_vec(&(operation, asked)).unwrap_or_default();
        let (name, asked) = ((granted.principal.id.0.clone(), key.clone()), blake3::hash(&asked));
        if let Some(Told { status, headers, body }) =
            self.repeats().told(&name, asked, self.limits().key_kept)?
        {
            let mut response = Response::new(Body::from(body));
            (*response.status_mut(), *response.headers_mut()) = (status, headers);
            return Ok(response);
        }
        let (parts, body) = work.await?.into_parts();
        let body = body.collect().await.map_err(|_| Problem::new(kinds::INTERNAL))?.to_bytes();
        let told = Told { status: parts.status, headers: parts.headers.clone(), body: body.clone() };
        self.repeats().keep(name, asked, told);
        Ok(Response::from_parts(parts, Body::from(body)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        (Arc::from("somebody"), text.to_owned())
    }

    fn told(body: &'static str) -> Told {
        Told { status: StatusCode::OK, headers: HeaderMap::new(), body: Bytes::from_static(body.as_bytes()) }
    }

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
        let repeats = Repeats::default();
        let (asked, long) = (blake3::hash(b"asked"), Duration::from_secs(60));
        assert!(matches!(repeats.told(&name("a"), asked, long), Ok(None)));
        repeats.keep(name("a"), asked, told("first"));
        let again = repeats.told(&name("a"), asked, long);
        assert!(matches!(again, Ok(Some(told)) if told.body == "first"));
        assert!(repeats.told(&name("a"), blake3::hash(b"another"), long).is_err());
        assert!(matches!(repeats.told(&name("a"), asked, Duration::ZERO), Ok(None)));
    }

    #[test]
    fn only_so_many_are_kept_and_the_oldest_go_first() {
        let repeats = Repeats::default();
        let (asked, long) = (blake3::hash(b"asked"), Duration::from_secs(60));
        for number in 0..=MOST {
            repeats.keep(name(&number.to_string()), asked, told("done"));
        }
        assert!(matches!(repeats.told(&name("1"), asked, long), Ok(Some(_))));
        assert!(matches!(repeats.told(&name("0"), asked, long), Ok(None)));
    }
}
