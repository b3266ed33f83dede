//! How each atom comes to be known: one supply per atom, so that the chosen rules form a derivation without
//! circles. A supply that needs no item wins, then fewest calls, then rule order (rule 13). Costs of
//! derivations are found as Knuth (1977) generalises Dijkstra's algorithm to grammars.

use super::closure::Index;
use super::{Atom, Problem};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How one atom is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supply {
    /// Known for free.
    Given,
    /// Bought.
    Asked,
    /// By a rule, by position.
    Rule(usize),
}

/// A supply for every atom that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derivation {
    supplies: Vec<Option<Supply>>,
    bodies: Vec<Vec<Atom>>,
    /// Per atom, when it became known: bodies come before heads.
    settled: Vec<u32>,
}

/// Items waited for, then calls made, then the rule's position: smaller is better.
type Cost = (u32, u32, usize);

/// Supplies every atom that follows from what is given and bought.
pub fn derivation(problem: &Problem, asked: &[Atom]) -> Derivation {
    let mut search = Search::new(problem);
    problem.given.iter().for_each(|atom| search.offer(*atom, (0, 0, 0), Supply::Given));
    asked.iter().for_each(|atom| search.offer(*atom, (0, 0, 0), Supply::Asked));
    for number in 0..problem.rules.len() {
        if search.missing[number] == 0 {
            search.conclude(number);
        }
    }
    search.run();
    let bodies = problem.rules.iter().map(|r| r.body.clone()).collect();
    Derivation { supplies: search.supplies, bodies, settled: search.settled }
}

struct Search<'a> {
    problem: &'a Problem,
    index: Index,
    /// Per rule, body atoms that are not settled yet.
    missing: Vec<u32>,
    /// Per atom, the cheapest supply seen so far.
    offers: Vec<Option<(Cost, Supply)>>,
    supplies: Vec<Option<Supply>>,
    settled: Vec<u32>,
    heap: BinaryHeap<Reverse<(Cost, Atom)>>,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem) -> Self {
        let index = Index::new(problem);
        let atoms = problem.atoms as usize;
        let mut missing = vec![0; problem.rules.len()];
        for atom in 0..problem.atoms {
            index.waiting(atom).iter().for_each(|r| missing[*r as usize] += 1);
        }
        Self {
            problem,
            index,
            missing,
            offers: vec![None; atoms],
            supplies: vec![None; atoms],
            settled: vec![u32::MAX; atoms],
            heap: BinaryHeap::new(),
        }
    }

    fn offer(&mut self, atom: Atom, cost: Cost, supply: Supply) {
        let slot = &mut self.offers[atom as usize];
        if slot.is_none_or(|(known, _)| cost < known) {
            *slot = Some((cost, supply));
            self.heap.push(Reverse((cost, atom)));
        }
    }

    /// All of a rule's body is settled: offers its heads.
    fn conclude(&mut self, number: usize) {
        let problem = self.problem;
        let rule = &problem.rules[number];
        let mut items = u32::from(rule.needs_item);
        let mut calls = rule.calls;
        for atom in &rule.body {
            if let Some(((behind_items, behind_calls, _), _)) = self.offers[*atom as usize] {
                items = items.saturating_add(behind_items);
                calls = calls.saturating_add(behind_calls);
            }
        }
        for head in &rule.heads {
            if self.supplies[*head as usize].is_none() {
                self.offer(*head, (items, calls, number), Supply::Rule(number));
            }
        }
    }

    fn run(&mut self) {
        let mut clock = 0;
        while let Some(Reverse((cost, atom))) = self.heap.pop() {
            let Some((best, supply)) = self.offers[atom as usize] else { continue };
            if best != cost || self.supplies[atom as usize].is_some() {
                continue;
            }
            self.supplies[atom as usize] = Some(supply);
            self.settled[atom as usize] = clock;
            clock += 1;
            for at in 0..self.index.waiting(atom).len() {
                let number = self.index.waiting(atom)[at] as usize;
                self.missing[number] -= 1;
                if self.missing[number] == 0 {
                    self.conclude(number);
                }
            }
        }
    }
}

impl Derivation {
    /// How an atom is known; none if it is not.
    pub fn supply(&self, atom: Atom) -> Option<Supply> {
        self.supplies.get(atom as usize).copied().flatten()
    }

    /// The rules that the supply of some atoms rests on, in an order in which they can happen.
    pub fn rules_used_for(&self, atoms: &[Atom]) -> Vec<usize> {
        let mut used: Vec<(u32, usize)> = Vec::new();
        let mut seen = vec![false; self.supplies.len()];
        let mut pending = atoms.to_vec();
        while let Some(atom) = pending.pop() {
            let Some(flag) = seen.get_mut(atom as usize) else { continue };
            if std::mem::replace(flag, true) {
                continue;
            }
            if let Some(Supply::Rule(rule)) = self.supply(atom) {
                // By when its first head settled: a rule comes after the rules that supply its body.
                used.push((self.settled[atom as usize], rule));
                pending.extend(self.bodies.get(rule).into_iter().flatten());
            }
        }
        used.sort_unstable();
        let mut rules = Vec::with_capacity(used.len());
        for (_, rule) in used {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        rules
    }

    /// The rules that one atom rests on.
    pub fn chain(&self, atom: Atom) -> Vec<usize> {
        self.rules_used_for(&[atom])
    }
}
