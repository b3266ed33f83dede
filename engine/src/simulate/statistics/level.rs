//! A number that changes in jumps, weighted by how long it stood: a queue's length, clerks at work.

/// A level over time, from a start on.
///
/// Times are milliseconds and never go back; one before the last change counts as it. Sums are of whole numbers
/// and so exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    start: i64,
    since: i64,
    level: i64,
    /// Level times milliseconds up to `since`.
    integral: i128,
    /// The greatest level that lasted up to `since`.
    lasted: Option<i64>,
}

impl Level {
    /// A level from a moment on. A new one with the level of an old forgets what was before: the end of a warm-up.
    pub fn new(start_ms: i64, level: i64) -> Self {
        Self { start: start_ms, since: start_ms, level, integral: 0, lasted: None }
    }

    /// The level rises by `delta` at a moment, or falls.
    pub fn change(&mut self, at_ms: i64, delta: i64) {
        let at = at_ms.max(self.since);
        self.integral = self.integral(at);
        // What comes and goes within a millisecond was never seen, so it is no maximum.
        if at > self.since {
            self.lasted = self.lasted.max(Some(self.level));
        }
        self.since = at;
        self.level = self.level.saturating_add(delta);
    }

    /// Another level that began at the same moment stands on top of this, both up to a moment that is before neither's
    /// last change. How high both reached together is not known, only the sum over time.
    pub fn add(&mut self, other: &Self, until_ms: i64) {
        self.integral = self.integral(until_ms).saturating_add(other.integral(until_ms));
        self.since = until_ms.max(self.since);
        self.level = self.level.saturating_add(other.level);
        self.lasted = None;
    }

    /// The level now.
    pub fn level(&self) -> i64 {
        self.level
    }

    /// Level times milliseconds from the start up to a moment that is not before the last change.
    pub fn integral(&self, until_ms: i64) -> i128 {
        let stood = i128::from(until_ms.max(self.since)) - i128::from(self.since);
        self.integral.saturating_add(stood * i128::from(self.level))
    }

    /// The mean over the time up to a moment; over no time, the level itself.
    pub fn mean(&self, until_ms: i64) -> f64 {
        let length = i128::from(until_ms.max(self.since)) - i128::from(self.start);
        if length == 0 { self.level as f64 } else { self.integral(until_ms) as f64 / length as f64 }
    }

    /// The greatest level that lasted at least a millisecond up to a moment; over no time, the level itself.
    pub fn max(&self, until_ms: i64) -> i64 {
        match self.lasted {
            Some(lasted) if until_ms <= self.since => lasted,
            lasted => lasted.map_or(self.level, |lasted| lasted.max(self.level)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Level;
    use proptest::prelude::*;

    #[test]
    fn a_queue_is_weighted_by_time() {
        let mut queue = Level::new(1_000, 0);
        queue.change(2_000, 1);
        queue.change(3_000, 1);
        queue.change(5_000, -1);
        assert_eq!((queue.level(), queue.integral(6_000), queue.max(6_000)), (1, 6_000, 2));
        assert_eq!(queue.mean(6_000), 1.2);
    }

    #[test]
    fn what_comes_and_goes_at_once_is_no_maximum() {
        let mut queue = Level::new(0, 0);
        queue.change(10, 3);
        queue.change(10, -3);
        assert_eq!((queue.max(10), queue.max(20), queue.integral(20)), (0, 0, 0));
        queue.change(30, 2);
        assert_eq!((queue.max(30), queue.max(31)), (0, 2));
    }

    #[test]
    fn levels_on_top_of_one_another_are_their_sum() {
        let (mut low, mut high) = (Level::new(0, 0), Level::new(0, 0));
        low.change(10, 1);
        high.change(5, 2);
        high.change(25, -1);
        low.add(&high, 30);
        assert_eq!((low.level(), low.integral(30), low.integral(40)), (2, 20 + 40 + 5, 85));
    }

    #[test]
    fn over_no_time_it_is_what_it_is() {
        let level = Level::new(7, 4);
        assert_eq!((level.mean(7), level.max(7), level.integral(7)), (4.0, 4, 0));
    }

    #[test]
    fn time_never_goes_back() {
        let mut level = Level::new(0, 1);
        level.change(100, 1);
        level.change(50, 1);
        assert_eq!((level.integral(50), level.integral(110)), (100, 130));
    }

    #[test]
    fn the_longest_time_and_the_greatest_level_fit() {
        let mut level = Level::new(i64::MIN, i64::MAX);
        level.change(i64::MAX, i64::MAX);
        assert_eq!(level.integral(i64::MAX), i128::from(i64::MAX) * i128::from(u64::MAX));
        assert_eq!(level.level(), i64::MAX);
    }

    proptest! {
        #[test]
        fn the_integral_is_the_sum_over_every_millisecond(
            changes in proptest::collection::vec((0_i64..20, -3_i64..4), 0..40),
        ) {
            let mut level = Level::new(0, 2);
            let (mut now, mut height, mut stood) = (0, 2, Vec::new());
            for (pause, delta) in changes {
                stood.extend((0..pause).map(|_| height));
                now += pause;
                height += delta;
                level.change(now, delta);
            }
            stood.extend([height; 5]);
            prop_assert_eq!(level.integral(now + 5), stood.iter().map(|&h| i128::from(h)).sum::<i128>());
            prop_assert_eq!(Some(level.max(now + 5)), stood.iter().max().copied());
        }
    }
}
