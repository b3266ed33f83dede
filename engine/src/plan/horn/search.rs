//! Branch and bound over the asks of one part.
//!
//! First the least weight: take the smallest cut; one of its asks is in any solution; branch on the first one
//! that is. A branch whose bound is not below the best solution known is left. Then the first of the ties: go
//! through the asks in order, with before without, leaving whatever exceeds the least weight; the first
//! solution met is the answer.

use super::bound::{Bound, Bounding};
use super::forward::Forward;
use super::reduce::{Core, Weight};

/// Atoms that thinning one solution may visit.
const THIN_STEPS: usize = 400_000;

/// Steps of a bound that count as one node of the limit, so that work stays bounded where nodes are large.
const NODE_STEPS: usize = 20_000;

/// What the search of one part found.
#[derive(Debug)]
pub(super) struct Found {
    /// Asked, in ascending order, by the part's own numbers.
    pub(super) asked: Vec<u32>,
    pub(super) weight: Weight,
    /// No solution weighs less.
    pub(super) at_least: Weight,
    /// Whether `asked` is proved to be the first among the lightest.
    pub(super) first: bool,
    pub(super) nodes: u64,
    /// What the nodes took of the limit: one each, and more where they are large.
    pub(super) used: u64,
}

/// Finds the lightest solution of a part that has one, looking at `limit` nodes at most, fewer if they are
/// large (and at one in any case).
pub(super) fn search(core: &Core, limit: u64) -> Found {
    let mut search = Search::new(core, limit.max(1));
    let at_least = search.lightest();
    let first = at_least == search.weight && search.first_of_ties();
    let mut asked = search.best;
    asked.sort_unstable();
    Found { asked, weight: search.weight, at_least, first, nodes: search.nodes, used: search.used }
}

struct Search<'a> {
    core: &'a Core,
    forward: Forward<'a>,
    bounding: Bounding,
    /// By atom: may be asked, and neither taken nor left out on the present path.
    open: Vec<bool>,
    /// Atoms closed on the present path, in order, so that they can be opened again.
    closed: Vec<u32>,
    /// Atoms taken on the present path.
    taken: Vec<u32>,
    best: Vec<u32>,
    weight: Weight,
    nodes: u64,
    used: u64,
    limit: u64,
}

/// A node with branches yet to be looked at.
struct Branching {
    /// One of these is taken, the ones before it are left out.
    options: Vec<u32>,
    next: usize,
    /// Whether leaving out all options is a branch too.
    or_none: bool,
    at_least: Weight,
    spent: Weight,
    mark: usize,
    closed: usize,
    taken: usize,
}

impl<'a> Search<'a> {
    fn new(core: &'a Core, limit: u64) -> Search<'a> {
        let open: Vec<bool> = core.weight.iter().map(|weight| *weight > 0).collect();
        let best: Vec<u32> = (0..core.program.atoms as u32).filter(|atom| open[*atom as usize]).collect();
        Search {
            core,
            forward: Forward::new(&core.program),
            bounding: Bounding::new(core),
            open,
            closed: Vec::new(),
            taken: Vec::new(),
            best,
            weight: core.weight.iter().sum(),
            nodes: 0,
            used: 0,
            limit,
        }
    }

    /// Leaves the lightest solution found in `best`; returns a proved lower bound of the weight.
    fn lightest(&mut self) -> Weight {
        let mut path: Vec<Branching> = Vec::new();
        let mut visit = Some((0, 0));
        while let Some((spent, at_least)) = visit {
            if self.used >= self.limit {
                let open = path.iter().filter(|branching| branching.next < branching.options.len());
                return open.map(|branching| branching.at_least).fold(self.weight.min(at_least), Weight::min);
            }
            path.extend(self.branch_on_cut(spent));
            self.count();
            visit = self.next_branch(&mut path);
        }
        self.weight
    }

    /// Bounds the present node; its branches, unless nothing below it can be lighter than the best.
    fn branch_on_cut(&mut self, spent: Weight) -> Option<Branching> {
        let room = self.weight.checked_sub(spent + 1)?;
        let bound = self.bounding.bound(self.core, &mut self.forward, &self.open, room);
        let Bound::AtLeast { more, mut cut, enough } = bound else { return None };
        if more > room {
            return None;
        }
        self.improve(enough);
        let room = self.weight.checked_sub(spent + more + 1)?;
        self.close_dear(room);
        cut.retain(|atom| self.open[*atom as usize]);
        cut.sort_unstable_by_key(|atom| (!self.best.contains(atom), self.core.weight[*atom as usize], *atom));
        Some(self.branching(cut, false, spent, spent + more))
    }

    /// Proves that `best` is the first of the lightest, or finds the one that is. False if the limit struck
    /// before.
    fn first_of_ties(&mut self) -> bool {
        let mut path: Vec<Branching> = Vec::new();
        self.reset(0, 0, 0);
        let mut visit = Some((0, 0));
        while let Some((spent, _)) = visit {
            if self.used >= self.limit {
                return false;
            }
            if self.core.goals.iter().all(|goal| self.forward.knows(*goal)) && spent == self.weight {
                self.best.clone_from(&self.taken);
                return true;
            }
            path.extend(self.branch_in_order(spent));
            self.count();
            visit = self.next_branch(&mut path);
        }
        false
    }

    /// Bounds the present node; with and without its first open ask, unless all below it is heavier than the
    /// best.
    fn branch_in_order(&mut self, spent: Weight) -> Option<Branching> {
        let room = self.weight.checked_sub(spent)?;
        let bound = self.bounding.bound(self.core, &mut self.forward, &self.open, room);
        let Bound::AtLeast { more, cut, .. } = bound else { return None };
        let rest = room.checked_sub(more)?;
        self.close_dear(rest);
        let left: Vec<u32> = cut.into_iter().filter(|atom| self.open[*atom as usize]).collect();
        if let [only] = left.as_slice() {
            return Some(self.branching(vec![*only], false, spent, spent + more));
        }
        let known = &self.forward.known;
        let first = (0..self.open.len()).find(|atom| self.open[*atom] && !known[*atom])?;
        Some(self.branching(vec![first as u32], true, spent, spent + more))
    }

    /// Counts the present node.
    fn count(&mut self) {
        self.nodes += 1;
        self.used = self.used.saturating_add(1 + (self.bounding.steps / NODE_STEPS) as u64);
    }

    fn branching(&self, options: Vec<u32>, or_none: bool, spent: Weight, at_least: Weight) -> Branching {
        let (mark, closed, taken) = (self.forward.mark(), self.closed.len(), self.taken.len());
        Branching { options, next: 0, or_none, at_least, spent, mark, closed, taken }
    }

    /// Goes to the next branch, upward where one is exhausted: what is spent there, and its bound so far.
    fn next_branch(&mut self, path: &mut Vec<Branching>) -> Option<(Weight, Weight)> {
        while let Some(last) = path.last_mut() {
            self.reset(last.mark, last.closed, last.taken);
            let next = last.next;
            last.next += 1;
            for before in last.options.iter().take(next) {
                self.close(*before);
            }
            if let Some(atom) = last.options.get(next).copied() {
                self.close(atom);
                self.taken.push(atom);
                self.forward.learn(atom);
                return Some((last.spent + self.core.weight[atom as usize], last.at_least));
            }
            if last.or_none && next == last.options.len() {
                return Some((last.spent, last.at_least));
            }
            path.pop();
        }
        None
    }

    fn reset(&mut self, mark: usize, closed: usize, taken: usize) {
        self.forward.undo(mark);
        self.taken.truncate(taken);
        for atom in self.closed.drain(closed..) {
            self.open[atom as usize] = true;
        }
    }

    fn close(&mut self, atom: u32) {
        if std::mem::replace(&mut self.open[atom as usize], false) {
            self.closed.push(atom);
        }
    }

    /// Leaves out every ask whose price beyond what the cuts counted exceeds `room` (reduced-cost fixing).
    fn close_dear(&mut self, room: Weight) {
        for atom in 0..self.open.len() {
            if self.open[atom] && self.bounding.rest[atom] > room {
                self.close(atom as u32);
            }
        }
    }

    /// Thins a solution below the present node, heaviest first, and keeps it if it is the best so far.
    fn improve(&mut self, mut enough: Vec<u32>) {
        enough.sort_unstable_by_key(|atom| (self.core.weight[*atom as usize], *atom));
        let mark = self.forward.mark();
        let mut kept = Vec::new();
        let mut steps = 0;
        while let Some(atom) = enough.pop() {
            let before = self.forward.mark();
            self.forward.learn_all(enough.iter().copied());
            steps += enough.len() + self.forward.since(before).len();
            let needed = !self.core.goals.iter().all(|goal| self.forward.knows(*goal));
            self.forward.undo(before);
            if needed || steps > THIN_STEPS {
                kept.push(atom);
                self.forward.learn(atom);
            }
        }
        self.forward.undo(mark);
        kept.extend(&self.taken);
        let weight = kept.iter().map(|atom| self.core.weight[*atom as usize]).sum();
        if weight < self.weight {
            (self.best, self.weight) = (kept, weight);
        }
    }
}
