//! The markings of a net as far as they were looked at, each with what lies before it: kept over all traces.

use super::net::{Net, PlaceAt, PlaceKind};
use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

/// A set of labels, or of anything else that is numbered, as bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// None of so many.
    pub fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    /// Puts one in.
    pub fn insert(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    /// Whether one is in it.
    pub fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Puts all of another in.
    pub fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// Keeps what another has too; whether that changed anything.
    pub fn meet(&mut self, other: &Self) -> bool {
        let mut changed = false;
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            changed |= *mine & !theirs != 0;
            *mine &= theirs;
        }
        changed
    }

    /// Those that are in it and not in another.
    pub fn each_beyond<'b>(&'b self, other: &'b Self) -> impl Iterator<Item = usize> + 'b {
        self.0.iter().zip(&other.0).enumerate().flat_map(|(at, (mine, theirs))| {
            let mut left = mine & !theirs;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    at * 64 + bit
                })
            })
        })
    }
}

/// The position of a marking among those that were met.
pub(super) type MarkingAt = usize;

/// Tokens by place.
type Marking = Box<[u8]>;

/// What lies before a marking.
#[derive(Debug)]
pub(super) struct Ahead {
    /// Labels of transitions that can still come.
    pub possible: Bits,
    /// Labels that have to come before the end; and behind the labels, steps of which one label has to.
    pub needed: Bits,
}

/// A transition that can come next, by label, and the marking that it leads to.
pub(super) type Next = (Option<usize>, MarkingAt);

/// The markings of a net.
pub(super) struct Space<'n> {
    net: &'n Net,
    /// Per label its step, by number: a call that is tried or made up for is one or the other of the same.
    pub steps: Vec<usize>,
    /// Per place the transitions that take from it.
    takers: Vec<Vec<usize>>,
    markings: IndexSet<Marking, FxBuildHasher>,
    ahead: Vec<Option<Option<Ahead>>>,
    next: Vec<Option<Vec<Next>>>,
    /// The marking that it begins with, with what comes by itself done.
    pub begin: MarkingAt,
    /// The marking that it ends with.
    pub end: MarkingAt,
}

impl<'n> Space<'n> {
    /// Knows only where the net begins and ends.
    pub fn new(net: &'n Net) -> Self {
        let mut takers = vec![Vec::new(); net.places.len()];
        for (at, transition) in net.transitions.iter().enumerate() {
            transition.takes.iter().for_each(|place| takers[*place].push(at));
        }
        let mut space = Self {
            net,
            steps: steps(net),
            takers,
            markings: IndexSet::default(),
            ahead: Vec::new(),
            next: Vec::new(),
            begin: 0,
            end: 0,
        };
        let mut begin = space.marked(&net.begin);
        space.let_come(&mut begin);
        space.begin = space.keep(begin);
        let end = space.marked(&net.end);
        space.end = space.keep(end);
        space
    }

    /// Forgets all markings where there are more than so many.
    pub fn forget_beyond(&mut self, most: usize) {
        if self.len() > most {
            *self = Self::new(self.net);
        }
    }

    fn marked(&self, places: &[PlaceAt]) -> Marking {
        let mut marking = vec![0; self.net.places.len()].into_boxed_slice();
        places.iter().for_each(|place| marking[*place] = 1);
        marking
    }

    fn keep(&mut self, marking: Marking) -> MarkingAt {
        let (at, is_new) = self.markings.insert_full(marking);
        if is_new {
            self.ahead.push(None);
            self.next.push(None);
        }
        at
    }

    /// How many numbers there are: of labels, and behind them of steps.
    pub fn width(&self) -> usize {
        self.net.labels.len() + self.steps.iter().max().map_or(0, |last| last + 1)
    }

    /// The number of the step of a label, behind those of the labels.
    pub fn step(&self, label: usize) -> usize {
        self.net.labels.len() + self.steps.get(label).copied().unwrap_or_default()
    }

    /// How many labels there are.
    pub fn labels(&self) -> usize {
        self.net.labels.len()
    }

    /// How many markings were met.
    pub fn len(&self) -> usize {
        self.markings.len()
    }

    /// What lies before a marking; none where the end cannot be reached any more.
    pub fn ahead(&mut self, at: MarkingAt) -> Option<&Ahead> {
        if self.ahead.get(at)?.is_none() {
            let found = self.markings.get_index(at).and_then(|marking| self.relaxed(marking));
            self.ahead[at] = Some(found);
        }
        self.known(at)
    }

    /// The same where it was looked at before.
    pub fn known(&self, at: MarkingAt) -> Option<&Ahead> {
        self.ahead.get(at)?.as_ref()?.as_ref()
    }

    /// Transitions that can come next.
    pub fn next(&mut self, at: MarkingAt) -> &[Next] {
        if self.next.get(at).is_some_and(Option::is_none) {
            self.next[at] = Some(self.look(at));
        }
        self.next.get(at).and_then(Option::as_deref).unwrap_or_default()
    }

    fn look(&mut self, at: MarkingAt) -> Vec<Next> {
        let Some(marking) = self.markings.get_index(at).cloned() else { return Vec::new() };
        let mut next = Vec::new();
        for (number, transition) in self.net.transitions.iter().enumerate() {
            if self.is_enabled(number, &marking) {
                let mut after = marking.clone();
                self.fire(number, &mut after);
                self.let_come(&mut after);
                let to = self.keep(after);
                if !next.contains(&(transition.label, to)) {
                    next.push((transition.label, to));
                }
            }
        }
        next
    }

    fn is_enabled(&self, transition: usize, marking: &[u8]) -> bool {
        self.net.transitions[transition].takes.iter().all(|place| marking[*place] > 0)
    }

    fn fire(&self, transition: usize, marking: &mut [u8]) {
        let transition = &self.net.transitions[transition];
        transition.takes.iter().for_each(|place| marking[*place] -= 1);
        // More tokens than a byte holds are as good as that many: processes are sound and have one.
        transition.gives.iter().for_each(|place| marking[*place] = marking[*place].saturating_add(1));
    }

    /// Fires silent transitions that nothing else can come before: who waits gains nothing, for they cost nothing,
    /// take no choice away, and have to come before the end.
    fn let_come(&self, marking: &mut [u8]) {
        while let Some(transition) =
            (0..self.net.transitions.len()).find(|transition| self.has_to_come(*transition, marking))
        {
            self.fire(transition, marking);
        }
    }

    fn has_to_come(&self, at: usize, marking: &[u8]) -> bool {
        let transition = &self.net.transitions[at];
        transition.label.is_none()
            && self.is_enabled(at, marking)
            && transition.takes.iter().all(|place| match self.net.places[*place].kind {
                PlaceKind::Until => false,
                PlaceKind::Since => transition.gives.contains(place),
                PlaceKind::Control => {
                    let others = self.takers[*place].iter().filter(|other| **other != at);
                    !transition.gives.contains(place)
                        && others.into_iter().all(|other| self.is_over(*other, marking))
                }
            })
    }

    /// Whether a transition can never come again: something that it needs does not hold any more.
    fn is_over(&self, transition: usize, marking: &[u8]) -> bool {
        let takes = &self.net.transitions[transition].takes;
        takes.iter().any(|place| self.net.places[*place].kind == PlaceKind::Until && marking[*place] == 0)
    }

    /// Labels that can still come, and of those the ones that have to, where tokens are never used up: landmarks of
    /// the delete relaxation (Keyder, Richter, Helmert 2010, "Sound and complete landmarks for and/or graphs"). None
    /// where not even so the end is reached.
    fn relaxed(&self, marking: &[u8]) -> Option<Ahead> {
        let nothing = Bits::none(self.width());
        let mut before: Vec<Option<Bits>> =
            marking.iter().map(|tokens| (*tokens > 0).then(|| nothing.clone())).collect();
        let mut possible = nothing.clone();
        let mut changed = true;
        while changed {
            changed = false;
            for transition in &self.net.transitions {
                let mut needs = nothing.clone();
                let ready = transition.takes.iter().all(|place| match &before[*place] {
                    Some(labels) => {
                        needs.join(labels);
                        true
                    }
                    None => false,
                });
                if !ready {
                    continue;
                }
                if let Some(label) = transition.label {
                    needs.insert(label);
                    needs.insert(self.step(label));
                    possible.insert(label);
                }
                for place in &transition.gives {
                    match &mut before[*place] {
                        Some(labels) => changed |= labels.meet(&needs),
                        known => {
                            *known = Some(needs.clone());
                            changed = true;
                        }
                    }
                }
            }
        }
        let mut needed = nothing;
        for place in &self.net.end {
            needed.join(before[*place].as_ref()?);
        }
        Some(Ahead { possible, needed })
    }
}

/// Per label the step that it is of, steps numbered in order of their first labels.
fn steps(net: &Net) -> Vec<usize> {
    let mut names: IndexSet<&str> = IndexSet::new();
    let name = |label: usize| {
        let transition = net.transitions.iter().find(|transition| transition.label == Some(label));
        transition.map_or("", |transition| transition.name.as_str())
    };
    (0..net.labels.len()).map(|label| names.insert_full(name(label)).0).collect()
}
