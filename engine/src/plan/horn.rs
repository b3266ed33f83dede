//! The minimal ask, abstractly: the cheapest facts to ask for, so that all that is needed follows.
//!
//! An **atom** is a fact that may be known: that this person's this element, material or answer is at hand.
//! A **rule** says that whoever knows its whole body knows all its heads: a call of a service, a computed
//! element, an item that gives a result. What is known is the *least* fixpoint of the rules, so a circle of
//! rules proves nothing by itself. Some atoms are given, some may be asked at a cost, some are goals:
//! [`solve`] finds the askable atoms of least total cost from which every goal follows, and proves it.
//!
//! This is minimum-cost Horn abduction, the same problem as optimal planning without deletes. It is NP-hard
//! in general, and small in practice once everything beside the point is cut away:
//!
//! | file | thought | source |
//! |---|---|---|
//! | `program` | rules indexed by body and by head, as flat lists | |
//! | `forward` | what follows, by counting missing body atoms, and taking it back | Dowling & Gallier 1984 |
//! | `reduce` | relevance, forced asks, dominated asks, independent parts | |
//! | `bound` | disjoint cuts: what any solution must cost at least | Helmert & Domshlak 2009 |
//! | `search` | branch and bound, then the first of the ties | |
//! | `derivation` | one well-founded supply for each known atom | Knuth 1977 |
//! | `why` | why an atom is asked; why a goal cannot be had | |
//!
//! Atoms at or beyond [`Problem::atoms`] do not exist: a rule that needs one never fires, a goal that
//! names one cannot be derived. Nothing here panics on any input; memory is linear in the problem, but
//! for the path of the search, at most the square of what is left undecided.

mod bound;
mod derivation;
mod forward;
mod program;
mod reduce;
mod search;
mod solve;
#[cfg(test)]
mod tests;
mod why;

pub use derivation::{Derivation, Supply, derivation};
pub use forward::{Closure, closure};
pub use solve::{Solution, solve};
pub use why::{Lack, Underivable, UnmetRule, Unsolvable, WhyAsked, why_asked};

/// A fact that may be known, by number. Lower numbers stand earlier in the files.
pub type Atom = u32;

/// What is given, what may be asked, what is needed, and what follows from what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// How many atoms there are; they are `0..atoms`. Arrays of this length are allocated.
    pub atoms: u32,
    /// In the order of preference (the order of `share`); other results name a rule by its place here.
    pub rules: Vec<Rule>,
    /// Known without asking.
    pub given: Vec<Atom>,
    /// All of these must be known in the end.
    pub goals: Vec<Atom>,
    /// What may be asked. Of several entries for one atom the cheapest counts.
    pub askable: Vec<Askable>,
}

/// Who knows all of `body` knows all of `heads`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// Needed, all of them; empty means always.
    pub body: Vec<Atom>,
    /// Supplied, all of them.
    pub heads: Vec<Atom>,
    /// How many calls of systems one use makes: 1 for a service, 0 for a computed element. It does not count
    /// in the cost of asking, only in the choice between supplies.
    pub calls: u32,
    /// Whether it is the work of an item; a supply that needs no item is preferred.
    pub needs_item: bool,
}

/// An atom that may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Askable {
    /// What is asked.
    pub atom: Atom,
    /// At least 1; 0 counts as 1, since what costs nothing would be asked for nothing.
    pub cost: u32,
    /// Whether it is a question (a situation) and not a field or material; at equal cost fewer are asked.
    pub question: bool,
}
