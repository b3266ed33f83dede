//! Quantiles of the gamma distribution from a table.
//!
//! To invert the incomplete gamma function takes a hundred times as long as any other draw. So it is inverted
//! once, at points of the standard normal distribution `z`, and between them the logarithm of the quantile is
//! read off a cubic: as a function of `z` it is smooth from one tail to the other. The points reach past the
//! least and the greatest number that can be drawn, so no tail is cut or guessed.

use crate::simulate::normal;

/// The first point and the last, in standard deviations: ±8.3 has a tail of 5·10⁻¹⁷, less than 2⁻⁵⁴.
const REACH: f64 = 8.5;
/// Points in a standard deviation.
const PER_DEVIATION: usize = 16;
const STEP: f64 = 1.0 / PER_DEVIATION as f64;
const POINTS: usize = 17 * PER_DEVIATION + 1;
/// Smaller shapes are refused: their quantiles turn so sharply that the table would miss it.
const LEAST_SHAPE: f64 = 0.001;
/// From this shape on the cube root is normal to all that matters.
const NEARLY_NORMAL: f64 = 10_000.0;

/// Quantiles of the gamma distribution of one shape and mean 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GammaQuantiles {
    points: Vec<Point>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    /// Logarithm of the quantile over the mean.
    ln: f64,
    /// How fast it rises, per step of the table.
    slope: f64,
}

impl GammaQuantiles {
    /// The table of a finite shape; none below [`LEAST_SHAPE`].
    pub(super) fn new(shape: f64) -> Option<Self> {
        if shape < LEAST_SHAPE {
            return None;
        }
        let point = |n: usize| point(shape, n as f64 * STEP - REACH);
        let mut points: Vec<Point> = (0..POINTS).map(point).collect();
        limit_slopes(&mut points);
        Some(Self { points })
    }

    /// The quantile of a number that [`Streams`](crate::simulate::stream::Streams) can give.
    pub(super) fn at(&self, unit: f64) -> f64 {
        let along = (normal::quantile(unit) + REACH) / STEP;
        let before = (along as usize).min(POINTS - 2);
        let (Some(a), Some(b)) = (self.points.get(before), self.points.get(before + 1)) else {
            return 0.0;
        };
        let t = along - before as f64;
        // Hermite's cubic through both points with both slopes.
        let rise = b.ln - a.ln;
        let square = 3.0 * rise - 2.0 * a.slope - b.slope;
        let cube = a.slope + b.slope - 2.0 * rise;
        libm::exp(a.ln + t * (a.slope + t * (square + t * cube)))
    }
}

/// A cubic rises throughout where no slope is above three times the rise beside it: Fritsch & Carlson,
/// "Monotone piecewise cubic interpolation", SIAM Journal on Numerical Analysis 17 (1980). The slopes of the
/// distribution are well below; this keeps rounding from making it otherwise.
fn limit_slopes(points: &mut [Point]) {
    for n in 1..points.len() {
        if let Some([a, b]) = points.get_mut(n - 1..=n) {
            let most = 3.0 * (b.ln - a.ln).max(0.0);
            a.slope = a.slope.min(most);
            b.slope = b.slope.min(most);
        }
    }
}

fn point(shape: f64, z: f64) -> Point {
    if shape >= NEARLY_NORMAL {
        return wilson_hilferty(shape, z);
    }
    let ln = ln_quantile(shape, z);
    // dP/dz = φ(z), and dP/dy = x·f(x) for y = ln x.
    let slope = libm::exp(normal::ln_density(z) - ln_front(shape, ln) + libm::lgamma(shape));
    Point { ln: ln - libm::log(shape), slope: slope * STEP }
}

/// The cube root of a gamma number is nearly normal: Wilson & Hilferty, "The distribution of chi-square", PNAS 17
/// (1931). With shape a: x/a = (1 − 1/(9a) + z/(3√a))³.
fn wilson_hilferty(shape: f64, z: f64) -> Point {
    let deviation = 1.0 / (3.0 * shape.sqrt());
    let root = 1.0 - deviation * deviation + z * deviation;
    Point { ln: 3.0 * libm::log(root), slope: 3.0 * deviation / root * STEP }
}

/// y = ln x with P(shape, x) = Φ(z), to about 1e-13: Newton's steps, halving wherever they would leave what is
/// known to hold the root.
fn ln_quantile(shape: f64, z: f64) -> f64 {
    let tail = normal::upper_tail(z.abs());
    let ln_tail = libm::log(tail);
    let ln_share = if z > 0.0 { libm::log1p(-tail) } else { ln_tail };
    // P(a, x) < xᵃ/Γ(a + 1), so the root lies above where that is the share.
    let mut low = (ln_share + libm::lgamma(shape + 1.0)) / shape;
    // 100 past the mean is beyond the last tail of any small shape, 20 deviations of any large one.
    let mut high = libm::log(shape + 100.0 + 20.0 * shape.sqrt());
    let mut y = low;
    for _ in 0..200 {
        let (ln_lower, ln_upper) = ln_tails(shape, y);
        // Each half is measured by its own tail, as the other is nearly 1 and has no digits left.
        let (excess, ln_measured) =
            if z > 0.0 { (ln_tail - ln_upper, ln_upper) } else { (ln_lower - ln_tail, ln_lower) };
        if excess < 0.0 {
            low = low.max(y);
        } else {
            high = high.min(y);
        }
        let slope = libm::exp(ln_front(shape, y) - libm::lgamma(shape) - ln_measured);
        let newton = y - excess / slope;
        let next = if newton >= low && newton <= high { newton } else { (low + high) / 2.0 };
        let moved = (next - y).abs();
        y = next;
        if moved <= 1e-14 * (1.0 + y.abs()) {
            break;
        }
    }
    y
}

/// ln(xᵃ·e⁻ˣ) at y = ln x.
fn ln_front(shape: f64, y: f64) -> f64 {
    shape * y - libm::exp(y)
}

/// Logarithms of P(a, x) and Q(a, x), the shares below and above x = exp(y). The smaller is worked out and the
/// other is what is left of 1.
pub(crate) fn ln_tails(shape: f64, y: f64) -> (f64, f64) {
    let x = libm::exp(y);
    let rest = |ln: f64| libm::log1p(-libm::exp(ln.min(0.0)));
    if x < shape + 1.0 {
        let ln_lower = ln_front(shape, y) - libm::lgamma(shape + 1.0) + libm::log(series(shape, x));
        (ln_lower, rest(ln_lower))
    } else {
        let ln_upper = ln_front(shape, y) - libm::lgamma(shape) + libm::log(fraction(shape, x));
        (rest(ln_upper), ln_upper)
    }
}

/// 1 + x/(a + 1) + x²/((a + 1)(a + 2)) + … (DLMF 8.7.1).
fn series(shape: f64, x: f64) -> f64 {
    let (mut sum, mut term, mut divisor) = (1.0, 1.0, shape);
    for _ in 0..10_000 {
        divisor += 1.0;
        term *= x / divisor;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// 1/(x + 1 − a − 1·(1 − a)/(x + 3 − a − 2·(2 − a)/(x + 5 − a − …))) (DLMF 8.9.2 in its even part), by Lentz's
/// method as in Press et al., "Numerical Recipes", 6.2.
fn fraction(shape: f64, x: f64) -> f64 {
    let away = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut b = x + 1.0 - shape;
    let mut c = 1e300;
    let mut d = 1.0 / away(b);
    let mut fraction = d;
    for n in 1..10_000 {
        let n = f64::from(n);
        let a = -n * (n - shape);
        b += 2.0;
        d = 1.0 / away(a * d + b);
        c = away(b + a / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::{GammaQuantiles, LEAST_SHAPE, NEARLY_NORMAL, ln_quantile, wilson_hilferty};
    use crate::simulate::normal;

    /// Quantiles of scale 1 for shares 0.001, 0.1, 0.5, 0.95 and 0.999999, worked out to 30 digits.
    const KNOWN: [(f64, [f64; 5]); 7] = [
        (
            0.01,
            [5.660738147062e-301, 5.660738147062e-101, 4.46553501891e-31, 0.003362623998075, 7.15125347811],
        ),
        (0.05, [5.844632057286e-61, 5.844632057286e-21, 5.573878440746e-7, 0.2659323024258, 8.69686266792]),
        (0.5, [7.853985746312e-7, 0.007895387046716, 0.2274682115598, 1.920729410347, 11.96406348847]),
        (1.0, [0.001000500333584, 0.1053605156578, std::f64::consts::LN_2, 2.995732273554, 13.81551055796]),
        (2.0, [0.04540201776949, 0.5318116083896, 1.678346990017, 4.743864518391, 16.68842079086]),
        (7.5, [1.741342232964, 4.273378120852, 7.169429755478, 12.49789506986, 28.24672124989]),
        (250.0, [203.973480373, 229.9630599586, 249.6667457944, 276.5634044671, 332.478858488]),
    ];

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (shape, quantiles) in KNOWN {
            let table = GammaQuantiles::new(shape).unwrap();
            for (share, quantile) in [0.001, 0.1, 0.5, 0.95, 0.999_999].into_iter().zip(quantiles) {
                let exact = ln_quantile(shape, normal::quantile(share)).exp();
                assert!((exact / quantile - 1.0).abs() < 1e-9, "{shape}, {share}: {exact} for {quantile}");
                let told = shape * table.at(share);
                assert!((told / quantile - 1.0).abs() < 1e-5, "{shape}, {share}: {told} for {quantile}");
            }
        }
    }

    #[test]
    fn between_its_points_the_table_tells_the_truth() {
        for shape in [LEAST_SHAPE, 0.01, 0.3, 1.0, 4.0, 60.0, 2_000.0] {
            let table = GammaQuantiles::new(shape).unwrap();
            let deviation = shape.sqrt();
            for n in -1_700..=1_600 {
                let z = f64::from(n) / 200.0 + 0.001_7;
                let unit = 1.0 - normal::upper_tail(z);
                // What is left of the number when it is so near to 1 is not what the table loses.
                let z = normal::quantile(unit);
                if unit > 0.0 && unit < 1.0 {
                    let (told, exact) = (shape * table.at(unit), ln_quantile(shape, z).exp());
                    let off = (told - exact).abs();
                    assert!(off < 1e-5 * exact.max(deviation), "{shape}, {z}: {told} for {exact}");
                }
            }
        }
    }

    #[test]
    fn the_cube_root_takes_over_unnoticed() {
        for n in -80..=80 {
            let z = f64::from(n) / 10.0;
            let rooted = wilson_hilferty(NEARLY_NORMAL, z).ln;
            let exact = ln_quantile(NEARLY_NORMAL, z) - NEARLY_NORMAL.ln();
            // In standard deviations, of which there are 100 in the mean.
            assert!((rooted - exact).abs() * 100.0 < 1e-3, "{z}: {rooted}, {exact}");
        }
    }

    #[test]
    fn smaller_shapes_are_refused() {
        assert_eq!(GammaQuantiles::new(LEAST_SHAPE / 2.0), None);
    }
}
