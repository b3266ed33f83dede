//! What is due, in order of time; of one moment what was put down first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// An application of a simulation: where it is kept, and which one of those that were kept there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub at: u32,
    pub generation: u32,
}

/// Something due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The next application comes.
    Arrive,
    /// A desk opens.
    Open(u16),
    /// Somebody at a desk has done a piece of work: step, visit.
    Done(u16, (u16, u16)),
    /// Somebody gets to a step: step, visit.
    Act((u16, u16)),
    /// The applicant has mended what a step returned.
    Supplement((u16, u16)),
    /// A system answers: step, visit, attempt; whether it found something.
    Answer((u16, u16, u16), bool),
    /// A system says that it cannot.
    Fail((u16, u16, u16)),
    /// A timer may be due.
    Timer,
    /// The applicant pays.
    Pay,
    /// The applicant hands in what was promised.
    HandIn(u16),
    /// An operator mends an incident.
    Mend((u16, u16)),
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    pub at: i64,
    order: u64,
    pub slot: Slot,
    pub what: What,
}

impl Ord for Due {
    /// The earliest is the greatest, as the heap wants it.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.order).cmp(&(self.at, self.order))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The agenda of a simulation.
#[derive(Default)]
pub(super) struct Agenda {
    heap: BinaryHeap<Due>,
    order: u64,
}

impl Agenda {
    pub fn push(&mut self, at: i64, slot: Slot, what: What) {
        self.order += 1;
        self.heap.push(Due { at, order: self.order, slot, what });
    }

    pub fn pop(&mut self) -> Option<Due> {
        self.heap.pop()
    }
}
