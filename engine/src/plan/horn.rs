//! The minimal ask as a problem over integers: least-cost abduction in definite Horn logic.
//!
//! Atoms are facts, rules conclude all their heads once all their body is known, some atoms may be bought.
//! [`solve`] finds the least-cost purchase from which all goals follow, and proves it; [`derivation`] tells
//! how each atom then comes to be known. Closure is linear (Dowling & Gallier 1984); the search is branch
//! and bound over disjunctive landmarks, with sums of disjoint landmarks as lower bound (as LM-cut does for
//! planning without deletes: Helmert & Domshlak 2009).

mod closure;
mod derive;
mod search;
#[cfg(test)]
mod tests;
mod why;

pub use closure::{Closure, Index, closure};
pub use derive::{Derivation, Supply, derivation};
pub use search::solve;
pub use why::{Blocked, WhyAsked, why_asked};

/// A fact, as a position.
pub type Atom = u32;

/// Concludes all `heads` once all of `body` is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What must be known.
    pub body: Vec<Atom>,
    /// What is then known.
    pub heads: Vec<Atom>,
    /// Calls it takes: 1 for a service or licence, 0 for a computation.
    pub calls: u32,
    /// It waits for an item to end; a supply that does not is preferred (rule 13).
    pub needs_item: bool,
}

/// An atom that may be bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Askable {
    /// The atom.
    pub atom: Atom,
    /// Its cost, above 0.
    pub cost: u32,
    /// Whether it is a question; at equal cost fewer questions win (rule 11).
    pub question: bool,
}

/// A problem.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// Number of atoms.
    pub atoms: u32,
    /// Rules, in order of preference.
    pub rules: Vec<Rule>,
    /// Known for free.
    pub given: Vec<Atom>,
    /// Must be derivable.
    pub goals: Vec<Atom>,
    /// May be bought, each atom at most once.
    pub askable: Vec<Askable>,
}

/// The least-cost purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// Atoms bought, ascending.
    pub asked: Vec<Atom>,
    /// What they cost together.
    pub cost: u64,
    /// No purchase is cheaper than this.
    pub lower_bound: u64,
    /// Whether the purchase is proven least.
    pub optimal: bool,
    /// Nodes of the search.
    pub nodes_explored: u64,
}

/// Goals that cannot be derived even when everything askable is bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsolvable {
    /// Each such goal.
    pub goals: Vec<UnsolvableGoal>,
}

/// One goal that cannot be derived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsolvableGoal {
    /// The goal.
    pub goal: Atom,
    /// Underivable atoms behind it that nothing concludes at all, or that hold one another up in a circle.
    pub roots: Vec<Atom>,
}
