//! What clerks see and ask, on the wire.

use crate::api::dto::text::Label;
use crate::desk::clerk::ToMend;
use crate::desk::views::TaskView;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A task in full: what is to be decided, and what it is decided on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TaskDetail {
    /// The task.
    pub task: TaskView,
    /// What is known that the step uses.
    pub facts: Vec<KnownFact>,
    /// What the work may bring about, by name: given with the decision.
    pub brings: Vec<String>,
}

/// Something that is known.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct KnownFact {
    /// `mother.id_number`.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Its value; a material's is the hash of its file.
    pub value: Option<String>,
    /// How it is known: `sign_in`, `asked`, `call`, `result`, `step`, `message`, `operator`, `deferred`, `declared`.
    pub how: String,
}

/// Whose tasks.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    /// The department whose worklist it is; a clerk's own where it is absent. 部门。
    pub department: Option<String>,
    /// Only tasks of this post. 岗位。
    pub role: Option<String>,
    /// `next_cursor` of the page before.
    #[param(max_length = 1024)]
    pub cursor: Option<String>,
    /// Entries at most, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// What the work brought about.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// Values, by name.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub values: BTreeMap<String, Value>,
}

/// Why, and for which item.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The reason, which the applicant is told.
    #[schema(min_length = 1)]
    pub reason: String,
    /// The item; all that the task serves where it is absent.
    #[serde(default)]
    pub item: Option<String>,
}

/// What the applicant has to mend, all at once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnRequest {
    /// Each field or material, and what is wrong with it.
    pub wanted: Vec<ToMend>,
    /// The item; all that the task serves where it is absent.
    #[serde(default)]
    pub item: Option<String>,
}

/// A special procedure (特别程序).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    /// The item; all that the task serves where it is absent.
    #[serde(default)]
    pub item: Option<String>,
    /// Its own limit, as scenarios write it.
    #[schema(example = "30d")]
    pub within: String,
    /// Which procedure, and on what ground.
    pub reason: String,
}

/// The special procedure that is over.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resumption {
    /// The item; all that the task serves where it is absent.
    #[serde(default)]
    pub item: Option<String>,
}

/// To whom a task goes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassignment {
    /// The principal's id.
    pub to: String,
}
