//! Starts under an idempotency key: rows that answer whoever asks again, for as long as they are remembered.

use super::error::Error;
use super::message::AskedUnder;
use super::rows::{Key, family};
use crate::index::{Change, Follower};
use onething_engine::application::Moment;
use serde::{Deserialize, Serialize};
use std::ops::Bound;
use uuid::Uuid;

/// How long a start under an idempotency key is remembered where nothing else is said, in milliseconds of recorded
/// time: seven days.
pub const REMEMBERED: i64 = 7 * 24 * 60 * 60 * 1_000;
/// Rows of starts are kept week by week, in milliseconds.
const WEEK: i64 = 7 * 24 * 60 * 60 * 1_000;

/// The application that a start under an idempotency key began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartedRow {
    /// Which.
    pub application: Uuid,
    /// The number of its last event by then.
    pub sequence: u64,
    /// Under which key, and what was asked.
    pub under: AskedUnder,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// The key of a start under an idempotency key in a week. What is too old to be remembered sorts first.
pub(super) fn started_key(under: AskedUnder, week: i64) -> Vec<u8> {
    started_in(week).number(under.key()).done()
}

fn started_in(week: i64) -> Key {
    Key::of(family::STARTED).moment(Moment(week))
}

pub(super) fn week_of(at: i64) -> i64 {
    at.div_euclid(WEEK)
}

/// The row of a start under an idempotency key.
pub(super) fn started(row: &StartedRow) -> Option<Change> {
    rmp_serde::to_vec(row).ok().map(|bytes| (started_key(row.under, week_of(row.at)), Some(bytes)))
}

/// Every so many records, rows that are too old for anything are taken out.
const SWEPT_EVERY: u64 = 1_024;
/// Most rows that are taken out at once; no more than one comes with each record.
const SWEPT: usize = 4 * SWEPT_EVERY as usize;

/// Takes out starts that are no longer remembered. It knows up to which week none is left, for looking waits for
/// whatever the index writes.
#[derive(Debug, Default)]
pub(super) struct Sweeper {
    clean: Option<i64>,
}

impl Sweeper {
    /// Takes them out where it is their turn between two records. A function of the journal alone: a rebuild takes
    /// out the same.
    pub(super) fn sweep(
        &mut self,
        index: &Follower,
        (first, last): (u64, u64),
        remembered_from: i64,
        changes: &mut Vec<Change>,
    ) -> Result<(), Error> {
        let week = week_of(remembered_from);
        let is_turn = last / SWEPT_EVERY != first.saturating_sub(1) / SWEPT_EVERY;
        if !is_turn || self.clean.is_some_and(|clean| week <= clean) {
            return Ok(());
        }
        let (from, to) = (Key::of(family::STARTED).done(), started_in(week).done());
        let rows = index.scan(Bound::Included(&from), Bound::Excluded(&to), false, SWEPT)?;
        // Whatever is begun from now on is of a later week.
        self.clean = (rows.len() < SWEPT).then_some(week);
        changes.extend(rows.into_iter().map(|(key, _)| (key, None)));
        Ok(())
    }
}
