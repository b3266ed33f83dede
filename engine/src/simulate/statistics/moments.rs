//! Count, mean, variance and extremes of numbers that come one by one.

/// Moments of the numbers pushed so far.
///
/// The same numbers in the same order give the same bits, and so do the same merges; another order may differ
/// in the last ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    /// Sum of squared differences from the mean.
    squares: f64,
    min: f64,
    max: f64,
}

impl Default for Moments {
    fn default() -> Self {
        Self::new()
    }
}

impl Moments {
    /// Of no numbers.
    pub fn new() -> Self {
        Self { count: 0, mean: 0.0, squares: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }

    /// Takes a finite number in, by Welford, "Note on a method for calculating corrected sums of squares and
    /// products", Technometrics 4 (1962): no sum of squares grows so large that their difference is lost.
    pub fn push(&mut self, value: f64) {
        self.count += 1;
        let from_old = value - self.mean;
        self.mean += from_old / self.count as f64;
        self.squares += from_old * (value - self.mean);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    /// Takes the numbers of another in, as by Chan, Golub & LeVeque, "Algorithms for computing the sample
    /// variance", The American Statistician 37 (1983).
    pub fn merge(&mut self, other: &Moments) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let count = self.count + other.count;
        let share = other.count as f64 / count as f64;
        let apart = other.mean - self.mean;
        self.mean += apart * share;
        self.squares += other.squares + apart * apart * share * self.count as f64;
        self.count = count;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// How many numbers.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; none of no numbers.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// The variance of what they are a sample of, with divisor n − 1; none below two numbers.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / (self.count - 1) as f64)
    }

    /// The least; none of no numbers.
    pub fn min(&self) -> Option<f64> {
        (self.count > 0).then_some(self.min)
    }

    /// The greatest; none of no numbers.
    pub fn max(&self) -> Option<f64> {
        (self.count > 0).then_some(self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::Moments;
    use proptest::prelude::*;

    fn of(values: &[f64]) -> Moments {
        let mut moments = Moments::new();
        values.iter().for_each(|&value| moments.push(value));
        moments
    }

    fn near(a: f64, b: f64, scale: f64) -> bool {
        (a - b).abs() <= 1e-9 * scale.max(1.0)
    }

    #[test]
    fn nothing_has_no_moments() {
        let nothing = Moments::new();
        assert_eq!((nothing.count(), nothing.mean(), nothing.min(), nothing.max()), (0, None, None, None));
        assert_eq!((of(&[3.0]).mean(), of(&[3.0]).variance()), (Some(3.0), None));
    }

    #[test]
    fn a_large_mean_does_not_hide_the_variance() {
        let moments = of(&[1e12 + 4.0, 1e12 + 7.0, 1e12 + 13.0, 1e12 + 16.0]);
        assert_eq!((moments.mean(), moments.variance()), (Some(1e12 + 10.0), Some(30.0)));
        assert_eq!((moments.min(), moments.max()), (Some(1e12 + 4.0), Some(1e12 + 16.0)));
    }

    proptest! {
        #[test]
        fn moments_are_those_of_the_definition(values in proptest::collection::vec(-1e6..1e6, 2..200)) {
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
            let moments = of(&values);
            prop_assert!(near(moments.mean().unwrap(), mean, 1e6));
            prop_assert!(near(moments.variance().unwrap(), variance, 1e12));
        }

        #[test]
        fn merged_parts_are_the_whole(
            values in proptest::collection::vec(-1e6..1e6, 0..200),
            cut in 0_usize..200,
        ) {
            let (first, second) = values.split_at(cut.min(values.len()));
            let mut merged = of(first);
            merged.merge(&of(second));
            let whole = of(&values);
            prop_assert_eq!(
                (merged.count(), merged.min(), merged.max()),
                (whole.count(), whole.min(), whole.max())
            );
            prop_assert!(near(merged.mean().unwrap_or(0.0), whole.mean().unwrap_or(0.0), 1e6));
            prop_assert!(near(merged.variance().unwrap_or(0.0), whole.variance().unwrap_or(0.0), 1e12));
            // The same merge again is the same to the bit.
            let mut again = of(first);
            again.merge(&of(second));
            prop_assert_eq!(merged, again);
        }
    }
}
