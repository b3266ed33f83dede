//! Stores with applications in them: played in memory, then laid down in a folder.

use super::house::House;
use super::people::start;
use onething_engine::application::Event;
use onething_server::disk::{Disk, Real};
use onething_server::host::{Offline, offline};
use onething_server::index::{Index, Row};
use onething_server::materials::Materials;
use onething_server::runner::Runner;
use std::fs;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Longest material, in bytes.
pub const LARGEST: u64 = 1 << 20;

/// A folder that is gone when the test is over.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("store-{}-{name}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false if entry.file_name() == "reserve" => reserve(to),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// A reserve that takes no time to write.
fn reserve(data: &Path) {
    fs::File::create(data.join("reserve")).unwrap().set_len(32 << 20).unwrap();
}

/// What a store holds.
pub struct Held {
    pub applications: Vec<Uuid>,
    /// Names and contents.
    pub materials: Vec<(String, Vec<u8>)>,
}

/// Bytes of a segment; a version of a scenario has to fit into one.
const SEGMENT: u64 = 160 << 10;

/// Lays down a store with applications of several scenes, ended and open, some drafts and some materials.
pub fn fill(data: &Path, count: usize) -> Held {
    let mut house = House::with_segments(1, SEGMENT);
    house.runner.shared().clock.stand_at(1_772_413_200_000);
    let scenes = ["newborn-birth", "court-equity-control", "newborn-birth", "citizen-death"];
    let mut applications = Vec::new();
    for (number, scene) in scenes.into_iter().cycle().take(count).enumerate() {
        let version = house.publish(scene);
        let begun = start(&house, scene, "joint", version);
        let id = house.begin(begun).unwrap().application;
        applications.push(id);
        // Some are left open, at different places.
        let most = if number % 3 == 2 { 2 + number } else { 400 };
        for _ in 0..most {
            house.work();
            if house.application(id).0.state.closed.is_some() {
                break;
            }
            if !house.act(id) && !house.next() && !house.say(id) {
                break;
            }
        }
    }
    for number in 0..400_u32 {
        house.runner.keep("draft", &number.to_string(), Some(number.to_le_bytes().repeat(150))).unwrap();
    }
    house.work();
    let journal = data.join("journal");
    fs::create_dir_all(&journal).unwrap();
    for name in house.disk.list(Path::new("journal")).unwrap().into_iter().filter(|n| n != "next") {
        let disk: &dyn Disk = &house.disk;
        fs::write(journal.join(&name), disk.read(&Path::new("journal").join(&name), u64::MAX).unwrap())
            .unwrap();
    }
    fs::write(data.join("format"), "onething store 1\n").unwrap();
    reserve(data);
    let stored = Materials::open(Arc::new(Real), &data.join("materials"), LARGEST).unwrap();
    let contents = (0..8_u8).map(|n| vec![n; 300 * (usize::from(n) + 1)]);
    let materials = contents.map(|content| (stored.put(&content).unwrap().name, content)).collect();
    // Once opened and closed, so that the index is there.
    drop(offline(data).unwrap());
    Held { applications, materials }
}

/// What can be read of a store.
#[derive(PartialEq)]
pub struct Read {
    pub rows: Vec<Row>,
    pub histories: Vec<Vec<Event>>,
}

pub fn rows(index: &dyn Index) -> Vec<Row> {
    index.scan(Bound::Unbounded, Bound::Unbounded, false, usize::MAX).unwrap()
}

pub fn history(runner: &Runner, id: Uuid) -> Result<Vec<Event>, onething_server::runner::Error> {
    let told = runner.history(id, None)?.unwrap_or_default();
    Ok(told.into_iter().flat_map(|turn| turn.events).collect())
}

/// Rows and histories of a store that is open.
pub fn read(opened: &Offline, held: &Held) -> Result<Read, onething_server::runner::Error> {
    let index = &opened.shared().index;
    index.flush().unwrap();
    let rows = rows(&**index.index());
    let histories = held.applications.iter().map(|id| history(opened, *id)).collect::<Result<_, _>>()?;
    Ok(Read { rows, histories })
}
