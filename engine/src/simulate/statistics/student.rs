//! Quantiles of Student's t distribution.

use crate::simulate::normal;

/// More degrees of freedom than this are told from the normal distribution by an expansion alone.
const MANY: u64 = 10_000;

/// The point below which a share `p` of Student's t with `df` degrees of freedom lies, to about 1e-9 of it;
/// none for a share outside (0, 1) and for no degrees of freedom.
///
/// One and two degrees are in closed form. The others are solved from the incomplete beta function: the share
/// above t > 0 is I(df/(df + t²); df/2, 1/2)/2 (Abramowitz & Stegun 26.7.1).
pub fn t_quantile(p: f64, df: u64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) || df == 0 {
        return None;
    }
    // 1 − p would lose the far left tail, so each side has its own.
    let tail = p.min(1.0 - p);
    let above = match df {
        1 => libm::cos(std::f64::consts::PI * tail) / libm::sin(std::f64::consts::PI * tail),
        2 => (1.0 - 2.0 * tail) / (2.0 * tail * (1.0 - tail)).sqrt(),
        _ if df > MANY => expanded(tail, df as f64),
        _ => solved(tail, df as f64),
    };
    Some(if p < 0.5 { -above } else { above })
}

/// By the expansion of Cornish and Fisher in 1/df (Abramowitz & Stegun 26.7.5).
fn expanded(tail: f64, df: f64) -> f64 {
    let x = -normal::quantile(tail);
    let s = x * x;
    let first = x * (s + 1.0) / 4.0;
    let second = x * ((5.0 * s + 16.0) * s + 3.0) / 96.0;
    x + (first + second / df) / df
}

/// By Newton's steps from the normal quantile. The tail falls and is convex, and the start lies to its left, so
/// steps never pass the point.
fn solved(tail: f64, df: f64) -> f64 {
    let mut t = -normal::quantile(tail);
    let ln_scale =
        libm::lgamma((df + 1.0) / 2.0) - libm::lgamma(df / 2.0) - 0.5 * libm::log(df * std::f64::consts::PI);
    for _ in 0..200 {
        let density = libm::exp(ln_scale - (df + 1.0) / 2.0 * libm::log1p(t * t / df));
        let step = (upper_tail(t, df) - tail) / density;
        t += step;
        if step.abs() <= 1e-13 * (1.0 + t) {
            break;
        }
    }
    t
}

/// The share above t ≥ 0.
fn upper_tail(t: f64, df: f64) -> f64 {
    let (a, b) = (df / 2.0, 0.5);
    let (x, y) = (df / (df + t * t), t * t / (df + t * t));
    let ln_front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x);
    let front = libm::exp(ln_front) * y.sqrt();
    // The fraction converges fast on one side of the mean; the other is what is left of 1.
    if x < (a + 1.0) / (a + b + 2.0) {
        0.5 * front / a * beta_fraction(x, a, b)
    } else {
        0.5 - 0.5 * front / b * beta_fraction(y, b, a)
    }
}

/// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method as in Press et al.,
/// "Numerical Recipes", 6.4.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    let away = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..2_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::{MANY, expanded, solved, t_quantile};

    /// For shares 0.6, 0.95, 0.975, 0.995 and 0.9995, worked out to 30 digits.
    const KNOWN: [(u64, [f64; 5]); 9] = [
        (1, [0.3249196962329, 6.313751514675, 12.70620473617, 63.65674116287, 636.6192487687]),
        (2, [0.2886751345948, 2.919985580354, 4.302652729749, 9.924843200918, 31.59905457644]),
        (3, [0.2766706623327, 2.353363434802, 3.182446305284, 5.840909309733, 12.92397863669]),
        (5, [0.2671808657041, 2.015048373333, 2.570581835636, 4.032142983555, 6.868826625881]),
        (9, [0.2609553364739, 1.833112932656, 2.262157162798, 3.249835541592, 4.780912585931]),
        (19, [0.2569228197962, 1.729132811521, 2.093024054408, 2.860934606465, 3.883405852592]),
        (30, [0.2556053649519, 1.697260886594, 2.042272456301, 2.749995653567, 3.645958635042]),
        (100, [0.2540221824582, 1.660234326085, 1.983971518524, 2.625890521438, 3.390491311164]),
        (1_000, [0.2534145158395, 1.646378817285, 1.962339080826, 2.580754698066, 3.300282648424]),
    ];

    #[test]
    fn points_are_those_of_the_tables() {
        for (df, points) in KNOWN {
            for (p, point) in [0.6, 0.95, 0.975, 0.995, 0.9995].into_iter().zip(points) {
                let told = t_quantile(p, df).unwrap();
                assert!((told / point - 1.0).abs() < 1e-10, "{df}, {p}: {told} for {point}");
                let mirrored = t_quantile(1.0 - p, df).unwrap();
                assert!((mirrored / point + 1.0).abs() < 1e-10, "{df}, {p}: {mirrored}");
            }
        }
    }

    #[test]
    fn the_expansion_takes_over_unnoticed() {
        for p in [1e-8, 0.0005, 0.025, 0.3, 0.5] {
            let (solved, expanded) = (solved(p, MANY as f64), expanded(p, MANY as f64));
            assert!((solved - expanded).abs() < 1e-8, "{p}: {solved}, {expanded}");
        }
        assert!((t_quantile(0.975, u64::MAX).unwrap() - 1.959_963_984_540_054).abs() < 1e-12);
    }

    #[test]
    fn more_degrees_of_freedom_are_nearer() {
        for p in [0.55, 0.9, 0.999, 0.999_999] {
            let points: Vec<f64> = (1..300).filter_map(|df| t_quantile(p, df)).collect();
            assert!(points.windows(2).all(|pair| pair[0] > pair[1]), "{p}");
        }
    }

    #[test]
    fn what_is_no_share_has_no_point() {
        for (p, df) in [(0.0, 5), (1.0, 5), (-0.5, 5), (1.5, 5), (f64::NAN, 5), (0.9, 0)] {
            assert_eq!(t_quantile(p, df), None);
        }
        assert_eq!(t_quantile(0.5, 7).map(f64::abs), Some(0.0));
    }
}
