//! All the ways through, each with its probability, for a function that looks at few of many variables.
//!
//! The function asks for the answers it needs, one after the other. Which it asks for next depends only on
//! the answers so far, so its runs form a decision tree, and all combinations that agree on the answers read
//! share one leaf. Walking the leaves is exact whatever the number of combinations: forty two-way variables
//! of which any run reads at most ten need at most 2¹⁰ runs, not 2⁴⁰. Where even the leaves are too many,
//! combinations are drawn with a seed that the caller states, and the result says so.

mod answers;
mod sample;
#[cfg(test)]
mod tests;

use std::fmt;

pub use answers::Answers;

/// The weight of each answer, from the answers of the variables that it depends on.
pub type Weights<'a> = Box<dyn Fn(&[usize]) -> Vec<f64> + 'a>;

/// A variable with finitely many answers, numbered from 0.
pub struct Variable<'a> {
    /// How many answers; at least 1.
    pub answers: usize,
    /// Earlier variables that the weights depend on.
    pub after: Vec<usize>,
    /// From the answers of `after`, in that order, the weight of each answer: not negative, not all 0. They
    /// need not sum to 1. Answers of weight 0 are never taken.
    pub weights: Weights<'a>,
}

impl<'a> Variable<'a> {
    /// One whose weights depend on nothing.
    pub fn independent(weights: Vec<f64>) -> Variable<'a> {
        Variable { answers: weights.len(), after: Vec::new(), weights: Box::new(move |_| weights.clone()) }
    }
}

impl fmt::Debug for Variable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Variable").field("answers", &self.answers).field("after", &self.after).finish()
    }
}

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Runs of the function before giving up on walking every leaf.
    pub evaluations: u64,
    /// Combinations to draw in that case; at least 1.
    pub samples: u64,
    /// Where the draws start; the same seed draws the same.
    pub seed: u64,
}

/// The ways through.
#[derive(Debug, Clone, PartialEq)]
pub struct Ways<T> {
    /// Disjoint, and all that are possible if `basis` is exact.
    pub ways: Vec<Way<T>>,
    /// How they were found.
    pub basis: Basis,
}

/// The combinations that agree on the answers that were read.
#[derive(Debug, Clone, PartialEq)]
pub struct Way<T> {
    /// (variable, answer) in the order in which they were read.
    pub answers: Vec<(usize, usize)>,
    /// Above 0; over all ways they sum to 1.
    pub probability: f64,
    /// What the function gave.
    pub value: T,
}

/// Whether figures are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Every combination is counted.
    Exact {
        /// Runs of the function.
        evaluations: u64,
        /// The product of all variables' answers; none beyond `u128`.
        combinations: Option<u128>,
    },
    /// Combinations were drawn.
    Sampled {
        /// Drawn, without those that turned out to be impossible.
        samples: u64,
        /// Where the draws started.
        seed: u64,
    },
}

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unweighable {
    /// Weights of this variable are not a number each, negative, infinite, all 0, or not as many as its
    /// answers.
    Weights {
        /// The variable.
        variable: usize,
    },
    /// A variable depends on one that is not earlier.
    Order {
        /// The variable.
        variable: usize,
        /// The one it depends on.
        after: usize,
    },
    /// Every combination met is impossible.
    Impossible,
}

impl Unweighable {
    /// For people, in Chinese.
    pub fn message_zh(&self) -> String {
        match self {
            Unweighable::Weights { variable } => {
                format!("第 {} 个变量的权重须为非负有限数、与答案一一对应,且不全为零", variable + 1)
            }
            Unweighable::Order { variable, after } => {
                format!(
                    "第 {} 个变量的权重只能取决于在它之前的变量,不能取决于第 {} 个",
                    variable + 1,
                    after + 1
                )
            }
            Unweighable::Impossible => "所有答案组合都被排除,没有可走的办理路径".to_owned(),
        }
    }

    /// For people, in English.
    pub fn message_en(&self) -> String {
        match self {
            Unweighable::Weights { variable } => format!(
                "the weights of variable {} must be finite, not negative, one for each answer and not all zero",
                variable + 1
            ),
            Unweighable::Order { variable, after } => format!(
                "the weights of variable {} may depend only on earlier variables, not on {}",
                variable + 1,
                after + 1
            ),
            Unweighable::Impossible => "every combination of answers is ruled out; no way is left".to_owned(),
        }
    }
}

/// Finds the ways through. `evaluate` must be a function of the answers it reads alone; `None` means that the
/// combination is impossible: it is dropped and the rest rescaled (rule 16 of the format).
///
/// # Errors
/// [`Unweighable`] where the weights make no sense or nothing is possible.
pub fn ways<T>(
    variables: &[Variable],
    effort: Effort,
    mut evaluate: impl FnMut(&mut Answers) -> Option<T>,
) -> Result<Ways<T>, Unweighable> {
    for (variable, of) in variables.iter().enumerate() {
        if let Some(after) = of.after.iter().find(|after| **after >= variable) {
            return Err(Unweighable::Order { variable, after: *after });
        }
    }
    let found = match walk(variables, effort.evaluations, &mut evaluate)? {
        Some(found) => found,
        None => sample::sample(variables, effort, &mut evaluate)?,
    };
    found.rescaled().ok_or(Unweighable::Impossible)
}

/// Walks every leaf of the decision tree, first answers first; none if there are more than `limit`.
fn walk<T>(
    variables: &[Variable],
    limit: u64,
    evaluate: &mut impl FnMut(&mut Answers) -> Option<T>,
) -> Result<Option<Ways<T>>, Unweighable> {
    let mut ways = Vec::new();
    let mut answers = Answers::new(variables, None);
    for evaluations in 1..=limit {
        let value = evaluate(&mut answers);
        answers.sound()?;
        ways.extend(value.map(|value| answers.way(value)));
        if !answers.turn() {
            let product = |all: u128, one: &Variable| all.checked_mul(one.answers as u128);
            let combinations = variables.iter().try_fold(1, product);
            return Ok(Some(Ways { ways, basis: Basis::Exact { evaluations, combinations } }));
        }
    }
    Ok(None)
}

impl<T> Ways<T> {
    /// The mean of a figure.
    pub fn expected(&self, figure: impl Fn(&T) -> f64) -> f64 {
        self.ways.iter().map(|way| way.probability * figure(&way.value)).sum()
    }

    /// The smallest and the largest value of a figure over the ways.
    pub fn range(&self, figure: impl Fn(&T) -> f64) -> (f64, f64) {
        let figures = self.ways.iter().map(|way| figure(&way.value));
        figures.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), x| (min.min(x), max.max(x)))
    }

    /// The standard error of [`Ways::expected`]: 0 if exact, infinite for a single draw.
    pub fn standard_error(&self, figure: impl Fn(&T) -> f64) -> f64 {
        let Basis::Sampled { samples, .. } = self.basis else { return 0.0 };
        if samples < 2 {
            return f64::INFINITY;
        }
        let mean = self.expected(&figure);
        let spread = |way: &Way<T>| way.probability * (figure(&way.value) - mean).powi(2);
        let variance: f64 = self.ways.iter().map(spread).sum();
        (variance / (samples - 1) as f64).sqrt()
    }

    fn rescaled(mut self) -> Option<Ways<T>> {
        let total: f64 = self.ways.iter().map(|way| way.probability).sum();
        self.ways.iter_mut().for_each(|way| way.probability /= total);
        (total > 0.0).then_some(self)
    }
}
