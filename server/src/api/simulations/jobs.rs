//! Simulations that wait, run and are over, in memory. A few run at once, each on threads of its own, so that
//! whoever works on applications is not held up; only so many wait, and of those that are over the oldest are
//! forgotten.

use super::super::closing::Closing;
use super::super::limits::Limits;
use super::super::shelf::Shelved;
use crate::clock::machine;
use crate::library::observations::Observations;
use crate::simulation::{Beside, Came, Said, Wrong, in_threads};
use onething_engine::scenario::model::Scenario;
use onething_engine::simulate::{Options, Watch};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

/// A simulation that was asked for.
#[derive(Debug)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// The ids of the scenarios, the first first.
    pub scenarios: Vec<String>,
    /// What is simulated.
    pub said: Said,
    /// How many applications are played at most.
    pub total: u64,
    /// By whom.
    pub by: Arc<str>,
    /// When it was asked for: milliseconds since 1970 by the machine, as all times here.
    pub asked_at: i64,
    /// The scenarios as they were then.
    shelved: Vec<Arc<Shelved>>,
    name: Mutex<Option<Arc<str>>>,
    done: AtomicU64,
    over: AtomicBool,
    stage: Mutex<Stage>,
}

/// How far a job is.
#[derive(Debug, Clone)]
pub enum Stage {
    /// It waits for its turn.
    Queued,
    /// It runs.
    Running(Since),
    /// It is over: since when it ran, if it did, when it ended, and how.
    Over(Option<Since>, i64, Ended),
}

/// When a job began to run.
#[derive(Debug, Clone, Copy)]
pub struct Since {
    /// By the machine's clock.
    pub at: i64,
    begun: Instant,
}

/// How a job ended.
#[derive(Debug, Clone)]
pub enum Ended {
    /// All of it was played.
    Done(Arc<(Options, Came)>),
    /// Somebody cancelled it, or the server stopped; what was played by then, where anything was.
    Cancelled(Option<Arc<(Options, Came)>>),
    /// It cannot be simulated.
    Wrong(Arc<Wrong>),
    /// Our fault.
    Broken,
}

impl Job {
    /// How far it is.
    pub fn stage(&self) -> Stage {
        self.lock().clone()
    }

    /// What people call it.
    pub fn name(&self) -> Option<Arc<str>> {
        self.name.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Calls it otherwise.
    pub fn rename(&self, name: Option<&str>) {
        *self.name.lock().unwrap_or_else(PoisonError::into_inner) = name.map(Into::into);
    }

    /// Applications that were played so far.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Applications a second since it began; none before anything is known.
    pub fn per_second(&self) -> Option<f64> {
        let Stage::Running(since) = self.stage() else { return None };
        let (done, seconds) = (self.done(), since.begun.elapsed().as_secs_f64());
        (done > 0 && seconds > 0.0).then(|| done as f64 / seconds)
    }

    /// What it came to, and how it was played; none while there is nothing.
    pub fn came(&self) -> Option<Arc<(Options, Came)>> {
        match self.stage() {
            Stage::Over(_, _, Ended::Done(came) | Ended::Cancelled(Some(came))) => Some(came),
            _ => None,
        }
    }

    /// The scenarios that are simulated, the first first.
    pub fn simulated(&self) -> Option<Vec<Arc<Scenario>>> {
        self.shelved.iter().map(|shelved| shelved.loaded.scenario.clone()).collect()
    }

    /// Files of observations beside each scenario.
    pub fn beside(&self) -> Vec<Observations> {
        self.shelved.iter().map(|shelved| Observations::beside(&shelved.loaded)).collect()
    }

    /// Ends it as soon as may be; one that is over stays as it is.
    pub fn cancel(&self) {
        self.over.store(true, Ordering::Relaxed);
        let mut stage = self.lock();
        if matches!(*stage, Stage::Queued) {
            *stage = Stage::Over(None, machine(), Ended::Cancelled(None));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self) -> bool {
        matches!(*self.lock(), Stage::Over(..))
    }

    /// Takes it up, where it waits.
    fn begin(&self) -> Option<Since> {
        let mut stage = self.lock();
        let is_queued = matches!(*stage, Stage::Queued);
        is_queued.then(|| {
            let since = Since { at: machine(), begun: Instant::now() };
            *stage = Stage::Running(since);
            since
        })
    }

    /// Plays it to its end.
    fn work(&self, since: Since, threads: usize, closing: &Closing) {
        let look = Look { job: self, closing };
        let played = catch_unwind(AssertUnwindSafe(|| {
            let scenarios = self.simulated()?;
            let play = || {
                let files = self.beside();
                self.said.play(&beside(&scenarios, &files), &look)
            };
            in_threads(Some(threads), play).ok()
        }));
        let ended = match played {
            // Before anything was played there is nothing to tell.
            Ok(Some(Ok(_)) | None) | Err(_) if look.is_over() && self.done() == 0 => Ended::Cancelled(None),
            Ok(Some(Ok(came))) if look.is_over() => Ended::Cancelled(Some(Arc::new(came))),
            Ok(Some(Ok(came))) => Ended::Done(Arc::new(came)),
            Ok(Some(Err(wrong))) => Ended::Wrong(Arc::new(wrong)),
            Ok(None) | Err(_) => {
                tracing::error!(simulation = %self.id, "a simulation broke off");
                Ended::Broken
            }
        };
        *self.lock() = Stage::Over(Some(since), machine(), ended);
    }
}

/// Each scenario with its files.
pub fn beside<'l>(scenarios: &'l [Arc<Scenario>], files: &'l [Observations]) -> Vec<Beside<'l>> {
    scenarios.iter().zip(files).map(|(scenario, files)| Beside { scenario, files }).collect()
}

/// Looks on while a job is played.
struct Look<'j> {
    job: &'j Job,
    closing: &'j Closing,
}

impl Watch for Look<'_> {
    fn done(&self, applications: u64) {
        self.job.done.fetch_add(applications, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        self.job.over.load(Ordering::Relaxed) || self.closing.is_given()
    }
}

/// Why a job was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// Too many wait.
    Full,
    /// No thread can be had.
    NoThread,
}

/// All simulations of this process, the oldest first. Copies are the same.
#[derive(Debug, Clone)]
pub struct Jobs(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kept: Mutex<Kept>,
    at_once: usize,
    threads: usize,
    waiting: usize,
    most: usize,
    closing: Closing,
    /// A log is written by one at a time.
    log: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Kept {
    jobs: VecDeque<Arc<Job>>,
    workers: usize,
}

impl Jobs {
    /// None yet.
    pub fn new(limits: &Limits, closing: Closing) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Inner {
            kept: Mutex::default(),
            at_once: limits.simulations.max(1),
            // Half of the machine is left to those who work.
            threads: (cores / 2 / limits.simulations.max(1)).max(1),
            waiting: limits.simulations_waiting,
            most: limits.simulations_kept,
            closing,
            log: Arc::new(Semaphore::new(1)),
        }))
    }

    /// The place of whoever writes a log; none while another one does.
    pub fn place_for_log(&self) -> Option<OwnedSemaphorePermit> {
        self.0.log.clone().try_acquire_owned().ok()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one more.
    ///
    /// # Errors
    /// Too many wait, or no thread can be had.
    pub fn put(&self, job: Asked) -> Result<Arc<Job>, NotTaken> {
        let Asked { scenarios, said, total, name, by, shelved } = job;
        let job = Arc::new(Job {
            id: Uuid::now_v7(),
            scenarios,
            said,
            total,
            name: Mutex::new(name.map(Into::into)),
            by,
            asked_at: machine(),
            shelved,
            done: AtomicU64::new(0),
            over: AtomicBool::new(false),
            stage: Mutex::new(Stage::Queued),
        });
        let mut kept = self.kept();
        let queued = kept.jobs.iter().filter(|job| matches!(job.stage(), Stage::Queued)).count();
        if queued >= self.0.waiting {
            return Err(NotTaken::Full);
        }
        if kept.workers < self.0.at_once {
            let own = self.clone();
            let spawned = std::thread::Builder::new().name("simulation".into()).spawn(move || own.work());
            if spawned.is_err() && kept.workers == 0 {
                return Err(NotTaken::NoThread);
            }
            kept.workers += usize::from(spawned.is_ok());
        }
        kept.jobs.push_back(job.clone());
        while kept.jobs.len() > self.0.most
            && let Some(oldest) = kept.jobs.iter().position(|job| job.is_over())
        {
            kept.jobs.remove(oldest);
        }
        Ok(job)
    }

    /// One of them.
    pub fn find(&self, id: Uuid) -> Option<Arc<Job>> {
        self.kept().jobs.iter().find(|job| job.id == id).cloned()
    }

    /// Forgets one that is over; whether it was.
    pub fn forget(&self, id: Uuid) -> bool {
        let mut kept = self.kept();
        let at = kept.jobs.iter().position(|job| job.id == id && job.is_over());
        at.and_then(|at| kept.jobs.remove(at)).is_some()
    }

    /// Those behind one, or all, in order: at most so many, and whether there are more.
    pub fn page(&self, after: Option<Uuid>, most: usize) -> (Vec<Arc<Job>>, bool) {
        let kept = self.kept();
        let mut rest = kept.jobs.iter().filter(|job| after.is_none_or(|after| job.id > after));
        let page = rest.by_ref().take(most).cloned().collect();
        (page, rest.next().is_some())
    }

    /// Works off what waits, one after the other.
    fn work(&self) {
        loop {
            let next = {
                let mut kept = self.kept();
                let next = kept.jobs.iter().find_map(|job| Some((job.clone(), job.begin()?)));
                if next.is_none() {
                    kept.workers -= 1;
                }
                next
            };
            let Some((job, since)) = next else { return };
            job.work(since, self.0.threads, &self.0.closing);
        }
    }
}

/// What is asked for.
#[derive(Debug)]
pub struct Asked {
    /// The ids of the scenarios.
    pub scenarios: Vec<String>,
    /// What is simulated.
    pub said: Said,
    /// How many applications are played at most.
    pub total: u64,
    /// What people call it.
    pub name: Option<String>,
    /// By whom.
    pub by: Arc<str>,
    /// The scenarios.
    pub shelved: Vec<Arc<Shelved>>,
}
