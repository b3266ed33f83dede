//! Input that no one means to give.

use super::super::{Askable, Lack, Problem, Rule, closure, derivation, solve, why_asked};

fn rule(body: &[u32], heads: &[u32]) -> Rule {
    Rule { body: body.to_vec(), heads: heads.to_vec(), calls: u32::MAX, needs_item: true }
}

fn ask(atom: u32, cost: u32) -> Askable {
    Askable { atom, cost, question: false }
}

#[test]
fn atoms_that_do_not_exist_are_never_known() {
    let problem = Problem {
        atoms: 3,
        rules: vec![rule(&[u32::MAX], &[0]), rule(&[1], &[7, 2, u32::MAX - 1])],
        given: vec![9, u32::MAX - 2],
        goals: vec![2],
        askable: vec![ask(1, 1), ask(u32::MAX, 1), ask(3, 1)],
    };
    assert_eq!(solve(&problem, 10).unwrap().asked, [1]);
    assert_eq!(closure(&problem, &[u32::MAX, 1]).atoms().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(derivation(&problem, &[1, 99]).supply(99), None);
    assert!(derivation(&problem, &[1, 99]).chain(u32::MAX).is_empty());
    assert!(why_asked(&problem, &[1, 99], 99).goals.is_empty());
    let lost = solve(&Problem { goals: vec![0, 55, 2], ..problem }, 10).unwrap_err().goals;
    assert_eq!(lost.iter().map(|goal| goal.goal).collect::<Vec<_>>(), [0, 55]);
    assert_eq!(lost[1].lacks, [Lack { atom: 55, circular: false }]);
}

#[test]
fn an_empty_problem_asks_nothing() {
    let solution = solve(&Problem::default(), 0).unwrap();
    assert_eq!((solution.asked.len(), solution.cost, solution.optimal), (0, 0, true));
}

#[test]
fn of_repeated_askables_the_cheapest_counts_and_nothing_is_free() {
    let askable = vec![ask(0, 7), ask(0, 2), ask(0, 9), ask(1, 0)];
    let problem = Problem { atoms: 2, goals: vec![0, 1, 1, 0], askable, ..Problem::default() };
    assert_eq!(solve(&problem, 1).unwrap().cost, 3);
}

#[test]
fn the_dearest_asks_add_up_without_overflow() {
    let askable = (0..1000).map(|atom| Askable { atom, cost: u32::MAX, question: true }).collect();
    let problem = Problem { atoms: 1000, goals: (0..1000).collect(), askable, ..Problem::default() };
    let solution = solve(&problem, 1).unwrap();
    assert_eq!((solution.cost, solution.questions), (1000 * u64::from(u32::MAX), 1000));
}

#[test]
fn a_chain_of_a_hundred_thousand_rules_needs_no_deep_stack() {
    let length = 100_000;
    let rules = (0..length).map(|atom| rule(&[atom, atom], &[atom + 1, atom + 1])).collect();
    let problem = Problem {
        atoms: length + 1,
        rules,
        goals: vec![length],
        askable: vec![ask(0, 1)],
        ..Problem::default()
    };
    assert_eq!(solve(&problem, 10).unwrap().asked, [0]);
    assert_eq!(derivation(&problem, &[0]).chain(length).len(), length as usize);
    let lost = solve(&Problem { askable: vec![], ..problem }, 10).unwrap_err().goals;
    assert_eq!(lost[0].lacks, [Lack { atom: 0, circular: false }]);
    assert_eq!(lost[0].chain.len(), length as usize);
}

#[test]
fn a_hard_problem_stops_at_its_limit_with_a_true_bound() {
    // Every pair of 60 keys is needed: a vertex cover of a complete graph, of which all but one are asked.
    let mut problem = Problem { atoms: 60, ..Problem::default() };
    for (one, other) in (0..60).flat_map(|one| (0..one).map(move |other| (one, other))) {
        let goal = problem.atoms;
        problem.atoms += 1;
        problem.rules.extend([rule(&[one], &[goal]), rule(&[other], &[goal])]);
        problem.goals.push(goal);
    }
    problem.askable = (0..60).map(|atom| ask(atom, 1)).collect();
    let solution = solve(&problem, 50).unwrap();
    assert_eq!(solution.cost, 59);
    assert!(solution.lower_bound >= 30 && solution.nodes_explored <= 50);
}

#[test]
fn a_covering_of_45_results_by_30_keys_takes_few_nodes() {
    // Each result follows from any of three pairs of keys. Searching without the smallest cuts takes
    // thousands of nodes.
    let mut problem = Problem { atoms: 75, goals: (30..75).collect(), ..Problem::default() };
    for goal in 30..75u32 {
        for way in 1..=3 {
            let pair = [(goal * goal * way + 7 * way) % 30, (goal * 11 * way + goal / 4) % 30];
            problem.rules.push(rule(&pair, &[goal]));
        }
    }
    problem.askable = (0..30).map(|atom| ask(atom, 1)).collect();
    let solution = solve(&problem, 100_000).unwrap();
    assert!(solution.optimal && solution.first_of_ties);
    assert!((10..=500).contains(&solution.nodes_explored), "{} nodes", solution.nodes_explored);
}
