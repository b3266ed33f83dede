//! The course of a level: by hour of the week, and over the whole time in spans that double.

use super::Level;

/// Milliseconds in an hour.
const HOUR: i64 = 3_600_000;
/// Hours of a week, from Monday midnight on.
pub const WEEK: usize = 168;
const WEEK_HOURS: i64 = 168;
/// Hours from a Monday midnight to the first of 1970, a Thursday.
const THURSDAY: i64 = 72;
/// Most spans over the whole time; twice a whole number, so that two make one.
pub const SPANS: usize = 128;

/// Spans that wide reach for a thousand times longer than any time of a simulation.
const WIDEST: i64 = i64::MAX / 512;

/// What happened in each span of time from a start on, in at most [`SPANS`] spans of one width: an hour at first,
/// twice as much whenever they no longer reach. Sums are of whole numbers and so exact; memory does not grow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spans {
    start: i64,
    width: i64,
    sums: Vec<i128>,
}

impl Spans {
    /// Of nothing, from a moment on.
    pub fn new(start_ms: i64) -> Self {
        Self { start: start_ms, width: HOUR, sums: vec![0; SPANS] }
    }

    /// Counts something that happened at a moment; before the start nothing counts.
    pub fn count(&mut self, at_ms: i64) {
        if at_ms < self.start {
            return;
        }
        self.reach(at_ms.saturating_add(1));
        let span = self.span(at_ms);
        if let Some(sum) = self.sums.get_mut(span) {
            *sum += 1;
        }
    }

    /// Takes in a level that stood from a moment that is not before the start to another: level times milliseconds.
    pub fn lay(&mut self, from_ms: i64, to_ms: i64, level: i64) {
        self.reach(to_ms);
        let (mut at, mut span) = (from_ms, self.span(from_ms));
        while at < to_ms {
            // Nothing is after the last.
            let end = if span + 1 < SPANS { self.begin(span + 1).min(to_ms) } else { to_ms };
            if let Some(sum) = self.sums.get_mut(span) {
                *sum += i128::from(end - at) * i128::from(level);
            }
            (at, span) = (end, span + 1);
        }
    }

    /// Doubles the width until spans reach to a moment.
    pub fn reach(&mut self, until_ms: i64) {
        while self.begin(SPANS) < until_ms && self.width <= WIDEST {
            for half in 0..SPANS / 2 {
                let pair = self.sums.get(2 * half..2 * half + 2).unwrap_or_default();
                let sum = pair.iter().sum();
                if let Some(kept) = self.sums.get_mut(half) {
                    *kept = sum;
                }
            }
            self.sums.iter_mut().skip(SPANS / 2).for_each(|sum| *sum = 0);
            self.width = self.width.saturating_mul(2);
        }
    }

    /// The same with spans at least so wide, where it is reached by doubling.
    pub fn at_least(mut self, width_ms: i64) -> Self {
        while self.width < width_ms.min(WIDEST) {
            self.reach(self.begin(SPANS).saturating_add(1));
        }
        self
    }

    /// Takes in what happened in others that began at the same moment.
    pub fn add(&mut self, other: &Self) {
        let other = other.clone().at_least(self.width);
        *self = self.clone().at_least(other.width);
        self.sums.iter_mut().zip(&other.sums).for_each(|(sum, more)| *sum += more);
    }

    /// Milliseconds of a span.
    pub fn width(&self) -> i64 {
        self.width
    }

    /// The sums of the spans that have begun before a moment, each with the milliseconds of it that passed.
    pub fn told(&self, until_ms: i64) -> impl Iterator<Item = (i128, i64)> {
        let passed = move |span: usize| (until_ms.saturating_sub(self.begin(span))).clamp(0, self.width);
        let all = self.sums.iter().enumerate().map(move |(span, sum)| (*sum, passed(span)));
        all.take_while(|(_, passed)| *passed > 0)
    }

    /// When the span is over in which a moment lies; the moment itself where no span reaches that far yet.
    fn end_at(&self, at_ms: i64) -> i64 {
        let end = self.begin(self.span(at_ms) + 1);
        end.max(at_ms)
    }

    /// Takes something into the span in which a moment lies that the spans reach.
    fn put(&mut self, at_ms: i64, sum: i128) {
        let span = self.span(at_ms);
        if let Some(all) = self.sums.get_mut(span) {
            *all += sum;
        }
    }

    fn span(&self, at_ms: i64) -> usize {
        usize::try_from(at_ms.saturating_sub(self.start) / self.width).unwrap_or_default().min(SPANS - 1)
    }

    fn begin(&self, span: usize) -> i64 {
        let spans = i64::try_from(span).unwrap_or(i64::MAX);
        self.start.saturating_add(self.width.saturating_mul(spans))
    }
}

/// A [`Level`] that also tells its course: by hour of the week, the rhythm of day and week, and in [`Spans`] over the
/// whole time, whether it grows. A change costs as many additions as hours have passed since the last, at most 168;
/// most pass none, and then what stood is only gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    level: Level,
    start: i64,
    since: i64,
    /// What the local clock is ahead of UTC, milliseconds.
    ahead: i64,
    week: Vec<i128>,
    spans: Spans,
    /// Until when everything is of one hour and of one span.
    edge: i64,
    /// What stood since that hour or span began, not yet taken into them.
    gathered: i128,
}

impl Course {
    /// A level of 0 from a moment on; `ahead_ms` is what the clock that tells the hour of the week is ahead of UTC.
    pub fn new(start_ms: i64, ahead_ms: i64) -> Self {
        Self {
            level: Level::new(start_ms, 0),
            start: start_ms,
            since: start_ms,
            ahead: ahead_ms,
            week: vec![0; WEEK],
            spans: Spans::new(start_ms),
            edge: start_ms,
            gathered: 0,
        }
    }

    /// The level rises by `delta` at a moment, or falls; a moment before the last change counts as it.
    pub fn change(&mut self, at_ms: i64, delta: i64) {
        if at_ms > self.since {
            let stood = self.level.level();
            if at_ms <= self.edge {
                self.gathered += i128::from(at_ms - self.since) * i128::from(stood);
            } else {
                self.take_in();
                if stood != 0 {
                    lay(&mut self.week, (self.since, at_ms), self.ahead, stood);
                    self.spans.lay(self.since, at_ms, stood);
                }
                self.edge = self.spans.end_at(at_ms).min(self.hour_end(at_ms));
            }
            self.since = at_ms;
        }
        self.level.change(at_ms, delta);
    }

    /// When the hour of the week is over in which a moment lies.
    fn hour_end(&self, at_ms: i64) -> i64 {
        let number = at_ms.saturating_add(self.ahead).div_euclid(HOUR);
        (number + 1).saturating_mul(HOUR).saturating_sub(self.ahead)
    }

    /// Takes what was gathered into its hour and its span, in which the moment before their edge lies.
    fn take_in(&mut self) {
        if self.gathered != 0 {
            let within = self.edge - 1;
            if let Some(sum) = self.week.get_mut(of_week(within.saturating_add(self.ahead))) {
                *sum += self.gathered;
            }
            self.spans.put(within, self.gathered);
            self.gathered = 0;
        }
    }

    /// Takes in what stood up to a moment: after this the course is told.
    pub fn finish(&mut self, until_ms: i64) {
        self.change(until_ms, 0);
        self.take_in();
        self.spans.reach(until_ms);
    }

    /// Another that began at the same moment stands on top of this, both up to a moment that is before neither's last
    /// change, as in [`Level::add`].
    pub fn add(&mut self, other: &Self, until_ms: i64) {
        let mut other = other.clone();
        other.finish(until_ms);
        self.finish(until_ms);
        self.level.add(&other.level, until_ms);
        self.week.iter_mut().zip(&other.week).for_each(|(sum, more)| *sum += more);
        self.spans.add(&other.spans);
    }

    /// The level itself, with its mean and its greatest.
    pub fn level(&self) -> &Level {
        &self.level
    }

    /// Over the whole time, up to [`Course::finish`].
    pub fn spans(&self) -> &Spans {
        &self.spans
    }

    /// By hour of the week from Monday midnight on, up to [`Course::finish`]: level times milliseconds, and the
    /// milliseconds.
    pub fn week(&self) -> impl Iterator<Item = (i128, i128)> {
        let mut passed = vec![0; WEEK];
        lay(&mut passed, (self.start, self.since), self.ahead, 1);
        self.week.iter().copied().zip(passed)
    }
}

/// The hour of the week in which a moment of the local clock lies.
fn of_week(local_ms: i64) -> usize {
    let number = local_ms.div_euclid(HOUR).saturating_add(THURSDAY);
    usize::try_from(number.rem_euclid(WEEK_HOURS)).unwrap_or_default()
}

/// Takes a level that stood from one moment to another into the hours of the week.
fn lay(week: &mut [i128], (from, to): (i64, i64), ahead: i64, level: i64) {
    let (mut at, to) = (from.saturating_add(ahead), to.saturating_add(ahead));
    let level = i128::from(level);
    // Whole weeks are in every hour alike.
    let weeks = to.saturating_sub(at) / (HOUR * WEEK_HOURS);
    if weeks > 0 {
        week.iter_mut().for_each(|sum| *sum += i128::from(weeks * HOUR) * level);
        at += weeks * HOUR * WEEK_HOURS;
    }
    while at < to {
        let number = at.div_euclid(HOUR);
        let end = (number + 1).saturating_mul(HOUR).min(to);
        if let Some(sum) = week.get_mut(of_week(at)) {
            *sum += i128::from(end - at) * level;
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Monday, 5 January 2026, midnight in Shanghai.
    const MONDAY: i64 = 1_767_542_400_000;
    /// Shanghai.
    const AHEAD: i64 = 8 * HOUR;

    #[test]
    fn a_queue_is_told_by_the_hour_of_the_local_week() {
        let mut queue = Course::new(MONDAY, AHEAD);
        queue.change(MONDAY + 9 * HOUR + HOUR / 2, 2);
        queue.change(MONDAY + 11 * HOUR, -2);
        queue.finish(MONDAY + 14 * 24 * HOUR);
        let week: Vec<(i128, i128)> = queue.week().collect();
        let two_hours = i128::from(2 * HOUR);
        assert_eq!(week[9], (i128::from(HOUR), two_hours));
        assert_eq!(week[10], (two_hours, two_hours));
        assert_eq!((week[8].0, week[11].0, week.len()), (0, 0, WEEK));
        assert!(week.iter().all(|(_, passed)| *passed == two_hours));
    }

    #[test]
    fn courses_stand_on_top_of_each_other() {
        let (mut one, mut other) = (Course::new(MONDAY, AHEAD), Course::new(MONDAY, AHEAD));
        let mut both = Course::new(MONDAY, AHEAD);
        for (hours, delta, is_one) in [(1, 2, true), (30, 1, false), (500, -1, true), (700, 3, false)] {
            let at = MONDAY + hours * HOUR;
            if is_one {
                one.change(at, delta)
            } else {
                other.change(at, delta)
            };
            both.change(at, delta);
        }
        let end = MONDAY + 900 * HOUR;
        both.finish(end);
        one.add(&other, end);
        assert_eq!(one.week().collect::<Vec<_>>(), both.week().collect::<Vec<_>>());
        assert_eq!(one.spans(), both.spans());
        assert_eq!(one.level().integral(end), both.level().integral(end));
    }

    #[test]
    fn spans_double_once_they_are_full() {
        let mut spans = Spans::new(MONDAY);
        spans.count(MONDAY - 1);
        (0..128).for_each(|hour| spans.count(MONDAY + hour * HOUR));
        assert_eq!((spans.width(), spans.told(MONDAY + 128 * HOUR).count()), (HOUR, 128));
        spans.count(MONDAY + 128 * HOUR);
        assert_eq!(spans.width(), 2 * HOUR);
        let told: Vec<(i128, i64)> = spans.told(MONDAY + 128 * HOUR + 1).collect();
        assert_eq!((told.len(), told[0], told[63], told[64]), (65, (2, 2 * HOUR), (2, 2 * HOUR), (1, 1)));
    }

    #[test]
    fn the_longest_time_fits() {
        let mut spans = Spans::new(i64::MIN);
        spans.count(i64::MAX - 1);
        assert_eq!(spans.told(i64::MAX).map(|(sum, _)| sum).sum::<i128>(), 1);
        let mut course = Course::new(0, 0);
        course.change(0, 3);
        course.finish(i64::MAX);
        let sum: i128 = course.spans().told(i64::MAX).map(|(sum, _)| sum).sum();
        assert_eq!(sum, 3 * i128::from(i64::MAX));
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_integral_of_the_level_to_the_millisecond(
            changes in proptest::collection::vec((0_i64..40 * HOUR, -3_i64..5), 0..120),
            ahead in -12 * HOUR..14 * HOUR,
            rest in 0_i64..2_000 * HOUR,
            wider in 0_u32..4,
        ) {
            let mut course = Course::new(MONDAY, ahead);
            let mut level = Level::new(MONDAY, 0);
            let mut now = MONDAY;
            for (pause, delta) in changes {
                now += pause;
                course.change(now, delta);
                level.change(now, delta);
            }
            let end = now + rest;
            course.finish(end);
            let whole = level.integral(end);
            prop_assert_eq!(course.level().integral(end), whole);
            prop_assert_eq!(course.week().map(|(sum, _)| sum).sum::<i128>(), whole);
            prop_assert_eq!(course.week().map(|(_, passed)| passed).sum::<i128>(), i128::from(end - MONDAY));
            let spans = course.spans().clone();
            let width = spans.width() << wider;
            for spans in [spans.clone(), spans.at_least(width)] {
                prop_assert_eq!(spans.told(end).map(|(sum, _)| sum).sum::<i128>(), whole);
                prop_assert_eq!(spans.told(end).map(|(_, passed)| passed).sum::<i64>(), end - MONDAY);
            }
        }

        #[test]
        fn each_part_is_what_stood_in_it(
            changes in proptest::collection::vec((0_i64..9, -2_i64..4), 1..60),
        ) {
            // Half hours, so that each is in one hour and one span.
            let half = HOUR / 2;
            let mut course = Course::new(MONDAY, AHEAD);
            let (mut now, mut height, mut stood) = (0, 0, Vec::new());
            for (pause, delta) in changes {
                stood.extend((0..pause).map(|_| height));
                now += pause;
                height += delta;
                course.change(MONDAY + now * half, delta);
            }
            course.finish(MONDAY + now * half);
            let (mut week, mut spans) = (vec![0; WEEK], vec![0; SPANS]);
            let width = usize::try_from(course.spans().width() / half).unwrap();
            for (at, height) in stood.iter().enumerate() {
                week[at / 2 % WEEK] += i128::from(height * half);
                spans[at / width] += i128::from(height * half);
            }
            prop_assert_eq!(course.week().map(|(sum, _)| sum).collect::<Vec<_>>(), week);
            let told: Vec<i128> = course.spans().told(MONDAY + now * half).map(|(sum, _)| sum).collect();
            prop_assert_eq!(&told[..], &spans[..told.len()]);
        }
    }
}
