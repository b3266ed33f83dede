//! The answer is the best there is, and the first of the best.

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::super::{Problem, closure, solve};
use super::{brute, generate};

fn cases(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    )
}

/// Which of the constructs that must occur does this problem show?
fn constructs(problem: &Problem, nodes: u64, answer: Option<&brute::Answer>) -> Vec<&'static str> {
    let asked = |cost| {
        let asks = problem.askable.iter().filter(move |ask| ask.cost == cost);
        answer.is_some_and(|answer| asks.into_iter().any(|ask| answer.asked.contains(&ask.atom)))
    };
    let shows = [
        ("rule with several keys", problem.rules.iter().any(|rule| rule.body.len() > 1)),
        ("rule with several heads", problem.rules.iter().any(|rule| rule.heads.len() > 1)),
        ("circle", brute::has_circle(problem)),
        ("no solution", answer.is_none()),
        ("question ties with field", answer.is_some_and(|answer| answer.question_tie)),
        ("tie broken by order", answer.is_some_and(|answer| answer.ties > 1)),
        ("material asked", asked(5)),
        ("field asked", asked(1)),
        ("nothing asked", answer.is_some_and(|answer| answer.asked.is_empty())),
        ("branching", nodes > 3),
    ];
    shows.into_iter().filter(|(_, shown)| *shown).map(|(name, _)| name).collect()
}

#[test]
fn the_answer_is_that_of_trying_every_subset() {
    let seen = RefCell::new(BTreeMap::<&str, u32>::new());
    let law = |problem: Problem| {
        let expected = brute::answer(&problem);
        let found = solve(&problem, u64::MAX);
        let nodes = found.as_ref().map_or(0, |solution| solution.nodes_explored);
        for construct in constructs(&problem, nodes, expected.as_ref()) {
            *seen.borrow_mut().entry(construct).or_default() += 1;
        }
        match (found, expected) {
            (Ok(found), Some(expected)) => {
                prop_assert_eq!(&found.asked, &expected.asked);
                prop_assert_eq!((found.cost, found.questions), (expected.cost, expected.questions));
                prop_assert_eq!(found.lower_bound, found.cost);
                prop_assert!(found.optimal && found.first_of_ties);
            }
            (Err(_), None) => {}
            (found, expected) => prop_assert!(false, "{found:?} but {expected:?}"),
        }
        Ok(())
    };
    cases(10_000).run(&generate::problem(), law).unwrap();
    let seen = seen.into_inner();
    assert_eq!(seen.len(), 10, "constructs missing: {seen:?}");
    assert!(seen.values().all(|times| *times >= 100), "too rare: {seen:?}");
}

#[test]
fn a_limit_never_makes_the_proof_false() {
    let struck = RefCell::new(0);
    let law = |(problem, limit): (Problem, u64)| {
        let (Ok(found), Some(best)) = (solve(&problem, limit), brute::answer(&problem)) else {
            return Ok(());
        };
        let known = closure(&problem, &found.asked);
        prop_assert!(problem.goals.iter().all(|goal| known.knows(*goal)));
        prop_assert!(found.lower_bound <= best.cost && best.cost <= found.cost);
        if found.optimal {
            prop_assert_eq!((found.cost, found.questions), (best.cost, best.questions));
        } else {
            *struck.borrow_mut() += 1;
        }
        if found.first_of_ties {
            prop_assert_eq!(&found.asked, &best.asked);
        }
        Ok(())
    };
    cases(5000).run(&(generate::covering(), 0u64..3), law).unwrap();
    assert!(*struck.borrow() >= 100, "the limit struck only {} times", struck.borrow());
}

#[test]
fn taking_a_rule_away_never_makes_the_ask_cheaper() {
    let law = |(problem, which): (Problem, prop::sample::Index)| {
        let before = solve(&problem, u64::MAX).map(|solution| solution.cost);
        let mut without = problem.clone();
        if !without.rules.is_empty() {
            without.rules.remove(which.index(without.rules.len()));
        }
        match (before, solve(&without, u64::MAX).map(|solution| solution.cost)) {
            (Ok(before), Ok(after)) => prop_assert!(after >= before),
            (Err(_), Ok(_)) => prop_assert!(false, "solvable only without the rule"),
            _ => {}
        }
        Ok(())
    };
    cases(2000).run(&(generate::problem(), any::<prop::sample::Index>()), law).unwrap();
}

#[test]
fn the_order_of_rules_does_not_change_what_is_asked() {
    let shuffled = generate::problem().prop_flat_map(|problem| {
        let rules = Just(problem.rules.clone()).prop_shuffle();
        (Just(problem), rules)
    });
    let law = |(problem, rules): (Problem, Vec<_>)| {
        let other = Problem { rules, ..problem.clone() };
        let asked = |problem| solve(problem, u64::MAX).map(|solution| solution.asked).ok();
        prop_assert_eq!(asked(&problem), asked(&other));
        Ok(())
    };
    cases(1000).run(&shuffled, law).unwrap();
}
