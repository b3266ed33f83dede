//! Calls of systems: attempts, and the fallbacks when there is no answer (rule 7).

use super::Sink;
use crate::application::asked::{NOT_CONFIRMED, NOT_TOLD};
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{FactId, FactKind, StepFacts, StepId};
use crate::application::state::{CallId, Cause, How, Phase, Standing, TimerKind};
use crate::planted::{Bug, has};
use crate::scenario::model::{Fallback, Period};
use std::sync::Arc;

/// How much longer than between two attempts the plan waits before it tries a silent system again.
const LONGER: u32 = 10;

impl<S: Sink> Draft<'_, S> {
    /// Calls the system of a step.
    pub(super) fn call(&mut self, step: StepId, facts: &StepFacts, attempt: u16) {
        let unknown = |f: &&FactId| !self.state.knows(**f);
        if let Some(fact) = facts.uses.iter().find(unknown) {
            // What the applicant is mending comes back; what no system told does not.
            if self.state.fact(*fact).is_some_and(|f| matches!(f.how, How::Wanted | How::Redone)) {
                self.emit(EventKind::Incident { step, cause: Cause::NotKnown });
            } else {
                self.no_answer(step, facts, None);
            }
            return;
        }
        let call = CallId { task: self.state.task(step), attempt };
        self.emit(EventKind::Called { call });
        self.set_timer(TimerKind::Answer(call), self.at.plus(facts.timeout));
    }

    /// An attempt came to nothing: another, or the fallbacks.
    pub(super) fn attempt_failed(&mut self, call: CallId, facts: &StepFacts) {
        let step = call.task.step;
        self.drop_timer(TimerKind::Answer(call));
        let every = self.moment_after(facts.retry.every, facts.calendar, self.at);
        let attempts = u32::from(call.attempt) + u32::from(has(Bug::OneRetryLess));
        match every.filter(|_| attempts <= facts.retry.times) {
            Some(at) => {
                self.emit(EventKind::StepStands { step, standing: Standing::Retrying(call.attempt) });
                self.set_timer(TimerKind::Retry(call.task), at);
            }
            None if self.is_undo(step) => self.undo_failed(step),
            None => self.no_answer(step, facts, None),
        }
    }

    /// What a call was to supply, is not known, and something still needs.
    pub(super) fn lacking<'f>(
        &'f self,
        step: StepId,
        facts: &'f StepFacts,
    ) -> impl Iterator<Item = FactId> + 'f {
        let needed = move |fact: FactId| {
            let by_item = self.program.items.iter().zip(&self.state.items);
            let by_step = self.program.steps.iter().zip(&self.state.steps).enumerate();
            by_item.into_iter().any(|(i, s)| s.ended.is_none() && i.needs.contains(&fact))
                || by_step.into_iter().any(|(at, (s, state))| {
                    at != step.index()
                        && matches!(state.phase, Phase::Idle | Phase::Open)
                        && s.uses.contains(&fact)
                })
        };
        facts.supplies.iter().copied().filter(move |f| !self.state.knows(*f) && needed(*f))
    }

    /// A system supplies nothing, or not all: each thing goes down the plan's fallbacks until one takes it.
    /// `after`: only those behind this one.
    pub(super) fn no_answer(&mut self, step: StepId, facts: &StepFacts, after: Option<Fallback>) {
        let (zh, en) = if facts.verifies { NOT_CONFIRMED } else { NOT_TOLD };
        self.not_supplied(step, facts, after, &format!("{zh} / {en}").into());
    }

    /// The same, for a reason. What a department does not confirm is asked in the end, whatever the fallbacks are: nobody
    /// could do anything about it.
    pub(super) fn not_supplied(
        &mut self,
        step: StepId,
        facts: &StepFacts,
        after: Option<Fallback>,
        why: &Arc<str>,
    ) {
        let own_work = !facts.items.is_empty() && !facts.verifies;
        let mut lacking: Vec<FactId> = self.lacking(step, facts).collect();
        for fact in lacking.iter().copied() {
            // What the applicant is about to tell stays as it is.
            if self.state.fact(fact).is_some_and(|f| f.how == How::Unknown) {
                self.emit(EventKind::Missing { fact });
            }
        }
        let fallbacks = &self.program.fallbacks;
        let from = after.and_then(|rung| fallbacks.iter().position(|f| *f == rung)).map_or(0, |at| at + 1);
        let from = from + usize::from(has(Bug::FirstFallbackSkipped));
        let last = facts.verifies.then_some(Fallback::Upload);
        for rung in fallbacks.iter().skip(from).copied().chain(last) {
            // A person's word does not come by itself once it has been given.
            if rung == Fallback::Wait && facts.verifies {
                continue;
            }
            if rung == Fallback::Wait && (own_work || !lacking.is_empty()) {
                self.emit(EventKind::FellBack { step, rung });
                self.emit(EventKind::Incident { step, cause: Cause::WaitsForSystem });
                self.try_again_later(step, facts);
                return;
            }
            let taken: Vec<FactId> = lacking.iter().copied().filter(|f| self.can(rung, *f)).collect();
            if taken.is_empty() {
                continue;
            }
            self.emit(EventKind::FellBack { step, rung });
            lacking.retain(|f| !taken.contains(f));
            self.take_rung(step, rung, &taken, why);
        }
        if !lacking.is_empty() || own_work {
            self.emit(EventKind::Incident { step, cause: Cause::NoAnswer });
        } else {
            self.go_on_without(step, facts);
        }
    }

    /// Whether a fallback can stand in for a system that was to supply a fact.
    fn can(&self, rung: Fallback, fact: FactId) -> bool {
        let Some(facts) = self.program.fact(fact) else { return false };
        match (rung, &facts.kind) {
            (Fallback::Upload, _) => facts.askable || facts.declarable,
            (Fallback::Provisional, FactKind::Material(period)) => period.is_some(),
            (Fallback::Commitment, FactKind::Material(_)) => true,
            (Fallback::Provisional | Fallback::Commitment, FactKind::Field(..)) | (Fallback::Wait, _) => {
                false
            }
        }
    }

    fn take_rung(&mut self, step: StepId, rung: Fallback, facts: &[FactId], why: &Arc<str>) {
        for fact in facts.iter().copied() {
            if rung == Fallback::Provisional {
                self.emit(EventKind::Asked { fact, step, why: None });
                self.emit(EventKind::Deferred { fact });
                self.start_provisional(fact);
            } else {
                self.emit(EventKind::Asked { fact, step, why: Some(why.clone()) });
            }
        }
    }

    /// Waits for the applicant where something was asked, else goes on.
    pub(super) fn go_on_without(&mut self, step: StepId, facts: &StepFacts) {
        let wanted = self.state.work_of(step).is_some_and(|w| w.wanted.iter().any(|f| !self.state.knows(*f)));
        if wanted {
            self.emit(EventKind::StepStands { step, standing: Standing::Supplement });
        } else {
            self.finish(step, facts);
        }
    }

    /// Whether the plan has another fallback for what a call leaves open.
    pub(super) fn has_rung_after(&self, step: StepId, facts: &StepFacts, after: Option<Fallback>) -> bool {
        let fallbacks = &self.program.fallbacks;
        let from = after.and_then(|rung| fallbacks.iter().position(|f| *f == rung)).map_or(0, |at| at + 1);
        let lacking: Vec<FactId> = self.lacking(step, facts).collect();
        let takes = |rung: &Fallback| match rung {
            Fallback::Wait => !facts.verifies,
            _ => lacking.iter().any(|f| self.can(*rung, *f)),
        };
        fallbacks.iter().skip(from).any(takes)
    }

    /// Calls the system of a step once more, or what undoes the step.
    pub(super) fn try_again(&mut self, step: StepId) {
        let Some(facts) = self.program.step(step) else { return };
        let Some(attempts) = self.state.work_of(step).map(|w| w.attempts) else { return };
        if self.is_undo(step) {
            self.call_undo(step, attempts.saturating_add(1));
        } else {
            self.call(step, facts, attempts.saturating_add(1));
        }
    }

    fn try_again_later(&mut self, step: StepId, facts: &StepFacts) {
        let every = facts.retry.every;
        let period = Period { amount: every.amount.saturating_mul(LONGER), unit: every.unit };
        if let Some(at) = self.moment_after(period, facts.calendar, self.at) {
            self.set_timer(TimerKind::Retry(self.state.task(step)), at);
        }
    }

    /// Whether an attempt is the one that is being waited for.
    pub(super) fn is_awaited(&self, call: CallId) -> bool {
        let work = self.state.work_of(call.task.step);
        self.state.task(call.task.step) == call.task
            && work.is_some_and(|w| match w.standing {
                Standing::Calling(attempt) => attempt == call.attempt || has(Bug::StaleAnswerTaken),
                _ => false,
            })
    }
}
