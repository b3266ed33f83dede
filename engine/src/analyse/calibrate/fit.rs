//! Lengths of time as a distribution: candidates fitted by maximum likelihood, the best told by AICc.
//!
//! Candidates are those that a scenario can write: exponential, lognormal, gamma, uniform, triangular; a fixed length
//! stands alone where all lengths are the same, as a point has no density that could be compared. Work that was under
//! way when the log was taken is right-censored: it took at least so long. It is never dropped, as long work is more
//! often caught under way than short work (Lawless, "Statistical Models and Methods for Lifetime Data", 2003, 2.2).
//!
//! | family | estimate | with censored lengths | 95 % interval |
//! |---|---|---|---|
//! | exponential | closed form | closed form | observed information of ln mean |
//! | lognormal | closed form | censored likelihood, by a simplex | observed information of (μ, ln σ) |
//! | gamma | Newton | censored likelihood, by a simplex | observed information of (ln mean, ln shape) |
//! | uniform | the extremes | censored likelihood, one root | exact pivot of the range |
//! | triangular | simplex over the ends, likeliest in one pass | weights of Kaplan and Meier | profile likelihood |
//!
//! All are compared by AICc of the censored likelihood itself: −2 ln L + 2k + 2k(k + 1)/(d − k − 1), with k
//! parameters and d lengths that are complete (Burnham & Anderson, "Model Selection and Multimodel Inference", 2002,
//! 2.4). Beside it stands the Kolmogorov–Smirnov distance to the curve of Kaplan and Meier. It is a distance and no
//! test: its usual tables do not hold for parameters that were fitted to the same lengths (Lilliefors 1967).

mod exponential;
mod gamma;
mod information;
mod law;
mod lognormal;
mod sample;
mod simplex;
mod triangular;
mod uniform;

pub use law::{Family, Law};
pub use sample::Sample;

use crate::scenario::text::Text;
use crate::simulate::normal;
use serde::Serialize;

/// Fewer complete lengths tell no distribution.
pub const LEAST: usize = 5;
/// The 97.5 % point of the standard normal distribution.
pub(super) const Z: f64 = 1.959_963_984_540_054;
/// Lengths within a millisecond of one another are the same: logs have no finer time.
const SAME: f64 = 1.0;

/// Where the true value lies in 95 of 100 cases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// From here.
    pub low: f64,
    /// To here.
    pub high: f64,
}

impl Interval {
    /// Whether a value lies within.
    pub fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Of a value above 0 by the standard error of its logarithm.
    pub(super) fn of_ln(value: f64, error: f64) -> Self {
        Self { low: value * libm::exp(-Z * error), high: value * libm::exp(Z * error) }
    }
}

/// A parameter as a scenario writes it. Milliseconds, but for a shape, which has no unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Parameter {
    /// `mean`, `median`, `p95`, `shape`, `least`, `likely`, `most`.
    pub name: &'static str,
    /// The estimate.
    pub value: f64,
    /// Told of the best family alone.
    pub interval: Option<Interval>,
}

impl Parameter {
    fn new(name: &'static str, value: f64) -> Self {
        Self { name, value, interval: None }
    }
}

/// A family fitted to lengths.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit {
    /// Which family, with its parameters.
    pub law: Law,
    /// The parameters by name.
    pub parameters: Vec<Parameter>,
    /// Mean in milliseconds; its interval is told of the best family alone.
    pub mean: Parameter,
    /// Logarithm of the likelihood; none of a fixed length.
    pub ln_likelihood: Option<f64>,
    /// The criterion, the less the better; none of a fixed length.
    pub aicc: Option<f64>,
    /// Largest distance between the shares below, fitted and observed, 0–1.
    pub kolmogorov_smirnov: f64,
}

/// What was fitted to the lengths of one activity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fits {
    /// Lengths that are complete.
    pub complete: usize,
    /// Lengths that were under way: at least so long.
    pub censored: usize,
    /// Mean of the complete lengths in milliseconds; too short where some are censored.
    pub observed_mean: f64,
    /// All candidates, the best first; at least one.
    pub candidates: Vec<Fit>,
}

impl Fits {
    /// The best by AICc; of equals the one with fewer parameters.
    pub fn best(&self) -> Option<&Fit> {
        self.candidates.first()
    }
}

/// Why nothing was fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotFitted {
    /// Fewer than [`LEAST`] lengths are complete: how many, and how many are censored.
    TooFew(usize, usize),
    /// No family has a likelihood that is a number.
    NoFamily,
}

impl NotFitted {
    /// What is wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::TooFew(complete, censored) => Text::new(
                format!("只有 {complete} 次办完（{censored} 次未办完），不足 {LEAST} 次，不能拟合"),
                format!("{complete} visits are over ({censored} are not); {LEAST} are needed for a fit"),
            ),
            Self::NoFamily => Text::new("没有适合的分布", "no distribution fits"),
        }
    }
}

/// Fits all candidates to lengths.
///
/// A length of 0 has no logarithm: where there is one, lognormal and gamma are no candidates.
///
/// # Errors
/// [`NotFitted`] where there are too few lengths.
pub fn fit(sample: &Sample) -> Result<Fits, NotFitted> {
    let (complete, censored) = (sample.complete(), sample.censored());
    let (Some(&least), Some(&most)) = (complete.first(), complete.last()) else {
        return Err(NotFitted::TooFew(0, censored.len()));
    };
    if complete.len() < LEAST {
        return Err(NotFitted::TooFew(complete.len(), censored.len()));
    }
    let is_fixed = most - least <= SAME && censored.iter().all(|at| *at <= most);
    let mut candidates: Vec<Fit> = if is_fixed {
        vec![fitted(Law::Fixed { length: sample.mean() }, sample)]
    } else {
        let laws = [
            exponential::estimate(sample),
            uniform::estimate(sample),
            lognormal::estimate(sample),
            gamma::estimate(sample),
            triangular::estimate(sample),
        ];
        laws.into_iter().flatten().map(|law| fitted(law, sample)).collect()
    };
    candidates.retain(|fit| is_fixed || fit.aicc.is_some_and(f64::is_finite));
    // The order before it is by the number of parameters, and the sort keeps it among equals.
    candidates.sort_by(|a, b| a.aicc.unwrap_or(0.0).total_cmp(&b.aicc.unwrap_or(0.0)));
    let best = candidates.first_mut().ok_or(NotFitted::NoFamily)?;
    add_intervals(best, sample);
    Ok(Fits { complete: complete.len(), censored: censored.len(), observed_mean: sample.mean(), candidates })
}

fn fitted(law: Law, sample: &Sample) -> Fit {
    let ln_likelihood = law.free_parameters().map(|_| law.ln_likelihood(sample));
    let aicc =
        law.free_parameters().zip(ln_likelihood).and_then(|(k, ln)| aicc(ln, k, sample.complete().len()));
    Fit {
        parameters: law.parameters(),
        mean: Parameter::new("mean", law.mean()),
        ln_likelihood,
        aicc,
        // All lengths are the same then, to what a log can tell.
        kolmogorov_smirnov: match law {
            Law::Fixed { .. } => 0.0,
            _ => sample.distance(&|at| law.share_below(at)),
        },
        law,
    }
}

/// None where there are not enough lengths for so many parameters.
fn aicc(ln_likelihood: f64, parameters: u32, lengths: usize) -> Option<f64> {
    let (k, d) = (f64::from(parameters), lengths as f64);
    let left = d - k - 1.0;
    (left > 0.0).then(|| -2.0 * ln_likelihood + 2.0 * k + 2.0 * k * (k + 1.0) / left)
}

fn add_intervals(fit: &mut Fit, sample: &Sample) {
    let (of_parameters, of_mean) = match fit.law {
        Law::Fixed { .. } => (Vec::new(), None),
        Law::Exponential { mean } => {
            let interval = exponential::interval(mean, sample);
            (vec![Some(interval)], Some(interval))
        }
        Law::Lognormal { median, sigma } => lognormal::intervals(median, sigma, sample),
        Law::Gamma { mean, shape } => gamma::intervals(mean, shape, sample),
        Law::Uniform { low, high } => (uniform::intervals(low, high, sample), mean_interval(sample)),
        Law::Triangular { low, likely, high } => {
            (triangular::intervals([low, likely, high], sample), mean_interval(sample))
        }
    };
    for (parameter, interval) in fit.parameters.iter_mut().zip(of_parameters) {
        parameter.interval = interval;
    }
    fit.mean.interval = of_mean;
}

/// Of the mean by the central limit theorem, `mean ± 1.96·s/√n`; none where lengths are censored.
fn mean_interval(sample: &Sample) -> Option<Interval> {
    if !sample.censored().is_empty() {
        return None;
    }
    let (mean, half_width) =
        (sample.mean(), Z * sample.deviation() / (sample.complete().len() as f64).sqrt());
    Some(Interval { low: mean - half_width, high: mean + half_width })
}

/// The logarithm of the share of the standard normal distribution above a point; far out by the first term of its
/// expansion, φ(z)/z (Abramowitz & Stegun 26.2.12).
fn ln_upper_tail(z: f64) -> f64 {
    let tail = normal::upper_tail(z);
    if tail > 0.0 { libm::log(tail) } else { normal::ln_density(z) - libm::log(z) }
}
