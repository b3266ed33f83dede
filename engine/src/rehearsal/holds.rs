//! Things that applications hold (rule 44): what one application does in the lines of a rehearsal, and what it
//! hears of them. The rules are those of [`hold`](crate::hold), as real applications meet them.

use super::host::{Due, Host};
use super::script::When;
use super::time::later;
use super::world::Post;
use super::{HoldTold, Refusal};
use crate::application::command::{Actor, Command};
use crate::application::program::StepId;
use crate::application::state::TaskId;
use crate::hold::{self, HoldKey, HolderId, Joining, News, Term, by_message, is_free, news};
use crate::population::values;
use crate::scenario::model::{Datum, Hold, MessageId, StepKind};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Numbers of the holds that a script tells of, beyond those of applications.
const TOLD: u128 = 1 << 64;

/// What an application has to do with things.
#[derive(Default)]
pub(super) struct Holds {
    /// Which thing its steps took.
    ours: BTreeMap<HolderId, HoldKey>,
    /// Steps that wait until a thing is free.
    tests: Vec<(TaskId, HoldKey)>,
}

/// What another application does with a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Other {
    /// Takes it, or joins its line.
    Joins,
    /// Lets it go, or leaves the line.
    Leaves,
}

impl Host<'_> {
    /// The holds of others come and go at their times, those of the beginning before this application.
    pub(super) fn others(&mut self) {
        let start = self.start;
        let calendar = self.stage.main_calendar();
        let instant = |when| match when {
            When::At(instant) => instant,
            When::Later(period) => later(start, period, calendar),
        };
        let mut deeds: Vec<(Timestamp, usize, Other)> = Vec::new();
        for (index, other) in self.script.holds.iter().enumerate() {
            deeds.push((other.since.map_or(start, instant), index, Other::Joins));
            deeds.extend(other.until.map(|until| (instant(until), index, Other::Leaves)));
        }
        // Stable: at one moment in order of the script, each first joining.
        deeds.sort_by_key(|(at, ..)| *at);
        for (at, index, other) in deeds {
            self.push(at, Due::Other(index, other));
        }
    }

    /// Another application acts on every thing that its name means here.
    pub(super) fn other_acts(&mut self, index: usize, what: Other, at: Timestamp) {
        let script = self.script;
        let Some(other) = script.holds.get(index) else { return };
        let holder = HolderId { application: TOLD + index as u128, step: 0, visit: 1 };
        let rank = other.line_by.as_ref().and_then(|value| self.rank(&value.value));
        for key in self.keys_of(&other.thing.value) {
            let command = match what {
                Other::Joins => hold::Command::Join(Joining { holder, rank, accepted_at: at, term: None }),
                Other::Leaves => hold::Command::Leave { holder },
            };
            // It joins once and leaves whatever it has, so nothing is refused.
            let _ = self.turn_line(&key, &command, at);
        }
    }

    /// A command to a line: applications hear what concerns them at that very moment.
    fn turn_line(
        &mut self,
        key: &HoldKey,
        command: &hold::Command,
        at: Timestamp,
    ) -> Result<(), hold::Rejection> {
        let Some(calendar) = &self.world.calendar else { return Ok(()) };
        let line = self.world.lines.entry(key.clone()).or_default();
        let events = hold::turn(line, command, at, calendar)?;
        let (due, free) = (line.next_due(), is_free(line, at, calendar));
        self.hears_of_line(key, &events, free);
        self.world.posts.push_back(Post::Line(self.number, key.clone(), events, free));
        if let Some(at) = due {
            self.push(at, Due::Line(key.clone()));
        }
        Ok(())
    }

    /// Something has happened in the line of a thing; whether the thing is free now.
    pub(super) fn hears_of_line(&mut self, key: &HoldKey, events: &[hold::Event], free: bool) {
        for (holder, news) in news(events) {
            self.hears(holder, news);
        }
        let after = self.application.sequence;
        for event in events {
            let ours = event.holder.application == self.number as u128;
            self.ended.holds.push(HoldTold { after, key: key.clone(), ours, event: event.clone() });
        }
        if free {
            let tests = std::mem::take(&mut self.holds.tests);
            let (now, still): (Vec<_>, Vec<_>) = tests.into_iter().partition(|(_, of)| of == key);
            self.holds.tests = still;
            for (task, _) in now {
                self.push(self.now, Due::Command(Actor::System, Command::HoldTested { task, free: true }));
            }
        }
    }

    fn hears(&mut self, holder: HolderId, news: News) {
        if holder.application != self.number as u128 || self.application.closed.is_some() {
            return;
        }
        let task = TaskId { step: StepId(holder.step), visit: holder.visit };
        let command = match news {
            News::Took => Command::HoldTook { task },
            News::Waits(place) => Command::HoldWaits { task, place },
            News::Renewed => Command::HoldRenewed { task },
            News::Over => Command::HoldOver { task },
        };
        self.push(self.now, Due::Command(Actor::System, command));
    }

    /// Time has passed for a line.
    pub(super) fn line_due(&mut self, key: &HoldKey) {
        // A turn of time alone is refused only before the last event, when there is nothing to do.
        let _ = self.turn_line(key, &hold::Command::Due, self.now);
    }

    /// This application takes a thing, or joins its line.
    pub(super) fn take_hold(&mut self, task: TaskId) {
        let Some(hold) = self.hold_of(task.step).cloned() else { return };
        let Some(key) = self.key_of(task.step, hold.by) else { return };
        let holder = self.holder(task);
        let accepted = self.accepted(task.step);
        let line_by = hold.line_by.as_ref().and_then(|d| self.text_of(d.value));
        let rank = line_by.and_then(|value| self.rank(&value));
        let joining = Joining { holder, rank, accepted_at: accepted, term: Some(Term::of(&hold)) };
        self.holds.ours.insert(holder, key.clone());
        // A second order to take what a step has is passed over.
        let _ = self.turn_line(&key, &hold::Command::Join(joining), self.now);
    }

    /// This application lets go of what a step of it took.
    pub(super) fn leave_hold(&mut self, task: TaskId) {
        let holder = self.holder(task);
        if let Some(key) = self.holds.ours.get(&holder).cloned() {
            let _ = self.turn_line(&key, &hold::Command::Leave { holder }, self.now);
        }
    }

    /// Whether anybody holds a thing; a step that waits until nobody does hears of it then.
    pub(super) fn test_hold(&mut self, task: TaskId) {
        let step = self.stage.node(task.step).and_then(|n| n.step.clone());
        let Some(StepKind::HoldFree(asks)) = step.map(|s| s.kind.clone()) else { return };
        let Some(key) = self.key_of(task.step, asks.by) else { return };
        let held = self.world.lines.get(&key).zip(self.world.calendar.as_ref());
        let free = held.is_none_or(|(line, calendar)| is_free(line, self.now, calendar));
        if !free && !asks.rejects {
            self.holds.tests.push((task, key));
        }
        self.push(self.now, Due::Command(Actor::System, Command::HoldTested { task, free }));
    }

    /// Whether a step takes a thing.
    pub(super) fn is_held(&self, step: StepId) -> bool {
        self.hold_of(step).is_some()
    }

    /// The holds of this application that listen to a message: which thing, what it asks of it, and whether it
    /// has a place there.
    fn listening(&self, message: MessageId) -> Vec<(HoldKey, hold::Command, bool)> {
        let listens = |(holder, key): (&HolderId, &HoldKey)| {
            let command = by_message(self.hold_of(StepId(holder.step))?, message, *holder)?;
            let line = self.world.lines.get(key);
            Some((key.clone(), command, line.is_some_and(|l| l.place(*holder).is_some())))
        };
        self.holds.ours.iter().filter_map(listens).collect()
    }

    /// Whether a message is for what this application took.
    pub(super) fn is_for_holds(&self, message: MessageId) -> bool {
        !self.listening(message).is_empty()
    }

    /// A message for what this application took: it renews, or lets go.
    pub(super) fn message_to_holds(&mut self, message: MessageId) {
        let mut listening = self.listening(message);
        // What is over hears it only where nothing else does: then the answer says how it ended.
        if listening.iter().any(|(.., has_place)| *has_place) {
            listening.retain(|(.., has_place)| *has_place);
        } else {
            listening.drain(..listening.len().saturating_sub(1));
        }
        for (key, command, _) in &listening {
            if let Err(rejection) = self.turn_line(key, command, self.now) {
                self.ended.refusals.push(Refusal {
                    at: self.now,
                    name: rejection.name(),
                    command: if matches!(command, hold::Command::Renew { .. }) { "renew" } else { "release" },
                    text: rejection.text(),
                    after: self.application.sequence,
                });
            }
        }
    }

    fn hold_of(&self, step: StepId) -> Option<&Hold> {
        match &self.stage.node(step)?.step.as_ref()?.kind {
            StepKind::Hold(hold) => Some(hold),
            _ => None,
        }
    }

    /// Which thing a step is about.
    fn key_of(&self, step: StepId, by: Datum) -> Option<HoldKey> {
        let thing = self.stage.node(step)?.about.first()?;
        self.key(thing, by)
    }

    fn key(&self, thing: &str, by: Datum) -> Option<HoldKey> {
        let (_, element) = self.stage.scenario.catalogue.element(by.element)?;
        let name = format!("{thing}.{}", element.name);
        // What nobody can tell apart from another is that party's own.
        let value = self.known(&name).unwrap_or_else(|| thing.into());
        Some(HoldKey { element: format!("{}.{}", element.kind, element.name).into(), value })
    }

    /// The things that steps here take or ask about under the name of a party.
    fn keys_of(&self, thing: &str) -> BTreeSet<HoldKey> {
        let nodes = self.stage.process.graph.node_weights().filter(|n| n.about.iter().any(|a| a == thing));
        let keys = nodes.filter_map(|node| match &node.step.as_ref()?.kind {
            StepKind::Hold(hold) => self.key(thing, hold.by),
            StepKind::HoldFree(asks) => self.key(thing, asks.by),
            _ => None,
        });
        keys.collect()
    }

    /// The value of a fact as the application knows it, else as it is.
    pub(super) fn known(&self, name: &str) -> Option<Arc<str>> {
        let fact = self.stage.program.find_fact(name)?;
        let known = self.application.fact(fact).and_then(|f| f.value.clone());
        known.or_else(|| self.stage.value(fact))
    }

    fn text_of(&self, datum: Datum) -> Option<Arc<str>> {
        let grounding = &self.stage.derivation.grounding;
        let instance = grounding.resolve(datum.party, None).first().copied()?;
        let known = self.known(&self.stage.derivation.datum_name((instance, datum.element)));
        // A computed element is no fact of the application: it is what it is computed from that was told.
        let computed =
            || self.stage.population.value(instance, datum.element).map(|v| values::write(v).into());
        known.or_else(computed)
    }

    fn rank(&self, value: &str) -> Option<i64> {
        hold::rank(value, self.world.calendar.as_ref()?)
    }

    fn holder(&self, task: TaskId) -> HolderId {
        HolderId { application: self.number as u128, step: task.step.0, visit: task.visit }
    }

    /// When the first item of a step was accepted; else when the application began.
    fn accepted(&self, step: StepId) -> Timestamp {
        let items = self.stage.program.step(step).map(|s| s.items.clone()).unwrap_or_default();
        let accepted = items.into_iter().filter_map(|i| self.application.item(i)?.accepted).min();
        accepted.or(self.application.opened).map_or(self.now, |at| at.timestamp())
    }
}
