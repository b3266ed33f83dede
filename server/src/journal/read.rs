//! Reads records in order, over segments.

use super::error::Error;
use super::open::{Folders, Tail, segments};
use super::record::Record;
use super::segment::{self, Next, Segment};
use crate::disk::Disk;
use std::path::PathBuf;
use std::sync::Arc;

/// Reads records in order, and proves as it goes that each batch follows the one before.
pub struct Reader {
    disk: Arc<dyn Disk>,
    segments: Vec<(u64, PathBuf)>,
    number: usize,
    segment: Segment,
    batch: std::vec::IntoIter<Record>,
    torn: bool,
}

impl Reader {
    /// Reads from the segment in which a record lies, or, where 0 is given, from the first one there is.
    ///
    /// # Errors
    /// There is no segment, it is damaged, or it was archived.
    pub fn new(disk: Arc<dyn Disk>, folders: impl Into<Folders>, from: u64) -> Result<Self, Error> {
        let folders = folders.into();
        let segments: Vec<(u64, PathBuf)> = segments(&*disk, &folders)?.into_iter().collect();
        let number = segments.iter().rposition(|(first, _)| *first <= from);
        let Some((first, folder)) = segments.get(number.unwrap_or(0)) else {
            let what = "there is no segment";
            return Err(Error::Damaged { path: folders.journal, offset: 0, sequence: from, what });
        };
        if from > 0 && number.is_none() {
            return Err(Error::Archived { folder: folders.journal, sequence: from });
        }
        let segment = Segment::open(&*disk, &folder.join(segment::name(*first)), *first)?;
        let (number, batch) = (number.unwrap_or(0), Vec::new().into_iter());
        Ok(Self { disk, segments, number, segment, batch, torn: false })
    }

    /// The number of the next record.
    pub(super) fn position(&self) -> u64 {
        self.segment.next
    }

    /// The next record; none at the end.
    ///
    /// # Errors
    /// What is there is damaged or cannot be read.
    pub fn next_record(&mut self) -> Result<Option<Record>, Error> {
        loop {
            if let Some(record) = self.batch.next() {
                return Ok(Some(record));
            }
            match self.next_batch()? {
                Some(batch) => self.batch = batch.into_iter(),
                None => return Ok(None),
            }
        }
    }

    /// The records of the next batch; none at the end.
    pub(super) fn next_batch(&mut self) -> Result<Option<Vec<Record>>, Error> {
        if let Some((first, folder)) = self.segments.get(self.number + 1)
            && *first == self.segment.next
        {
            let path = folder.join(segment::name(*first));
            self.follow(path)?;
        }
        let last = self.number + 1 == self.segments.len();
        match self.segment.read(last)? {
            Next::Batch(batch) => Ok(Some(batch)),
            Next::End { torn } => {
                self.torn = torn;
                Ok(None)
            }
        }
    }

    /// Goes on to the next segment.
    fn follow(&mut self, path: PathBuf) -> Result<(), Error> {
        let first = self.segment.next;
        let next = Segment::open(&*self.disk, &path, first)?;
        if next.previous != self.segment.previous {
            return Err(Error::Damaged {
                path,
                offset: 0,
                sequence: first,
                what: "it does not follow the segment before it",
            });
        }
        self.segment = next;
        self.number += 1;
        Ok(())
    }

    /// Whether a batch that nobody was told of lies at the end.
    pub(super) fn was_torn(&self) -> bool {
        self.torn
    }

    /// Where the next batch goes, once all was read; what was torn is cleaned away.
    pub(super) fn into_tail(mut self) -> Result<Tail, Error> {
        if self.torn {
            self.segment.clean()?;
        }
        Ok(Tail {
            file: self.segment.file,
            path: self.segment.path,
            at: self.segment.at,
            length: self.segment.length,
            next: self.segment.next,
            previous: self.segment.previous,
            seed: self.segment.seed,
        })
    }

    /// The hash of everything up to the last batch that was read.
    pub(super) fn head(&self) -> super::Hash {
        self.segment.previous
    }
}
