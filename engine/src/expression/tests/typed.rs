//! Generated expressions keep what their compiling promised: type, errors, text, reads.

use super::generate::{CONSTRUCTS, KINDS, Kind, changed, expression, world};
use crate::expression::{EvaluationError, Value, compile};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;

const EACH: usize = 400;

/// Texts of every kind, the same in every run.
fn samples() -> Vec<(Kind, String)> {
    let mut runner = TestRunner::deterministic();
    let mut samples = Vec::new();
    for kind in KINDS {
        let strategy = expression(kind, 3);
        for _ in 0..EACH {
            samples.push((kind, strategy.new_tree(&mut runner).expect("a sample").current()));
        }
    }
    samples
}

/// What a value of a kind may be.
fn is_of(kind: Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Number, Value::Number(_))
        | (Kind::Text, Value::Text(_))
        | (Kind::Truth, Value::Boolean(_))
        | (Kind::Date, Value::Date(_))
        | (Kind::Days, Value::DaysDuration(_))
        | (Kind::Months, Value::MonthsDuration(_)) => true,
        (Kind::Numbers, Value::List(members)) => members.iter().all(|m| is_of(Kind::Number, m)),
        (Kind::Texts, Value::List(members)) => members.iter().all(|m| is_of(Kind::Text, m)),
        _ => false,
    }
}

/// The errors that a compiled expression over known values may end in.
fn is_documented(error: EvaluationError) -> bool {
    matches!(
        error,
        EvaluationError::DivisionByZero
            | EvaluationError::OutOfRange
            | EvaluationError::NoValue
            | EvaluationError::Undetermined
            | EvaluationError::OutOfFuel
            | EvaluationError::TooLarge
    )
}

#[test]
fn what_compiles_has_a_value_of_its_type_or_a_documented_error() {
    let worlds = [world(), changed()];
    let (mut values, mut errors) = (0, BTreeSet::new());
    for (kind, text) in samples() {
        let expression = worlds[0].compiled(&text);
        assert_eq!(expression.text(), text);
        for world in &worlds {
            match expression.evaluate(world) {
                Ok(value) => {
                    assert!(is_of(kind, &value), "{text} of {kind:?} is {value:?}");
                    values += 1;
                }
                Err(error) if is_documented(error) => drop(errors.insert(format!("{error:?}"))),
                Err(error) => panic!("{text}: {error:?}"),
            }
        }
    }
    assert!(values > EACH * KINDS.len(), "too few have a value: {values}");
    for error in ["DivisionByZero", "OutOfRange", "NoValue", "Undetermined"] {
        assert!(errors.contains(error), "{error} never occurred: {errors:?}");
    }
}

#[test]
fn every_construct_is_generated() {
    let texts: Vec<String> = samples().into_iter().map(|(_, text)| text).collect();
    // `[)` stands for a range that is closed below and open above.
    let occurs = |construct: &str| {
        texts.iter().any(|t| if construct == "[)" { t.contains("数))") } else { t.contains(construct) })
    };
    let missing: Vec<&&str> = CONSTRUCTS.iter().filter(|c| !occurs(c)).collect();
    assert!(missing.is_empty(), "never generated: {missing:?}");
}

/// A value that is not read makes no difference, be it another or unknown.
#[test]
fn what_is_not_read_makes_no_difference() {
    let (world, changed) = (world(), changed());
    let mut made_a_difference = BTreeSet::new();
    for (_, text) in samples() {
        let expression = world.compiled(&text);
        let before = expression.evaluate(&world);
        for slot in 0..world.values.len() {
            let read = expression.reads().iter().any(|read| read.slot.0 as usize == slot);
            for other in [changed.values[slot].clone(), None] {
                let mut altered = world.clone();
                altered.values[slot] = other;
                let after = expression.evaluate(&altered);
                if after != before {
                    assert!(read, "{text} depends on {} unread", world.names[slot].0);
                    made_a_difference.insert(slot);
                }
            }
        }
        for read in expression.reads() {
            assert_eq!(&text[read.range.clone()], read.path);
            assert_eq!(world.names[read.slot.0 as usize].0, read.path);
        }
    }
    assert_eq!(made_a_difference.len(), world.values.len(), "some names never mattered");
}

/// All but unknown values can be asked of a text that was written by the language itself.
#[test]
fn compiling_twice_gives_the_same() {
    let world = world();
    for (_, text) in samples() {
        let (a, b) = (world.compiled(&text), world.compiled(&text));
        assert_eq!(a.evaluate(&world), b.evaluate(&world));
        assert_eq!((a.ty(), a.reads()), (b.ty(), b.reads()));
        let padded = format!("\n /* before */ ({text}) // after");
        let padded = compile(&padded, &world, Some(a.ty())).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        assert_eq!(a.evaluate(&world), padded.evaluate(&world), "{text}");
    }
}
