//! Published versions of scenarios, and the courses of applications, each read or derived once and kept while
//! there is room.

use super::course::{Course, Definition, NoCourse};
use super::dossier::{Start, Version};
use super::error::Error;
use super::record::Published;
use super::rows::{Key, family};
use crate::index::Follower;
use onething_engine::check::{Checked, Parsed, check_parsed};
use onething_engine::scenario::model::Id;
use onething_engine::scenario::syntax::Budget;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::sync::{Arc, Mutex, PoisonError};

/// Most courses that are kept.
const COURSES: usize = 4_096;
/// Most versions that are kept read.
const VERSIONS: usize = 64;

/// A version as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// Which.
    pub version: Version,
    /// When it was published, in milliseconds since 1970.
    pub at: i64,
    /// By whom.
    pub by: Option<Arc<str>>,
}

/// What is kept, the oldest first out.
struct Kept<K, V> {
    by: BTreeMap<K, V>,
    order: VecDeque<K>,
    most: usize,
}

impl<K: Ord + Clone, V: Clone> Kept<K, V> {
    fn new(most: usize) -> Self {
        Self { by: BTreeMap::new(), order: VecDeque::new(), most }
    }

    fn get(&self, key: &K) -> Option<V> {
        self.by.get(key).cloned()
    }

    fn put(&mut self, key: K, value: V) {
        if self.by.insert(key.clone(), value).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > self.most {
            if let Some(oldest) = self.order.pop_front() {
                self.by.remove(&oldest);
            }
        }
    }
}

/// What makes a course: version, plan, applicant, answers.
type Way = (Version, Id, Id, Vec<(Id, Vec<Id>)>);

/// The versions of a store.
pub struct Definitions {
    index: Arc<Follower>,
    versions: Mutex<Kept<Version, Arc<Definition>>>,
    courses: Mutex<Kept<Way, Arc<Course>>>,
    /// The latest versions that were asked for.
    latest: Mutex<BTreeMap<String, Listing>>,
}

/// The version that files make: the scenario's own first, then those of the catalogue in order of their names. The
/// same files are the same version in whichever folder they lie.
pub fn version(files: &[(String, String)]) -> Version {
    let mut hasher = blake3::Hasher::new();
    let own = |name: &'_ String| name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    for part in files.iter().flat_map(|(name, text)| [own(name), text.clone()]) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    Version(*hasher.finalize().as_bytes())
}

/// Reads and checks the files of a version.
pub fn check(files: &[(String, String)]) -> Option<Checked> {
    let mut parsed = files
        .iter()
        .enumerate()
        .map(|(number, (name, text))| Parsed::new((name.as_str(), text.as_bytes()), number, &Budget::LOCAL));
    let scenario = parsed.next()?;
    Some(check_parsed(scenario, parsed))
}

impl Definitions {
    /// Those that an index knows.
    pub fn new(index: Arc<Follower>) -> Self {
        let versions = Mutex::new(Kept::new(VERSIONS));
        Self { index, versions, courses: Mutex::new(Kept::new(COURSES)), latest: Mutex::default() }
    }

    /// Every scenario with its latest version, in order of ids.
    ///
    /// # Errors
    /// The index fails.
    pub fn latest_of_all(&self) -> Result<Vec<(Id, Listing)>, Error> {
        let mut all: Vec<(Id, Listing)> = Vec::new();
        let (from, to) = Key::of(family::VERSION).range();
        let mut from = Bound::Included(from);
        loop {
            let rows = self.index.scan(as_slice(&from), as_slice(&to), false, 256)?;
            let Some((last, _)) = rows.last() else { return Ok(all) };
            from = Bound::Excluded(last.clone());
            for (key, value) in rows {
                let Some(id) = super::rows::Parts(&key[1..]).name() else { continue };
                let listing = rmp_serde::from_slice(&value).map_err(|e| Error::damaged_row(&key, &e))?;
                match all.last_mut() {
                    Some((last, of)) if **last == *id => *of = listing,
                    _ => all.push((id.into(), listing)),
                }
            }
        }
    }

    /// The latest version of a scenario.
    ///
    /// # Errors
    /// The index fails.
    pub fn latest(&self, scenario: &str) -> Result<Option<Listing>, Error> {
        // Held while it is read, so that nothing is kept that was published over meanwhile.
        let mut latest = lock(&self.latest);
        if let Some(known) = latest.get(scenario) {
            return Ok(Some(known.clone()));
        }
        let read = self.versions_of(scenario, 1)?.pop();
        if let Some(read) = &read {
            latest.insert(scenario.to_owned(), read.clone());
        }
        Ok(read)
    }

    /// A version of a scenario was published, and is in the index.
    pub fn published(&self, scenario: &str) {
        lock(&self.latest).remove(scenario);
    }

    /// Versions of a scenario, the latest first.
    ///
    /// # Errors
    /// The index fails.
    pub fn versions_of(&self, scenario: &str, most: usize) -> Result<Vec<Listing>, Error> {
        let (from, to) = Key::of(family::VERSION).name(scenario).range();
        let rows = self.index.scan(Bound::Included(&from), as_slice(&to), true, most)?;
        let read = |(key, value): &(Vec<u8>, Vec<u8>)| {
            rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))
        };
        rows.iter().map(read).collect()
    }

    /// A version, read.
    ///
    /// # Errors
    /// There is none, or it can no longer be read.
    pub fn definition(&self, version: Version) -> Result<Arc<Definition>, Error> {
        if let Some(known) = lock(&self.versions).get(&version) {
            return Ok(known);
        }
        let published = self.files(version)?.ok_or(Error::NoVersion(version))?;
        let checked = check(&published.files).ok_or(Error::NoVersion(version))?;
        let scenario = checked.scenario.clone().filter(|_| !checked.has_errors());
        let scenario = scenario.ok_or(Error::UnreadableVersion(version))?;
        let definition = Arc::new(Definition::new(version, scenario));
        lock(&self.versions).put(version, definition.clone());
        Ok(definition)
    }

    /// The files of a version.
    ///
    /// # Errors
    /// The index fails.
    pub fn files(&self, version: Version) -> Result<Option<Published>, Error> {
        let key = Key::of(family::FILES).bytes(&version.0).done();
        let Some(row) = self.index.get(&key)? else { return Ok(None) };
        rmp_serde::from_slice(&row).map(Some).map_err(|e| Error::damaged_row(&key, &e))
    }

    /// The course of what an application was begun with.
    ///
    /// # Errors
    /// There is no such version, or no course in this way.
    pub fn course(&self, start: &Start) -> Result<Result<Arc<Course>, NoCourse>, Error> {
        let way = (start.version, start.plan.clone(), start.applicant.clone(), start.answers.clone());
        if let Some(known) = lock(&self.courses).get(&way) {
            return Ok(Ok(known));
        }
        let definition = self.definition(start.version)?;
        match Course::new(definition, start) {
            Ok(course) => {
                let course = Arc::new(course);
                lock(&self.courses).put(way, course.clone());
                Ok(Ok(course))
            }
            Err(why) => Ok(Err(why)),
        }
    }
}

/// The rows that a published version makes.
///
/// # Errors
/// What cannot be written.
pub fn rows(published: &Published, record: u64, at: i64) -> Result<Vec<crate::index::Change>, String> {
    let listing = Listing { version: published.version, at, by: published.by.clone() };
    let write = |e: rmp_serde::encode::Error| e.to_string();
    let files = Key::of(family::FILES).bytes(&published.version.0).done();
    let listed = Key::of(family::VERSION).name(&published.scenario).number(record).done();
    Ok(vec![
        (files, Some(rmp_serde::to_vec_named(published).map_err(write)?)),
        (listed, Some(rmp_serde::to_vec_named(&listing).map_err(write)?)),
    ])
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What is kept is whole whenever the lock is free.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A bound by reference.
pub fn as_slice(bound: &Bound<Vec<u8>>) -> Bound<&[u8]> {
    match bound {
        Bound::Included(key) => Bound::Included(key),
        Bound::Excluded(key) => Bound::Excluded(key),
        Bound::Unbounded => Bound::Unbounded,
    }
}
