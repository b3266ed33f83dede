//! The disk as the house uses it: a seam, so that a simulated disk can drop, tear and reorder what was not
//! synced, run full, or fail.
//!
//! Two promises that every user of it relies on:
//! - what was written to a file is on the medium once [`File::sync`] has returned, and not before;
//! - a name that was created, renamed or removed is so on the medium once [`Disk::sync_folder`] has returned.

pub mod simulated;

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An open file. Writes go to a place, never to a cursor, so that several may use it.
pub trait File: Send + Sync {
    /// Reads into a buffer from an offset; how many bytes there were, fewer at the end of the file.
    ///
    /// # Errors
    /// As the medium fails.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Writes all of a buffer at an offset; the file grows where it is too short.
    ///
    /// # Errors
    /// As the medium fails; parts may have been written.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Returns once everything written to the file is on the medium.
    ///
    /// # Errors
    /// As the medium fails. What was written before is then in doubt and must not be relied on.
    fn sync(&self) -> io::Result<()>;
    /// Length in bytes.
    ///
    /// # Errors
    /// As the medium fails.
    fn length(&self) -> io::Result<u64>;
}

/// A disk, or a part of one.
pub trait Disk: Send + Sync {
    /// Opens a file that is there, to read and write.
    ///
    /// # Errors
    /// It is not there, or the medium fails.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>>;
    /// Makes a new empty file; one of that name must not be there.
    ///
    /// # Errors
    /// It is there, or the medium fails.
    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>>;
    /// Makes a folder and those above it, where they are not there.
    ///
    /// # Errors
    /// As the medium fails.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Names in a folder, sorted; none where there is no such folder.
    ///
    /// # Errors
    /// As the medium fails.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// Gives a file another name in the same folder, in one step; a file that had it is gone.
    ///
    /// # Errors
    /// As the medium fails.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    ///
    /// # Errors
    /// As the medium fails.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Returns once the names in a folder are on the medium.
    ///
    /// # Errors
    /// As the medium fails.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Whether a file of this name is there.
    ///
    /// # Errors
    /// As the medium fails.
    fn exists(&self, path: &Path) -> io::Result<bool>;
}

impl dyn Disk + '_ {
    /// The whole of a file.
    ///
    /// # Errors
    /// As the medium fails, or it has more than `most` bytes.
    pub fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let file = self.open(path)?;
        let length = file.length()?;
        if length > most {
            let told = format!("{} has {length} bytes, more than {most}", path.display());
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, told));
        }
        let length = usize::try_from(length).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        read_full(&*file, &mut bytes, 0)?;
        Ok(bytes)
    }

    /// Puts a whole file in place of what was there, so that after any crash the one or the other is there:
    /// written aside, synced, renamed, its folder synced.
    ///
    /// # Errors
    /// As the medium fails; what was there is then still there.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let aside = path.with_extension("new");
        if self.exists(&aside)? {
            self.remove(&aside)?;
        }
        let written = self.create(&aside).and_then(|file| {
            file.write_at(bytes, 0)?;
            file.sync()
        });
        if let Err(error) = written.and_then(|()| self.rename(&aside, path)) {
            let _ = self.remove(&aside);
            return Err(error);
        }
        self.sync_folder(path.parent().unwrap_or(Path::new("")))
    }
}

/// Reads until a buffer is full.
///
/// # Errors
/// As the medium fails, or the file ends before.
pub fn read_full(file: &dyn File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    let mut done = 0;
    while done < buffer.len() {
        let at = offset + done as u64;
        match file.read_at(&mut buffer[done..], at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => done += count,
        }
    }
    Ok(())
}

/// The machine's own disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Real;

struct RealFile(fs::File);

impl File for RealFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        loop {
            match self.0.read_at(buffer, offset) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn sync(&self) -> io::Result<()> {
        // fdatasync: the data and what is needed to find it, its length with it.
        self.0.sync_data()
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }
}

impl Disk for Real {
    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        Ok(Arc::new(RealFile(fs::OpenOptions::new().read(true).write(true).open(path)?)))
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let file = fs::OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        Ok(Arc::new(RealFile(file)))
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        let mut missing: Vec<PathBuf> = Vec::new();
        let mut at = path;
        while !at.as_os_str().is_empty() && !at.exists() {
            missing.push(at.to_owned());
            at = at.parent().unwrap_or(Path::new(""));
        }
        fs::create_dir_all(path)?;
        for made in &missing {
            self.sync_folder(made.parent().unwrap_or(Path::new("")))?;
        }
        Ok(())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        fs::File::open(folder)?.sync_all()
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        path.try_exists()
    }
}

/// Fills a new file with zeros, so that writing over them later moves no metadata.
///
/// # Errors
/// As the medium fails.
pub fn fill(file: &dyn File, length: u64) -> io::Result<()> {
    fill_from(file, 0, length)
}

/// Writes zeros from an offset up to a length.
///
/// # Errors
/// As the medium fails.
pub fn fill_from(file: &dyn File, from: u64, length: u64) -> io::Result<()> {
    const PIECE: usize = 1 << 20;
    let zeros = vec![0; PIECE];
    let mut at = from;
    while at < length {
        let count = usize::try_from(length - at).unwrap_or(PIECE).min(PIECE);
        file.write_at(&zeros[..count], at)?;
        at += count as u64;
    }
    file.sync()
}

/// A file beside the store that is there only to be given up when the disk is full, so that a full disk can be
/// opened and written to a little.
///
/// # Errors
/// As the medium fails.
pub fn write_reserve(path: &Path, length: u64) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    let zeros = vec![0; 1 << 16];
    let mut left = length;
    while left > 0 {
        let count = usize::try_from(left).unwrap_or(zeros.len()).min(zeros.len());
        file.write_all(&zeros[..count])?;
        left -= count as u64;
    }
    file.sync_all()
}
