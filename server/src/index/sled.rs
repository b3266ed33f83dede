//! Rows on the disk, in sled.
//!
//! sled is fast and was never finished: what it has written may be lost or twisted by one flipped bit, it panics
//! where others tell, and a full disk leaves it unusable until it is opened again. So nothing is taken on trust:
//! - every batch also writes a [`Manifest`] of all rows, and opening reads every row and compares, but where the
//!   files are those that were closed in order, bit by bit, as their seal says;
//! - every call runs behind a guard; after a panic nothing is read from it any more;
//! - opening and closing run on a thread of their own and are given up when they take too long;
//! - after a failed write it is opened again before anything more is written; on a full disk in the room of a
//!   reserve, so that it can be read, and nothing is written until there is room for the reserve again.

mod manifest;
mod rows;
mod sealed;
mod start;
mod verify;
mod write;

use self::manifest::Manifest;
use self::rows::Read;
use self::start::{Closed, Started};
use super::guard::{Lost, guarded};
use super::{Change, Error, Index, Options, Row, check, is_empty_range};
use ::sled::{Db, IVec};
use std::fs;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard};

/// How often a long value that is being changed is read again.
const READS: usize = 100;

/// What became of the store under an index.
enum State {
    /// It is in order.
    Open(Db),
    /// It is in order, and the disk is full.
    Full(Db),
    /// A write failed, or it could not be opened again after that.
    Closed,
    /// It panicked, or was damaged when it was opened again.
    Broken(String),
}

/// How a store is opened.
type Start = fn(&Path, &Options) -> Result<Started, Error>;

/// An index in a folder of the disk.
pub struct Sled {
    folder: PathBuf,
    options: Options,
    state: RwLock<State>,
    manifest: RwLock<Manifest>,
    /// One batch at a time.
    turn: Mutex<()>,
    /// How often the store was opened again.
    openings: AtomicU64,
}

impl Sled {
    /// Opens a folder, or begins one, and compares every row that is there with the manifest.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Hung`] or [`Error::Layout`]: it has to be made again in a fresh folder, as
    /// [`super::open`] does. [`Error::Full`], [`Error::Busy`], [`Error::Disk`]: not now.
    pub fn open(folder: &Path, options: &Options) -> Result<Self, Error> {
        let Started { db, manifest, is_full } = start::start(folder, options)?;
        Ok(Self {
            folder: folder.to_owned(),
            options: options.clone(),
            state: RwLock::new(if is_full { State::Full(db) } else { State::Open(db) }),
            manifest: RwLock::new(manifest),
            turn: Mutex::new(()),
            openings: AtomicU64::new(0),
        })
    }

    /// Whether there is no index at a place yet.
    ///
    /// # Errors
    /// The disk fails.
    pub(super) fn is_missing(folder: &Path) -> Result<bool, Error> {
        start::is_new(folder)
    }

    fn state(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn is(&self, what: impl Fn(&State) -> bool) -> bool {
        what(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn manifest(&self) -> Manifest {
        self.manifest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_manifest(&self, manifest: Manifest) {
        *self.manifest.write().unwrap_or_else(PoisonError::into_inner) = manifest;
    }

    fn failed(&self, error: ::sled::Error) -> Error {
        start::translate(&self.folder, error)
    }

    /// Does something with the store, behind the guard.
    fn with<T>(&self, work: impl FnOnce(&Db) -> Result<T, Error>) -> Result<T, Error> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let done = match &*state {
            State::Open(db) | State::Full(db) => guarded(|| work(db)),
            State::Closed => return Err(Error::Full(self.folder.clone())),
            State::Broken(why) => return Err(Error::Damaged(why.clone())),
        };
        drop(state);
        done.unwrap_or_else(|why| {
            self.give_up(&mut self.state(), State::Broken(why.clone()));
            Err(Error::Damaged(why))
        })
    }

    /// Reads from the store. Where sled failed behind its back, as on a full disk, it is opened again first.
    fn read<T>(&self, work: impl Fn(&Db) -> Result<T, Error>) -> Result<T, Error> {
        let before = self.openings.load(Ordering::Acquire);
        match self.with(&work) {
            Err(error @ (Error::Full(_) | Error::Disk { .. }))
                if self.is(|state| !matches!(state, State::Closed)) =>
            {
                let _turn = self.turn();
                if self.openings.load(Ordering::Acquire) == before {
                    self.after(error);
                }
                self.with(work)
            }
            done => done,
        }
    }

    /// Gives the store up and says what it is from now on; whether all of it is in its files.
    fn give_up(&self, state: &mut State, next: State) -> bool {
        let before = std::mem::replace(state, next);
        let (State::Open(db) | State::Full(db)) = before else { return false };
        let closed = start::close(db, &self.options);
        if closed == Closed::Hung {
            tracing::warn!(folder = %self.folder.display(), "closing the index did not end");
        }
        closed == Closed::Whole
    }

    /// Sees to it that the store can be written to.
    fn make_ready(&self) -> Result<(), Error> {
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Open(_) => return Ok(()),
            State::Broken(why) => return Err(Error::Damaged(why.clone())),
            State::Full(_) => start::make_room(&self.folder, &self.options)?,
            State::Closed => {}
        }
        self.open_again(start::start)
    }

    /// Opens the store again: what a failed write has left in it is gone then, or there as a whole. Whoever reads
    /// waits meanwhile.
    fn open_again(&self, start: Start) -> Result<(), Error> {
        let mut state = self.state();
        self.openings.fetch_add(1, Ordering::AcqRel);
        self.give_up(&mut state, State::Closed);
        self.open_here(&mut state, start)
    }

    /// After a failed write: sled reads no more of what it has not written.
    fn after(&self, error: Error) -> Error {
        match &error {
            Error::Full(_) | Error::Disk { .. } => {
                if let Err(error) = self.open_again(start::start_full) {
                    tracing::debug!(%error, "the index cannot be written to");
                }
            }
            Error::Hung(_) => {
                self.give_up(&mut self.state(), State::Broken(error.to_string()));
            }
            _ => {}
        }
        error
    }

    fn open_here(&self, state: &mut State, start: Start) -> Result<(), Error> {
        match start(&self.folder, &self.options) {
            Ok(Started { db, manifest, is_full }) => {
                self.set_manifest(manifest);
                *state = if is_full { State::Full(db) } else { State::Open(db) };
                if is_full { Err(Error::Full(self.folder.clone())) } else { Ok(()) }
            }
            Err(error) => {
                if !matches!(error, Error::Full(_) | Error::Disk { .. } | Error::Busy(_)) {
                    *state = State::Broken(error.to_string());
                }
                Err(error)
            }
        }
    }

    /// Puts a long value together; none where the row is gone.
    fn whole(&self, db: &Db, key: &[u8], stored: &IVec) -> Result<Option<Vec<u8>>, Error> {
        let mut stored = stored.clone();
        for _ in 0..READS {
            match rows::decode(&stored)? {
                Read::Whole(value) => return Ok(Some(value)),
                Read::Cut(cut) => {
                    let part = |number| {
                        let part = db.get(rows::part_key(key, number)).map_err(|e| self.failed(e))?;
                        Ok::<_, Error>(part.map(|part| part.to_vec()))
                    };
                    if let Some(value) = cut.join(part)? {
                        return Ok(Some(value));
                    }
                }
            }
            // A batch may have come between the parts: from the beginning again.
            match db.get(rows::row_key(key)).map_err(|e| self.failed(e))? {
                Some(again) => stored = again,
                None => return Ok(None),
            }
        }
        Err(Error::Damaged("parts of a long row do not belong together".to_owned()))
    }
}

impl Index for Sled {
    fn applied(&self) -> u64 {
        self.manifest.read().unwrap_or_else(PoisonError::into_inner).applied
    }

    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        self.read(|db| match db.get(rows::row_key(key)).map_err(|e| self.failed(e))? {
            Some(stored) => self.whole(db, key, &stored),
            None => Ok(None),
        })
    }

    fn scan(
        &self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        reverse: bool,
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        if is_empty_range(from, to) || most == 0 {
            return Ok(Vec::new());
        }
        self.read(|db| {
            let mut range = db.range(rows::range(from, to));
            let mut found = Vec::new();
            while found.len() < most {
                let Some(next) = (if reverse { range.next_back() } else { range.next() }) else { break };
                let (key, stored) = next.map_err(|e| self.failed(e))?;
                let key = key.get(1..).unwrap_or_default().to_vec();
                if let Some(value) = self.whole(db, &key, &stored)? {
                    found.push((key, value));
                }
            }
            Ok(found)
        })
    }

    fn apply(&self, changes: &[Change], applied: u64) -> Result<(), Error> {
        let _turn = self.turn();
        self.make_ready()?;
        let before = self.manifest();
        check(changes, before.applied, applied)?;
        let written = self.with(|db| {
            let failed = |error| self.failed(error);
            write::write(db, changes, applied, before, failed)
        });
        match written {
            Ok(manifest) => {
                self.set_manifest(manifest);
                Ok(())
            }
            Err(error) => Err(self.after(error)),
        }
    }

    /// sled takes batches into memory and writes them later: what was not flushed is lost where a write fails.
    fn keep(&self) -> Result<(), Error> {
        let _turn = self.turn();
        if self.is(|state| matches!(state, State::Full(_))) {
            // Nothing was written since it was opened.
            return Ok(());
        }
        let flushed = self.with(|db| match start::flush(db, &self.options) {
            Ok(flushed) => flushed.map_err(|e| self.failed(e)),
            Err(Lost::Hung) => Err(Error::Hung(self.folder.clone())),
            Err(Lost::Panicked(words)) => Err(Error::Damaged(words)),
        });
        flushed.map_err(|error| self.after(error))
    }

    fn count(&self, family: u8) -> u64 {
        let manifest = self.manifest.read().unwrap_or_else(PoisonError::into_inner);
        manifest.families.get(&family).map_or(0, |sum| sum.rows)
    }

    fn close(&self) {
        let _turn = self.turn();
        let is_whole = self.give_up(&mut self.state(), State::Closed);
        if is_whole && let Err(error) = sealed::seal(&self.folder, &self.manifest()) {
            tracing::debug!(%error, "the index is not sealed, and the next start compares every row");
        }
    }

    fn clear(&self) -> Result<(), Error> {
        let _turn = self.turn();
        let mut state = self.state();
        self.give_up(&mut state, State::Closed);
        fs::remove_dir_all(&self.folder).map_err(|error| Error::disk(&self.folder, error))?;
        self.open_here(&mut state, start::start)
    }
}

impl Drop for Sled {
    fn drop(&mut self) {
        self.close();
    }
}
