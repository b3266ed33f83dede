//! Moves tokens through the process. A token always goes on: where the items of a step have ended, only the
//! work is left out, so that joins fire and the end is reached.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{ItemIndex, StepFacts, StepId, StepKind};
use crate::application::state::{Cause, Closing, Ending, Fees, How, Mode, Phase, Standing};
use crate::planted::{Bug, has};
use crate::process::graph::Gate;

/// Which edges a token takes out of a step.
#[derive(Debug, Clone, Copy)]
pub(super) enum Taken {
    /// All of them.
    All,
    /// The one at a position.
    One(usize),
    /// Those of set bits.
    Some(u64),
    /// Straight to a step.
    To(StepId),
}

impl Taken {
    fn has(self, at: usize) -> bool {
        match self {
            Taken::All => true,
            Taken::One(one) => one == at,
            Taken::Some(bits) => at < 64 && bits >> at & 1 == 1,
            Taken::To(_) => false,
        }
    }

    /// Where the token goes.
    fn targets(self, facts: &StepFacts) -> impl Iterator<Item = StepId> + '_ {
        let ways = facts.next.iter().enumerate().filter(move |(at, _)| self.has(*at));
        let straight = match self {
            Taken::To(step) => Some(step),
            _ => None,
        };
        ways.map(|(_, way)| way.to).chain(straight)
    }
}

impl<'a, S: Sink> Draft<'a, S> {
    /// Lets all tokens run until each waits for something.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(in crate::application) fn settle(&mut self) {
        while let Some(step) = self.pending.pop() {
            self.enter(step);
        }
        // Undoing begins only where something has fallen.
        if self.state.fallen {
            self.go_on_undoing();
        }
        self.close();
    }

    fn enter(&mut self, step: StepId) {
        let Some(facts) = self.program.step(step) else { return };
        match facts.kind {
            StepKind::Join(gate) => {
                let waits_for = match gate {
                    Gate::One => 1,
                    Gate::All => facts.waits_for - u16::from(has(Bug::JoinFiresEarly) && facts.waits_for > 1),
                    Gate::Any if has(Bug::JoinWaitsForAll) => facts.waits_for,
                    Gate::Any => facts.partner.map_or(facts.waits_for, |split| self.state.step(split).taken),
                };
                if self.state.step(step).arrived.saturating_add(1) < waits_for {
                    self.emit(EventKind::Arrived { step });
                } else {
                    self.through(step, facts, Taken::All);
                }
            }
            _ if self.is_over(facts) => self.skip(step, facts),
            StepKind::Split(_) => self.branch(step, facts),
            _ => self.open_step(step, facts),
        }
    }

    /// Whether no work is left for anybody at a step.
    #[inline]
    pub(super) fn is_over(&self, facts: &StepFacts) -> bool {
        match facts.marks.falls_with {
            Some(item) => !self.state.is_live(item),
            None => self.is_over_for_all(facts),
        }
    }

    fn is_over_for_all(&self, facts: &StepFacts) -> bool {
        let result = |i: &ItemIndex| {
            self.state.item(*i).is_some_and(|i| matches!(i.ended, None | Some((Ending::Approved, _))))
        };
        match facts.kind {
            StepKind::Start | StepKind::End | StepKind::Split(Gate::All) | StepKind::Join(_) => false,
            StepKind::Collect | StepKind::Deliver => !facts.items.iter().any(result),
            // A way may have no item at all; its form falls away with the application only.
            _ if facts.items.is_empty() => {
                self.state.withdrawing
                    || (!self.state.items.is_empty() && self.state.items.iter().all(|i| i.ended.is_some()))
            }
            _ => !facts.items.iter().any(|i| self.state.is_live(*i)),
        }
    }

    fn skip(&mut self, step: StepId, facts: &StepFacts) {
        let begun = self.state.work_of(step).is_some();
        self.emit(EventKind::StepSkipped { step, begun });
        self.drop_timers_of(step);
        let taken = match facts.kind {
            // Out of a repetition, not round again.
            StepKind::Split(Gate::One) => {
                let out = facts.next.iter().rposition(|way| !way.back);
                Taken::One(out.unwrap_or(0))
            }
            StepKind::Split(Gate::Any) => facts.partner.map_or(Taken::All, Taken::To),
            _ => Taken::All,
        };
        if matches!(facts.kind, StepKind::Split(Gate::Any)) && matches!(taken, Taken::To(_)) {
            self.emit(EventKind::Branched { step, taken: 0 });
        }
        self.leave(step, facts, taken);
    }

    /// Leaves out the work of steps whose items have ended since.
    pub(super) fn sweep(&mut self) {
        let over = |draft: &Self| {
            draft.state.work.iter().find_map(|work| {
                let facts = draft.program.step(work.step)?;
                (work.mode != Mode::Undo && draft.is_over(facts)).then_some((work.step, facts, work.mode))
            })
        };
        while let Some((step, facts, mode)) = over(self) {
            // The token of a check has gone on, unless the result is kept back there.
            let gone_on = self.state.work_of(step).is_some_and(|w| w.standing != Standing::Withheld);
            if mode == Mode::Check && gone_on {
                self.emit(EventKind::StepSkipped { step, begun: true });
                self.drop_timers_of(step);
            } else {
                self.skip(step, facts);
            }
        }
    }

    /// Stops a step until a person acts.
    pub(super) fn incident(&mut self, step: StepId, cause: Cause) {
        if self.state.work_of(step).is_none() {
            self.emit(EventKind::StepOpened { step, mode: Mode::Usual });
        }
        self.emit(EventKind::Incident { step, cause });
    }

    /// Ends the work of a step as it should be.
    #[inline]
    pub(super) fn finish(&mut self, step: StepId, facts: &StepFacts) {
        // Results are kept back only where an item may end.
        let withheld =
            facts.marks.may_end && self.state.work_of(step).is_some_and(|w| w.standing == Standing::Withheld);
        if !withheld {
            self.work_over(step, facts);
        }
        self.pass(step, facts, Taken::All);
    }

    /// Lets a token past a gateway: mostly nothing ends there, and nobody has anything open.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn through(&mut self, step: StepId, facts: &StepFacts, taken: Taken) {
        if facts.marks.may_end || self.state.step(step).phase == Phase::Open {
            return self.pass(step, facts, taken);
        }
        self.emit(EventKind::StepDone { step, undoable: false });
        self.rounds_end(step, facts, taken);
        self.send(facts, taken);
    }

    /// Lets a token past a step, unless a result would be handed over that has to be kept back.
    pub(super) fn pass(&mut self, step: StepId, facts: &StepFacts, taken: Taken) {
        if self.is_result_kept(step, facts, taken) {
            if self.state.work_of(step).is_none() {
                self.emit(EventKind::StepOpened { step, mode: Mode::Usual });
            }
            if self.state.work_of(step).is_some_and(|w| w.standing != Standing::Withheld) {
                self.emit(EventKind::StepStands { step, standing: Standing::Withheld });
            }
            return;
        }
        // What was only passed has no timers.
        let was_open = facts.marks.sets_timers && self.state.step(step).phase == Phase::Open;
        self.emit(EventKind::StepDone { step, undoable: facts.marks.is_undoable });
        if was_open {
            self.drop_timers_of(step);
        }
        self.rounds_end(step, facts, taken);
        if facts.marks.brings_results {
            for fact in facts.supplies.iter().copied() {
                if !self.state.knows(fact) {
                    self.emit(EventKind::Known { fact, how: How::Result, value: None });
                }
            }
        }
        self.leave(step, facts, taken);
    }

    /// A repetition is left, and not gone round again.
    #[inline]
    fn rounds_end(&mut self, step: StepId, facts: &StepFacts, taken: Taken) {
        if facts.marks.ends_rounds
            && let Taken::One(at) = taken
            && facts.next.get(at).is_some_and(|way| !way.back)
        {
            self.emit(EventKind::RoundsEnded { step });
        }
    }

    /// Whether a token that goes this way would hand over a result that has to be kept back. What ends is
    /// accepted by then, for its fees are due before the result.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn is_result_kept(&mut self, step: StepId, facts: &StepFacts, taken: Taken) -> bool {
        facts.marks.may_end && self.is_kept_at_an_end(step, facts, taken)
    }

    fn is_kept_at_an_end(&mut self, step: StepId, facts: &StepFacts, taken: Taken) -> bool {
        self.accept_what_ends(step, facts, taken);
        self.keeps_back(step, facts, taken)
    }

    #[inline]
    pub(super) fn leave(&mut self, step: StepId, facts: &StepFacts, taken: Taken) {
        if facts.marks.may_end {
            self.leave_an_end(step, facts, taken);
        } else {
            self.send(facts, taken);
        }
    }

    fn leave_an_end(&mut self, step: StepId, facts: &StepFacts, taken: Taken) {
        let unpaid = matches!(self.state.fees, Fees::Due(..));
        self.conclude_what_ends(step, facts, taken);
        self.send(facts, taken);
        // The fees may have been dropped with an item that needed no work.
        if unpaid && self.state.fees == Fees::None {
            self.release_results();
        }
    }

    fn conclude_what_ends(&mut self, step: StepId, facts: &StepFacts, taken: Taken) {
        // Ending one item may end others, so each is looked for anew.
        let next = |draft: &Self| draft.ends(step, facts, taken).next();
        while let Some(item) = next(self) {
            self.conclude(item);
        }
    }

    /// Sends tokens on; mostly one.
    #[inline]
    fn send(&mut self, facts: &StepFacts, taken: Taken) {
        let only = match taken {
            Taken::All => facts.marks.only_way,
            Taken::One(at) => facts.next.get(at).map(|way| way.to),
            _ => None,
        };
        match only {
            Some(to) => self.pending.push(to),
            None => self.send_several(facts, taken),
        }
    }

    fn send_several(&mut self, facts: &StepFacts, taken: Taken) {
        taken.targets(facts).for_each(|to| self.pending.push(to));
    }

    /// An item that nobody accepted on the way is accepted with its end; its fees are due before the result.
    fn accept_what_ends(&mut self, step: StepId, facts: &StepFacts, taken: Taken) {
        let unaccepted =
            |i: ItemIndex| self.state.item(i).is_some_and(|i| i.accepted.is_none() && i.ended.is_none());
        if !self.ending(step, taken).iter().any(|i| unaccepted(*i)) {
            return;
        }
        let next = |draft: &Self| {
            draft.ends(step, facts, taken).find(|item| {
                draft.is_touched(*item) && draft.state.item(*item).is_some_and(|i| i.accepted.is_none())
            })
        };
        while let Some(item) = next(self) {
            self.accept(item, self.at, false, Some(step));
        }
    }

    /// Whether an item that ends when a token takes this way has a result that is kept back.
    fn keeps_back(&self, step: StepId, facts: &StepFacts, taken: Taken) -> bool {
        let may_be = matches!(self.state.fees, Fees::Due(..))
            || self
                .program
                .tables
                .papers()
                .iter()
                .any(|f| self.state.fact(*f).is_some_and(|f| f.how == How::Deferred));
        may_be && self.ends(step, facts, taken).any(|item| self.is_kept_back(item))
    }

    /// Live items whose work is over when a token takes this way.
    fn ends<'d>(
        &'d self,
        step: StepId,
        facts: &'d StepFacts,
        taken: Taken,
    ) -> impl Iterator<Item = ItemIndex> + 'd {
        // That all ways lead to none of them is known beforehand.
        let leads_on = move |item: ItemIndex| match taken {
            Taken::All => false,
            _ => taken.targets(facts).any(|to| self.reaches(to, item)),
        };
        self.ending(step, taken).iter().copied().filter(move |item| {
            self.state.is_live(*item) && !leads_on(*item) && !self.is_under_way(*item, step)
        })
    }

    /// Items whose work can be over when a token takes this way.
    fn ending(&self, step: StepId, taken: Taken) -> &'a [ItemIndex] {
        let ends = self.program.tables.ends(step);
        match taken {
            Taken::All => &ends.all_ways,
            _ => &ends.some_way,
        }
    }

    fn reaches(&self, step: StepId, item: ItemIndex) -> bool {
        self.program.step(step).is_some_and(|s| s.reach.has(item))
    }

    /// Whether a token other than at one step can still reach work of an item.
    fn is_under_way(&self, item: ItemIndex, except: StepId) -> bool {
        let works = |w: &crate::application::state::Work| {
            let holds_token =
                matches!(w.mode, Mode::Usual | Mode::ByPeople) || w.standing == Standing::Withheld;
            w.step != except && holds_token && self.reaches(w.step, item)
        };
        self.state.work.iter().any(works)
            || self.pending.iter().any(|step| self.reaches(step, item))
            || self
                .program
                .tables
                .joins()
                .iter()
                .any(|join| self.state.step(*join).arrived > 0 && self.reaches(*join, item))
    }

    /// Whether an item's result has to be kept back: fees are due, or a material is promised and not there.
    pub(super) fn is_kept_back(&self, item: ItemIndex) -> bool {
        let Some(facts) = self.program.item(item) else { return false };
        let promised = |f: &crate::application::program::FactId| {
            self.state.fact(*f).is_some_and(|f| f.how == How::Deferred) && !has(Bug::ProvisionalNotWithheld)
        };
        let unpaid = matches!(self.state.fees, Fees::Due(..)) && !has(Bug::FeesNotWithheld);
        self.is_touched(item) && ((unpaid && facts.fee > 0) || facts.needs.iter().any(promised))
    }

    /// Goes on where results were kept back and need not be any more.
    pub(super) fn release_results(&mut self) {
        let kept: Vec<StepId> =
            self.state.work.iter().filter(|w| w.standing == Standing::Withheld).map(|w| w.step).collect();
        for step in kept {
            let Some(facts) = self.program.step(step) else { continue };
            let mode = self.state.work_of(step).map(|w| w.mode);
            match facts.kind {
                _ if mode == Some(Mode::Check) => self.go_past_check(step, facts),
                StepKind::Split(_) => self.branch(step, facts),
                _ => self.finish(step, facts),
            }
        }
    }

    /// Closes the application when the end is reached and nothing is left to do.
    #[inline]
    fn close(&mut self) {
        if self.state.closed.is_some() {
            return;
        }
        let end = self.program.end;
        if self.state.step(end).phase == Phase::Open && self.state.work.len() == 1 {
            self.emit(EventKind::StepDone { step: end, undoable: false });
            let all_withdrawn = !self.state.items.is_empty()
                && self.state.items.iter().all(|i| matches!(i.ended, Some((Ending::Withdrawn, _))));
            self.closed(if self.state.withdrawing || all_withdrawn {
                Closing::Withdrawn
            } else {
                Closing::Concluded
            });
        }
    }

    fn closed(&mut self, closing: Closing) {
        while let Some(timer) = self.state.timers.first().map(|t| t.id) {
            self.emit(EventKind::TimerDropped { timer });
        }
        self.emit(EventKind::Closed { closing });
    }
}
