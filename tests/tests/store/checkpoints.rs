//! Checkpoints elsewhere tell a journal whose end was cut off, or that was written anew.

use super::filled::Folder;
use onething_server::disk::{Disk, Real};
use onething_server::journal::{Error as JournalError, Folders, Journal, Kind, Options};
use onething_server::store::checkpoint::{Error, Keeper, compare, compare_last, read};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

fn open(folder: &Path) -> Journal {
    let options = Options { segment: 1 << 20, threads: false, ..Options::default() };
    let disk: Arc<dyn Disk> = Arc::new(Real);
    Journal::open::<JournalError>(disk, folder, options, 0, |_| Ok(())).unwrap().journal
}

fn write(journal: &Journal, count: u64, what: u8) {
    for _ in 0..count {
        journal.append(7, vec![(Kind(1), vec![what; 40])], Box::new(|_| ())).unwrap();
        while journal.commit() {}
    }
}

/// Compares in both ways.
fn agrees(folder: &Folder) -> Result<usize, Error> {
    let (disk, path): (Arc<dyn Disk>, _) = (Arc::new(Real), folder.0.join("checkpoints"));
    let folders = Folders::from(folder.0.join("journal").as_path());
    let last = onething_server::journal::verify(disk.clone(), folders.clone()).map_err(Error::Journal)?.last;
    compare_last(&disk, &folders, &path, last)?;
    compare(disk, folders, &path, &read(&path)?)
}

#[test]
fn a_cut_tail_and_another_journal_are_told() {
    let folder = Folder::new("checkpoints");
    let (journal, path) = (folder.0.join("journal"), folder.0.join("checkpoints"));
    let segment = journal.join("00000000000000000001");
    let mut early = Vec::new();
    {
        let opened = open(&journal);
        let mut keeper = Keeper::open(&path, 10, Duration::from_secs(3_600)).unwrap();
        for number in 0..50 {
            write(&opened, 1, 3);
            if number == 44 {
                early = fs::read(&segment).unwrap();
            }
            keeper.keep(&opened, false).unwrap();
        }
        write(&opened, 3, 3);
        assert!(!keeper.keep(&opened, false).unwrap(), "it is not time yet");
        assert!(keeper.keep(&opened, true).unwrap(), "one at the end");
        assert!(!keeper.keep(&opened, true).unwrap(), "there is nothing new");
    }
    let seqs: Vec<(u64, u64)> = read(&path).unwrap().iter().map(|c| (c.seq, c.count)).collect();
    assert_eq!(seqs, [(10, 10), (20, 10), (30, 10), (40, 10), (50, 10), (53, 3)]);
    assert_eq!(agrees(&folder).unwrap(), 6);
    // A line that was being written when the power went.
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}{{\"seq\": 60, \"he")).unwrap();
    assert_eq!(agrees(&folder).unwrap(), 6);
    drop(Keeper::open(&path, 10, Duration::from_secs(1)).unwrap());
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    // The end is cut off: nothing in the journal itself tells.
    fs::write(&segment, early).unwrap();
    drop(open(&journal));
    assert!(matches!(agrees(&folder), Err(Error::Cut { seq: 53, .. })));
    // Another journal, whole in itself.
    fs::remove_dir_all(&journal).unwrap();
    write(&open(&journal), 60, 4);
    assert!(matches!(agrees(&folder), Err(Error::Differs { .. })));
}
