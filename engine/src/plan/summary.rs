//! All ways of a plan at once: every figure as min, expected, max and base (rule 20).

use super::derive::Planner;
use super::figure::Figure;
use super::levers::MeasureSet;
use super::way::{Sampler, Way, combinations, enumerate};
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
        /// How many ways, those that stop included.
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
    /// Answers that end a way, with their text and chance; such ways are left out of the figures (rule 18).
    pub stops: Vec<(String, Text, f64)>,
}

/// Combinations up to which every way is derived.
pub const MAX_LISTED_WAYS: f64 = 10_000.0;
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
    let base = &base.for_applicant(applicant);
    let scenario = planner.scenario;
    let combinations = combinations(scenario);
    let mut gathered = Gathered::default();
    if combinations <= MAX_LISTED_WAYS {
        let ways = enumerate(scenario, applicant);
        for weighted in &ways {
            gathered.add(planner, plan, set, &weighted.way, weighted.probability);
        }
        let method = Method::Exact { ways: ways.len() as u64 };
        return gathered.finish(planner, plan, set, base, method);
    }
    let mut sampler = Sampler::new(scenario, applicant, SAMPLE_SEED);
    let mut drawn: BTreeMap<Way, u64> = BTreeMap::new();
    let mut samples = 0;
    while let (true, Some(way)) = (samples < SAMPLES, sampler.draw()) {
        *drawn.entry(way).or_insert(0) += 1;
        samples += 1;
    }
    for (way, times) in &drawn {
        gathered.add(planner, plan, set, way, *times as f64 / samples.max(1) as f64);
    }
    let relative_error = gathered.relative_error(samples);
    let method = Method::Sampled { samples, seed: SAMPLE_SEED, combinations, relative_error };
    gathered.finish(planner, plan, set, base, method)
}

#[derive(Default)]
struct Gathered {
    total: f64,
    figures: BTreeMap<Figure, Running>,
    stops: BTreeMap<String, (Text, f64)>,
}

#[derive(Clone, Copy)]
struct Running {
    min: f64,
    max: f64,
    sum: f64,
    squares: f64,
}

impl Gathered {
    fn add(&mut self, planner: &Planner<'_>, plan: &Plan, set: MeasureSet, way: &Way, probability: f64) {
        if let Some(answer) = way.stop(planner.scenario) {
            let text = answer.stops.clone().unwrap_or_default();
            self.stops.entry(answer.id.to_string()).or_insert((text, 0.0)).1 += probability;
            return;
        }
        let count = planner.derive(plan, set, way).count;
        self.total += probability;
        for figure in Figure::ALL {
            let value = count.figure(*figure);
            let running = self.figures.entry(*figure).or_insert(Running {
                min: f64::INFINITY,
                max: f64::NEG_INFINITY,
                sum: 0.0,
                squares: 0.0,
            });
            running.min = running.min.min(count.least(*figure));
            running.max = running.max.max(count.most(*figure));
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
        self,
        planner: &Planner<'_>,
        plan: &Plan,
        set: MeasureSet,
        way: &Way,
        method: Method,
    ) -> Summary {
        let base = planner.derive(plan, set, way).count;
        let total = if self.total > 0.0 { self.total } else { 1.0 };
        let figures = self.figures.into_iter().map(|(figure, running)| {
            let spread = Spread {
                min: running.min,
                expected: round(running.sum / total),
                max: running.max,
                base: base.figure(figure),
            };
            (figure, spread)
        });
        let stops = self.stops.into_iter().map(|(id, (text, chance))| (id, text, chance)).collect();
        Summary { applicant: way.applicant, figures: figures.collect(), method, stops }
    }
}

/// Sums of many chances carry rounding noise; nine decimals are far below any figure's meaning.
fn round(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}
