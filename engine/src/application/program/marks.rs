//! What every turn asks of a step, worked out once when a program is made.

use super::compile::is_work;
use super::{FactId, ItemFacts, ItemIndex, StepFacts, StepId, StepKind, Tables, Way};
use crate::process::graph::Gate;

/// Answers about a step that never change.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::application) struct Marks {
    /// Whether it is work of its items, and not form, routing or the handing over of a result.
    pub(in crate::application) is_work: bool,
    /// Whether its being done leaves something that a withdrawal has to look at.
    pub(in crate::application) is_undoable: bool,
    /// Whether what it supplies is known once it is done, though nobody may have told a value.
    pub(in crate::application) brings_results: bool,
    /// Whether its end accepts the items that it serves.
    pub(in crate::application) accepts: bool,
    /// Whether it follows the result of its one item, where that was committed to.
    pub(in crate::application) may_check: bool,
    /// The one item with whose end, however it is, nothing is left to do here.
    pub(in crate::application) falls_with: Option<ItemIndex>,
    /// Whether a repetition is judged here.
    pub(in crate::application) ends_rounds: bool,
    /// Whether the work of an item can be over behind it.
    pub(in crate::application) may_end: bool,
    /// Whether its own work sets timers: it calls, it waits, or it has a limit of its own.
    pub(in crate::application) sets_timers: bool,
    /// How it chooses between two ways.
    pub(in crate::application) choice: Option<Choice>,
    /// The only way out of it.
    pub(in crate::application) only_way: Option<StepId>,
}

/// A split of two ways, one of them taken where a truth that is told holds, which never leads back.
#[derive(Debug, Clone, Copy)]
pub(in crate::application) struct Choice {
    /// The truth.
    pub(in crate::application) fact: FactId,
    /// The way where it holds.
    pub(in crate::application) then: usize,
    /// The other way.
    pub(in crate::application) otherwise: usize,
    /// Whether that leads back to where a repetition begins.
    pub(in crate::application) leads_back: bool,
}

impl Choice {
    fn of(step: &StepFacts) -> Option<Self> {
        let [first, second] = step.next.as_slice() else { return None };
        let plain = |way: &Way| way.when.as_ref().and_then(|when| when.plain).filter(|_| !way.back);
        let is_else = |way: &Way| way.when.is_none() && way.on.is_none();
        let (fact, then, other) = match (plain(first), plain(second)) {
            (Some(fact), None) if is_else(second) => (fact, 0, second),
            (None, Some(fact)) if is_else(first) => (fact, 1, first),
            _ => return None,
        };
        let plainly = step.kind == StepKind::Split(Gate::One) && step.belongs_to.is_none();
        plainly.then_some(Self { fact, then, otherwise: 1 - then, leads_back: other.back })
    }
}

/// Marks every step.
pub(in crate::application) fn mark(steps: &mut [StepFacts], items: &[ItemFacts], tables: &Tables) {
    for (id, step) in (0..=u16::MAX).map(StepId).zip(steps) {
        // What others confirm beforehand is no work on an item: it accepts none, and there is nothing to undo.
        let is_work = is_work(&step.kind) && !step.verifies;
        let is_undoable = is_work && !step.items.is_empty();
        let pledge = match step.items.as_slice() {
            [item] => items.get(item.index()).and_then(|i| i.commitment.as_ref()),
            _ => None,
        };
        // Tokens always pass these, or look at results.
        let stays = matches!(
            step.kind,
            StepKind::Start
                | StepKind::End
                | StepKind::Split(Gate::All)
                | StepKind::Join(_)
                | StepKind::Collect
                | StepKind::Deliver
        );
        let chooses = matches!(step.kind, StepKind::Split(Gate::One | Gate::Any));
        let ends = tables.ends(id);
        step.marks = Marks {
            is_work,
            is_undoable,
            brings_results: is_undoable && !matches!(step.kind, StepKind::Call),
            accepts: is_work && matches!(step.kind, StepKind::Task | StepKind::Special | StepKind::Automatic),
            may_check: pledge.is_some_and(|p| p.then.contains(&id)),
            falls_with: match step.items.as_slice() {
                [item] if !stays => Some(*item),
                _ => None,
            },
            ends_rounds: step.next.iter().any(|way| way.back),
            may_end: if chooses { !ends.some_way.is_empty() } else { !ends.all_ways.is_empty() },
            sets_timers: step.within.is_some()
                || matches!(
                    step.kind,
                    StepKind::Call
                        | StepKind::WaitTime(_)
                        | StepKind::WaitMoment(_)
                        | StepKind::WaitMessage(..)
                ),
            choice: Choice::of(step),
            only_way: match step.next.as_slice() {
                [way] => Some(way.to),
                _ => None,
            },
        };
    }
}
