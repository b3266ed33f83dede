//! The solver's front door: cut down, search each part, put together.

use super::reduce::{Reduced, reduce};
use super::search::search;
use super::why::{Unsolvable, unsolvable};
use super::{Atom, Problem};

/// What to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// Ascending. Of all solutions of least cost the one with the fewest questions, and of these the first in
    /// lexicographic order: the one that holds the earliest atom in which two differ.
    pub asked: Vec<Atom>,
    /// Total cost of `asked`, in the unit of [`super::Askable::cost`].
    pub cost: u64,
    /// How many of `asked` are questions.
    pub questions: u64,
    /// Proved: nothing cheaper will do. Equal to `cost` if `optimal`.
    pub lower_bound: u64,
    /// Proved to be least in cost and then in questions.
    pub optimal: bool,
    /// Proved moreover to be the first of the ties, so that the answer is unique.
    pub first_of_ties: bool,
    /// Nodes of the search looked at, over all parts. 0 if nothing was left to decide.
    pub nodes_explored: u64,
}

/// Finds the cheapest asks from which all goals follow, looking at about `limit` nodes of the search at most
/// (one for each independent part in any case; a node of a very large part counts as several). Where the
/// limit strikes the best known is returned, with what is proved about it.
///
/// # Errors
/// [`Unsolvable`] if some goal cannot be derived even when everything askable is asked.
pub fn solve(problem: &Problem, limit: u64) -> Result<Solution, Unsolvable> {
    let Some(Reduced { forced, spent, parts, unit }) = reduce(problem) else {
        return Err(unsolvable(problem));
    };
    let mut asked = forced;
    let (mut weight, mut at_least, mut first) = (spent, spent, true);
    let (mut nodes, mut used) = (0, 0);
    for part in &parts {
        let found = search(part, limit.saturating_sub(used));
        asked.extend(found.asked.iter().map(|atom| part.origin[*atom as usize]));
        weight += found.weight;
        at_least += found.at_least;
        nodes += found.nodes;
        used += found.used;
        first &= found.first;
    }
    asked.sort_unstable();
    let units = |weight| u64::try_from(weight / unit).unwrap_or(u64::MAX);
    Ok(Solution {
        asked,
        cost: units(weight),
        questions: u64::try_from(weight % unit).unwrap_or(u64::MAX),
        lower_bound: units(at_least),
        optimal: at_least == weight,
        first_of_ties: first,
        nodes_explored: nodes,
    })
}
