//! The process is killed while it writes: the rows agree with the sequence that they say they stand at.

use super::folder::{Folder, Model, change, options, same};
use onething_engine::random::Random;
use onething_server::index::{Change, Follower, Pace, open};
use onething_tests::volume::volume;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Where the child finds its folder.
const FOLDER: &str = "ONETHING_TEST_INDEX";

/// The changes of a sequence, always the same.
fn changes(sequence: u64) -> Vec<Change> {
    let mut random = Random::new(sequence);
    let one = |random: &mut Random| {
        let mut key = vec![u8::try_from(random.below(3)).unwrap()];
        key.extend((random.below(4_000) as u32).to_be_bytes());
        let length = if random.below(50) == 0 { 7_000 } else { random.below(500) };
        (key, (random.below(3) > 0).then(|| vec![u8::try_from(sequence % 251).unwrap(); length]))
    };
    (0..random.between(1, 6)).map(|_| one(&mut random)).collect()
}

/// Not a test of its own: what the child of the test below does until it is killed.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let opened = open(&PathBuf::from(folder), &options()).unwrap();
    let mut sequence = opened.index.applied();
    let pace = Pace { pause: Duration::from_millis(10), ..Pace::default() };
    let follower = Follower::start(opened.index, pace).unwrap();
    println!("\nwriting");
    loop {
        sequence += 1;
        follower.wait_for_room().unwrap();
        follower.put(changes(sequence), sequence);
        if sequence.is_multiple_of(100) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

#[test]
fn killed_at_any_moment_rows_agree_with_their_sequence() {
    let folder = Folder::new("kill");
    let mut random = Random::new(4);
    let (mut model, mut at) = (Model::new(), 0);
    for cycle in 0..volume("index-kills", 200, 20) {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child", "--nocapture"])
            .env(FOLDER, folder.index())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let is_writing = lines.any(|line| line.unwrap() == "writing");
        assert!(is_writing, "cycle {cycle}: the child did not begin");
        std::thread::sleep(Duration::from_millis(random.between(0, 900) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let opened = open(&folder.index(), &options()).unwrap();
        assert_eq!(opened.rebuild, None, "cycle {cycle}: a kill damages nothing");
        let applied = opened.index.applied();
        assert!(applied >= at, "cycle {cycle}: at {applied}, and was at {at}");
        while at < applied {
            at += 1;
            change(&mut model, &changes(at));
        }
        same(&*opened.index, &model, &format!("cycle {cycle}, at {applied}")).unwrap();
    }
    println!("{at} sequences were written");
    assert!(at > 1_000, "only {at} sequences were written");
}
