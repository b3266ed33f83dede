//! Requests under an idempotency key that no application remembers: time that goes on, tokens, migrations,
//! deliveries. A repeat is answered as the first was, while the first is under way it is told so. Kept in memory:
//! such a request that is repeated after a restart of the server is a new one.

use super::Api;
use super::granted::Granted;
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Most answers that are kept, however young; beyond, the oldest are forgotten.
const MOST: usize = 10_000;

/// Whose key.
type Name = (Arc<str>, String);

#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Debug, Default)]
struct Kept {
    /// The hash of what was asked, and what was answered; none while it is under way.
    by: BTreeMap<Name, (blake3::Hash, Option<Told>)>,
    /// Those that were answered, in order, and when.
    order: VecDeque<(Instant, Name)>,
}

/// What was asked under which key, and answered.
#[derive(Debug, Default)]
pub struct Repeats(Mutex<Kept>);

impl Repeats {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins what was not asked before; what it was answered, where it was within that time.
    fn begin(&self, name: &Name, asked: blake3::Hash, within: Duration) -> Result<Option<Told>, Problem> {
        let mut kept = self.kept();
        kept.forget(|at| at.elapsed() >= within);
        match kept.by.get(name) {
            Some((before, _)) if *before != asked => Err(Problem::new(kinds::IDEMPOTENCY_MISMATCH)),
            Some((_, None)) => Err(Problem::new(kinds::IDEMPOTENCY_RUNNING).retry_after(1)),
            Some((_, told)) => Ok(told.clone()),
            None => {
                kept.by.insert(name.clone(), (asked, None));
                Ok(None)
            }
        }
    }

    fn end(&self, name: &Name, told: Option<Told>) {
        let mut kept = self.kept();
        let Some(told) = told else {
            kept.by.remove(name);
            return;
        };
        if let Some((_, place)) = kept.by.get_mut(name) {
            *place = Some(told);
            kept.order.push_back((Instant::now(), name.clone()));
        }
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

/// What is under way; given up, it may be asked anew.
struct UnderWay<'r> {
    repeats: &'r Repeats,
    name: Name,
    told: Option<Told>,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.repeats.end(&self.name, self.told.take());
    }
}

impl Api {
    /// Does something once under a key. What failed may be asked again.
    ///
    /// # Errors
    /// The key was used for something else, the first is still under way, or it fails.
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
            self.repeats().begin(&name, asked, self.limits().key_kept)?
        {
            let mut response = Response::new(Body::from(body));
            (*response.status_mut(), *response.headers_mut()) = (status, headers);
            return Ok(response);
        }
        let mut under_way = UnderWay { repeats: self.repeats(), name, told: None };
        let (parts, body) = work.await?.into_parts();
        let body = body.collect().await.map_err(|_| Problem::new(kinds::INTERNAL))?.to_bytes();
        let (status, headers) = (parts.status, parts.headers.clone());
        under_way.told = Some(Told { status, headers, body: body.clone() });
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
    fn a_repeat_is_answered_as_before_until_its_time_is_over() {
        let repeats = Repeats::default();
        let (asked, long) = (blake3::hash(b"asked"), Duration::from_secs(60));
        assert!(matches!(repeats.begin(&name("a"), asked, long), Ok(None)));
        // Under way, and given up: it may be asked anew.
        assert!(repeats.begin(&name("a"), asked, long).is_err());
        repeats.end(&name("a"), None);
        assert!(matches!(repeats.begin(&name("a"), asked, long), Ok(None)));
        repeats.end(&name("a"), Some(told("first")));
        let again = repeats.begin(&name("a"), asked, long);
        assert!(matches!(again, Ok(Some(told)) if told.body == "first"));
        assert!(repeats.begin(&name("a"), blake3::hash(b"another"), long).is_err());
        assert!(matches!(repeats.begin(&name("a"), asked, Duration::ZERO), Ok(None)));
    }

    #[test]
    fn only_so_many_are_kept_and_the_oldest_go_first() {
        let repeats = Repeats::default();
        let (asked, long) = (blake3::hash(b"asked"), Duration::from_secs(60));
        for number in 0..=MOST {
            assert!(matches!(repeats.begin(&name(&number.to_string()), asked, long), Ok(None)));
            repeats.end(&name(&number.to_string()), Some(told("done")));
        }
        assert!(matches!(repeats.begin(&name("1"), asked, long), Ok(Some(_))));
        assert!(matches!(repeats.begin(&name("0"), asked, long), Ok(None)));
    }
}
