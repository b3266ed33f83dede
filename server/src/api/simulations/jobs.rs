//! Simulations that wait, run and are over. A few run at once, each on threads of its own, so that whoever works on
//! applications is not held up; only so many wait, and of those that are over the oldest are forgotten. What they came
//! to is in memory alone; what was asked for is [kept](super::saved).

use super::super::closing::Closing;
use super::super::limits::Limits;
use super::super::shelf::{Shelf, Shelved};
use super::saved::Saved;
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
    /// Whether it outlives the server.
    kept: AtomicBool,
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
    /// All of it was played before the server was started; it is played again when somebody looks.
    Saved,
    /// It was played before the server was started, and its scenario has changed since.
    Outdated,
}

impl Job {
    /// One that waits for its turn.
    fn queued(asked: Asked) -> Self {
        Self::made(Uuid::now_v7(), asked, machine(), Stage::Queued)
    }

    /// One that was asked for and over at some times.
    pub fn over(id: Uuid, asked: Asked, (asked_at, ended_at): (i64, i64), ended: Ended) -> Self {
        let job = Self::made(id, asked, asked_at, Stage::Over(None, ended_at, ended));
        job.kept.store(true, Ordering::Relaxed);
        job.done.store(job.total, Ordering::Relaxed);
        job
    }

    fn made(id: Uuid, asked: Asked, asked_at: i64, stage: Stage) -> Self {
        let Asked { scenarios, said, total, name, by, shelved } = asked;
        Self {
            id,
            scenarios,
            said,
            total,
            name: Mutex::new(name.map(Into::into)),
            by,
            asked_at,
            shelved,
            done: AtomicU64::new(0),
            over: AtomicBool::new(false),
            kept: AtomicBool::new(false),
            stage: Mutex::new(stage),
        }
    }

    /// The scenarios as they were when it was asked for.
    pub fn shelved(&self) -> &[Arc<Shelved>] {
        &self.shelved
    }

    /// When it ended, where it was played to its end.
    fn played_until(&self) -> Option<i64> {
        match self.stage() {
            Stage::Over(_, at, Ended::Done(_) | Ended::Saved) => Some(at),
            _ => None,
        }
    }

    /// Lets it wait for its turn again, where it was played before the server was started.
    fn again(&self) -> bool {
        let mut stage = self.lock();
        let is_saved = matches!(*stage, Stage::Over(_, _, Ended::Saved));
        if is_saved {
            self.done.store(0, Ordering::Relaxed);
            *stage = Stage::Queued;
        }
        is_saved
    }

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
    saved: Saved,
    /// A log is written by one at a time.
    log: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Kept {
    jobs: VecDeque<Arc<Job>>,
    workers: usize,
    /// Those that were pushed out and are to be kept no longer.
    gone: Vec<Uuid>,
}

impl Jobs {
    /// Those that were kept.
    pub fn new(limits: &Limits, closing: Closing, saved: Saved, shelf: &Shelf) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let before = saved.all(shelf).unwrap_or_else(|error| {
            tracing::error!(?error, "the simulations of before cannot be read");
            Vec::new()
        });
        let jobs = before.into_iter().map(Arc::new).collect();
        Self(Arc::new(Inner {
            kept: Mutex::new(Kept { jobs, ..Kept::default() }),
            saved,
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
        let job = Arc::new(Job::queued(job));
        let mut kept = self.kept();
        let queued = kept.jobs.iter().filter(|job| matches!(job.stage(), Stage::Queued)).count();
        if queued >= self.0.waiting {
            return Err(NotTaken::Full);
        }
        self.hire(&mut kept)?;
        kept.jobs.push_back(job.clone());
        while kept.jobs.len() > self.0.most
            && let Some(oldest) = kept.jobs.iter().position(|job| job.is_over())
        {
            let gone = kept.jobs.remove(oldest).filter(|job| job.kept.load(Ordering::Relaxed));
            kept.gone.extend(gone.map(|job| job.id));
        }
        Ok(job)
    }

    /// Lets one more work, where there may be one more.
    fn hire(&self, kept: &mut Kept) -> Result<(), NotTaken> {
        if kept.workers < self.0.at_once {
            let own = self.clone();
            let spawned = std::thread::Builder::new().name("simulation".into()).spawn(move || own.work());
            if spawned.is_err() && kept.workers == 0 {
                return Err(NotTaken::NoThread);
            }
            kept.workers += usize::from(spawned.is_ok());
        }
        Ok(())
    }

    /// Has one played again that was played before the server was started; any other stays as it is.
    ///
    /// # Errors
    /// No thread can be had.
    pub fn again(&self, job: &Job) -> Result<(), NotTaken> {
        let mut kept = self.kept();
        if job.again() { self.hire(&mut kept) } else { Ok(()) }
    }

    /// Keeps what people call one that is kept; this waits for the disk.
    pub fn renamed(&self, job: &Job) {
        if let Some(at) = job.played_until() {
            self.0.saved.keep(job, at);
        }
    }

    /// One of them.
    pub fn find(&self, id: Uuid) -> Option<Arc<Job>> {
        self.kept().jobs.iter().find(|job| job.id == id).cloned()
    }

    /// Forgets one that is over; whether it was. This waits for the disk.
    pub fn forget(&self, id: Uuid) -> bool {
        let forgotten = {
            let mut kept = self.kept();
            let at = kept.jobs.iter().position(|job| job.id == id && job.is_over());
            at.and_then(|at| kept.jobs.remove(at))
        };
        if forgotten.as_ref().is_some_and(|job| job.kept.load(Ordering::Relaxed)) {
            self.0.saved.forget(id);
        }
        forgotten.is_some()
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
            let (next, gone) = {
                let mut kept = self.kept();
                let next = kept.jobs.iter().find_map(|job| Some((job.clone(), job.begin()?)));
                if next.is_none() {
                    kept.workers -= 1;
                }
                (next, std::mem::take(&mut kept.gone))
            };
            gone.into_iter().for_each(|id| self.0.saved.forget(id));
            let Some((job, since)) = next else { return };
            job.work(since, self.0.threads, &self.0.closing);
            if let Some(at) = job.played_until()
                && !job.kept.swap(true, Ordering::Relaxed)
            {
                self.0.saved.keep(&job, at);
            }
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
