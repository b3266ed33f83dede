//! What holds of closures, derivations and explanations.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::forward::Forward;
use super::super::program::Program;
use super::super::{Derivation, Problem, Supply, closure, derivation, solve, why_asked};
use super::brute::{atoms, follows, set};
use super::generate;

fn everything(problem: &Problem) -> Vec<u32> {
    problem.askable.iter().map(|ask| ask.atom).collect()
}

/// The least (items, calls, rules) of any derivation tree of each atom: rule by rule until nothing improves.
fn least_tolls(problem: &Problem, asked: &[u32]) -> BTreeMap<u32, [u64; 3]> {
    let mut least: BTreeMap<u32, [u64; 3]> =
        problem.given.iter().chain(asked).map(|atom| (*atom, [0; 3])).collect();
    loop {
        let before = least.clone();
        for rule in &problem.rules {
            let Some(toll) = toll(rule, &least) else { continue };
            for head in &rule.heads {
                let entry = least.entry(*head).or_insert(toll);
                *entry = toll.min(*entry);
            }
        }
        if least == before {
            return least;
        }
    }
}

fn toll(rule: &super::super::Rule, of: &BTreeMap<u32, [u64; 3]>) -> Option<[u64; 3]> {
    let own = [u64::from(rule.needs_item), u64::from(rule.calls), 1];
    atoms(set(&rule.body)).iter().try_fold(own, |sum, atom| {
        let part = of.get(atom)?;
        Some([sum[0] + part[0], sum[1] + part[1], sum[2] + part[2]])
    })
}

/// Fires rules in this order; each must be ready.
fn fire(problem: &Problem, known: u32, order: &[usize]) -> Option<u32> {
    order.iter().try_fold(known, |known, number| {
        let rule = &problem.rules[*number];
        (set(&rule.body) & !known == 0).then_some(known | set(&rule.heads))
    })
}

fn supplies_match_tolls(problem: &Problem, derived: &Derivation, asked: &[u32]) -> Result<(), TestCaseError> {
    let least = least_tolls(problem, asked);
    for atom in 0..problem.atoms {
        match derived.supply(atom) {
            None => prop_assert!(!least.contains_key(&atom)),
            Some(Supply::Given) => prop_assert!(problem.given.contains(&atom)),
            Some(Supply::Asked) => prop_assert!(asked.contains(&atom)),
            Some(Supply::Rule(number)) => {
                prop_assert!(problem.rules[number].heads.contains(&atom));
                let as_cheap = |rule: &super::super::Rule| {
                    rule.heads.contains(&atom) && toll(rule, &least) == least.get(&atom).copied()
                };
                prop_assert_eq!(problem.rules.iter().position(as_cheap), Some(number));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn closure_is_the_least_fixpoint(problem in generate::problem(), extra in prop::collection::vec(0u32..4, 0..3)) {
        let expected = follows(&problem.rules, set(&problem.given) | set(&extra));
        let closure = closure(&problem, &extra);
        prop_assert_eq!(closure.atoms().collect::<Vec<_>>(), atoms(expected));
        prop_assert!((0..32).all(|atom| closure.knows(atom) == (expected >> atom & 1 == 1)));
    }

    #[test]
    fn going_back_forgets_exactly_what_was_learnt_since(
        problem in generate::problem(),
        steps in prop::collection::vec(0u32..14, 1..8),
    ) {
        let program = Program::of(&problem);
        let mut forward = Forward::new(&program);
        let mut marks = Vec::new();
        for step in &steps {
            marks.push((forward.mark(), forward.known.clone(), forward.missing.clone()));
            forward.learn(*step);
        }
        while let Some((mark, known, missing)) = marks.pop() {
            forward.undo(mark);
            prop_assert_eq!(&forward.known, &known);
            prop_assert_eq!(&forward.missing, &missing);
        }
    }

    #[test]
    fn each_known_atom_has_its_cheapest_supply(problem in generate::problem()) {
        let asked = everything(&problem)[..problem.askable.len() / 2].to_vec();
        supplies_match_tolls(&problem, &derivation(&problem, &asked), &asked)?;
    }

    #[test]
    fn a_derivation_fires_in_order_and_reaches_every_goal(problem in generate::problem()) {
        let Ok(solution) = solve(&problem, u64::MAX) else { return Ok(()) };
        let derived = derivation(&problem, &solution.asked);
        let start = set(&problem.given) | set(&solution.asked);
        let used = derived.rules_used_for(&problem.goals);
        let known = fire(&problem, start, &used);
        prop_assert!(known.is_some_and(|known| set(&problem.goals) & !known == 0), "{:?}", used);
        for goal in &problem.goals {
            let chain = derived.chain(*goal);
            prop_assert!(fire(&problem, start, &chain).is_some_and(|known| known >> goal & 1 == 1));
            prop_assert!(chain.iter().all(|rule| used.contains(rule)));
        }
    }

    #[test]
    fn every_atom_asked_is_missed_where_it_is_not_asked(problem in generate::problem()) {
        let Ok(solution) = solve(&problem, u64::MAX) else { return Ok(()) };
        for atom in &solution.asked {
            let why = why_asked(&problem, &solution.asked, *atom);
            let rest = set(&problem.given) | (set(&solution.asked) & !(1 << atom));
            let known = follows(&problem.rules, rest);
            prop_assert!(!why.goals.is_empty());
            prop_assert_eq!(set(&why.goals), set(&problem.goals) & !known);
            let making = problem.rules.iter().filter(|rule| rule.heads.contains(atom)).count();
            prop_assert_eq!(why.rules.len(), making);
            for unmet in &why.rules {
                prop_assert!(!unmet.lacks.is_empty());
                prop_assert_eq!(set(&unmet.lacks), set(&problem.rules[unmet.rule].body) & !known);
            }
        }
    }

    #[test]
    fn what_a_lost_goal_lacks_is_enough_and_all_needed(mut problem in generate::problem(), keep in 0usize..4) {
        problem.askable.truncate(keep);
        let known = follows(&problem.rules, set(&problem.given) | set(&everything(&problem)));
        let lost = set(&problem.goals) & !known;
        match solve(&problem, u64::MAX) {
            Ok(_) => prop_assert_eq!(lost, 0),
            Err(unsolvable) => {
                let named: Vec<u32> = unsolvable.goals.iter().map(|goal| goal.goal).collect();
                prop_assert_eq!(named.len(), lost.count_ones() as usize);
                prop_assert_eq!(set(&named), lost);
                for goal in &unsolvable.goals {
                    let lacks = goal.lacks.iter().fold(0, |all, lack| all | 1 << lack.atom);
                    prop_assert_eq!(lacks & known, 0);
                    let fired = fire(&problem, known | lacks, &goal.chain);
                    prop_assert!(fired.is_some_and(|known| known >> goal.goal & 1 == 1));
                    for lack in &goal.lacks {
                        let less = follows(&problem.rules, known | (lacks & !(1 << lack.atom)));
                        prop_assert!(less >> goal.goal & 1 == 0);
                        let made = problem.rules.iter().any(|rule| rule.heads.contains(&lack.atom));
                        prop_assert_eq!(lack.circular, made);
                    }
                }
            }
        }
    }
}
