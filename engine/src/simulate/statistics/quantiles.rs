//! Quantiles of lengths of time from counts of buckets.

/// Buckets of one power of two: a bucket is at most 1/128 as wide as what lies in it is long.
const PER_OCTAVE: u64 = 128;
/// Lengths below this have a bucket each.
const EXACT_BELOW: u64 = 2 * PER_OCTAVE;

/// Counts of milliseconds in buckets that grow with what they hold: exact below 256 ms, above in 128 steps a
/// power of two, as in HdrHistogram. What a bucket holds is told as its middle, at most 0.4 % away.
///
/// At most 7,296 buckets, 58 KB; they are made up to the longest length that came. The order in which lengths
/// come, or parts are merged, makes no difference.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quantiles {
    counts: Vec<u64>,
    count: u64,
    min: i64,
    max: i64,
}

impl Quantiles {
    /// Of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a length in, in milliseconds; a negative one counts as 0.
    pub fn push(&mut self, milliseconds: i64) {
        let length = milliseconds.max(0);
        let at = bucket(length.unsigned_abs());
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(at) {
            *count += 1;
        }
        self.min = if self.count == 0 { length } else { self.min.min(length) };
        self.max = self.max.max(length);
        self.count += 1;
    }

    /// Takes the lengths of another in.
    pub fn merge(&mut self, other: &Quantiles) {
        if other.count == 0 {
            return;
        }
        if other.counts.len() > self.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, more)| *count += more);
        self.min = if self.count == 0 { other.min } else { self.min.min(other.min) };
        self.max = self.max.max(other.max);
        self.count += other.count;
    }

    /// How many lengths.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Middle and count of each bucket that holds anything, the shortest first; the middle is at most 0.4 % away from
    /// what the bucket holds, and within the least and the greatest length.
    pub fn buckets(&self) -> impl Iterator<Item = (i64, u64)> {
        let told = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        told.map(|(at, count)| (middle(at as u64).clamp(self.min, self.max), *count))
    }

    /// The least length that at least a share `q` does not exceed, in milliseconds, within 0.4 %: the inverse of
    /// the empirical distribution (type 1 of Hyndman & Fan, "Sample quantiles in statistical packages", The
    /// American Statistician 50 (1996)). The least and the greatest length are exact. A share outside [0, 1] is
    /// the nearer end; none of nothing.
    pub fn quantile(&self, q: f64) -> Option<i64> {
        if self.count == 0 {
            return None;
        }
        // A float turns into the nearest count, and what is not a number into 0.
        let rank = ((q * self.count as f64).ceil() as u64).clamp(1, self.count);
        if rank == self.count {
            return Some(self.max);
        }
        let mut passed = 0;
        let at = self.counts.iter().position(|count| {
            passed += count;
            passed >= rank
        });
        at.map(|at| middle(at as u64).clamp(self.min, self.max))
    }
}

/// Where a length is counted.
fn bucket(length: u64) -> usize {
    // How often it is halved until 128 steps tell it from its neighbours.
    let halvings = u64::from((length / EXACT_BELOW).checked_ilog2().map_or(0, |log| log + 1));
    (halvings * PER_OCTAVE + (length >> halvings)) as usize
}

/// The middle of what is counted in a bucket.
fn middle(bucket: u64) -> i64 {
    let halvings = (bucket / PER_OCTAVE).saturating_sub(1);
    let first = (bucket - halvings * PER_OCTAVE) << halvings;
    i64::try_from(first + ((1 << halvings) - 1) / 2).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Quantiles, bucket, middle};
    use proptest::prelude::*;

    fn of(lengths: &[i64]) -> Quantiles {
        let mut quantiles = Quantiles::new();
        lengths.iter().for_each(|&length| quantiles.push(length));
        quantiles
    }

    /// Lengths of every size.
    fn length() -> impl Strategy<Value = i64> {
        (0_u32..63, any::<i64>()).prop_map(|(halvings, bits)| (bits & i64::MAX) >> halvings)
    }

    #[test]
    fn nothing_has_no_quantile() {
        assert_eq!(Quantiles::new().quantile(0.5), None);
        assert_eq!(Quantiles::new().count(), 0);
    }

    #[test]
    fn short_lengths_are_exact() {
        let quantiles = of(&(1..=200).collect::<Vec<i64>>());
        let told = [0.0, 0.005, 0.5, 0.501, 0.95, 1.0, -1.0, 2.0, f64::NAN].map(|q| quantiles.quantile(q));
        assert_eq!(told, [1, 1, 100, 101, 190, 200, 1, 200, 1].map(Some));
    }

    #[test]
    fn a_negative_length_counts_as_nothing() {
        assert_eq!(of(&[-5, 0]), of(&[0, 0]));
    }

    #[test]
    fn the_longest_length_needs_less_than_64_kib() {
        let quantiles = of(&[i64::MAX]);
        assert!(quantiles.counts.len() * size_of::<u64>() < 64 * 1024, "{}", quantiles.counts.len());
        assert_eq!(quantiles.quantile(0.5), Some(i64::MAX));
    }

    #[test]
    fn buckets_follow_one_another() {
        let mut last = 0;
        for length in 0..200_000 {
            let at = bucket(length);
            assert!(at == last || at == last + 1, "{length}");
            last = at;
        }
    }

    proptest! {
        #[test]
        fn a_length_is_told_within_half_a_percent(length in length()) {
            let told = middle(bucket(length.unsigned_abs()) as u64);
            prop_assert!((told - length).unsigned_abs() as f64 <= 0.004 * length as f64, "{} for {}", told, length);
        }

        #[test]
        fn quantiles_are_those_of_the_sorted_lengths(
            mut lengths in proptest::collection::vec(length(), 1..300),
            q in 0.0..=1.0_f64,
        ) {
            let told = of(&lengths).quantile(q).unwrap();
            lengths.sort_unstable();
            let rank = ((q * lengths.len() as f64).ceil() as usize).clamp(1, lengths.len());
            let exact = lengths[rank - 1];
            prop_assert!((told - exact).unsigned_abs() as f64 <= 0.004 * exact as f64, "{} for {}", told, exact);
        }

        #[test]
        fn merged_parts_are_the_whole_in_any_order(
            lengths in proptest::collection::vec(length(), 0..200),
            cut in 0_usize..200,
        ) {
            let (first, second) = lengths.split_at(cut.min(lengths.len()));
            let (mut forth, mut back) = (of(first), of(second));
            forth.merge(&of(second));
            back.merge(&of(first));
            prop_assert_eq!(&forth, &of(&lengths));
            prop_assert_eq!(forth, back);
        }
    }
}
