//! A command being decided: every event is written to the state at once, so that a cascade sees itself.

use super::apply::write;
use super::command::{Actor, Envelope};
use super::decide::Sink;
use super::event::{Event, EventKind};
use super::moment::Moment;
use super::program::{Program, StepId};
use super::state::Application;
use crate::planted::{Bug, has};

/// The state while a command is decided.
pub(super) struct Draft<'a, S> {
    pub(super) program: &'a Program,
    pub(super) state: &'a mut Application,
    pub(super) at: Moment,
    pub(super) by: Actor,
    pub(super) pending: Pending,
    sink: &'a mut S,
}

impl<'a, S: Sink> Draft<'a, S> {
    pub(super) fn new(
        program: &'a Program,
        state: &'a mut Application,
        envelope: &Envelope,
        sink: &'a mut S,
    ) -> Self {
        Self { program, state, at: envelope.at, by: envelope.by, pending: Pending::default(), sink }
    }

    /// Writes an event: to the sink and to the state.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn emit(&mut self, kind: EventKind) {
        let event = Event { sequence: self.state.sequence + 1, at: self.at, by: self.by, kind };
        if !(has(Bug::EventLost) && matches!(event.kind, EventKind::ItemHandled { .. })) {
            self.sink.take(&event);
        }
        write(self.state, event);
    }
}

/// Tokens on their way between steps, first in first out.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// Mostly there is one. Where there is none, there are no others.
    next: Option<StepId>,
    others: Queue,
}

/// Further tokens; the first sixteen of a turn cost no allocation.
#[derive(Debug)]
struct Queue {
    near: [StepId; 16],
    far: Vec<StepId>,
    taken: usize,
    put: usize,
}

impl Default for Queue {
    fn default() -> Self {
        Self { near: [StepId(0); 16], far: Vec::new(), taken: 0, put: 0 }
    }
}

impl Pending {
    #[inline]
    pub(super) fn push(&mut self, step: StepId) {
        if self.next.is_none() {
            self.next = Some(step);
        } else {
            self.others.push(step);
        }
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<StepId> {
        let next = self.next.take()?;
        if self.others.put > 0 {
            self.next = self.others.pop();
        }
        Some(next)
    }

    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = StepId> + '_ {
        let others = (self.others.taken..self.others.put).filter_map(|at| self.others.get(at));
        self.next.into_iter().chain(others)
    }
}

impl Queue {
    fn push(&mut self, step: StepId) {
        match self.near.get_mut(self.put) {
            Some(place) => *place = step,
            None => self.far.push(step),
        }
        self.put += 1;
    }

    fn pop(&mut self) -> Option<StepId> {
        let next = self.get(self.taken)?;
        self.taken += 1;
        if self.taken == self.put {
            (self.taken, self.put) = (0, 0);
            self.far.clear();
        }
        Some(next)
    }

    fn get(&self, at: usize) -> Option<StepId> {
        if at >= self.put {
            return None;
        }
        match self.near.get(at) {
            Some(step) => Some(*step),
            None => self.far.get(at - self.near.len()).copied(),
        }
    }
}
