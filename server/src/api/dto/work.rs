//! What systems owe and what operators mend, on the wire.

use super::text::Label;
use crate::desk::TaskRef;
use crate::desk::names::of_fact;
use crate::desk::outside::AfterMending;
use crate::desk::value_type::{self, ValueOption};
use crate::desk::views::{moment, name_of};
use crate::runner::aftermath::{IncidentRow, OwedKind, OwedRow};
use crate::runner::number::Number;
use crate::runner::{Course, Dossier};
use onething_engine::application::program::FactKind;
use onething_engine::application::{FactId, StepId, TaskId};
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
    /// Label of the system.
    pub system_title: Label,
    /// `call`, `undo`, `rule` or `delivery`.
    pub kind: &'static str,
    /// Which attempt, of a call.
    pub attempt: Option<u16>,
    /// Its application.
    pub application: Uuid,
    /// The number of the application (办件编号), for people.
    pub number: String,
    /// The step.
    pub step: String,
    /// Label of the step.
    pub step_title: Label,
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
            system_title: system_title(course, system),
            kind,
            attempt,
            application: dossier.id,
            number: Number::of(dossier.id).to_string(),
            step: facts.id.to_string(),
            step_title: (&facts.title).into(),
            service: row.service.to_string(),
            given: given.collect(),
            returns: returns.map(|fact| fact.name.to_string()).collect(),
            since: moment(row.since),
        })
    }
}

/// The label of a system of an application's catalogue; its name where it is none of it.
fn system_title(course: &Course, system: &str) -> Label {
    let found = course.definition.scenario.catalogue.systems.get(system);
    match (found, system) {
        (Some(found), _) => (&found.title).into(),
        (None, "rules") => Label { zh: "规则判定".to_owned(), en: "Rules".to_owned() },
        (None, "delivery") => Label { zh: "物流".to_owned(), en: "Delivery".to_owned() },
        (None, other) => Label::name(other),
    }
}

/// Which calls.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CallQuery {
    /// Of this system. 系统。
    pub system: Option<String>,
    /// Of this application. 办件。
    pub application: Option<Uuid>,
    /// `next_cursor` of the page before.
    #[param(max_length = 1024)]
    pub cursor: Option<String>,
    /// Entries at most, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// Which incidents.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IncidentQuery {
    /// Of this application. 办件。
    pub application: Option<Uuid>,
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
    /// The number of the application (办件编号), for people.
    pub number: String,
    /// Its scenario.
    pub scenario: String,
    /// Label of the scenario.
    pub scenario_title: Label,
    /// The step.
    pub step: String,
    /// Label of the step.
    pub step_title: Label,
    /// Why it stands: `no_answer`, `waits_for_system`, `undecided`, `too_many_rounds`, `no_time`, `not_known`,
    /// `child_failed`.
    pub cause: String,
    /// The system behind it.
    pub system: Option<String>,
    /// Label of the system.
    pub system_title: Option<Label>,
    /// Since when.
    pub since: String,
    /// What an answer by hand may give: what is lacking first.
    pub wanted: Vec<WantedValue>,
}

/// A value that somebody may give: in an answer by hand, with a message, with a clerk's work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WantedValue {
    /// Its name, by which it is given.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Its type, as forms have it; none: a material.
    pub value_type: Option<String>,
    /// The values there are to choose from.
    pub options: Vec<ValueOption>,
    /// Longest text.
    pub max_length: Option<u32>,
    /// Of a number: its unit.
    pub unit: Option<String>,
    /// Whether it is not known yet.
    pub lacking: bool,
}

/// What an answer by hand may give at a step, what is lacking first.
fn wanted(dossier: &Dossier, course: &Course, step: StepId) -> Vec<WantedValue> {
    let Some(facts) = course.program.step(step) else { return Vec::new() };
    let mut ids: Vec<FactId> = Vec::new();
    for id in facts.given_by_hand() {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let mut all: Vec<WantedValue> =
        ids.into_iter().filter_map(|id| WantedValue::of(dossier, course, id)).collect();
    all.sort_by_key(|value| !value.lacking);
    all
}

impl WantedValue {
    /// A fact of an application; none where it has no such fact.
    pub fn of(dossier: &Dossier, course: &Course, id: FactId) -> Option<Self> {
        let (facts, known) = (course.program.fact(id)?, dossier.state.fact(id)?);
        let scenario = &course.definition.scenario;
        let name = of_fact(course, id).to_string();
        let element = value_type::element(scenario, &name);
        let (value_type, options, max_length) = match &facts.kind {
            FactKind::Field(ty, longest) => {
                let options = element.map(|e| value_type::options(&scenario.catalogue, e));
                (Some(value_type::name(ty).to_owned()), options.unwrap_or_default(), *longest)
            }
            FactKind::Material(_) => (None, Vec::new(), None),
        };
        Some(Self {
            id: name,
            title: (&facts.title).into(),
            value_type,
            options,
            max_length,
            unit: element.and_then(|e| e.unit.as_deref()).map(str::to_owned),
            lacking: !known.how.is_known(),
        })
    }
}

impl IncidentView {
    /// A row, over its application.
    pub fn of(dossier: &Dossier, course: &Course, step: StepId, row: &IncidentRow) -> Self {
        let (application, task) = (dossier.id, TaskId { step, visit: row.visit });
        let facts = course.program.step(step);
        Self {
            id: TaskRef { application, task }.to_string(),
            application,
            number: Number::of(application).to_string(),
            scenario: row.scenario.to_string(),
            scenario_title: (&course.definition.scenario.title).into(),
            step: row.step.to_string(),
            step_title: facts.map_or_else(|| Label::name(&row.step), |facts| (&facts.title).into()),
            cause: name_of(&row.cause),
            system: row.system.as_ref().map(ToString::to_string),
            system_title: row.system.as_deref().map(|system| system_title(course, system)),
            since: moment(row.since),
            wanted: wanted(dossier, course, step),
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
    /// Whether the incident is truly gone; false also while it is only tried again.
    pub mended: bool,
    /// `mended`; `trying`: it is tried again, and what comes of it is not known yet; `incident`: there still, or again.
    pub outcome: AfterMending,
}
