//! Branch and bound for the least-cost purchase.
//!
//! A *landmark* is a set of askable atoms of which every solution buys at least one: with the atoms of a set
//! forbidden to be bought, some goal no longer follows. Landmarks over disjoint atoms add up, so the sum of
//! their cheapest members is a lower bound. The search branches on the smallest landmark: buy its first
//! atom; or never buy that one and buy its second; and so on.

use super::closure::{Closure, Index};
use super::{Askable, Atom, Problem, Solution, Unsolvable, UnsolvableGoal};

/// Cost, then questions, then the atoms themselves: smaller is better (rule 11). The ask is thereby unique.
type Rank = (u64, u32, Vec<Atom>);

/// The least-cost purchase from which all goals follow; of several the one with fewest questions, then the
/// one whose sorted atoms come first. `limit` bounds the nodes of the search; past it the best found is
/// returned with a true lower bound and `optimal: false`.
///
/// # Errors
/// Goals that do not follow even when everything askable is bought.
pub fn solve(problem: &Problem, limit: u64) -> Result<Solution, Unsolvable> {
    let index = Index::new(problem);
    let free = Closure::new(problem, &index);
    let relevant = relevant(problem, &index, &free);
    let mut all = free.clone();
    let every: Vec<Atom> = problem.askable.iter().map(|a| a.atom).collect();
    all.add(problem, &index, &every);
    if !all.meets(problem) {
        return Err(unsolvable(problem, &index, &all));
    }
    let mut askable: Vec<Askable> = problem
        .askable
        .iter()
        .filter(|a| relevant[a.atom as usize] && !free.knows(a.atom))
        .copied()
        .collect();
    askable.sort_unstable_by_key(|a| a.atom);
    let mut search =
        Search { problem, index: &index, askable: &askable, limit, nodes: 0, best: None, cut: false };
    let root =
        Node { closure: free, bought: Vec::new(), cost: 0, questions: 0, open: vec![true; askable.len()] };
    let root_bound = search.bound(&root).map_or(0, |(bound, _)| bound);
    search.visit(root);
    let (cost, _, asked) = search.best.take().unwrap_or((0, 0, Vec::new()));
    let optimal = !search.cut;
    let lower_bound = if optimal { cost } else { root_bound.min(cost) };
    Ok(Solution { asked, cost, lower_bound, optimal, nodes_explored: search.nodes })
}

/// Atoms from which some goal could follow: backwards from the goals that are not known for free.
fn relevant(problem: &Problem, index: &Index, free: &Closure) -> Vec<bool> {
    let mut relevant = vec![false; problem.atoms as usize];
    let mut pending: Vec<Atom> = problem.goals.clone();
    while let Some(atom) = pending.pop() {
        if free.knows(atom) || std::mem::replace(&mut relevant[atom as usize], true) {
            continue;
        }
        for rule in index.concluding(atom) {
            pending.extend(&problem.rules[*rule as usize].body);
        }
    }
    relevant
}

struct Search<'a> {
    problem: &'a Problem,
    index: &'a Index,
    askable: &'a [Askable],
    limit: u64,
    nodes: u64,
    best: Option<Rank>,
    cut: bool,
}

/// A partial purchase: what is bought, and which askable atoms may still be.
struct Node {
    closure: Closure,
    bought: Vec<Atom>,
    cost: u64,
    questions: u32,
    open: Vec<bool>,
}

impl Search<'_> {
    fn visit(&mut self, node: Node) {
        // An explicit stack: depth is bounded by the askable atoms, which may be many.
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            self.nodes += 1;
            // The first dive must end, so that there is always an answer.
            if self.nodes > self.limit && self.best.is_some() {
                self.cut = true;
                return;
            }
            if node.closure.meets(self.problem) {
                self.offer(&node);
                continue;
            }
            let Some((bound, landmark)) = self.bound(&node) else { continue };
            if self.best.as_ref().is_some_and(|(cost, ..)| node.cost + bound > *cost) {
                continue;
            }
            self.branch(&node, &landmark, &mut stack);
        }
    }

    fn offer(&mut self, node: &Node) {
        let mut bought = node.bought.clone();
        bought.sort_unstable();
        let rank = (node.cost, node.questions, bought);
        if self.best.as_ref().is_none_or(|best| rank < *best) {
            self.best = Some(rank);
        }
    }

    /// One child per member of the landmark: buys it, with all earlier members forbidden, so that no
    /// purchase is looked at twice. Pushed in reverse so that the cheapest first comes off the stack first.
    fn branch(&self, node: &Node, landmark: &[usize], stack: &mut Vec<Node>) {
        let mut open = node.open.clone();
        let mut children = Vec::with_capacity(landmark.len());
        for member in landmark {
            let askable = self.askable[*member];
            open[*member] = false;
            let mut child = Node {
                closure: node.closure.clone(),
                bought: node.bought.clone(),
                cost: node.cost + u64::from(askable.cost),
                questions: node.questions + u32::from(askable.question),
                open: open.clone(),
            };
            child.closure.add(self.problem, self.index, &[askable.atom]);
            child.bought.push(askable.atom);
            children.push(child);
        }
        stack.extend(children.into_iter().rev());
    }

    /// A lower bound on what is still to be bought, and the landmark to branch on: the smallest of the
    /// disjoint landmarks found. None if the goals cannot be met with what may still be bought.
    fn bound(&self, node: &Node) -> Option<(u64, Vec<usize>)> {
        let mut left: Vec<bool> = node.open.clone();
        let mut bound = 0;
        let mut smallest: Option<Vec<usize>> = None;
        // The first landmark shows whether the node can be met at all.
        while let Some(mut landmark) = self.landmark(node, &left) {
            if landmark.is_empty() {
                return None;
            }
            let cheapest = landmark.iter().map(|m| self.askable[*m].cost).min().unwrap_or(0);
            bound += u64::from(cheapest);
            landmark.iter().for_each(|m| left[*m] = false);
            landmark
                .sort_by_key(|m| (self.askable[*m].cost, self.askable[*m].question, self.askable[*m].atom));
            if smallest.as_ref().is_none_or(|s| landmark.len() < s.len()) {
                smallest = Some(landmark);
            }
        }
        Some((bound, smallest.unwrap_or_default()))
    }

    /// A minimal-ish set of open askable atoms of which one must be bought, disjoint from those in earlier
    /// landmarks (`left[i]` false: an atom that may be taken as bought). None once the goals follow from
    /// the atoms of earlier landmarks alone: nothing more can be added to the bound.
    fn landmark(&self, node: &Node, left: &[bool]) -> Option<Vec<usize>> {
        let mut closure = node.closure.clone();
        let spent: Vec<Atom> = self.members(node, |i| !left[i]).map(|i| self.askable[i].atom).collect();
        closure.add(self.problem, self.index, &spent);
        let goal = self.problem.goals.iter().copied().find(|g| !closure.knows(*g))?;
        // Grow the allowed set as far as a goal stays out of reach: what is then not allowed is a landmark.
        let support = self.support_of(goal, &closure);
        let candidates: Vec<usize> = self.members(node, |i| left[i]).collect();
        let (inside, outside): (Vec<usize>, Vec<usize>) =
            candidates.into_iter().partition(|i| support[self.askable[*i].atom as usize]);
        let free: Vec<Atom> = outside.iter().map(|i| self.askable[*i].atom).collect();
        closure.add(self.problem, self.index, &free);
        if closure.knows(goal) {
            // Cannot happen: atoms outside the support do not help; stay sound all the same.
            return Some(inside.into_iter().chain(outside).collect());
        }
        let mut landmark = Vec::new();
        // Dear atoms first, so that the cheap ones are more likely to be allowed and the bound stays high.
        let mut order = inside;
        order.sort_by_key(|i| (self.askable[*i].cost, std::cmp::Reverse(self.askable[*i].atom)));
        for member in order {
            let mut with = closure.clone();
            with.add(self.problem, self.index, &[self.askable[member].atom]);
            if with.knows(goal) {
                landmark.push(member);
            } else {
                closure = with;
            }
        }
        Some(landmark)
    }

    fn members<'b>(
        &'b self,
        node: &'b Node,
        accepts: impl Fn(usize) -> bool + 'b,
    ) -> impl Iterator<Item = usize> + 'b {
        (0..self.askable.len())
            .filter(move |i| node.open[*i] && accepts(*i) && !node.closure.knows(self.askable[*i].atom))
    }

    /// Unknown atoms from which a goal could follow.
    fn support_of(&self, goal: Atom, closure: &Closure) -> Vec<bool> {
        let mut support = vec![false; self.problem.atoms as usize];
        let mut pending = vec![goal];
        while let Some(atom) = pending.pop() {
            if closure.knows(atom) || std::mem::replace(&mut support[atom as usize], true) {
                continue;
            }
            for rule in self.index.concluding(atom) {
                pending.extend(&self.problem.rules[*rule as usize].body);
            }
        }
        support
    }
}

/// Why goals cannot be met: the underivable atoms at the root.
fn unsolvable(problem: &Problem, index: &Index, all: &Closure) -> Unsolvable {
    let goals = problem.goals.iter().filter(|g| !all.knows(**g));
    Unsolvable {
        goals: goals
            .map(|goal| UnsolvableGoal { goal: *goal, roots: roots(problem, index, all, *goal) })
            .collect(),
    }
}

fn roots(problem: &Problem, index: &Index, all: &Closure, goal: Atom) -> Vec<Atom> {
    let mut seen = vec![false; problem.atoms as usize];
    let mut pending = vec![goal];
    let mut roots = Vec::new();
    while let Some(atom) = pending.pop() {
        if all.knows(atom) || std::mem::replace(&mut seen[atom as usize], true) {
            continue;
        }
        if index.concluding(atom).is_empty() {
            roots.push(atom);
        }
        for rule in index.concluding(atom) {
            pending.extend(&problem.rules[*rule as usize].body);
        }
    }
    if roots.is_empty() {
        // They hold one another up in a circle.
        roots = (0..problem.atoms).filter(|a| seen[*a as usize] && !all.knows(*a)).collect();
    }
    roots.sort_unstable();
    roots
}
