//! Event logs: what was done in applications, one row for every piece of work, for tools of process mining.
//!
//! A [`Row`] is a number of an activity, a case, three moments and how it ended; what activities are called stands
//! once, in [`Activities`]. Rows are [derived](derive) from the events of real applications, and a simulation makes
//! the same ones. A [`Writer`] appends their text to a buffer that the caller empties, as [CSV](csv), [XES](xes) or
//! [OCEL](ocel).
//!
//! **No personal data.** A row has no value of any field, no name of an applicant and no content of a document:
//! documents are named by the material alone, people of departments by their number.

mod activities;
pub mod csv;
mod derive;
pub mod ocel;
mod quote;
pub mod stamp;
#[cfg(test)]
mod tests;
pub mod xes;

pub use activities::{Activities, Activity, ActivityId, Block, Document, Face, Named, Served, Touch};
pub use derive::{Recorder, rows};

use crate::application::command::PersonId;
use crate::application::moment::Moment;
pub(in crate::analyse) use quote::xml;
use quote::{hexadecimal, number};

/// Which application a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Case {
    /// The number of a simulated one; written in decimal digits.
    Number(u64),
    /// The UUID of a real one; written with hyphens.
    Uuid([u8; 16]),
}

impl Case {
    /// Appends it as text.
    pub fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Number(value) => number(value, out),
            Self::Uuid(bytes) => {
                for (at, byte) in bytes.into_iter().enumerate() {
                    if matches!(at, 4 | 6 | 8 | 10) {
                        out.push(b'-');
                    }
                    hexadecimal(byte, out);
                }
            }
        }
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Resource {
    /// Nobody in particular; written as nothing.
    #[default]
    Nobody,
    /// The applicant: `applicant`.
    Applicant,
    /// A person of a department, by number: `person 7`.
    Person(PersonId),
    /// The service or licence that the activity calls, by name.
    Service,
}

impl Resource {
    /// Appends it as text; of [`Resource::Service`] what the activity calls.
    pub(super) fn write(self, service: &[u8], out: &mut Vec<u8>) {
        match self {
            Self::Nobody => {}
            Self::Applicant => out.extend_from_slice(b"applicant"),
            Self::Person(PersonId(person)) => {
                out.extend_from_slice(b"person ");
                number(person.into(), out);
            }
            Self::Service => out.extend_from_slice(service),
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$of])* $variant,)+
        }

        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As it is written in a log.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

words! {
    /// Whose time it took.
    Kind {
        /// A person's of a department.
        Human = "human",
        /// A system's, or a rule's.
        System = "system",
        /// The applicant's.
        Applicant = "applicant",
        /// Nobody's here: a time, a message, a parcel, another application, its turn in a line was waited for.
        Wait = "wait",
    }
}

words! {
    /// How it ended.
    Outcome {
        /// As it should.
        Done = "done",
        /// Returned to the applicant to mend (补正).
        Returned = "returned",
        /// Refused (不予批准).
        Refused = "refused",
        /// Not accepted (不予受理).
        NotAccepted = "not_accepted",
        /// Rule could not decide it, and people go on.
        HandedOver = "handed_over",
        /// The system answered that it has nothing.
        NotFound = "not_found",
        /// The system did not answer, or could not; what was to be undone was not.
        Failed = "failed",
        /// Its own time was over before.
        TooLate = "too_late",
        /// It was begun and left, for the items that it served have ended.
        Skipped = "skipped",
    }
}

/// One piece of work: a visit of a step, an attempt of a call, a supplement of the applicant, the undoing of a step.
///
/// `enabled <= start <= end`, in milliseconds since 1970-01-01T00:00Z. Work that is not over has no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Of which application.
    pub case: Case,
    /// What was done.
    pub activity: ActivityId,
    /// By whom.
    pub resource: Resource,
    /// Since when it could be done.
    pub enabled: Moment,
    /// Since when it was being done.
    pub start: Moment,
    /// When it was over.
    pub end: Moment,
    /// Of a call, which attempt, from 1; else 0.
    pub attempt: u16,
    /// Whose time it took.
    pub kind: Kind,
    /// How it ended.
    pub outcome: Outcome,
}

/// Writes a log: what stands before it, its rows, what stands behind it. The caller empties the buffer whenever it
/// likes; nothing in it is looked at again.
pub trait Writer {
    /// Appends what stands before the first row; once.
    fn begin(&mut self, out: &mut Vec<u8>);
    /// Appends a row, or keeps it until its case is complete. Rows of one case come together, in order of their
    /// ends; of a row whose activity is not among the activities nothing is written.
    fn row(&mut self, activities: &Activities, row: &Row, out: &mut Vec<u8>);
    /// Appends what is kept and what stands behind the last row; once.
    fn end(&mut self, activities: &Activities, out: &mut Vec<u8>);
}

/// Brings rows of one case together, each case in order of the ends of its rows; what ends at the same moment stays
/// in its order.
pub fn by_case(rows: &mut [Row]) {
    rows.sort_by_key(|row| (row.case, row.end));
}
