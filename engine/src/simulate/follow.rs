//! What follows from a turn: who has something to do, and when they will have done it.

use super::agenda::{Slot, What};
use super::desk::{Put, Waiting};
use super::heard::{Brief, Noted, Owed};
use super::host::Host;
use super::log::{Ended, Log};
use super::memos::Known;
use super::model::StepPlay;
use super::say::Task;
use super::stream::Purpose;
use crate::application::moment::Moment;
use crate::application::program::{FactId, ItemIndex, StepId};
use crate::application::state::{CallId, Ending, How, TimerKind};
use smallvec::SmallVec;

/// Most incidents of one application that an operator mends; then it stays as it is.
const MOST_MENDED: u16 = 20;

impl<'m, L: Log> Host<'m, '_, L> {
    /// Puts on the agenda what a turn's events owe the world, and counts them.
    pub(super) fn follow(&mut self, slot: Slot, variant: usize, turn: Known) {
        let Brief { only, more, timers, closed, activities, collected } = turn.brief;
        let mut owed = SmallVec::<[Owed; 4]>::new();
        if more && let Some(heard) = self.memos.heard(variant, turn) {
            let noted = SmallVec::<[Noted; 2]>::from_slice(&heard.noted);
            if only.is_none() {
                owed.extend_from_slice(&heard.owed);
            }
            let returned = noted.iter().any(|noted| matches!(noted, Noted::Returned(_)));
            noted.into_iter().for_each(|noted| self.note(slot, variant, noted));
            if returned {
                self.comes_again(slot, variant);
            }
        }
        if activities > 0 && self.cases.get(slot.at as usize).is_some_and(|case| case.counts) {
            self.told.activities += u64::from(activities);
            self.told.trips += f64::from(collected);
        }
        if L::IS_KEPT {
            self.log_steps(slot, variant, turn);
        }
        match only {
            Some(only) => self.owes(slot, only),
            None => owed.into_iter().for_each(|owed| self.owes(slot, owed)),
        }
        if timers {
            self.look_at_timers(slot);
        }
        if closed {
            self.close(slot);
        }
    }

    /// Tells the log of steps that are over, and notes since when others are open.
    fn log_steps(&mut self, slot: Slot, variant: usize, turn: Known) {
        let heard =
            |host: &Self| host.memos.heard(variant, turn).map(|heard| (heard.done.len(), heard.open.len()));
        let Some((done, open)) = heard(self) else { return };
        for at in 0..done {
            let step = self.memos.heard(variant, turn).and_then(|heard| heard.done.get(at).copied());
            let since = step.and_then(|step| self.lift(slot, step));
            self.tell(slot, since, Ended::Done);
        }
        let now = self.now;
        let Some(case) = self.cases.get_mut(slot.at as usize).filter(|_| open > 0) else { return };
        let opened = self.memos.heard(variant, turn).map_or(&[][..], |heard| &heard.open);
        for step in opened.iter().copied() {
            if !case.times.iter().any(|times| times.0 == step) {
                case.times.push((step, now, now));
            }
        }
    }

    pub(super) fn later(&mut self, slot: Slot, milliseconds: i64, what: What) {
        self.agenda.push(self.now.saturating_add(milliseconds), slot, what);
    }

    /// A number from 0 to 1 that belongs to a visit of a step of this application.
    pub(super) fn unit(&self, slot: Slot, play: &StepPlay, visit: u32, purpose: Purpose) -> f64 {
        let case = self.cases.get(slot.at as usize);
        case.map_or(0.5, |case| case.stream.unit(play.key, visit, purpose))
    }

    /// How a step of an application is played.
    pub(super) fn played(&self, slot: Slot, step: StepId) -> Option<&'m StepPlay> {
        let model = self.model;
        let case = self.cases.get(slot.at as usize)?;
        model.variants.get(case.variant)?.steps.get(step.index())
    }

    /// Somebody has something to do: the applicant, a desk, the world.
    fn owes(&mut self, slot: Slot, owed: Owed) {
        let task = match owed {
            Owed::Call(call) => return self.called(slot, call),
            Owed::Fees => return self.later(slot, self.model.habits.payment, What::Pay),
            Owed::Promise(FactId(fact)) => {
                return self.later(slot, self.model.habits.supplement, What::HandIn(fact));
            }
            Owed::Incident(task) => return self.incident(slot, task),
            Owed::Held(task) => return self.held(slot, task),
            Owed::LetGo(task) => return self.later(slot, 0, What::HoldOver(task)),
            Owed::Mend(task)
            | Owed::Undo(task)
            | Owed::Work(task, _)
            | Owed::Act(task)
            | Owed::GoOn(task) => task,
            // None is left once a turn is over.
            Owed::Step(_) => return,
        };
        let Some(play) = self.played(slot, StepId(task.0)) else { return };
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return };
        if case.desks.contains(&task) {
            return;
        }
        case.desks.push(task);
        let stream = case.stream;
        let unit = |purpose| stream.unit(play.key, task.1.into(), purpose);
        let (what, after) = match owed {
            Owed::Work(_, agreed) => return self.put(slot, play, task, agreed),
            Owed::Mend(_) => (What::Supplement(task), play.mending.at(unit(Purpose::Correction)) as i64),
            // What undoing takes nobody says, so it takes what work usually does.
            Owed::Undo(_) => (What::Undo(task), self.model.habits.work),
            Owed::Act(_) => (What::Act(task), play.takes.at(unit(Purpose::Applicant)) as i64),
            _ => (What::Act(task), 0),
        };
        self.later(slot, after, what);
    }

    /// Puts a step on the desk of the department whose turn it is.
    fn put(&mut self, slot: Slot, play: &StepPlay, task: Task, agreed: u8) {
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return };
        let round = u32::from(task.1) | u32::from(agreed) << 16;
        let unit = case.stream.unit(play.key, round, Purpose::Work);
        let work = play.takes.at(unit) as i64;
        let (desk, _) = play.desk(usize::from(agreed));
        let rank = case.rank;
        let Some(found) = self.desks.get_mut(usize::from(desk)) else {
            return self.later(slot, work, What::Done(desk, task));
        };
        let part = case.part;
        let waiting =
            Waiting { slot: slot.at, generation: slot.generation, task, part, work, since: self.now };
        match found.put(waiting, rank) {
            Put::Taken => self.begin(desk),
            Put::TurnedAway => self.lose(slot),
        }
    }

    /// A system is called: when it answers, and whether it found something, is drawn.
    fn called(&mut self, slot: Slot, call: CallId) {
        let model = self.model;
        let step = call.task.step;
        let Some(play) = self.played(slot, step) else { return };
        let Some(case) = self.cases.get(slot.at as usize) else { return };
        let round = u32::from(call.task.visit) | u32::from(call.attempt) << 16;
        let stream = case.stream;
        let unit = |purpose| stream.unit(play.key, round, purpose);
        let Some(system) = model.systems.get(usize::from(play.system)) else { return };
        let is_up = !system.is_ever_down || !model.is_down(system, self.now);
        let answered = is_up && (system.available >= 1.0 || unit(Purpose::Answered) < system.available);
        let chance =
            if model.adjusted.is_empty() { play.found } else { self.chance(case.variant, step, play) };
        let found = chance >= 1.0 || (chance > 0.0 && unit(Purpose::Found) < chance);
        let latency = system.latency.at(unit(Purpose::Latency)) as i64;
        let counts = case.counts;
        let opens = if system.hours.is_always() {
            Some(self.now)
        } else {
            self.systems.get_mut(usize::from(play.system)).and_then(|s| s.opens(self.now))
        };
        let at = opens.map(|opens| opens.saturating_add(latency));
        self.told.calls += u64::from(counts);
        let attempt = (step.0, call.task.visit, call.attempt);
        let in_time = at.filter(|at| *at < self.now.saturating_add(play.timeout.max(1)));
        match in_time.filter(|_| answered) {
            Some(at) => self.agenda.push(at, slot, What::Answer(attempt, found)),
            // Nobody answers: its timer tells, where it has one.
            None if play.timeout > 0 => self.later(slot, play.timeout, What::Timer),
            None => self.later(slot, 0, What::Fail(attempt)),
        }
    }

    /// The chance that what is asked for is found, where it is otherwise than the scenario says.
    fn chance(&self, variant: usize, step: StepId, play: &StepPlay) -> f64 {
        let facts = self.model.variants.get(variant).and_then(|variant| variant.program.step(step));
        match facts.and_then(|facts| facts.calls.as_ref()) {
            Some(service) => self.model.adjusted.found(service, play.found),
            None => play.found,
        }
    }

    /// A hold ends by itself once its term is over: nobody asks for renewal, nobody releases it.
    fn held(&mut self, slot: Slot, task: Task) {
        let Some(play) = self.played(slot, StepId(task.0)) else { return };
        let Some(until) = play.holds.as_ref().and_then(|holds| holds.until(Moment(self.now))) else { return };
        self.agenda.push(until.0, slot, What::HoldOver(task));
    }

    fn incident(&mut self, slot: Slot, task: Task) {
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return };
        self.told.incidents += u64::from(case.counts);
        case.mended += 1;
        if case.mended <= MOST_MENDED {
            self.later(slot, self.model.habits.supplement, What::Mend(task));
        }
    }

    /// Sees to it that the next timer is looked at in time. Calls whose answer is on its way need none.
    pub(super) fn look_at_timers(&mut self, slot: Slot) {
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return };
        let Some(known) = self.memos.get(case.variant) else { return };
        let open = known.memo.timers(&case.kept).filter(|timer| !matches!(timer.kind, TimerKind::Answer(_)));
        let Some(next) = open.map(|timer| timer.at.0).min() else { return };
        if case.timer_at.is_none_or(|at| next < at) {
            case.timer_at = Some(next);
            self.agenda.push(next.max(self.now), slot, What::Timer);
        }
    }

    /// What a turn returned is mended with one trip, however many items it was; without the counter nobody has to come
    /// again.
    fn comes_again(&mut self, slot: Slot, variant: usize) {
        let counts = self.cases.get(slot.at as usize).is_some_and(|case| case.counts);
        let comes = self.model.variants.get(variant).is_some_and(|v| v.visits > 0.0);
        self.told.trips += f64::from(u8::from(counts && comes));
    }

    /// Counts something that a turn's events tell.
    fn note(&mut self, slot: Slot, variant: usize, noted: Noted) {
        let Some(case) = self.cases.get(slot.at as usize).filter(|case| case.counts) else { return };
        match noted {
            Noted::Ended(item, ending, at) => {
                let submitted =
                    self.memos.get(variant).and_then(|known| known.memo.moment(&case.kept, at?.into()));
                self.item_ended(variant, (item, ending), submitted);
            }
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
            }
            Noted::FellBack => self.told.fallbacks += 1,
            Noted::Failed => self.told.failed_calls += 1,
        }
    }

    fn item(&mut self, variant: usize, item: ItemIndex) -> Option<&mut super::told::ItemTold> {
        let at = *self.item_of.get(variant)?.get(item.index())?;
        self.told.items.get_mut(at)
    }

    fn item_ended(&mut self, variant: usize, (item, ending): (ItemIndex, Ending), submitted: Option<Moment>) {
        let now = self.now;
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
        let application = self.application(slot);
        application.and_then(|a| a.fact(fact)).is_some_and(|f| f.how == How::Deferred)
    }
}
