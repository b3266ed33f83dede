//! What any solution must still cost at least, by disjoint cuts.
//!
//! A **cut** is a set of askable atoms of which every solution holds one. Take a goal not known yet; it can
//! come true by being asked or by a rule, and a rule needs each of its missing body atoms, so for each rule
//! pick one; do the same for the picked atoms. In the set so gathered, the first atom to come true can only
//! have been asked. Every solution therefore pays the cheapest ask of the set. Take that price off each ask
//! of the set, count those that have become free as known, and cut again: the prices add up, since no part of
//! any ask's price is counted twice. This is the landmark-cut heuristic of Helmert & Domshlak ("Landmarks,
//! Critical Paths and Abstractions: What's the Difference Anyway?", ICAPS 2009), where only asking has a
//! price; they too pick the body atom that is dearest to reach. We cut each missing goal and take the
//! smallest cut first: it leaves most to the others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::forward::Forward;
use super::program::Program;
use super::reduce::{Core, Weight};

/// Cannot be reached.
const NEVER: Weight = Weight::MAX;
/// Atoms that the cuts of one bound may visit; a bound with fewer cuts is lower and still true.
const CUT_STEPS: usize = 2_000_000;

/// A lower bound, and what was found on the way.
#[derive(Debug)]
pub(super) enum Bound {
    /// Some goal cannot come true with the asks still allowed.
    Hopeless,
    /// Any solution costs at least this much more.
    AtLeast {
        /// The sum of the cuts' prices.
        more: Weight,
        /// The smallest cut, empty only if all goals are known.
        cut: Vec<u32>,
        /// Asks from which all goals follow, together with what is known: a solution, if rarely the best.
        enough: Vec<u32>,
    },
}

/// Room for bounding, kept from one time to the next.
#[derive(Debug)]
pub(super) struct Bounding {
    /// By atom: its price less what the cuts of the last bound took.
    pub(super) rest: Vec<Weight>,
    /// By atom: the price of the dearest single ask on the cheapest way to it.
    reach: Vec<Weight>,
    missing: Vec<u32>,
    queue: BinaryHeap<Reverse<(Weight, u32)>>,
    /// One for each goal.
    cuts: Vec<Cut>,
    in_gathered: Vec<bool>,
    /// Atoms visited by the last bound.
    pub(super) steps: usize,
}

/// What parts a goal from what is known.
#[derive(Debug, Clone, Default)]
struct Cut {
    /// The goal, and the atoms picked on the way back from it. While none of them is known, the cut holds.
    gathered: Vec<u32>,
    /// The askable ones among them.
    asks: Vec<u32>,
}

impl Bounding {
    pub(super) fn new(core: &Core) -> Bounding {
        let atoms = core.program.atoms;
        Bounding {
            rest: vec![0; atoms],
            reach: vec![NEVER; atoms],
            missing: Vec::new(),
            queue: BinaryHeap::new(),
            cuts: vec![Cut::default(); core.goals.len()],
            in_gathered: vec![false; atoms],
            steps: 0,
        }
    }

    /// Bounds what is still to pay from the state `forward`, if only `allowed` atoms may be asked. Leaves
    /// `forward` as it was. Stops cutting once the bound exceeds `room`.
    pub(super) fn bound(
        &mut self,
        core: &Core,
        forward: &mut Forward,
        allowed: &[bool],
        room: Weight,
    ) -> Bound {
        self.rest.copy_from_slice(&core.weight);
        self.steps = core.program.atoms;
        self.measure(&core.program, forward, allowed);
        if core.goals.iter().any(|goal| !forward.knows(*goal) && self.reach[*goal as usize] == NEVER) {
            return Bound::Hopeless;
        }
        self.cuts.iter_mut().for_each(|cut| cut.gathered.clear());
        let mark = forward.mark();
        let mut more = 0;
        let (mut smallest, mut enough) = (Vec::new(), Vec::new());
        while let Some(place) = self.smallest_cut(core, forward, allowed) {
            let cut = std::mem::take(&mut self.cuts[place].asks);
            let price = cut.iter().map(|atom| self.rest[*atom as usize]).min().unwrap_or(0);
            for atom in &cut {
                self.rest[*atom as usize] -= price;
                if self.rest[*atom as usize] == 0 {
                    enough.push(*atom);
                    forward.learn(*atom);
                }
            }
            more += price;
            if smallest.is_empty() || cut.len() < smallest.len() {
                smallest.clone_from(&cut);
            }
            self.cuts[place].asks = cut;
            if more > room || self.steps > CUT_STEPS || price == 0 {
                break;
            }
        }
        let unfinished = core.goals.iter().any(|goal| !forward.knows(*goal));
        forward.undo(mark);
        if unfinished {
            enough = (0..core.program.atoms as u32).filter(|atom| allowed[*atom as usize]).collect();
        }
        Bound::AtLeast { more, cut: smallest, enough }
    }

    /// The missing goal with the smallest cut, by its place among the goals. None if all are known.
    fn smallest_cut(&mut self, core: &Core, forward: &Forward, allowed: &[bool]) -> Option<usize> {
        let mut best: Option<usize> = None;
        for (place, goal) in core.goals.iter().enumerate() {
            if forward.knows(*goal) {
                continue;
            }
            let cut = &self.cuts[place];
            if cut.gathered.is_empty() || cut.gathered.iter().any(|atom| forward.knows(*atom)) {
                self.cut(&core.program, forward, allowed, place, *goal);
            }
            self.steps += self.cuts[place].gathered.len();
            if best.is_none_or(|best| self.cuts[place].asks.len() < self.cuts[best].asks.len()) {
                best = Some(place);
            }
            if self.cuts[place].asks.len() == 1 || self.steps > CUT_STEPS {
                break;
            }
        }
        best
    }

    /// Fills `reach` in ascending order: an ask costs its price, a rule as much as its dearest missing body
    /// atom.
    fn measure(&mut self, program: &Program, forward: &Forward, allowed: &[bool]) {
        self.reach.fill(NEVER);
        self.missing.clone_from(&forward.missing);
        for (atom, allowed) in allowed.iter().enumerate() {
            if *allowed && !forward.known[atom] {
                self.reach[atom] = self.rest[atom];
                self.queue.push(Reverse((self.rest[atom], atom as u32)));
            }
        }
        while let Some(Reverse((price, atom))) = self.queue.pop() {
            if price > self.reach[atom as usize] {
                continue;
            }
            for rule in program.uses.of(atom) {
                self.missing[*rule as usize] -= 1;
                if self.missing[*rule as usize] > 0 {
                    continue;
                }
                for head in program.heads.of(*rule) {
                    if !forward.knows(*head) && price < self.reach[*head as usize] {
                        self.reach[*head as usize] = price;
                        self.queue.push(Reverse((price, *head)));
                    }
                }
            }
        }
    }

    /// Gathers the cut that parts a missing goal from what is known.
    fn cut(&mut self, program: &Program, forward: &Forward, allowed: &[bool], place: usize, goal: u32) {
        let Cut { mut gathered, mut asks } = std::mem::take(&mut self.cuts[place]);
        gathered.clear();
        asks.clear();
        gathered.push(goal);
        self.in_gathered[goal as usize] = true;
        let mut next = 0;
        while let Some(atom) = gathered.get(next).copied() {
            next += 1;
            if allowed[atom as usize] {
                asks.push(atom);
            }
            for rule in program.makers.of(atom) {
                if let Some(needed) = self.pick(program, forward, *rule) {
                    self.in_gathered[needed as usize] = true;
                    gathered.push(needed);
                }
            }
        }
        for atom in &gathered {
            self.in_gathered[*atom as usize] = false;
        }
        self.cuts[place] = Cut { gathered, asks };
    }

    /// The missing body atom to follow through a rule: the dearest to reach, or else the one with fewest
    /// rules. None if the rule can never fire, or needs an atom that is gathered already.
    fn pick(&self, program: &Program, forward: &Forward, rule: u32) -> Option<u32> {
        let mut picked: Option<u32> = None;
        for atom in program.bodies.of(rule).iter().copied().filter(|atom| !forward.knows(*atom)) {
            let reach = self.reach[atom as usize];
            if reach == NEVER || self.in_gathered[atom as usize] {
                return None;
            }
            let ways = |atom: u32| program.makers.of(atom).len();
            let dearer = |best: u32| (reach, ways(best)) > (self.reach[best as usize], ways(atom));
            if picked.is_none_or(dearer) {
                picked = Some(atom);
            }
        }
        picked
    }
}
