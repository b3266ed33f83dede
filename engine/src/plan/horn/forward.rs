//! What follows from what is known, in time linear in the rules it touches, and taken back as cheaply.
//!
//! Each rule counts how many body atoms are still missing (Dowling & Gallier, "Linear-time algorithms for
//! testing the satisfiability of propositional Horn formulae", Journal of Logic Programming 1(3), 1984). The
//! atoms learnt stand on a trail that is also the queue, so going back to an earlier state is unwinding it.

use super::program::Program;
use super::{Atom, Problem};

/// Which atoms are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    known: Vec<bool>,
}

impl Closure {
    /// Whether this atom is known; one that does not exist is not.
    pub fn knows(&self, atom: Atom) -> bool {
        self.known.get(atom as usize).copied().unwrap_or(false)
    }

    /// All known atoms in ascending order.
    pub fn atoms(&self) -> impl Iterator<Item = Atom> + '_ {
        self.known.iter().zip(0..).filter(|(known, _)| **known).map(|(_, atom)| atom)
    }
}

/// All that follows from what is given and `extra`. Linear time.
pub fn closure(problem: &Problem, extra: &[Atom]) -> Closure {
    let program = Program::of(problem);
    let mut forward = Forward::new(&program);
    forward.learn_all(problem.given.iter().chain(extra).copied());
    Closure { known: forward.known }
}

/// A state of knowledge that grows and can go back.
#[derive(Debug, Clone)]
pub(super) struct Forward<'a> {
    program: &'a Program,
    /// By atom.
    pub(super) known: Vec<bool>,
    /// By rule: body atoms not yet known, repeated ones counted as often as they stand there.
    pub(super) missing: Vec<u32>,
    trail: Vec<u32>,
}

impl<'a> Forward<'a> {
    /// What follows from nothing.
    pub(super) fn new(program: &'a Program) -> Forward<'a> {
        let missing: Vec<u32> =
            (0..program.rules() as u32).map(|rule| program.bodies.of(rule).len() as u32).collect();
        let mut forward = Forward { program, known: vec![false; program.atoms], missing, trail: Vec::new() };
        for rule in 0..program.rules() {
            if program.bodies.of(rule as u32).is_empty() {
                for head in program.heads.of(rule as u32) {
                    forward.learn(*head);
                }
            }
        }
        forward
    }

    /// Takes an atom as known, with all that follows. An atom that does not exist changes nothing.
    pub(super) fn learn(&mut self, atom: u32) {
        let from = self.trail.len();
        self.note(atom);
        let mut next = from;
        while let Some(atom) = self.trail.get(next).copied() {
            next += 1;
            for rule in self.program.uses.of(atom) {
                let missing = &mut self.missing[*rule as usize];
                *missing -= 1;
                if *missing == 0 {
                    for head in self.program.heads.of(*rule) {
                        self.note(*head);
                    }
                }
            }
        }
    }

    /// Takes all of these as known.
    pub(super) fn learn_all(&mut self, atoms: impl IntoIterator<Item = u32>) {
        for atom in atoms {
            self.learn(atom);
        }
    }

    fn note(&mut self, atom: u32) {
        if let Some(known) = self.known.get_mut(atom as usize).filter(|known| !**known) {
            *known = true;
            self.trail.push(atom);
        }
    }

    /// Whether this atom is known; it must exist.
    pub(super) fn knows(&self, atom: u32) -> bool {
        self.known[atom as usize]
    }

    /// Where the state stands now, to go back to with [`Forward::undo`].
    pub(super) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// What was learnt since a mark, in the order in which it followed.
    pub(super) fn since(&self, mark: usize) -> &[u32] {
        self.trail.get(mark..).unwrap_or_default()
    }

    /// Forgets all that was learnt since the mark.
    pub(super) fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark {
            if let Some(atom) = self.trail.pop() {
                self.known[atom as usize] = false;
                for rule in self.program.uses.of(atom) {
                    self.missing[*rule as usize] += 1;
                }
            }
        }
    }
}
