//! A folder of a test, and what the tests compare an index with.

use onething_server::index::{Change, Error, Index, Options, Row};
use std::collections::BTreeMap;
use std::fs;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A folder that is gone when the test is over.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("index-{}-{name}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Where the index lies.
    pub fn index(&self) -> PathBuf {
        self.0.join("index")
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
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Small, and soon out of patience.
pub fn options() -> Options {
    Options {
        cache: 4 << 20,
        flush_every: Duration::from_millis(500),
        patience: Duration::from_secs(10),
        reserve: 4 << 20,
        layout: 1,
    }
}

/// What an index should hold.
pub type Model = BTreeMap<Vec<u8>, Vec<u8>>;

/// Brings changes to the model.
pub fn change(model: &mut Model, changes: &[Change]) {
    for (key, value) in changes {
        match value {
            Some(value) => drop(model.insert(key.clone(), value.clone())),
            None => drop(model.remove(key)),
        }
    }
}

pub fn rows(model: &Model) -> Vec<Row> {
    model.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Every row of an index.
pub fn all(index: &dyn Index) -> Result<Vec<Row>, Error> {
    index.scan(Bound::Unbounded, Bound::Unbounded, false, usize::MAX)
}

/// An index holds these rows and no others, from either end, one by one and counted.
pub fn same(index: &dyn Index, model: &Model, told: &str) -> Result<(), Error> {
    let found = all(index)?;
    assert!(found == rows(model), "{told}: {} rows, {} expected", found.len(), model.len());
    let mut backwards = index.scan(Bound::Unbounded, Bound::Unbounded, true, usize::MAX)?;
    backwards.reverse();
    assert!(backwards == found, "{told}: backwards");
    for (key, value) in model {
        assert_eq!(index.get(key)?.as_ref(), Some(value), "{told}: {key:?}");
    }
    for family in 0..=u8::MAX {
        let counted = model.keys().filter(|key| key.first() == Some(&family)).count() as u64;
        assert_eq!(index.count(family), counted, "{told}: rows of family {family}");
    }
    Ok(())
}
