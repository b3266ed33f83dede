//! Texts of connectors with names in braces: `/persons/{it.id_number}`, `Bearer ${env:TOKEN}`. A name is one in the
//! words of the service, or `call.key`, `call.service`, `call.application`. A brace itself is written twice.

use crate::config::secret::{Secret, Vault, resolve};
use crate::systems::work::Work;
use onething_engine::scenario::text::Text;
use serde_json::{Map, Value};
use std::fmt;

/// A text with names.
#[derive(Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Secret(Secret),
    Name(String),
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.0 {
            match part {
                Part::Text(text) => f.write_str(text)?,
                Part::Secret(secret) => write!(f, "{secret}")?,
                Part::Name(name) => write!(f, "{{{name}}}")?,
            }
        }
        Ok(())
    }
}

/// Names that every call has.
pub const OF_CALL: [&str; 3] = ["call.key", "call.service", "call.application"];

/// A template that does not read so, or a call that lacks what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A brace without its other.
    Brace(String),
    /// A secret that is not there.
    Missing(Text),
    /// The call is not given this.
    NotGiven(String),
    /// It stands for several values where one is wanted.
    Several(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Brace(text) => {
                write!(f, "`{text}` has a brace without its other; write {{{{ for a brace itself")
            }
            Fault::Missing(missing) => f.write_str(&missing.en),
            Fault::NotGiven(name) => write!(f, "the call is not given `{name}`"),
            Fault::Several(name) => write!(f, "`{name}` stands for several values, and only one has room"),
        }
    }
}

impl std::error::Error for Fault {}

impl Template {
    /// Reads a text and finds its secrets.
    ///
    /// # Errors
    /// A brace without its other, or a secret that is not there.
    pub fn read(text: &str, vault: &dyn Vault) -> Result<Self, Fault> {
        let unclosed = || Fault::Brace(text.to_owned());
        let (mut parts, mut plain, mut rest) = (Vec::new(), String::new(), text);
        while let Some(at) = rest.find(['{', '}']) {
            let (before, behind) = rest.split_at(at);
            if let Some(doubled) = behind.strip_prefix("{{").or_else(|| behind.strip_prefix("}}")) {
                plain.push_str(before);
                plain.push_str(&behind[..1]);
                rest = doubled;
                continue;
            }
            let inside = behind.strip_prefix('{').ok_or_else(unclosed)?;
            let (name, after) = inside.split_once('}').ok_or_else(unclosed)?;
            let part = match before.strip_suffix('$') {
                Some(before) => {
                    plain.push_str(before);
                    Part::Secret(resolve(&format!("${{{name}}}"), vault).map_err(Fault::Missing)?)
                }
                None => {
                    plain.push_str(before);
                    Part::Name(name.trim().to_owned())
                }
            };
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(part);
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self(parts))
    }

    /// The names in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) | Part::Secret(_) => None,
        })
    }

    /// The text with a call's values, each written by `write`; what it says may be secret.
    ///
    /// # Errors
    /// The call lacks what it names, or has several values of it.
    pub fn fill(&self, work: &Work, write: &dyn Fn(&str) -> String) -> Result<Secret, Fault> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Secret(secret) => text.push_str(secret.expose()),
                Part::Name(name) => text.push_str(&write(&one(name, work)?)),
            }
        }
        Ok(Secret::new(text))
    }

    /// A JSON value: of a single name the value itself, a list too; else the text.
    fn value(&self, work: &Work) -> Result<Value, Fault> {
        match &self.0[..] {
            [Part::Name(name)] => named(name, work),
            _ => Ok(Value::String(self.fill(work, &str::to_owned)?.expose().to_owned())),
        }
    }
}

fn named(name: &str, work: &Work) -> Result<Value, Fault> {
    match name {
        "call.key" => Ok(Value::from(work.key.as_str())),
        "call.service" => Ok(Value::from(&*work.service)),
        "call.application" => Ok(Value::from(work.application.to_string())),
        _ => work.given.get(name).cloned().ok_or_else(|| Fault::NotGiven(name.to_owned())),
    }
}

fn one(name: &str, work: &Work) -> Result<String, Fault> {
    match named(name, work)? {
        Value::String(text) => Ok(text),
        Value::Array(members) => match &members[..] {
            [Value::String(text)] => Ok(text.clone()),
            _ => Err(Fault::Several(name.to_owned())),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            Err(Fault::NotGiven(name.to_owned()))
        }
    }
}

/// A tree of JSON whose texts are templates.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A text.
    Text(Template),
    /// A list.
    List(Vec<Body>),
    /// An object.
    Object(Vec<(String, Body)>),
    /// Anything else, as it is.
    Plain(Value),
}

impl Body {
    /// Reads a tree and finds its secrets.
    ///
    /// # Errors
    /// As [`Template::read`].
    pub fn read(value: &Value, vault: &dyn Vault) -> Result<Self, Fault> {
        Ok(match value {
            Value::String(text) => Body::Text(Template::read(text, vault)?),
            Value::Array(members) => {
                Body::List(members.iter().map(|m| Body::read(m, vault)).collect::<Result<_, _>>()?)
            }
            Value::Object(entries) => {
                let entry = |(key, value): (&String, &Value)| Ok((key.clone(), Body::read(value, vault)?));
                Body::Object(entries.iter().map(entry).collect::<Result<_, Fault>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Body::Plain(value.clone()),
        })
    }

    /// The names in it.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Body::Text(template) => template.names().collect(),
            Body::List(members) => members.iter().flat_map(Body::names).collect(),
            Body::Object(entries) => entries.iter().flat_map(|(_, body)| body.names()).collect(),
            Body::Plain(_) => Vec::new(),
        }
    }

    /// The tree with a call's values.
    ///
    /// # Errors
    /// As [`Template::fill`].
    pub fn fill(&self, work: &Work) -> Result<Value, Fault> {
        Ok(match self {
            Body::Text(template) => template.value(work)?,
            Body::List(members) => {
                Value::Array(members.iter().map(|m| m.fill(work)).collect::<Result<_, _>>()?)
            }
            Body::Object(entries) => {
                let entry = |(key, body): &(String, Body)| Ok((key.clone(), body.fill(work)?));
                Value::Object(entries.iter().map(entry).collect::<Result<Map<_, _>, Fault>>()?)
            }
            Body::Plain(value) => value.clone(),
        })
    }
}

/// A value as one segment of a path or one value of a query: everything but letters, digits and `-._~` escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
