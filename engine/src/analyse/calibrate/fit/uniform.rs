//! Uniform lengths.

use super::{Interval, Law, Sample};

/// Least and most of the complete lengths; with censored ones the most is where (b − a)⁻ⁿ·Π(b − c) is greatest,
/// c being those above the least.
pub(super) fn estimate(sample: &Sample) -> Option<Law> {
    let (low, longest) = (*sample.complete().first()?, *sample.complete().last()?);
    let above: Vec<f64> = sample.censored().iter().copied().filter(|at| *at > low).collect();
    let least = longest.max(above.last().copied().unwrap_or(0.0));
    let count = (sample.complete().len() + above.len()) as f64;
    // (b − a) times the derivative of the logarithm: it falls, so there is one root at most.
    let slope = |high: f64| above.iter().map(|at| (high - low) / (high - at)).sum::<f64>() - count;
    let mut far = (least - low).max(1.0);
    while slope(least + far) > 0.0 {
        far *= 2.0;
        if !far.is_finite() {
            return None;
        }
    }
    let (mut near, mut beyond) = (0.0, far);
    for _ in 0..100 {
        let middle = (near + beyond) / 2.0;
        if slope(least + middle) > 0.0 { near = middle } else { beyond = middle }
    }
    let high = least + beyond;
    (high > low).then_some(Law::Uniform { low, high })
}

/// Exact without censored lengths: of n, what is left beyond an extreme, over the range, exceeds t with a chance of
/// (1 + t)^−(n − 1), as the gaps of uniform lengths share out the width like exponential ones (David & Nagaraja,
/// "Order Statistics", 2003, 6.4). An end never lies within the range, so the interval is one-sided. With censored
/// lengths only the complete ones are counted.
pub(super) fn intervals(low: f64, high: f64, sample: &Sample) -> Vec<Option<Interval>> {
    let free = sample.complete().len().saturating_sub(1).max(1) as f64;
    let beyond = (high - low) * libm::expm1(-libm::log(0.05) / free);
    let longest = sample.complete().last().copied().unwrap_or(high);
    vec![
        Some(Interval { low: (low - beyond).max(0.0), high: low }),
        Some(Interval { low: longest, high: high + beyond }),
    ]
}
