//! The standard normal distribution, the same bits on every machine.

use std::f64::consts::SQRT_2;

/// The point below which a share `p` of the standard normal distribution lies; infinite for 0 and 1, and not a
/// number outside.
///
/// PPND16 of Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics
/// 37 (1988), 477–484: accurate to about 1 part in 10¹⁶.
pub fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&A, r) / polynomial(&B, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let far = if tail > 0.0 {
        let r = (-libm::log(tail)).sqrt();
        if r <= 5.0 {
            polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
        } else {
            polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
        }
    } else if tail == 0.0 {
        f64::INFINITY
    } else {
        f64::NAN
    };
    if q < 0.0 { -far } else { far }
}

/// The share that lies above a point: erfc(z/√2)/2.
pub fn upper_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z / SQRT_2)
}

/// The natural logarithm of the density at a point: −z²/2 − ln √(2π).
pub fn ln_density(z: f64) -> f64 {
    const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_8;
    -0.5 * z * z - LN_SQRT_TAU
}

/// By Horner's rule; the constant term comes first.
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

// For |p − 1/2| up to 0.425.
const A: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const B: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];
// For tails down to exp(−25).
const C: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const D: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
// Beyond.
const E: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const F: [f64; 8] = [
    1.0,
    0.599_832_206_555_887_9,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::{ln_density, quantile, upper_tail};

    #[test]
    fn points_are_those_of_the_tables() {
        let known = [
            (1e-10, -6.361_340_902_404_056),
            (0.001, -3.090_232_306_167_813_5),
            (0.05, -1.644_853_626_951_472_7),
            (0.25, -0.674_489_750_196_081_7),
            (0.5, 0.0),
            (0.95, 1.644_853_626_951_472_7),
            (0.975, 1.959_963_984_540_054),
            (0.999, 3.090_232_306_167_813_5),
        ];
        for (p, z) in known {
            assert!((quantile(p) - z).abs() < 1e-14 * (1.0 + z.abs()), "{p}: {} for {z}", quantile(p));
        }
        assert_eq!((quantile(0.0), quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
        assert!(quantile(-0.1).is_nan() && quantile(1.1).is_nan() && quantile(f64::NAN).is_nan());
    }

    #[test]
    fn the_point_of_a_tail_is_where_it_was_cut() {
        // Every branch, and the seams between them.
        for n in -840..=0 {
            let z = f64::from(n) / 100.0;
            let back = quantile(upper_tail(-z));
            assert!((back - z).abs() < 1e-13, "{z}: {back}");
        }
    }

    #[test]
    fn the_density_is_how_fast_the_tail_falls() {
        for n in -40..=40 {
            let z = f64::from(n) / 10.0;
            let slope = (upper_tail(z - 1e-5) - upper_tail(z + 1e-5)) / 2e-5;
            assert!((slope / ln_density(z).exp() - 1.0).abs() < 1e-6, "{z}");
        }
    }
}
