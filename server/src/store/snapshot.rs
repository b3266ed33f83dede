//! Snapshots: every row of the index as it stood at a record, in one file that proves itself. With one of them an
//! index can be made again without the records before it, so those may be archived.
//!
//! | bytes | what |
//! |---|---|
//! | 0–7 | `ONESNAPS` |
//! | 8–11 | format |
//! | 12–15 | how rows are laid out |
//! | 16–23 | the record |
//! | … | rows: length of the key (2), length of the value (4), key, value |
//! | … | 0 (2), number of rows (8), BLAKE3 of everything before (32) |
//!
//! All numbers little-endian. A snapshot is written aside, read back, and only then named after its record.

use crate::disk::{Disk, File, read_full};
use crate::index::{self, Change, Index, Row};
use std::fmt;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"ONESNAPS";
const FORMAT: u32 = 1;
/// Bytes before the rows.
const HEAD: usize = 24;
/// Rows that are read from the index, or brought to it, at once.
const AT_ONCE: usize = 4_096;
/// Bytes that are read or written at once.
const PIECE: usize = 1 << 20;
/// Snapshots that are kept: the latest, and the one before it.
const KEPT: usize = 2;

/// What can go wrong with a snapshot.
#[derive(Debug)]
pub enum Error {
    /// It is not what was written.
    Damaged(PathBuf, &'static str),
    /// Its rows are laid out by another version.
    Layout(PathBuf, u32),
    /// The index fails.
    Index(index::Error),
    /// The disk fails.
    Disk(PathBuf, io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(path, what) => write!(f, "{}: this snapshot is damaged: {what}", path.display()),
            Self::Layout(path, layout) => write!(
                f,
                "{}: this snapshot has rows in layout {layout}, of another version of the program",
                path.display()
            ),
            Self::Index(error) => error.fmt(f),
            Self::Disk(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

/// The folder of snapshots.
pub fn folder(data: &Path) -> PathBuf {
    data.join("snapshots")
}

/// The records at which there are snapshots, in order.
///
/// # Errors
/// The disk fails.
pub fn all(disk: &dyn Disk, data: &Path) -> Result<Vec<u64>, Error> {
    let folder = folder(data);
    let names = disk.list(&folder).map_err(|e| Error::Disk(folder.clone(), e))?;
    Ok(names.iter().filter(|n| n.len() == 20).filter_map(|name| name.parse().ok()).collect())
}

fn path(data: &Path, record: u64) -> PathBuf {
    folder(data).join(format!("{record:020}"))
}

/// Writes one of an index that nobody changes meanwhile; the record it stands at. Older ones are taken away once it
/// is proven.
///
/// # Errors
/// The index or the disk fails.
pub fn take(disk: &Arc<dyn Disk>, data: &Path, index: &dyn Index, layout: u32) -> Result<u64, Error> {
    let (folder, record) = (folder(data), index.applied());
    disk.create_folder(&folder).map_err(|e| Error::Disk(folder.clone(), e))?;
    let aside = folder.join("new");
    let failed = |error| Error::Disk(aside.clone(), error);
    if disk.exists(&aside).map_err(failed)? {
        disk.remove(&aside).map_err(failed)?;
    }
    let file = disk.create(&aside).map_err(failed)?;
    let written = write(&*file, index, (layout, record), &aside)?;
    if read(&**disk, &aside, layout, |_| Ok(()))? != (record, written) {
        return Err(Error::Damaged(aside, "it reads otherwise than it was written"));
    }
    disk.rename(&aside, &path(data, record)).map_err(failed)?;
    disk.sync_folder(&folder).map_err(failed)?;
    let all = all(&**disk, data)?;
    for old in &all[..all.len().saturating_sub(KEPT)] {
        disk.remove(&path(data, *old)).map_err(failed)?;
    }
    Ok(record)
}

/// A file that is written from its beginning on, and hashed.
struct Out<'f> {
    file: &'f dyn File,
    buffer: Vec<u8>,
    at: u64,
    hasher: blake3::Hasher,
}

impl Out<'_> {
    fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_at(&self.buffer, self.at)?;
        self.at += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

/// Writes rows; how many there are.
fn write(
    file: &dyn File,
    index: &dyn Index,
    (layout, record): (u32, u64),
    path: &Path,
) -> Result<u64, Error> {
    let failed = |error| Error::Disk(path.to_owned(), error);
    let mut out = Out { file, buffer: Vec::new(), at: 0, hasher: blake3::Hasher::new() };
    out.push(MAGIC).map_err(failed)?;
    out.push(&FORMAT.to_le_bytes()).map_err(failed)?;
    out.push(&layout.to_le_bytes()).map_err(failed)?;
    out.push(&record.to_le_bytes()).map_err(failed)?;
    let (mut from, mut count) = (None::<Vec<u8>>, 0_u64);
    loop {
        let after = from.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let rows = index.scan(after, Bound::Unbounded, false, AT_ONCE).map_err(Error::Index)?;
        for (key, value) in &rows {
            let too_long = |_| Error::Damaged(path.to_owned(), "a row is too long");
            let lengths = (u16::try_from(key.len()), u32::try_from(value.len()));
            out.push(&lengths.0.map_err(too_long)?.to_le_bytes()).map_err(failed)?;
            out.push(&lengths.1.map_err(too_long)?.to_le_bytes()).map_err(failed)?;
            out.push(key).map_err(failed)?;
            out.push(value).map_err(failed)?;
            count += 1;
        }
        match rows.into_iter().next_back() {
            Some((last, _)) => from = Some(last),
            None => break,
        }
    }
    out.push(&0_u16.to_le_bytes()).map_err(failed)?;
    out.push(&count.to_le_bytes()).map_err(failed)?;
    let hash = *out.hasher.finalize().as_bytes();
    out.push(&hash).map_err(failed)?;
    out.flush().and_then(|()| file.sync()).map_err(failed)?;
    Ok(count)
}

/// A file that is read from its beginning on, and hashed.
struct In<'f> {
    file: &'f dyn File,
    path: &'f Path,
    length: u64,
    at: u64,
    buffer: Vec<u8>,
    taken: usize,
    hasher: blake3::Hasher,
}

impl In<'_> {
    fn take(&mut self, count: usize) -> Result<&[u8], Error> {
        if self.buffer.len() - self.taken < count {
            self.buffer.drain(..self.taken);
            self.taken = 0;
            let had = self.buffer.len();
            let there = usize::try_from(self.length - self.at).unwrap_or(usize::MAX);
            if had + there < count {
                return Err(Error::Damaged(self.path.to_owned(), "it is cut off"));
            }
            let more = there.min(PIECE.max(count - had));
            self.buffer.resize(had + more, 0);
            read_full(self.file, &mut self.buffer[had..], self.at)
                .map_err(|e| Error::Disk(self.path.to_owned(), e))?;
            self.at += more as u64;
        }
        let bytes = &self.buffer[self.taken..self.taken + count];
        self.taken += count;
        self.hasher.update(bytes);
        Ok(bytes)
    }

    fn number<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N)?);
        Ok(bytes)
    }
}

/// Reads one; its record and how many rows it has. Whether it is whole is known only at its end.
fn read(
    disk: &dyn Disk,
    path: &Path,
    layout: u32,
    mut see: impl FnMut(Row) -> Result<(), Error>,
) -> Result<(u64, u64), Error> {
    let failed = |error| Error::Disk(path.to_owned(), error);
    let damaged = |what| Error::Damaged(path.to_owned(), what);
    let file = disk.open(path).map_err(failed)?;
    let length = file.length().map_err(failed)?;
    let (buffer, hasher) = (Vec::new(), blake3::Hasher::new());
    let mut file = In { file: &*file, path, length, at: 0, buffer, taken: 0, hasher };
    let mut head = [0; HEAD];
    head.copy_from_slice(file.take(HEAD)?);
    let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    if &head[..8] != MAGIC || word(8) != FORMAT {
        return Err(damaged("its head is not what was written"));
    }
    let (found, record) = (word(12), u64::from(word(16)) | u64::from(word(20)) << 32);
    if found != layout {
        return Err(Error::Layout(path.to_owned(), found));
    }
    let mut count = 0_u64;
    loop {
        let key = usize::from(u16::from_le_bytes(file.number()?));
        if key == 0 {
            break;
        }
        let value = usize::try_from(u32::from_le_bytes(file.number()?)).unwrap_or(usize::MAX);
        let key = file.take(key)?.to_vec();
        let value = file.take(value)?.to_vec();
        see((key, value))?;
        count += 1;
    }
    let told = u64::from_le_bytes(file.number()?);
    let hash = *file.hasher.finalize().as_bytes();
    let is_whole = file.number::<32>()? == hash && told == count && file.at == length;
    if is_whole { Ok((record, count)) } else { Err(damaged("it is not what was written")) }
}

/// Proves one.
///
/// # Errors
/// It is damaged, of another layout, or the disk fails.
pub fn verify(disk: &dyn Disk, data: &Path, record: u64, layout: u32) -> Result<u64, Error> {
    let path = path(data, record);
    match read(disk, &path, layout, |_| Ok(()))? {
        (found, count) if found == record => Ok(count),
        _ => Err(Error::Damaged(path, "it is of another record than its name says")),
    }
}

/// Makes an index again from one: nothing of it is there before it is proven.
///
/// # Errors
/// It is damaged or of another layout, or the index or the disk fails.
pub fn bring(disk: &dyn Disk, data: &Path, record: u64, layout: u32, index: &dyn Index) -> Result<(), Error> {
    verify(disk, data, record, layout)?;
    let some = index.scan(Bound::Unbounded, Bound::Unbounded, false, 1).map_err(Error::Index)?;
    if !some.is_empty() || index.applied() > 0 {
        index.clear().map_err(Error::Index)?;
    }
    let mut changes: Vec<Change> = Vec::with_capacity(AT_ONCE);
    read(disk, &path(data, record), layout, |(key, value)| {
        changes.push((key, Some(value)));
        if changes.len() < AT_ONCE {
            return Ok(());
        }
        // Until the last of it is there the index stands at nothing, and a crash begins it anew.
        index.apply(&std::mem::take(&mut changes), 0).map_err(Error::Index)
    })?;
    index.apply(&changes, record).map_err(Error::Index)
}
