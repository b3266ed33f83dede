//! Laws: arithmetic against a naive model, ranges, rounding, dates and ages.

use super::world::World;
use crate::expression::Value;
use jiff::civil::Date;
use proptest::prelude::{ProptestConfig, Strategy};
use proptest::{prop_assert, prop_assert_eq, prop_oneof, proptest, sample::select};
use rust_decimal::Decimal;

/// Arithmetic on small whole numbers, written with as few brackets as precedence allows.
#[derive(Debug, Clone)]
enum Model {
    Whole(i64),
    Negated(Box<Model>),
    Operation(char, Box<Model>, Box<Model>),
}

impl Model {
    fn value(&self) -> Option<i128> {
        match self {
            Model::Whole(n) => Some(i128::from(*n)),
            Model::Negated(inner) => Some(-inner.value()?),
            Model::Operation(operator, a, b) => {
                let (a, b) = (a.value()?, b.value()?);
                let value = match operator {
                    '+' => a.checked_add(b),
                    '-' => a.checked_sub(b),
                    '*' => a.checked_mul(b),
                    _ => a.checked_pow(u32::try_from(b).ok().filter(|b| *b <= 3)?),
                };
                value.filter(|v| v.abs() < 10_i128.pow(27))
            }
        }
    }

    fn strength(&self) -> u8 {
        match self {
            Model::Operation('+' | '-', ..) => 1,
            Model::Operation('*', ..) => 2,
            Model::Operation(..) => 3,
            Model::Negated(_) => 4,
            Model::Whole(_) => 5,
        }
    }

    fn within(&self, weakest: u8) -> String {
        if self.strength() < weakest { format!("({self})") } else { self.to_string() }
    }
}

impl std::fmt::Display for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let strength = self.strength();
        match self {
            Model::Whole(n) => write!(f, "{n}"),
            Model::Negated(inner) => write!(f, "-{}", inner.within(strength)),
            Model::Operation('^', a, b) => {
                write!(f, "{}**{}", a.within(strength), b.within(strength + 1))
            }
            Model::Operation(operator, a, b) => {
                write!(f, "{} {operator} {}", a.within(strength), b.within(strength + 1))
            }
        }
    }
}

fn model() -> impl Strategy<Value = Model> {
    let leaf = (0_i64..12).prop_map(Model::Whole);
    leaf.prop_recursive(5, 24, 2, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(|m| Model::Negated(Box::new(m))),
            5 => (select(vec!['+', '-', '*', '^']), inner.clone(), inner)
                .prop_map(|(o, a, b)| Model::Operation(o, Box::new(a), Box::new(b))),
        ]
    })
}

/// A range with distinct ends, and how it is written.
fn range() -> impl Strategy<Value = ((i64, bool, i64, bool), String)> {
    (0_i64..8, 1_i64..6, proptest::bool::ANY, proptest::bool::ANY).prop_map(
        |(low, length, low_in, high_in)| {
            let (open, close) = (if low_in { '[' } else { '(' }, if high_in { ']' } else { '[' });
            ((low, low_in, low + length, high_in), format!("{open}{low}..{}{close}", low + length))
        },
    )
}

fn number(world: &World, text: &str) -> Decimal {
    match world.compiled(text).evaluate(world) {
        Ok(Value::Number(n)) => n,
        other => panic!("{text}: {other:?}"),
    }
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (-1_000_000_000_i64..1_000_000_000, 0_u32..7).prop_map(|(n, scale)| Decimal::new(n, scale))
}

fn date() -> impl Strategy<Value = Date> {
    (1900_i16..2030, 1_i8..=12, 1_i8..=31).prop_filter_map("no such day", |(y, m, d)| Date::new(y, m, d).ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arithmetic_is_that_of_the_model(model in model()) {
        if let Some(value) = model.value() {
            let text = model.to_string();
            prop_assert_eq!(number(&World::default(), &text), Decimal::from_i128_with_scale(value, 0), "{}", text);
        }
    }

    #[test]
    fn a_point_lies_before_in_or_after_a_range(point in -1_i64..16, (ends, r) in range()) {
        let world = World::default().given("x", &point.to_string());
        let (low, low_in, high, high_in) = ends;
        let inside = (low < point || low == point && low_in) && (point < high || point == high && high_in);
        let before = world.truth(&format!("before(x, {r})"));
        let after = world.truth(&format!("after(x, {r})"));
        prop_assert_eq!(world.truth(&format!("x in {r}")), inside);
        prop_assert_eq!(world.truth(&format!("includes({r}, x)")), inside);
        prop_assert_eq!(world.truth(&format!("during(x, {r})")), inside);
        prop_assert_eq!(u8::from(before) + u8::from(after) + u8::from(inside), 1);
    }

    #[test]
    fn ranges_mirror_one_another((_, a) in range(), (_, b) in range()) {
        let world = World::default();
        let truth = |f: &str, a: &str, b: &str| world.truth(&format!("{f}({a}, {b})"));
        for (one, other) in [
            ("before", "after"), ("meets", "met by"), ("includes", "during"), ("starts", "started by"),
            ("finishes", "finished by"), ("overlaps before", "overlaps after"), ("overlaps", "overlaps"),
            ("coincides", "coincides"),
        ] {
            prop_assert_eq!(truth(one, &a, &b), truth(other, &b, &a), "{} {} {}", one, a, b);
        }
        let apart = u8::from(truth("before", &a, &b)) + u8::from(truth("after", &a, &b));
        prop_assert_eq!(apart + u8::from(truth("overlaps", &a, &b)), 1, "{} {}", a, b);
        if truth("includes", &a, &b) && truth("includes", &b, &a) {
            prop_assert!(truth("coincides", &a, &b), "{} {}", a, b);
        }
        prop_assert!(!truth("meets", &a, &b) || truth("overlaps", &a, &b), "{} {}", a, b);
    }

    #[test]
    fn rounding_stays_within_its_step(n in decimal(), scale in -3_i64..5) {
        let world = World::default();
        let step = if scale < 0 { Decimal::new(10_i64.pow(scale.unsigned_abs() as u32), 0) }
            else { Decimal::new(1, scale as u32) };
        let by = |f: &str| number(&world, &format!("{f}({n}, {scale})"));
        let (floor, ceiling) = (by("floor"), by("ceiling"));
        prop_assert!(floor <= n && n <= ceiling && ceiling - floor <= step);
        prop_assert!((by("round up").abs() - n.abs()) < step && by("round up").abs() >= n.abs());
        prop_assert!((n.abs() - by("round down").abs()) < step && by("round down").abs() <= n.abs());
        for half in ["round half up", "round half down", "decimal"] {
            let rounded = by(half);
            prop_assert!((rounded - n).abs() * Decimal::TWO <= step, "{half}({n}, {scale}) is {rounded}");
            prop_assert!(rounded == floor || rounded == ceiling);
            prop_assert!((rounded % step).is_zero());
        }
        prop_assert!(by("round half up").abs() >= by("round half down").abs());
    }

    #[test]
    fn modulo_has_the_sign_of_its_divisor(a in decimal(), b in decimal()) {
        if b.is_zero() {
            return Ok(());
        }
        let rest = number(&World::default(), &format!("modulo({a}, {b})"));
        prop_assert!(rest.is_zero() || rest.is_sign_negative() == b.is_sign_negative());
        prop_assert!(rest.abs() < b.abs());
        prop_assert!(((a - rest) % b).is_zero());
    }

    #[test]
    fn dates_go_there_and_back(a in date(), b in date(), days in -40_000_i64..40_000) {
        let world = World::default()
            .given("a", &format!("date(\"{a}\")"))
            .given("b", &format!("date(\"{b}\")"));
        prop_assert!(world.truth("a + (b - a) = b"));
        let days = format!("duration(\"P1D\") * {days}");
        let there_and_back = world.truth(&format!("(a + {days}) - a = {days}"));
        prop_assert!(there_and_back);
        prop_assert!(world.truth("years and months duration(a, b) = -years and months duration(b, a)")
            || a.day() > 28 || b.day() > 28);
        prop_assert_eq!(world.truth("a < b"), a < b);
    }

    /// Completed years, counted birthday by birthday.
    #[test]
    fn age_counts_birthdays(born in date()) {
        let world = World::default().given("born", &format!("date(\"{born}\")"));
        let today = Date::constant(2026, 3, 2);
        let mut birthdays = 0;
        for year in born.year() + 1..=today.year() {
            let day = Date::new(year, born.month(), born.day());
            birthdays += i64::from(day.unwrap_or(Date::constant(year, 2, 28)) <= today);
        }
        if born <= today {
            prop_assert_eq!(number(&world, "age(born)"), Decimal::from(birthdays));
        }
    }
}
