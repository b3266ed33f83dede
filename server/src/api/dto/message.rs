//! Messages of the world, on the wire.

use super::text::Label;
use super::work::WantedValue;
use crate::runner::{Course, Dossier, MessageFacts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// What an application waits to hear.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AwaitedMessages {
    /// Which application.
    pub application: Uuid,
    /// The messages.
    pub items: Vec<AwaitedView>,
}

/// A message that an application waits for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AwaitedView {
    /// Its scenario.
    pub scenario: String,
    /// Its name.
    pub message: String,
    /// Label.
    pub title: Label,
    /// The value by which it finds the application; none: that is not known yet.
    pub reply_to: Option<String>,
    /// Which fact has that value.
    pub reply_to_title: Option<Label>,
    /// What it brings.
    pub brings: Vec<WantedValue>,
}

impl AwaitedView {
    /// A message of an application's scenario, and the value that finds it.
    pub fn of(dossier: &Dossier, course: &Course, message: &MessageFacts, value: Option<Arc<str>>) -> Self {
        let facts = course.definition.scenario.message(message.id);
        let title = facts.map(|facts| (&facts.title).into());
        Self {
            scenario: dossier.start.scenario.to_string(),
            message: message.name.to_string(),
            title: title
                .unwrap_or_else(|| Label { zh: message.name.to_string(), en: message.name.to_string() }),
            reply_to: value.map(|value| value.to_string()),
            reply_to_title: message
                .fact
                .and_then(|fact| course.program.fact(fact))
                .map(|fact| (&fact.title).into()),
            brings: message
                .brings
                .iter()
                .filter_map(|fact| WantedValue::of(dossier, course, *fact))
                .collect(),
        }
    }
}

/// A message of the world.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageRequest {
    /// Whose message.
    #[schema(example = "court-equity-control")]
    pub scenario: String,
    /// Its name.
    #[schema(example = "release")]
    pub message: String,
    /// The value by which it finds its applications.
    pub reply_to: String,
    /// What it brings, by name.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub values: BTreeMap<String, Value>,
}

/// What came of a message.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MessageReceipts {
    /// Whom it found.
    pub found: Vec<MessageResult>,
}

/// What came of a message at one application.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MessageResult {
    /// Which application.
    pub application: Uuid,
    /// Its last event by then; none where it was refused.
    pub sequence: Option<u64>,
    /// Why it was refused; none where it was not.
    pub refused: Option<Label>,
}
