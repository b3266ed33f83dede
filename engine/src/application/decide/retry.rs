//! An operator has what an incident stopped tried again.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{StepFacts, StepId, StepKind};
use crate::application::rejection::Rejection;
use crate::application::state::{Cause, Standing, TaskId, Work};

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    draft.operator()?;
    let (facts, _) = draft.incident_at(task)?;
    draft.emit(EventKind::IncidentResolved { step: task.step });
    draft.drop_timers_of(task.step);
    draft.again(task.step, facts);
    Ok(())
}

/// Whether work stands because a value was not known.
#[inline]
fn missed(work: &Work) -> bool {
    work.standing == Standing::Incident(Cause::NotKnown)
}

impl<'a, S: Sink> Draft<'a, S> {
    /// The incident at a step.
    pub(super) fn incident_at(&self, task: TaskId) -> Result<(&'a StepFacts, Cause), Rejection> {
        let (facts, work) = self.work(task)?;
        match work.standing {
            Standing::Incident(cause) => Ok((facts, cause)),
            _ => Err(Rejection::NoIncident(task.step)),
        }
    }

    /// Does what a step does when it is reached, once more.
    pub(super) fn again(&mut self, step: StepId, facts: &StepFacts) {
        match facts.kind {
            StepKind::Call => self.try_again(step),
            StepKind::Split(_) => self.branch(step, facts),
            _ => self.wait_again(step, facts),
        }
    }

    /// Goes on where a value was missing that is known now.
    #[inline]
    pub(super) fn wake(&mut self) {
        if self.state.work.iter().any(missed) {
            self.wake_all();
        }
    }

    fn wake_all(&mut self) {
        let steps: Vec<StepId> = self.state.work.iter().filter(|w| missed(w)).map(|w| w.step).collect();
        for step in steps {
            let Some(facts) = self.program.step(step) else { continue };
            if facts.uses.iter().all(|fact| self.state.knows(*fact)) {
                self.emit(EventKind::IncidentResolved { step });
                self.again(step, facts);
            }
        }
    }
}
