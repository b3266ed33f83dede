//! How the moments after a turn follow from those before.

use super::moments::{Place, Placed};
use crate::application::event::{Event, EventKind};
use crate::application::moment::Moment;
use crate::application::program::{ItemIndex, Program, StepKind, elapsed};
use crate::application::state::{Application, Cause, TimerId, TimerKind};
use crate::scenario::model::Period;

/// How one moment follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rule {
    /// It is the one that stood at this position.
    Stood(usize),
    /// It is that of the command.
    Now,
    /// So many milliseconds after the command.
    After(i64),
    /// The end of a period that a calendar counts from the command on.
    Counted(Period, Option<u16>),
    /// The end of the limit of an item that the command accepts; whether it was committed to.
    Limit(ItemIndex, bool),
}

impl Rule {
    /// The moment; none where a calendar does not know it.
    #[inline]
    pub fn moment(&self, program: &Program, before: &[i64], now: Moment) -> Option<Moment> {
        match *self {
            Self::Stood(at) => before.get(at).copied().map(Moment),
            Self::Now => Some(now),
            Self::After(milliseconds) => Some(now.plus(milliseconds)),
            Self::Counted(period, calendar) => program.moment_after(period, calendar, now),
            Self::Limit(item, committed) => program.limit_unstopped(item, committed, now).flatten(),
        }
    }
}

/// How many moments stay, and by which rules the others follow; none where one of them follows by no rule, or a
/// calendar might have said more at another time.
pub(super) fn rules(
    program: &Program,
    application: &Application,
    (before, after): (&[Placed], &[Placed]),
    events: &[Event],
    now: Moment,
) -> Option<(usize, Vec<Rule>)> {
    let found = Found { program, application, before, events, now };
    let is_unknown = |event: &Event| {
        matches!(
            event.kind,
            EventKind::LimitUnknown { .. } | EventKind::Incident { cause: Cause::NoTime, .. }
        )
    };
    if events.iter().any(is_unknown) {
        return None;
    }
    let all: Vec<Rule> =
        after.iter().map(|(place, moment)| found.rule(*place, *moment)).collect::<Option<_>>()?;
    // A rule that would not have given this moment is none.
    let stood: Vec<i64> = before.iter().map(|(_, moment)| moment.0).collect();
    let agrees =
        |(rule, (_, moment)): (&Rule, &(Place, Moment))| rule.moment(program, &stood, now) == Some(*moment);
    if !all.iter().zip(after).all(agrees) {
        return None;
    }
    let stay = all.iter().enumerate().take_while(|(at, rule)| **rule == Rule::Stood(*at)).count();
    Some((stay, all.get(stay..).unwrap_or_default().to_vec()))
}

struct Found<'a> {
    program: &'a Program,
    application: &'a Application,
    before: &'a [Placed],
    events: &'a [Event],
    now: Moment,
}

impl Found<'_> {
    fn rule(&self, place: Place, moment: Moment) -> Option<Rule> {
        if !self.is_written(place)
            && let Some(at) = self.before.iter().position(|(stood, _)| *stood == place)
        {
            return Some(Rule::Stood(at));
        }
        match place {
            Place::Timer(timer) => self.timer(timer, moment),
            // Accepted since it was handed in, or now.
            _ => (moment == self.now && !self.is_deemed(place)).then_some(Rule::Now),
        }
    }

    /// Whether the events write a moment that may have stood before.
    fn is_written(&self, place: Place) -> bool {
        self.events.iter().any(|event| match (place, &event.kind) {
            (Place::Submitted(of), EventKind::ItemSubmitted { item })
            | (Place::Accepted(of), EventKind::ItemAccepted { item, .. }) => of == *item,
            _ => false,
        })
    }

    fn is_deemed(&self, place: Place) -> bool {
        self.events.iter().any(|event| {
            matches!((place, &event.kind),
                (Place::Accepted(of), EventKind::ItemAccepted { item, deemed: true, .. }) if of == *item)
        })
    }

    fn timer(&self, timer: TimerId, moment: Moment) -> Option<Rule> {
        let set = self.events.iter().find_map(|event| match event.kind {
            EventKind::TimerSet { timer: set, kind, .. } if set == timer => Some(kind),
            _ => None,
        });
        let after = Rule::After(moment.0.saturating_sub(self.now.0));
        let step = |at| self.program.step(at);
        match set? {
            TimerKind::Answer(_) => Some(after),
            TimerKind::Retry(task) => elapsed(step(task.step)?.retry.every).map(|_| after),
            TimerKind::Within(task) => {
                let facts = step(task.step)?;
                Some(counted(facts.within?, facts.calendar))
            }
            TimerKind::Wait(task) => {
                let facts = step(task.step)?;
                let StepKind::WaitTime(period) = facts.kind else { return None };
                Some(counted(period, facts.calendar))
            }
            TimerKind::Notice(item) => {
                Some(counted(Period::working_days(5), self.program.item(item)?.calendar))
            }
            TimerKind::Limit(item) => {
                let state = self.application.item(item)?;
                let begins = self.is_written(Place::Accepted(item)) && !self.is_deemed(Place::Accepted(item));
                (begins && state.stops.is_empty()).then_some(Rule::Limit(item, state.committed))
            }
            TimerKind::Provisional(_) | TimerKind::Suspension(_) => None,
        }
    }
}

fn counted(period: Period, calendar: Option<u16>) -> Rule {
    match elapsed(period) {
        Some(milliseconds) => Rule::After(milliseconds),
        None => Rule::Counted(period, calendar),
    }
}
