//! What begins when a token reaches a step.

use super::Sink;
use super::flow::Taken;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::moment::Moment;
use crate::application::program::{FactId, StepFacts, StepId, StepKind};
use crate::application::state::{Cause, Mode, Standing, TimerKind};
use crate::expression::Value;
use crate::scenario::model::Period;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

impl<S: Sink> Draft<'_, S> {
    pub(super) fn open_step(&mut self, step: StepId, facts: &StepFacts) {
        if facts.marks.may_check && self.is_check(facts) {
            // In a repetition one check serves all rounds.
            if self.state.work_of(step).is_none() {
                self.emit(EventKind::StepOpened { step, mode: Mode::Check });
            }
            self.go_past_check(step, facts);
            return;
        }
        self.emit(EventKind::StepOpened { step, mode: Mode::Usual });
        if facts.marks.is_work {
            self.handle(facts);
        }
        match &facts.kind {
            StepKind::Form => {
                for fact in facts.asks.iter().copied() {
                    self.emit(EventKind::Asked { fact, step, why: None });
                }
            }
            StepKind::Call => self.call(step, facts, 1),
            StepKind::Notice => {
                self.emit(EventKind::Notified { step });
                self.finish(step, facts);
            }
            StepKind::WaitTime(period) => self.wait_until(step, self.after(*period, facts)),
            StepKind::WaitMoment(fact) => self.wait_until(step, self.told(*fact, facts)),
            StepKind::HoldLine | StepKind::HoldEnd if self.hold_lets_go(step, facts) => {
                self.hold_passes(step, facts);
            }
            StepKind::Task | StepKind::Special | StepKind::WaitMessage(..) => self.start_within(step, facts),
            // The host answers what is asked of it by an effect; a person comes when they come.
            StepKind::Start
            | StepKind::End
            | StepKind::Automatic
            | StepKind::Run(_)
            | StepKind::Hold
            | StepKind::HoldLine
            | StepKind::HoldEnd
            | StepKind::HoldFree(_)
            | StepKind::Collect
            | StepKind::Deliver
            | StepKind::Split(_)
            | StepKind::Join(_) => {}
        }
    }

    /// Lets a token past a check that follows the result, once the result may be handed over.
    pub(super) fn go_past_check(&mut self, step: StepId, facts: &StepFacts) {
        if self.is_result_kept(step, facts, Taken::All) {
            if self.state.work_of(step).is_some_and(|w| w.standing != Standing::Withheld) {
                self.emit(EventKind::StepStands { step, standing: Standing::Withheld });
            }
            return;
        }
        if self.state.work_of(step).is_some_and(|w| w.standing == Standing::Withheld) {
            self.emit(EventKind::StepStands { step, standing: Standing::Working });
        }
        self.leave(step, facts, Taken::All);
    }

    /// Whether a step that may follow the result of the one item that it serves does: that one was committed.
    fn is_check(&self, facts: &StepFacts) -> bool {
        facts.items.iter().any(|item| self.state.item(*item).is_some_and(|i| i.committed))
    }

    fn after(&self, period: Period, facts: &StepFacts) -> Option<Moment> {
        self.moment_after(period, facts.calendar, self.at)
    }

    /// The instant that a fact tells: a date's beginning.
    fn told(&self, fact: FactId, facts: &StepFacts) -> Option<Moment> {
        let calendar = facts.calendar.and_then(|c| self.program.calendars.get(usize::from(c)));
        let civil = match self.program.value(self.state, fact, calendar)? {
            Value::Date(date) => Date::to_datetime(date, jiff::civil::Time::midnight()),
            Value::DateTime(time) => time,
            _ => return None,
        };
        self.instant(civil, facts)
    }

    fn instant(&self, civil: DateTime, facts: &StepFacts) -> Option<Moment> {
        let calendar = self.program.calendars.get(usize::from(facts.calendar?))?;
        let zone = TimeZone::get(calendar.zone()).ok()?;
        zone.to_timestamp(civil).ok().map(Moment::from)
    }

    pub(super) fn wait_until(&mut self, step: StepId, at: Option<Moment>) {
        match at {
            Some(at) => {
                let at = at.max(self.at);
                self.set_timer(TimerKind::Wait(self.state.task(step)), at);
            }
            None => self.incident(step, Cause::NoTime),
        }
    }

    /// Starts what a stopped wait waits for, again.
    pub(super) fn wait_again(&mut self, step: StepId, facts: &StepFacts) {
        match &facts.kind {
            StepKind::WaitTime(period) => self.wait_until(step, self.after(*period, facts)),
            StepKind::WaitMoment(fact) => self.wait_until(step, self.told(*fact, facts)),
            _ => self.start_within(step, facts),
        }
    }

    pub(super) fn start_within(&mut self, step: StepId, facts: &StepFacts) {
        let Some(period) = facts.within else { return };
        match self.after(period, facts) {
            Some(at) => self.set_timer(TimerKind::Within(self.state.task(step)), at),
            None if matches!(facts.kind, StepKind::WaitMessage(..)) => self.incident(step, Cause::NoTime),
            // A person's work goes on; only its own limit is not known.
            None => {
                if let Some(item) = facts.items.first().copied() {
                    self.emit(EventKind::LimitUnknown { item });
                }
            }
        }
    }
}
