//! The index of a store, and what it is made again from where it is lost.

use super::NotOpened;
use crate::config::Settings;
use crate::index::{self, Index, Ordered};
use crate::journal::{Folders, segments};
use crate::runner::{self, LAYOUT};
use crate::store::{Store, snapshot};
use std::sync::Arc;

/// What an index that is lost is made again from, where there is both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// A snapshot and the records behind it: quick.
    Snapshot,
    /// All records.
    Journal,
}

/// The index of a store. While the disk is too full for one it is kept in memory until the next start.
pub(super) fn open(
    store: &Store,
    settings: &Settings,
) -> Result<(Arc<dyn Index>, Option<index::Reason>), NotOpened> {
    let options = index::Options { cache: settings.cache_index, layout: LAYOUT, ..index::Options::default() };
    match index::open(&store.index(), &options) {
        Ok(opened) => Ok((opened.index, opened.rebuild)),
        Err(index::Error::Full(_)) => {
            store.give_up_reserve().map_err(NotOpened::Store)?;
            match index::open(&store.index(), &options) {
                Ok(opened) => Ok((opened.index, opened.rebuild)),
                Err(index::Error::Full(_)) => Ok((Arc::new(Ordered::new()), Some(index::Reason::Missing))),
                Err(error) => Err(NotOpened::Index(error)),
            }
        }
        Err(error) => Err(NotOpened::Index(error)),
    }
}

/// Brings an index to a snapshot where it stands before the first record that there is, or at nothing. Where none
/// is good enough it is left as it is: opening the journal then says which record is missing.
pub(super) fn base(store: &Store, folders: &Folders, index: &dyn Index, base: Base) -> Result<(), NotOpened> {
    let (disk, data) = (store.disk(), store.folder());
    let all = segments(&*disk, folders);
    let all = all.map_err(|e| NotOpened::Runner(runner::Error::Journal(Arc::new(e))))?;
    let first = all.first_key_value().map_or(1, |(first, _)| *first);
    let applied = index.applied();
    let lacks = applied + 1 < first;
    if !lacks && (applied > 0 || base == Base::Journal) {
        return Ok(());
    }
    let snapshots = snapshot::all(&*disk, data).map_err(NotOpened::Snapshot)?;
    for record in snapshots.into_iter().rev().filter(|record| *record > applied && record + 1 >= first) {
        match snapshot::bring(&*disk, data, record, LAYOUT, index) {
            Ok(()) => {
                tracing::info!(record, "the index was made again from a snapshot");
                return Ok(());
            }
            Err(error @ snapshot::Error::Index(_)) => return Err(NotOpened::Snapshot(error)),
            Err(error) => tracing::warn!(%error, "a snapshot cannot be used"),
        }
    }
    Ok(())
}
