//! What follows from a turn: who has something to do, and when they will have done it.

use super::agenda::{Slot, What};
use super::desk::{Put, Waiting};
use super::heard::{Noted, Owed};
use super::host::Host;
use super::log::{Ended, Log};
use super::model::{Play, StepPlay};
use super::stream::Purpose;
use crate::application::program::{FactId, ItemIndex, StepId, StepKind};
use crate::application::state::{CallId, Ending, How, Mode, Standing, TimerKind};

/// Most incidents of one application that an operator mends; then it stays as it is.
const MOST_MENDED: u16 = 20;

impl<'m, L: Log> Host<'m, '_, L> {
    /// Puts on the agenda what a turn's events owe the world, and counts them.
    pub(super) fn follow(&mut self, slot: Slot) {
        self.count(slot);
        let mut at = 0;
        while let Some(owed) = self.heard.owed.get(at).copied() {
            at += 1;
            match owed {
                Owed::Step(step) => self.reached(slot, step),
                Owed::Call(call) => self.called(slot, call),
                Owed::Fees => self.later(slot, self.model.habits.payment, What::Pay),
                Owed::Promise(FactId(fact)) => {
                    self.later(slot, self.model.habits.supplement, What::HandIn(fact));
                }
                Owed::Incident(step) => self.incident(slot, step),
            }
        }
        if self.heard.timers {
            self.look_at_timers(slot);
        }
        if self.cases.get(slot.at as usize).is_some_and(|case| case.application.closed.is_some()) {
            self.close(slot);
        }
    }

    pub(super) fn later(&mut self, slot: Slot, milliseconds: i64, what: What) {
        self.agenda.push(self.now.saturating_add(milliseconds), slot, what);
    }

    /// A number from 0 to 1 that belongs to a visit of a step of this application.
    pub(super) fn unit(&self, slot: Slot, play: &StepPlay, visit: u32, purpose: Purpose) -> f64 {
        let number = self.cases.get(slot.at as usize).map_or(0, |case| case.number);
        self.streams.unit(number, play.key, visit, purpose)
    }

    /// How a step of an application is played.
    pub(super) fn played(&self, slot: Slot, step: StepId) -> Option<&'m StepPlay> {
        let model = self.model;
        let case = self.cases.get(slot.at as usize)?;
        model.variants.get(case.variant)?.steps.get(step.index())
    }

    /// A step waits for somebody: the applicant, a desk, the world.
    fn reached(&mut self, slot: Slot, step: StepId) {
        let Some(play) = self.played(slot, step) else { return };
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return };
        let Some(work) = case.application.work_of(step) else { return };
        let (standing, mode, agreed) = (work.standing, work.mode, work.agreed.len());
        let visit = case.application.step(step).visit;
        if L::IS_KEPT && play.play != Play::Nothing && !case.times.iter().any(|times| times.0 == step) {
            case.times.push((step, self.now, self.now));
        }
        if case.desks.contains(&(step, visit)) {
            return;
        }
        let task = (step.0, visit);
        let (what, after) = match (standing, play.play) {
            (Standing::Supplement, _) => {
                let unit = self.streams.unit(case.number, play.key, visit.into(), Purpose::Correction);
                (What::Supplement(task), play.mending.at(unit) as i64)
            }
            (Standing::Working, _) if mode == Mode::Undo => return self.undo(slot, step, visit),
            (Standing::Working, Play::Work) => return self.put(slot, step, visit, agreed),
            (Standing::Working, Play::Automatic) if mode != Mode::Usual => {
                return self.put(slot, step, visit, agreed);
            }
            (Standing::Working, Play::Automatic | Play::Run | Play::Free) => (What::Act(task), 0),
            (Standing::Working, Play::Form | Play::Message | Play::Collect | Play::Deliver) => {
                let unit = self.streams.unit(case.number, play.key, visit.into(), Purpose::Applicant);
                (What::Act(task), play.takes.at(unit) as i64)
            }
            _ => return,
        };
        case.desks.push((step, visit));
        self.later(slot, after, what);
    }

    /// People undo a step; what that takes nobody says, so it takes what work usually does.
    fn undo(&mut self, slot: Slot, step: StepId, visit: u16) {
        let calls = |play: &StepPlay| play.play == Play::Call;
        // A call that undoes is heard of by itself.
        let by_call = self.played(slot, step).is_some_and(calls)
            && self.cases.get(slot.at as usize).is_some_and(|case| {
                case.application.work_of(step).is_some_and(|w| matches!(w.standing, Standing::Calling(_)))
            });
        if by_call {
            return;
        }
        if let Some(case) = self.cases.get_mut(slot.at as usize) {
            case.desks.push((step, visit));
        }
        self.later(slot, self.model.habits.work, What::Act((step.0, visit)));
    }

    /// Puts a step on the desk of the department whose turn it is.
    fn put(&mut self, slot: Slot, step: StepId, visit: u16, agreed: usize) {
        let Some(play) = self.played(slot, step) else { return };
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return };
        case.desks.push((step, visit));
        let round = u32::from(visit) | u32::try_from(agreed).unwrap_or(0) << 16;
        let unit = self.streams.unit(case.number, play.key, round, Purpose::Work);
        let work = play.takes.at(unit) as i64;
        let (desk, _) = play.desk(agreed);
        let rank = case.rank;
        let Some(found) = self.desks.get_mut(usize::from(desk)) else {
            return self.later(slot, work, What::Act((step.0, visit)));
        };
        let waiting = Waiting {
            slot: slot.at,
            generation: slot.generation,
            task: (step.0, visit),
            part: case.part,
            work,
            since: self.now,
        };
        match found.put(waiting, rank) {
            Put::Taken => self.begin(desk),
            Put::TurnedAway => self.lose(slot),
        }
    }

    /// A system is called: when it answers, and whether it found something, is drawn.
    fn called(&mut self, slot: Slot, call: CallId) {
        let model = self.model;
        let Some(case) = self.cases.get(slot.at as usize) else { return };
        let Some(variant) = model.variants.get(case.variant) else { return };
        let step = call.task.step;
        let Some(play) = variant.steps.get(step.index()) else { return };
        let Some(facts) = variant.program.step(step) else { return };
        let round = u32::from(call.task.visit) | u32::from(call.attempt) << 16;
        let number = case.number;
        let unit = |purpose| self.streams.unit(number, play.key, round, purpose);
        let Some(system) = model.systems.get(usize::from(play.system)) else { return };
        let is_up = !system.down.contains(&true) || !model.is_down(system, self.now);
        let answered = is_up && (system.available >= 1.0 || unit(Purpose::Answered) < system.available);
        let chance = match &facts.calls {
            Some(service) if !model.adjusted.is_empty() => model.adjusted.found(service, play.found),
            _ => play.found,
        };
        let found = chance >= 1.0 || (chance > 0.0 && unit(Purpose::Found) < chance);
        let latency = system.latency.at(unit(Purpose::Latency)) as i64;
        let opens = self.systems.get_mut(usize::from(play.system)).and_then(|s| s.opens(self.now));
        let at = opens.map(|opens| opens.saturating_add(latency));
        if case.counts {
            self.told.calls += 1;
        }
        let attempt = (step.0, call.task.visit, call.attempt);
        let in_time = at.filter(|at| *at < self.now.saturating_add(facts.timeout.max(1)));
        match in_time.filter(|_| answered) {
            Some(at) => self.agenda.push(at, slot, What::Answer(attempt, found)),
            // Nobody answers: its timer tells, where it has one.
            None if facts.timeout > 0 => self.later(slot, facts.timeout, What::Timer),
            None => self.later(slot, 0, What::Fail(attempt)),
        }
    }

    fn incident(&mut self, slot: Slot, step: StepId) {
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return };
        self.told.incidents += u64::from(case.counts);
        case.mended += 1;
        if case.mended <= MOST_MENDED {
            let visit = case.application.step(step).visit;
            self.later(slot, self.model.habits.supplement, What::Mend((step.0, visit)));
        }
    }

    /// Sees to it that the next timer is looked at in time. Calls whose answer is on its way need none.
    pub(super) fn look_at_timers(&mut self, slot: Slot) {
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return };
        let open = case.application.timers.iter().filter(|timer| !matches!(timer.kind, TimerKind::Answer(_)));
        let Some(next) = open.map(|timer| timer.at.0).min() else { return };
        if case.timer_at.is_none_or(|at| next < at) {
            case.timer_at = Some(next);
            self.agenda.push(next.max(self.now), slot, What::Timer);
        }
    }

    /// Counts what a turn's events tell.
    fn count(&mut self, slot: Slot) {
        let mut at = 0;
        while let Some(noted) = self.heard.noted.get(at).copied() {
            at += 1;
            if let Noted::Done(step) = noted {
                self.step_done(slot, step);
                continue;
            }
            let Some(case) = self.cases.get(slot.at as usize).filter(|case| case.counts) else { continue };
            let variant = case.variant;
            match noted {
                Noted::Ended(item, ending) => self.item_ended(slot, variant, item, ending),
                Noted::Overdue(item) => {
                    if let Some(told) = self.item(variant, item) {
                        told.overdue += 1;
                    }
                }
                Noted::Returned(item) => {
                    if let Some(told) = self.item(variant, item) {
                        told.returned += 1;
                    }
                    self.told.corrections += 1;
                    // Without the counter, nobody has to come again.
                    let comes = self.model.variants.get(variant).is_some_and(|v| v.visits > 0.0);
                    self.told.trips += f64::from(u8::from(comes));
                }
                Noted::FellBack => self.told.fallbacks += 1,
                Noted::Failed => self.told.failed_calls += 1,
                Noted::Done(_) => {}
            }
        }
    }

    fn step_done(&mut self, slot: Slot, step: StepId) {
        let Some(play) = self.played(slot, step).map(|play| play.play) else { return };
        if play == Play::Nothing {
            return;
        }
        let counts = self.cases.get(slot.at as usize).is_some_and(|case| case.counts);
        if counts {
            self.told.activities += 1;
            self.told.trips += f64::from(u8::from(play == Play::Collect));
        }
        let since = self.lift(slot, step);
        self.tell(slot, since, Ended::Done);
    }

    fn item(&mut self, variant: usize, item: ItemIndex) -> Option<&mut super::told::ItemTold> {
        let at = *self.item_of.get(variant)?.get(item.index())?;
        self.told.items.get_mut(at)
    }

    fn item_ended(&mut self, slot: Slot, variant: usize, item: ItemIndex, ending: Ending) {
        let now = self.now;
        let state = self.cases.get(slot.at as usize).and_then(|case| case.application.item(item));
        let submitted = state.and_then(|state| state.submitted);
        let fee = self.model.variants.get(variant).and_then(|v| v.program.item(item)).map_or(0, |i| i.fee);
        if ending == Ending::Approved {
            self.told.fees += fee as f64 / 100.0;
        }
        let Some(told) = self.item(variant, item) else { return };
        match ending {
            Ending::Approved => told.approved += 1,
            _ => told.refused += 1,
        }
        if let Some(submitted) = submitted {
            told.cycle.push(now - submitted.0);
        }
    }

    /// Whether a fact is still promised.
    pub(super) fn is_promised(&self, slot: Slot, fact: FactId) -> bool {
        let case = self.cases.get(slot.at as usize);
        case.and_then(|c| c.application.fact(fact)).is_some_and(|f| f.how == How::Deferred)
    }

    /// What a step does.
    pub(super) fn kind(&self, slot: Slot, step: StepId) -> Option<&StepKind> {
        let case = self.cases.get(slot.at as usize)?;
        self.model.variants.get(case.variant)?.program.step(step).map(|facts| &facts.kind)
    }
}
