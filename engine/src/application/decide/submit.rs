//! Hands in a form: every fault is told at once; then its items are handed in.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::StepKind;
use crate::application::rejection::Rejection;
use crate::application::state::{How, Mode, Standing, TaskId};

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    draft.applicant_acts()?;
    let (facts, work) = draft.work(task)?;
    if !matches!(facts.kind, StepKind::Form) || work.mode != Mode::Usual {
        return Err(Rejection::OtherKind(task.step));
    }
    if work.standing != Standing::Working {
        return Err(Rejection::StepStands(task.step));
    }
    let faults = draft.faults(&facts.asks);
    if !faults.is_empty() {
        return Err(Rejection::Faulty(faults));
    }
    draft.take_over(&facts.asks);
    draft.emit(EventKind::Submitted { step: task.step });
    for item in facts.items.iter().copied() {
        if draft.state.item(item).is_some_and(|i| i.ended.is_none() && i.submitted.is_none()) {
            draft.emit(EventKind::ItemSubmitted { item });
            draft.start_notice(item);
        }
    }
    draft.finish(task.step, facts);
    Ok(())
}

impl<S: Sink> Draft<'_, S> {
    /// What the applicant has put in counts from now on.
    pub(super) fn take_over(&mut self, asked: &[crate::application::program::FactId]) {
        for fact in asked.iter().copied() {
            if self.state.fact(fact).is_some_and(|f| matches!(f.how, How::Draft | How::Redone)) {
                self.emit(EventKind::Known { fact, how: How::Asked, value: None });
            }
        }
        self.wake();
    }
}
