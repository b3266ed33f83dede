//! Whatever lies in the folder, a start gets an index that it can use, and the reason where it is a new one.

use super::folder::{Folder, all, options};
use onething_server::index::{Error, Index, Options, Reason, Sled, open};
use std::fs;
use std::time::Duration;

#[test]
fn a_missing_index_begins_empty() {
    let folder = Folder::new("missing");
    let opened = open(&folder.index(), &options()).unwrap();
    assert_eq!(opened.rebuild, Some(Reason::Missing));
    assert_eq!((opened.index.applied(), all(&*opened.index).unwrap().len()), (0, 0));
}

#[test]
fn only_the_latest_damaged_one_is_kept() {
    let folder = Folder::new("aside");
    for number in 1..4 {
        drop(open(&folder.index(), &options()).unwrap());
        let bytes: Vec<u8> = (0..2_000_u32).map(|at| (at * 7 + number) as u8).collect();
        fs::write(folder.index().join("db"), bytes).unwrap();
        let opened = open(&folder.index(), &options()).unwrap();
        let Some(Reason::Damaged { aside, .. }) = opened.rebuild else { panic!("{:?}", opened.rebuild) };
        assert_eq!(aside, folder.0.join(format!("index.damaged-{number}")));
        assert!(aside.join("db").exists());
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 2, "the index and the latest damaged one");
    }
}

#[test]
fn rows_of_another_layout_are_made_again() {
    let folder = Folder::new("layout");
    let index = Sled::open(&folder.index(), &options()).unwrap();
    index.apply(&[(vec![1], Some(vec![2]))], 9).unwrap();
    drop(index);
    let opened = open(&folder.index(), &Options { layout: 2, ..options() }).unwrap();
    assert!(matches!(opened.rebuild, Some(Reason::Layout { found: 1, .. })), "{:?}", opened.rebuild);
    assert_eq!(opened.index.applied(), 0);
}

#[test]
fn an_index_that_somebody_has_open_is_left_alone() {
    let folder = Folder::new("busy");
    let index = Sled::open(&folder.index(), &options()).unwrap();
    index.apply(&[(vec![1], Some(vec![2]))], 9).unwrap();
    assert!(matches!(open(&folder.index(), &options()), Err(Error::Busy(_))));
    assert_eq!(index.get(&[1]).unwrap(), Some(vec![2]));
}

#[test]
fn opening_that_does_not_end_is_given_up() {
    let folder = Folder::new("hung");
    let index = Sled::open(&folder.index(), &options()).unwrap();
    index.apply(&[(vec![1], Some(vec![2]))], 9).unwrap();
    drop(index);
    let opened = open(&folder.index(), &Options { patience: Duration::ZERO, ..options() }).unwrap();
    assert!(matches!(opened.rebuild, Some(Reason::Hung { .. })), "{:?}", opened.rebuild);
    assert_eq!(opened.index.applied(), 0);
    opened.index.apply(&[(vec![1], Some(vec![3]))], 1).unwrap();
    assert_eq!(opened.index.get(&[1]).unwrap(), Some(vec![3]));
}

#[test]
fn cleared_it_begins_again() {
    let folder = Folder::new("clear");
    let index = Sled::open(&folder.index(), &options()).unwrap();
    index.apply(&[(vec![1], Some(vec![2; 9_000])), (vec![2], Some(vec![]))], 9).unwrap();
    index.clear().unwrap();
    assert_eq!((index.applied(), index.count(1), all(&index).unwrap().len()), (0, 0, 0));
    index.apply(&[(vec![3], Some(vec![4]))], 1).unwrap();
    drop(index);
    let index = Sled::open(&folder.index(), &options()).unwrap();
    assert_eq!((index.applied(), index.count(3)), (1, 1));
}

#[test]
fn what_an_index_does_not_take_is_refused_whole() {
    let folder = Folder::new("refused");
    let index = Sled::open(&folder.index(), &options()).unwrap();
    index.apply(&[(vec![1], Some(vec![1]))], 5).unwrap();
    let good = (vec![2], Some(vec![2]));
    for (changes, applied) in [
        (vec![good.clone()], 4),
        (vec![good.clone(), (vec![], Some(vec![3]))], 6),
        (vec![good.clone(), (vec![3; 1025], None)], 6),
    ] {
        assert!(index.apply(&changes, applied).is_err());
        assert_eq!((index.applied(), all(&index).unwrap()), (5, vec![(vec![1], vec![1])]));
    }
    index.apply(&[good, (vec![2], None), (vec![1], None), (vec![1], Some(vec![9]))], 6).unwrap();
    assert_eq!(all(&index).unwrap(), [(vec![1], vec![9])], "of one key the last change counts");
}

#[test]
fn what_was_closed_in_order_is_known_by_its_seal_and_nothing_else_is() {
    let folder = Folder::new("sealed");
    let seal = folder.index().join("sealed");
    let change = |value: u8| vec![(vec![1, value], Some(vec![value; 300]))];
    let index = Sled::open(&folder.index(), &options()).unwrap();
    index.apply(&change(1), 9).unwrap();
    assert!(!seal.exists(), "nothing that is open is sealed");
    index.close();
    assert!(seal.exists());
    drop(index);
    let first = fs::read(&seal).unwrap();
    let index = Sled::open(&folder.index(), &options()).unwrap();
    assert!(!seal.exists());
    index.apply(&change(2), 10).unwrap();
    drop(index);
    assert_ne!(fs::read(&seal).unwrap(), first, "a seal is of what was closed");
    // A seal of another time, a broken one and none at all: every row is compared, and right.
    for other in [Some(first), Some(vec![1, 2, 3]), None] {
        match &other {
            Some(bytes) => fs::write(&seal, bytes).unwrap(),
            None => fs::remove_file(&seal).unwrap(),
        }
        let opened = open(&folder.index(), &options()).unwrap();
        assert_eq!((opened.rebuild, opened.index.applied(), opened.index.count(1)), (None, 10, 2));
    }
    // What the seal is of has changed since: that shows, as it did before there were seals.
    let db = folder.index().join("db");
    let mut bytes = fs::read(&db).unwrap();
    let place = bytes.windows(300).position(|window| window == [2; 300]).unwrap();
    bytes[place + 7] = 3;
    fs::write(&db, bytes).unwrap();
    let opened = open(&folder.index(), &options()).unwrap();
    assert!(matches!(opened.rebuild, Some(Reason::Damaged { .. })), "{:?}", opened.rebuild);
}
