//! A runner on a simulated disk, an index in memory and a clock that stands: one seed, one run.

use onething_engine::random::Random;
use onething_server::clock::Kind;
use onething_server::disk::Disk;
use onething_server::disk::simulated::{Loss, Simulated as SimulatedDisk};
use onething_server::index::{Index, Ordered, Pace};
use onething_server::library::{self, Place};
use onething_server::runner::{self, Answer, Ask, Error, Options, Outside, Parts, Runner, Version};
use onething_server::systems::Call;
use onething_server::systems::simulated::{Settings, Simulated};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Nobody but simulated systems.
pub struct Nobody;

impl Outside for Nobody {
    fn take(
        &self,
        _: &Arc<runner::shared::Shared>,
        _: &onething_engine::scenario::model::Id,
        _: &Call,
    ) -> bool {
        false
    }

    fn by_hand(&self, _: &str) -> bool {
        false
    }
}

/// A runner that is driven.
pub struct House {
    pub disk: SimulatedDisk,
    pub index: Arc<dyn Index>,
    pub runner: Arc<Runner>,
    pub parts: Parts,
    pub random: Random,
}

pub fn options() -> Options {
    let journal = onething_server::journal::Options {
        segment: 1 << 20,
        batch: 64 << 10,
        waiting: 256 << 10,
        threads: false,
    };
    let pace = Pace { threads: false, ..Pace::default() };
    Options {
        shards: 2,
        cache: 1 << 20,
        waiting: 64,
        clock: Kind::Standing,
        journal,
        pace,
        ..Options::default()
    }
}

/// The files of a shipped scenario.
pub fn shipped(id: &str) -> Vec<(String, String)> {
    let place = Place::Directory(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios")));
    library::files(&place, id).unwrap()
}

fn journal() -> &'static Path {
    Path::new("journal")
}

impl House {
    pub fn new(seed: u64) -> Self {
        let disk = SimulatedDisk::new();
        Self::open(disk, Arc::new(Ordered::new()), Random::new(seed)).unwrap()
    }

    /// The same with segments of so many bytes.
    pub fn with_segments(seed: u64, segment: u64) -> Self {
        let waiting = segment / 4;
        let options = Options {
            journal: onething_server::journal::Options { segment, waiting, ..options().journal },
            ..options()
        };
        let disk = SimulatedDisk::new();
        Self::open_with(options, disk, Arc::new(Ordered::new()), Random::new(seed)).unwrap()
    }

    pub fn open(disk: SimulatedDisk, index: Arc<dyn Index>, random: Random) -> Result<Self, Error> {
        Self::open_with(options(), disk, index, random)
    }

    fn open_with(
        options: Options,
        disk: SimulatedDisk,
        index: Arc<dyn Index>,
        random: Random,
    ) -> Result<Self, Error> {
        let on: Arc<dyn Disk> = Arc::new(disk.clone());
        let simulated = Arc::new(Simulated::new(Settings::default()));
        let opened =
            runner::open(on, journal(), index.clone(), options, simulated, Arc::new(Nobody), |_, _| {})?;
        let runner::Opened { runner, parts, .. } = opened;
        parts.resume()?;
        Ok(Self { disk, index, runner, parts, random })
    }

    /// Publishes a shipped scenario.
    pub fn publish(&self, id: &str) -> Version {
        self.runner.publish(shipped(id), None).map_err(|e| format!("{e:?}")).unwrap()
    }

    /// One step of a part that chance picks; whether any had something to do.
    pub fn step(&mut self) -> bool {
        let parts = self.parts.shards.len() + 3;
        let from = self.random.below(parts);
        (0..parts).any(|at| match (from + at) % parts {
            0 => self.runner.shared().journal.commit(),
            1 => self.parts.dispatcher.step().is_some(),
            2 => self.runner.shared().index.step(),
            shard => self.parts.shards[shard - 3].step().is_some(),
        })
    }

    /// Works until nothing is left to do now.
    pub fn work(&mut self) {
        let mut steps = 0;
        while self.step() {
            steps += 1;
            assert!(steps < 1_000_000, "it never comes to rest");
        }
    }

    /// Brings the index up.
    pub fn work_index(&self) {
        while self.runner.shared().index.step() {}
    }

    /// Asks and works until it is answered.
    pub fn ask(&mut self, mut ask: Ask) -> Answer {
        let slot = Arc::new(Mutex::new(None));
        let told = slot.clone();
        ask.reply = Some(Box::new(move |answer| *told.lock().unwrap() = Some(answer)));
        self.runner.submit(ask)?;
        self.work();
        let answer = slot.lock().unwrap().take();
        answer.expect("every ask is answered")
    }

    /// Lets time go on to when the next thing is due; whether there was any.
    pub fn next(&mut self) -> bool {
        self.work();
        let shared = self.runner.shared().clone();
        let Some(next) = shared.wheel.next(&shared).unwrap() else { return false };
        shared.clock.stand_at(next);
        shared.wheel.turn(&shared, shared.clock.now()).unwrap();
        self.work();
        true
    }

    /// The power goes: what was not synced may be lost; the index is lost where `index` says so.
    pub fn crash(mut self, keep_index: bool) -> Result<Self, Error> {
        let loss = Loss::ALL[self.random.below(3)];
        let disk = self.disk.crash(loss, &mut self.random);
        let index = if keep_index { self.index.clone() } else { Arc::new(Ordered::new()) };
        Self::open(disk, index, self.random)
    }
}
