//! The index: rows in order of their keys, made from the journal and never the truth. It answers what a fold of
//! one application cannot: worklists, timers that come due, searches. Whatever happens to it, it is made again.
//!
//! ```text
//! put ─▶ overlay ─(a turn: 200 ms of changes at once)─▶ batch under way ─▶ sled
//! get, scan ◀── overlay over batch over what sled may still lose over sled
//! ```
//!
//! Every batch carries the sequence of the journal that it brings the rows to, and is there as a whole or not at
//! all. So after any end of the process the rows agree with [`Index::applied`], and the caller brings what the
//! journal has beyond it.
//!
//! - [`Sled`] keeps rows on the disk, with counts and hashes that tell on opening whether every row is there;
//! - [`Ordered`] keeps them in memory, for simulations and for a start without a usable disk;
//! - [`Follower`] is what others use: it takes changes without waiting and shows them at once;
//! - [`open`] opens a folder, or begins a new one beside the damaged one, and says why.

mod error;
mod follower;
mod guard;
mod open;
mod ordered;
mod sled;

pub use error::Error;
pub use follower::{Follower, Lag, Pace};
pub use open::{Opened, Options, Reason, open};
pub use ordered::Ordered;
pub use sled::Sled;

use std::ops::Bound;

/// A change of one row: `None` removes it.
pub type Change = (Vec<u8>, Option<Vec<u8>>);

/// Key and value of a row.
pub type Row = (Vec<u8>, Vec<u8>);

/// A row that is written only once it comes to the index or somebody reads it: what changes often is then written
/// seldom.
pub trait Late: Send + Sync {
    /// Its value. The same whenever it is asked.
    fn write(&self) -> Vec<u8>;
    /// About how long that is.
    fn length(&self) -> usize;
}

/// Most bytes of a key. One has at least one byte: its first says which family of rows it belongs to.
pub const LONGEST_KEY: usize = 1024;

/// Rows in order of their keys, carrying the sequence of the journal that they stand at. Values are of any length.
pub trait Index: Send + Sync {
    /// The sequence of the last batch that was applied; 0 while there is none.
    fn applied(&self) -> u64;

    /// The value of a row.
    ///
    /// # Errors
    /// The index is damaged, or the disk fails.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error>;

    /// Rows of a range in order, at most `most`; `reverse`: from its end backwards.
    ///
    /// # Errors
    /// The index is damaged, or the disk fails.
    fn scan(
        &self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        reverse: bool,
        most: usize,
    ) -> Result<Vec<Row>, Error>;

    /// Changes rows and moves the sequence forward, both or neither. Of several changes of one key the last counts.
    ///
    /// # Errors
    /// The sequence would go back, a key is empty or too long, the disk is full or fails, the index is damaged.
    /// What is there is then told by [`Index::applied`] alone: batches since the last [`Index::keep`] may be lost
    /// with the one that failed. All beyond it may be brought again.
    fn apply(&self, changes: &[Change], applied: u64) -> Result<(), Error>;

    /// Sees to it that no failure takes back what was applied until now.
    ///
    /// # Errors
    /// As of [`Index::apply`], with the same losses.
    fn keep(&self) -> Result<(), Error> {
        Ok(())
    }

    /// How many rows have a key that begins with this byte.
    fn count(&self, family: u8) -> u64;

    /// Nothing more is asked of it: everything is brought to where it is kept, so that the next start is quick.
    fn close(&self) {}

    /// Removes every row and goes back to sequence 0, to be made again.
    ///
    /// # Errors
    /// The disk fails.
    fn clear(&self) -> Result<(), Error>;
}

/// Whether a range can hold no key: its ends have passed each other.
fn is_empty_range(from: Bound<&[u8]>, to: Bound<&[u8]>) -> bool {
    match (from, to) {
        (Bound::Included(from), Bound::Included(to)) => from > to,
        (Bound::Included(from) | Bound::Excluded(from), Bound::Included(to) | Bound::Excluded(to)) => {
            from >= to
        }
        _ => false,
    }
}

/// Whether changes are of keys that an index takes, and move the sequence forward.
fn check(changes: &[Change], from: u64, to: u64) -> Result<(), Error> {
    if to < from {
        return Err(Error::Backwards { applied: from, given: to });
    }
    match changes.iter().find(|(key, _)| key.is_empty() || key.len() > LONGEST_KEY) {
        Some((key, _)) => Err(Error::Key(key.len())),
        None => Ok(()),
    }
}
