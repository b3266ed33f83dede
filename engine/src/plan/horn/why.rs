//! Why an atom is asked, and why a goal cannot be had.

use std::collections::{BTreeMap, BTreeSet};

use super::derivation::{By, settle};
use super::forward::{Forward, closure};
use super::program::Program;
use super::{Atom, Problem};

/// Why an atom is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyAsked {
    /// The goals that cannot be derived without it, in the order of the problem.
    pub goals: Vec<Atom>,
    /// Every rule that could supply it, in order; none means that nobody supplies it. A rule that lacks
    /// nothing means that the atom is asked for nothing.
    pub rules: Vec<UnmetRule>,
}

/// A rule that does not fire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmetRule {
    /// Its place in [`Problem::rules`].
    pub rule: usize,
    /// What it needs and does not get, in ascending order.
    pub lacks: Vec<Atom>,
}

/// Why `atom`, one of `asked`, is asked: what fails if the others alone are asked. Linear time.
pub fn why_asked(problem: &Problem, asked: &[Atom], atom: Atom) -> WhyAsked {
    let others: Vec<Atom> = asked.iter().copied().filter(|other| *other != atom).collect();
    let with = closure(problem, asked);
    let without = closure(problem, &others);
    let mut seen = BTreeSet::new();
    let lost = |goal: &Atom| with.knows(*goal) && !without.knows(*goal) && seen.insert(*goal);
    let supplying = problem.rules.iter().enumerate().filter(|(_, rule)| rule.heads.contains(&atom));
    WhyAsked {
        goals: problem.goals.iter().copied().filter(lost).collect(),
        rules: supplying
            .map(|(number, rule)| {
                let lacks: BTreeSet<Atom> =
                    rule.body.iter().copied().filter(|a| !without.knows(*a)).collect();
                UnmetRule { rule: number, lacks: lacks.into_iter().collect() }
            })
            .collect(),
    }
}

/// Some goals cannot be derived even when everything askable is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsolvable {
    /// Exactly those goals, each once, in the order of the problem.
    pub goals: Vec<Underivable>,
}

/// A goal that cannot be derived, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Underivable {
    /// The goal.
    pub goal: Atom,
    /// Were all of these known, the goal could be derived; without any one of them it could not. Ascending.
    /// If nobody supplies the goal itself, it is the goal alone.
    pub lacks: Vec<Lack>,
    /// The rules by which the goal would follow, in the order in which they would fire.
    pub chain: Vec<usize>,
}

/// An atom that nobody supplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lack {
    /// The atom; it is neither given nor askable.
    pub atom: Atom,
    /// Whether there are rules for it, which only run in a circle back to it, or need an atom that is missing
    /// too. If not, no rule concludes it at all.
    pub circular: bool,
}

/// Assuming an atom that no rule concludes.
const SOURCE: u64 = 1;
/// Assuming one that has rules: only where no sources do.
const CIRCLE: u64 = 1 << 32;
/// Assuming a goal that has rules: only as the very last.
const GOAL: u64 = 1 << 33;

/// Explains a problem that has no solution.
pub(super) fn unsolvable(problem: &Problem) -> Unsolvable {
    let program = Program::of(problem);
    let mut forward = Forward::new(&program);
    forward.learn_all(problem.given.iter().copied().chain(problem.askable.iter().map(|ask| ask.atom)));
    let exists = |goal: Atom| goal < problem.atoms;
    let mut seen = BTreeSet::new();
    let mut lost = problem.goals.clone();
    lost.retain(|goal| !(exists(*goal) && forward.knows(*goal)) && seen.insert(*goal));
    let assumed = cheapest_assumptions(&program, &forward, &lost);
    let explain = |goal: Atom| {
        if !exists(goal) {
            return Underivable {
                goal,
                lacks: vec![Lack { atom: goal, circular: false }],
                chain: Vec::new(),
            };
        }
        let lacks = thinned(&mut forward, assumptions(&program, &assumed, goal), goal);
        let chain = chain(&program, &mut forward, &lacks, goal);
        let lack = |atom| Lack { atom, circular: has_rule(&program, atom) };
        Underivable { goal, lacks: lacks.into_iter().map(lack).collect(), chain }
    };
    Unsolvable { goals: lost.into_iter().map(explain).collect() }
}

/// Whether some rule concludes the atom from atoms that exist.
fn has_rule(program: &Program, atom: u32) -> bool {
    let whole = |rule: &u32| program.bodies.of(*rule).iter().all(|atom| (*atom as usize) < program.atoms);
    program.makers.of(atom).iter().any(whole)
}

/// For every atom the cheapest way to it when any missing one may be assumed at a price: `By::Start(0)`
/// known, `By::Start(1)` assumed.
fn cheapest_assumptions(program: &Program, forward: &Forward, goals: &[Atom]) -> Vec<Option<By>> {
    let goals: BTreeSet<Atom> = goals.iter().copied().collect();
    let price = |atom: u32| match () {
        () if !has_rule(program, atom) => SOURCE,
        () if goals.contains(&atom) => GOAL,
        () => CIRCLE,
    };
    let start = |atom: u32| match forward.knows(atom) {
        true => ([0; 3], By::Start(0), atom),
        false => ([price(atom), 0, 0], By::Start(1), atom),
    };
    settle(program, (0..program.atoms as u32).map(start).collect(), |_| [0, 0, 1]).by
}

/// The assumptions that an atom rests on.
fn assumptions(program: &Program, by: &[Option<By>], atom: Atom) -> BTreeSet<Atom> {
    let mut seen = BTreeSet::new();
    let mut found = BTreeSet::new();
    let mut open = vec![atom];
    while let Some(atom) = open.pop() {
        if !seen.insert(atom) {
            continue;
        }
        match by[atom as usize] {
            Some(By::Start(1)) => drop(found.insert(atom)),
            Some(By::Rule(rule)) => open.extend(program.bodies.of(rule)),
            _ => {}
        }
    }
    found
}

/// Leaves out assumptions, the earliest first, as long as the goal still follows.
fn thinned(forward: &mut Forward, mut from: BTreeSet<Atom>, goal: Atom) -> Vec<Atom> {
    let mark = forward.mark();
    let mut kept = Vec::new();
    while let Some(atom) = from.pop_first() {
        let before = forward.mark();
        forward.learn_all(from.iter().copied());
        let needed = !forward.knows(goal);
        forward.undo(before);
        if needed {
            kept.push(atom);
            forward.learn(atom);
        }
    }
    forward.undo(mark);
    kept
}

/// The rules by which a goal follows from what is known and `more`, in the order in which they fire.
fn chain(program: &Program, forward: &mut Forward, more: &[Atom], goal: Atom) -> Vec<usize> {
    let mark = forward.mark();
    forward.learn_all(more.iter().copied());
    let place: BTreeMap<u32, usize> = forward.since(mark).iter().copied().zip(0..).collect();
    forward.undo(mark);
    let mut used = BTreeSet::new();
    let mut open = vec![goal];
    while let Some(atom) = open.pop() {
        let Some(at) = place.get(&atom).filter(|_| !more.contains(&atom)) else { continue };
        let earlier = |atom: &u32| {
            (*atom as usize) < program.atoms
                && (forward.knows(*atom) || place.get(atom).is_some_and(|p| p < at))
        };
        let fired = program.makers.of(atom).iter().find(|rule| program.bodies.of(**rule).iter().all(earlier));
        let Some(rule) = fired else { continue };
        let ready = program.bodies.of(*rule).iter().filter_map(|atom| place.get(atom)).max().copied();
        if used.insert((ready, *rule as usize)) {
            open.extend(program.bodies.of(*rule));
        }
    }
    used.into_iter().map(|(_, rule)| rule).collect()
}
