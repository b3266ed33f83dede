//! What systems owe and what operators mend, on the wire.

use crate::desk::TaskRef;
use crate::desk::views::{moment, name_of};
use crate::runner::aftermath::{IncidentRow, OwedKind, OwedRow};
use crate::runner::{Course, Dossier};
use onething_engine::application::{StepId, TaskId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Something that the outside owes.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CallListed {
    /// Its id.
    pub id: String,
    /// By which system; `rules` and `delivery` are none of the catalogue's.
    pub system: String,
    /// `call`, `undo`, `rule` or `delivery`.
    pub kind: &'static str,
    /// Which attempt, of a call.
    pub attempt: Option<u16>,
    /// Its application.
    pub application: Uuid,
    /// The step.
    pub step: String,
    /// The service or licence.
    pub service: String,
    /// What is given to it, by name.
    pub given: BTreeMap<String, String>,
    /// What it is to return, by name.
    pub returns: Vec<String>,
    /// Since when.
    pub since: String,
}

impl CallListed {
    /// A row; none where the application does not owe it any more.
    pub fn of(system: &str, dossier: &Dossier, course: &Course, row: &OwedRow) -> Option<Self> {
        let facts = course.program.step(row.task.step)?;
        let (kind, attempt) = match row.kind {
            OwedKind::Call(attempt, false) => ("call", Some(attempt)),
            OwedKind::Call(attempt, true) => ("undo", Some(attempt)),
            OwedKind::Rule => ("rule", None),
            OwedKind::Delivery => ("delivery", None),
        };
        let given = facts.uses.iter().filter_map(|id| {
            let (fact, known) = (course.program.fact(*id)?, dossier.state.fact(*id)?);
            Some((fact.name.to_string(), known.value.as_deref().filter(|_| known.how.is_known())?.to_owned()))
        });
        let returns = facts.supplies.iter().filter_map(|id| course.program.fact(*id));
        Some(Self {
            id: TaskRef { application: dossier.id, task: row.task }.to_string(),
            system: system.to_owned(),
            kind,
            attempt,
            application: dossier.id,
            step: facts.id.to_string(),
            service: row.service.to_string(),
            given: given.collect(),
            returns: returns.map(|fact| fact.name.to_string()).collect(),
            since: moment(row.since),
        })
    }
}

/// Which calls.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CallQuery {
    /// Of this system. 系统。
    pub system: Option<String>,
    /// `next_cursor` of the page before.
    #[param(max_length = 1024)]
    pub cursor: Option<String>,
    /// Entries at most, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// An incident: accepted work that cannot go on until a person acts.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct IncidentView {
    /// Its id.
    pub id: String,
    /// Its application.
    pub application: Uuid,
    /// Its scenario.
    pub scenario: String,
    /// The step.
    pub step: String,
    /// Why it stands: `no_answer`, `waits_for_system`, `undecided`, `too_many_rounds`, `no_time`, `not_known`,
    /// `child_failed`.
    pub cause: String,
    /// The system behind it.
    pub system: Option<String>,
    /// Since when.
    pub since: String,
}

impl IncidentView {
    /// A row.
    pub fn of(application: Uuid, step: StepId, row: &IncidentRow) -> Self {
        let task = TaskId { step, visit: row.visit };
        Self {
            id: TaskRef { application, task }.to_string(),
            application,
            scenario: row.scenario.to_string(),
            step: row.step.to_string(),
            cause: name_of(&row.cause),
            system: row.system.as_ref().map(ToString::to_string),
            since: moment(row.since),
        }
    }
}

/// Values that a step lacks.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IncidentAnswer {
    /// Values, by name.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub values: BTreeMap<String, Value>,
}

/// What came of mending an incident.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Mended {
    /// The application.
    pub application: Uuid,
    /// The number of its last event.
    pub sequence: u64,
    /// Whether the incident is truly gone.
    pub mended: bool,
}
