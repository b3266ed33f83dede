//! The families of distributions that are fitted: densities, shares and parameters.

use super::{Parameter, Sample, ln_upper_tail};
use crate::simulate::draw::ln_tails;
use crate::simulate::normal;
use serde::Serialize;

/// The 95 % point of the standard normal distribution, by which a scenario writes σ of a lognormal one.
pub(super) const Z_95: f64 = 1.644_853_626_951_472_7;
const LN_2: f64 = std::f64::consts::LN_2;

/// A family of distributions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Always the same.
    Fixed,
    /// By its mean.
    Exponential,
    /// Between two bounds, all alike.
    Uniform,
    /// The logarithm is normal.
    Lognormal,
    /// By its mean and shape.
    Gamma,
    /// Least, most likely, most.
    Triangular,
}

/// A distribution with its parameters, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// Always the same.
    Fixed {
        /// The length.
        length: f64,
    },
    /// Density e^(−x/mean)/mean.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Density 1/(high − low).
    Uniform {
        /// Least.
        low: f64,
        /// Most.
        high: f64,
    },
    /// ln x is normal with mean ln median and deviation σ.
    Lognormal {
        /// Half are shorter.
        median: f64,
        /// Deviation of the logarithm; no unit.
        sigma: f64,
    },
    /// Density xᵃ⁻¹e^(−ax/mean)·(a/mean)ᵃ/Γ(a) with shape a.
    Gamma {
        /// Mean.
        mean: f64,
        /// Shape; no unit.
        shape: f64,
    },
    /// Density rising from least to most likely, falling to most.
    Triangular {
        /// Least.
        low: f64,
        /// Most likely.
        likely: f64,
        /// Most.
        high: f64,
    },
}

impl Law {
    /// Its family.
    pub fn family(&self) -> Family {
        match self {
            Self::Fixed { .. } => Family::Fixed,
            Self::Exponential { .. } => Family::Exponential,
            Self::Uniform { .. } => Family::Uniform,
            Self::Lognormal { .. } => Family::Lognormal,
            Self::Gamma { .. } => Family::Gamma,
            Self::Triangular { .. } => Family::Triangular,
        }
    }

    /// Mean, in milliseconds.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Fixed { length } => length,
            Self::Exponential { mean } | Self::Gamma { mean, .. } => mean,
            Self::Uniform { low, high } => (low + high) / 2.0,
            Self::Lognormal { median, sigma } => median * libm::exp(sigma * sigma / 2.0),
            Self::Triangular { low, likely, high } => (low + likely + high) / 3.0,
        }
    }

    /// How many parameters were fitted; none of a fixed length, which has no likelihood.
    pub(super) fn free_parameters(&self) -> Option<u32> {
        match self {
            Self::Fixed { .. } => None,
            Self::Exponential { .. } => Some(1),
            Self::Uniform { .. } | Self::Lognormal { .. } | Self::Gamma { .. } => Some(2),
            Self::Triangular { .. } => Some(3),
        }
    }

    /// The parameters as a scenario names them.
    pub fn parameters(&self) -> Vec<Parameter> {
        let new = Parameter::new;
        match *self {
            Self::Fixed { length } => vec![new("length", length)],
            Self::Exponential { mean } => vec![new("mean", mean)],
            Self::Uniform { low, high } => vec![new("least", low), new("most", high)],
            Self::Lognormal { median, sigma } => {
                vec![new("median", median), new("p95", median * libm::exp(Z_95 * sigma))]
            }
            Self::Gamma { mean, shape } => vec![new("mean", mean), new("shape", shape)],
            Self::Triangular { low, likely, high } => {
                vec![new("least", low), new("likely", likely), new("most", high)]
            }
        }
    }

    /// Σ ln f(x) over complete lengths and Σ ln S(c) over censored ones.
    pub(super) fn ln_likelihood(&self, sample: &Sample) -> f64 {
        let complete: f64 = sample.complete().iter().map(|at| self.ln_density(*at)).sum();
        complete + self.ln_survivals(sample.censored())
    }

    /// Σ ln S(c), S being the share above.
    pub(super) fn ln_survivals(&self, censored: &[f64]) -> f64 {
        censored.iter().map(|at| self.ln_survival(*at)).sum()
    }

    fn ln_density(&self, x: f64) -> f64 {
        match *self {
            Self::Fixed { .. } => f64::NAN,
            Self::Exponential { mean } => -x / mean - libm::log(mean),
            Self::Uniform { low, high } if low <= x && x <= high => -libm::log(high - low),
            Self::Lognormal { median, sigma } => {
                let ln = libm::log(x);
                normal::ln_density((ln - libm::log(median)) / sigma) - libm::log(sigma) - ln
            }
            Self::Gamma { mean, shape } => {
                let rate = shape / mean;
                shape * libm::log(rate) + (shape - 1.0) * libm::log(x) - rate * x - libm::lgamma(shape)
            }
            Self::Triangular { low, likely, high } if low <= x && x <= high => {
                let width = high - low;
                // At the likeliest length the share is 1, also where it is an end.
                let share = match x.total_cmp(&likely) {
                    std::cmp::Ordering::Less => (x - low) / (likely - low),
                    std::cmp::Ordering::Equal => 1.0,
                    std::cmp::Ordering::Greater => (high - x) / (high - likely),
                };
                LN_2 - libm::log(width) + libm::log(share)
            }
            Self::Uniform { .. } | Self::Triangular { .. } => f64::NEG_INFINITY,
        }
    }

    fn ln_survival(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        match *self {
            Self::Exponential { mean } => -x / mean,
            Self::Lognormal { median, sigma } => ln_upper_tail(libm::log(x / median) / sigma),
            Self::Gamma { mean, shape } => ln_tails(shape, libm::log(x * shape / mean)).1,
            Self::Fixed { .. } | Self::Uniform { .. } | Self::Triangular { .. } => {
                libm::log1p(-self.share_below(x))
            }
        }
    }

    /// The share of lengths up to so many milliseconds, 0–1.
    pub fn share_below(&self, x: f64) -> f64 {
        match *self {
            Self::Fixed { length } => f64::from(x >= length - super::SAME),
            _ if x <= 0.0 => 0.0,
            Self::Exponential { mean } => -libm::expm1(-x / mean),
            Self::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Self::Lognormal { median, sigma } => normal::upper_tail(-libm::log(x / median) / sigma),
            Self::Gamma { mean, shape } => libm::exp(ln_tails(shape, libm::log(x * shape / mean)).0),
            Self::Triangular { low, likely, high } => {
                let width = high - low;
                if x <= low {
                    0.0
                } else if x >= high {
                    1.0
                } else if x < likely {
                    (x - low) * (x - low) / (width * (likely - low))
                } else {
                    1.0 - (high - x) * (high - x) / (width * (high - likely))
                }
            }
        }
    }
}
