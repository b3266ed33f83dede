//! Laws of draws: moments, order, known quantiles, and what is refused.

use super::{Draw, Impossible};
use crate::scenario::model::{Period, Unit, WorkTime};
use crate::simulate::normal;
use proptest::prelude::*;

fn minutes(amount: u32) -> Period {
    Period { amount, unit: Unit::Minutes }
}

fn milliseconds(amount: u32) -> Period {
    Period { amount, unit: Unit::Milliseconds }
}

fn observed(file: &str) -> Option<Vec<f64>> {
    match file {
        "some.csv" => Some(vec![60_000.0, 10_000.0, 30_000.0, 30_000.0]),
        "none.csv" => Some(Vec::new()),
        "bad.csv" => Some(vec![1.0, -2.0]),
        _ => None,
    }
}

fn compiled(work: &WorkTime) -> Draw {
    Draw::compile(work, &observed).unwrap_or_else(|why| panic!("{work}: {why}"))
}

fn refused(work: &WorkTime) -> Impossible {
    Draw::compile(work, &observed).unwrap_err()
}

/// Mean and variance of what is drawn: the sum over numbers that are equally far apart on the normal scale, each
/// with the share that lies around it. Both tails are reached, where the longest lengths are.
fn integrated(draw: &Draw) -> (f64, f64) {
    let step = 1.0 / 4_096.0;
    let points: Vec<(f64, f64)> = (-33_500..33_500)
        .map(|n| {
            let z = (f64::from(n) + 0.5) * step;
            let unit = if z < 0.0 { normal::upper_tail(-z) } else { 1.0 - normal::upper_tail(z) };
            (normal::ln_density(z).exp() * step, draw.at(unit))
        })
        .collect();
    let mean: f64 = points.iter().map(|(share, length)| share * length).sum();
    (mean, points.iter().map(|(share, length)| share * (length - mean) * (length - mean)).sum())
}

fn agrees(work: &WorkTime, within: f64) {
    let draw = compiled(work);
    let (mean, variance) = integrated(&draw);
    assert!((mean / draw.mean() - 1.0).abs() < within, "{work}: mean {mean} for {}", draw.mean());
    let (drawn, told) = (variance, draw.variance());
    assert!((drawn - told).abs() <= within * told + 1e-6, "{work}: variance {drawn} for {told}");
    if let Some(minutes) = work.mean_minutes() {
        assert!((draw.mean() / 60_000.0 / minutes - 1.0).abs() < 1e-9, "{work}");
    }
}

#[test]
fn mean_and_variance_are_those_of_what_is_drawn() {
    let works = [
        WorkTime::Fixed(minutes(7)),
        WorkTime::Uniform(minutes(2), minutes(8)),
        WorkTime::Uniform(minutes(8), minutes(8)),
        WorkTime::Triangular(minutes(3), minutes(8), minutes(30)),
        WorkTime::Triangular(minutes(3), minutes(3), minutes(30)),
        WorkTime::Triangular(minutes(3), minutes(30), minutes(30)),
        WorkTime::Triangular(minutes(3), minutes(3), minutes(3)),
        WorkTime::Exponential(minutes(12)),
        WorkTime::Lognormal { median: minutes(10), p95: minutes(30) },
        WorkTime::Lognormal { median: minutes(10), p95: minutes(10) },
    ];
    works.iter().for_each(|work| agrees(work, 2e-6));
    let choices = WorkTime::Mixture(vec![
        (0.7, WorkTime::Fixed(minutes(2))),
        (0.0, WorkTime::Fixed(minutes(900))),
        (0.5, WorkTime::Mixture(vec![(1.0, WorkTime::Uniform(minutes(1), minutes(3)))])),
        // Last, where its longest lengths come of the numbers next to 1, which are summed finely.
        (1.4, WorkTime::Exponential(minutes(12))),
    ]);
    // Their steps fall between the points of the sum.
    [choices, WorkTime::Empirical("some.csv".to_owned())].iter().for_each(|work| agrees(work, 1e-3));
}

#[test]
fn mean_and_variance_of_gammas_are_those_of_what_is_drawn() {
    for shape in [0.001, 0.003, 0.02, 0.1, 0.5, 0.7, 1.0, 2.0, 4.0, 33.3, 900.0, 9_999.0, 10_001.0, 1e6, 1e12]
    {
        agrees(&WorkTime::Gamma { mean: minutes(20), shape }, 1e-3);
    }
}

#[test]
fn known_quantiles_are_met() {
    let near = |a: f64, b: f64, within: f64| assert!((a / b - 1.0).abs() < within, "{a} for {b}");
    let exponential = compiled(&WorkTime::Exponential(minutes(1)));
    near(exponential.at(0.5), 60_000.0 * 2.0_f64.ln(), 1e-15);
    near(exponential.at(0.99), 60_000.0 * 100.0_f64.ln(), 1e-13);
    let lognormal = compiled(&WorkTime::Lognormal { median: minutes(10), p95: minutes(30) });
    near(lognormal.at(0.5), 600_000.0, 1e-15);
    near(lognormal.at(0.95), 1_800_000.0, 1e-13);
    near(lognormal.at(0.05), 200_000.0, 1e-13);
    let gamma = |mean, shape| compiled(&WorkTime::Gamma { mean: minutes(mean), shape });
    near(gamma(2, 2.0).at(0.5), 1.678_346_990_017 * 60_000.0, 1e-6);
    near(gamma(2, 2.0).at(0.95), 4.743_864_518_391 * 60_000.0, 1e-6);
    // A gamma of shape 1 is exponential.
    for unit in [1e-12, 0.001, 0.3, 0.8, 0.999_999] {
        near(gamma(1, 1.0).at(unit), exponential.at(unit), 1e-6);
    }
    let triangular = compiled(&WorkTime::Triangular(minutes(0), minutes(1), minutes(4)));
    near(triangular.at(0.25), 60_000.0, 1e-15);
    near(triangular.at(1.0 - 1.0 / 12.0), 180_000.0, 1e-13);
    let empirical = compiled(&WorkTime::Empirical("some.csv".to_owned()));
    assert_eq!([0.1, 0.26, 0.74, 0.76].map(|u| empirical.at(u)), [10_000.0, 30_000.0, 30_000.0, 60_000.0]);
}

#[test]
fn a_mixture_spends_one_number_on_choice_and_length() {
    let draw = compiled(&WorkTime::Mixture(vec![
        (1.0, WorkTime::Uniform(minutes(100), minutes(200))),
        (3.0, WorkTime::Uniform(minutes(0), minutes(10))),
    ]));
    let told = [0.125, 0.25 + 1e-12, 0.625, 1.0 - 1e-12].map(|unit| (draw.at(unit) / 60_000.0).round());
    assert_eq!(told, [150.0, 0.0, 5.0, 10.0]);
}

#[test]
fn work_of_no_length_takes_no_time() {
    let draw = compiled(&WorkTime::Fixed(minutes(0)));
    assert_eq!((draw.at(0.3), draw.mean(), draw.variance()), (0.0, 0.0, 0.0));
}

#[test]
fn any_number_gives_a_length() {
    let works = [
        WorkTime::Exponential(minutes(12)),
        WorkTime::Lognormal { median: milliseconds(1), p95: minutes(u32::MAX) },
        WorkTime::Gamma { mean: minutes(u32::MAX), shape: 0.001 },
        WorkTime::Gamma { mean: minutes(1), shape: f64::MAX },
        WorkTime::Triangular(minutes(3), minutes(8), minutes(30)),
        WorkTime::Mixture(vec![
            (1e-300, WorkTime::Fixed(minutes(1))),
            (1.0, WorkTime::Exponential(minutes(1))),
        ]),
        WorkTime::Empirical("some.csv".to_owned()),
    ];
    for work in works {
        // The widest lognormal has no variance and is refused.
        let Ok(draw) = Draw::compile(&work, &observed) else { continue };
        for unit in [f64::NAN, f64::NEG_INFINITY, -1.0, 0.0, 1e-300, 0.5, 1.0, 2.0, f64::INFINITY] {
            let length = draw.at(unit);
            assert!(length.is_finite() && length >= 0.0, "{work} at {unit}: {length}");
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let (two, five) = (minutes(2), minutes(5));
    let days = Period { amount: 3, unit: Unit::WorkingDays };
    let file = |name: &str| WorkTime::Empirical(name.to_owned());
    let cases = [
        (WorkTime::Fixed(days), Impossible::NoFixedLength(days)),
        (WorkTime::Exponential(minutes(0)), Impossible::NoMean(minutes(0))),
        (WorkTime::Gamma { mean: minutes(0), shape: 2.0 }, Impossible::NoMean(minutes(0))),
        (WorkTime::Lognormal { median: minutes(0), p95: two }, Impossible::NoMedian(minutes(0))),
        (WorkTime::Lognormal { median: five, p95: two }, Impossible::BelowMedian { median: five, p95: two }),
        (WorkTime::Uniform(five, two), Impossible::Backwards { least: five, most: two }),
        (
            WorkTime::Triangular(two, five, two),
            Impossible::OutOfOrder { least: two, likely: five, most: two },
        ),
        (WorkTime::Gamma { mean: two, shape: 0.0 }, Impossible::Shape(0.0)),
        (WorkTime::Gamma { mean: two, shape: f64::INFINITY }, Impossible::Shape(f64::INFINITY)),
        (WorkTime::Gamma { mean: two, shape: 1e-9 }, Impossible::SmallShape(1e-9)),
        (WorkTime::Mixture(vec![(-1.0, WorkTime::Fixed(two))]), Impossible::Weight(-1.0)),
        (WorkTime::Mixture(vec![(0.0, WorkTime::Fixed(two))]), Impossible::NoWeight),
        (WorkTime::Mixture(Vec::new()), Impossible::NoWeight),
        (WorkTime::Mixture(vec![(1.0, WorkTime::Uniform(two, days))]), Impossible::NoFixedLength(days)),
        (file("gone.csv"), Impossible::NoFile("gone.csv".to_owned())),
        (file("none.csv"), Impossible::NoObservations("none.csv".to_owned())),
        (file("bad.csv"), Impossible::Observation { file: "bad.csv".to_owned(), value: -2.0 }),
        (WorkTime::Lognormal { median: milliseconds(1), p95: minutes(u32::MAX) }, Impossible::TooWide),
    ];
    for (work, why) in cases {
        let told = refused(&work);
        assert_eq!(told, why, "{work}");
        for text in [told.text(), told.mend()] {
            assert!(!text.zh.is_ascii() && text.en.is_ascii(), "{text:?}");
        }
    }
    assert!(matches!(refused(&WorkTime::Gamma { mean: two, shape: f64::NAN }), Impossible::Shape(_)));
    assert!(matches!(
        refused(&WorkTime::Mixture(vec![(f64::NAN, WorkTime::Fixed(two))])),
        Impossible::Weight(_)
    ));
}

/// A distribution of any family but a mixture.
fn rising() -> impl Strategy<Value = WorkTime> {
    let period = || (1_u32..1_000_000).prop_map(milliseconds);
    prop_oneof![
        period().prop_map(WorkTime::Fixed),
        period().prop_map(WorkTime::Exponential),
        (period(), 0_u32..100)
            .prop_map(|(low, more)| { WorkTime::Uniform(low, milliseconds(low.amount + more)) }),
        (period(), 0_u32..100, 0_u32..100).prop_map(|(low, more, still)| {
            let likely = low.amount + more;
            WorkTime::Triangular(low, milliseconds(likely), milliseconds(likely + still))
        }),
        (period(), 1_u32..50).prop_map(|(median, times)| {
            WorkTime::Lognormal { median, p95: milliseconds(median.amount * times) }
        }),
        (period(), -2.9..5.0_f64)
            .prop_map(|(mean, log)| { WorkTime::Gamma { mean, shape: 10.0_f64.powf(log) } }),
        Just(WorkTime::Empirical("some.csv".to_owned())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_larger_number_gives_no_shorter_length(
        work in rising(),
        pairs in proptest::collection::vec((0.0..1.0_f64, -16.0..0.0_f64), 50),
    ) {
        let draw = compiled(&work);
        for (unit, log) in pairs {
            let more = (unit + 10.0_f64.powf(log)).min(1.0);
            let (short, long) = (draw.at(unit), draw.at(more));
            prop_assert!(long >= short * (1.0 - 1e-12), "{}: {} at {}, {} at {}", work, short, unit, long, more);
        }
    }

    #[test]
    fn within_a_part_a_larger_number_gives_no_shorter_length(
        first in rising(),
        second in rising(),
        share in 0.05..0.95_f64,
        units in proptest::collection::vec((0.0..1.0_f64, 0.0..1.0_f64), 20),
    ) {
        let draw = compiled(&WorkTime::Mixture(vec![(share, first), (1.0 - share, second)]));
        for (a, b) in units {
            let (less, more) = (a.min(b), a.max(b));
            for within in [|unit: f64, share: f64| unit * share, |unit, share| share + unit * (1.0 - share)] {
                // Inside the part, whatever is rounded.
                let unit = |unit: f64| within(0.001 + 0.998 * unit, share);
                prop_assert!(draw.at(unit(more)) >= draw.at(unit(less)) * (1.0 - 1e-12));
            }
        }
    }
}
