//! Reads single records by their number, wherever they lie: what somebody looks up while the journal goes on.

use super::SECTOR;
use super::error::Error;
use super::open::segments;
use super::record::{self, Found, HEADER, Record};
use super::segment::{self, Segment};
use crate::disk::{Disk, File, read_full};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Of so many records the place of one is kept.
const EVERY: u64 = 64;
/// How much is read at a time while records are passed over.
const WINDOW: usize = 64 << 10;

/// A segment that was looked into.
struct Known {
    file: Arc<dyn File>,
    path: PathBuf,
    length: u64,
    /// Where some records lie, in order of their numbers; from the last of them on it is unknown.
    places: Vec<(u64, u64)>,
}

/// Looks up records of a folder of segments.
pub struct Lookup {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    known: Mutex<BTreeMap<u64, Known>>,
}

impl Lookup {
    /// Over the segments of a folder.
    pub fn new(disk: Arc<dyn Disk>, folder: &Path) -> Self {
        Self { disk, folder: folder.to_owned(), known: Mutex::default() }
    }

    /// A record that is on the medium.
    ///
    /// # Errors
    /// Its segment was archived, there is no such record, it is damaged, or the disk fails.
    pub fn record(&self, sequence: u64) -> Result<Record, Error> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let first = self.segment_of(&known, sequence)?;
        let segment = match known.entry(first) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let path = self.folder.join(segment::name(first));
                let Segment { file, length, path, .. } = Segment::open(&*self.disk, &path, first)?;
                entry.insert(Known { file, path, length, places: vec![(first, SECTOR as u64)] })
            }
        };
        segment.find(sequence)
    }

    /// The first record of the segment in which a record lies.
    fn segment_of(&self, known: &BTreeMap<u64, Known>, sequence: u64) -> Result<u64, Error> {
        let missing = || Error::Damaged {
            path: self.folder.clone(),
            offset: 0,
            sequence,
            what: "its segment is not here; it may have been archived",
        };
        // What is known may be followed by segments that were begun since.
        let newest = known.last_key_value().map_or(0, |(first, _)| *first);
        if sequence < newest
            && let Some((first, segment)) = known.range(..=sequence).next_back()
            && segment.places.last().is_some_and(|(last, _)| *last >= sequence)
        {
            return Ok(*first);
        }
        let all = segments(&*self.disk, &self.folder)?;
        all.into_iter().rev().find(|first| *first <= sequence).ok_or_else(missing)
    }
}

impl Known {
    fn find(&mut self, sequence: u64) -> Result<Record, Error> {
        let at = self.places.partition_point(|(number, _)| *number <= sequence);
        let (mut number, mut offset) = at
            .checked_sub(1)
            .and_then(|at| self.places.get(at))
            .copied()
            .ok_or_else(|| self.damaged(0, sequence, "it lies before its segment"))?;
        let (mut window, mut window_at) = (Vec::new(), 0);
        loop {
            let header = match self.header(offset, &mut window, &mut window_at)? {
                Some(Found::Header(header)) if header.sequence == number => header,
                // Behind the last record of a batch the next one begins with a sector.
                Some(Found::Nothing) if !offset.is_multiple_of(SECTOR as u64) => {
                    offset = offset.next_multiple_of(SECTOR as u64);
                    continue;
                }
                Some(Found::Nothing) | None => {
                    return Err(self.damaged(offset, sequence, "there is no such record"));
                }
                _ => return Err(self.damaged(offset, number, "its header is not what was written")),
            };
            if number == sequence {
                return self.read(offset, &header);
            }
            let last = self.places.last().map_or(0, |(number, _)| *number);
            if number >= last + EVERY {
                self.places.push((number, offset));
            }
            offset += record::span(header.length) as u64;
            if header.is_last {
                offset = offset.next_multiple_of(SECTOR as u64);
            }
            number += 1;
        }
    }

    fn header(&self, offset: u64, window: &mut Vec<u8>, window_at: &mut u64) -> Result<Option<Found>, Error> {
        if offset + HEADER as u64 > self.length {
            return Ok(None);
        }
        let end = *window_at + window.len() as u64;
        if offset < *window_at || offset + HEADER as u64 > end {
            let there = usize::try_from(self.length - offset).unwrap_or(WINDOW).min(WINDOW);
            window.resize(there, 0);
            *window_at = offset;
            read_full(&*self.file, window, offset).map_err(|e| Error::disk(&self.path, e))?;
        }
        let from = usize::try_from(offset - *window_at).unwrap_or(0);
        let mut bytes = [0; HEADER];
        bytes.copy_from_slice(&window[from..from + HEADER]);
        Ok(Some(record::header(&bytes)))
    }

    fn read(&self, offset: u64, header: &record::Header) -> Result<Record, Error> {
        let mut payload = vec![0; header.length.min(record::LONGEST)];
        let at = offset + HEADER as u64;
        read_full(&*self.file, &mut payload, at).map_err(|e| Error::disk(&self.path, e))?;
        if payload.len() != header.length || crc32c::crc32c(&payload) != header.payload_crc {
            return Err(self.damaged(offset, header.sequence, "its payload is not what was written"));
        }
        Ok(Record { sequence: header.sequence, at: header.at, kind: header.kind, payload })
    }

    fn damaged(&self, offset: u64, sequence: u64, what: &'static str) -> Error {
        Error::Damaged { path: self.path.clone(), offset, sequence, what }
    }
}
