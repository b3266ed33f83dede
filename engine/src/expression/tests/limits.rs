//! No text can hold the engine up or bring it down; every mistake is told, in two languages, at its place.

use super::world::World;
use crate::expression::{
    ErrorKind, EvaluationError, Expression, ExpressionError, Slot, Type, compile, compile_unary_tests,
};
use proptest::prelude::{ProptestConfig, Strategy};
use proptest::{collection::vec, proptest, sample::select};
use std::time::{Duration, Instant};

/// Half of the least stack that a thread is likely to have.
const SMALL_STACK: usize = 512 * 1024;

/// Longer than any bounded work takes on a busy machine, and far less than what is not bounded.
const LONG: Duration = Duration::from_secs(20);

fn world() -> World {
    World::default().given("x", "3").given("l", "[1, 2]").given("中文", "\"甲\"").given("a.b", "true")
}

/// Runs in a thread with a small stack, and tells how long it took.
#[allow(clippy::disallowed_methods)]
fn in_a_small_stack(work: impl FnOnce() + Send + 'static) -> Duration {
    let start = Instant::now();
    let thread = std::thread::Builder::new().stack_size(SMALL_STACK).spawn(work).expect("a thread");
    thread.join().expect("no panic");
    start.elapsed()
}

fn told(errors: &[ExpressionError], text: &str) {
    assert!(!errors.is_empty());
    for error in errors {
        let range = error.range.clone();
        assert!(text.get(range.clone()).is_some(), "{range:?} is no place in {text:?}");
        assert!(is_chinese(error.message_zh()), "{:?}", error.message_zh());
        assert!(!error.message_en().is_empty());
        assert_eq!(error.mend_zh().is_empty(), error.mend_en().is_empty());
        assert!(error.code().starts_with("E03"));
    }
    assert!(errors.windows(2).all(|pair| pair[0].range.start <= pair[1].range.start));
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Compiles and evaluates; all that matters is that it comes back.
fn tried(text: &str) -> Result<Expression, Vec<ExpressionError>> {
    let world = world();
    if let Err(errors) = compile_unary_tests(text, &world, Slot(0), &Type::Number) {
        told(&errors, text);
    }
    let compiled = compile(text, &world, None);
    match &compiled {
        Ok(expression) => drop(expression.evaluate(&world)),
        Err(errors) => told(errors, text),
    }
    compiled
}

/// Words and signs, of the language and of its neighbours.
fn soup() -> impl Strategy<Value = String> {
    let words = [
        "x",
        "l",
        "中文",
        "a.b",
        "v",
        "1",
        "2.5",
        ".",
        "..",
        "\"文\"",
        "\"",
        "'",
        "“",
        "”",
        "+",
        "-",
        "*",
        "**",
        "/",
        "//",
        "/*",
        "*/",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "==",
        "!",
        "&&",
        "not",
        "not(",
        "and",
        "or",
        "in",
        "between",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "for",
        "return",
        "function",
        "instance of",
        "null",
        "true",
        "false",
        "@",
        "?",
        "\\u4e2d",
        "date(",
        "date and time(",
        "starts with(",
        "duration(\"P1Y\")",
        "date(\"2026-03-02\")",
        "count(",
        "today()",
        "age(",
        "，",
        "（",
        "🐎",
        "\n",
        "\t",
        "\u{3000}",
        "1e5",
        "_",
        "#",
        "%",
        "found(",
    ];
    vec((select(words.to_vec()), select(vec!["", " "])), 0..30)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,60}") {
        drop(tried(&text));
    }

    #[test]
    fn any_soup_of_words_is_read_or_refused(text in soup()) {
        drop(tried(&text));
    }
}

#[test]
fn nesting_of_any_kind_ends_in_a_code() {
    let nests: &[(&str, &str, &str)] = &[
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("-", "1", ""),
        ("not(", "true", ")"),
        ("abs(", "1", ")"),
        ("1 + (", "1", ")"),
        ("if true then ", "1", " else 1"),
        ("if ", "true", " then true else true"),
        ("some v in [1] satisfies ", "true", ""),
        ("x in (", "1", ")"),
        ("x in ((x in ((", "1", "))))"),
        ("true or (x in ((", "1", ")))"),
        ("x in not(", "1", ")"),
        ("true or true and x = 1 + 1 * 1 ** (", "1", ")"),
        ("x in [1..(", "1", ")]"),
        ("date(", "\"2026-03-02\"", ")"),
        ("l[", "1", "]"),
    ];
    for (open, core, close) in nests {
        for levels in [20, 30, 40, 47, 50, 60, 100, 1000, 100_000] {
            let text = format!("{}{core}{}", open.repeat(levels), close.repeat(levels));
            let name = format!("{open} × {levels}");
            let took = in_a_small_stack(move || {
                if let (Err(errors), true) = (tried(&text), levels >= 1000) {
                    let code = errors[0].code();
                    assert!(matches!(code, "E0308" | "E0309" | "E0301"), "{code}");
                }
            });
            assert!(took < LONG, "{name} took {took:?}");
        }
    }
}

#[test]
fn rows_of_any_kind_end() {
    let rows: &[(&str, &str)] = &[
        ("1", "+1"),
        ("1", "*1"),
        ("1", "**1"),
        ("true", " or true"),
        ("x = 1", " and x=1"),
        ("a", ".b"),
        ("[1", ",1"),
        ("x in (1", ",1"),
        ("\"a", "a"),
        ("x", " x"),
        ("max(1", ",x"),
        ("1 /* ", "* "),
        ("(1+1)", "-(1-1)"),
        ("x", "\n"),
    ];
    for (head, more) in rows {
        for count in [10, 90, 300, 600, 1900, 100_000] {
            let text = format!("{head}{}", more.repeat(count));
            let took = in_a_small_stack(move || drop(tried(&text)));
            assert!(took < LONG, "{more} × {count} took {took:?}");
        }
    }
}

#[test]
fn the_bounds_of_text_and_tree_have_a_code() {
    let codes = |text: &str| tried(text).map(|_| ()).map_err(|e| e[0].code());
    assert_eq!(codes(&format!("1{}", "+1".repeat(90))), Ok(()));
    assert_eq!(codes(&format!("1{}", "+1".repeat(100))), Err("E0308"));
    assert_eq!(codes(&format!("{}1{}", "(".repeat(40), ")".repeat(40))), Ok(()));
    assert_eq!(codes(&format!("{}1{}", "(".repeat(50), ")".repeat(50))), Err("E0308"));
    assert_eq!(codes(&format!("\"{}\"", "a".repeat(4094))), Ok(()));
    assert_eq!(codes(&format!("\"{}\"", "a".repeat(4095))), Err("E0308"));
    assert_eq!(codes(&format!("x = 1{}", " or x=1".repeat(400))), Ok(()), "rows of or are flat");
}

#[test]
fn evaluation_ends_when_its_fuel_is_used_up() {
    let many = format!("[{}]", vec!["1"; 300].join(", "));
    let world = World::default().given("l", &many);
    let texts = [
        "some a in l satisfies some b in l satisfies some c in l satisfies a + b + c = 0",
        "every a in l satisfies every b in l satisfies every c in l satisfies a < b + c",
        "every a in l satisfies l = l",
        "every a in l satisfies list contains(l, a)",
        "every a in l satisfies count(distinct values(concatenate(l, l))) = 1",
    ];
    for text in texts {
        let expression = world.compiled(text);
        let inner = world.clone();
        let took = in_a_small_stack(move || {
            assert_eq!(expression.evaluate(&inner), Err(EvaluationError::OutOfFuel));
        });
        assert!(took < LONG, "{text} took {took:?}");
    }
}

/// Doubling a text or list cannot outgrow its bound.
#[test]
fn values_stay_within_their_bounds() {
    let long = "文".repeat(1000);
    let world = World::default().given("t", &format!("\"{long}\"")).given("l", "[1, 2, 3]");
    let world = (0..6).fold(world, |world, n| {
        let (t, l) = if n == 0 { ("t".into(), "l".into()) } else { (format!("t{n}"), format!("l{n}")) };
        let twice = format!("{t} + {t}");
        let Ok(Ok(_)) = compile(&twice, &world, None).map(|e| e.evaluate(&world)) else { return world };
        let world = world.given(&format!("t{}", n + 1), &twice);
        world.given(&format!("l{}", n + 1), &format!("concatenate({l}, {l}, {l}, {l}, {l})"))
    });
    let longest = world.names.iter().filter(|(name, _)| name.starts_with('t')).count();
    assert_eq!(longest, 5, "3,000 bytes double four times within 65,536");
    let expression = world.compiled("t4 + t4");
    assert_eq!(expression.evaluate(&world), Err(EvaluationError::TooLarge));
}

#[test]
fn expressions_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<Expression>();
    crosses::<ExpressionError>();
    crosses::<EvaluationError>();
}

#[test]
fn every_kind_of_mistake_has_its_code_and_a_chinese_message() {
    let cases = [
        ("1 +", ErrorKind::Syntax, "E0301"),
        ("没有", ErrorKind::UnknownName, "E0302"),
        ("x + true", ErrorKind::WrongType, "E0303"),
        ("1 = 1", ErrorKind::ImpossibleComparison, "E0305"),
        ("nothing(1)", ErrorKind::UnknownFunction, "E0306"),
        ("abs()", ErrorKind::WrongArguments, "E0307"),
        ("null", ErrorKind::OutsideSubset, "E0309"),
        ("x == 1", ErrorKind::OtherSpelling, "E0310"),
        ("date(\"2026-02-30\")", ErrorKind::BadLiteral, "E0311"),
    ];
    let world = world();
    let mut seen: Vec<ErrorKind> = Vec::new();
    for (text, kind, code) in cases {
        let errors = compile(text, &world, None).expect_err(text);
        told(&errors, text);
        assert_eq!((errors[0].kind, errors[0].code()), (kind, code), "{text}");
        seen.push(kind);
    }
    let long = "x".repeat(5000);
    let errors = compile(&long, &world, None).expect_err("too long");
    told(&errors, &long);
    assert_eq!((errors[0].kind, errors[0].code()), (ErrorKind::TooLarge, "E0308"));
    assert_eq!(seen.len() + 1, 10, "ten kinds of mistakes");
}

#[test]
fn every_error_of_evaluation_has_a_chinese_message() {
    let all = [
        EvaluationError::Unknown(Slot(0)),
        EvaluationError::DivisionByZero,
        EvaluationError::OutOfRange,
        EvaluationError::Undetermined,
        EvaluationError::NoCalendar,
        EvaluationError::OutOfFuel,
        EvaluationError::TooLarge,
        EvaluationError::NoValue,
        EvaluationError::NotBoolean,
        EvaluationError::WrongType,
    ];
    for error in all {
        assert!(is_chinese(error.message_zh()) && !error.message_en().is_empty(), "{error:?}");
    }
}

#[test]
fn several_mistakes_are_told_at_once_and_in_order() {
    let text = "not(y) and x = \"3\" and 中文 = 乙 or count(1) = abs()";
    let errors = compile(text, &world(), None).expect_err("mistakes");
    told(&errors, text);
    let places: Vec<&str> = errors.iter().map(|e| &text[e.range.clone()]).collect();
    assert_eq!(places, ["y", "x = \"3\"", "乙", "count(1)", "abs()"]);
}

#[test]
fn unary_tests_read_their_input() {
    let tests = compile_unary_tests("> 3, x", &world(), Slot(7), &Type::Number).expect("tests");
    let reads: Vec<u32> = tests.reads().iter().map(|read| read.slot.0).collect();
    assert_eq!(reads, [7, 0]);
}
