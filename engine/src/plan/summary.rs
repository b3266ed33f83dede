//! All ways of a plan at once: every figure as min, expected, max and base (rule 20).

use super::derive::Planner;
use super::expectation::{Basis, Effort, ways};
use super::figure::Figure;
use super::levers::MeasureSet;
use super::way::{Remembered, Way, combinations, decided, enumerate, variables};
use crate::scenario::model::{PartyId, Plan};
use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A figure over all ways through a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Spread {
    /// Least over ways with chance above 0.
    pub min: f64,
    /// Mean over ways by chance.
    pub expected: f64,
    /// Most.
    pub max: f64,
    /// In the base way.
    pub base: f64,
}

/// How expected figures were found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "method")]
pub enum Method {
    /// Every way with chance above 0 was derived.
    Exact {
        /// How many ways, those that stop included; beyond [`MAX_LISTED_WAYS`] combinations, ways that agree on
        /// all that derivation looks at are one.
        ways: u64,
    },
    /// More combinations than can be listed: a sample of them.
    Sampled {
        /// Ways drawn.
        samples: u64,
        /// The seed they were drawn with.
        seed: u64,
        /// Combinations there are.
        combinations: f64,
        /// Largest standard error of any expected figure, as a share of it.
        relative_error: f64,
    },
}

/// A plan's figures for one applicant.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Who applies.
    pub applicant: PartyId,
    /// Every figure.
    pub figures: BTreeMap<Figure, Spread>,
    /// How they were found.
    pub method: Method,
    /// Answers that end a way, `situation=answer`, with their text and chance; such ways are left out of the figures (rule 18).
    pub stops: Vec<(String, Text, f64)>,
}

/// Combinations up to which every way is derived.
pub const MAX_LISTED_WAYS: f64 = 10_000.0;
/// Ways told apart by what derivation looks at, up to which means stay exact beyond that.
pub const MAX_DECISIONS: u64 = 4_000;
/// Ways drawn where there are more.
pub const SAMPLES: u64 = 4_000;
/// The seed of the sample; stated with the figures.
pub const SAMPLE_SEED: u64 = 20_260_302;

/// A plan's figures over all ways of one applicant; `base` is the way of the `base` figures.
pub fn summarise(
    planner: &Planner<'_>,
    plan: &Plan,
    set: MeasureSet,
    base: &Way,
    applicant: PartyId,
) -> Summary {
    AllWays::new(planner, plan, set, applicant).with_base(planner, plan, set, base)
}

/// What a plan comes to over all ways of one applicant, whichever of them is the base: the part of a [`Summary`] that
/// takes long and can be kept.
#[derive(Debug, Clone)]
pub struct AllWays {
    applicant: PartyId,
    gathered: Gathered,
    method: Method,
}

impl AllWays {
    /// Derives a plan over all ways of an applicant.
    pub fn new(planner: &Planner<'_>, plan: &Plan, set: MeasureSet, applicant: PartyId) -> Self {
        let scenario = planner.scenario;
        if combinations(scenario) > MAX_LISTED_WAYS {
            return by_decisions(planner, plan, set, applicant, MAX_DECISIONS);
        }
        let mut gathered = Gathered::default();
        let ways = enumerate(scenario, applicant);
        let mut known = Remembered::default();
        for weighted in &ways {
            // Impossible ones are not among them.
            let outcome = known.of(&weighted.way, |way| Outcome::of_possible(planner, plan, set, way));
            gathered.add(&outcome, weighted.probability);
        }
        Self { applicant, gathered, method: Method::Exact { ways: ways.len() as u64 } }
    }

    /// The figures, with those of a base way.
    pub fn with_base(&self, planner: &Planner<'_>, plan: &Plan, set: MeasureSet, base: &Way) -> Summary {
        let base = base.for_applicant(self.applicant);
        self.gathered.finish(planner, plan, set, &base, self.method)
    }
}

/// The same by the decisions that derivation takes: ways that agree on all that it looked at are one. Where even
/// those are more than `limit`, ways are drawn.
fn by_decisions(
    planner: &Planner<'_>,
    plan: &Plan,
    set: MeasureSet,
    applicant: PartyId,
    limit: u64,
) -> AllWays {
    let scenario = planner.scenario;
    let effort = Effort { evaluations: limit, samples: SAMPLES, seed: SAMPLE_SEED };
    let variables = variables(scenario, applicant);
    let mut assumed = Way::base(scenario).for_applicant(applicant);
    let found = ways(&variables, effort, |answers| {
        decided(scenario, &mut assumed, answers, |way| Outcome::of(planner, plan, set, way))
    });
    let mut gathered = Gathered::default();
    let method = match found {
        // Nothing is possible: no figure but that of the base way.
        Err(_) => Method::Exact { ways: 0 },
        Ok(found) => {
            found.ways.iter().for_each(|way| gathered.add(&way.value, way.probability));
            match found.basis {
                Basis::Exact { evaluations, .. } => Method::Exact { ways: evaluations },
                Basis::Sampled { samples, seed } => Method::Sampled {
                    samples,
                    seed,
                    combinations: combinations(scenario),
                    relative_error: gathered.relative_error(samples),
                },
            }
        }
    };
    AllWays { applicant, gathered, method }
}

/// What one way comes to.
#[derive(Clone)]
enum Outcome {
    /// It ends with an explanation.
    Stops(String, Text),
    /// Per figure, in the order of [`Figure::ALL`]: its mean, least and most.
    Counts(Vec<(f64, f64, f64)>),
}

impl Outcome {
    /// None where the combination of answers is impossible.
    fn of(planner: &Planner<'_>, plan: &Plan, set: MeasureSet, way: &Way) -> Option<Self> {
        let scenario = planner.scenario;
        if scenario.never.iter().any(|never| way.holds(scenario, never)) {
            return None;
        }
        Some(Self::of_possible(planner, plan, set, way))
    }

    fn of_possible(planner: &Planner<'_>, plan: &Plan, set: MeasureSet, way: &Way) -> Self {
        if let Some((situation, answer)) = way.stop(planner.scenario) {
            let text = answer.stops.clone().unwrap_or_default();
            return Outcome::Stops(format!("{}={}", situation.id, answer.id), text);
        }
        let derivation = planner.derive(plan, set, way);
        let count = derivation.count();
        let figures = Figure::ALL.iter().map(|f| (count.figure(*f), count.least(*f), count.most(*f)));
        Outcome::Counts(figures.collect())
    }
}

#[derive(Debug, Clone, Default)]
struct Gathered {
    total: f64,
    figures: BTreeMap<Figure, Running>,
    stops: BTreeMap<String, (Text, f64)>,
}

#[derive(Debug, Clone, Copy)]
struct Running {
    min: f64,
    max: f64,
    sum: f64,
    squares: f64,
}

impl Gathered {
    fn add(&mut self, outcome: &Outcome, probability: f64) {
        let counts = match outcome {
            Outcome::Stops(answer, text) => {
                self.stops.entry(answer.clone()).or_insert((text.clone(), 0.0)).1 += probability;
                return;
            }
            Outcome::Counts(counts) => counts,
        };
        self.total += probability;
        for (figure, (value, least, most)) in Figure::ALL.iter().zip(counts) {
            let running = self.figures.entry(*figure).or_insert(Running {
                min: f64::INFINITY,
                max: f64::NEG_INFINITY,
                sum: 0.0,
                squares: 0.0,
            });
            running.min = running.min.min(*least);
            running.max = running.max.max(*most);
            running.sum += probability * value;
            running.squares += probability * value * value;
        }
    }

    /// Largest standard error of a mean, as a share of the mean.
    fn relative_error(&self, samples: u64) -> f64 {
        let errors = self.figures.values().filter(|r| r.sum > 0.0).map(|r| {
            let mean = r.sum / self.total;
            let variance = (r.squares / self.total - mean * mean).max(0.0);
            (variance / samples.max(1) as f64).sqrt() / mean
        });
        errors.fold(0.0, f64::max)
    }

    fn finish(
        &self,
        planner: &Planner<'_>,
        plan: &Plan,
        set: MeasureSet,
        way: &Way,
        method: Method,
    ) -> Summary {
        let derivation = planner.derive(plan, set, way);
        let base = derivation.count();
        let total = if self.total > 0.0 { self.total } else { 1.0 };
        let figures = self.figures.iter().map(|(figure, running)| {
            let spread = Spread {
                min: running.min,
                expected: round(running.sum / total),
                max: running.max,
                base: base.figure(*figure),
            };
            (*figure, spread)
        });
        let stops = self.stops.iter().map(|(id, (text, chance))| (id.clone(), text.clone(), *chance));
        Summary { applicant: way.applicant, figures: figures.collect(), method, stops: stops.collect() }
    }
}

/// Sums of many chances carry rounding noise; nine decimals are far below any figure's meaning.
fn round(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

#[cfg(test)]
mod tests;
