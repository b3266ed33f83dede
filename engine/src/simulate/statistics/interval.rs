//! How sure a mean is, by what independent replications say of it.

use super::{Moments, t_quantile};

/// A mean and how far the true one may lie from it, at the confidence that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Mean of the replications' means.
    pub mean: f64,
    /// The interval is `mean ± half_width`.
    pub half_width: f64,
    /// How many replications.
    pub count: u64,
}

impl Interval {
    /// From one mean a replication, by Student's t: `t(1 − (1 − confidence)/2; n − 1)·s/√n` (Law, "Simulation
    /// Modeling and Analysis", 4.5). `confidence` is a share, 0.95 for 95 %.
    ///
    /// None below two replications, which say nothing of each other, and for a confidence outside (0, 1).
    pub fn of(means: &[f64], confidence: f64) -> Option<Self> {
        let mut moments = Moments::new();
        means.iter().for_each(|&mean| moments.push(mean));
        Self::of_moments(&moments, confidence)
    }

    /// As [`Interval::of`], from the moments of the replications' means.
    pub fn of_moments(means: &Moments, confidence: f64) -> Option<Self> {
        if !(confidence > 0.0 && confidence < 1.0) {
            return None;
        }
        let (mean, variance, count) = (means.mean()?, means.variance()?, means.count());
        let t = -t_quantile((1.0 - confidence) / 2.0, count - 1)?;
        Some(Self { mean, half_width: t * (variance / count as f64).sqrt(), count })
    }

    /// Of the differences `a − b`, replication by replication: with common random numbers what both have in
    /// common falls away. None as in [`Interval::of`], and where the two are not equally many.
    pub fn paired(a: &[f64], b: &[f64], confidence: f64) -> Option<Self> {
        if a.len() != b.len() {
            return None;
        }
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        Self::of(&differences, confidence)
    }

    /// Half width as a share of the mean's size: what a rule to stop looks at. 0 where there is no width, and
    /// infinite where the mean is 0.
    pub fn relative(&self) -> f64 {
        if self.half_width == 0.0 { 0.0 } else { self.half_width / self.mean.abs() }
    }
}

#[cfg(test)]
mod tests {
    use super::Interval;
    use crate::simulate::stream::{Purpose, Streams};
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_textbook() {
        // Law & Kelton, "Simulation Modeling and Analysis", chapter 4: ten observations, 90 %: 1.34 ± 0.24.
        let means = [1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09];
        let interval = Interval::of(&means, 0.9).unwrap();
        assert!((interval.mean - 1.343).abs() < 1e-12);
        assert!((interval.half_width - 0.24).abs() < 0.005, "{interval:?}");
        assert!((interval.relative() - interval.half_width / 1.343).abs() < 1e-12);
        assert_eq!(interval.count, 10);
    }

    #[test]
    fn too_little_gives_no_interval() {
        assert_eq!(Interval::of(&[], 0.95), None);
        assert_eq!(Interval::of(&[1.0], 0.95), None);
        assert_eq!(Interval::paired(&[1.0, 2.0], &[1.0], 0.95), None);
        for confidence in [0.0, 1.0, -1.0, 95.0, f64::NAN] {
            assert_eq!(Interval::of(&[1.0, 2.0], confidence), None);
        }
    }

    #[test]
    fn no_width_is_no_width_even_around_nothing() {
        assert_eq!(Interval::of(&[0.0, 0.0], 0.95).map(|i| i.relative()), Some(0.0));
        assert_eq!(Interval::of(&[-1.0, 1.0], 0.95).map(|i| i.relative()), Some(f64::INFINITY));
    }

    #[test]
    fn as_many_intervals_hold_the_mean_as_they_promise() {
        let streams = Streams::new(5, 0);
        let trials = 4_000;
        let holds = |trial: u64| {
            let means: Vec<f64> = (0..8).map(|n| streams.unit(trial, n, 0, Purpose::Work)).collect();
            Interval::of(&means, 0.9).is_some_and(|i| (i.mean - 0.5).abs() <= i.half_width)
        };
        let held = (0..trials).filter(|&trial| holds(trial)).count() as f64 / trials as f64;
        assert!((held - 0.9).abs() < 0.015, "{held}");
    }

    proptest! {
        #[test]
        fn what_both_have_in_common_falls_away(
            luck in proptest::collection::vec(0.0..1e3_f64, 2..40),
            saved in 0.0..100.0_f64,
        ) {
            let slower: Vec<f64> = luck.iter().map(|mean| mean + saved).collect();
            let paired = Interval::paired(&slower, &luck, 0.95).unwrap();
            prop_assert!((paired.mean - saved).abs() < 1e-9 && paired.half_width < 1e-9);
        }

        #[test]
        fn more_confidence_is_wider(means in proptest::collection::vec(0.0..1e3_f64, 2..40)) {
            let width = |confidence| Interval::of(&means, confidence).unwrap().half_width;
            prop_assert!(width(0.8) <= width(0.95) && width(0.95) <= width(0.99));
        }
    }
}
