//! Papers that are handed in: what kind they are, and that an application hands in no more than it may, over all its
//! life.

use super::{Desk, Unable};
use crate::materials::{Error, Quota, Stored, look};
use crate::telemetry::metric::UPLOADS;
use onething_engine::application::EventKind;
use uuid::Uuid;

/// What an application has handed in so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Had {
    files: u64,
    bytes: u64,
}

impl Had {
    /// One more of some bytes.
    ///
    /// # Errors
    /// That is more than it may have.
    pub fn and(self, bytes: u64, quota: Quota) -> Result<Self, Unable> {
        let more = Self { files: self.files + 1, bytes: self.bytes.saturating_add(bytes) };
        let enough = more.files > quota.files || more.bytes > quota.bytes;
        if enough { Err(Unable::Material(Error::Enough(quota))) } else { Ok(more) }
    }
}

impl Desk {
    /// What an application has handed in so far, by its history: also what was exchanged since.
    ///
    /// # Errors
    /// Its history or a material cannot be read.
    pub fn had(&self, application: Uuid) -> Result<Had, Unable> {
        let history = self.runner.history(application, None)?.ok_or(Unable::Missing)?;
        let mut had = Had::default();
        for event in history.iter().flat_map(|turn| &turn.events) {
            if let EventKind::Attached { hash, .. } = &event.kind {
                had.files += 1;
                had.bytes = had.bytes.saturating_add(self.materials.length(hash).map_err(Unable::Material)?);
            }
        }
        Ok(had)
    }

    /// Stores a paper, if it is of a kind that is taken.
    ///
    /// # Errors
    /// It is not, it is too long, or the disk fails.
    pub fn store(&self, bytes: &[u8]) -> Result<Stored, Unable> {
        let pixels = self.materials.quota().pixels;
        look::looked_at(bytes, pixels).map_err(|why| Unable::Material(Error::NotTaken(why)))?;
        let stored = self.materials.put(bytes).map_err(Unable::Material)?;
        UPLOADS.counter(&[]).increment(stored.bytes);
        Ok(stored)
    }
}
