//! What is due, in order of time; of one moment what was put down first.

use dary_heap::QuaternaryHeap;
use std::cmp::Reverse;

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
    /// People have undone a step: step, visit.
    Undo((u16, u16)),
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
    /// A hold is over: step, visit.
    HoldOver((u16, u16)),
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    pub at: i64,
    pub slot: Slot,
    pub what: What,
}

/// Bits of a key that say where its entry is kept: 268 million entries; the others of its lower half count what was
/// put down, up to 68 thousand million.
const PLACE_BITS: u32 = 28;

/// What entries are sorted by: their moment, then the order in which they were put down; and where the entry is.
type Key = Reverse<u128>;

fn key(at: i64, order: u64, place: u32) -> Key {
    // With the sign turned over, moments are in order as numbers without one.
    let moment = u128::from(at.cast_unsigned() ^ 1 << 63);
    Reverse(moment << 64 | u128::from(order << PLACE_BITS | u64::from(place)))
}

fn place(Reverse(key): Key) -> u32 {
    (key as u64 & ((1 << PLACE_BITS) - 1)) as u32
}

fn moment(Reverse(key): Key) -> i64 {
    ((key >> 64) as u64 ^ 1 << 63).cast_signed()
}

/// The agenda of a simulation.
#[derive(Default)]
pub(super) struct Agenda {
    /// What is due before everything of the heap: mostly what was put down last, as when a system answers at once.
    first: Option<(u64, Due)>,
    /// Small keys alone are moved about.
    heap: QuaternaryHeap<Key>,
    kept: Vec<(Slot, What)>,
    free: Vec<u32>,
    order: u64,
}

impl Agenda {
    #[inline]
    pub fn push(&mut self, at: i64, slot: Slot, what: What) {
        self.order += 1;
        let (order, due) = (self.order, Due { at, slot, what });
        match &mut self.first {
            Some((_, first)) if at < first.at => {
                if let Some((order, later)) = self.first.replace((order, due)) {
                    self.put(order, later);
                }
            }
            None if self.heap.peek().is_none_or(|top| at < moment(*top)) => self.first = Some((order, due)),
            _ => self.put(order, due),
        }
    }

    fn put(&mut self, order: u64, due: Due) {
        let entry = (due.slot, due.what);
        let at = match self.free.pop() {
            Some(at) => {
                if let Some(place) = self.kept.get_mut(at as usize) {
                    *place = entry;
                }
                at
            }
            None => {
                self.kept.push(entry);
                (self.kept.len() - 1) as u32
            }
        };
        self.heap.push(key(due.at, order, at));
    }

    #[inline]
    pub fn pop(&mut self) -> Option<Due> {
        if let Some((_, first)) = self.first.take() {
            return Some(first);
        }
        let key = self.heap.pop()?;
        let at = place(key);
        self.free.push(at);
        let (slot, what) = *self.kept.get(at as usize)?;
        Some(Due { at: moment(key), slot, what })
    }
}

#[cfg(test)]
mod tests {
    use super::{Agenda, Slot, What};

    #[test]
    fn it_is_in_order_of_time_and_then_of_what_was_put_down_first() {
        let mut random = crate::random::Random::new(7);
        let (mut agenda, mut all, mut number) = (Agenda::default(), Vec::new(), 0);
        for _ in 0..20_000 {
            if random.unit() < 0.55 {
                let at = (random.unit() * 50.0) as i64 - 25;
                agenda.push(at, Slot { at: number, generation: 0 }, What::Timer);
                all.push((at, number));
                number += 1;
            } else {
                let first = all.iter().copied().min();
                assert_eq!(agenda.pop().map(|due| (due.at, due.slot.at)), first);
                all.retain(|entry| Some(*entry) != first);
            }
        }
        all.sort_unstable();
        let rest: Vec<_> = std::iter::from_fn(|| agenda.pop()).map(|due| (due.at, due.slot.at)).collect();
        assert_eq!(rest, all);
    }
}
