//! Lognormal lengths.

use super::information::Covariance;
use super::law::Z_95;
use super::simplex::maximise;
use super::{Interval, Law, Sample};
use crate::simulate::normal;

/// What complete lengths say: how many, and mean and mean square deviation of their logarithms.
struct Logarithms {
    count: f64,
    sum: f64,
    mean: f64,
    variance: f64,
}

impl Logarithms {
    /// None where a length is 0, or all are the same.
    fn of(sample: &Sample) -> Option<Self> {
        let count = sample.complete().len() as f64;
        let sum: f64 = sample.complete().iter().map(|at| libm::log(*at)).sum();
        let mean = sum / count;
        let square = |at: &f64| (libm::log(*at) - mean) * (libm::log(*at) - mean);
        let variance = sample.complete().iter().map(square).sum::<f64>() / count;
        (mean.is_finite() && variance > 0.0).then_some(Self { count, sum, mean, variance })
    }

    /// The likelihood at μ and ln σ, censored lengths included (Lawless 2003, 5.3).
    fn ln_likelihood(&self, [mu, ln_sigma]: [f64; 2], censored: &[f64]) -> f64 {
        let sigma = libm::exp(ln_sigma);
        let squares = (self.variance + (self.mean - mu) * (self.mean - mu)) / (sigma * sigma);
        let complete = self.count * (normal::ln_density(0.0) - ln_sigma - squares / 2.0) - self.sum;
        complete + Law::Lognormal { median: libm::exp(mu), sigma }.ln_survivals(censored)
    }
}

/// μ and σ are mean and deviation (divisor n) of the logarithms (Crow & Shimizu, "Lognormal Distributions", 1988,
/// 2.2); with censored lengths the top of their likelihood.
pub(super) fn estimate(sample: &Sample) -> Option<Law> {
    let logarithms = Logarithms::of(sample)?;
    let closed = [logarithms.mean, libm::log(logarithms.variance) / 2.0];
    let top = if sample.censored().is_empty() {
        closed
    } else {
        maximise(closed, 0.2, |at| logarithms.ln_likelihood(at, sample.censored())).0
    };
    let [mu, ln_sigma] = top;
    let (median, sigma) = (libm::exp(mu), libm::exp(ln_sigma));
    (median > 0.0 && median.is_finite() && sigma > 0.0).then_some(Law::Lognormal { median, sigma })
}

/// Of median and 95 % point, and of the mean.
pub(super) fn intervals(
    median: f64,
    sigma: f64,
    sample: &Sample,
) -> (Vec<Option<Interval>>, Option<Interval>) {
    let covariance = Logarithms::of(sample).and_then(|logarithms| {
        let top = [libm::log(median), libm::log(sigma)];
        Covariance::at(top, |at| logarithms.ln_likelihood(at, sample.censored()))
    });
    let interval = |value: f64, slope: [f64; 2]| covariance.map(|c| Interval::of_ln(value, c.error(slope)));
    let p95 = median * libm::exp(Z_95 * sigma);
    let mean = median * libm::exp(sigma * sigma / 2.0);
    let parameters = vec![interval(median, [1.0, 0.0]), interval(p95, [1.0, Z_95 * sigma])];
    (parameters, interval(mean, [1.0, sigma * sigma]))
}
