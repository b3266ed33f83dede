//! Copies of a store that is in use, restored: what is in them is what the store was at the record that they end
//! with.

use super::filled::{Folder, rows};
use super::house::shipped;
use super::people::asks;
use super::unruly::Unruly;
use onething_engine::application::{Actor, Command};
use onething_server::clock::Kind;
use onething_server::disk::{Disk, Real};
use onething_server::host::offline;
use onething_server::index::{Follower, Index, Ordered, Pace};
use onething_server::journal::{self, Reader};
use onething_server::materials::Materials;
use onething_server::runner::recover::Recovery;
use onething_server::runner::{self, Ask, LAYOUT, Options, Runner, Start};
use onething_server::store::{Store, back_up, restore};
use onething_server::systems::simulated::{Settings, Simulated};
use onething_tests::volume::volume;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

const LARGEST: u64 = 1 << 20;

/// The rows of an index over the records up to one.
fn rows_at(data: &Path, last: u64) -> Vec<(Vec<u8>, Vec<u8>)> {
    let (disk, index): (Arc<dyn Disk>, Arc<dyn Index>) = (Arc::new(Real), Arc::new(Ordered::new()));
    let pace = Pace { threads: false, ..Pace::default() };
    let follower = Arc::new(Follower::start(index.clone(), pace).unwrap());
    let mut recovery = Recovery::new(follower.clone(), Options::default().remembered);
    let mut reader = Reader::new(disk, data.join("journal").as_path(), 0).unwrap();
    while let Some(record) = reader.next_record().unwrap().filter(|record| record.sequence <= last) {
        recovery.see(&record).unwrap();
    }
    follower.flush().unwrap();
    rows(&*index)
}

/// Begins applications, hands in papers and takes some back, until it is over; how many were acknowledged.
fn load(
    runner: &Runner,
    materials: &Materials,
    begun: &Start,
    (rests, is_over): (&AtomicBool, &AtomicBool),
) -> u64 {
    let mut acknowledged = 0;
    for number in 0_u64.. {
        while rests.load(Ordering::Relaxed) && !is_over.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(1));
        }
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let id = runner.new_id(None);
        // Each paper is a file of its own in each copy.
        materials.put(&(number / 16).to_le_bytes().repeat(50)).unwrap();
        let open = vec![Command::Open { values: Vec::new() }];
        let mut all = vec![Ask { start: Some(begun.clone()), ..asks(id, Actor::Applicant, open) }];
        if number % 3 == 0 {
            all.push(asks(id, Actor::Applicant, vec![Command::Withdraw { item: None }]));
        }
        for mut ask in all {
            let (told, hears) = channel();
            ask.reply = Some(Box::new(move |answer| drop(told.send(answer))));
            if runner.submit(ask).is_ok() && matches!(hears.recv(), Ok(Ok(Ok(_)))) {
                acknowledged += 1;
            }
        }
    }
    acknowledged
}

/// Ends the load however the test ends.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_copy_under_load_is_the_store_at_its_last_record() {
    let folder = Folder::new("backup");
    let data = folder.data();
    let store = Store::open(&data).unwrap();
    let materials = Materials::open(store.disk(), &store.materials(), LARGEST).unwrap();
    let journal = journal::Options { segment: 256 << 10, waiting: 64 << 10, ..journal::Options::default() };
    let options = Options { shards: 2, clock: Kind::Sandbox, journal, ..Options::default() };
    let simulated = Arc::new(Simulated::new(Settings::default()));
    let index: Arc<dyn Index> = Arc::new(Ordered::new());
    let folders = store.segments().unwrap();
    let opened = runner::open(
        store.disk(),
        folders,
        index,
        options,
        simulated,
        Arc::new(Unruly::default()),
        |_, _| {},
    );
    let runner::Opened { runner, parts, .. } = opened.unwrap();
    let threads = parts.spawn().unwrap();
    let version = runner.publish(shipped("newborn-birth"), None).map_err(|e| format!("{e:?}")).unwrap();
    let definition = runner.shared().definitions.definition(version).unwrap();
    let applicant = definition.scenario.party(definition.scenario.applicants().next().unwrap()).unwrap();
    let begun = Start {
        scenario: "newborn-birth".into(),
        version,
        plan: "joint".into(),
        applicant: applicant.id.clone(),
        answers: Vec::new(),
        subject: Arc::from("somebody"),
        run_by: None,
        handed: None,
    };
    let (rests, is_over, acknowledged) = (AtomicBool::new(false), AtomicBool::new(false), AtomicU64::new(0));
    let mut ends = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let count = load(&runner, &materials, &begun, (&rests, &is_over));
                acknowledged.fetch_add(count, Ordering::Relaxed)
            });
        }
        let over = Over(&is_over);
        for run in 0..volume("store-backups", 20, 2) {
            // While it is looked at nothing more is written: each copy is as large as all that was written before.
            rests.store(false, Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(150));
            let (copy, restored) =
                (folder.0.join(format!("copy-{run}")), folder.0.join(format!("back-{run}")));
            let before = runner.shared().journal.head().0;
            let copied = back_up(&data, &copy, LAYOUT, LARGEST).unwrap_or_else(|e| panic!("run {run}: {e}"));
            rests.store(true, Ordering::Relaxed);
            let last = copied.journal.last;
            assert!(last >= before, "run {run}: what was acknowledged before is in it");
            restore(&copy, &restored, LAYOUT, LARGEST).unwrap_or_else(|e| panic!("run {run}: {e}"));
            let opened = offline(&restored).unwrap().0;
            opened.shared().index.flush().unwrap();
            let found = rows(&**opened.shared().index.index());
            drop(opened);
            assert!(found == rows_at(&data, last), "run {run}: it is not the store at record {last}");
            ends.push(last);
            std::fs::remove_dir_all(&copy).unwrap();
            std::fs::remove_dir_all(&restored).unwrap();
        }
        drop(over);
    });
    assert!(ends.windows(2).all(|pair| pair[0] < pair[1]), "it was written to all the while: {ends:?}");
    println!("copies end at {ends:?}; {} were acknowledged", acknowledged.load(Ordering::Relaxed));
    runner.close(Duration::from_secs(20)).unwrap();
    threads.into_iter().for_each(|thread| drop(thread.join()));
}
