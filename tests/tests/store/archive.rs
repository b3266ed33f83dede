//! Segments are moved elsewhere: what is left opens, even where the index is lost; what was moved is found, proven and
//! read as long as it is there; and no crash on the way loses anything.

use super::filled::{Folder, copy, fill, read, rows};
use super::house::House;
use onething_engine::random::Random;
use onething_server::disk::simulated::{Fault, Loss, Simulated};
use onething_server::disk::{Disk, Real};
use onething_server::host::{offline, rebuild};
use onething_server::index::{Index, Ordered};
use onething_server::journal::{Folders, Reader, segments, verify};
use onething_server::runner::{Error, LAYOUT};
use onething_server::store::{archive, back_up, folders, restore, snapshot};
use std::fs;
use std::path::Path;
use std::sync::Arc;

#[test]
fn what_is_archived_is_still_proven_and_read_and_what_is_left_opens() {
    let folder = Folder::new("archive");
    let (data, away) = (folder.data(), folder.0.join("away"));
    let held = fill(&data, 6);
    let disk: Arc<dyn Disk> = Arc::new(Real);
    let (before, whole) = {
        let (opened, _) = offline(&data).unwrap();
        (read(&opened, &held).unwrap(), verify(disk.clone(), folders(&*disk, &data).unwrap()).unwrap())
    };
    let moved = {
        let (opened, _) = offline(&data).unwrap();
        opened.archive(&away).unwrap()
    };
    assert!(moved.segments > 0 && moved.first > 1, "{moved:?}");
    assert_eq!(moved.snapshot, whole.last);
    assert_eq!(verify(disk.clone(), folders(&*disk, &data).unwrap()).unwrap(), whole, "proven over both");
    let alone = verify(disk.clone(), data.join("journal").as_path()).unwrap();
    assert_eq!((alone.first, alone.head), (moved.first, whole.head), "what is here is proven alone");
    let again = || read(&offline(&data).unwrap().0, &held);
    assert!(again().unwrap() == before, "histories are read from the archive");
    // The index is lost: a snapshot stands for what is not here.
    fs::remove_dir_all(data.join("index")).unwrap();
    let gone = folder.0.join("elsewhere");
    fs::rename(&away, &gone).unwrap();
    {
        let (opened, _) = offline(&data).unwrap();
        opened.shared().index.flush().unwrap();
        assert!(rows(&**opened.shared().index.index()) == before.rows, "the index from a snapshot");
        let error = read(&opened, &held).err().unwrap();
        assert!(matches!(&error, Error::Journal(_)) && error.is_archived(), "{error}");
    }
    // A copy of it is a store too.
    let (copied, restored) = (folder.0.join("copy"), folder.0.join("restored"));
    assert_eq!(back_up(&data, &copied, LAYOUT, 1 << 20).unwrap().journal.last, whole.last);
    restore(&copied, &restored, LAYOUT, 1 << 20).unwrap();
    let opened = offline(&restored).unwrap().0;
    opened.shared().index.flush().unwrap();
    assert!(rows(&**opened.shared().index.index()) == before.rows, "restored");
    drop(opened);
    // Without index and snapshot there is nothing to begin with, and it says so; with the archive all is there.
    fs::remove_dir_all(data.join("index")).unwrap();
    fs::remove_dir_all(data.join("snapshots")).unwrap();
    let told = offline(&data).map(drop).unwrap_err().to_string();
    assert!(told.contains("--archive"), "{told}");
    assert_eq!(
        rebuild(&data, std::slice::from_ref(&gone)).unwrap().caught_up,
        whole.last,
        "from every record"
    );
    fs::rename(&gone, &away).unwrap();
    assert!(again().unwrap() == before, "made again from the archive");
}

#[test]
fn a_damaged_snapshot_is_not_used() {
    let folder = Folder::new("snapshot");
    let (data, away) = (folder.data(), folder.0.join("away"));
    let held = fill(&data, 3);
    let before = read(&offline(&data).unwrap().0, &held).unwrap();
    offline(&data).unwrap().0.archive(&away).unwrap();
    let name = fs::read_dir(data.join("snapshots")).unwrap().next().unwrap().unwrap().file_name();
    let bytes = fs::read(data.join("snapshots").join(&name)).unwrap();
    let mut random = Random::new(3);
    for number in 0..24 {
        let scratch = Folder::new("damaged");
        copy(&data, &scratch.data());
        fs::remove_dir_all(scratch.data().join("index")).unwrap();
        let mut damaged = bytes.clone();
        match number % 4 {
            0 => damaged.truncate(random.below(bytes.len())),
            1 => damaged.push(0),
            _ => damaged[random.below(bytes.len())] ^= 1 << random.below(8),
        }
        fs::write(scratch.data().join("snapshots").join(&name), damaged).unwrap();
        let opened = offline(&scratch.data()).unwrap().0;
        assert!(read(&opened, &held).unwrap() == before, "{number}: from the archive in its place");
    }
}

/// Keys and values.
type Rows = Vec<(Vec<u8>, Vec<u8>)>;

/// A store in memory, its index at its last record.
fn small() -> (Simulated, Rows, u64) {
    let mut house = House::with_segments(1, 4 << 10);
    house.runner.shared().clock.stand_at(1_772_413_200_000);
    for number in 0..60_u32 {
        let value = vec![u8::try_from(number).unwrap(); 400];
        house.runner.keep("draft", &number.to_string(), Some(value)).unwrap();
    }
    house.work();
    house.runner.shared().index.flush().unwrap();
    let rows = rows(&*house.index);
    (house.disk.copy(), rows, house.index.applied())
}

#[test]
fn a_crash_at_any_operation_of_archiving_loses_nothing() {
    let (disk, expected, last) = small();
    let index = Ordered::new();
    let changes: Vec<_> = expected.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
    index.apply(&changes, last).unwrap();
    let (data, away) = (Path::new(""), Path::new("/away"));
    let run =
        |disk: &Simulated| archive(&(Arc::new(disk.clone()) as Arc<dyn Disk>), data, &index, LAYOUT, away);
    let operations = {
        let disk = disk.copy();
        let moved = run(&disk).unwrap();
        assert!(moved.segments > 3, "{moved:?}");
        disk.operations()
    };
    let records = |disk: &Arc<dyn Disk>, folders: Folders| {
        let mut reader = Reader::new(disk.clone(), folders, 0).unwrap();
        let mut all = Vec::new();
        while let Some(record) = reader.next_record().unwrap() {
            all.push(record);
        }
        all
    };
    let whole = {
        let disk: Arc<dyn Disk> = Arc::new(disk.copy());
        records(&disk, folders(&*disk, data).unwrap())
    };
    assert_eq!(whole.len() as u64, last);
    for at in 1..=operations {
        for loss in Loss::ALL {
            let told = format!("operation {at} of {operations}, {loss:?}");
            let crashed = disk.copy();
            crashed.fail_at(at, Fault::Power);
            assert!(run(&crashed).is_err(), "{told}");
            let after = crashed.crash(loss, &mut Random::new(at));
            let disk: Arc<dyn Disk> = Arc::new(after.clone());
            let all = folders(&*disk, data).unwrap();
            assert!(records(&disk, all.clone()) == whole, "{told}: records are gone");
            // What is here opens by itself.
            let here = segments(&*disk, &Folders { archives: Vec::new(), ..all }).unwrap();
            let first = *here.first_key_value().unwrap().0;
            let again = Ordered::new();
            if first > 1 {
                snapshot::bring(&*disk, data, last, LAYOUT, &again).unwrap_or_else(|e| panic!("{told}: {e}"));
                assert!(rows(&again) == expected, "{told}");
            }
            // And archiving again comes to its end.
            run(&after).unwrap_or_else(|e| panic!("{told}, again: {e}"));
            assert!(records(&disk, folders(&*disk, data).unwrap()) == whole, "{told}: gone the second time");
        }
    }
}

#[test]
fn nothing_is_archived_into_the_store_itself() {
    let folder = Folder::new("within");
    fill(&folder.data(), 1);
    let told = offline(&folder.data()).unwrap().0.archive(&folder.data().join("old")).unwrap_err();
    assert!(told.to_string().contains("folder of the store itself"), "{told}");
}
