//! Materials: files named by the BLAKE3 of what is in them, so that the same paper is kept once and a wrong one
//! is found out when it is read.
//!
//! A file is written aside, synced, renamed to its name, and its folder synced, before anybody hears its name: an
//! event that names a material is never on the medium before the material is.

use crate::disk::{Disk, File, read_full};
use crate::planted::{Bug, has};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The folder of uploads that are under way, beside the two-digit folders of those that are whole.
const UNDER_WAY: &str = "new";

/// What goes wrong with materials.
#[derive(Debug)]
pub enum Error {
    /// It is longer than a material may be.
    TooLong {
        /// Most bytes.
        most: u64,
    },
    /// There is none of that name.
    Missing(String),
    /// What is there is not what its name says.
    Damaged(String),
    /// The disk failed.
    Disk(PathBuf, io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::TooLong { most } => write!(f, "the file is longer than {most} bytes"),
            Error::Missing(name) => write!(f, "there is no material {name}"),
            Error::Damaged(name) => {
                write!(f, "material {name} is not what was stored; restore it from a backup")
            }
            Error::Disk(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

/// A folder of materials.
pub struct Materials {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    /// Most bytes of one.
    most: u64,
    uploads: AtomicU64,
}

/// A material that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its name: 64 hexadecimal digits.
    pub name: String,
    /// Its length.
    pub bytes: u64,
}

impl Materials {
    /// Opens a folder; uploads that were under way when the power went are gone.
    ///
    /// # Errors
    /// The disk fails.
    pub fn open(disk: Arc<dyn Disk>, folder: &Path, most: u64) -> Result<Self, Error> {
        let under_way = folder.join(UNDER_WAY);
        let failed = |error| Error::Disk(under_way.clone(), error);
        disk.create_folder(&under_way).map_err(failed)?;
        for name in disk.list(&under_way).map_err(failed)? {
            disk.remove(&under_way.join(name)).map_err(failed)?;
        }
        Ok(Self { disk, folder: folder.to_owned(), most, uploads: AtomicU64::new(0) })
    }

    /// Begins to store a material.
    ///
    /// # Errors
    /// The disk fails.
    pub fn begin(&self) -> Result<Upload<'_>, Error> {
        let number = self.uploads.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(UNDER_WAY).join(number.to_string());
        let file = self.disk.create(&path).map_err(|e| Error::Disk(path.clone(), e))?;
        Ok(Upload { materials: self, path, file, hasher: blake3::Hasher::new(), bytes: 0, is_whole: false })
    }

    /// Stores a whole material.
    ///
    /// # Errors
    /// It is too long, or the disk fails.
    pub fn put(&self, bytes: &[u8]) -> Result<Stored, Error> {
        let mut upload = self.begin()?;
        upload.write(bytes)?;
        upload.finish()
    }

    /// A material, proven to be what its name says.
    ///
    /// # Errors
    /// There is none, it is damaged, or the disk fails.
    pub fn get(&self, name: &str) -> Result<Vec<u8>, Error> {
        let path = self.path(name).ok_or_else(|| Error::Missing(name.to_owned()))?;
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Error::Missing(name.to_owned()),
            _ => Error::Disk(path.clone(), error),
        };
        let file = self.disk.open(&path).map_err(failed)?;
        let length = file.length().map_err(failed)?;
        if length > self.most {
            return Err(Error::Damaged(name.to_owned()));
        }
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        read_full(&*file, &mut bytes, 0).map_err(failed)?;
        if blake3::hash(&bytes).to_hex().as_str() == name || has(Bug::MaterialUnproven) {
            Ok(bytes)
        } else {
            Err(Error::Damaged(name.to_owned()))
        }
    }

    /// Whether a material is there.
    ///
    /// # Errors
    /// The disk fails.
    pub fn has(&self, name: &str) -> Result<bool, Error> {
        let Some(path) = self.path(name) else { return Ok(false) };
        self.disk.exists(&path).map_err(|e| Error::Disk(path, e))
    }

    /// Reads every material; the names of those that are damaged.
    ///
    /// # Errors
    /// The disk fails.
    pub fn verify(&self) -> Result<Vec<String>, Error> {
        let mut damaged = Vec::new();
        for high in 0..=u8::MAX {
            let folder = self.folder.join(format!("{high:02x}"));
            for name in self.disk.list(&folder).map_err(|e| Error::Disk(folder.clone(), e))? {
                match self.get(&name) {
                    Ok(_) => {}
                    Err(Error::Damaged(name) | Error::Missing(name)) => damaged.push(name),
                    Err(other) => return Err(other),
                }
            }
        }
        Ok(damaged)
    }

    /// Where a material of a name lies; none where it is no name of one.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let is_name = name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_name.then(|| self.folder.join(&name[..2]).join(name))
    }
}

/// A material that is being stored. Dropped before it is finished, it leaves nothing.
pub struct Upload<'m> {
    materials: &'m Materials,
    path: PathBuf,
    file: Arc<dyn File>,
    hasher: blake3::Hasher,
    bytes: u64,
    is_whole: bool,
}

impl Upload<'_> {
    /// Adds bytes.
    ///
    /// # Errors
    /// It is too long, or the disk fails.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.bytes + bytes.len() as u64 > self.materials.most {
            return Err(Error::TooLong { most: self.materials.most });
        }
        self.file.write_at(bytes, self.bytes).map_err(|e| Error::Disk(self.path.clone(), e))?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Brings it to the medium under its name.
    ///
    /// # Errors
    /// The disk fails; nothing of it is then kept.
    pub fn finish(mut self) -> Result<Stored, Error> {
        let materials = self.materials;
        let name = self.hasher.finalize().to_hex().to_string();
        let path = materials.path(&name).ok_or_else(|| Error::Missing(name.clone()))?;
        let folder = path.parent().unwrap_or(&materials.folder).to_owned();
        let failed = |error| Error::Disk(path.clone(), error);
        if !materials.has(&name)? {
            if !has(Bug::MaterialUnsynced) {
                self.file.sync().map_err(failed)?;
            }
            materials.disk.create_folder(&folder).map_err(failed)?;
            materials.disk.rename(&self.path, &path).map_err(failed)?;
            self.is_whole = true;
        }
        // Whoever stored it first may not have come to this before the power went.
        materials.disk.sync_folder(&folder).map_err(failed)?;
        Ok(Stored { name, bytes: self.bytes })
    }
}

impl Drop for Upload<'_> {
    fn drop(&mut self) {
        if !self.is_whole {
            // What is left is removed when the folder is opened again.
            let _ = self.materials.disk.remove(&self.path);
        }
    }
}
