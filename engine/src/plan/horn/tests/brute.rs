//! The same questions answered the slow way, sharing no code with the solver.

use super::super::{Atom, Problem, Rule};

/// A set of at most 32 atoms.
pub type Set = u32;

pub fn set(atoms: &[Atom]) -> Set {
    atoms.iter().fold(0, |set, atom| set | 1 << atom)
}

pub fn atoms(set: Set) -> Vec<Atom> {
    (0..32).filter(|atom| set >> atom & 1 == 1).collect()
}

/// All that follows from `known`: every rule over and over, until nothing is new.
pub fn follows(rules: &[Rule], known: Set) -> Set {
    let rules: Vec<(Set, Set)> = rules.iter().map(|rule| (set(&rule.body), set(&rule.heads))).collect();
    fixpoint(&rules, known)
}

fn fixpoint(rules: &[(Set, Set)], mut known: Set) -> Set {
    loop {
        let fires =
            |known: Set, (body, heads): &(Set, Set)| if body & !known == 0 { heads | known } else { known };
        let next = rules.iter().fold(known, fires);
        if next == known {
            return known;
        }
        known = next;
    }
}

#[derive(Debug)]
pub struct Answer {
    pub cost: u64,
    pub questions: u64,
    pub asked: Vec<Atom>,
    /// Solutions of least cost with another number of questions exist.
    pub question_tie: bool,
    /// Solutions of least cost and as few questions.
    pub ties: usize,
}

/// Tries all subsets of what may be asked.
pub fn answer(problem: &Problem) -> Option<Answer> {
    let rules: Vec<(Set, Set)> = problem.rules.iter().map(|r| (set(&r.body), set(&r.heads))).collect();
    let (given, goals) = (set(&problem.given), set(&problem.goals));
    let mut best: Vec<(u64, u64, Vec<Atom>)> = Vec::new();
    for subset in 0u32..1 << problem.askable.len() {
        let chosen =
            || problem.askable.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1).map(|(_, ask)| ask);
        let cost = chosen().map(|ask| u64::from(ask.cost)).sum();
        if best.first().is_some_and(|(least, _, _)| cost > *least) {
            continue;
        }
        let asked = chosen().fold(0, |asked, ask| asked | 1 << ask.atom);
        if goals & !fixpoint(&rules, given | asked) != 0 {
            continue;
        }
        if best.first().is_some_and(|(least, _, _)| cost < *least) {
            best.clear();
        }
        best.push((cost, chosen().filter(|ask| ask.question).count() as u64, atoms(asked)));
    }
    best.sort();
    let (cost, questions, asked) = best.first()?.clone();
    let ties = best.iter().filter(|(_, other, _)| *other == questions).count();
    Some(Answer { cost, questions, asked, question_tie: ties < best.len(), ties })
}

/// Whether some atom can be needed for itself.
pub fn has_circle(problem: &Problem) -> bool {
    let mut reaches: Vec<Set> = vec![0; 32];
    for rule in &problem.rules {
        for atom in &rule.body {
            reaches[*atom as usize] |= set(&rule.heads);
        }
    }
    for _ in 0..problem.atoms {
        for atom in 0..problem.atoms as usize {
            reaches[atom] =
                atoms(reaches[atom]).iter().fold(reaches[atom], |all, a| all | reaches[*a as usize]);
        }
    }
    (0..problem.atoms as usize).any(|atom| reaches[atom] >> atom & 1 == 1)
}
