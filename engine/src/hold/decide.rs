//! Decides commands: the only place that knows the rules of a line.

use super::apply::apply;
use super::command::{Command, Joining};
use super::event::{Event, EventKind};
use super::line::{HolderId, Line, Place};
use super::rejection::Rejection;
use super::term::{Term, ends, follows, last_day, window};
use crate::calendar::Calendar;
use crate::planted::{Bug, has};
use crate::scenario::model::TermFrom;
use jiff::Timestamp;

/// The events that a command brings about, after those of the time that has passed. The calendar is that of
/// the catalogue: its zone tells days, its working days and holidays count terms in working days.
///
/// # Errors
/// Why it is not taken. What time has ended by then stays for the next command, or [`Command::Due`].
pub fn decide(
    line: &Line,
    command: &Command,
    at: Timestamp,
    calendar: &Calendar,
) -> Result<Vec<Event>, Rejection> {
    let at = to_the_millisecond(at);
    if at < line.at {
        return Err(Rejection::BackInTime(line.at));
    }
    let mut draft = Draft { line: line.clone(), calendar, events: Vec::new() };
    draft.pass(at);
    match command {
        Command::Join(joining) => draft.join(joining, at)?,
        Command::Renew { holder } => draft.renew(*holder, at)?,
        Command::Release { holder } => draft.release(*holder, at)?,
        Command::Leave { holder } => {
            // An application that is over lets go of whatever it may have.
            let _ = draft.release(*holder, at);
        }
        Command::Due => {}
    }
    draft.pass(at);
    Ok(draft.events)
}

/// The same in place. A rejection leaves the line as it was.
///
/// # Errors
/// Why the command is not taken.
pub fn turn(
    line: &mut Line,
    command: &Command,
    at: Timestamp,
    calendar: &Calendar,
) -> Result<Vec<Event>, Rejection> {
    let events = decide(line, command, at, calendar)?;
    events.iter().for_each(|event| apply(line, event));
    Ok(events)
}

/// Whether nobody holds the thing at a moment, not before its last event.
pub fn is_free(line: &Line, at: Timestamp, calendar: &Calendar) -> bool {
    let mut draft = Draft { line: line.clone(), calendar, events: Vec::new() };
    draft.pass(at);
    draft.line.holding.is_none()
}

fn to_the_millisecond(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// A line with the events of a turn written to it.
struct Draft<'c> {
    line: Line,
    calendar: &'c Calendar,
    events: Vec<Event>,
}

impl Draft<'_> {
    fn emit(&mut self, at: Timestamp, holder: HolderId, kind: EventKind) {
        let event = Event { sequence: self.line.sequence.saturating_add(1), at, holder, kind };
        apply(&mut self.line, &event);
        self.events.push(event);
    }

    /// Everything that time brings about up to and with a moment, in its order. At one moment terms end first,
    /// those in line before the holder's; then the first who is left takes effect. So nobody takes effect
    /// whose term is over at that moment, and each round takes one out of the line.
    fn pass(&mut self, now: Timestamp) {
        self.date(now);
        loop {
            let over = self.line.next_due().filter(|end| *end <= now);
            let at = over.map_or(now, |end| end.max(self.line.at));
            if over.is_some() {
                self.end_those_over(at);
            }
            let first = self.line.waiting.first().filter(|_| self.line.holding.is_none()).cloned();
            let first = first.filter(|_| self.line.ended.is_empty() || !has(Bug::NextInLineWaits));
            match (over, first) {
                (_, Some(first)) => self.take_effect(&first, at),
                (None, None) => return,
                (Some(_), None) => {}
            }
        }
    }

    fn end_those_over(&mut self, at: Timestamp) {
        let is_over = |p: &Place| p.until.is_some_and(|end| end <= at);
        let waiting: Vec<HolderId> =
            self.line.waiting.iter().filter(|p| is_over(p)).map(|p| p.holder).collect();
        for holder in waiting {
            self.emit(at, holder, EventKind::LeftLine { term_over: true });
        }
        if let Some(holder) = self.line.holding.as_ref().filter(|p| is_over(p)).map(|p| p.holder) {
            self.emit(at, holder, EventKind::Lapsed);
        }
    }

    fn take_effect(&mut self, first: &Place, at: Timestamp) {
        let until = match first.term {
            Some(Term { lasts, from: TermFrom::TakingEffect, .. }) => ends(lasts, at, self.calendar),
            Some(_) | None => first.until,
        };
        self.emit(at, first.holder, EventKind::TookEffect { until });
    }

    /// Ends of terms that could not be told and now can, for a year of the calendar has been loaded.
    fn date(&mut self, now: Timestamp) {
        let undated = |p: &Place| {
            let until = ends(p.term?.lasts, p.from.filter(|_| p.until.is_none())?, self.calendar)?;
            Some((p.holder, until))
        };
        let found: Vec<(HolderId, Timestamp)> = self.line.places().filter_map(undated).collect();
        for (holder, until) in found {
            self.emit(now, holder, EventKind::Dated { until });
        }
    }

    fn join(&mut self, joining: &Joining, at: Timestamp) -> Result<(), Rejection> {
        let holder = joining.holder;
        if self.line.place(holder).is_some() {
            return Err(Rejection::AlreadyInLine);
        }
        match self.gone(holder) {
            Rejection::NotInLine => {}
            ended => return Err(ended),
        }
        let running = joining.term.filter(|t| t.from == TermFrom::JoiningTheLine);
        let accepted_at = to_the_millisecond(joining.accepted_at);
        let place = Place {
            holder,
            rank: joining
                .rank
                .filter(|_| !has(Bug::RankIgnored))
                .unwrap_or_else(|| accepted_at.as_millisecond()),
            accepted_at,
            sequence: self.line.sequence.saturating_add(1),
            term: joining.term,
            from: running.map(|_| at),
            until: running.and_then(|term| ends(term.lasts, at, self.calendar)),
        };
        let earlier = self.line.waiting.iter().filter(|p| p.order() <= place.order()).count();
        let before = earlier + usize::from(self.line.holding.is_some());
        let before = u32::try_from(before).unwrap_or(u32::MAX);
        self.emit(at, holder, EventKind::Joined { before, place: Box::new(place) });
        Ok(())
    }

    fn renew(&mut self, holder: HolderId, at: Timestamp) -> Result<(), Rejection> {
        let Some(place) = self.line.place(holder) else { return Err(self.gone(holder)) };
        let Some(renew) = place.term.and_then(|t| t.renew) else { return Err(Rejection::NotRenewable) };
        if place.from.is_none() {
            return Err(Rejection::NotInEffect);
        }
        let until = place.until.ok_or(Rejection::EndUnknown)?;
        let (opens, closes) = window(&renew, until, self.calendar).ok_or(Rejection::EndUnknown)?;
        if let Some(opens) = opens.filter(|opens| at < *opens) {
            return Err(Rejection::RenewalTooEarly(self.calendar.date(opens)));
        }
        if at >= closes && !has(Bug::RenewalTooLateTaken) {
            return Err(Rejection::RenewalTooLate(last_day(closes, self.calendar)));
        }
        let until = follows(renew.lasts, until, self.calendar).ok_or(Rejection::EndUnknown)?;
        self.emit(at, holder, EventKind::Renewed { until });
        Ok(())
    }

    fn release(&mut self, holder: HolderId, at: Timestamp) -> Result<(), Rejection> {
        let kind = match self.line.place(holder) {
            Some(_) if self.line.is_holding(holder) => EventKind::Released,
            Some(_) => EventKind::LeftLine { term_over: false },
            None => return Err(self.gone(holder)),
        };
        self.emit(at, holder, kind);
        Ok(())
    }

    /// Why one has no place.
    fn gone(&self, holder: HolderId) -> Rejection {
        let found = self.line.ended.iter().rev().find(|e| e.holder == holder);
        found.map_or(Rejection::NotInLine, |ended| {
            let day = match ended.term_over {
                true => last_day(ended.at, self.calendar),
                false => self.calendar.date(ended.at),
            };
            Rejection::HoldEnded(ended.how, day)
        })
    }
}
