//! Triangular lengths.
//!
//! Between two ends the likeliest length is one of those observed, found in one pass over them (Oliver, "A maximum
//! likelihood oddity", The American Statistician 26 (1972)); the ends are searched for (Kotz & van Dorp, "Beyond
//! Beta", 2004, 1.4). Censored lengths give their weight to the longer complete ones, as Kaplan and Meier's curve
//! does.

use super::sample::Jump;
use super::simplex::maximise;
use super::{Interval, Law, Sample};

/// Lengths at either end that are kept one by one; between them they are taken together.
const KEPT: usize = 200;
/// Groups between the ends.
const GROUPS: usize = 1_000;
/// Half the 95 % point of chi-square with one degree of freedom: how far a profile falls (Venzon & Moolgavkar,
/// Applied Statistics 37 (1988)).
const FALL: f64 = 1.920_729_410_347_062;

/// Least and most, and what lies between.
type Ends = [f64; 2];

/// Lengths with weights that sum to their number.
struct Points {
    all: Vec<Jump>,
    total: f64,
    least: f64,
    most: f64,
}

impl Points {
    fn of(sample: &Sample) -> Option<Self> {
        let mut all = grouped(sample.closed_curve());
        let total = sample.complete().len() as f64;
        all.iter_mut().for_each(|point| point.share *= total);
        let (least, most) = (all.first()?.at, all.last()?.at);
        (most > least).then_some(Self { all, total, least, most })
    }

    fn width(&self) -> f64 {
        self.most - self.least
    }

    /// Ends from two free numbers: below the least and not below 0, above the most.
    fn ends(&self, [a, b]: [f64; 2]) -> Ends {
        [self.low(a), self.high(b)]
    }

    fn low(&self, free: f64) -> f64 {
        (self.least - self.width() * libm::exp(free)).max(0.0)
    }

    fn high(&self, free: f64) -> f64 {
        self.most + self.width() * libm::exp(free)
    }

    /// The likeliest length between two ends, and the likelihood there.
    fn likely(&self, [low, high]: Ends) -> (f64, f64) {
        let mut above: f64 = self.all.iter().map(|p| p.share * libm::log(high - p.at)).sum();
        let (mut below, mut weight) = (0.0, 0.0);
        let mut best = (self.least, f64::NEG_INFINITY);
        for point in &self.all {
            above -= point.share * libm::log(high - point.at);
            let left = if weight > 0.0 { below - weight * libm::log(point.at - low) } else { 0.0 };
            let rest = self.total - weight - point.share;
            let ln = left + above - rest.max(0.0) * libm::log(high - point.at);
            if ln > best.1 {
                best = (point.at, ln);
            }
            below += point.share * libm::log(point.at - low);
            weight += point.share;
        }
        (best.0, best.1 + self.total * libm::log(2.0 / (high - low)))
    }

    /// The likelihood of two ends and a likeliest length.
    fn ln_likelihood(&self, [low, high]: Ends, likely: f64) -> f64 {
        if likely < low || likely > high {
            return f64::NEG_INFINITY;
        }
        let share = |at: f64| match at.total_cmp(&likely) {
            std::cmp::Ordering::Less => (at - low) / (likely - low),
            std::cmp::Ordering::Equal => 1.0,
            std::cmp::Ordering::Greater => (high - at) / (high - likely),
        };
        let shares: f64 = self.all.iter().map(|p| p.share * libm::log(share(p.at))).sum();
        shares + self.total * libm::log(2.0 / (high - low))
    }

    /// Best ends, as free numbers.
    fn best(&self) -> ([f64; 2], f64) {
        maximise([-3.0, -3.0], 1.0, |free| self.likely(self.ends(free)).1)
    }
}

/// So few points that a search takes no longer for a million lengths: all near the ends, on which these hang, and
/// groups of equal weight between.
fn grouped(curve: Vec<Jump>) -> Vec<Jump> {
    if curve.len() <= 2 * KEPT + GROUPS {
        return curve;
    }
    let (first, rest) = curve.split_at(KEPT);
    let (middle, last) = rest.split_at(rest.len() - KEPT);
    let group = |part: &[Jump]| {
        let share: f64 = part.iter().map(|jump| jump.share).sum();
        Jump { at: part.iter().map(|jump| jump.at * jump.share).sum::<f64>() / share, share }
    };
    let groups = middle.chunks(middle.len().div_ceil(GROUPS)).map(group);
    first.iter().copied().chain(groups).chain(last.iter().copied()).collect()
}

/// None where all lengths are the same.
pub(super) fn estimate(sample: &Sample) -> Option<Law> {
    let points = Points::of(sample)?;
    let (free, top) = points.best();
    let ends = points.ends(free);
    let [low, high] = ends;
    let likely = points.likely(ends).0;
    (top.is_finite() && low <= likely && likely <= high).then_some(Law::Triangular { low, likely, high })
}

/// Of least, likeliest and most by profile likelihood: all values at which the likelihood, the other two being the
/// best for it, is within 1.92 of the top. With censored lengths they are nearly so, as the weights stand for them.
pub(super) fn intervals([low, likely, high]: [f64; 3], sample: &Sample) -> Vec<Option<Interval>> {
    let Some(points) = Points::of(sample) else { return Vec::new() };
    let ([free_low, free_high], top) = points.best();
    // A search over one free number is one over two of which the second makes no difference.
    let best = |start: f64, of: &dyn Fn(f64) -> f64| maximise([start, 0.0], 0.5, |[free, _]| of(free)).1;
    let of_low = |low: f64| best(free_high, &|free| points.likely([low, points.high(free)]).1);
    let of_high = |high: f64| best(free_low, &|free| points.likely([points.low(free), high]).1);
    let of_likely = |likely: f64| {
        maximise([free_low, free_high], 0.5, |f| points.ln_likelihood(points.ends(f), likely)).1
    };
    let width = points.width();
    let edge =
        |profile: &dyn Fn(f64) -> f64, from: f64, to: f64| edge(from, to, |at| profile(at) > top - FALL);
    vec![
        Some(Interval {
            low: edge(&of_low, low, (low - width).max(0.0)),
            high: edge(&of_low, low, points.least),
        }),
        Some(Interval {
            low: edge(&of_likely, likely, points.least),
            high: edge(&of_likely, likely, points.most),
        }),
        Some(Interval { low: edge(&of_high, high, points.most), high: edge(&of_high, high, high + width) }),
    ]
}

/// The last value from one that is within towards one that may not be, to 1/4,000 of the way.
fn edge(from: f64, to: f64, is_within: impl Fn(f64) -> bool) -> f64 {
    let (mut near, mut far) = (from, to);
    for _ in 0..12 {
        let middle = (near + far) / 2.0;
        if is_within(middle) { near = middle } else { far = middle }
    }
    far
}
