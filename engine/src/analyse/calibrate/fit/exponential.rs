//! Exponential lengths.

use super::{Interval, Law, Sample};

/// The mean is all time over the number of complete lengths, whether it was censored or not (Lawless 2003, 4.1).
pub(super) fn estimate(sample: &Sample) -> Option<Law> {
    let time: f64 = sample.complete().iter().chain(sample.censored()).sum();
    let mean = time / sample.complete().len() as f64;
    (mean > 0.0 && mean.is_finite()).then_some(Law::Exponential { mean })
}

/// By observed information: the logarithm of the mean has a standard error of 1/√d over d complete lengths.
pub(super) fn interval(mean: f64, sample: &Sample) -> Interval {
    Interval::of_ln(mean, 1.0 / (sample.complete().len() as f64).sqrt())
}
