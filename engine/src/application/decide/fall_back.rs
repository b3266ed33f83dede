//! An operator takes the next of the plan's fallbacks; behind the last one it goes on without.

use super::Sink;
use super::flow::Taken;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{StepFacts, StepId, StepKind};
use crate::application::rejection::Rejection;
use crate::application::state::TaskId;
use crate::process::graph::Gate;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    draft.operator()?;
    let (facts, _) = draft.incident_at(task)?;
    let taken = draft.state.work_of(task.step).and_then(|w| w.rung);
    draft.emit(EventKind::IncidentResolved { step: task.step });
    draft.drop_timers_of(task.step);
    match facts.kind {
        _ if facts.only_supplies() && draft.has_rung_after(task.step, facts, taken) => {
            draft.no_answer(task.step, facts, taken);
        }
        _ if facts.only_supplies() => draft.go_on_without(task.step, facts),
        StepKind::Split(_) => draft.take_the_plain_way(task.step, facts),
        _ => draft.finish(task.step, facts),
    }
    Ok(())
}

impl<S: Sink> Draft<'_, S> {
    /// Without what would decide: the way that is no repetition and asks for nothing, else the last.
    fn take_the_plain_way(&mut self, step: StepId, facts: &StepFacts) {
        let plain = facts.next.iter().rposition(|way| !way.back && way.when.is_none());
        let way = plain.or_else(|| facts.next.iter().rposition(|way| !way.back)).unwrap_or(0);
        if facts.kind == StepKind::Split(Gate::Any) {
            self.emit(EventKind::Branched { step, taken: 1 });
        }
        self.pass(step, facts, Taken::One(way));
    }
}
