//! Reads records in order, over segments.

use super::error::Error;
use super::open::{Tail, segments};
use super::record::Record;
use super::segment::{self, Next, Segment};
use crate::disk::Disk;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads records in order, and proves as it goes that each follows the one before.
pub struct Reader {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    segments: Vec<u64>,
    number: usize,
    segment: Segment,
    batch: std::vec::IntoIter<Record>,
    torn: bool,
}

impl Reader {
    /// Reads from the segment in which a record lies, or from the first one there is.
    ///
    /// # Errors
    /// There is no segment, or it is damaged.
    pub fn new(disk: Arc<dyn Disk>, folder: &Path, from: u64) -> Result<Self, Error> {
        let segments = segments(&*disk, folder)?;
        let number = segments.iter().rposition(|first| *first <= from).unwrap_or(0);
        let first = *segments.get(number).ok_or_else(|| Error::Damaged {
            path: folder.to_owned(),
            offset: 0,
            sequence: from,
            what: "there is no segment",
        })?;
        let segment = Segment::open(&*disk, &folder.join(segment::name(first)), first)?;
        let batch = Vec::new().into_iter();
        Ok(Self { disk, folder: folder.to_owned(), segments, number, segment, batch, torn: false })
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
            if self.segments.get(self.number + 1) == Some(&self.segment.next) {
                self.follow()?;
                continue;
            }
            let last = self.number + 1 == self.segments.len();
            match self.segment.read(last)? {
                Next::Batch(batch) => self.batch = batch.into_iter(),
                Next::End { torn } => {
                    self.torn = torn;
                    return Ok(None);
                }
            }
        }
    }

    /// Goes on to the next segment.
    fn follow(&mut self) -> Result<(), Error> {
        let first = self.segment.next;
        let path = self.folder.join(segment::name(first));
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
        })
    }

    /// The hash of the last record that was read.
    pub(super) fn head(&self) -> super::Hash {
        self.segment.previous
    }
}
