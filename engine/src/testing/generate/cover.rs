//! The fewest sets that together hold everything (minimum set cover): a greedy cover, then branch and bound on
//! the thing that the fewest sets hold, with the largest set as the bound.

/// Most branches that are looked into.
const MOST_BRANCHES: usize = 200_000;

/// A cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cover {
    /// Positions of its sets, in order.
    pub(super) chosen: Vec<usize>,
    /// There is no smaller one.
    pub(super) proven: bool,
}

/// The smallest cover of `0..things`; what no set holds is left out.
pub(super) fn smallest(things: usize, sets: &[Vec<usize>]) -> Cover {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); things];
    for (at, set) in sets.iter().enumerate() {
        for thing in set {
            holders[*thing].push(at);
        }
    }
    let open: Vec<bool> = holders.iter().map(|h| !h.is_empty()).collect();
    let mut search =
        Search { sets, holders, best: greedy(sets, open.clone()), taken: Vec::new(), branches: 0 };
    search.below(&open);
    let proven = search.branches < MOST_BRANCHES;
    let mut chosen = search.best;
    chosen.sort_unstable();
    Cover { chosen, proven }
}

fn gain(set: &[usize], open: &[bool]) -> usize {
    set.iter().filter(|thing| open[**thing]).count()
}

fn greedy(sets: &[Vec<usize>], mut open: Vec<bool>) -> Vec<usize> {
    let mut chosen = Vec::new();
    // The first of equals.
    while let Some(best) = (0..sets.len()).rev().max_by_key(|at| gain(&sets[*at], &open)) {
        if gain(&sets[best], &open) == 0 {
            break;
        }
        for thing in &sets[best] {
            open[*thing] = false;
        }
        chosen.push(best);
    }
    chosen
}

struct Search<'s> {
    sets: &'s [Vec<usize>],
    holders: Vec<Vec<usize>>,
    best: Vec<usize>,
    taken: Vec<usize>,
    branches: usize,
}

impl Search<'_> {
    fn below(&mut self, open: &[bool]) {
        self.branches += 1;
        if self.branches >= MOST_BRANCHES {
            return;
        }
        let left = open.iter().filter(|o| **o).count();
        if left == 0 {
            if self.taken.len() < self.best.len() {
                self.best.clone_from(&self.taken);
            }
            return;
        }
        let largest = self.sets.iter().map(|set| gain(set, open)).max().unwrap_or(0).max(1);
        if self.taken.len() + left.div_ceil(largest) >= self.best.len() {
            return;
        }
        // One of the sets that hold the scarcest thing is in every cover.
        let scarcest = (0..open.len()).filter(|t| open[*t]).min_by_key(|t| self.holders[*t].len());
        let Some(scarcest) = scarcest else { return };
        let mut candidates = self.holders[scarcest].clone();
        candidates.sort_by_key(|at| std::cmp::Reverse(gain(&self.sets[*at], open)));
        for at in candidates {
            let mut then = open.to_vec();
            for thing in &self.sets[at] {
                then[*thing] = false;
            }
            self.taken.push(at);
            self.below(&then);
            self.taken.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// By trying all choices of so many sets, fewest first.
    fn exhaustive(things: usize, sets: &[Vec<usize>]) -> usize {
        let all: u32 = sets.iter().flatten().fold(0, |bits, thing| bits | 1 << thing);
        let bits: Vec<u32> = sets.iter().map(|s| s.iter().fold(0, |b, t| b | 1 << t)).collect();
        assert!(things <= 32);
        let covers = |choice: u32| {
            (0..bits.len()).filter(|at| choice >> at & 1 == 1).fold(0, |b, at| b | bits[at]) == all
        };
        (0..1_u32 << sets.len()).filter(|c| covers(*c)).map(u32::count_ones).min().unwrap() as usize
    }

    #[test]
    fn no_cover_is_smaller_than_the_one_found() {
        let mut random = Random::new(7);
        for round in 0..400 {
            let things = 1 + random.below(14);
            let sets: Vec<Vec<usize>> = (0..1 + random.below(11))
                .map(|_| (0..things).filter(|_| random.below(3) == 0).collect())
                .collect();
            let Cover { chosen, proven } = smallest(things, &sets);
            assert!(proven);
            let held = |t: &usize| chosen.iter().any(|at| sets[*at].contains(t));
            let could = |t: &usize| sets.iter().any(|s| s.contains(t));
            assert!((0..things).filter(could).all(|t| held(&t)), "{round}: {sets:?}");
            assert_eq!(chosen.len(), exhaustive(things, &sets), "{round}: {sets:?}");
        }
    }

    #[test]
    fn a_greedy_cover_may_be_larger_than_the_smallest() {
        // The largest set first leaves two; without it two are enough.
        let sets = [vec![0, 1, 2, 3], vec![0, 1, 4], vec![2, 3, 5]];
        assert_eq!(greedy(&sets, vec![true; 6]).len(), 3);
        assert_eq!(smallest(6, &sets), Cover { chosen: vec![1, 2], proven: true });
    }
}
