//! What follows behind: reads of one moment, changes gathered, failures of the index below.

use super::folder::{Model, change, rows};
use onething_server::index::{Change, Error, Follower, Index, Ordered, Pace, Row};
use std::ops::Bound;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

/// How the index below behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mood {
    Well,
    Full,
    /// As full, and what was not kept is lost.
    Loses,
    Broken,
    Panics,
}

/// Batches that were applied, and how many of them are kept.
#[derive(Default)]
struct History {
    batches: Vec<(Vec<Change>, u64)>,
    kept: usize,
}

/// Rows in memory that note what reaches them, and fail when told to.
struct Moody {
    below: RwLock<Ordered>,
    mood: Mutex<Mood>,
    /// What was applied.
    history: Mutex<History>,
    /// Rows that were brought to it, not counting removals.
    reached: AtomicU64,
}

impl Moody {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            below: RwLock::new(Ordered::new()),
            mood: Mutex::new(Mood::Well),
            history: Mutex::default(),
            reached: AtomicU64::new(0),
        })
    }

    /// Goes back to what was kept.
    fn lose(&self) {
        let mut history = self.history.lock().unwrap();
        let kept = history.kept;
        history.batches.truncate(kept);
        let again = Ordered::new();
        for (changes, applied) in &history.batches {
            again.apply(changes, *applied).unwrap();
        }
        *self.below.write().unwrap() = again;
    }

    fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }
}

impl Index for Moody {
    fn applied(&self) -> u64 {
        self.below.read().unwrap().applied()
    }
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        self.below.read().unwrap().get(key)
    }
    fn scan(
        &self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        reverse: bool,
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        self.below.read().unwrap().scan(from, to, reverse, most)
    }
    fn apply(&self, changes: &[Change], applied: u64) -> Result<(), Error> {
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Well => {}
            Mood::Full => return Err(Error::Full(PathBuf::from("index"))),
            Mood::Loses => {
                self.lose();
                return Err(Error::Full(PathBuf::from("index")));
            }
            Mood::Broken => {
                let error = std::io::Error::other("input/output error");
                return Err(Error::Disk { path: PathBuf::from("index"), error });
            }
            Mood::Panics => panic!("the index panics, as the test wants"),
        }
        let rows = changes.iter().filter(|(_, value)| value.is_some()).count();
        self.reached.fetch_add(rows as u64, Ordering::Relaxed);
        self.history.lock().unwrap().batches.push((changes.to_vec(), applied));
        self.below.read().unwrap().apply(changes, applied)
    }
    fn keep(&self) -> Result<(), Error> {
        if *self.mood.lock().unwrap() == Mood::Loses {
            self.lose();
            return Err(Error::Full(PathBuf::from("index")));
        }
        let mut history = self.history.lock().unwrap();
        history.kept = history.batches.len();
        Ok(())
    }
    fn count(&self, family: u8) -> u64 {
        self.below.read().unwrap().count(family)
    }
    fn clear(&self) -> Result<(), Error> {
        self.below.read().unwrap().clear()
    }
}

fn by_hand() -> Pace {
    Pace { threads: false, rows: 50, ..Pace::default() }
}

fn everything(follower: &Follower) -> Vec<Row> {
    follower.scan(Bound::Unbounded, Bound::Unbounded, false, usize::MAX).unwrap()
}

#[test]
fn a_row_born_and_dead_in_between_never_reaches_the_index() {
    let index = Moody::new();
    let follower = Follower::start(index.clone(), by_hand()).unwrap();
    for sequence in 1..=100 {
        let key = vec![1, u8::try_from(sequence).unwrap()];
        follower.put(vec![(key.clone(), Some(vec![0; 100]))], sequence * 2 - 1);
        assert!(follower.get(&key).unwrap().is_some());
        follower.put(vec![(key.clone(), None), (vec![2], Some(vec![7]))], sequence * 2);
        assert_eq!(follower.get(&key).unwrap(), None);
    }
    assert!(follower.step());
    assert!(!follower.step(), "nothing is left");
    assert_eq!(index.reached.load(Ordering::Relaxed), 1, "the one row that lives");
    assert_eq!((index.applied(), everything(&follower)), (200, vec![(vec![2], vec![7])]));
}

#[test]
fn what_was_put_before_changes_nothing() {
    let follower = Follower::start(Arc::new(Ordered::new()), by_hand()).unwrap();
    follower.put(vec![(vec![1], Some(vec![1]))], 5);
    follower.put(vec![(vec![1], Some(vec![2]))], 5);
    follower.put(vec![(vec![1], None)], 3);
    assert_eq!(follower.get(&[1]).unwrap(), Some(vec![1]));
    assert_eq!((follower.last(), follower.applied()), (5, 0));
    follower.put(Vec::new(), 8);
    follower.flush().unwrap();
    assert_eq!((follower.last(), follower.applied()), (8, 8));
}

#[test]
fn a_failed_index_leaves_reads_right_and_says_when_it_is_crowded() {
    for mood in [Mood::Broken, Mood::Panics, Mood::Full] {
        let index = Moody::new();
        let follower = Follower::start(index.clone(), by_hand()).unwrap();
        let mut model = Model::new();
        let mut put = |sequence: u64| {
            let key = vec![1, u8::try_from(sequence).unwrap()];
            let changes = vec![(key, Some(vec![9])), (vec![1, u8::try_from(sequence / 2).unwrap()], None)];
            change(&mut model, &changes);
            follower.put(changes, sequence);
            assert_eq!(everything(&follower), rows(&model), "{mood:?}");
        };
        (1..20).for_each(&mut put);
        follower.flush().unwrap();
        index.be(mood);
        (20..40).for_each(&mut put);
        assert!(follower.flush().is_err(), "{mood:?}");
        assert!(follower.failed().is_some());
        assert!(!follower.is_crowded() && follower.wait_for_room().is_ok());
        (40..100).for_each(&mut put);
        assert!(follower.is_crowded() && follower.wait_for_room().is_err(), "{mood:?}");
        assert_eq!(index.applied(), 19);
        index.be(Mood::Well);
        if mood == Mood::Full {
            follower.flush().unwrap();
            assert!(follower.failed().is_none() && !follower.is_crowded());
            assert_eq!(index.applied(), 99);
        } else {
            assert!(follower.flush().is_err(), "{mood:?} stays until the next start");
            assert_eq!(index.applied(), 19);
        }
        assert_eq!(everything(&follower), rows(&model), "{mood:?}");
    }
}

#[test]
fn a_full_disk_is_tried_again_by_itself() {
    let index = Moody::new();
    let pace = Pace { pause: Duration::from_millis(1), ..Pace::default() };
    let follower = Follower::start(index.clone(), pace).unwrap();
    index.be(Mood::Full);
    follower.put(vec![(vec![1], Some(vec![1]))], 1);
    while follower.failed().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(follower.flush().is_err());
    follower.put(vec![(vec![2], Some(vec![2]))], 2);
    index.be(Mood::Well);
    while follower.applied() < 2 {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(follower.failed().is_none());
    assert_eq!(index.count(1) + index.count(2), 2);
}

/// What an index took and had not kept when it failed is brought to it again, and read all the while.
#[test]
fn what_a_failure_takes_back_is_brought_again() {
    let index = Moody::new();
    let pace = Pace { pause: Duration::from_micros(100), batch: 8, ..Pace::default() };
    let follower = Follower::start(index.clone(), pace).unwrap();
    let mut model = Model::new();
    for sequence in 1..=6_000_u64 {
        let key = vec![1, u8::try_from(sequence % 37).unwrap()];
        let value = (sequence % 5 > 0).then(|| sequence.to_be_bytes().to_vec());
        let changes = vec![(key, value)];
        change(&mut model, &changes);
        follower.put(changes, sequence);
        match sequence % 1_000 {
            700 => index.be(Mood::Loses),
            720 => while follower.failed().is_none() {},
            900 => index.be(Mood::Well),
            _ => {}
        }
        assert!(everything(&follower) == rows(&model), "after {sequence}");
    }
    follower.flush().unwrap();
    follower.stop();
    let below = index.scan(Bound::Unbounded, Bound::Unbounded, false, usize::MAX).unwrap();
    assert_eq!((index.applied(), below), (6_000, rows(&model)));
    assert!(index.history.lock().unwrap().kept > 0, "it was asked to keep something");
}

/// One row wanders from key to key, one change after the other; whoever scans finds it exactly once.
#[test]
fn a_scan_is_of_one_moment() {
    let pace = Pace { pause: Duration::from_micros(50), batch: 64, ..Pace::default() };
    let follower = Arc::new(Follower::start(Arc::new(Ordered::new()), pace).unwrap());
    let over = Arc::new(AtomicBool::new(false));
    follower.put(vec![(vec![1, 0], Some(vec![0]))], 1);
    let scans = [false, true].map(|_| Arc::new(AtomicU64::new(0)));
    let read = |(reverse, scans): (bool, &Arc<AtomicU64>)| {
        let (follower, over, scans) = (follower.clone(), over.clone(), scans.clone());
        std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                for most in [1, 300] {
                    let found = follower.scan(Bound::Unbounded, Bound::Unbounded, reverse, most).unwrap();
                    assert_eq!(found.len(), 1, "after {scans:?} scans: {found:?}");
                    scans.fetch_add(1, Ordering::Relaxed);
                }
            }
        })
    };
    let readers: Vec<_> = [(false, &scans[0]), (true, &scans[1])].into_iter().map(read).collect();
    let mut at = 0_u8;
    let mut sequence = 1;
    // On a busy machine readers may get their turn late.
    let is_enough = |scans: &Arc<AtomicU64>| scans.load(Ordering::Relaxed) > 500;
    while sequence < 30_000 || !(scans.iter().all(is_enough) || readers.iter().any(|r| r.is_finished())) {
        sequence += 1;
        let next = at.wrapping_mul(5).wrapping_add(31);
        follower.put(vec![(vec![1, at], None), (vec![1, next], Some(vec![next]))], sequence);
        at = next;
    }
    over.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.join().unwrap();
    }
}
