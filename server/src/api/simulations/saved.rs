//! Simulations that outlive the server. What was asked for is kept in the journal; what it came to is not, for the same
//! seed brings the same: it is played again when somebody looks at it. One whose scenario has changed since would come to
//! something else, and says so.

use super::super::dto::simulation::SimulationRequest;
use super::super::shelf::{Shelf, Shelved};
use super::jobs::{Ended, Job};
use crate::runner::{Error, Runner};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// The room of the journal that keeps them.
const ROOM: &str = "simulation";
/// How many are read at once.
const AT_ONCE: usize = 100;

/// A simulation as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    request: SimulationRequest,
    by: String,
    total: u64,
    asked_at: i64,
    ended_at: i64,
    /// Of what it was played with.
    print: String,
}

/// Keeps simulations in a journal.
#[derive(Clone)]
pub struct Saved(Arc<Runner>);

impl std::fmt::Debug for Saved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Saved").finish_non_exhaustive()
    }
}

impl Saved {
    /// In a runner's journal.
    pub fn new(runner: Arc<Runner>) -> Self {
        Self(runner)
    }

    /// Keeps one that is over, as it is called now; this waits for the disk. One that the journal does not take is there
    /// until the server stops.
    pub fn keep(&self, job: &Job, ended_at: i64) {
        let record = Record {
            request: SimulationRequest::of(&job.scenarios, &job.said, job.name().as_deref()),
            by: job.by.to_string(),
            total: job.total,
            asked_at: job.asked_at,
            ended_at,
            print: print(job.shelved()),
        };
        match serde_json::to_vec(&record) {
            Ok(bytes) => self.write(job.id, Some(bytes)),
            Err(error) => tracing::warn!(simulation = %job.id, %error, "a simulation is not kept"),
        }
    }

    /// Keeps one no longer; this waits for the disk.
    pub fn forget(&self, id: Uuid) {
        self.write(id, None);
    }

    fn write(&self, id: Uuid, bytes: Option<Vec<u8>>) {
        if let Err(error) = self.0.keep(ROOM, &id.to_string(), bytes) {
            tracing::warn!(simulation = %id, %error, "the journal does not take what is to be kept of a simulation");
        }
    }

    /// All that are kept, the oldest first.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn all(&self, shelf: &Shelf) -> Result<Vec<Job>, Error> {
        let (mut all, mut after) = (Vec::new(), None::<Vec<u8>>);
        loop {
            let page = self.0.kept(ROOM, after.as_deref(), AT_ONCE)?;
            all.extend(page.found.into_iter().filter_map(|(id, bytes)| restored(&id, &bytes, shelf)));
            let Some(next) = page.next else { return Ok(all) };
            after = Some(next);
        }
    }
}

/// A job as it was kept; none of what cannot be read.
fn restored(id: &str, bytes: &[u8], shelf: &Shelf) -> Option<Job> {
    let id = Uuid::try_parse(id).ok()?;
    let record: Record = serde_json::from_slice(bytes)
        .inspect_err(
            |error| tracing::warn!(simulation = %id, %error, "what is kept of a simulation cannot be read"),
        )
        .ok()?;
    let scenarios: Vec<String> = record.request.all().into_iter().map(str::to_owned).collect();
    let shelved: Option<Vec<Arc<Shelved>>> = scenarios.iter().map(|id| shelf.find(id).ok()).collect();
    let is_same = shelved.as_ref().is_some_and(|shelved| print(shelved) == record.print);
    let ended = if is_same { Ended::Saved } else { Ended::Outdated };
    let Record { request, by, total, asked_at, ended_at, .. } = record;
    Some(Job::over(
        id,
        super::jobs::Asked {
            said: request.said(),
            name: request.name.clone(),
            shelved: shelved.unwrap_or_default(),
            by: by.into(),
            scenarios,
            total,
        },
        (asked_at, ended_at),
        ended,
    ))
}

/// What tells the same scenarios, played by the same program, from any other.
fn print(shelved: &[Arc<Shelved>]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    for one in shelved {
        // All of it, its catalogue too.
        hasher.update(format!("{:?}", one.loaded.scenario).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
