//! Ways through a scenario: one answer for every situation, and the chance of it (rules 16–21).

use super::expectation::{Answers, Variable};
use super::truth::WayValues;
use crate::scenario::model::{Answer, Condition, PartyId, Scenario, Situation, SituationId};
use std::cell::Cell;
use std::collections::BTreeMap;

/// One combination of answers, for one applicant.
#[derive(Debug, Clone)]
pub struct Way {
    /// Who applies.
    pub applicant: PartyId,
    /// Chosen answers per situation, bit `i` for the answer at position `i`.
    answers: Vec<u64>,
    /// Situations whose answer was looked at: what a result over this way rests on. No part of what it is.
    read: Vec<Cell<bool>>,
}

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        (self.applicant, &self.answers) == (other.applicant, &other.answers)
    }
}

impl Eq for Way {}

impl Way {
    /// A way in which nothing is answered yet.
    pub fn unanswered(scenario: &Scenario, applicant: PartyId) -> Self {
        Self::of(applicant, vec![0; scenario.situations.len()])
    }

    /// The base way: the first answer everywhere, all optional items chosen, unless the scenario says
    /// otherwise (rule 20).
    pub fn base(scenario: &Scenario) -> Self {
        let applicant = scenario.applicants().next().unwrap_or(PartyId(0));
        let mut way = Self::of(applicant, vec![1; scenario.situations.len()]);
        for given in &scenario.base {
            way.set(given.situation, &given.answers);
        }
        way
    }

    /// The same answers for another applicant.
    #[must_use]
    pub fn for_applicant(&self, applicant: PartyId) -> Self {
        Self::of(applicant, self.answers.clone())
    }

    fn of(applicant: PartyId, answers: Vec<u64>) -> Self {
        let read = vec![Cell::new(false); answers.len()];
        Self { applicant, answers, read }
    }

    /// Answers a situation by bits.
    fn set_bits(&mut self, situation: usize, bits: u64) {
        if let Some(answers) = self.answers.get_mut(situation) {
            *answers = bits;
        }
    }

    /// Answers a situation by positions.
    pub fn set(&mut self, situation: SituationId, answers: &[usize]) {
        if let Some(bits) = self.answers.get_mut(situation.index()) {
            *bits = answers.iter().filter(|a| **a < 64).fold(0, |bits, a| bits | 1 << a);
        }
    }

    /// The chosen answers of a situation as bits.
    pub fn bits(&self, situation: SituationId) -> u64 {
        if let Some(read) = self.read.get(situation.index()) {
            read.set(true);
        }
        self.answers.get(situation.index()).copied().unwrap_or(0)
    }

    /// The chosen answers of a situation.
    pub fn chosen<'a>(
        &self,
        id: SituationId,
        situation: &'a Situation,
    ) -> impl Iterator<Item = &'a Answer> + use<'a> {
        let bits = self.bits(id);
        situation
            .answers
            .iter()
            .enumerate()
            .filter(move |(i, _)| *i < 64 && bits >> i & 1 == 1)
            .map(|(_, a)| a)
    }

    /// The position of the first chosen answer.
    pub fn first(&self, situation: SituationId) -> Option<usize> {
        match self.bits(situation) {
            0 => None,
            bits => Some(bits.trailing_zeros() as usize),
        }
    }

    /// The situation and its answer that end this way, if any (rule 18).
    pub fn stop<'a>(&self, scenario: &'a Scenario) -> Option<(&'a Situation, &'a Answer)> {
        let ending = |s: &Situation| s.answers.iter().any(|a| a.stops.is_some());
        scenario.situations.values().enumerate().filter(|(_, s)| ending(s)).find_map(|(i, situation)| {
            let stops = self.chosen(SituationId::from(i), situation).find(|a| a.stops.is_some());
            stops.map(|answer| (situation, answer))
        })
    }

    /// Whether a condition over situations holds.
    pub fn holds(&self, scenario: &Scenario, condition: &Condition) -> bool {
        condition.expression.evaluate_boolean(&WayValues::new(scenario, self)).unwrap_or(false)
    }

    /// Whether an optional condition holds; none always does.
    pub fn holds_or_none(&self, scenario: &Scenario, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|c| self.holds(scenario, c))
    }
}

/// Results over ways of one applicant, each found once for all ways that agree on what it rests on: work looks at
/// answers one after the other, and which it looks at next depends on those before alone.
#[derive(Debug)]
pub struct Remembered<T> {
    /// By the situations that were looked at: what the answers to them came to.
    found: Vec<(Vec<usize>, ByAnswers<T>)>,
}

/// By answers, as bits.
type ByAnswers<T> = BTreeMap<Vec<u64>, T>;

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { found: Vec::new() }
    }
}

impl<T: Clone> Remembered<T> {
    /// What some work comes to over a way; it must be a function of the answers that it looks at.
    pub fn of(&mut self, way: &Way, work: impl FnOnce(&Way) -> T) -> T {
        let answers = |read: &[usize]| -> Vec<u64> {
            read.iter().map(|at| way.answers.get(*at).copied().unwrap_or(0)).collect()
        };
        if let Some(known) = self.found.iter().find_map(|(read, results)| results.get(&answers(read))) {
            return known.clone();
        }
        way.read.iter().for_each(|read| read.set(false));
        let result = work(way);
        let read: Vec<usize> = (0..way.read.len()).filter(|at| way.read[*at].get()).collect();
        let key = answers(&read);
        match self.found.iter_mut().find(|(known, _)| *known == read) {
            Some((_, results)) => drop(results.insert(key, result.clone())),
            None => self.found.push((read, BTreeMap::from([(key, result.clone())]))),
        }
        result
    }
}

/// A way and its chance among all ways that are possible.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedWay {
    /// The way.
    pub way: Way,
    /// Its chance, 0–1.
    pub probability: f64,
}

/// The number of combinations of answers before any is dropped.
pub fn combinations(scenario: &Scenario) -> f64 {
    scenario.situations.values().map(|s| choices(s).len() as f64).product()
}

/// The possible outcomes of one situation: one bit each, or every subset where several may hold.
fn choices(situation: &Situation) -> Vec<u64> {
    let n = situation.answers.len().min(20);
    if situation.several { (0..1_u64 << n).collect() } else { (0..n).map(|i| 1 << i).collect() }
}

/// The weights in force for a situation, given the answers so far.
fn weights_in_force<'a>(scenario: &Scenario, way: &Way, situation: &'a Situation) -> &'a [f64] {
    situation
        .conditional
        .iter()
        .find(|c| way.holds(scenario, &c.when))
        .map_or(&situation.weights[..], |c| &c.weights[..])
}

/// The chance of one outcome of a situation.
fn chance(weights: &[f64], several: bool, bits: u64) -> f64 {
    let weight = |i: usize| weights.get(i).copied().unwrap_or(0.0);
    if several {
        (0..weights.len()).map(|i| if bits >> i & 1 == 1 { weight(i) } else { 1.0 - weight(i) }).product()
    } else {
        weight(bits.trailing_zeros() as usize)
    }
}

/// All possible ways of one applicant with chance above 0, in answer order; chances sum to 1 over all that
/// are possible, those that stop included. Meant for at most some ten thousand combinations.
pub fn enumerate(scenario: &Scenario, applicant: PartyId) -> Vec<WeightedWay> {
    let mut ways = vec![WeightedWay { way: Way::unanswered(scenario, applicant), probability: 1.0 }];
    for (index, situation) in scenario.situations.values().enumerate() {
        let choices = choices(situation);
        let mut next = Vec::with_capacity(ways.len() * choices.len());
        for WeightedWay { way, probability } in &ways {
            let weights = weights_in_force(scenario, way, situation);
            for bits in &choices {
                let share = chance(weights, situation.several, *bits);
                if share > 0.0 {
                    let mut answers = way.answers.clone();
                    answers[index] = *bits;
                    let way = Way::of(applicant, answers);
                    next.push(WeightedWay { way, probability: probability * share });
                }
            }
        }
        ways = next;
    }
    ways.retain(|w| !scenario.never.iter().any(|c| w.way.holds(scenario, c)));
    rescale(&mut ways);
    ways
}

/// Makes chances sum to 1.
fn rescale(ways: &mut [WeightedWay]) {
    let total: f64 = ways.iter().map(|w| w.probability).sum();
    if total > 0.0 {
        ways.iter_mut().for_each(|w| w.probability /= total);
    }
}

/// The situations of a scenario as variables with weights, for walking or drawing ways (rule 16).
pub fn variables<'a>(scenario: &'a Scenario, applicant: PartyId) -> Vec<Variable<'a>> {
    let all = scenario.situations.values().enumerate();
    all.map(|(index, situation)| {
        let named = situation.conditional.iter().flat_map(|c| c.when.situations());
        let mut after: Vec<usize> = named.map(SituationId::index).filter(|s| *s < index).collect();
        after.sort_unstable();
        after.dedup();
        let earlier = after.clone();
        let weights = move |given: &[usize]| {
            let mut way = Way::unanswered(scenario, applicant);
            for (earlier, answer) in earlier.iter().zip(given) {
                way.set_bits(*earlier, choice(scenario, *earlier, *answer));
            }
            let weights = weights_in_force(scenario, &way, situation);
            choices(situation).into_iter().map(|bits| chance(weights, situation.several, bits)).collect()
        };
        Variable { answers: choices(situation).len(), after, weights: Box::new(weights) }
    })
    .collect()
}

fn choice(scenario: &Scenario, situation: usize, answer: usize) -> u64 {
    let situation = scenario.situation(SituationId::from(situation));
    situation.and_then(|s| choices(s).get(answer).copied()).unwrap_or(0)
}

/// Does some work over a way of which only the answers that the work looks at are decided: the rest stand for
/// all there are. `way` holds what is assumed of them, from the run before: neighbours in a walk differ little.
/// The work is done again whenever an answer it looked at turns out to be another.
pub fn decided<T>(
    scenario: &Scenario,
    way: &mut Way,
    answers: &mut Answers<'_>,
    mut work: impl FnMut(&Way) -> T,
) -> T {
    let mut known = vec![false; way.answers.len()];
    if answers.are_drawn() {
        // A drawn way is like no other, so all of it is decided at once and the work done once.
        (0..known.len()).for_each(|s| way.set_bits(s, choice(scenario, s, answers.of(s))));
        return work(way);
    }
    loop {
        way.read.iter().for_each(|read| read.set(false));
        let result = work(way);
        let looked_at: Vec<usize> = (0..known.len()).filter(|s| way.read[*s].get() && !known[*s]).collect();
        let other = looked_at.into_iter().find(|situation| {
            known[*situation] = true;
            let bits = choice(scenario, *situation, answers.of(*situation));
            let differs = bits != way.answers[*situation];
            way.set_bits(*situation, bits);
            differs
        });
        if other.is_none() {
            return result;
        }
    }
}
