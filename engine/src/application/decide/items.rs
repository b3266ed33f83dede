//! What begins and ends items: acceptance, the clock of the limit, the end and what follows from it.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::moment::Moment;
use crate::application::program::{FactKind, ItemFacts, ItemIndex, StepFacts, StepId, StepKind};
use crate::application::state::{Ending, Fees, How, Mode, Phase, Standing, TimerKind};
use crate::calendar::StopReason;
use crate::planted::{Bug, has};
use crate::scenario::model::AfterRefusal;
use std::sync::Arc;

impl<S: Sink> Draft<'_, S> {
    /// The work of a step is over: what it accepts, and clocks that ran again.
    pub(super) fn work_over(&mut self, step: StepId, facts: &StepFacts) {
        if matches!(facts.kind, StepKind::Special) {
            for item in facts.items.iter().copied() {
                // It stopped with this step's opening, or with the acceptance while it was open.
                self.resume_clock(item);
            }
        }
        if facts.marks.accepts {
            for item in facts.items.iter().copied() {
                if self.state.item(item).is_some_and(|i| i.ended.is_none() && i.accepted.is_none()) {
                    self.accept(item, self.at, false, Some(step));
                }
            }
        }
    }

    /// Work of an item begins at a step.
    pub(super) fn handle(&mut self, facts: &StepFacts) {
        for item in facts.items.iter().copied() {
            let Some(state) = self.state.item(item).filter(|i| i.ended.is_none() && i.accepted.is_some())
            else {
                continue;
            };
            if !state.handling {
                self.emit(EventKind::ItemHandled { item });
            }
            match facts.kind {
                StepKind::Special => self.stop_clock(item, StopReason::SpecialProcedure),
                StepKind::Hold => self.stop_clock(item, StopReason::Hold),
                _ => {}
            }
        }
    }

    /// Accepts an item. `at_step`: the step whose work does so, which is over.
    pub(super) fn accept(&mut self, item: ItemIndex, since: Moment, deemed: bool, at_step: Option<StepId>) {
        self.emit(EventKind::ItemAccepted { item, since, deemed });
        self.drop_notice(item);
        self.start_limit(item);
        if self.program.tables.has_fees() && self.state.fees == Fees::None {
            let amount = self.fees();
            if amount > 0 {
                self.emit(EventKind::FeesDue { amount });
            }
        }
        let needs = self.program.item(item).map_or(&[][..], |i| &i.needs[..]);
        for fact in needs.iter().copied() {
            if self.state.fact(fact).is_some_and(|f| f.how == How::Deferred) {
                self.start_provisional(fact);
            }
        }
        // What kept it waiting before keeps its clock waiting too.
        if self.state.item(item).is_some_and(|i| i.correcting.is_some()) {
            self.stop_clock(item, StopReason::Correction);
        }
        if self.state.item(item).is_some_and(|i| i.suspended) {
            self.stop_clock(item, StopReason::SpecialProcedure);
        }
        for special in self.program.tables.specials(item).iter().copied() {
            let is_open = self.state.work.iter().any(|w| w.step == special && w.mode == Mode::Usual);
            if is_open && Some(special) != at_step {
                self.stop_clock(item, StopReason::SpecialProcedure);
            }
        }
        if self.state.waits_for_others(self.program, item) {
            self.stop_clock(item, StopReason::OtherItem);
        }
        for _ in 0..self.state.holds_of(self.program, item) {
            self.stop_clock(item, StopReason::Hold);
        }
    }

    /// The fees of all items that have not ended otherwise than well, in fen.
    pub(super) fn fees(&self) -> u64 {
        let owing = self.program.items.iter().zip(&self.state.items);
        owing.filter(|(_, s)| matches!(s.ended, None | Some((Ending::Approved, _)))).map(|(i, _)| i.fee).sum()
    }

    /// The five working days in which the applicant must be told what is missing begin.
    pub(super) fn start_notice(&mut self, item: ItemIndex) {
        let Some(facts) = self.program.item(item).filter(|i| i.by_people) else { return };
        let days = crate::scenario::model::Period::working_days(5);
        match self.moment_after(days, facts.calendar, self.at) {
            Some(at) => self.set_timer(TimerKind::Notice(item), at),
            None => self.emit(EventKind::LimitUnknown { item }),
        }
    }

    /// Nothing has to be told any more.
    fn drop_notice(&mut self, item: ItemIndex) {
        if self.program.item(item).is_some_and(|i| i.by_people) {
            self.drop_timer(TimerKind::Notice(item));
        }
    }

    /// The time in which a promised material has to come begins.
    pub(super) fn start_provisional(&mut self, fact: crate::application::program::FactId) {
        if self.state.timer(TimerKind::Provisional(fact)).is_some() {
            return;
        }
        let Some(FactKind::Material(Some(period))) = self.program.fact(fact).map(|f| f.kind.clone()) else {
            return;
        };
        let needing = self.program.items.iter().zip(&self.state.items).enumerate();
        let accepted = needing.filter(|(_, (i, s))| i.needs.contains(&fact) && s.ended.is_none());
        let first = accepted
            .filter_map(|(at, (i, s))| Some((s.accepted?, i.calendar, at, i.limit)))
            .min_by_key(|(since, calendar, at, _)| (*since, *calendar, *at));
        let Some((since, calendar, at, limit)) = first else { return };
        // It comes within the limit that the item promises; an item done at once has no time to give, and the
        // limit of one that waits for others does not run yet.
        let waits =
            u16::try_from(at).is_ok_and(|at| self.state.waits_for_others(self.program, ItemIndex(at)));
        let limit = limit.filter(|l| l.amount > 0 && !waits);
        let limit = limit.and_then(|l| self.moment_after(l, calendar, since));
        let due = self.moment_after(period, calendar, since);
        match due.map(|due| limit.map_or(due, |limit| limit.min(due))) {
            Some(due) => self.set_timer(TimerKind::Provisional(fact), due),
            None => {
                let item = ItemIndex(u16::try_from(at).unwrap_or(u16::MAX));
                self.emit(EventKind::LimitUnknown { item });
            }
        }
    }

    pub(super) fn stop_clock(&mut self, item: ItemIndex, reason: StopReason) {
        if self.state.item(item).is_some_and(|i| i.accepted.is_some() && i.ended.is_none()) {
            self.emit(EventKind::ClockStopped { item, reason });
            self.drop_timer(TimerKind::Limit(item));
        }
    }

    pub(super) fn resume_clock(&mut self, item: ItemIndex) {
        let Some(state) = self.state.item(item) else { return };
        let stands = state.standing_still > 0 && !has(Bug::ClockNeverResumes);
        if state.accepted.is_none() || state.ended.is_some() || !stands {
            return;
        }
        self.emit(EventKind::ClockResumed { item });
        if self.state.item(item).is_some_and(|i| i.standing_still == 0 && !i.overdue) {
            self.start_limit(item);
        }
    }

    fn start_limit(&mut self, item: ItemIndex) {
        match self.limit_ends(item) {
            Some(Some(at)) => self.set_timer(TimerKind::Limit(item), at),
            Some(None) => self.emit(EventKind::LimitUnknown { item }),
            None => {}
        }
    }

    /// All work of an item is over: its result stands.
    pub(super) fn conclude(&mut self, item: ItemIndex) {
        if !self.is_touched(item) {
            self.end_item(item, Ending::Terminated, Some("本次无需办理 / not needed in this case".into()));
            return;
        }
        if self.state.item(item).is_some_and(|i| i.accepted.is_none()) {
            self.accept(item, self.at, false, None);
        }
        self.end_item(item, Ending::Approved, None);
        let Some(facts) = self.program.item(item) else { return };
        for fact in facts.gives.iter().copied() {
            if !self.state.knows(fact) {
                self.emit(EventKind::Known { fact, how: How::Result, value: None });
            }
        }
        for number in 0..facts.certificates.len() {
            self.emit(EventKind::CertificateIssued {
                item,
                number: u16::try_from(number).unwrap_or(u16::MAX),
            });
        }
    }

    /// Whether any work of an item was done; an item without work has its form.
    pub(super) fn is_touched(&self, item: ItemIndex) -> bool {
        let own = self.program.tables.work(item);
        own.is_empty() || own.iter().any(|s| matches!(self.state.step(*s).phase, Phase::Open | Phase::Done))
    }

    /// Ends an item by itself.
    pub(super) fn end_alone(&mut self, item: ItemIndex, ending: Ending, why: Option<Arc<str>>) {
        let Some(state) = self.state.item(item).filter(|i| i.ended.is_none()) else { return };
        let (accepted, suspended) = (state.accepted.is_some(), state.suspended);
        self.emit(EventKind::ItemEnded { item, ending, why });
        if accepted {
            self.drop_timer(TimerKind::Limit(item));
        }
        self.drop_notice(item);
        if suspended {
            self.drop_timer(TimerKind::Suspension(item));
            // Others that the same steps serve are not kept waiting any more.
            self.own_limits_begin(item);
        }
        self.refund(item, ending);
    }

    /// The fee of an item that ended without its result, where its scenario gives it back: what is paid is paid
    /// back, what is due becomes less.
    fn refund(&mut self, item: ItemIndex, ending: Ending) {
        let Some(facts) = self.program.item(item) else { return };
        let fee = if facts.refund && ending != Ending::Approved { facts.fee } else { 0 };
        match self.state.fees {
            _ if fee == 0 => {}
            Fees::None => {}
            Fees::Due(due, _) => self.emit(EventKind::FeesDue { amount: due.saturating_sub(fee) }),
            Fees::Paid(paid) => self.emit(EventKind::Refunded { item, amount: fee.min(paid) }),
        }
    }

    /// Ends an item, and with it what its rule on refusal says.
    pub(super) fn end_item(&mut self, item: ItemIndex, ending: Ending, why: Option<Arc<str>>) {
        if !self.state.is_live(item) {
            return;
        }
        self.end_alone(item, ending, why);
        self.stop_others(item, ending);
    }

    /// What the end of an item means for others, by its rule on refusal.
    fn stop_others(&mut self, item: ItemIndex, ending: Ending) {
        let Some(facts) = self.program.item(item) else { return };
        if ending != Ending::Approved && !has(Bug::RefusalStopsNothing) {
            self.stop_by_rule(facts, ending);
        }
        // Accepted together with it, and waited for it: now their time begins.
        for dependant in facts.dependants.iter().copied() {
            let stands = self.state.item(dependant).is_some_and(|i| i.standing_still > 0);
            if stands && !self.state.waits_for_others(self.program, dependant) {
                self.resume_clock(dependant);
            }
        }
    }

    /// Stops what the rule on refusal of an item that did not end well stops.
    fn stop_by_rule(&mut self, facts: &ItemFacts, ending: Ending) {
        let refused = matches!(ending, Ending::Refused | Ending::NotAccepted | Ending::Terminated);
        let reason: Arc<str> = format!("{} / {}", facts.title.zh, facts.title.en).into();
        match facts.on_refusal {
            AfterRefusal::GoOn => {}
            AfterRefusal::StopAll if refused => {
                let all = (0..self.program.items.len()).filter_map(|i| u16::try_from(i).ok());
                for other in all.map(ItemIndex) {
                    self.end_item(other, Ending::Terminated, Some(reason.clone()));
                }
            }
            AfterRefusal::StopAll | AfterRefusal::StopDependants => {
                for dependant in facts.dependants.iter().copied() {
                    self.end_item(dependant, Ending::Terminated, Some(reason.clone()));
                }
            }
        }
    }

    /// Ends some or all items of a step badly and goes on with what is left.
    pub(super) fn turn_down(
        &mut self,
        facts: &StepFacts,
        only: Option<ItemIndex>,
        ending: Ending,
        why: &Arc<str>,
    ) {
        let concerned = facts.items.iter().copied().filter(|item| only.is_none_or(|only| only == *item));
        // First all that the decision is about, so that none of them counts as stopped by another.
        for item in concerned.clone() {
            self.end_alone(item, ending, Some(why.clone()));
        }
        for item in concerned {
            if self.state.item(item).and_then(|i| i.ended).is_some_and(|(how, _)| how == ending) {
                self.stop_others(item, ending);
            }
        }
        self.after_endings();
    }

    /// Items have ended outside their steps: work falls away, results may be free.
    pub(super) fn after_endings(&mut self) {
        self.sweep();
        self.release_results();
    }

    /// A correction of a step is over, for each of its items that waited for it.
    pub(super) fn mended(&mut self, step: StepId, facts: &StepFacts) {
        for item in facts.items.iter().copied() {
            if self.state.item(item).is_some_and(|i| i.correcting == Some(step)) {
                self.emit(EventKind::ItemSupplemented { item, step });
                self.resume_clock(item);
            }
        }
        self.emit(EventKind::StepStands { step, standing: Standing::Working });
        self.own_limit_begins(step);
    }
}
