//! Why an asked atom is asked.

use super::closure::{Closure, Index};
use super::{Atom, Problem};

/// Why an atom is bought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhyAsked {
    /// Goals that do not follow without it.
    pub needed_for: Vec<Atom>,
    /// Rules that would conclude it, and what each lacks when it is not bought.
    pub blocked: Vec<Blocked>,
}

/// A rule that would conclude the atom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// The rule, by position.
    pub rule: usize,
    /// What of its body is not known without the atom.
    pub lacks: Vec<Atom>,
}

/// Why an atom is bought, given everything that is.
pub fn why_asked(problem: &Problem, asked: &[Atom], atom: Atom) -> WhyAsked {
    let index = Index::new(problem);
    let mut without = Closure::new(problem, &index);
    let others: Vec<Atom> = asked.iter().copied().filter(|a| *a != atom).collect();
    without.add(problem, &index, &others);
    let needed_for = problem.goals.iter().copied().filter(|g| !without.knows(*g)).collect();
    let concluding = if atom < problem.atoms { index.concluding(atom) } else { &[] };
    let blocked = concluding
        .iter()
        .map(|rule| {
            let body = &problem.rules[*rule as usize].body;
            let lacks = body.iter().copied().filter(|b| !without.knows(*b) && *b != atom).collect();
            Blocked { rule: *rule as usize, lacks }
        })
        .collect();
    WhyAsked { needed_for, blocked }
}
