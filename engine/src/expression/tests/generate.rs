//! Expressions of a wanted type, grown at random, that must all compile.

use super::world::World;
use proptest::prelude::{BoxedStrategy, Just, Strategy};
use proptest::{prop_oneof, sample::select};

/// What a generated expression comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Number,
    Text,
    Truth,
    Date,
    Days,
    Months,
    Numbers,
    Texts,
}

pub(super) const KINDS: [Kind; 8] =
    [Kind::Number, Kind::Text, Kind::Truth, Kind::Date, Kind::Days, Kind::Months, Kind::Numbers, Kind::Texts];

/// The names that generated expressions read.
pub(super) fn world() -> World {
    World::default()
        .given("n1", "3")
        .given("n2", "-0.5")
        .given("数", "28")
        .given("t1", "\"欧阳\"")
        .given("t2", "\"abc\"")
        .given("b1", "true")
        .given("b2", "false")
        .given("d1", "date(\"2024-02-29\")")
        .given("d2", "date(\"1999-12-31\")")
        .given("p1", "duration(\"P3DT5H\")")
        .given("m1", "duration(\"P1Y2M\")")
        .given("l1", "[1, 2, 3]")
        .given("l2", "[0.5, -4]")
        .given("w1", "[\"甲\", \"乙\"]")
}

/// Other values of the same types, in the same order.
pub(super) fn changed() -> World {
    World::default()
        .given("n1", "-7")
        .given("n2", "12.25")
        .given("数", "0")
        .given("t1", "\"\"")
        .given("t2", "\"乙\"")
        .given("b1", "false")
        .given("b2", "true")
        .given("d1", "date(\"2001-01-31\")")
        .given("d2", "date(\"2025-03-02\")")
        .given("p1", "duration(\"-PT1S\")")
        .given("m1", "duration(\"-P7M\")")
        .given("l1", "[9]")
        .given("l2", "[2, 2, 2, 2]")
        .given("w1", "[\"abc\"]")
}

/// Every construct and function that generated expressions must be seen to use.
pub(super) const CONSTRUCTS: &[&str] = &[
    " + ",
    " - ",
    " * ",
    " / ",
    " ** ",
    "-(",
    " = ",
    " != ",
    " < ",
    " <= ",
    " > ",
    " >= ",
    " and ",
    " or ",
    "not(",
    " in [",
    " in (",
    " in > ",
    "]",
    "[)",
    "between",
    "if ",
    "some ",
    "every ",
    ".year",
    ".days",
    ".months",
    "abs(",
    "floor(",
    "ceiling(",
    "decimal(",
    "round half up(",
    "round up(",
    "modulo(",
    "sqrt(",
    "string length(",
    "count(",
    "sum(",
    "min(",
    "max(",
    "mean(",
    "median(",
    "age(",
    "working_days_between(",
    "substring(",
    "upper case(",
    "string(",
    "string join(",
    "day of week(",
    "contains(",
    "starts with(",
    "list contains(",
    "is_working_day(",
    "before(",
    "includes(",
    "overlaps(",
    "even(",
    "any(",
    "all(",
    "add_working_days(",
    "date(",
    "last day of month(",
    "duration(",
    "years and months duration(",
    "append(",
    "concatenate(",
    "reverse(",
    "sublist(",
    "distinct values(",
    "index of(",
    "remove(",
    "insert before(",
    "flatten(",
];

/// Fills the kinds that a pattern names (`N` number, `T` text, `B` truth, `D` date, `P` days, `M` months,
/// `L` numbers, `W` texts, each after `%`).
fn pattern(pattern: &'static str, depth: u32) -> BoxedStrategy<String> {
    let mut parts = pattern.split('%');
    let first = parts.next().unwrap_or("").to_owned();
    let mut strategy = Just(first).boxed();
    for part in parts {
        let (kind, rest) = part.split_at(1);
        let kind = match kind {
            "N" => Kind::Number,
            "T" => Kind::Text,
            "B" => Kind::Truth,
            "D" => Kind::Date,
            "P" => Kind::Days,
            "M" => Kind::Months,
            "L" => Kind::Numbers,
            _ => Kind::Texts,
        };
        strategy = (strategy, expression(kind, depth.saturating_sub(1)))
            .prop_map(move |(before, inner)| format!("{before}{inner}{rest}"))
            .boxed();
    }
    strategy
}

/// An expression of a kind, at most so deep; always fit to stand in a pattern.
pub(super) fn expression(kind: Kind, depth: u32) -> BoxedStrategy<String> {
    let leaf = leaf(kind);
    if depth == 0 {
        return leaf;
    }
    let grown = select(patterns(kind)).prop_flat_map(move |p| pattern(p, depth));
    prop_oneof![1 => leaf, 4 => grown].boxed()
}

fn leaf(kind: Kind) -> BoxedStrategy<String> {
    let leaves: &'static [&'static str] = match kind {
        Kind::Number => &["n1", "n2", "数", "0", "1", "2.5", "1000000", "79228162514264337593543950335"],
        Kind::Text => &["t1", "t2", "\"\"", "\"甲 b🐎\""],
        Kind::Truth => &["b1", "b2", "true", "false"],
        Kind::Date => &["d1", "d2", "today()", "date(\"2026-01-31\")", "date(\"9999-12-31\")"],
        Kind::Days => &["p1", "duration(\"P1D\")", "duration(\"-PT36H\")"],
        Kind::Months => &["m1", "duration(\"P1M\")", "duration(\"-P3Y\")"],
        Kind::Numbers => &["l1", "l2", "[1]", "[n1, 2]"],
        Kind::Texts => &["w1", "[t1]", "[\"甲\", t2]"],
    };
    select(leaves.to_vec()).prop_map(str::to_owned).boxed()
}

/// Left operands of comparisons hold a name, lest two constants be compared.
fn patterns(kind: Kind) -> Vec<&'static str> {
    match kind {
        Kind::Number => vec![
            "(%N + %N)",
            "(%N - %N)",
            "(%N * %N)",
            "(%N / %N)",
            "(%N ** %N)",
            "-(%N)",
            "-%N",
            "(if %B then %N else %N)",
            "abs(%N)",
            "floor(%N)",
            "ceiling(%N)",
            "decimal(%N, 2)",
            "decimal(%N, %N)",
            "round half up(%N, -1)",
            "round up(%N, %N)",
            "modulo(%N, %N)",
            "sqrt(%N)",
            "string length(%T)",
            "count(%L)",
            "count(%W)",
            "sum(%L)",
            "min(%L)",
            "max(%N, %N)",
            "mean(%L)",
            "median(%L)",
            "age(%D)",
            "working_days_between(%D, %D)",
            "(%D).year",
            "(%P).days",
            "(%M).months",
            "number(string(%N))",
            "day of year(%D)",
            "(%P / %P)",
            "(%M / %M)",
        ],
        Kind::Text => vec![
            "(%T + %T)",
            "(if %B then %T else %T)",
            "substring(%T, %N)",
            "substring(%T, 1, %N)",
            "upper case(%T)",
            "lower case(%T)",
            "substring before(%T, %T)",
            "substring after(%T, %T)",
            "string(%N)",
            "string(%D)",
            "string(%P)",
            "string(%M)",
            "string join(%W, %T)",
            "day of week(%D)",
            "month of year(%D)",
            "min(%W)",
        ],
        Kind::Truth => vec![
            "(n1 + %N = %N)",
            "(n1 - %N != %N)",
            "(n2 * %N < %N)",
            "(数 + %N <= %N)",
            "(n1 + %N > %N)",
            "(n1 + %N >= %N)",
            "(t1 + %T = %T)",
            "(t2 + %T < %T)",
            "(b1 = %B)",
            "(d1 + %P < %D)",
            "(p1 + %P = %P)",
            "(m1 + %M > %M)",
            "(%B and %B)",
            "(%B or %B)",
            "(%B and %B or %B and %B)",
            "not(%B)",
            "(%N in [1..10])",
            "(%N in (%N, %N))",
            "(%N in > %N)",
            "(%N in [n1..%N[)",
            "(%N in [n1 .. 数))",
            "(%N in %L)",
            "(%T in %W)",
            "(%N between %N and %N)",
            "(%D in (< %D, %D))",
            "(%N in not(%N, [1..2]))",
            "(some v in %L satisfies v + %N > %N)",
            "(every v in %L satisfies v < %N)",
            "(some v in %W satisfies v + %T = %T)",
            "(every v in %L satisfies some w in %L satisfies v >= w + %N)",
            "(if %B then %B else %B)",
            "contains(%T, %T)",
            "starts with(%T, %T)",
            "ends with(%T, %T)",
            "list contains(%L, %N)",
            "is_working_day(%D)",
            "before(%N, %N)",
            "before(%N, [1..5])",
            "after([n1..%N], %N)",
            "includes([1..5], %N)",
            "during(%D, [d2..%D))",
            "overlaps([1..5], [n1..%N))",
            "meets([n1..%N], [%N..数])",
            "coincides(%D, %D)",
            "even(%N)",
            "odd(%N)",
            "any(%B, %B)",
            "all([%B, %B])",
            "(l1 = %L)",
            "(w1 != %W)",
        ],
        Kind::Date => vec![
            "(%D + %P)",
            "(%D - %P)",
            "(%D + %M)",
            "(%M + %D)",
            "(if %B then %D else %D)",
            "add_working_days(%D, %N)",
            "date(2000 + 数, n1 + %N, 1)",
            "date(string(%D))",
            "last day of month(%D)",
            "max(%D, %D)",
        ],
        Kind::Days => vec![
            "(%P + %P)",
            "(%P - %P)",
            "(%P * %N)",
            "(%P / %N)",
            "(%D - %D)",
            "-(%P)",
            "abs(%P)",
            "(if %B then %P else %P)",
            "duration(string(%P))",
        ],
        Kind::Months => vec![
            "(%M + %M)",
            "(%M - %M)",
            "(%N * %M)",
            "(%M / %N)",
            "-(%M)",
            "abs(%M)",
            "years and months duration(%D, %D)",
        ],
        Kind::Numbers => vec![
            "[%N, %N]",
            "append(%L, %N)",
            "concatenate(%L, %L)",
            "reverse(%L)",
            "sublist(%L, 1)",
            "sublist(%L, %N, %N)",
            "distinct values(%L)",
            "union(%L, %L)",
            "index of(%L, %N)",
            "remove(%L, %N)",
            "insert before(%L, %N, %N)",
            "flatten([%L, %L])",
            "(if %B then %L else %L)",
        ],
        Kind::Texts => vec![
            "[%T, %T]",
            "append(%W, %T)",
            "concatenate(%W, [], %W)",
            "reverse(%W)",
            "distinct values(%W)",
            "(if %B then %W else %W)",
        ],
    }
}
