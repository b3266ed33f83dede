//! What the machine looks up at every turn, worked out once when a program is made.

use super::compile::is_work;
use super::reach::ends;
use super::{FactFacts, FactId, FactKind, ItemFacts, ItemIndex, StepFacts, StepId, StepKind, Way};
use crate::process::graph::Gate;

/// Items whose work can be over behind a step.
#[derive(Debug, Clone, Default)]
pub(in crate::application) struct Ends {
    /// By some way out of it.
    pub(in crate::application) some_way: Vec<ItemIndex>,
    /// Those of them that are over when it is left by all of its ways.
    pub(in crate::application) all_ways: Vec<ItemIndex>,
}

const NO_ENDS: &Ends = &Ends { some_way: Vec::new(), all_ways: Vec::new() };

/// Lists by position, so that no turn has to go through all steps.
#[derive(Debug, Clone, Default)]
pub(in crate::application) struct Tables {
    /// Per step.
    ends: Vec<Ends>,
    /// Per item: the steps that are its work.
    work: Vec<Vec<StepId>>,
    /// Per item: those of them that take a thing.
    holds: Vec<Vec<StepId>>,
    /// Per item: those of them that lie outside its limit.
    specials: Vec<Vec<StepId>>,
    /// Per item: the items whose results it rests on, directly or not.
    rests_on: Vec<Vec<ItemIndex>>,
    /// Whether any item has a fee.
    has_fees: bool,
    /// Joins at which tokens may wait for others.
    joins: Vec<StepId>,
    /// The facts that are materials.
    papers: Vec<FactId>,
}

impl Tables {
    /// The tables of steps that are [marked](super::reach::mark).
    pub(in crate::application) fn of(steps: &[StepFacts], items: &[ItemFacts], facts: &[FactFacts]) -> Self {
        let all = |count: usize| (0..count).filter_map(|at| u16::try_from(at).ok());
        let numbered = || steps.iter().zip(all(steps.len()).map(StepId));
        // What others confirm beforehand is no work on it.
        let is_own =
            |step: &StepFacts, item| step.items.contains(&item) && is_work(&step.kind) && !step.verifies;
        let items_of = || items.iter().zip(all(items.len()).map(ItemIndex));
        // Per item: the steps of its work that are so.
        let work_of = |is_so: fn(&StepKind) -> bool| {
            let of = |(_, item)| {
                let own = numbered().filter(|(s, _)| is_own(s, item) && is_so(&s.kind));
                own.map(|(_, id)| id).collect()
            };
            items_of().map(of).collect()
        };
        let rests_on = |(_, item)| {
            items_of().filter(|(other, _)| other.dependants.contains(&item)).map(|(_, id)| id).collect()
        };
        let waits = |kind: &StepKind| matches!(kind, StepKind::Join(Gate::All | Gate::Any));
        let all_ends = |step| {
            let some_way: Vec<ItemIndex> = ends(steps, step, items.len()).collect();
            let to = |way: &Way| steps.get(way.to.index());
            let leads_on = |item: &ItemIndex| step.next.iter().filter_map(to).any(|n| n.reach.has(*item));
            let all_ways = some_way.iter().copied().filter(|item| !leads_on(item)).collect();
            Ends { some_way, all_ways }
        };
        let papers = facts.iter().zip(all(facts.len()).map(FactId));
        let papers = papers.filter(|(fact, _)| matches!(fact.kind, FactKind::Material(_)));
        Self {
            papers: papers.map(|(_, id)| id).collect(),
            ends: steps.iter().map(all_ends).collect(),
            work: work_of(|_| true),
            holds: work_of(|kind| matches!(kind, StepKind::Hold)),
            specials: work_of(|kind| matches!(kind, StepKind::Special)),
            rests_on: items_of().map(rests_on).collect(),
            has_fees: items.iter().any(|item| item.fee > 0),
            joins: numbered().filter(|(s, _)| waits(&s.kind)).map(|(_, id)| id).collect(),
        }
    }

    /// Items whose work can be over behind a step.
    #[inline]
    pub(in crate::application) fn ends(&self, step: StepId) -> &Ends {
        self.ends.get(step.index()).unwrap_or(NO_ENDS)
    }

    /// The steps that are work of an item.
    #[inline]
    pub(in crate::application) fn work(&self, item: ItemIndex) -> &[StepId] {
        self.work.get(item.index()).map_or(&[], Vec::as_slice)
    }

    /// Those of them that take a thing.
    #[inline]
    pub(in crate::application) fn holds(&self, item: ItemIndex) -> &[StepId] {
        self.holds.get(item.index()).map_or(&[], Vec::as_slice)
    }

    /// Those of them that lie outside the limit.
    #[inline]
    pub(in crate::application) fn specials(&self, item: ItemIndex) -> &[StepId] {
        self.specials.get(item.index()).map_or(&[], Vec::as_slice)
    }

    /// The items whose results an item rests on, directly or not.
    #[inline]
    pub(in crate::application) fn rests_on(&self, item: ItemIndex) -> &[ItemIndex] {
        self.rests_on.get(item.index()).map_or(&[], Vec::as_slice)
    }

    /// Whether any item has a fee.
    #[inline]
    pub(in crate::application) fn has_fees(&self) -> bool {
        self.has_fees
    }

    /// The facts that are materials.
    #[inline]
    pub(in crate::application) fn papers(&self) -> &[FactId] {
        &self.papers
    }

    /// Joins at which tokens may wait for others.
    #[inline]
    pub(in crate::application) fn joins(&self) -> &[StepId] {
        &self.joins
    }
}
