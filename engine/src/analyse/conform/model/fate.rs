//! What may become of items: which decisions end which of them.

use super::{Builder, PlaceAt, PlaceKind, TooLarge};
use crate::application::program::{ItemFacts, ItemIndex, Program, StepFacts, StepKind};
use crate::scenario::model::AfterRefusal;
use std::collections::{BTreeMap, BTreeSet};

/// Most combinations of refusals that are looked at for one step.
const MOST_COMBINATIONS: usize = 128;

/// A refusal that can happen once: of all items of some step.
struct Refusal {
    /// Items that end by it, those that rest on them included.
    ends: BTreeSet<usize>,
    /// Marked until it happens.
    not_yet: PlaceAt,
    /// Marked once it has.
    happened: PlaceAt,
}

/// An item's one return to mend.
#[derive(Clone, Copy)]
pub(super) struct Mending {
    /// Marked until it is returned.
    pub not_yet: PlaceAt,
    /// Marked once it was.
    pub happened: PlaceAt,
}

/// All that may become of the items of a program.
pub(super) struct Fates {
    /// By the items that are refused together.
    refusals: BTreeMap<Vec<usize>, Refusal>,
    mendings: BTreeMap<usize, Mending>,
    /// Per check that may follow a result, marked while it is not owed.
    checks: Vec<PlaceAt>,
    items: usize,
}

impl Fates {
    /// The places of all refusals and returns that some step may decide.
    pub fn new(program: &Program, builder: &mut Builder) -> Self {
        let ended = ended_with(&program.items);
        let mut fates = Self {
            refusals: BTreeMap::new(),
            mendings: BTreeMap::new(),
            checks: Vec::new(),
            items: program.items.len(),
        };
        for facts in program.steps.iter().filter(|facts| may_refuse(facts)) {
            let items = positions(&facts.items);
            if items.is_empty() || fates.refusals.contains_key(&items) {
                continue;
            }
            let name = names(program, &items);
            let not_yet = builder.place(format!("{name} goes on"), PlaceKind::Until);
            let happened = builder.place(format!("{name} refused"), PlaceKind::Since);
            builder.mark(not_yet);
            let ends = items.iter().filter_map(|item| ended.get(*item)).flatten().copied().collect();
            fates.refusals.insert(items, Refusal { ends, not_yet, happened });
        }
        let returned: BTreeSet<usize> =
            program.steps.iter().filter(|f| decides(f)).flat_map(|f| positions(&f.items)).collect();
        for item in returned {
            let name = names(program, &[item]);
            let not_yet = builder.place(format!("{name} not returned"), PlaceKind::Until);
            let happened = builder.place(format!("{name} returned"), PlaceKind::Since);
            builder.mark(not_yet);
            fates.mendings.insert(item, Mending { not_yet, happened });
        }
        fates
    }

    /// The refusal of all items of a step: the place that it takes, and the one that it gives.
    pub fn refusal(&self, facts: &StepFacts) -> Option<(PlaceAt, PlaceAt)> {
        self.refusals.get(&positions(&facts.items)).map(|refusal| (refusal.not_yet, refusal.happened))
    }

    /// Per item of a step that may be returned there: what must be marked for it to go on, and its return.
    pub fn mendings(&self, facts: &StepFacts) -> Vec<(Vec<PlaceAt>, Mending)> {
        let mending = |item: usize| Some((self.goes_on(item), *self.mendings.get(&item)?));
        positions(&facts.items).into_iter().filter_map(mending).collect()
    }

    /// A check that may follow a result: marked while nobody owes it.
    pub fn check(&mut self, facts: &StepFacts, builder: &mut Builder) -> PlaceAt {
        let place = builder.place(format!("{} not owed", facts.id), PlaceKind::Control);
        builder.mark(place);
        self.checks.push(place);
        place
    }

    /// What must be marked for an item to go on.
    fn goes_on(&self, item: usize) -> Vec<PlaceAt> {
        self.refusals.values().filter(|r| r.ends.contains(&item)).map(|r| r.not_yet).collect()
    }

    /// The items with which a step falls away: its own; of one that has none, all.
    fn items_of(&self, facts: &StepFacts) -> Vec<usize> {
        if facts.items.is_empty() { (0..self.items).collect() } else { positions(&facts.items) }
    }

    /// Sets of places, one of which must be marked whole for a step to have work.
    pub fn alive(&self, facts: &StepFacts) -> Vec<Vec<PlaceAt>> {
        let items = self.items_of(facts);
        if items.is_empty() {
            return vec![Vec::new()];
        }
        least(items.into_iter().map(|item| self.goes_on(item).into_iter().collect()).collect())
    }

    /// Sets of places, one of which must be marked whole for a step to have no work any more.
    ///
    /// # Errors
    /// There are too many.
    pub fn dead(&self, facts: &StepFacts) -> Result<Vec<Vec<PlaceAt>>, TooLarge> {
        let items = self.items_of(facts);
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let mut sets: Vec<BTreeSet<PlaceAt>> = vec![BTreeSet::new()];
        for item in items {
            let by: Vec<PlaceAt> =
                self.refusals.values().filter(|r| r.ends.contains(&item)).map(|r| r.happened).collect();
            let mut next = Vec::new();
            for set in sets {
                if by.iter().any(|place| set.contains(place)) {
                    next.push(set);
                    continue;
                }
                next.extend(by.iter().map(|place| set.iter().copied().chain([*place]).collect()));
            }
            sets = least(next).into_iter().map(|set| set.into_iter().collect()).collect();
            if sets.len() > MOST_COMBINATIONS {
                return Err(TooLarge(facts.id.clone()));
            }
        }
        Ok(sets.into_iter().map(|set| set.into_iter().collect()).collect())
    }

    /// Places of which one each is marked when the end is reached.
    pub fn leftovers(&self) -> Vec<Vec<PlaceAt>> {
        let refusals = self.refusals.values().map(|r| vec![r.not_yet, r.happened]);
        let mendings = self.mendings.values().map(|m| vec![m.not_yet, m.happened]);
        refusals.chain(mendings).chain(self.checks.iter().map(|place| vec![*place])).collect()
    }
}

/// Whether somebody decides at a step; whoever only confirms a paper does not.
pub(super) fn decides(facts: &StepFacts) -> bool {
    matches!(facts.kind, StepKind::Task | StepKind::Special | StepKind::Automatic) && !facts.verifies
}

/// Whether the items of a step may be refused there, by somebody or because nothing came.
fn may_refuse(facts: &StepFacts) -> bool {
    decides(facts) || refuses_itself(facts)
}

/// Whether a step refuses its items where what it waits for does not come, which leaves no row.
pub(super) fn refuses_itself(facts: &StepFacts) -> bool {
    match facts.kind {
        StepKind::WaitMessage(..) => facts.late_refuses,
        StepKind::HoldFree(refuses) => refuses,
        _ => false,
    }
}

/// Per item all that end with it when it is refused, itself included.
fn ended_with(items: &[ItemFacts]) -> Vec<BTreeSet<usize>> {
    let direct = |item: usize| -> Vec<usize> {
        match items.get(item) {
            Some(facts) => match facts.on_refusal {
                AfterRefusal::GoOn => Vec::new(),
                AfterRefusal::StopAll => (0..items.len()).collect(),
                AfterRefusal::StopDependants => positions(&facts.dependants),
            },
            None => Vec::new(),
        }
    };
    let all = |item: usize| {
        let (mut ends, mut open) = (BTreeSet::from([item]), vec![item]);
        while let Some(next) = open.pop() {
            open.extend(direct(next).into_iter().filter(|other| ends.insert(*other)));
        }
        ends
    };
    (0..items.len()).map(all).collect()
}

fn positions(items: &[ItemIndex]) -> Vec<usize> {
    let all: BTreeSet<usize> = items.iter().map(|item| item.index()).collect();
    all.into_iter().collect()
}

fn names(program: &Program, items: &[usize]) -> String {
    let names: Vec<&str> =
        items.iter().filter_map(|item| program.items.get(*item)).map(|item| &*item.id).collect();
    names.join(", ")
}

/// Sets without those that hold another one.
fn least(mut sets: Vec<BTreeSet<PlaceAt>>) -> Vec<Vec<PlaceAt>> {
    sets.sort_by_key(BTreeSet::len);
    let mut kept: Vec<BTreeSet<PlaceAt>> = Vec::new();
    for set in sets {
        if !kept.iter().any(|smaller| smaller.is_subset(&set)) {
            kept.push(set);
        }
    }
    kept.into_iter().map(|set| set.into_iter().collect()).collect()
}
