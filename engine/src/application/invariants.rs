//! What holds after every command, as far as one application shows it: trust.md's I2–I5, I9–I12 and I15, by
//! those numbers.

use super::program::{FactKind, ItemIndex, Program, StepFacts, StepId, StepKind};
use super::state::{Application, Fees, How, Mode, Phase, Standing, TimerKind, Work};
use super::status::{self, ItemStatus};
use crate::process::graph::Gate;

/// A broken invariant: which, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// `I3`, …
    pub invariant: &'static str,
    /// What is wrong.
    pub what: String,
}

/// Every invariant that an application breaks; none, unless the machine has a bug.
pub fn invariants(program: &Program, application: &Application) -> Vec<Violation> {
    if application.opened.is_none() {
        return Vec::new();
    }
    let mut look = Look { program, state: application, found: Vec::new() };
    look.one_status();
    look.order();
    look.never_stuck();
    look.one_worklist();
    look.clocks();
    look.limits();
    look.materials();
    look.form();
    look.undone();
    look.found
}

struct Look<'a> {
    program: &'a Program,
    state: &'a Application,
    found: Vec<Violation>,
}

impl<'a> Look<'a> {
    fn hold(&mut self, invariant: &'static str, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.found.push(Violation { invariant, what: what() });
        }
    }

    fn items(&self) -> impl Iterator<Item = (ItemIndex, &'a super::state::ItemState)> + use<'a> {
        let all = self.state.items.iter().enumerate();
        all.filter_map(|(at, item)| Some((ItemIndex(u16::try_from(at).ok()?), item)))
    }

    fn steps(&self) -> impl Iterator<Item = (StepId, &'a StepFacts)> + use<'a> {
        let all = self.program.steps.iter().enumerate();
        all.filter_map(|(at, step)| Some((StepId(u16::try_from(at).ok()?), step)))
    }

    /// I2: one status at a time; what has ended holds nothing open; once over, nothing is.
    fn one_status(&mut self) {
        for (id, item) in self.items() {
            let standing = item.correcting.is_some() || item.suspended || item.standing_still > 0;
            self.hold("I2", item.ended.is_none() || !standing, || {
                format!("item {} has ended and stands", id.0)
            });
            let ordered = item.accepted.is_none() || item.submitted.is_some() || item.ended.is_some();
            self.hold("I2", ordered, || format!("item {} is accepted and was never handed in", id.0));
        }
        if self.state.closed.is_some() {
            let open = self.items().any(|(_, item)| !status::item(item).is_final());
            self.hold("I2", !open, || "it is over and an item is open".to_owned());
            let left = self.state.work.len() + self.state.timers.len();
            self.hold("I2", left == 0, || format!("it is over and {left} works or timers are left"));
        }
    }

    /// I3: no step begins before what leads to it is done.
    fn order(&mut self) {
        for (id, facts) in self.steps() {
            let state = self.state.step(id);
            if state.visit == 0 || id == self.program.start {
                continue;
            }
            let into = |from: &&(StepId, &StepFacts)| from.1.next.iter().any(|w| w.to == id);
            let steps: Vec<_> = self.steps().collect();
            let mut before = steps.iter().filter(into);
            let passed = |from: &(StepId, &StepFacts)| {
                let at = self.state.step(from.0);
                at.visit > 0 && at.phase != Phase::Idle
            };
            let ok = match facts.kind {
                // Where no branch was taken, the token went there straight.
                StepKind::Join(Gate::Any) => {
                    let straight = facts.partner.is_some_and(|split| self.state.step(split).visit > 0);
                    straight || before.any(passed)
                }
                StepKind::Join(Gate::All) => {
                    before.filter(|f| !f.1.next.iter().any(|w| w.to == id && w.back)).all(passed)
                }
                _ => before.any(passed),
            };
            self.hold("I3", ok, || format!("`{}` began before what leads to it was done", facts.id));
        }
    }

    /// I4: what is open waits for something by name, or is an incident.
    fn never_stuck(&mut self) {
        let stuck = self.state.closed.is_none() && self.state.work.iter().all(|w| w.step == self.program.end);
        self.hold("I4", !stuck, || "it is open and nothing is waited for".to_owned());
        for work in &self.state.work {
            let Some(facts) = self.program.step(work.step) else { continue };
            let named = self.is_named(work, facts);
            self.hold("I4", named, || {
                format!("`{}` stands ({:?}) and nothing wakes it", facts.id, work.standing)
            });
        }
    }

    fn is_named(&self, work: &Work, facts: &StepFacts) -> bool {
        let task = self.state.task(work.step);
        let has = |is: &dyn Fn(TimerKind) -> bool| self.state.timers.iter().any(|t| is(t.kind));
        match work.standing {
            Standing::Calling(attempt) => {
                has(&|k| matches!(k, TimerKind::Answer(call) if call.task == task && call.attempt == attempt))
            }
            Standing::Retrying(_) => has(&|k| k == TimerKind::Retry(task)),
            Standing::Supplement => work.wanted.iter().any(|f| self.state.fact(*f).is_some()),
            Standing::Withheld => {
                matches!(self.state.fees, Fees::Due(..))
                    || self.state.facts.iter().any(|f| f.how == How::Deferred)
            }
            Standing::Working if work.mode == Mode::Usual => match facts.kind {
                StepKind::WaitTime(_) | StepKind::WaitMoment(_) => has(&|k| k == TimerKind::Wait(task)),
                // These never stand open by themselves.
                StepKind::Split(_) | StepKind::Join(_) | StepKind::Start | StepKind::Notice => false,
                _ => true,
            },
            _ => true,
        }
    }

    /// I5: an open task stands in exactly one worklist.
    fn one_worklist(&mut self) {
        for (at, work) in self.state.work.iter().enumerate() {
            let twice = self.state.work.iter().skip(at + 1).any(|other| other.step == work.step);
            self.hold("I5", !twice, || format!("step {} is open twice", work.step.0));
            let open = work.mode == Mode::Undo || self.state.step(work.step).phase == Phase::Open;
            self.hold("I5", open, || format!("step {} has work and is not open", work.step.0));
        }
        let open = self.steps().filter(|(id, _)| self.state.step(*id).phase == Phase::Open);
        for (id, facts) in open {
            let has_work = self.state.work_of(id).is_some();
            self.hold("I5", has_work, || format!("`{}` is open and stands in no worklist", facts.id));
        }
    }

    /// I9: the clock of a limit stands exactly while something stops it.
    fn clocks(&mut self) {
        for (id, item) in self.items() {
            let open = item.stops.iter().filter(|s| s.until.is_none()).count();
            let stands = usize::from(item.standing_still > 0);
            self.hold("I9", open == stands, || format!("item {}: {open} stops are open, not {stands}", id.0));
            let in_order = item.stops.windows(2).all(|w| match w {
                [a, b] => a.until.is_some_and(|until| a.from <= until && until <= b.from),
                _ => true,
            });
            self.hold("I9", in_order, || format!("item {}: its stops overlap", id.0));
            let special = self.state.work.iter().filter(|w| {
                let special = self
                    .program
                    .step(w.step)
                    .is_some_and(|s| s.kind == StepKind::Special && s.items.contains(&id));
                special && w.mode == Mode::Usual && w.standing != Standing::Withheld
            });
            let running = item.accepted.is_some() && item.ended.is_none();
            let reasons = u16::from(item.correcting.is_some())
                + u16::from(item.suspended)
                + u16::from(self.state.waits_for_others(self.program, id))
                + self.state.holds_of(self.program, id)
                + u16::try_from(special.count()).unwrap_or(u16::MAX);
            let expected = if running { reasons } else { 0 };
            self.hold("I9", item.standing_still == expected, || {
                format!("item {}: {} reasons stop its clock, not {expected}", id.0, item.standing_still)
            });
        }
    }

    /// I10: while a clock runs, its end is watched; what is over is told.
    fn limits(&mut self) {
        for (id, item) in self.items() {
            let watched = self.state.timer(TimerKind::Limit(id)).is_some();
            let runs = item.accepted.is_some() && item.ended.is_none() && item.standing_still == 0;
            self.hold("I10", runs || !watched, || {
                format!("item {}: a limit is watched that does not run", id.0)
            });
            let has_limit = self
                .program
                .item(id)
                .is_some_and(|facts| facts.limit.is_some() || (item.committed && facts.commitment.is_some()));
            // What the calendar does not know was told, once.
            let told = watched || item.overdue || item.time_unknown || !has_limit;
            self.hold("I10", !runs || told, || format!("item {}: its limit runs unwatched", id.0));
            let many = self.state.timers.iter().filter(|t| t.kind == TimerKind::Limit(id)).count();
            self.hold("I10", many <= 1, || format!("item {}: its limit is watched {many} times", id.0));
        }
    }

    /// I11: a material that was handed in has its hash.
    fn materials(&mut self) {
        for (facts, state) in self.program.facts.iter().zip(&self.state.facts) {
            let material = matches!(facts.kind, FactKind::Material(_));
            let handed_in = material && matches!(state.how, How::Asked | How::Draft | How::Redone);
            self.hold("I11", !handed_in || state.value.is_some(), || format!("{} has no hash", facts.name));
            let asked = !matches!(state.how, How::Asked | How::Wanted | How::Redone) || state.asked > 0;
            self.hold("I11", asked, || format!("{} was handed in and never asked for", facts.name));
        }
    }

    /// I12: what a form asks is asked once on it, and somebody needs it.
    fn form(&mut self) {
        for (_, facts) in self.steps().filter(|(_, s)| s.kind == StepKind::Form) {
            for (at, fact) in facts.asks.iter().enumerate() {
                let again = facts.asks.iter().skip(at + 1).any(|f| f == fact);
                self.hold("I12", !again, || format!("`{}` asks twice for fact {}", facts.id, fact.0));
                // Where no item applies, the form asks for what tells so.
                let by_item = self.program.items.is_empty()
                    || self.program.items.iter().any(|i| i.needs.contains(fact));
                let by_step = || self.program.steps.iter().any(|s| s.uses.contains(fact));
                let read = |s: &StepFacts| {
                    s.next.iter().filter_map(|w| w.when.as_ref()).any(|w| w.facts().any(|f| f == *fact))
                };
                let needed = by_item || by_step() || self.program.steps.iter().any(read);
                self.hold("I12", needed, || {
                    let name = self.program.fact(*fact).map_or("?", |f| &*f.name);
                    format!("`{}` asks for `{name}` that nobody needs", facts.id)
                });
            }
        }
    }

    /// I15: once it is taken back, everything done was undone, or it is told why not.
    fn undone(&mut self) {
        let over = self.state.withdrawing && self.state.closed.is_some();
        let left = self.state.done.len();
        self.hold("I15", !over || left == 0, || {
            format!("{left} done steps are neither undone nor explained")
        });
        let withdrawn = self.items().any(|(_, i)| status::item(i) == ItemStatus::Withdrawn);
        let undoing = self.state.work.iter().any(|w| w.mode == Mode::Undo);
        // Something may only be undone where something ended.
        let ended = self.items().any(|(_, i)| i.ended.is_some());
        self.hold("I15", !undoing || withdrawn || ended, || "something is undone for nothing".to_owned());
    }
}
