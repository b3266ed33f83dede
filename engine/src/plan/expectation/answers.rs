//! Answers handed out one by one, and remembered.

use super::sample::pick;
use super::{Unweighable, Variable, Way};
use crate::random::Random;

/// The answers of one combination, decided as they are read.
#[derive(Debug)]
pub struct Answers<'a> {
    variables: &'a [Variable<'a>],
    /// By variable, once read.
    decided: Vec<Option<usize>>,
    /// All choices made, in order. Those from `next` on stand from the run before, to be made again.
    path: Vec<Choice>,
    next: usize,
    /// Draws new choices; without it each starts at its first answer.
    random: Option<&'a mut Random>,
    fault: Option<Unweighable>,
}

/// A variable read, and what it could be.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) variable: usize,
    /// (answer, probability), all above 0.
    pub(super) answers: Vec<(usize, f64)>,
    /// Which of `answers` it is.
    pub(super) at: usize,
}

impl<'a> Answers<'a> {
    pub(super) fn new(variables: &'a [Variable<'a>], random: Option<&'a mut Random>) -> Answers<'a> {
        let decided = vec![None; variables.len()];
        Answers { variables, decided, path: Vec::new(), next: 0, random, fault: None }
    }

    /// With these choices made already.
    pub(super) fn along(mut self, path: Vec<Choice>) -> Answers<'a> {
        self.path = path;
        self
    }

    /// Whether this run draws a combination, rather than walking all of them.
    pub fn are_drawn(&self) -> bool {
        self.random.is_some()
    }

    /// The answer to a variable, by number. One that does not exist answers 0.
    pub fn of(&mut self, variable: usize) -> usize {
        // What its weights depend on is read first, the earliest first. `after` only names earlier ones.
        let mut open = vec![variable];
        while let Some(variable) = open.last().copied() {
            let Some(about) = self.variables.get(variable).filter(|_| self.decided[variable].is_none())
            else {
                open.pop();
                continue;
            };
            let missing = about.after.iter().copied().find(|after| self.decided[*after].is_none());
            match missing {
                Some(after) => open.push(after),
                None => self.decide(variable),
            }
        }
        self.decided.get(variable).copied().flatten().unwrap_or(0)
    }

    fn decide(&mut self, variable: usize) {
        if self.path.get(self.next).is_none_or(|choice| choice.variable != variable) {
            // A choice that stands from before is another variable's only if the function is no function;
            // then what follows is made anew, and the walk still ends.
            self.path.truncate(self.next);
            let answers = self.weigh(variable);
            let at = self.random.as_mut().map_or(0, |random| pick(random, &answers));
            self.path.push(Choice { variable, answers, at });
        }
        self.decided[variable] = self.path.get(self.next).map(|choice| choice.answers[choice.at].0);
        self.next += 1;
    }

    /// The probabilities of a variable's answers, given those it depends on.
    fn weigh(&mut self, variable: usize) -> Vec<(usize, f64)> {
        let about = &self.variables[variable];
        let given: Vec<usize> = about.after.iter().map(|after| self.decided[*after].unwrap_or(0)).collect();
        let weights = (about.weights)(&given);
        let total: f64 = weights.iter().sum();
        let sound = weights.iter().all(|weight| *weight >= 0.0) && total > 0.0 && total.is_finite();
        if !sound || weights.len() != about.answers {
            self.fault.get_or_insert(Unweighable::Weights { variable });
            return vec![(0, 1.0)];
        }
        let shares = weights.into_iter().map(|weight| weight / total).enumerate();
        shares.filter(|(_, share)| *share > 0.0).collect()
    }

    /// Whether all weights met so far made sense.
    pub(super) fn sound(&self) -> Result<(), Unweighable> {
        self.fault.map_or(Ok(()), Err)
    }

    /// The way just gone.
    pub(super) fn way<T>(&self, value: T) -> Way<T> {
        let taken =
            || self.path.iter().take(self.next).map(|choice| (choice.variable, choice.answers[choice.at]));
        Way {
            answers: taken().map(|(variable, (answer, _))| (variable, answer)).collect(),
            probability: taken().map(|(_, (_, share))| share).product(),
            value,
        }
    }

    /// The choices of the way just gone.
    pub(super) fn into_path(mut self) -> Vec<Choice> {
        self.path.truncate(self.next);
        self.path
    }

    /// Turns the last choice that can be turned to its next answer, for the next run. False if all are
    /// exhausted.
    pub(super) fn turn(&mut self) -> bool {
        self.path.truncate(self.next);
        self.next = 0;
        self.decided.fill(None);
        while let Some(last) = self.path.last_mut() {
            last.at += 1;
            if last.at < last.answers.len() {
                return true;
            }
            self.path.pop();
        }
        false
    }
}
