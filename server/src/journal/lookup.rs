//! Reads single records by their number, wherever they lie: what somebody looks up while the journal goes on.

use super::SECTOR;
use super::error::Error;
use super::frame::{self, Found, HEADER, Header, Sectors};
use super::open::{Folders, segments};
use super::record::{self, LONGEST_HEAD, Record};
use super::segment::{self, Segment};
use crate::disk::{Disk, File, read_full};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Of so many records the place of one is kept.
const EVERY: u64 = 64;
/// How much is read at a time while records are passed over.
const WINDOW: u64 = 16 << 10;

/// Where a record lies: the header of its batch, and the place in its body.
#[derive(Debug, Clone, Copy)]
struct Place {
    number: u64,
    header: u64,
    at: u64,
}

/// A segment that was looked into.
struct Known {
    file: Arc<dyn File>,
    path: PathBuf,
    length: u64,
    seed: u32,
    /// Where some records lie, in order of their numbers; from the last of them on it is unknown.
    places: Vec<Place>,
}

/// Looks up records of folders of segments.
pub struct Lookup {
    disk: Arc<dyn Disk>,
    folders: Folders,
    known: Mutex<BTreeMap<u64, Known>>,
}

impl Lookup {
    /// Over the segments of a journal and its archives.
    pub fn new(disk: Arc<dyn Disk>, folders: Folders) -> Self {
        Self { disk, folders, known: Mutex::default() }
    }

    /// A record that is on the medium.
    ///
    /// # Errors
    /// Its segment was archived, there is no such record, it is damaged, or the disk fails.
    pub fn record(&self, sequence: u64) -> Result<Record, Error> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(segment) = Self::known(&mut known, sequence) {
            return segment.find(sequence);
        }
        // What is known may be followed by segments that were begun since.
        let all = segments(&*self.disk, &self.folders)?;
        let Some((first, folder)) = all.range(..=sequence).next_back() else {
            return Err(Error::Archived { folder: self.folders.journal.clone(), sequence });
        };
        let segment = match known.entry(*first) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let path = folder.join(segment::name(*first));
                let Segment { file, length, path, seed, .. } = Segment::open(&*self.disk, &path, *first)?;
                let places = vec![Place { number: *first, header: frame::place(SECTOR as u64), at: 0 }];
                entry.insert(Known { file, path, length, seed, places })
            }
        };
        segment.find(sequence)
    }

    /// The segment of a record, where it is certain without looking for newer ones.
    fn known(known: &mut BTreeMap<u64, Known>, sequence: u64) -> Option<&mut Known> {
        let (_, segment) = known.range_mut(..=sequence).next_back()?;
        let last = segment.places.last()?.number;
        (last >= sequence).then_some(segment)
    }
}

impl Known {
    fn find(&mut self, sequence: u64) -> Result<Record, Error> {
        let from = self.places.partition_point(|place| place.number <= sequence);
        let mut place = from
            .checked_sub(1)
            .and_then(|at| self.places.get(at))
            .copied()
            .ok_or_else(|| self.damaged(0, sequence, "it lies before its segment"))?;
        loop {
            let header = self.header(&place, sequence)?;
            let behind = header.first + u64::from(header.count);
            if sequence < behind {
                return self.within(&header, place, sequence);
            }
            let end = frame::end(place.header, header.length.into());
            place = Place { number: behind, header: frame::place(end), at: 0 };
            self.keep(place);
        }
    }

    /// The header of the batch in which a place lies.
    fn header(&self, place: &Place, sequence: u64) -> Result<Header, Error> {
        let lacks = || self.damaged(place.header, sequence, "there is no such record");
        if place.header + HEADER as u64 > self.length {
            return Err(lacks());
        }
        let mut bytes = [0; HEADER];
        let read = read_full(&*self.file, &mut bytes, place.header);
        read.map_err(|e| Error::disk(&self.path, e))?;
        match frame::header(&bytes, self.seed) {
            Found::Header(header)
                if header.first <= place.number
                    && place.number < header.first + u64::from(header.count)
                    && frame::end(place.header, header.length.into()) <= self.length =>
            {
                Ok(header)
            }
            Found::Nothing => Err(lacks()),
            _ => {
                let what = "the header of its batch is not what was written";
                Err(self.damaged(place.header, place.number, what))
            }
        }
    }

    /// A record of a batch, from a place in it on.
    fn within(&mut self, header: &Header, mut place: Place, sequence: u64) -> Result<Record, Error> {
        let (mut window, mut window_at) = (Vec::new(), place.at);
        loop {
            let left = u64::from(header.length).saturating_sub(place.at);
            let mut from = usize::try_from(place.at - window_at).unwrap_or(usize::MAX);
            let needed = LONGEST_HEAD.min(usize::try_from(left).unwrap_or(LONGEST_HEAD));
            if window.len().saturating_sub(from) < needed {
                window = self.part(&place, left.min(WINDOW))?;
                (window_at, from) = (place.at, 0);
            }
            let wrong = |what| self.damaged(frame::physical(place.header, place.at), place.number, what);
            let head = window.get(from..).and_then(|bytes| record::head(bytes, header.base));
            let head = head.ok_or_else(|| wrong("its head is not what was written"))?;
            let span = (head.own + head.length) as u64;
            if span > left {
                return Err(wrong("it is longer than its batch"));
            }
            if place.number == sequence {
                let payload = self.part(&place, span)?.split_off(head.own);
                return match head.is_of(sequence, &payload) {
                    true => Ok(Record { sequence, at: head.at, kind: head.kind, payload }),
                    false => Err(wrong("it is not what was written")),
                };
            }
            place = Place { number: place.number + 1, at: place.at + span, ..place };
            self.keep(place);
        }
    }

    /// Bytes of a body, from a place on.
    fn part(&self, place: &Place, count: u64) -> Result<Vec<u8>, Error> {
        let from = frame::physical(place.header, place.at);
        let to = match count.checked_sub(1) {
            Some(last) => frame::physical(place.header, place.at + last) + 1,
            None => from,
        };
        // Where it begins behind a mark, the mark belongs to it.
        let from = if from % SECTOR as u64 == 1 { from - 1 } else { from };
        let mut bytes = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or(0)];
        read_full(&*self.file, &mut bytes, from).map_err(|e| Error::disk(&self.path, e))?;
        match frame::unmark(&bytes, from) {
            Sectors::Whole(body) => Ok(body),
            _ => Err(self.damaged(from, place.number, "a sector of its batch is not what was written")),
        }
    }

    /// Keeps a place now and then.
    fn keep(&mut self, place: Place) {
        let last = self.places.last().map_or(0, |place| place.number);
        if place.number >= last + EVERY {
            self.places.push(place);
        }
    }

    fn damaged(&self, offset: u64, sequence: u64, what: &'static str) -> Error {
        Error::Damaged { path: self.path.clone(), offset, sequence, what }
    }
}
