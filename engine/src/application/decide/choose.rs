//! Which ways tokens take where a process branches.

use super::Sink;
use super::flow::Taken;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{StepFacts, StepId, StepKind};
use crate::application::state::{Cause, HoldStanding};
use crate::planted::{Bug, has};
use crate::process::graph::{Gate, Signal};

/// Most rounds of a repetition that does not say how many.
const MOST_ROUNDS: u32 = 1_000;

impl<S: Sink> Draft<'_, S> {
    /// Takes branches, or waits for a person where a condition cannot be judged.
    pub(super) fn branch(&mut self, step: StepId, facts: &StepFacts) {
        if let Some(taken) = self.choose_plainly(facts) {
            return self.through(step, facts, taken);
        }
        match self.choose(step, facts) {
            Ok(taken) => {
                if let Taken::Some(bits) = taken {
                    let count = u16::try_from(bits.count_ones()).unwrap_or(u16::MAX);
                    self.emit(EventKind::Branched { step, taken: count });
                    let none = if bits == 0 { facts.partner.map(Taken::To) } else { None };
                    self.pass(step, facts, none.unwrap_or(taken));
                } else {
                    self.through(step, facts, taken);
                }
            }
            Err(cause) => self.incident(step, cause),
        }
    }

    /// The way that a truth chooses; none where it is not known, or rounds have to be counted.
    #[inline]
    fn choose_plainly(&self, facts: &StepFacts) -> Option<Taken> {
        let choice = facts.marks.choice.filter(|_| !has(Bug::FirstConditionIgnored))?;
        let holds = self.program.is_true(self.state, choice.fact)?;
        if holds {
            return Some(Taken::One(choice.then));
        }
        (!choice.leads_back).then_some(Taken::One(choice.otherwise))
    }

    /// Which branches to take.
    pub(super) fn choose(&self, step: StepId, facts: &StepFacts) -> Result<Taken, Cause> {
        let calendar = facts.calendar.and_then(|c| self.program.calendars.get(usize::from(c)));
        match facts.kind {
            StepKind::Split(Gate::One) => {
                let ends_a_round = || facts.next.iter().any(|way| way.back);
                let signal = facts.belongs_to.and_then(|source| self.signal(source, facts));
                let on = |signal| facts.next.iter().position(|way| way.on == Some(signal));
                let mut chosen = signal.and_then(on);
                for (at, way) in facts.next.iter().enumerate() {
                    let Some(when) = way.when.as_ref().filter(|_| chosen.is_none()) else { continue };
                    if has(Bug::FirstConditionIgnored) && at == 0 {
                        continue;
                    }
                    // A value that a round did not bring is brought by another one.
                    let unknown = || if ends_a_round() { Ok(false) } else { Err(Cause::Undecided) };
                    if when.holds(self.program, self.state, calendar).map_or_else(unknown, Ok)? {
                        chosen = Some(at);
                    }
                }
                let otherwise = || facts.next.iter().position(|way| way.when.is_none() && way.on.is_none());
                let at = chosen.or_else(otherwise).ok_or(Cause::Undecided)?;
                let back = facts.next.get(at).is_some_and(|way| way.back);
                let most = || facts.most.unwrap_or(MOST_ROUNDS) + u32::from(has(Bug::OneRoundMore));
                if back && self.rounds(step) >= most() {
                    return Err(Cause::TooManyRounds);
                }
                Ok(Taken::One(at))
            }
            StepKind::Split(Gate::Any) => {
                let mut bits = 0;
                for (at, way) in facts.next.iter().enumerate().take(64) {
                    let holds = match (&way.when, way.on) {
                        (Some(when), _) => {
                            when.holds(self.program, self.state, calendar).ok_or(Cause::Undecided)?
                        }
                        (None, Some(_)) => false,
                        (None, None) => true,
                    };
                    bits |= u64::from(holds) << at;
                }
                if bits == 0 {
                    let none = facts.next.iter().take(64).position(|w| w.on == Some(Signal::NoneHolds));
                    bits = none.map_or(0, |at| 1 << at);
                }
                Ok(Taken::Some(bits))
            }
            _ => Ok(Taken::All),
        }
    }

    /// The rounds of a repetition so far, with the one that is being judged.
    fn rounds(&self, step: StepId) -> u32 {
        let state = self.state.step(step);
        let before = u32::from(state.visit.saturating_sub(state.taken));
        before + u32::from(self.state.work_of(step).is_none())
    }

    /// How a wait or hold ended, as a split behind it asks.
    fn signal(&self, source: StepId, split: &StepFacts) -> Option<Signal> {
        let asks = |signal: Signal| split.next.iter().any(|way| way.on == Some(signal));
        let Some(standing) = self.state.hold(source) else {
            return Some(if self.state.step(source).late { Signal::TooLate } else { Signal::InTime });
        };
        let over = matches!(standing, HoldStanding::Over | HoldStanding::LeftTheLine);
        if asks(Signal::HoldOver) {
            return Some(if over { Signal::HoldOver } else { Signal::Renewed });
        }
        let took = matches!(standing, HoldStanding::Holding | HoldStanding::Renewed | HoldStanding::Over);
        Some(match (took, asks(Signal::AtOnce)) {
            (true, true) => Signal::AtOnce,
            (false, true) => Signal::InLine,
            (true, false) => Signal::TookEffect,
            (false, false) => Signal::LeftTheLine,
        })
    }
}
