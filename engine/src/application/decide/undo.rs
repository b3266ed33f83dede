//! Compensation: what was done for items that were taken back is undone, last first, one at a time.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::{EventKind, WhyNot};
use crate::application::program::{ItemIndex, StepId, Undo};
use crate::application::state::{CallId, Ending, Mode, TimerKind};
use crate::planted::{Bug, has};

impl<S: Sink> Draft<'_, S> {
    /// The last done step that is to be undone: all its items were taken back, or the whole application was.
    fn next_undo(&self) -> Option<StepId> {
        let withdrawn = |step: &&StepId| {
            let Some(facts) = self.program.step(**step) else { return false };
            self.state.withdrawing
                || (!facts.items.is_empty()
                    && facts.items.iter().all(|i| self.is_undone(*i, facts.undo.is_some())))
        };
        if has(Bug::UndoneInOrder) {
            return self.state.done.iter().find(withdrawn).copied();
        }
        self.state.done.iter().rev().find(withdrawn).copied()
    }

    /// Whether what was done for an item falls with it: it was taken back; or it ended badly, and the step says
    /// what undoes it.
    fn is_undone(&self, item: ItemIndex, undoable: bool) -> bool {
        match self.state.item(item).and_then(|i| i.ended) {
            Some((Ending::Withdrawn, _)) => true,
            Some((Ending::Refused | Ending::NotAccepted | Ending::Terminated, _)) => undoable,
            Some((Ending::Approved, _)) | None => false,
        }
    }

    /// Whether a step was done for an item whose result is there: a withdrawal takes back what has not ended.
    fn has_result(&self, step: StepId) -> bool {
        let result =
            |i: &ItemIndex| matches!(self.state.item(*i).and_then(|i| i.ended), Some((Ending::Approved, _)));
        self.program.step(step).is_some_and(|s| s.items.iter().any(result))
    }

    pub(super) fn is_undo(&self, step: StepId) -> bool {
        // Undoing begins only where something has fallen.
        self.state.fallen && self.state.work_of(step).is_some_and(|w| w.mode == Mode::Undo)
    }

    /// Undoes on, until something has to be waited for.
    pub(super) fn go_on_undoing(&mut self) {
        // What is over is not undone: a result that is revoked later has procedures of its own.
        while self.state.fallen
            && self.state.closed.is_none()
            && !self.state.work.iter().any(|w| w.mode == Mode::Undo)
            && let Some(step) = self.next_undo()
        {
            if self.has_result(step) {
                self.emit(EventKind::NotUndone { step, why: WhyNot::ResultStands });
                continue;
            }
            match self.program.step(step).and_then(|s| s.undo.as_ref()) {
                None => self.emit(EventKind::NotUndone { step, why: WhyNot::NothingDeclared }),
                Some(undo) => {
                    self.emit(EventKind::UndoStarted { step });
                    match undo {
                        Undo::Notice(..) => self.emit(EventKind::Undone { step }),
                        Undo::Call(_) => self.call_undo(step, 1),
                        Undo::Task(_) => {}
                    }
                }
            }
        }
    }

    pub(super) fn call_undo(&mut self, step: StepId, attempt: u16) {
        let timeout = self.program.step(step).map_or(0, |s| s.timeout);
        let call = CallId { task: self.state.task(step), attempt };
        self.emit(EventKind::Called { call });
        self.set_timer(TimerKind::Answer(call), self.at.plus(timeout));
    }

    pub(super) fn undo_failed(&mut self, step: StepId) {
        self.emit(EventKind::NotUndone { step, why: WhyNot::Failed });
        self.drop_timers_of(step);
    }
}
