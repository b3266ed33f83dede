//! Against counting every combination.

use std::cell::RefCell;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Answers, Basis, Effort, Unweighable, Variable, ways};

const EXACT: Effort = Effort { evaluations: 1_000_000, samples: 1, seed: 0 };

/// A function that reads what it needs: a tree of variables with numbers at the leaves.
#[derive(Debug, Clone)]
enum Tree {
    Number(i32),
    Impossible,
    Read(usize, Vec<Tree>),
}

impl Tree {
    fn run(&self, answer: &mut impl FnMut(usize) -> usize) -> Option<i32> {
        match self {
            Tree::Number(number) => Some(*number),
            Tree::Impossible => None,
            Tree::Read(variable, then) => then[answer(*variable) % then.len()].run(answer),
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![8 => (0i32..9).prop_map(Tree::Number), 1 => Just(Tree::Impossible)];
    leaf.prop_recursive(4, 30, 3, |inner| {
        (0usize..5, vec(inner, 1..4)).prop_map(|(variable, then)| Tree::Read(variable, then))
    })
}

/// Five variables: weights as rows, of which one is chosen by the sum of the answers it depends on.
type Table = Vec<(Vec<Vec<f64>>, Vec<usize>)>;

fn table() -> impl Strategy<Value = Table> {
    let row = |answers| {
        let weights = vec(prop_oneof![Just(0.0), 0.1..2.0f64], answers);
        weights.prop_map(|mut weights| {
            weights[0] += 0.05;
            weights
        })
    };
    let rows = (1usize..4).prop_flat_map(move |answers| vec(row(answers), 1..3));
    vec((rows, vec(any::<prop::sample::Index>(), 0..3)), 5).prop_map(|variables| {
        let number = |(at, (rows, after)): (usize, (_, Vec<prop::sample::Index>))| {
            (rows, after.iter().filter(|_| at > 0).map(|after| after.index(at)).collect())
        };
        variables.into_iter().enumerate().map(number).collect()
    })
}

fn row<'a>(rows: &'a [Vec<f64>], given: &[usize]) -> &'a Vec<f64> {
    &rows[given.iter().sum::<usize>() % rows.len()]
}

fn variables(table: &Table) -> Vec<Variable<'_>> {
    let variable = |(rows, after): &'_ (Vec<Vec<f64>>, Vec<usize>)| (rows[0].len(), after.clone());
    table
        .iter()
        .map(|entry| {
            let (answers, after) = variable(entry);
            Variable { answers, after, weights: Box::new(|given| row(&entry.0, given).clone()) }
        })
        .collect()
}

/// Every combination with its probability, in full.
fn combinations(table: &Table) -> Vec<(Vec<usize>, f64)> {
    table.iter().fold(vec![(Vec::new(), 1.0)], |all, (rows, after)| {
        let mut next = Vec::new();
        for (answers, probability) in all {
            let given: Vec<usize> = after.iter().map(|at| answers[*at]).collect();
            let weights = row(rows, &given);
            let total: f64 = weights.iter().sum();
            for (answer, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
                let longer = answers.iter().copied().chain([answer]).collect();
                next.push((longer, probability * weight / total));
            }
        }
        next
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_is_that_of_counting_all_combinations(table in table(), tree in tree()) {
        let all: Vec<(f64, f64)> = combinations(&table)
            .iter()
            .filter_map(|(answers, share)| Some((*share, f64::from(tree.run(&mut |at| answers[at])?))))
            .collect();
        let mass: f64 = all.iter().map(|(share, _)| share).sum();
        let found = ways(&variables(&table), EXACT, |answers| tree.run(&mut |at| answers.of(at)));
        if all.is_empty() {
            prop_assert_eq!(found, Err(Unweighable::Impossible));
            return Ok(());
        }
        let found = found.unwrap();
        let figure = |value: &i32| f64::from(*value);
        let expected: f64 = all.iter().map(|(share, value)| share * value).sum::<f64>() / mass;
        prop_assert!((found.expected(figure) - expected).abs() < 1e-9);
        let least = all.iter().map(|(_, value)| *value).fold(f64::INFINITY, f64::min);
        let most = all.iter().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
        prop_assert_eq!(found.range(figure), (least, most));
        prop_assert_eq!(found.standard_error(figure), 0.0);
        prop_assert!((found.ways.iter().map(|way| way.probability).sum::<f64>() - 1.0).abs() < 1e-9);
        let Basis::Exact { evaluations, combinations } = found.basis else {
            return Err(TestCaseError::fail("not exact"));
        };
        prop_assert!(u128::from(evaluations) <= combinations.unwrap());
    }

    #[test]
    fn sampling_agrees_within_six_standard_errors(table in table(), tree in tree(), seed in any::<u64>()) {
        let variables = variables(&table);
        let run = |effort| ways(&variables, effort, |answers: &mut Answers| tree.run(&mut |at| answers.of(at)));
        let Ok(exact) = run(EXACT) else { return Ok(()) };
        let Ok(drawn) = run(Effort { evaluations: 0, samples: 2000, seed }) else { return Ok(()) };
        // Where most draws are impossible, too few are left to judge by.
        prop_assume!(matches!(drawn.basis, Basis::Sampled { samples, .. } if samples >= 1000));
        let figure = |value: &i32| f64::from(*value);
        let (error, apart) = (drawn.standard_error(figure), drawn.expected(figure) - exact.expected(figure));
        // A way too rare to be drawn shows in no standard error; 0.1 is what 1 in 90 can move.
        prop_assert!(apart.abs() <= 6.0 * error + 0.1, "apart {apart}, standard error {error}");
        prop_assert_eq!(&run(Effort { evaluations: 0, samples: 2000, seed }).unwrap(), &drawn);
        prop_assert!(drawn.ways.len() <= exact.ways.len());
        for way in &drawn.ways {
            prop_assert!(exact.ways.iter().any(|other| (&other.answers, other.value) == (&way.answers, way.value)));
        }
    }
}

fn coins(count: usize) -> Vec<Variable<'static>> {
    (0..count).map(|_| Variable::independent(vec![0.5, 0.5])).collect()
}

#[test]
fn forty_variables_are_exact_when_each_run_reads_few() {
    // The first ten say which of the last thirty is read.
    let read = |answers: &mut Answers| {
        let ones: usize = (0..10).map(|at| answers.of(at)).sum();
        Some(ones + answers.of(10 + 2 * ones))
    };
    let found = ways(&coins(40), EXACT, read).unwrap();
    assert_eq!(found.basis, Basis::Exact { evaluations: 2048, combinations: Some(1 << 40) });
    assert!((found.expected(|ones| *ones as f64) - 5.5).abs() < 1e-12);
}

#[test]
fn too_many_ways_are_drawn_and_the_result_says_so() {
    let effort = Effort { evaluations: 1000, samples: 4000, seed: 7 };
    let found =
        ways(&coins(40), effort, |answers| Some((0..40).map(|at| answers.of(at)).sum::<usize>())).unwrap();
    assert_eq!(found.basis, Basis::Sampled { samples: 4000, seed: 7 });
    let figure = |ones: &usize| *ones as f64;
    let error = found.standard_error(figure);
    assert!((0.04..0.06).contains(&error), "the standard deviation is √10, so about 0.05, not {error}");
    assert!((found.expected(figure) - 20.0).abs() < 4.0 * error);
}

#[test]
fn combinations_alike_in_all_that_is_read_are_run_once() {
    let runs = RefCell::new(0);
    let effort = Effort { evaluations: 0, samples: 10_000, seed: 1 };
    let read = |answers: &mut Answers| {
        *runs.borrow_mut() += 1;
        Some(answers.of(3) + 2 * answers.of(20))
    };
    assert_eq!(ways(&coins(40), effort, read).unwrap().ways.len(), 4);
    assert_eq!(*runs.borrow(), 4);
}

#[test]
fn answers_of_weight_zero_are_never_taken() {
    let variables = [Variable::independent(vec![0.0, 1.0, 0.0])];
    let found = ways(&variables, EXACT, |answers| Some(answers.of(0))).unwrap();
    assert_eq!(found.ways.len(), 1);
    assert_eq!((found.ways[0].value, found.ways[0].probability), (1, 1.0));
}

#[test]
fn weights_that_make_no_sense_are_named() {
    for weights in [vec![], vec![0.0, 0.0], vec![-1.0, 2.0], vec![f64::NAN], vec![f64::INFINITY, 1.0]] {
        let variables = [Variable::independent(vec![1.0]), Variable::independent(weights)];
        let found = ways(&variables, EXACT, |answers| Some(answers.of(1)));
        assert_eq!(found.unwrap_err(), Unweighable::Weights { variable: 1 });
    }
    let circle = [Variable { after: vec![0], ..Variable::independent(vec![1.0]) }];
    let fault = ways(&circle, EXACT, |answers| Some(answers.of(0))).unwrap_err();
    assert_eq!(fault, Unweighable::Order { variable: 0, after: 0 });
    assert!(fault.message_zh().contains("第 1 个") && fault.message_en().contains("variable 1"));
}

#[test]
fn a_long_line_of_dependence_needs_no_deep_stack() {
    let first = Variable::independent(vec![1.0, 1.0]);
    let same = |given: &[usize]| if given == [0] { vec![1.0, 0.0] } else { vec![0.0, 1.0] };
    let later = (1..20_000).map(|at| Variable { answers: 2, after: vec![at - 1], weights: Box::new(same) });
    let variables: Vec<Variable> = std::iter::once(first).chain(later).collect();
    let found = ways(&variables, EXACT, |answers| Some(answers.of(19_999))).unwrap();
    assert_eq!(found.ways.len(), 2);
    assert_eq!(found.expected(|last| *last as f64), 0.5);
}

#[test]
fn a_variable_that_does_not_exist_answers_nothing() {
    assert_eq!(ways(&coins(1), EXACT, |answers| Some(answers.of(9))).unwrap().ways[0].value, 0);
}
