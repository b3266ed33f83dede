//! Writes events to the state: the only place that does. Total, without rules.

use super::command::Key;
use super::event::{Event, EventKind};
use super::moment::Moment;
use super::program::{FactId, ItemIndex, StepId};
use super::state::{
    Application, Ending, FactState, Fees, Few, HoldStanding, How, ItemState, KEYS_KEPT, Mode, Phase,
    Standing, StepState, Stop, Timer, TimerId, Work,
};
use std::mem::ManuallyDrop;
use std::sync::Arc;

/// Writes one event to the state.
pub fn apply(state: &mut Application, event: &Event) {
    write(state, event.clone());
}

/// The same with an event that nobody else keeps, so that its values are moved.
// Where an event is emitted its kind is known: inlined there, nothing is left of the choice.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn write(state: &mut Application, event: Event) {
    state.sequence = event.sequence;
    state.at = event.at;
    // Most kinds own nothing, and then nothing need be kept to be dropped should a list that grows unwind.
    let kind = ManuallyDrop::new(event.kind);
    match *kind {
        EventKind::Keyed { key } => keyed(state, key, event.sequence),
        EventKind::Opened { steps, items, facts } => {
            begun(state, [steps, items, facts].map(usize::from), event.at);
        }
        EventKind::Withdrawn => (state.withdrawing, state.fallen) = (true, true),
        EventKind::Closed { closing } => state.closed = Some((closing, event.at)),
        EventKind::HoldStands { step, standing } => stands(state, step, standing),
        EventKind::Rated { grade } => state.rated = Some(grade),
        EventKind::FeesDue { amount: 0 } => state.fees = Fees::None,
        EventKind::FeesDue { amount } => state.fees = Fees::Due(amount, event.at),
        EventKind::Paid { amount } => state.fees = Fees::Paid(amount),
        EventKind::Refunded { amount, .. } => refunded(state, amount),
        EventKind::TimerSet { timer, at, kind } => started(state, Timer { id: timer, at, kind }),
        EventKind::TimerFired { timer } | EventKind::TimerDropped { timer } => stopped(state, timer),
        EventKind::Drafted { .. }
        | EventKind::Attached { .. }
        | EventKind::Asked { .. }
        | EventKind::Known { .. }
        | EventKind::Missing { .. }
        | EventKind::Deferred { .. } => fact(state, ManuallyDrop::into_inner(kind)),
        EventKind::Arrived { .. }
        | EventKind::Branched { .. }
        | EventKind::RoundsEnded { .. }
        | EventKind::StepOpened { .. }
        | EventKind::StepStands { .. }
        | EventKind::StepDone { .. }
        | EventKind::StepSkipped { .. }
        | EventKind::CheckDone { .. }
        | EventKind::HandedToPeople { .. }
        | EventKind::Claimed { .. }
        | EventKind::Released { .. }
        | EventKind::Reassigned { .. }
        | EventKind::Called { .. }
        | EventKind::FellBack { .. }
        | EventKind::Incident { .. }
        | EventKind::IncidentResolved { .. }
        | EventKind::UndoStarted { .. }
        | EventKind::Undone { .. }
        | EventKind::NotUndone { .. }
        | EventKind::WaitedLong { .. }
        | EventKind::Agreed { .. } => step(state, &kind, event.at),
        EventKind::Committed { .. }
        | EventKind::ItemSubmitted { .. }
        | EventKind::ItemAccepted { .. }
        | EventKind::ItemHandled { .. }
        | EventKind::ItemReturned { .. }
        | EventKind::ItemSupplemented { .. }
        | EventKind::ClockStopped { .. }
        | EventKind::ClockResumed { .. }
        | EventKind::ItemResumed { .. }
        | EventKind::Overdue { .. }
        | EventKind::LimitUnknown { .. }
        | EventKind::ItemEnded { why: None, .. } => item(state, &kind, event.at),
        EventKind::ItemEnded { .. } | EventKind::ItemSuspended { .. } | EventKind::Revoked { .. } => {
            item(state, &ManuallyDrop::into_inner(kind), event.at);
        }
        // Said for people and systems; nothing later rests on them.
        EventKind::Submitted { .. }
        | EventKind::Answered { .. }
        | EventKind::LateAnswer { .. }
        | EventKind::CertificateIssued { .. }
        | EventKind::MessageReceived { .. }
        | EventKind::ChildEnded { .. }
        | EventKind::HoldTested { .. }
        | EventKind::Notified { .. } => {}
        EventKind::Failed { .. } => drop(ManuallyDrop::into_inner(kind)),
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn started(state: &mut Application, timer: Timer) {
    state.last_timer = timer.id.0;
    state.timers.push(timer);
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn stopped(state: &mut Application, timer: TimerId) {
    // Most are the youngest.
    if let Some(at) = state.timers.iter().rposition(|t| t.id == timer) {
        take_out(&mut state.timers, at);
    }
}

/// Removes one of a list; mostly it is the last, and nothing has to move.
#[cfg_attr(not(debug_assertions), inline(always))]
fn take_out<T>(list: &mut Vec<T>, at: usize) -> Option<T> {
    if at + 1 == list.len() { list.pop() } else { Some(list.remove(at)) }
}

fn stands(state: &mut Application, step: StepId, standing: HoldStanding) {
    state.holds.retain(|(s, _)| *s != step);
    state.holds.push((step, standing));
}

fn refunded(state: &mut Application, amount: u64) {
    if let Fees::Paid(paid) = &mut state.fees {
        *paid = paid.saturating_sub(amount);
    }
}

/// Begins it; the memory of a cleared one is used again.
fn begun(state: &mut Application, [steps, items, facts]: [usize; 3], at: Moment) {
    state.opened = Some(at);
    state.steps.clear();
    state.steps.resize_with(steps, StepState::default);
    state.items.clear();
    state.items.resize_with(items, ItemState::default);
    state.facts.clear();
    state.facts.resize_with(facts, FactState::default);
}

impl Application {
    /// Makes it as it was before it was opened, and keeps its memory for the next one.
    pub fn clear(&mut self) {
        let mut old = std::mem::take(self);
        old.done.clear();
        old.steps.clear();
        old.work.clear();
        old.items.clear();
        old.facts.clear();
        old.timers.clear();
        old.holds.clear();
        old.keys.clear();
        *self = Self {
            done: old.done,
            steps: old.steps,
            work: old.work,
            items: old.items,
            facts: old.facts,
            timers: old.timers,
            holds: old.holds,
            keys: old.keys,
            ..Self::default()
        };
    }
}

/// Remembers a key; the oldest is forgotten when there are too many.
#[cfg_attr(not(debug_assertions), inline(always))]
fn keyed(state: &mut Application, key: Key, sequence: u64) {
    if state.keys.len() >= KEYS_KEPT {
        state.keys.remove(0);
    }
    state.keys.push((key, sequence));
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn set(state: &mut Application, id: FactId, how: How, value: Option<Arc<str>>) {
    if let Some(fact) = state.facts.get_mut(id.index()) {
        fact.how = how;
        if value.is_some() {
            fact.value = value;
        }
    }
}

/// How a fact stands after the applicant has put something in.
fn put(how: Option<How>) -> How {
    match how {
        Some(How::Wanted | How::Redone) => How::Redone,
        _ => How::Draft,
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn fact(state: &mut Application, kind: EventKind) {
    match kind {
        EventKind::Drafted { fact, value: text } | EventKind::Attached { fact, hash: text } => {
            let how = put(state.fact(fact).map(|f| f.how));
            set(state, fact, how, Some(text));
        }
        EventKind::Asked { fact, step, why } => {
            if why.is_some() {
                set(state, fact, How::Wanted, None);
                if let Some(work) = state.work.iter_mut().find(|w| w.step == step) {
                    work.wanted.push(fact);
                }
            }
            if let Some(fact) = state.facts.get_mut(fact.index()) {
                fact.asked = fact.asked.saturating_add(1);
            }
        }
        EventKind::Known { fact, how, value } => set(state, fact, how, value),
        EventKind::Missing { fact } => set(state, fact, How::Missing, None),
        EventKind::Deferred { fact } => set(state, fact, How::Deferred, None),
        _ => {}
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn opened(state: &mut Application, step: StepId, at: Moment, mode: Mode) {
    if let Some(progress) = state.steps.get_mut(step.index())
        && mode != Mode::Undo
    {
        progress.phase = Phase::Open;
        progress.visit = progress.visit.saturating_add(1);
        progress.late = false;
    }
    let standing = Standing::Working;
    state.work.push(Work {
        step,
        since: at,
        standing,
        claimed_by: None,
        mode,
        rung: None,
        wanted: Few::default(),
        attempts: 0,
        agreed: Few::default(),
    });
}

/// Ends the work of a step; a step that never opened was passed, which is a visit too.
#[cfg_attr(not(debug_assertions), inline(always))]
fn over(state: &mut Application, step: StepId, phase: Phase) {
    let was_open = state.step(step).phase == Phase::Open;
    let open = if was_open { state.work.iter().position(|w| w.step == step) } else { None };
    if let Some(work) = open.and_then(|at| take_out(&mut state.work, at))
        && work.wanted.is_empty()
        && work.agreed.is_empty()
    {
        // Mostly it owns nothing, and there is nothing to drop.
        std::mem::forget(work);
    }
    if let Some(progress) = state.steps.get_mut(step.index()) {
        if open.is_none() {
            progress.visit = progress.visit.saturating_add(1);
        }
        progress.phase = phase;
        progress.arrived = 0;
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn work(state: &mut Application, step: StepId, change: impl FnOnce(&mut Work)) {
    // Mostly it is the youngest.
    if let Some(work) = state.work.iter_mut().rfind(|w| w.step == step) {
        change(work);
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn step(state: &mut Application, kind: &EventKind, at: Moment) {
    match kind {
        EventKind::Arrived { step } => {
            if let Some(progress) = state.steps.get_mut(step.index()) {
                progress.arrived = progress.arrived.saturating_add(1);
            }
        }
        EventKind::Branched { step, taken } => {
            if let Some(progress) = state.steps.get_mut(step.index()) {
                progress.taken = *taken;
            }
        }
        EventKind::RoundsEnded { step } => {
            if let Some(progress) = state.steps.get_mut(step.index()) {
                progress.taken = progress.visit;
            }
        }
        EventKind::StepOpened { step, mode } => {
            // Another visit takes another hold.
            if !state.holds.is_empty() {
                state.holds.retain(|(s, _)| s != step || *mode == Mode::Undo);
            }
            opened(state, *step, at, *mode);
        }
        EventKind::StepStands { step, standing } => work(state, *step, |w| {
            w.standing = *standing;
            if *standing == Standing::Working {
                w.wanted.clear();
            }
        }),
        EventKind::WaitedLong { step } => {
            if let Some(progress) = state.steps.get_mut(step.index()) {
                progress.late = true;
            }
        }
        EventKind::Agreed { step, department } => work(state, *step, |w| w.agreed.push(*department)),
        EventKind::StepDone { step, undoable } => {
            over(state, *step, Phase::Done);
            if *undoable {
                // Only from an earlier visit can it stand there already.
                if state.step(*step).visit > 1 {
                    state.done.retain(|s| s != step);
                }
                state.done.push(*step);
            }
        }
        EventKind::StepSkipped { step, .. } => over(state, *step, Phase::Skipped),
        EventKind::CheckDone { step } => over(state, *step, Phase::Done),
        EventKind::HandedToPeople { step } => work(state, *step, |w| w.mode = Mode::ByPeople),
        EventKind::Claimed { step, person } => work(state, *step, |w| w.claimed_by = Some(*person)),
        EventKind::Released { step } => work(state, *step, |w| w.claimed_by = None),
        EventKind::Reassigned { step, to } => work(state, *step, |w| w.claimed_by = Some(*to)),
        EventKind::Called { call } => {
            work(state, call.task.step, |w| {
                w.standing = Standing::Calling(call.attempt);
                w.attempts = call.attempt;
            });
        }
        EventKind::FellBack { step, rung } => work(state, *step, |w| w.rung = Some(*rung)),
        EventKind::Incident { step, cause } => {
            work(state, *step, |w| w.standing = Standing::Incident(*cause));
        }
        EventKind::IncidentResolved { step } => work(state, *step, |w| w.standing = Standing::Working),
        EventKind::UndoStarted { step } => opened(state, *step, at, Mode::Undo),
        EventKind::Undone { step } | EventKind::NotUndone { step, .. } => {
            state.work.retain(|w| w.step != *step || w.mode != Mode::Undo);
            state.done.retain(|s| s != step);
        }
        _ => {}
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn item_of(state: &mut Application, item: ItemIndex, change: impl FnOnce(&mut ItemState)) {
    if let Some(item) = state.items.get_mut(item.index()) {
        change(item);
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn item(state: &mut Application, kind: &EventKind, at: Moment) {
    match kind {
        EventKind::Committed { item } => item_of(state, *item, |i| i.committed = true),
        EventKind::ItemSubmitted { item } => item_of(state, *item, |i| i.submitted = Some(at)),
        EventKind::ItemAccepted { item, since, deemed } => item_of(state, *item, |i| {
            i.accepted = Some(*since);
            i.deemed = *deemed;
        }),
        EventKind::ItemHandled { item } => item_of(state, *item, |i| i.handling = true),
        EventKind::ItemReturned { item, step } => item_of(state, *item, |i| {
            i.returned = true;
            i.correcting = Some(*step);
        }),
        EventKind::ItemSupplemented { item, .. } => item_of(state, *item, |i| i.correcting = None),
        EventKind::ClockStopped { item, reason } => item_of(state, *item, |i| {
            if i.standing_still == 0 {
                i.stops.push(Stop { reason: *reason, from: at, until: None });
            }
            i.standing_still = i.standing_still.saturating_add(1);
        }),
        EventKind::ClockResumed { item } => item_of(state, *item, |i| {
            i.standing_still = i.standing_still.saturating_sub(1);
            if i.standing_still == 0 {
                close_stop(i, at);
            }
        }),
        EventKind::ItemSuspended { item, .. } => item_of(state, *item, |i| i.suspended = true),
        EventKind::ItemResumed { item } => item_of(state, *item, |i| i.suspended = false),
        EventKind::Overdue { item } => item_of(state, *item, |i| i.overdue = true),
        EventKind::LimitUnknown { item } => item_of(state, *item, |i| i.time_unknown = true),
        EventKind::ItemEnded { item, ending, .. } => {
            state.fallen |= *ending != Ending::Approved;
            item_of(state, *item, |i| {
                i.ended = Some((*ending, at));
                i.correcting = None;
                i.suspended = false;
                i.standing_still = 0;
                close_stop(i, at);
            });
        }
        EventKind::Revoked { item, .. } => {
            item_of(state, *item, |i| i.ended = Some((Ending::Terminated, at)));
        }
        _ => {}
    }
}

fn close_stop(item: &mut ItemState, at: Moment) {
    if let Some(stop) = item.stops.last_mut().filter(|s| s.until.is_none()) {
        stop.until = Some(at);
    }
}
