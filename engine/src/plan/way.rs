//! Ways through a scenario: one answer for every situation, and the chance of it (rules 16–21).

use super::truth::WayValues;
use crate::random::Random;
use crate::scenario::model::{Answer, Condition, PartyId, Scenario, Situation, SituationId};

/// One combination of answers, for one applicant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// Who applies.
    pub applicant: PartyId,
    /// Chosen answers per situation, bit `i` for the answer at position `i`.
    answers: Vec<u64>,
}

impl Way {
    /// A way in which nothing is answered yet.
    pub fn unanswered(scenario: &Scenario, applicant: PartyId) -> Self {
        Self { applicant, answers: vec![0; scenario.situations.len()] }
    }

    /// The base way: the first answer everywhere, all optional items chosen, unless the scenario says
    /// otherwise (rule 20).
    pub fn base(scenario: &Scenario) -> Self {
        let applicant = scenario.applicants().next().unwrap_or(PartyId(0));
        let mut way = Self { applicant, answers: vec![1; scenario.situations.len()] };
        for given in &scenario.base {
            way.set(given.situation, &given.answers);
        }
        way
    }

    /// The same answers for another applicant.
    #[must_use]
    pub fn for_applicant(&self, applicant: PartyId) -> Self {
        Self { applicant, answers: self.answers.clone() }
    }

    /// Answers a situation by positions.
    pub fn set(&mut self, situation: SituationId, answers: &[usize]) {
        if let Some(bits) = self.answers.get_mut(situation.index()) {
            *bits = answers.iter().filter(|a| **a < 64).fold(0, |bits, a| bits | 1 << a);
        }
    }

    /// The chosen answers of a situation as bits.
    pub fn bits(&self, situation: SituationId) -> u64 {
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

    /// The answer that ends this way, if any (rule 18).
    pub fn stop<'a>(&self, scenario: &'a Scenario) -> Option<&'a Answer> {
        scenario
            .situations
            .values()
            .enumerate()
            .find_map(|(i, s)| self.chosen(SituationId::from(i), s).find(|a| a.stops.is_some()))
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
                    let way = Way { applicant, answers };
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

/// Draws ways by their chances with a stated seed, for scenarios with too many combinations to list.
pub struct Sampler<'a> {
    scenario: &'a Scenario,
    applicant: PartyId,
    random: Random,
}

impl<'a> Sampler<'a> {
    /// A sampler of ways of one applicant.
    pub fn new(scenario: &'a Scenario, applicant: PartyId, seed: u64) -> Self {
        Self { scenario, applicant, random: Random::new(seed) }
    }

    /// One way; none if a thousand draws in a row are impossible by `never`.
    pub fn draw(&mut self) -> Option<Way> {
        (0..1000).find_map(|_| {
            let way = self.draw_unchecked();
            (!self.scenario.never.iter().any(|c| way.holds(self.scenario, c))).then_some(way)
        })
    }

    fn draw_unchecked(&mut self) -> Way {
        let mut way = Way::unanswered(self.scenario, self.applicant);
        let scenario = self.scenario;
        for (index, situation) in scenario.situations.values().enumerate() {
            let weights = weights_in_force(scenario, &way, situation).to_vec();
            way.answers[index] = if situation.several {
                (0..weights.len())
                    .fold(0, |bits, i| if self.random.unit() < weights[i] { bits | 1 << i } else { bits })
            } else {
                self.draw_one(&weights)
            };
        }
        way
    }

    fn draw_one(&mut self, weights: &[f64]) -> u64 {
        let mut left = self.random.unit() * weights.iter().sum::<f64>();
        for (i, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return 1 << i;
            }
        }
        // Rounding can leave a hair over the sum: the last possible answer.
        weights.iter().rposition(|w| *w > 0.0).map_or(1, |i| 1 << i)
    }
}
