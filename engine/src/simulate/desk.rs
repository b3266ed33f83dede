//! Staff of one role in one department: how many work at once, who waits, and for how long.

use super::model::{DeskFacts, Model};
use super::shifts::Shifts;
use super::statistics::{Course, Moments};
use std::collections::VecDeque;

/// A piece of work that waits for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waiting {
    /// Where its application is kept.
    pub slot: u32,
    /// Which of those that were kept there.
    pub generation: u32,
    /// The step and its visit.
    pub task: (u16, u16),
    /// Which scenario of the model its application is of.
    pub part: u16,
    /// How long it will take, in milliseconds.
    pub work: i64,
    /// Since when it waits, in milliseconds since 1970.
    pub since: i64,
}

/// A piece of work that begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Begun {
    pub waiting: Waiting,
    /// When somebody began.
    pub start: i64,
    /// When it will be done.
    pub end: i64,
}

/// What becomes of work that is put on a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    /// It waits, or begins with the next [`Desk::begin`].
    Taken,
    /// The queue was full.
    TurnedAway,
}

/// A desk while it is simulated.
pub(super) struct Desk {
    /// People; none: as many as there is work.
    people: Option<u32>,
    /// How many may wait.
    capacity: Option<u32>,
    shifts: Shifts,
    /// By rank, the first served first; within a rank first in, first out.
    queues: Vec<VecDeque<Waiting>>,
    busy: u32,
    waiting: u32,
    /// The moment of opening that is awaited.
    pub opening: Option<i64>,
    pub told: DeskTold,
    /// The same of each scenario's work alone, where several share the desk; else empty.
    pub parts: Vec<DeskTold>,
}

/// What a desk tells at the end. Times in milliseconds.
#[derive(Debug, Clone)]
pub(super) struct DeskTold {
    /// From when on it counts.
    pub from: i64,
    /// Those that wait.
    pub queue: Course,
    /// Waits of work that began, by rank: elapsed time, off shift too.
    pub waits: Vec<Moments>,
    /// Pieces of work that did not wait.
    pub at_once: u64,
    /// Pieces of work that were turned away.
    pub turned_away: u64,
    /// Work that was put here.
    pub offered: i128,
    /// Sum of the waits, exactly.
    pub waited: i128,
    /// What work waited that nobody wanted any more when its turn came.
    pub waited_in_vain: i128,
}

impl DeskTold {
    fn new(ranks: usize, (from, ahead): (i64, i64)) -> Self {
        Self {
            from,
            queue: Course::new(from, ahead),
            waits: vec![Moments::default(); ranks],
            at_once: 0,
            turned_away: 0,
            offered: 0,
            waited: 0,
            waited_in_vain: 0,
        }
    }
}

impl Desk {
    /// A desk as a model tells of it. `from`: since when it counts, and what the clock that tells the hour of the week
    /// is ahead of UTC; milliseconds.
    pub fn new(facts: &DeskFacts, model: &Model<'_>, shifts: Shifts, from: (i64, i64)) -> Self {
        let ranks = model.ranks.max(1);
        let parts = if model.parts.len() > 1 { model.parts.len() } else { 0 };
        Self {
            people: facts.people,
            capacity: facts.capacity,
            shifts,
            queues: vec![VecDeque::new(); ranks],
            busy: 0,
            waiting: 0,
            opening: None,
            told: DeskTold::new(ranks, from),
            parts: vec![DeskTold::new(ranks, from); parts],
        }
    }

    /// Notes something of the desk, and of the scenario whose work it is where several share it.
    #[inline(always)]
    fn note(&mut self, part: u16, note: impl Fn(&mut DeskTold)) {
        note(&mut self.told);
        if let Some(told) = self.parts.get_mut(usize::from(part)) {
            note(told);
        }
    }

    /// Puts work on the desk.
    pub fn put(&mut self, waiting: Waiting, rank: usize) -> Put {
        let is_free = self.is_free() && self.waiting == 0;
        if !is_free && self.capacity.is_some_and(|most| self.waiting >= most) {
            if waiting.since >= self.told.from {
                self.note(waiting.part, |told| told.turned_away += 1);
            }
            return Put::TurnedAway;
        }
        if waiting.since >= self.told.from {
            self.note(waiting.part, |told| told.offered += i128::from(waiting.work));
        }
        self.change(waiting.since, waiting.part, 1);
        let last = self.queues.len() - 1;
        if let Some(queue) = self.queues.get_mut(rank.min(last)) {
            queue.push_back(waiting);
        }
        Put::Taken
    }

    fn is_free(&self) -> bool {
        self.people.is_none_or(|people| self.busy < people)
    }

    fn change(&mut self, now: i64, part: u16, by: i32) {
        self.waiting = self.waiting.saturating_add_signed(by);
        self.note(part, |told| told.queue.change(now, i64::from(by)));
    }

    /// The next piece of work that begins now; none where nobody is free, nothing waits, or it is off shift: then
    /// [`Desk::opening`] says when to ask again. What is not wanted any more is put aside.
    pub fn begin(&mut self, now: i64, is_wanted: impl Fn(&Waiting) -> bool) -> Option<Begun> {
        if self.waiting == 0 || !self.is_free() {
            return None;
        }
        let opens = self.shifts.opens(now)?;
        if opens > now {
            self.opening = Some(opens);
            return None;
        }
        let (rank, waiting) = loop {
            let rank = self.queues.iter().position(|queue| !queue.is_empty())?;
            let waiting = self.queues.get_mut(rank)?.pop_front()?;
            self.change(now, waiting.part, -1);
            if is_wanted(&waiting) {
                break (rank, waiting);
            }
            if waiting.since >= self.told.from {
                self.note(waiting.part, |told| {
                    told.offered -= i128::from(waiting.work);
                    told.waited_in_vain += i128::from(now - waiting.since);
                });
            }
        };
        self.busy += 1;
        if waiting.since >= self.told.from {
            let waited = now - waiting.since;
            self.note(waiting.part, |told| {
                told.at_once += u64::from(waited == 0);
                told.waited += i128::from(waited);
                if let Some(waits) = told.waits.get_mut(rank) {
                    waits.push(waited as f64);
                }
            });
        }
        let end = self.shifts.done(now, waiting.work)?;
        Some(Begun { waiting, start: now, end })
    }

    /// Somebody has done a piece of work.
    pub fn end(&mut self) {
        self.busy = self.busy.saturating_sub(1);
    }

    /// Days were told by the week alone.
    pub fn by_week_alone(&self) -> bool {
        self.shifts.by_week_alone
    }
}
