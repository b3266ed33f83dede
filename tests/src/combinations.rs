//! Every combination of answers that a scenario's questions allow, those first that together have every pair of answers.

use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Scenario, SituationId};
use std::collections::BTreeSet;

/// Combinations that are laid out; of more, those that have every pair.
const MOST: usize = 10_000;

/// A situation and one of its answers.
type Answer = (usize, usize);

/// The ways of a scenario from every combination of single answers, all that it can begin with: pairs first, then the
/// rest; of more than 10,000 the pairs alone. And how many combinations there are.
pub fn combinations(scenario: &Scenario) -> (Vec<Way>, usize) {
    let sizes: Vec<usize> = scenario.situations.values().map(|situation| situation.answers.len()).collect();
    let all = sizes.iter().fold(1_usize, |product, size| product.saturating_mul(*size));
    let mut chosen = pairwise(&sizes);
    if all <= MOST {
        let mut seen: BTreeSet<Vec<usize>> = chosen.iter().cloned().collect();
        for number in 0..all {
            let mut rest = number;
            let next: Vec<usize> = sizes.iter().map(|size| (rest % size, rest /= size).0).collect();
            if seen.insert(next.clone()) {
                chosen.push(next);
            }
        }
    }
    let base = Way::base(scenario);
    let way = |answers: &Vec<usize>| {
        let mut way = base.clone();
        answers.iter().enumerate().for_each(|(at, answer)| way.set(SituationId::from(at), &[*answer]));
        way
    };
    let possible = |way: &Way| {
        way.stop(scenario).is_none() && !scenario.never.iter().any(|never| way.holds(scenario, never))
    };
    (chosen.iter().map(way).filter(possible).collect(), all)
}

/// Combinations that have every pair of answers of two situations: each takes, situation by situation, the answer that
/// makes the most pairs which no earlier one has.
fn pairwise(sizes: &[usize]) -> Vec<Vec<usize>> {
    let mut missing: BTreeSet<(Answer, Answer)> = BTreeSet::new();
    for (one, first) in sizes.iter().enumerate() {
        for (other, second) in sizes.iter().enumerate().skip(one + 1) {
            missing.extend((0..*first).flat_map(|a| (0..*second).map(move |b| ((one, a), (other, b)))));
        }
    }
    let mut chosen = vec![vec![0; sizes.len()]];
    take(&mut missing, &chosen[0]);
    while let Some((one, other)) = missing.first().copied() {
        let mut next: Vec<Option<usize>> = vec![None; sizes.len()];
        next[one.0] = Some(one.1);
        next[other.0] = Some(other.1);
        for (at, size) in sizes.iter().enumerate() {
            if next[at].is_none() {
                let gains = |answer: usize| {
                    let pair = |(with, theirs): (usize, &Option<usize>)| {
                        let (own, theirs) = ((at, answer), (with, (*theirs)?));
                        missing.contains(&(own.min(theirs), own.max(theirs))).then_some(())
                    };
                    next.iter().enumerate().filter_map(pair).count()
                };
                next[at] = (0..*size).max_by_key(|answer| (gains(*answer), usize::MAX - *answer));
            }
        }
        let next: Vec<usize> = next.into_iter().map(Option::unwrap_or_default).collect();
        take(&mut missing, &next);
        chosen.push(next);
    }
    chosen
}

fn take(missing: &mut BTreeSet<(Answer, Answer)>, answers: &[usize]) {
    for (one, first) in answers.iter().enumerate() {
        for (other, second) in answers.iter().enumerate().skip(one + 1) {
            missing.remove(&((one, *first), (other, *second)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::pairwise;

    #[test]
    fn every_pair_is_there_in_few_combinations() {
        let sizes = [3, 3, 2, 4, 2];
        let chosen = pairwise(&sizes);
        for (one, first) in sizes.iter().enumerate() {
            for (other, second) in sizes.iter().enumerate().skip(one + 1) {
                for (a, b) in (0..*first).flat_map(|a| (0..*second).map(move |b| (a, b))) {
                    assert!(chosen.iter().any(|c| c[one] == a && c[other] == b), "{one}={a} {other}={b}");
                }
            }
        }
        assert!((12..=16).contains(&chosen.len()), "{}", chosen.len());
        assert_eq!(pairwise(&[]), [Vec::<usize>::new()]);
        assert_eq!(pairwise(&[3]).len(), 1);
    }
}
