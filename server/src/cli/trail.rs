//! What the verbs that prove a journal share: where its parts are, what it is compared with, what is told of it.

use super::Failure;
use super::store::{damaged, no_store};
use crate::disk::Disk;
use crate::journal::Folders;
use crate::store::{self, checkpoint, folders};
use clap::Args;
use onething_engine::scenario::text::Text;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where else parts of the journal are, and what it is compared with.
#[derive(Debug, Args)]
pub(super) struct Against {
    /// A folder with archived segments, beside those that the store knows
    #[arg(long, value_name = "DIR")]
    archive: Vec<PathBuf>,
    /// A file of audit checkpoints to compare the journal with
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
}

impl Against {
    /// The folders of a store's journal.
    ///
    /// # Errors
    /// There is no store, or it cannot be read where its archives are.
    pub(super) fn folders(&self, disk: &dyn Disk, data: &Path) -> Result<Folders, Failure> {
        if !store::is_there(data) {
            return Err(no_store(&store::Error::Missing(data.to_owned())));
        }
        let mut all = folders(disk, data).map_err(|error| Failure::unreadable(data, &error))?;
        all.archives.extend_from_slice(&self.archive);
        Ok(all)
    }

    /// With how many checkpoints a journal agrees; none where it is compared with none.
    ///
    /// # Errors
    /// The checkpoints cannot be read, or the journal is another than when they were made.
    pub(super) fn agreed(&self, disk: Arc<dyn Disk>, folders: Folders) -> Result<Option<usize>, Failure> {
        let Some(path) = &self.checkpoints else { return Ok(None) };
        let known = checkpoint::read(path).map_err(|error| damaged(&error))?;
        checkpoint::compare(disk, folders, path, &known).map(Some).map_err(|error| damaged(&error))
    }
}

/// A hash as it is told.
pub(super) fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Told behind what was proven of a journal that begins at this record.
pub(super) fn before(first: u64) -> Text {
    if first <= 1 {
        return Text::new("", "");
    }
    Text::new(
        "\n此前的记录已归档而不在此处；用 --archive 指明其目录，即可从第一条起核对",
        "\nearlier records were archived and are not here; with --archive they are proven too",
    )
}
