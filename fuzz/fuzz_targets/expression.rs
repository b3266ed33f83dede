//! Any text as an expression and as unary tests: compiled, and evaluated where all is known and where nothing is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onething_engine::expression::{Expression, ExpressionError, Slot, Type, compile, compile_unary_tests};
use onething_fuzz::world::{World, is_of, type_of};

const KNOWN: World = World { silent: false };
const SILENT: World = World { silent: true };

fuzz_target!(|text: &str| {
    evaluated(text, compile(text, &KNOWN, None));
    evaluated(text, compile(text, &KNOWN, Some(&Type::Boolean)));
    for slot in [Slot(0), Slot(2), Slot(5), Slot(10)] {
        if let Some(ty) = type_of(slot) {
            evaluated(text, compile_unary_tests(text, &KNOWN, slot, &ty));
        }
    }
});

/// A mistake points into the text and says something; a value is of the type told, and the same every time.
fn evaluated(text: &str, compiled: Result<Expression, Vec<ExpressionError>>) {
    let expression = match compiled {
        Ok(expression) => expression,
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without a reason");
            for error in errors {
                assert!(text.get(error.range.clone()).is_some(), "{error:?} points outside the text");
                assert!(!error.message_zh().is_empty() && !error.message_en().is_empty());
            }
            return;
        }
    };
    let value = expression.evaluate(&KNOWN);
    assert_eq!(value, expression.evaluate(&KNOWN), "two evaluations differ");
    if let Ok(value) = &value {
        assert!(is_of(value, expression.ty()), "{value:?} is no {:?}", expression.ty());
    }
    let unknown = expression.evaluate(&SILENT);
    if let (Ok(unknown), Ok(known)) = (&unknown, &value) {
        assert_eq!(unknown, known, "a value that needs no name changes with the names");
    }
}
