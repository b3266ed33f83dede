//! The host of a server: opens its store, index, systems and runner, and shuts them down again. The command line
//! makes one and the API serves it.

mod census;
mod index;
mod notifier;
mod outside;

pub use census::Census;
pub use notifier::Notifier;
pub use outside::{Health, Outwards, Waiting, check as check_system};

use crate::clock;
use crate::config::{Clock, Config, Settings};
use crate::desk::Desk;
use crate::disk::Disk;
use crate::journal;
use crate::materials::{Materials, Quota};
use crate::runner::{self, LAYOUT, Options, Runner, Seen};
use crate::store::checkpoint::{self, Keeper};
use crate::store::{self, Archived, NotArchived, Store};
use crate::systems::simulated::{Settings as Simulation, Simulated};
use crate::telemetry::metric::{AUDIT_LAST_VERIFIED, REPLAY_DURATION};
use onething_engine::scenario::text::Text;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often it is looked whether it is time for a checkpoint.
const CHECKPOINT_ROUND: Duration = Duration::from_millis(100);

/// Why a host cannot be opened.
#[derive(Debug)]
pub enum NotOpened {
    /// The store.
    Store(store::Error),
    /// The index.
    Index(crate::index::Error),
    /// Materials.
    Materials(crate::materials::Error),
    /// The journal or the runner.
    Runner(runner::Error),
    /// A snapshot.
    Snapshot(store::snapshot::Error),
    /// The journal is not what checkpoints know, or they cannot be written.
    Checkpoint(store::checkpoint::Error),
    /// A system of the configuration: which, and what is wrong.
    System(String, Text),
    /// A webhook of the configuration: which, and what is wrong.
    Webhook(String, Text),
}

impl fmt::Display for NotOpened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Index(error) => error.fmt(f),
            Self::Materials(error) => error.fmt(f),
            Self::Runner(error) => error.fmt(f),
            Self::Snapshot(error) => error.fmt(f),
            Self::Checkpoint(error) => error.fmt(f),
            Self::System(id, why) => write!(f, "system `{id}`: {}", why.en),
            Self::Webhook(id, why) => write!(f, "webhook `{id}`: {}", why.en),
        }
    }
}

impl std::error::Error for NotOpened {}

/// What was found while opening.
#[derive(Debug, Clone)]
pub struct Found {
    /// What the runner found.
    pub seen: Seen,
    /// Why the index had to be made again, if so.
    pub rebuilt: Option<crate::index::Reason>,
    /// Whether the disk is full.
    pub was_full: bool,
}

/// A server's inside, at work.
pub struct Host {
    /// The store; held as long as the host is.
    pub store: Store,
    /// The runner.
    pub runner: Arc<Runner>,
    /// The desk before it.
    pub desk: Desk,
    /// The systems that are not simulated.
    pub outwards: Arc<Outwards>,
    /// What was found.
    pub found: Found,
    threads: Vec<JoinHandle<()>>,
}

impl Host {
    /// Opens a store and sets everything to work. `progress` is told how many records were read of an index that
    /// is brought up, and from which on.
    ///
    /// # Errors
    /// Another process has the store open, it is damaged, or the disk fails.
    pub fn open(
        config: &Config,
        handle: tokio::runtime::Handle,
        progress: impl FnMut(u64, u64),
    ) -> Result<Self, NotOpened> {
        let settings = &config.settings;
        // What is wrong with these is told before there is a folder.
        let notifier = Notifier::new(config)?;
        let outwards = Arc::new(Outwards::new(config, notifier.receivers(), handle.clone())?);
        let store = Store::open(&settings.data).map_err(NotOpened::Store)?;
        let (index, rebuilt) = index::open(&store, settings)?;
        let folders = store.segments().map_err(NotOpened::Store)?;
        index::base(&store, &folders, &*index, index::Base::Snapshot)?;
        let disk: Arc<dyn Disk> = store.disk();
        let materials = Materials::open(disk.clone(), &store.materials(), settings.limits_upload);
        let quota = Quota {
            files: settings.limits_uploads_per_application,
            bytes: settings.limits_upload_bytes_per_application,
            pixels: settings.limits_image_pixels,
        };
        let materials = Arc::new(materials.map_err(NotOpened::Materials)?.with_quota(quota));
        let sandbox = settings.clock == Clock::Sandbox;
        let simulated = Arc::new(Simulated::new(Simulation::default()));
        let begin = Instant::now();
        let opened = runner::open(
            disk.clone(),
            folders.clone(),
            index,
            options(settings),
            simulated,
            outwards.clone(),
            progress,
        );
        let runner::Opened { runner, parts, seen } = opened.map_err(NotOpened::Runner)?;
        let mut threads = Vec::new();
        if let Some(path) = &settings.audit_checkpoints {
            let compared = checkpoint::compare_last(&disk, &folders, path, seen.last);
            compared.map_err(NotOpened::Checkpoint)?;
            let (every, longest) = (settings.limits_checkpoint_records, settings.limits_checkpoint_time);
            let keeper = Keeper::open(path, every, longest).map_err(NotOpened::Checkpoint)?;
            threads.push(checkpoints(runner.clone(), keeper)?);
        }
        REPLAY_DURATION.gauge(&[]).set(begin.elapsed().as_secs_f64());
        // What was read of the journal was proven on the way.
        AUDIT_LAST_VERIFIED.gauge(&[]).set(clock::machine() as f64 / 1_000.0);
        threads.extend(parts.spawn().map_err(NotOpened::Runner)?);
        notifier.start(&runner, &handle);
        let found = Found { seen, rebuilt, was_full: store.was_full };
        let desk = Desk { runner: runner.clone(), materials, sandbox };
        Ok(Self { store, runner, desk, outwards, found, threads })
    }

    /// Takes nothing more, and waits until what was taken is on the medium and in the index.
    ///
    /// # Errors
    /// It takes too long, or the index fails: the journal has all of it, and the next start catches up.
    pub fn close(self, patience: Duration) -> Result<(), runner::Error> {
        let closed = self.runner.close(patience);
        if closed.is_ok() {
            for thread in self.threads {
                // One that has panicked has told so already.
                let _ = thread.join();
            }
        }
        closed
    }
}

/// A store that no server has open, for verbs that write to it: nothing in it works but what is asked.
pub struct Offline {
    runner: Arc<Runner>,
    parts: Mutex<runner::Parts>,
    store: Store,
}

impl Offline {
    /// Moves the segments that the store can be opened without into a folder.
    ///
    /// # Errors
    /// The journal is damaged, or a disk fails.
    pub fn archive(&self, to: &std::path::Path) -> Result<Archived, NotArchived> {
        let index = &self.runner.shared().index;
        let flushed = index.flush();
        flushed.map_err(|e| NotArchived::Behind(e.to_string()))?;
        store::archive(&self.store.disk(), self.store.folder(), &**index.index(), LAYOUT, to)
    }
}

impl Offline {
    /// Lets the shards do the next thing that they were asked; whether there was any.
    pub fn work(&self) -> bool {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.shards.iter_mut().any(|shard| shard.step().is_some())
    }
}

impl std::ops::Deref for Offline {
    type Target = Runner;

    fn deref(&self) -> &Runner {
        &self.runner
    }
}

impl Drop for Offline {
    fn drop(&mut self) {
        // What fails here the next start makes good from the journal.
        let _ = self.runner.shared().index.flush();
        self.runner.shared().index.stop();
    }
}

/// Opens a store without letting anything in it work.
///
/// # Errors
/// As [`Host::open`].
pub fn offline(folder: &std::path::Path) -> Result<(Offline, Seen), NotOpened> {
    offline_with(folder, &[], index::Base::Snapshot)
}

/// Makes the index of a store again: from all records, also those in archives, where they are there; else from a
/// snapshot and what is behind it.
///
/// # Errors
/// As [`Host::open`].
pub fn rebuild(folder: &std::path::Path, archives: &[PathBuf]) -> Result<Seen, NotOpened> {
    {
        let store = Store::existing(folder).map_err(NotOpened::Store)?;
        let index = store.index();
        if index.exists() {
            let removed = std::fs::remove_dir_all(&index);
            removed.map_err(|e| NotOpened::Store(store::Error::Io(index.clone(), e)))?;
        }
    }
    offline_with(folder, archives, index::Base::Journal).map(|(_, seen)| seen)
}

fn offline_with(
    folder: &std::path::Path,
    archives: &[PathBuf],
    base: index::Base,
) -> Result<(Offline, Seen), NotOpened> {
    let store = Store::open(folder).map_err(NotOpened::Store)?;
    let mut folders = store.segments().map_err(NotOpened::Store)?;
    folders.archives.extend_from_slice(archives);
    let options = crate::index::Options { layout: LAYOUT, ..crate::index::Options::default() };
    let opened = crate::index::open(&store.index(), &options).map_err(NotOpened::Index)?;
    index::base(&store, &folders, &*opened.index, base)?;
    let simulated = Arc::new(Simulated::new(Simulation::default()));
    let opened = runner::open(
        store.disk(),
        folders,
        opened.index,
        Options::default(),
        simulated,
        Arc::new(Nobody),
        |_, _| {},
    );
    let runner::Opened { runner, parts, seen } = opened.map_err(NotOpened::Runner)?;
    Ok((Offline { runner, parts: Mutex::new(parts), store }, seen))
}

/// A thread that writes checkpoints until the runner is closing, and one at its end.
fn checkpoints(runner: Arc<Runner>, mut keeper: Keeper) -> Result<JoinHandle<()>, NotOpened> {
    let shared = runner.shared().clone();
    let keep = move || {
        let mut told = false;
        loop {
            let is_over = shared.closing.load(Ordering::Acquire) && shared.busy.is_idle();
            match keeper.keep(&shared.journal, is_over) {
                Ok(_) => told = false,
                Err(error) if !told => {
                    tracing::error!(%error, "no checkpoint can be written; it is tried again");
                    told = true;
                }
                Err(_) => {}
            }
            if is_over {
                return;
            }
            std::thread::sleep(CHECKPOINT_ROUND);
        }
    };
    let failed = |error: std::io::Error| NotOpened::Runner(runner::Error::Disk(error.to_string()));
    std::thread::Builder::new().name("checkpoints".into()).spawn(keep).map_err(failed)
}

/// Nobody performs anything.
struct Nobody;

impl runner::Outside for Nobody {
    fn take(
        &self,
        _: &Arc<runner::shared::Shared>,
        _: &onething_engine::scenario::model::Id,
        _: &crate::systems::Call,
    ) -> bool {
        true
    }

    fn by_hand(&self, _: &str) -> bool {
        true
    }
}

fn options(settings: &Settings) -> Options {
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let usual = Options::default();
    let shards = settings.shards.map_or(usual.shards, number);
    Options {
        shards,
        cache: number(settings.cache_applications) / shards.max(1),
        waiting: number(settings.limits_queue).saturating_mul(shards),
        clock: match settings.clock {
            Clock::Real => clock::Kind::Real,
            Clock::Sandbox => clock::Kind::Sandbox,
        },
        remembered: i64::try_from(settings.limits_idempotency_kept.as_millis()).unwrap_or(i64::MAX),
        journal: journal::Options {
            segment: settings.journal_segment,
            batch: settings.journal_batch,
            waiting: settings.journal_waiting.min(settings.journal_segment / 2),
            threads: true,
        },
        pace: crate::index::Pace::default(),
    }
}
