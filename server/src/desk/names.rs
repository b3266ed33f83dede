//! Names of fields, materials and items, and values as JSON gives them.

use super::Wrong;
use crate::runner::Course;
use onething_engine::application::program::FactKind;
use onething_engine::application::{FactId, ItemIndex, Submission};
use onething_engine::scenario::model::Id;
use onething_engine::scenario::text::Text;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A text for a value: a word, a number, a truth.
pub fn text(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(truth) => Some(truth.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A name as a part of a JSON pointer.
pub fn pointer(base: &str, name: &str) -> String {
    format!("{base}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn unknown(base: &str, name: &str, kind: (&str, &str), known: &[&str]) -> Wrong {
    const SHOWN: usize = 12;
    let some = known.iter().take(SHOWN).copied().collect::<Vec<_>>().join(" ");
    let more = if known.len() > SHOWN { " …" } else { "" };
    Wrong {
        pointer: pointer(base, name),
        what: Text::new(format!("没有{} `{name}`", kind.0), format!("there is no {} `{name}`", kind.1)),
        mend: Text::new(format!("现有：{some}{more}"), format!("there are: {some}{more}")),
    }
}

/// A field by name.
///
/// # Errors
/// There is none of that name.
pub fn field(course: &Course, base: &str, name: &str) -> Result<FactId, Wrong> {
    let found = course.program.find_fact(name).filter(|fact| course.is_field(*fact));
    found.ok_or_else(|| unknown(base, name, ("字段", "field"), &names(course, true)))
}

/// A material by name.
///
/// # Errors
/// There is none of that name.
pub fn material(course: &Course, base: &str, name: &str) -> Result<FactId, Wrong> {
    let found = course.program.find_fact(name).filter(|fact| !course.is_field(*fact));
    found.ok_or_else(|| unknown(base, name, ("材料", "material"), &names(course, false)))
}

/// A field or material by name.
///
/// # Errors
/// There is none of that name.
pub fn fact(course: &Course, base: &str, name: &str) -> Result<FactId, Wrong> {
    match course.program.find_fact(name) {
        Some(fact) => Ok(fact),
        None => {
            let known: Vec<&str> = course.program.facts.iter().map(|f| &*f.name).collect();
            Err(unknown(base, name, ("字段或材料", "field or material"), &known))
        }
    }
}

/// An item by name.
///
/// # Errors
/// There is none of that name.
pub fn item(course: &Course, base: &str, name: &str) -> Result<ItemIndex, Wrong> {
    course.program.find_item(name).ok_or_else(|| {
        let known: Vec<&str> = course.program.items.iter().map(|i| &*i.id).collect();
        unknown(base, name, ("事项", "item"), &known)
    })
}

fn names(course: &Course, fields: bool) -> Vec<&str> {
    let facts = course.program.facts.iter();
    let wanted = facts.filter(|f| matches!(f.kind, FactKind::Field(..)) == fields && f.askable);
    wanted.map(|f| &*f.name).collect()
}

/// Values of fields by name; everything wrong with them is told at once.
///
/// # Errors
/// Names that are none, values that are no single value.
pub fn values(
    course: &Course,
    base: &str,
    given: &BTreeMap<String, Value>,
) -> Result<Vec<Submission>, Vec<Wrong>> {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for (name, value) in given {
        match (fact(course, base, name), text(value)) {
            (Ok(fact), Some(value)) => all.push(Submission { fact, value }),
            (Ok(_), None) => wrong.push(Wrong {
                pointer: pointer(base, name),
                what: Text::new("这不是一个值", "this is no single value"),
                mend: Text::new("写文字、数字或 true/false", "write a text, a number, true or false"),
            }),
            (Err(error), _) => wrong.push(error),
        }
    }
    if wrong.is_empty() { Ok(all) } else { Err(wrong) }
}

/// The name of a fact.
pub fn of_fact(course: &Course, fact: FactId) -> Id {
    course.program.fact(fact).map(|f| f.name.clone()).unwrap_or_default()
}

/// The name of an item.
pub fn of_item(course: &Course, item: ItemIndex) -> Id {
    course.program.item(item).map(|i| i.id.clone()).unwrap_or_default()
}
