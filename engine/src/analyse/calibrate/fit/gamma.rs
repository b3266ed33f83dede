//! Gamma lengths.

use super::information::Covariance;
use super::simplex::maximise;
use super::{Interval, Law, Sample};

/// Shapes that can be drawn, and beyond which a gamma distribution is a fixed length to all that matters.
const LEAST_SHAPE: f64 = 0.001;
const MOST_SHAPE: f64 = 1e6;

/// What complete lengths say: how many, their mean, and the mean of their logarithms.
struct Means {
    count: f64,
    mean: f64,
    ln: f64,
}

impl Means {
    /// None where a length is 0.
    fn of(sample: &Sample) -> Option<Self> {
        let count = sample.complete().len() as f64;
        let ln = sample.complete().iter().map(|at| libm::log(*at)).sum::<f64>() / count;
        ln.is_finite().then_some(Self { count, mean: sample.mean(), ln })
    }

    /// The likelihood at the logarithms of mean and shape, censored lengths included (Lawless 2003, 5.1).
    fn ln_likelihood(&self, [ln_mean, ln_shape]: [f64; 2], censored: &[f64]) -> f64 {
        let (mean, shape) = (libm::exp(ln_mean), libm::exp(ln_shape));
        if !(LEAST_SHAPE..=MOST_SHAPE).contains(&shape) {
            return f64::NEG_INFINITY;
        }
        let each = shape * (ln_shape - ln_mean) + (shape - 1.0) * self.ln
            - shape * self.mean / mean
            - libm::lgamma(shape);
        self.count * each + Law::Gamma { mean, shape }.ln_survivals(censored)
    }
}

/// The mean is that of the lengths, the shape by Newton's steps; with censored lengths the top of their likelihood.
pub(super) fn estimate(sample: &Sample) -> Option<Law> {
    let means = Means::of(sample)?;
    let shape = shape(libm::log(means.mean) - means.ln)?;
    if sample.censored().is_empty() {
        return Some(Law::Gamma { mean: means.mean, shape });
    }
    let start = [libm::log(means.mean), libm::log(shape)];
    let ([ln_mean, ln_shape], top) = maximise(start, 0.2, |at| means.ln_likelihood(at, sample.censored()));
    top.is_finite().then(|| Law::Gamma { mean: libm::exp(ln_mean), shape: libm::exp(ln_shape) })
}

/// The shape a with ln a − ψ(a) = s, where s is the logarithm of the mean less the mean of the logarithms. Steps of
/// Minka, "Estimating a Gamma distribution" (2002): 1/a ← 1/a + (ln a − ψ(a) − s)/(a²(1/a − ψ′(a))).
fn shape(s: f64) -> Option<f64> {
    if s.is_nan() || s <= 0.0 {
        return None;
    }
    let mut shape = (3.0 - s + ((s - 3.0) * (s - 3.0) + 24.0 * s).sqrt()) / (12.0 * s);
    for _ in 0..50 {
        let (digamma, trigamma) = polygamma(shape);
        let excess = libm::log(shape) - digamma - s;
        let next = 1.0 / (1.0 / shape + excess / (shape * shape * (1.0 / shape - trigamma)));
        let moved = (next / shape - 1.0).abs();
        shape = next;
        if moved < 1e-12 || !next.is_finite() {
            break;
        }
    }
    (LEAST_SHAPE..=MOST_SHAPE).contains(&shape).then_some(shape)
}

/// ψ and ψ′ above 0: pushed up to 10 by recurrence (DLMF 5.5.2), there by their expansions (DLMF 5.11.2).
fn polygamma(mut x: f64) -> (f64, f64) {
    let (mut digamma, mut trigamma) = (0.0, 0.0);
    while x < 10.0 {
        digamma -= 1.0 / x;
        trigamma += 1.0 / (x * x);
        x += 1.0;
    }
    let i = 1.0 / x;
    let q = i * i;
    digamma += libm::log(x)
        - i / 2.0
        - q * (1.0 / 12.0 - q * (1.0 / 120.0 - q * (1.0 / 252.0 - q * (1.0 / 240.0 - q / 132.0))));
    trigamma += i
        + q / 2.0
        + i * q * (1.0 / 6.0 - q * (1.0 / 30.0 - q * (1.0 / 42.0 - q * (1.0 / 30.0 - q * 5.0 / 66.0))));
    (digamma, trigamma)
}

/// Of mean and shape, and of the mean.
pub(super) fn intervals(mean: f64, shape: f64, sample: &Sample) -> (Vec<Option<Interval>>, Option<Interval>) {
    let covariance = Means::of(sample).and_then(|means| {
        let top = [libm::log(mean), libm::log(shape)];
        Covariance::at(top, |at| means.ln_likelihood(at, sample.censored()))
    });
    let interval = |value: f64, slope: [f64; 2]| covariance.map(|c| Interval::of_ln(value, c.error(slope)));
    let of_mean = interval(mean, [1.0, 0.0]);
    (vec![of_mean, interval(shape, [0.0, 1.0])], of_mean)
}

#[cfg(test)]
mod tests {
    use super::polygamma;

    #[test]
    fn polygammas_are_those_of_the_tables() {
        // ψ(1) = −γ, ψ′(1) = π²/6; ψ(1/2) = −γ − 2 ln 2, ψ′(1/2) = π²/2 (DLMF 5.4, 5.15).
        let (gamma, square) = (0.577_215_664_901_532_9, std::f64::consts::PI * std::f64::consts::PI);
        for (x, digamma, trigamma) in
            [(1.0, -gamma, square / 6.0), (0.5, -gamma - 4.0_f64.ln(), square / 2.0)]
        {
            let told = polygamma(x);
            assert!((told.0 - digamma).abs() < 1e-12 && (told.1 - trigamma).abs() < 1e-11, "{x}: {told:?}");
        }
    }
}
