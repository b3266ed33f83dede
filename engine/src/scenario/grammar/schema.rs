//! JSON Schema (2020-12) from the grammar, for completion and hover in editors.

use super::{Key, Shape, catalogue::CATALOGUE, scenario, steps, test};
use serde_json::{Map, Value, json};

/// The schema of scenario files.
pub fn scenario() -> Value {
    document("scenario", &scenario::SCENARIO)
}

/// The schema of catalogue files.
pub fn catalogue() -> Value {
    document("catalogue", &CATALOGUE)
}

/// The schema of scenario tests.
pub fn test() -> Value {
    document("test", &test::TEST)
}

/// The schema of files of people.
pub fn people() -> Value {
    document("people", &test::PEOPLE)
}

fn document(kind: &str, shape: &Shape) -> Value {
    let mut schema = of(shape);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$id"] = json!(format!("urn:onething:schema:{kind}:1"));
    schema["$defs"] = NAMED
        .iter()
        .filter_map(|shape| match shape {
            Shape::Named(name, inner) => Some(((*name).to_owned(), of(inner))),
            _ => None,
        })
        .collect::<Map<_, _>>()
        .into();
    schema["title"] = json!(format!("onething {kind}, version 1"));
    schema
}

/// Shapes that stand inside themselves: said once, referred to everywhere.
const NAMED: &[&Shape] = &[&steps::STEP];

const ID: &str = "^[a-z][a-z0-9_]*$";

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Label => json!({ "anyOf": [
            { "type": "string" },
            { "type": "object", "properties": { "zh": { "type": "string" }, "en": { "type": "string" } }, "additionalProperties": false },
        ] }),
        Shape::Id => json!({ "type": "string", "pattern": ID }),
        Shape::KebabId => json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]*$" }),
        Shape::Name => json!({ "type": "string" }),
        Shape::Expression => {
            json!({ "type": "string", "description": "表达式 / an expression (FEEL subset)" })
        }
        Shape::Number => json!({ "type": "number" }),
        Shape::Count => json!({ "type": "integer", "minimum": 0 }),
        Shape::Probability => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Period => period(),
        Shape::WorkTime => {
            json!({ "anyOf": [period(), { "type": "object", "minProperties": 1, "maxProperties": 1,
            "properties": {
                "fixed": period(), "exponential": above_zero(),
                "uniform": { "type": "array", "items": period(), "minItems": 2, "maxItems": 2 },
                "triangular": { "type": "array", "items": period(), "minItems": 3, "maxItems": 3 },
                "lognormal": { "type": "object", "required": ["median", "p95"], "properties": { "median": above_zero(), "p95": above_zero() } },
                "gamma": { "type": "object", "required": ["mean", "shape"], "properties": { "mean": above_zero(), "shape": { "type": "number", "exclusiveMinimum": 0 } } },
                "mixture": { "type": "array", "minItems": 1, "items": { "type": "object", "required": ["weight", "takes"],
                    "properties": { "weight": { "type": "number", "exclusiveMinimum": 0 } } } },
                "empirical": { "type": "string" },
            }, "additionalProperties": false }] })
        }
        Shape::Range => json!({ "type": ["string", "integer"], "description": "1..4" }),
        Shape::Dates => json!({ "type": "string", "pattern": r"^\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?$" }),
        Shape::Word(words) => {
            let plain = words
                .iter()
                .map(|w| if *w == "true" || *w == "false" { json!(*w == "true") } else { json!(w) });
            json!({ "enum": plain.collect::<Vec<_>>() })
        }
        Shape::List(inner) => json!({ "type": "array", "items": of(inner) }),
        Shape::OneOrMany(inner) => json!({ "anyOf": [of(inner), { "type": "array", "items": of(inner) }] }),
        Shape::Map(keys) => map(keys),
        Shape::Table(inner) => {
            json!({ "type": "object", "propertyNames": { "pattern": ID }, "additionalProperties": with_source(of(inner)) })
        }
        Shape::Names(inner) => json!({ "type": "object", "additionalProperties": with_source(of(inner)) }),
        Shape::Entry(inner) => json!({ "anyOf": [
            { "type": "string" },
            { "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": of(inner) },
        ] }),
        Shape::Choice(choices) => choice(choices),
        Shape::Named(name, _) => json!({ "$ref": format!("#/$defs/{name}") }),
        Shape::Whole(inner) => of(inner),
        Shape::Either([]) => json!({}),
        Shape::Either(shapes) => json!({ "anyOf": shapes.iter().map(|s| of(s)).collect::<Vec<_>>() }),
    }
}

/// A table may carry `source:` for all that stands in it (rule 39).
fn with_source(inner: Value) -> Value {
    json!({ "anyOf": [inner, { "type": "string" }] })
}

fn period() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]+(ms|s|min|h|d|wd|mo|y)$" })
}

/// A period of which something can be drawn.
fn above_zero() -> Value {
    json!({ "type": "string", "pattern": "^0*[1-9][0-9]*(ms|s|min|h|d|wd|mo|y)$" })
}

fn map(keys: &[Key]) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let mut schema = of(key.shape);
        schema["description"] = json!(format!("{}\n{}", key.zh, key.en));
        properties.insert(key.name.to_owned(), schema);
    }
    let required: Vec<&str> = keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn choice(choices: &[(&'static str, Option<&'static Shape>)]) -> Value {
    let words: Vec<&str> = choices.iter().filter(|(_, s)| s.is_none()).map(|(name, _)| *name).collect();
    let mut properties = Map::new();
    for (name, shape) in choices {
        if let Some(shape) = shape {
            properties.insert((*name).to_owned(), of(shape));
        }
    }
    json!({ "anyOf": [
        { "enum": words },
        { "type": "object", "minProperties": 1, "maxProperties": 1, "properties": properties, "additionalProperties": false },
    ] })
}
