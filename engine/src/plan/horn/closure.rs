//! What follows from what is known, in linear time (Dowling & Gallier 1984).

use super::{Atom, Problem};

/// Which rules wait for an atom, and which conclude it.
#[derive(Debug, Clone)]
pub struct Index {
    waiting: Vec<Vec<u32>>,
    concluding: Vec<Vec<u32>>,
}

impl Index {
    /// Indexes a problem.
    pub fn new(problem: &Problem) -> Self {
        let mut index = Self {
            waiting: vec![Vec::new(); problem.atoms as usize],
            concluding: vec![Vec::new(); problem.atoms as usize],
        };
        for (number, rule) in (0_u32..).zip(&problem.rules) {
            // A repeated body atom counts once; bodies are short, so a scan beats a set.
            for (at, atom) in rule.body.iter().enumerate() {
                if !rule.body[..at].contains(atom) {
                    index.waiting[*atom as usize].push(number);
                }
            }
            for (at, atom) in rule.heads.iter().enumerate() {
                if !rule.heads[..at].contains(atom) {
                    index.concluding[*atom as usize].push(number);
                }
            }
        }
        index
    }

    /// Rules with an atom in their body.
    pub fn waiting(&self, atom: Atom) -> &[u32] {
        &self.waiting[atom as usize]
    }

    /// Rules with an atom among their heads.
    pub fn concluding(&self, atom: Atom) -> &[u32] {
        &self.concluding[atom as usize]
    }
}

/// What is known, growing as atoms are added.
#[derive(Debug, Clone)]
pub struct Closure {
    known: Vec<bool>,
    missing: Vec<u32>,
}

impl Closure {
    /// What follows from the given atoms and from nothing.
    pub fn new(problem: &Problem, index: &Index) -> Self {
        let mut missing = vec![0_u32; problem.rules.len()];
        for atom in 0..problem.atoms {
            for rule in index.waiting(atom) {
                missing[*rule as usize] += 1;
            }
        }
        let mut closure = Self { known: vec![false; problem.atoms as usize], missing };
        let mut start: Vec<Atom> = problem.given.clone();
        for (rule, _) in problem.rules.iter().zip(&closure.missing).filter(|(_, missing)| **missing == 0) {
            start.extend(&rule.heads);
        }
        closure.add(problem, index, &start);
        closure
    }

    /// Adds atoms and all that follows from them.
    pub fn add(&mut self, problem: &Problem, index: &Index, atoms: &[Atom]) {
        let mut pending: Vec<Atom> = atoms.to_vec();
        while let Some(atom) = pending.pop() {
            if std::mem::replace(&mut self.known[atom as usize], true) {
                continue;
            }
            for rule in index.waiting(atom) {
                let missing = &mut self.missing[*rule as usize];
                *missing -= 1;
                if *missing == 0 {
                    pending.extend(
                        problem.rules[*rule as usize].heads.iter().filter(|h| !self.known[**h as usize]),
                    );
                }
            }
        }
    }

    /// Whether an atom is known.
    pub fn knows(&self, atom: Atom) -> bool {
        self.known.get(atom as usize).copied().unwrap_or(false)
    }

    /// Whether all goals are known.
    pub fn meets(&self, problem: &Problem) -> bool {
        problem.goals.iter().all(|g| self.knows(*g))
    }
}

/// What follows from the given atoms and some more.
pub fn closure(problem: &Problem, extra: &[Atom]) -> Closure {
    let index = Index::new(problem);
    let mut closure = Closure::new(problem, &index);
    closure.add(problem, &index, extra);
    closure
}
