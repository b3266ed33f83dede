//! A call as it is told to the outside: in the words of its service, and how what is told back becomes an answer.

use super::roles::{RoleFact, Roles};
use super::{Answer, Call};
use jiff::Timestamp;
use onething_engine::application::program::{FactKind, Program};
use onething_engine::application::rejection::Fault;
use onething_engine::application::state::CallId;
use onething_engine::scenario::model::Id;
use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// A call as it is told to the outside. Plain: it can wait, be sent, and come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Idempotency key.
    pub key: String,
    /// For which application.
    pub application: Uuid,
    /// The attempt that waits.
    pub attempt: CallId,
    /// The system.
    pub system: Id,
    /// The service or licence.
    pub service: Id,
    /// What it starts from, by name in the words of the service; a list where a role stands for each of several.
    pub given: BTreeMap<String, Value>,
    /// What may be told.
    pub returns: Vec<RoleFact>,
    /// Materials that a licence stands in for: there with whatever is told of it, each under a number that stands for
    /// its file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands_for: Vec<(Id, Arc<str>)>,
    /// Whether it undoes what an earlier call did.
    pub undo: bool,
    /// When it was asked for.
    #[serde(default)]
    pub at: Timestamp,
    /// When the machine no longer waits for it.
    pub until: Timestamp,
}

/// Why what was told back is no answer. Says no value of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoAnswer {
    /// The service does not return this.
    Unknown(String),
    /// A value is neither text, number nor truth value, or not a list of so many where one is wanted.
    Shape(String),
}

impl NoAnswer {
    /// What is wrong with it.
    pub fn text(&self) -> Text {
        match self {
            NoAnswer::Unknown(name) => Text::new(
                format!("`{name}` 不在该服务返回的内容之列"),
                format!("`{name}` is none of what the service returns"),
            ),
            NoAnswer::Shape(name) => Text::new(
                format!("`{name}` 不是文字、数字或真假值，或不是与所问个数相同的列表"),
                format!(
                    "`{name}` is no text, number or truth value, or no list of as many as were asked about"
                ),
            ),
        }
    }
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for NoAnswer {}

impl Work {
    /// A call as it is told to the outside.
    pub fn of(call: &Call) -> Self {
        let roles = Roles::of(call);
        let text = |fact: &Id| {
            let value =
                call.given.iter().find(|(name, _)| name == fact).and_then(|(_, text)| text.as_deref());
            value.map_or(Value::Null, Value::from)
        };
        let given = |role: &RoleFact| {
            let mut values = role.facts.iter().map(text);
            let value = match role.each {
                true => Value::Array(values.collect()),
                false => values.next().unwrap_or(Value::Null),
            };
            (role.name.clone(), value)
        };
        let wait = jiff::SignedDuration::from_millis(call.timeout_ms);
        Self {
            key: call.key.clone(),
            application: call.application,
            attempt: call.attempt,
            system: call.system.clone().unwrap_or_else(|| call.service.clone()),
            service: call.service.clone(),
            given: roles.given.iter().map(given).collect(),
            returns: if call.undo { Vec::new() } else { roles.returns },
            stands_for: if call.undo { Vec::new() } else { stood_for(call) },
            undo: call.undo,
            at: call.at,
            until: call.at.checked_add(wait).unwrap_or(Timestamp::MAX),
        }
    }

    /// What was told back, by name in the words of the service, as an answer.
    ///
    /// # Errors
    /// A name that the service does not return, or a value of another shape.
    pub fn answer(&self, told: &Map<String, Value>) -> Result<Answer, NoAnswer> {
        let mut values = self.stands_for.clone();
        for (name, value) in told {
            let role = self.returns.iter().find(|role| role.name == *name);
            let role = role.ok_or_else(|| NoAnswer::Unknown(short(name)))?;
            let shape = || NoAnswer::Shape(name.clone());
            match (value, role.each) {
                (Value::Null, _) => {}
                (Value::Array(members), true) if members.len() == role.facts.len() => {
                    for (fact, member) in role.facts.iter().zip(members) {
                        values.push((fact.clone(), plain(member).ok_or_else(shape)?));
                    }
                }
                (_, true) if role.facts.len() != 1 => return Err(shape()),
                (value, _) => {
                    let text = plain(value).ok_or_else(shape)?;
                    values.extend(role.facts.iter().map(|fact| (fact.clone(), text.clone())));
                }
            }
        }
        Ok(Answer::Found(values))
    }
}

/// The materials that come with a call's answer, each under the number that stands for its file.
fn stood_for(call: &Call) -> Vec<(Id, Arc<str>)> {
    let step = call.program.step(call.step);
    let facts = step.into_iter().flat_map(|step| &step.supplies);
    let materials = facts.filter_map(|fact| call.program.fact(*fact));
    let materials = materials.filter(|fact| matches!(fact.kind, FactKind::Material(_)));
    materials.map(|m| (m.name.clone(), onething_engine::people::file(&m.name).into())).collect()
}

/// A name from outside, cut where it is too long to repeat.
fn short(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(64).collect()
}

/// The text of a value as the machine keeps it.
fn plain(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(truth) => Some(truth.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What the machine would refuse of an answer: every value that is not what its element asks for.
pub fn faults(program: &Program, answer: &Answer) -> Vec<Fault> {
    let Answer::Found(values) = answer else { return Vec::new() };
    let fault = |(name, text): &(Id, Arc<str>)| program.fault(program.find_fact(name)?, text);
    values.iter().filter_map(fault).collect()
}
