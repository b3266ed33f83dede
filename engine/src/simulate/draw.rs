//! Lengths of time by inverse transform: one uniform number in, one length out.
//!
//! A longer length comes of a larger number, so under common random numbers the same case is slow under both
//! plans, and their difference says what the plans do and not what chance did.

mod gamma;
mod impossible;
#[cfg(test)]
mod tests;

pub(crate) use gamma::ln_tails;
pub use impossible::Impossible;

use super::normal;
use crate::scenario::model::{Period, WorkTime};
use gamma::GammaQuantiles;

/// The 95 % point of the standard normal distribution.
const Z_95: f64 = 1.644_853_626_951_472_7;
/// Where numbers of [`Streams`](super::stream::Streams) begin and end; others are drawn to these.
const LEAST_UNIT: f64 = f64::EPSILON / 2.0;
const GREATEST_UNIT: f64 = 1.0 - LEAST_UNIT;

/// A distribution of lengths of time, made ready to draw from. Milliseconds throughout.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    family: Family,
    mean: f64,
    variance: f64,
}

#[derive(Debug, Clone, PartialEq)]
enum Family {
    Fixed(f64),
    Uniform {
        low: f64,
        width: f64,
    },
    Triangular {
        low: f64,
        likely: f64,
        high: f64,
    },
    Exponential {
        mean: f64,
    },
    Lognormal {
        median: f64,
        sigma: f64,
    },
    Gamma {
        mean: f64,
        standard: GammaQuantiles,
    },
    Mixture(Vec<Part>),
    /// In order, at least one.
    Empirical(Vec<f64>),
}

/// One of several distributions.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    /// The shares of the parts before.
    start: f64,
    /// Its own share, above 0.
    share: f64,
    draw: Draw,
}

impl Draw {
    /// Makes a distribution ready. `observations` gives what a file holds, in milliseconds and in any order, and
    /// none where there is no such file.
    ///
    /// A gamma distribution takes a tenth of a millisecond here, and some milliseconds where its shape is in the
    /// thousands; the others take next to nothing.
    ///
    /// # Errors
    ///
    /// [`Impossible`] where no length of time can be drawn by what was written.
    pub fn compile(
        work: &WorkTime,
        observations: &dyn Fn(&str) -> Option<Vec<f64>>,
    ) -> Result<Self, Impossible> {
        let draw = match work {
            WorkTime::Fixed(period) => Self::fixed(length(*period)?),
            WorkTime::Uniform(low, high) => Self::uniform(*low, *high)?,
            WorkTime::Triangular(least, likely, most) => Self::triangular(*least, *likely, *most)?,
            WorkTime::Exponential(mean) => Self::exponential(positive_mean(*mean)?),
            WorkTime::Lognormal { median, p95 } => Self::lognormal(*median, *p95)?,
            WorkTime::Gamma { mean, shape } => Self::gamma(positive_mean(*mean)?, *shape)?,
            WorkTime::Mixture(parts) => Self::mixture(parts, observations)?,
            WorkTime::Empirical(file) => Self::empirical(file, observations)?,
        };
        if draw.mean.is_finite() && draw.variance.is_finite() { Ok(draw) } else { Err(Impossible::TooWide) }
    }

    /// The length at a number in (0, 1), in milliseconds: finite and at least 0. A number beyond those that
    /// [`Streams`](super::stream::Streams) give counts as the nearest of them.
    ///
    /// It rises with the number, but for the last bits of rounding. In a mixture it does within each part only:
    /// the number first chooses the part, and where it lies within the part's share then gives the length.
    pub fn at(&self, unit: f64) -> f64 {
        let unit = if unit.is_nan() { LEAST_UNIT } else { unit.clamp(LEAST_UNIT, GREATEST_UNIT) };
        match &self.family {
            Family::Fixed(length) => *length,
            Family::Uniform { low, width } => low + width * unit,
            Family::Triangular { low, likely, high } => triangular(*low, *likely, *high, unit),
            Family::Exponential { mean } => -mean * libm::log1p(-unit),
            Family::Lognormal { median, sigma } => median * libm::exp(sigma * normal::quantile(unit)),
            Family::Gamma { mean, standard } => mean * standard.at(unit),
            Family::Mixture(parts) => {
                let after = parts.partition_point(|part| part.start <= unit);
                // The first part starts at 0, so there is one; a draw never panics, whatever comes.
                parts.get(after.saturating_sub(1)).map_or(0.0, |p| p.draw.at((unit - p.start) / p.share))
            }
            Family::Empirical(sorted) => {
                let at = ((unit * sorted.len() as f64) as usize).min(sorted.len().saturating_sub(1));
                sorted.get(at).copied().unwrap_or_default()
            }
        }
    }

    /// The mean, in milliseconds.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The variance, in milliseconds squared.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// Always so many milliseconds.
    pub fn fixed(length: f64) -> Self {
        Self { family: Family::Fixed(length), mean: length, variance: 0.0 }
    }

    /// Mean (a + b)/2, variance (b − a)²/12.
    fn uniform(least: Period, most: Period) -> Result<Self, Impossible> {
        let (low, high) = (length(least)?, length(most)?);
        if low > high {
            return Err(Impossible::Backwards { least, most });
        }
        let width = high - low;
        let family = Family::Uniform { low, width };
        Ok(Self { family, mean: low + width / 2.0, variance: width * width / 12.0 })
    }

    /// Mean (a + c + b)/3, variance (a² + b² + c² − ab − ac − bc)/18, written in differences.
    fn triangular(least: Period, most_likely: Period, most: Period) -> Result<Self, Impossible> {
        let (low, likely, high) = (length(least)?, length(most_likely)?, length(most)?);
        if low > likely || likely > high {
            return Err(Impossible::OutOfOrder { least, likely: most_likely, most });
        }
        let (left, right) = (likely - low, high - likely);
        let variance = (left * left + left * right + right * right) / 18.0;
        let family = Family::Triangular { low, likely, high };
        Ok(Self { family, mean: (low + likely + high) / 3.0, variance })
    }

    fn exponential(mean: f64) -> Self {
        Self { family: Family::Exponential { mean }, mean, variance: mean * mean }
    }

    /// σ = ln(p95/median)/1.6449; mean median·exp(σ²/2), variance mean²·(exp(σ²) − 1).
    fn lognormal(median: Period, p95: Period) -> Result<Self, Impossible> {
        let (half, most) = (length(median)?, length(p95)?);
        if half <= 0.0 {
            return Err(Impossible::NoMedian(median));
        }
        if most < half {
            return Err(Impossible::BelowMedian { median, p95 });
        }
        let sigma = libm::log(most / half) / Z_95;
        let mean = half * libm::exp(sigma * sigma / 2.0);
        let variance = mean * mean * libm::expm1(sigma * sigma);
        Ok(Self { family: Family::Lognormal { median: half, sigma }, mean, variance })
    }

    /// Variance mean²/shape.
    fn gamma(mean: f64, shape: f64) -> Result<Self, Impossible> {
        if shape.is_nan() || shape <= 0.0 || shape.is_infinite() {
            return Err(Impossible::Shape(shape));
        }
        let standard = GammaQuantiles::new(shape).ok_or(Impossible::SmallShape(shape))?;
        let family = Family::Gamma { mean, standard };
        Ok(Self { family, mean, variance: mean * (mean / shape) })
    }

    /// Mean and variance by the laws of total expectation and total variance.
    fn mixture(
        parts: &[(f64, WorkTime)],
        observations: &dyn Fn(&str) -> Option<Vec<f64>>,
    ) -> Result<Self, Impossible> {
        if let Some((weight, _)) = parts.iter().find(|(weight, _)| !(*weight >= 0.0 && weight.is_finite())) {
            return Err(Impossible::Weight(*weight));
        }
        let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
        if total <= 0.0 || total.is_infinite() {
            return Err(Impossible::NoWeight);
        }
        let mut shared = Vec::new();
        let mut start = 0.0;
        for (weight, work) in parts {
            // What cannot be drawn must be right all the same: the weight may be changed later.
            let draw = Self::compile(work, observations)?;
            let share = weight / total;
            if share > 0.0 {
                shared.push(Part { start, share, draw });
                start += share;
            }
        }
        let mean: f64 = shared.iter().map(|part| part.share * part.draw.mean).sum();
        let variance = shared.iter().map(|part| {
            let apart = part.draw.mean - mean;
            part.share * (part.draw.variance + apart * apart)
        });
        Ok(Self { variance: variance.sum(), mean, family: Family::Mixture(shared) })
    }

    /// What was observed, each as likely as any other; the variance is that of the draw, with divisor n.
    fn empirical(file: &str, observations: &dyn Fn(&str) -> Option<Vec<f64>>) -> Result<Self, Impossible> {
        let mut sorted = observations(file).ok_or_else(|| Impossible::NoFile(file.to_owned()))?;
        if sorted.is_empty() {
            return Err(Impossible::NoObservations(file.to_owned()));
        }
        if let Some(&value) = sorted.iter().find(|value| !(**value >= 0.0 && value.is_finite())) {
            return Err(Impossible::Observation { file: file.to_owned(), value });
        }
        sorted.sort_unstable_by(f64::total_cmp);
        let count = sorted.len() as f64;
        let mean = sorted.iter().sum::<f64>() / count;
        let variance = sorted.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
        Ok(Self { family: Family::Empirical(sorted), mean, variance })
    }
}

/// The inverse of the triangular distribution function.
fn triangular(low: f64, likely: f64, high: f64, unit: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return low;
    }
    if unit * width < likely - low {
        low + (unit * width * (likely - low)).sqrt()
    } else {
        high - ((1.0 - unit) * width * (high - likely)).sqrt()
    }
}

/// Milliseconds of a period.
fn length(period: Period) -> Result<f64, Impossible> {
    let milliseconds = period.milliseconds().ok_or(Impossible::NoFixedLength(period))?;
    Ok(milliseconds as f64)
}

/// Milliseconds of a mean.
fn positive_mean(period: Period) -> Result<f64, Impossible> {
    let milliseconds = length(period)?;
    if milliseconds > 0.0 { Ok(milliseconds) } else { Err(Impossible::NoMean(period)) }
}
