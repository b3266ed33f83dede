//! Looks a store over without changing it: whether everything that was written is there, and how large it is.

use crate::disk::Disk;
use crate::journal::{self, Folders, Verified, verify_up_to};
use crate::materials::{self, Materials};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// What was found whole.
#[derive(Debug)]
pub struct Examined {
    /// The journal.
    pub journal: Verified,
    /// Materials that are not what their names say.
    pub damaged_materials: Vec<String>,
}

/// Why a store could not be looked over.
#[derive(Debug)]
pub enum NotWhole {
    /// The journal is damaged: the first thing that is wrong with it.
    Journal(journal::Error),
    /// Materials cannot be read.
    Materials(materials::Error),
    /// Where archives are cannot be read.
    Archives(io::Error),
}

impl std::fmt::Display for NotWhole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Journal(error) => error.fmt(f),
            Self::Materials(error) => error.fmt(f),
            Self::Archives(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NotWhole {}

/// Reads every record, those in archives too, and every material. `up_to`: the last record that is proven; behind it
/// a server may be writing.
///
/// # Errors
/// The journal is damaged, or the disk fails.
pub fn examine(
    disk: &Arc<dyn Disk>,
    folder: &Path,
    folders: Folders,
    up_to: u64,
    largest: u64,
) -> Result<Examined, NotWhole> {
    let journal = verify_up_to(disk.clone(), folders, up_to, |_, _| ()).map_err(NotWhole::Journal)?;
    let materials = Materials::to_read(disk.clone(), &folder.join("materials"), largest);
    let damaged = materials.verify().map_err(NotWhole::Materials)?;
    Ok(Examined { journal, damaged_materials: damaged })
}

/// Bytes and files of the parts of a store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Segments of the journal.
    pub segments: u64,
    /// Their bytes.
    pub journal: u64,
    /// Bytes of the index.
    pub index: u64,
    /// Materials.
    pub files: u64,
    /// Their bytes.
    pub materials: u64,
}

/// How large a store is.
///
/// # Errors
/// The disk fails.
pub fn sizes(folder: &Path) -> io::Result<Sizes> {
    let (segments, journal) = size(&folder.join("journal"))?;
    let (_, index) = size(&folder.join("index"))?;
    let (files, materials) = size(&folder.join("materials"))?;
    Ok(Sizes { segments, journal, index, files, materials })
}

/// Files in a folder and those below it, and their bytes.
fn size(folder: &Path) -> io::Result<(u64, u64)> {
    let (mut files, mut bytes) = (0, 0);
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = match fs::read_dir(&next) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                files += 1;
                bytes += metadata.len();
            }
        }
    }
    Ok((files, bytes))
}
