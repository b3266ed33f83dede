//! The disk is full: what is read stays right, and it goes on by itself once there is room.

use super::folder::{Folder, Model, change, options, rows, same};
use onething_server::index::{Error, Follower, Pace, open};
use onething_tests::requirement::requires;
use std::fs;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Where the child finds its small file system.
const FOLDER: &str = "ONETHING_TEST_FULL";

/// Runs something in name spaces of its own with a small file system at a folder.
fn with_small_disk(folder: &Path, script: &str) -> Command {
    let mut command = Command::new("unshare");
    let mount = format!("mount -t tmpfs -o size=32m tmpfs '{}' && {script}", folder.display());
    command.args(["--map-root-user", "--mount", "sh", "-c", &mount]);
    command
}

#[test]
fn a_full_disk_is_waited_for() {
    let folder = Folder::new("full");
    let there = || with_small_disk(&folder.0, "true").status().is_ok_and(|status| status.success());
    if !requires("a file system of its own (unshare, mount)", there) {
        return;
    }
    let exe = std::env::current_exe().unwrap();
    let script = format!("exec '{}' --exact full::child --nocapture", exe.display());
    let output = with_small_disk(&folder.0, &script).env(FOLDER, &folder.0).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("went on"),
        "{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Not a test of its own: what the child of the test above does on a small file system.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let filler = folder.join("filler");
    fs::write(&filler, vec![1; 8 << 20]).unwrap();
    let index = folder.join("index");
    let opened = open(&index, &options()).unwrap();
    let pace = Pace { pause: Duration::from_millis(20), ..Pace::default() };
    let follower = Follower::start(opened.index, pace).unwrap();
    let mut model = Model::new();
    let mut sequence = 0;
    let until = Instant::now() + Duration::from_secs(60);
    while follower.failed().is_none() {
        assert!(Instant::now() < until, "it never fills up");
        sequence += 1;
        let key = [&[1][..], &(sequence % 5_000_u64).to_be_bytes()[..]].concat();
        let changes = vec![(key, Some(vec![u8::try_from(sequence % 251).unwrap(); 2_000]))];
        change(&mut model, &changes);
        follower.put(changes, sequence);
        std::thread::sleep(Duration::from_micros(100));
    }
    let why = follower.failed().unwrap();
    assert!(matches!(*why, Error::Full(_)), "{why}");
    assert!(matches!(follower.flush().map_err(|e| matches!(*e, Error::Full(_))), Err(true)));
    let found = follower.scan(Bound::Unbounded, Bound::Unbounded, false, usize::MAX).unwrap();
    assert!(found == rows(&model), "what is read on a full disk");
    println!("full at {sequence}, applied {}", follower.applied());
    fs::remove_file(&filler).unwrap();
    while follower.failed().is_some() {
        assert!(Instant::now() < until, "it never goes on: {:?}", follower.failed());
        std::thread::sleep(Duration::from_millis(50));
    }
    follower.flush().unwrap();
    follower.stop();
    same(&**follower.index(), &model, "once there was room").unwrap();
    drop(follower);
    let opened = open(&index, &options()).unwrap();
    assert_eq!((opened.rebuild, opened.index.applied()), (None, sequence));
    same(&*opened.index, &model, "opened again").unwrap();
    println!("went on");
}
