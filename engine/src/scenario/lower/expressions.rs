//! Compiling expressions that stand in files: their findings point inside them.

use super::read::part_span;
use crate::expression::{self, Expression, Scope, Type};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{Catalogue, ElementType};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::Node;
use crate::scenario::text::Text;
use std::sync::Arc;

/// Compiles the expression of a scalar node.
pub fn compile(
    node: &Node,
    scope: &dyn Scope,
    expected: Option<&Type>,
    findings: &mut Vec<Diagnostic>,
) -> Option<(Spanned<Arc<str>>, Expression)> {
    let scalar = node.scalar()?;
    let mut text = Spanned::new(scalar.text.clone(), node.span);
    match expression::compile(&text.value, scope, expected) {
        Ok(expression) => Some((text, expression)),
        Err(errors) => {
            // A quoted text starts one byte behind its span; only where nothing in it is escaped do bytes agree.
            let length = (node.span.end - node.span.start) as usize;
            if !scalar.plain && length == text.value.len() + 2 {
                text.span.start += 1;
                text.span.end -= 1;
            }
            for error in errors {
                let at = part_span(&text, error.range.start, error.range.end.max(error.range.start));
                let message = Text::new(error.message_zh(), error.message_en());
                let mend = Text::new(error.mend_zh(), error.mend_en());
                findings.push(Diagnostic::new(error.code(), at, message).mend(mend));
            }
            None
        }
    }
}

/// The type of a data element in expressions; a region is one of those that the catalogue has.
pub fn element_type(ty: &ElementType, catalogue: &Catalogue) -> Type {
    match ty {
        ElementType::Region => Type::OneOf(catalogue.regions.keys().cloned().collect()),
        ElementType::Text | ElementType::IdNumberCn | ElementType::PhoneCn | ElementType::CreditCodeCn => {
            Type::Text
        }
        ElementType::Number => Type::Number,
        ElementType::Boolean => Type::Boolean,
        ElementType::Date => Type::Date,
        ElementType::Time => Type::Time,
        ElementType::DateTime => Type::DateTime,
        ElementType::OneOf(values) => Type::OneOf(values.clone()),
    }
}
