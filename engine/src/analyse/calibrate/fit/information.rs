//! Observed information: how sharply a likelihood of two parameters falls away from its top.

/// Step of the differences; the parameters are logarithms, so that it is a share.
const STEP: f64 = 1e-3;

/// The covariance of two estimates: the inverse of the negative second derivatives at the top, by central
/// differences (Efron & Hinkley, Biometrika 65 (1978): observed rather than expected information).
#[derive(Debug, Clone, Copy)]
pub(super) struct Covariance {
    first: f64,
    second: f64,
    both: f64,
}

impl Covariance {
    /// None where the top is none.
    pub fn at(top: [f64; 2], ln_likelihood: impl Fn([f64; 2]) -> f64) -> Option<Self> {
        let [a, b] = top;
        let of = |i: f64, j: f64| ln_likelihood([a + i * STEP, b + j * STEP]);
        let middle = of(0.0, 0.0);
        let square = STEP * STEP;
        let first = -(of(1.0, 0.0) - 2.0 * middle + of(-1.0, 0.0)) / square;
        let second = -(of(0.0, 1.0) - 2.0 * middle + of(0.0, -1.0)) / square;
        let both = -(of(1.0, 1.0) - of(1.0, -1.0) - of(-1.0, 1.0) + of(-1.0, -1.0)) / (4.0 * square);
        let determinant = first * second - both * both;
        let is_top = first > 0.0 && second > 0.0 && determinant > 0.0 && determinant.is_finite();
        is_top.then(|| Self {
            first: second / determinant,
            second: first / determinant,
            both: -both / determinant,
        })
    }

    /// Standard error of what rises by so much with each parameter (the delta method).
    pub fn error(&self, slope: [f64; 2]) -> f64 {
        let [a, b] = slope;
        (a * a * self.first + 2.0 * a * b * self.both + b * b * self.second).max(0.0).sqrt()
    }
}
