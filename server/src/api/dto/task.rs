//! What clerks see and ask, on the wire.

use super::work::WantedValue;
use crate::desk::clerk::ToMend;
use crate::desk::known::KnownFact;
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
    /// What is known that the step uses; without values for who need not read what people told.
    pub facts: Vec<KnownFact>,
    /// What the work may bring about: given with the decision.
    pub brings: Vec<WantedValue>,
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
    /// Only tasks of this scenario. 场景。
    pub scenario: Option<String>,
    /// Only tasks with an item over its limit, or only those without. 是否超期。
    pub overdue: Option<bool>,
    /// Claimed by who asks (`mine`), by nobody (`nobody`), or by others (`others`). 认领情况：本人、无人、他人。
    #[param(value_type = Option<String>, pattern = "^(mine|nobody|others)$")]
    pub claimed: Option<ClaimedBy>,
    /// Of the application of this number, as people say it. 办件编号。
    #[param(max_length = 64)]
    pub number: Option<String>,
    /// `next_cursor` of the page before.
    #[param(max_length = 1024)]
    pub cursor: Option<String>,
    /// Entries at most, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// By whom tasks are claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimedBy {
    /// By who asks.
    Mine,
    /// By nobody.
    Nobody,
    /// By somebody else.
    Others,
}

/// How many tasks there are on a worklist, whatever is filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaskCounts {
    /// Open.
    pub open: u64,
    /// Of them, with an item over its limit.
    pub overdue: u64,
    /// Of them, claimed by who asks.
    pub mine: u64,
    /// Of them, claimed by nobody.
    pub unclaimed: u64,
}

/// A page of a worklist.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TaskPage {
    /// The tasks.
    pub items: Vec<TaskView>,
    /// `cursor` of the next page; none: this is the last.
    pub next_cursor: Option<String>,
    /// How many there are on the whole list.
    pub counts: TaskCounts,
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
