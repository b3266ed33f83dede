//! What replications say of the course of things: queues by hour of the week and over the whole run, what came and
//! ended, and how times are distributed.

use super::outcome::Estimate;
use super::statistics::{Course, Quantiles, Spans, WEEK};
use super::told::Told;
use serde::Serialize;

/// Milliseconds in an hour.
const HOUR: f64 = 3_600_000.0;
/// Milliseconds in a day.
const DAY: f64 = 24.0 * HOUR;
/// Most columns of a histogram.
const COLUMNS: u64 = 40;
/// Widths of columns in milliseconds that people can read: parts of a second, seconds, minutes, hours, then days.
const WIDTHS: [i64; 23] = [
    1,
    10,
    100,
    1_000,
    5_000,
    15_000,
    60_000,
    120_000,
    300_000,
    600_000,
    1_800_000,
    3_600_000,
    7_200_000,
    14_400_000,
    28_800_000,
    43_200_000,
    86_400_000,
    172_800_000,
    432_000_000,
    864_000_000,
    2_592_000_000,
    8_640_000_000,
    31_536_000_000,
];

/// A mean over replications for each of many spans; none where no replication was in it.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Series {
    /// The means.
    pub mean: Vec<Option<f64>>,
    /// The interval of each reaches so far to either side; none: of one replication nobody can tell.
    pub half_width: Vec<Option<f64>>,
}

impl Series {
    /// The greatest mean and where it stands; none of nothing.
    pub fn most(&self) -> Option<(usize, f64)> {
        let told = self.mean.iter().enumerate().filter_map(|(at, mean)| Some((at, (*mean)?)));
        // The first of those that are alike.
        told.reduce(|most, next| if next.1 > most.1 { next } else { most })
    }

    /// From the values of each span, one a replication that was in it.
    fn of(spans: impl Iterator<Item = Vec<f64>>, confidence: f64) -> Self {
        let told: Vec<Option<Estimate>> = spans.map(|values| Estimate::of(&values, confidence)).collect();
        Self {
            mean: told.iter().map(|one| one.map(|one| one.mean)).collect(),
            half_width: told.iter().map(|one| one.and_then(|one| one.half_width)).collect(),
        }
    }
}

/// How a level went, such as a queue: means weighted by time.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct LevelCourse {
    /// By hour of the week, 168 from Monday midnight on, by the clock of the lead department.
    pub by_hour_of_week: Series,
    /// In each span of [`OverTime`].
    pub over_time: Series,
}

/// What is told in spans over the whole time that counts, at most 128 of one width.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OverTime {
    /// When the first span begins.
    pub from: String,
    /// How wide each span is, hours.
    pub span_hours: f64,
    /// What the clock that tells the hour of the week is ahead of UTC, hours; the same all year.
    pub clock_hours: f64,
    /// Applications under way at once.
    pub under_way: LevelCourse,
    /// Applications that came, a day.
    pub came_per_day: Series,
    /// Applications that came to their end, a day.
    pub ended_per_day: Series,
}

impl OverTime {
    /// `from`: since when it counts; `ahead`: what the local clock is ahead of UTC, milliseconds.
    pub(super) fn new(all: &[&Told], (from, ahead): (i64, i64), confidence: f64) -> Self {
        let width = width(all);
        let flow = |of: fn(&Told) -> &Spans| {
            let told: Vec<(Spans, i64)> =
                all.iter().map(|told| (of(told).clone().at_least(width), told.end)).collect();
            spans(&told, DAY, confidence)
        };
        Self {
            from: crate::application::moment::Moment(from).timestamp().to_string(),
            span_hours: width as f64 / HOUR,
            clock_hours: ahead as f64 / HOUR,
            under_way: LevelCourse::of(all, |told| Some(&told.under_way), confidence),
            came_per_day: flow(|told| &told.came),
            ended_per_day: flow(|told| &told.ended),
        }
    }
}

impl LevelCourse {
    /// Of all replications; `of` says which course.
    pub(super) fn of<'t>(
        all: &[&'t Told],
        of: impl Fn(&'t Told) -> Option<&'t Course>,
        confidence: f64,
    ) -> Self {
        let width = width(all);
        let courses: Vec<(&Course, i64)> =
            all.iter().filter_map(|told| Some((of(told)?, told.end))).collect();
        let weeks: Vec<Vec<(i128, i128)>> =
            courses.iter().map(|(course, _)| course.week().collect()).collect();
        let hour = |at: usize| {
            let sums = weeks.iter().filter_map(move |week| week.get(at).copied());
            sums.filter(|(_, passed)| *passed > 0).map(|(sum, passed)| sum as f64 / passed as f64).collect()
        };
        let told: Vec<(Spans, i64)> =
            courses.iter().map(|(course, end)| (course.spans().clone().at_least(width), *end)).collect();
        Self {
            by_hour_of_week: Series::of((0..WEEK).map(hour), confidence),
            over_time: spans(&told, 1.0, confidence),
        }
    }
}

/// The width that all replications have in common: that of the longest.
fn width(all: &[&Told]) -> i64 {
    all.iter().map(|told| told.under_way.spans().width()).max().unwrap_or(HOUR as i64)
}

/// Spans of replications by their time, in units of so many milliseconds.
fn spans(all: &[(Spans, i64)], unit: f64, confidence: f64) -> Series {
    let told: Vec<Vec<f64>> = all
        .iter()
        .map(|(spans, end)| spans.told(*end).map(|(sum, passed)| sum as f64 / passed as f64 * unit).collect())
        .collect();
    let most = told.iter().map(Vec::len).max().unwrap_or(0);
    Series::of((0..most).map(|at| told.iter().filter_map(|one| one.get(at).copied()).collect()), confidence)
}

/// How many took how long, in columns of one width from the shortest on; those at an edge may be off by 0.4 % of
/// their length.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Histogram {
    /// Where the first column begins, hours.
    pub from_hours: f64,
    /// How wide each is, hours.
    pub width_hours: f64,
    /// How many are in each.
    pub counts: Vec<u64>,
    /// How many are longer than all columns: at most one in a hundred.
    pub beyond: u64,
}

impl Histogram {
    /// Of all replications together; none of nothing. Columns reach to what 99 in 100 do not exceed, at most 40 of
    /// them, so that a single long one does not squeeze all others.
    pub(super) fn of<'t>(parts: impl Iterator<Item = &'t Quantiles>) -> Option<Self> {
        let mut all = Quantiles::new();
        parts.for_each(|part| all.merge(part));
        let (least, most) = (all.quantile(0.0)?, all.quantile(0.99)?);
        let columns = |width: &i64| (most / width - least / width).unsigned_abs() + 1;
        let width = WIDTHS.into_iter().find(|width| columns(width) <= COLUMNS);
        let width = width.unwrap_or_else(|| (most - least) / (COLUMNS as i64 - 1) + 1);
        let first = least / width;
        let mut counts = vec![0; usize::try_from(columns(&width)).unwrap_or_default()];
        let mut beyond = 0;
        for (length, count) in all.buckets() {
            let at = usize::try_from(length / width - first).unwrap_or_default();
            *counts.get_mut(at).unwrap_or(&mut beyond) += count;
        }
        let hours = |ms: i64| ms as f64 / HOUR;
        Some(Self { from_hours: hours(first * width), width_hours: hours(width), counts, beyond })
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum::<u64>() + self.beyond
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_has_no_histogram_and_one_has_one_column() {
        assert_eq!(Histogram::of(std::iter::empty()), None);
        let mut one = Quantiles::new();
        one.push(3_600_000);
        let told = Histogram::of([&one].into_iter()).unwrap();
        assert_eq!((told.from_hours, &told.counts[..], told.beyond), (1.0, &[1][..], 0));
    }

    #[test]
    fn columns_are_as_wide_as_people_count() {
        let mut days = Quantiles::new();
        (0..1_000).for_each(|n| days.push(n * 3_600_000));
        let told = Histogram::of([&days].into_iter()).unwrap();
        assert_eq!((told.width_hours, told.counts.len()), (48.0, 21));
        // A bucket is at most 0.8 % wide: near 800 hours, six lie in one with what is on the other side of an edge.
        assert!(told.counts[..20].iter().all(|count| count.abs_diff(48) <= 12), "{told:?}");
    }

    #[test]
    fn the_first_of_the_greatest_is_told() {
        let series = Series { mean: vec![None, Some(1.0), Some(4.0), Some(4.0)], half_width: vec![None; 4] };
        assert_eq!(series.most(), Some((2, 4.0)));
        assert_eq!(Series::default().most(), None);
    }

    proptest! {
        #[test]
        fn all_are_counted_in_few_columns(
            lengths in proptest::collection::vec((0_u32..63, any::<i64>()), 1..200),
            cut in 0_usize..200,
        ) {
            let lengths: Vec<i64> = lengths.into_iter().map(|(by, bits)| (bits & i64::MAX) >> by).collect();
            let (mut first, mut second) = (Quantiles::new(), Quantiles::new());
            for (at, length) in lengths.iter().enumerate() {
                if at < cut { first.push(*length) } else { second.push(*length) }
            }
            let told = Histogram::of([&first, &second].into_iter()).unwrap();
            prop_assert_eq!(told.total(), lengths.len() as u64);
            prop_assert!(told.counts.len() as u64 <= COLUMNS && told.beyond * 100 <= told.total());
            prop_assert!(told.width_hours > 0.0 && told.counts.first().is_some_and(|count| *count > 0));
        }
    }
}
