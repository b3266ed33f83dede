//! A runner on a simulated disk, an index in memory and a clock that stands: one seed, one run.

use super::unruly::Unruly;
use onething_engine::random::Random;
use onething_server::clock::Kind;
use onething_server::disk::Disk;
use onething_server::disk::simulated::{Loss, Simulated as SimulatedDisk};
use onething_server::index::{Index, Ordered, Pace};
use onething_server::library::{self, Place};
use onething_server::materials::Materials;
use onething_server::runner::{self, Answer, Ask, Error, Options, Outside, Parts, Runner, Version};
use onething_server::systems::simulated::{Latency, Settings, Simulated};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use uuid::Uuid;

/// When every run begins: 2026-03-02 09:00 in Zibo.
pub const BEGIN: i64 = 1_772_413_200_000;

/// Longest time until threads come to rest.
const PATIENCE: Duration = Duration::from_secs(30);

/// A runner that is driven.
pub struct House {
    pub disk: SimulatedDisk,
    pub index: Arc<dyn Index>,
    pub runner: Arc<Runner>,
    /// What works; none where threads of their own do.
    pub parts: Option<Parts>,
    pub random: Random,
    /// Chance of ids, so that they are the same however the parts come to work.
    ids: Random,
    pub outside: Arc<Unruly>,
    pub materials: Arc<Materials>,
    instead: Option<Arc<dyn Outside>>,
    latency: Latency,
    options: Options,
}

/// What a runner lives among.
struct World {
    random: Random,
    ids: Random,
    options: Options,
    outside: Arc<Unruly>,
    /// Systems in place of these.
    instead: Option<Arc<dyn Outside>>,
    latency: Latency,
}

impl World {
    fn usual(random: Random) -> Self {
        let (ids, outside, latency) = (random.clone(), Arc::default(), Settings::default().latency);
        Self { random, ids, options: options(), outside, instead: None, latency }
    }
}

/// In one life of two systems answer at once, and turns go on with what they say.
fn latency(random: &mut Random) -> Latency {
    if random.below(2) == 0 { Latency::None } else { Latency::Mean }
}

/// Two shards, a cache that is soon full, segments that are soon full.
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
        Self::with(seed, options(), Unruly::default())
    }

    /// The same with segments of so many bytes.
    pub fn with_segments(seed: u64, segment: u64) -> Self {
        let waiting = segment / 4;
        let options = Options {
            journal: onething_server::journal::Options { segment, waiting, ..options().journal },
            ..options()
        };
        let (disk, index) = (SimulatedDisk::new(), Arc::new(Ordered::new()));
        Self::among(disk, index, World { options, ..World::usual(Random::new(seed)) }).unwrap()
    }

    /// One over what another left.
    pub fn open(disk: SimulatedDisk, index: Arc<dyn Index>, mut random: Random) -> Result<Self, Error> {
        let latency = latency(&mut random);
        Self::open_with(disk, index, random, latency)
    }

    /// The same, where systems take so long.
    pub fn open_with(
        disk: SimulatedDisk,
        index: Arc<dyn Index>,
        random: Random,
        latency: Latency,
    ) -> Result<Self, Error> {
        Self::among(disk, index, World { latency, ..World::usual(random) })
    }

    /// The same, before another world.
    pub fn open_before(
        disk: SimulatedDisk,
        index: Arc<dyn Index>,
        random: Random,
        outside: Arc<dyn Outside>,
    ) -> Result<Self, Error> {
        Self::among(disk, index, World { instead: Some(outside), ..World::usual(random) })
    }

    /// One of another make.
    pub fn with(seed: u64, options: Options, outside: Unruly) -> Self {
        let (disk, index, outside) = (SimulatedDisk::new(), Arc::new(Ordered::new()), Arc::new(outside));
        let latency = latency(&mut Random::new(seed));
        let world = World { options, outside, latency, ..World::usual(Random::new(seed)) };
        let house = Self::among(disk, index, world).unwrap();
        house.runner.shared().clock.stand_at(BEGIN);
        house
    }

    /// One whose parts have threads of their own.
    pub fn threaded(seed: u64, shards: usize) -> Self {
        let mut options = options();
        options.shards = shards;
        options.journal.threads = true;
        options.pace.threads = true;
        let mut house = Self::with(seed, options, Unruly::default());
        drop(house.parts.take().unwrap().spawn().unwrap());
        house
    }

    fn among(disk: SimulatedDisk, index: Arc<dyn Index>, world: World) -> Result<Self, Error> {
        let on: Arc<dyn Disk> = Arc::new(disk.clone());
        let simulated = Arc::new(Simulated::new(Settings { latency: world.latency, ..Settings::default() }));
        let materials = Materials::open(on.clone(), Path::new("materials"), 1 << 20);
        let materials = Arc::new(materials.map_err(|e| Error::Disk(e.to_string()))?);
        let outside = world.instead.clone().unwrap_or_else(|| world.outside.clone());
        let opened =
            runner::open(on, journal(), index.clone(), world.options, simulated, outside, |_, _| {})?;
        let runner::Opened { runner, parts, .. } = opened;
        parts.resume()?;
        let World { random, ids, options, outside, instead, latency } = world;
        let parts = Some(parts);
        Ok(Self { disk, index, runner, parts, random, ids, outside, materials, instead, latency, options })
    }
    /// Publishes a shipped scenario.
    pub fn publish(&self, id: &str) -> Version {
        self.runner.publish(shipped(id), None).map_err(|e| format!("{e:?}")).unwrap()
    }

    /// An id that chance makes, so that one seed is one run.
    pub fn id(&mut self) -> Uuid {
        let random: Vec<u8> = (0..10).map(|_| u8::try_from(self.ids.below(256)).unwrap()).collect();
        let now = u64::try_from(self.runner.shared().clock.now()).unwrap();
        uuid::Builder::from_unix_timestamp_millis(now, random.as_slice().try_into().unwrap()).into_uuid()
    }

    /// One step of a part that chance picks; whether any had something to do.
    pub fn step(&mut self) -> bool {
        let Some(own) = &mut self.parts else { return false };
        let parts = own.shards.len() + 3;
        let from = self.random.below(parts);
        (0..parts).any(|at| match (from + at) % parts {
            0 => self.runner.shared().journal.commit(),
            1 => own.dispatcher.step().is_some(),
            2 => self.runner.shared().index.step(),
            shard => own.shards[shard - 3].step().is_some(),
        })
    }

    /// Works until nothing is left to do now.
    pub fn work(&mut self) {
        if self.parts.is_none() {
            assert!(self.runner.shared().busy.wait(PATIENCE), "it never comes to rest");
        }
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
        let (tell, hears) = channel();
        ask.reply = Some(Box::new(move |answer| drop(tell.send(answer))));
        self.runner.submit(ask)?;
        self.work();
        hears.recv_timeout(PATIENCE).expect("every ask is answered")
    }

    /// Works until nothing is left to do, nor due.
    pub fn rest(&mut self) {
        let shared = self.runner.shared().clone();
        loop {
            self.work();
            let done = shared.wheel.turn(&shared, shared.clock.now()).unwrap();
            // Another thread may have sent what was due.
            self.work();
            if !done.any {
                return;
            }
        }
    }

    /// Lets time go on to when the next thing is due; whether there was any.
    pub fn next(&mut self) -> bool {
        self.work();
        let shared = self.runner.shared().clone();
        let Some(next) = shared.wheel.next(&shared).unwrap() else { return false };
        self.jump(next);
        true
    }

    /// Lets time go on to a moment, whatever is due on the way.
    pub fn jump(&mut self, to: i64) {
        let shared = self.runner.shared().clone();
        shared.clock.stand_at(to);
        shared.wheel.turn(&shared, shared.clock.now()).unwrap();
        self.work();
    }

    /// Lets go of everything that memory still holds of itself: what waited for a medium that is gone, and what would
    /// have come later. A process that ends does so by ending; this one goes on.
    pub fn let_go(&self) {
        let shared = self.runner.shared();
        shared.wheel.forget();
        while shared.journal.commit() {}
        shared.wheel.forget();
    }

    /// The power goes: what was not synced may be lost; the index is lost where `index` says so.
    pub fn crash(mut self, keep_index: bool) -> Result<Self, Error> {
        let loss = Loss::ALL[self.random.below(3)];
        let disk = self.disk.crash(loss, &mut self.random);
        let index = if keep_index { self.index.clone() } else { Arc::new(Ordered::new()) };
        self.let_go();
        self.outside.crash();
        let Self { random, ids, options, outside, instead, latency, .. } = self;
        Self::among(disk, index, World { random, ids, options, outside, instead, latency })
    }

    /// The process ends and begins again; nothing is lost but what memory knows.
    pub fn restart(mut self, keep_index: bool) -> Result<Self, Error> {
        self.work();
        self.runner.shared().index.flush().map_err(Error::Index)?;
        let index = if keep_index { self.index.clone() } else { Arc::new(Ordered::new()) };
        self.let_go();
        self.outside.crash();
        let Self { disk, random, ids, options, outside, instead, latency, .. } = self;
        Self::among(disk, index, World { random, ids, options, outside, instead, latency })
    }
}
