//! Each measure's fair share of what a plan changes: the Shapley value (Shapley 1953), the mean change over
//! all orders in which measures could be taken (rule 37).

use crate::plan::derive::{Common, Planner};
use crate::plan::figure::Figure;
use crate::plan::levers::MeasureSet;
use crate::plan::way::Way;
use crate::scenario::model::Plan;
use indexmap::IndexMap;
use serde::Serialize;
use std::collections::BTreeMap;

/// Measures up to which every subset is derived (2¹² of them).
pub const MAX_EXACT_MEASURES: usize = 12;
/// Orders sampled where there are more measures.
pub const SAMPLED_ORDERS: u64 = 400;
/// The seed of sampled orders.
pub const ORDER_SEED: u64 = 20_260_302;

/// Shares of every figure, summing to its whole change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attribution {
    /// `exact`, or `sampled` with `orders` and `seed`.
    pub method: &'static str,
    /// Orders sampled; none if exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders: Option<u64>,
    /// Seed of the sample; none if exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Measure → figure → share of its change.
    pub shares: IndexMap<String, IndexMap<&'static str, f64>>,
}

type Figures = Vec<f64>;

/// Attributes the change from no measure to all measures of a plan, on one way.
pub fn attribute(planner: &Planner<'_>, plan: &Plan, way: &Way) -> Attribution {
    let mut cache = Cache { planner, plan, way, figures: BTreeMap::new(), common: Common::default() };
    let n = plan.measures.len();
    if n <= MAX_EXACT_MEASURES {
        let shares = exact(n, &mut cache);
        return Attribution { method: "exact", orders: None, seed: None, shares: named(plan, &shares) };
    }
    let shares = sampled(n, &mut cache);
    let (orders, seed) = (Some(SAMPLED_ORDERS), Some(ORDER_SEED));
    Attribution { method: "sampled", orders, seed, shares: named(plan, &shares) }
}

struct Cache<'a, 's> {
    planner: &'a Planner<'s>,
    plan: &'a Plan,
    way: &'a Way,
    figures: BTreeMap<MeasureSet, Figures>,
    common: Common,
}

impl Cache<'_, '_> {
    fn figures(&mut self, set: MeasureSet) -> Figures {
        if let Some(known) = self.figures.get(&set) {
            return known.clone();
        }
        let derivation = self.planner.derive_sharing(self.plan, set, self.way, &mut self.common);
        let figures: Figures = Figure::ALL.iter().map(|f| derivation.count().figure(*f)).collect();
        self.figures.insert(set, figures.clone());
        figures
    }
}

/// Every subset, weighted by |S|!·(n−|S|−1)!/n!.
fn exact(n: usize, cache: &mut Cache<'_, '_>) -> Vec<Figures> {
    let mut weights = vec![0.0; n];
    for (size, weight) in weights.iter_mut().enumerate() {
        // 1 / (n · C(n−1, size))
        *weight = 1.0 / (n as f64 * binomial(n - 1, size));
    }
    let mut shares = vec![vec![0.0; Figure::ALL.len()]; n];
    for set in 0..1_u64 << n {
        let without = cache.figures(MeasureSet(set));
        for (measure, share) in shares.iter_mut().enumerate().filter(|(m, _)| set >> m & 1 == 0) {
            let with = cache.figures(MeasureSet(set).with(measure));
            let weight = weights[set.count_ones() as usize];
            for (share, (with, without)) in share.iter_mut().zip(with.iter().zip(&without)) {
                *share += weight * (with - without);
            }
        }
    }
    shares
}

fn binomial(n: usize, k: usize) -> f64 {
    (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
}

/// Mean over sampled orders (Castro, Gómez & Tejada 2009); sums stay exact, for every order's do.
fn sampled(n: usize, cache: &mut Cache<'_, '_>) -> Vec<Figures> {
    let mut shares = vec![vec![0.0; Figure::ALL.len()]; n];
    let mut state = ORDER_SEED;
    for _ in 0..SAMPLED_ORDERS {
        let mut order: Vec<usize> = (0..n).collect();
        for last in (1..n).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(last, (state >> 33) as usize % (last + 1));
        }
        let mut set = MeasureSet::NONE;
        let mut before = cache.figures(set);
        for measure in order {
            set = set.with(measure);
            let after = cache.figures(set);
            for (share, (after, before)) in shares[measure].iter_mut().zip(after.iter().zip(&before)) {
                *share += (after - before) / SAMPLED_ORDERS as f64;
            }
            before = after;
        }
    }
    shares
}

fn named(plan: &Plan, shares: &[Figures]) -> IndexMap<String, IndexMap<&'static str, f64>> {
    let mut named = IndexMap::new();
    for (measure, share) in plan.measures.iter().zip(shares) {
        let figures = Figure::ALL.iter().zip(share);
        let figures = figures
            .filter(|(f, share)| share.abs() > 1e-9 && !matches!(f, Figure::Systems | Figure::DataSources))
            .map(|(f, share)| (f.name(), (share * 1e9).round() / 1e9))
            .collect();
        // A plan may list a measure such as `merge` more than once.
        let mut name = measure.kind.name().to_owned();
        let mut number = 2;
        while named.contains_key(&name) {
            name = format!("{}_{number}", measure.kind.name());
            number += 1;
        }
        named.insert(name, figures);
    }
    named
}
