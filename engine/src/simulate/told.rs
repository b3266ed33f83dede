//! What a replication tells: figures that grow while it runs, and need no log.

use super::desk::DeskTold;
use super::statistics::{Course, Moments, Quantiles, Spans};
use crate::scenario::model::Id;

/// Times of something, in milliseconds.
#[derive(Debug, Clone, Default)]
pub(super) struct Times {
    pub moments: Moments,
    pub quantiles: Quantiles,
}

impl Times {
    pub fn push(&mut self, milliseconds: i64) {
        self.moments.push(milliseconds as f64);
        self.quantiles.push(milliseconds);
    }
}

/// What is told of one item of the scenario, all its uses taken together.
#[derive(Debug, Clone)]
pub(super) struct ItemTold {
    pub id: Id,
    /// From handed in to its end.
    pub cycle: Times,
    pub approved: u64,
    pub refused: u64,
    pub overdue: u64,
    pub returned: u64,
}

/// One replication.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// Applications that came, and count.
    pub arrived: u64,
    pub completed: u64,
    /// Turned away at a full queue.
    pub lost: u64,
    /// Still open when nothing more was due.
    pub stuck: u64,
    /// From coming to the end.
    pub cycle: Times,
    /// The same for each way.
    pub by_variant: Vec<Moments>,
    pub items: Vec<ItemTold>,
    pub desks: Vec<DeskTold>,
    pub corrections: u64,
    pub trips: f64,
    pub fees: f64,
    pub calls: u64,
    pub failed_calls: u64,
    pub fallbacks: u64,
    pub incidents: u64,
    /// Commands that the machine took.
    pub turns: u64,
    /// Steps that were done, of people, systems and the applicant.
    pub activities: u64,
    /// Applications under way over time.
    pub under_way: Course,
    /// Applications that came over time, and that came to their end; those of before count too, where they did so
    /// within the time that counts.
    pub came: Spans,
    pub ended: Spans,
    /// Their times in the house, summed exactly, all of them.
    pub sojourn: i128,
    /// From when to when it counts.
    pub from: i64,
    /// When the last application came.
    pub last_arrival: i64,
    /// When nothing more was due.
    pub end: i64,
    /// It was stopped before all had come.
    pub is_cut: bool,
    /// Days were told by the week alone.
    pub by_week_alone: bool,
}

impl Told {
    /// Everything that is told over time reaches to the end.
    pub fn finish(&mut self) {
        self.under_way.finish(self.end);
        self.desks.iter_mut().for_each(|desk| desk.queue.finish(self.end));
        self.came.reach(self.end);
        self.ended.reach(self.end);
    }
}
