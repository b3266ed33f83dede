//! One well-founded supply for each known atom, the cheapest.
//!
//! Atoms are settled in ascending order of what their supply takes, each with the first rule that is ready by
//! then (Knuth, "A generalization of Dijkstra's algorithm", Information Processing Letters 6(1), 1977). A
//! rule is ready only when its whole body is settled, so the chosen rules cannot run in a circle.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::program::Program;
use super::{Atom, Problem};

/// How an atom comes to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supply {
    /// It is given.
    Given,
    /// It is asked.
    Asked,
    /// It is a head of this rule of [`Problem::rules`].
    Rule(usize),
}

/// One supply for each known atom. Between several, in this order: given; asked; the rule whose derivation
/// takes the fewest uses of items, then the fewest calls, then the fewest rules in all; the first such rule.
/// What a derivation takes is summed over its tree: a rule that two of its atoms rest on counts twice.
#[derive(Debug, Clone)]
pub struct Derivation<'a> {
    problem: &'a Problem,
    settled: Settled,
}

/// Derives all that follows from what is given and `asked`. Time O(size × log size).
pub fn derivation<'a>(problem: &'a Problem, asked: &[Atom]) -> Derivation<'a> {
    let program = Program::of(problem);
    let starts = |atoms: &[Atom], by| {
        let existing = atoms.iter().copied().filter(|atom| *atom < problem.atoms);
        existing.map(move |atom| ([0; 3], by, atom)).collect::<Vec<_>>()
    };
    let mut start = starts(&problem.given, By::Start(0));
    start.extend(starts(asked, By::Start(1)));
    let settled = settle(&program, start, |rule| {
        let rule = &problem.rules[rule as usize];
        [u64::from(rule.needs_item), u64::from(rule.calls), 1]
    });
    Derivation { problem, settled }
}

impl Derivation<'_> {
    /// How this atom comes to be known; none if it does not.
    pub fn supply(&self, atom: Atom) -> Option<Supply> {
        self.settled.by.get(atom as usize).copied().flatten().map(|by| match by {
            By::Start(0) => Supply::Given,
            By::Start(_) => Supply::Asked,
            By::Rule(rule) => Supply::Rule(rule as usize),
        })
    }

    /// The rules that this atom rests on, each once, each after those that supply its body. Empty if it is
    /// given, asked or not known.
    pub fn chain(&self, atom: Atom) -> Vec<usize> {
        self.rules_used_for(&[atom])
    }

    /// The rules that these atoms rest on together, each once, each after those that supply its body.
    pub fn rules_used_for(&self, atoms: &[Atom]) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        let mut used = BTreeSet::new();
        let mut open = atoms.to_vec();
        while let Some(atom) = open.pop() {
            if let Some(Supply::Rule(number)) = self.supply(atom).filter(|_| seen.insert(atom)) {
                let body = &self.problem.rules[number].body;
                let ready = body.iter().map(|atom| self.settled.place[*atom as usize] + 1).max().unwrap_or(0);
                if used.insert((ready, number)) {
                    open.extend(body);
                }
            }
        }
        used.into_iter().map(|(_, number)| number).collect()
    }
}

/// What a supply takes, compared from left to right, summed part by part.
pub(super) type Toll = [u64; 3];

/// What settled an atom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    /// A start, of a kind that the caller knows.
    Start(u8),
    /// A rule.
    Rule(u32),
}

/// The order in which atoms were settled, and by what.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    /// By atom; none if it cannot be derived from the starts.
    pub(super) by: Vec<Option<By>>,
    /// By atom: its place in the order; a rule's body stands before what the rule settles.
    place: Vec<u32>,
}

/// Settles all that can be derived from the starts (toll, kind, atom), cheapest first.
pub(super) fn settle(program: &Program, starts: Vec<(Toll, By, u32)>, toll: impl Fn(u32) -> Toll) -> Settled {
    let rules = 0..program.rules() as u32;
    let mut missing: Vec<u32> = rules.clone().map(|rule| program.bodies.of(rule).len() as u32).collect();
    let mut tolls: Vec<Toll> = rules.clone().map(toll).collect();
    let mut settled = Settled { by: vec![None; program.atoms], place: vec![0; program.atoms] };
    let mut queue: BinaryHeap<_> = starts.into_iter().map(Reverse).collect();
    for rule in rules.filter(|rule| program.bodies.of(*rule).is_empty()) {
        queue.extend(
            program.heads.of(rule).iter().map(|h| Reverse((tolls[rule as usize], By::Rule(rule), *h))),
        );
    }
    let mut place = 0;
    while let Some(Reverse((cost, by, atom))) = queue.pop() {
        if settled.by[atom as usize].is_some() {
            continue;
        }
        settled.by[atom as usize] = Some(by);
        settled.place[atom as usize] = place;
        place += 1;
        let mut before = None;
        for rule in program.uses.of(atom) {
            let sum = &mut tolls[*rule as usize];
            if before.replace(*rule) != Some(*rule) {
                *sum = std::array::from_fn(|part| sum[part].saturating_add(cost[part]));
            }
            missing[*rule as usize] -= 1;
            if missing[*rule as usize] == 0 {
                let open =
                    program.heads.of(*rule).iter().filter(|head| settled.by[**head as usize].is_none());
                queue.extend(open.map(|head| Reverse((*sum, By::Rule(*rule), *head))));
            }
        }
    }
    settled
}
