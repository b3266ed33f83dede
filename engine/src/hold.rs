//! Holds (rule 44): one thing that one application at a time may have, over all applications and scenarios.
//!
//! A [`Line`] is one held thing: who holds it and who waits for it. It is an aggregate of its own beside the
//! applications; hosts keep one a thing, under its [`HoldKey`]. [`decide`] turns a [`Command`] into events,
//! [`apply`] is the only place that writes state. Nothing here reads a clock: the moment comes with the
//! command, and everything that came to its end by then ends first, at its own moment. Where a holder ends,
//! the first in line takes effect in the same batch, at that very moment; so there is nothing to poll.
//!
//! A term lasts from its beginning up to and without its end. At its end it is over, whatever else
//! comes at that moment.

mod apply;
mod command;
mod decide;
mod event;
mod line;
mod rejection;
mod term;
#[cfg(test)]
mod tests;

pub use apply::apply;
pub use command::{Command, Joining, by_message};
pub use decide::{decide, is_free, turn};
pub use event::{Event, EventKind, News, news};
pub use line::{ENDED_KEPT, Ended, Ending, HoldKey, HolderId, Line, Place};
pub use rejection::Rejection;
pub(crate) use term::ends;
pub use term::{RenewalTerm, Term, rank};
