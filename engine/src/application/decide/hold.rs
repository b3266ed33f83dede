//! How a hold stands (rule 44): it takes effect, waits in line, or is over. The line itself is kept across
//! applications; this application hears of its own place in it.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{StepFacts, StepId, StepKind};
use crate::application::rejection::Rejection;
use crate::application::state::{HoldStanding, Phase, TaskId};
use crate::process::graph::Signal;

/// It has taken effect, or waits in line.
pub(super) fn stands<S: Sink>(
    draft: &mut Draft<'_, S>,
    task: TaskId,
    standing: HoldStanding,
) -> Result<(), Rejection> {
    draft.system()?;
    taken(draft, task)?;
    if matches!(draft.state.hold(task.step), Some(HoldStanding::Over | HoldStanding::LeftTheLine)) {
        return Err(Rejection::StepNotOpen(task.step));
    }
    if matches!(draft.state.hold(task.step), Some(HoldStanding::Holding | HoldStanding::Renewed)) {
        return Err(Rejection::StepStands(task.step));
    }
    draft.emit(EventKind::HoldStands { step: task.step, standing });
    draft.go_on_with_hold(task.step);
    Ok(())
}

/// It was renewed: while it is in effect, what the scenario does then is done.
pub(super) fn renewed<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    draft.system()?;
    taken(draft, task)?;
    match draft.state.hold(task.step) {
        Some(HoldStanding::Holding) if draft.looks_at_renewals(task.step) => {
            draft.emit(EventKind::HoldStands { step: task.step, standing: HoldStanding::Renewed });
            draft.go_on_with_hold(task.step);
            Ok(())
        }
        // In line a longer term is a matter of the line alone; a second renewal finds the first one's steps.
        Some(standing @ (HoldStanding::Holding | HoldStanding::Renewed | HoldStanding::InLine(_))) => {
            draft.emit(EventKind::HoldStands { step: task.step, standing });
            Ok(())
        }
        Some(HoldStanding::Over | HoldStanding::LeftTheLine) | None => Err(Rejection::StepNotOpen(task.step)),
    }
}

/// It is over: released, lapsed, or left the line.
pub(super) fn over<S: Sink>(draft: &mut Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    draft.system()?;
    taken(draft, task)?;
    let standing = match draft.state.hold(task.step) {
        Some(HoldStanding::Holding | HoldStanding::Renewed) => HoldStanding::Over,
        Some(HoldStanding::InLine(_)) | None => HoldStanding::LeftTheLine,
        Some(HoldStanding::Over | HoldStanding::LeftTheLine) => {
            return Err(Rejection::StepNotOpen(task.step));
        }
    };
    draft.emit(EventKind::HoldStands { step: task.step, standing });
    for item in draft.facts_of(task.step)?.items.iter().copied() {
        draft.resume_clock(item);
    }
    draft.go_on_with_hold(task.step);
    Ok(())
}

/// The step took a hold on this visit.
fn taken<S: Sink>(draft: &Draft<'_, S>, task: TaskId) -> Result<(), Rejection> {
    if draft.facts_of(task.step)?.kind != StepKind::Hold {
        return Err(Rejection::OtherKind(task.step));
    }
    let state = draft.state.step(task.step);
    if state.visit != task.visit {
        return Err(Rejection::OtherVisit(task.step));
    }
    match state.phase {
        Phase::Open | Phase::Done => Ok(()),
        Phase::Idle | Phase::Skipped => Err(Rejection::StepNotOpen(task.step)),
    }
}

impl<S: Sink> Draft<'_, S> {
    /// Lets go on what waits for what a hold has come to.
    fn go_on_with_hold(&mut self, hold: StepId) {
        let waits = |(at, facts): (usize, &StepFacts)| {
            let step = StepId(u16::try_from(at).ok()?);
            let of_it = step == hold || facts.belongs_to == Some(hold);
            (of_it && self.state.work_of(step).is_some() && self.hold_lets_go(step, facts)).then_some(step)
        };
        let steps: Vec<StepId> = self.program.steps.iter().enumerate().filter_map(waits).collect();
        for step in steps {
            if let Some(facts) = self.program.step(step) {
                self.hold_passes(step, facts);
            }
        }
    }

    /// Goes on behind a step of a hold. A renewal is looked at once.
    pub(super) fn hold_passes(&mut self, step: StepId, facts: &StepFacts) {
        let hold = facts.belongs_to.unwrap_or(step);
        if facts.kind == StepKind::HoldEnd && self.state.hold(hold) == Some(HoldStanding::Renewed) {
            self.emit(EventKind::HoldStands { step: hold, standing: HoldStanding::Holding });
        }
        self.finish(step, facts);
    }

    /// Whether the scenario does something when a hold is renewed.
    fn looks_at_renewals(&self, hold: StepId) -> bool {
        let of_it = self.program.steps.iter().filter(|s| s.belongs_to == Some(hold));
        of_it.flat_map(|s| &s.next).any(|way| way.on == Some(Signal::Renewed))
    }

    /// Whether a hold, as it stands, no longer keeps a step waiting.
    pub(super) fn hold_lets_go(&self, step: StepId, facts: &StepFacts) -> bool {
        let standing = self.state.hold(facts.belongs_to.unwrap_or(step));
        match facts.kind {
            StepKind::Hold => standing.is_some(),
            StepKind::HoldLine => !matches!(standing, Some(HoldStanding::InLine(_)) | None),
            StepKind::HoldEnd => matches!(
                standing,
                Some(HoldStanding::Over | HoldStanding::LeftTheLine | HoldStanding::Renewed)
            ),
            _ => false,
        }
    }
}
