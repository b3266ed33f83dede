//! The journal: the truth. Everything that was acknowledged is a record here, in one order, each bound to the
//! one before it by a hash; everything else (the index, what is in memory) can be made again from it.
//!
//! ```text
//! journal/00000000000000000001   a segment: header, then batches of records, then zeros up to its length
//! journal/00000000000000004711   the next one, named after the number of its first record
//! journal/next                   a segment of zeros, made beforehand
//! ```
//!
//! Records that wait while the disk is busy are written together as one **batch**, right behind the one before,
//! with one `fdatasync`; only then their receipts are given. Hashes chain the batches, not the records: what became
//! durable together is proven together. A sync or write that fails stops the journal for
//! good: what reached the medium is then unknown, and only opening it anew tells. A segment is filled with zeros
//! when it is made, so that writing to it moves no metadata.
//!
//! **Torn or damaged.** At most one batch is on its way at a time, so after a crash only the last batch may be
//! incomplete: it is cut off, for nobody was told of it. A disk writes sectors whole, so of a torn batch some
//! sector is still zeros, or its header is; a file that was cut is taken for a torn one too. Whatever else is wrong
//! was damaged later, and is refused with file, place and number, never skipped. That a tail is gone altogether only
//! a checkpoint tells that is kept elsewhere ([`Journal::head`]).
//!
//! **Archived.** Segments from the beginning on may be moved elsewhere ([`Folders`]); what is read over both is
//! proven over both.

mod batch;
mod commit;
mod error;
mod frame;
mod lookup;
mod open;
mod read;
mod record;
mod segment;
mod verify;

pub use commit::{Committed, Journal};
pub use error::Error;
pub use lookup::Lookup;
pub use open::{Folders, Opened, Options, segments};
pub use read::Reader;
pub use record::{Hash, Kind, Record};
pub use verify::{Verified, head_at, verify, verify_up_to};

/// Bytes that a disk writes as one.
pub const SECTOR: usize = 512;
